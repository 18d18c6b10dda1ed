// The hall of a zone: the live state, the turns of its calls, its voice, and what is told back to the server.
import { html, render } from '../vendor/htm-preact.js';
import { ServerClock } from '../shared/clock.js';
import { drift } from '../shared/drift.js';
import { connect } from '../shared/live.js';
import { Outage } from '../shared/outage.js';
import { Painted, forgetMarks } from '../shared/painted.js';
import { Sound } from '../shared/sound.js';
import { loadWords } from '../shared/words.js';
import { advance, isLive, noTurns, untilNext } from './highlights.js';
import { modelOf } from './model.js';
import { Hall } from './view.js';

// Silence is noticed after 5 s, so a cut cable is named within 10 s.
const SAID_AFTER_MS = 4500;
const HEALTH_EVERY_MS = 10000;
const LOOK_EVERY_MS = 1000;
const MARKS_KEPT = 400;

const root = /** @type {HTMLElement} */ (document.getElementById('hall'));
const asked = new URLSearchParams(location.search);
const zone = asked.get('zone') || decodeURIComponent(location.pathname.split('/')[2] || '');
/** @type {'id'|'en'} */
const lang = asked.get('lang') === 'en' ? 'en' : 'id';
document.documentElement.lang = lang;

const clock = new ServerClock();
const outage = new Outage();
const kept = { state: /** @type {any} */ (null), turns: noTurns(), link: 'connecting', paired: false, speaks: false, refused: '' };
/** @type {any} */
let t = (/** @type {string} */ key) => key;
/** @type {any} what decides that the picture has changed although no fact came */
let drawn = '';
/** @type {any} */
let alarm = null;
let sounded = '';

const sound = new Sound({ ack: (id, kind, detail) => link.ack(id, kind, detail), onchange: () => heardSound() });
const painted = new Painted((call) => { if (kept.paired) link.ack(call, 'shown'); });

const link = connect({
  view: 'hall',
  params: { zone },
  onState(state, message, event) {
    // A replayed event tells an instant long past: only a snapshot and a welcome tell the time.
    if (!event) clock.hear(message.at);
    kept.state = state;
    kept.refused = '';
    draw();
  },
  onLink(state) {
    kept.link = state;
    outage.hear(state, clock.now());
    setTimeout(draw, SAID_AFTER_MS + 50);
    draw();
  },
  onWelcome(welcome) {
    clock.hear(welcome.at);
    kept.paired = welcome.paired;
    kept.speaks = welcome.speaks;
    if (welcome.speaks) sound.start();
    tellHealth();
    draw();
  },
  onRefused(code) { kept.refused = code; draw(); },
  onAnnounce(announce) {
    // A message may have waited in a stalled link: what expired is not said any more.
    if (Date.parse(announce.expires_at) > clock.now().getTime()) sound.announce(announce);
    else link.ack(announce.id, 'failed', 'expired');
  },
  onStop: (stop) => { sound.stop(stop.id); },
});

function draw() {
  const { state } = kept;
  if (!state) { drawPlain(); return; }
  const now = clock.now();
  kept.turns = advance(kept.turns, state.calls, now.getTime());
  const since = outage.lasted_ms > SAID_AFTER_MS ? outage.since : null;
  const locked = kept.speaks && kept.link === 'live' && sound.state !== 'running';
  const model = modelOf({ ...kept, since, saying: sound.saying, locked }, now, lang);
  const picture = JSON.stringify(model);
  if (picture !== drawn) {
    drawn = picture;
    render(html`<${Hall} model=${model} t=${t} onunlock=${() => sound.unlock()} />`, root);
    const standing = [...root.querySelectorAll('[data-call]')].map((node) => node.getAttribute('data-call') || '');
    const calls = new Map(known().map((call) => [call.call, call]));
    const awaited = standing.filter((id) => calls.has(id) && isLive(/** @type {any} */ (calls.get(id)), now.getTime()));
    painted.look(awaited, new Set(calls.keys()));
  }
  clearTimeout(alarm);
  const next = untilNext(kept.turns, now.getTime());
  if (next !== null) alarm = setTimeout(draw, next + 5);
}

/** @returns {import('./highlights.js').Call[]} those of the state, and those that left it before they had their turn */
function known() {
  const { now, waiting } = kept.turns;
  return [...waiting, ...(now ? [now.call] : []), ...kept.state.calls];
}

/** Before the first state there is only one thing to say. */
function drawPlain() {
  const key = ['unknown_zone', 'forbidden'].includes(kept.refused) ? kept.refused : outage.lasted_ms > SAID_AFTER_MS ? 'no_server' : 'connecting';
  if (drawn !== key) render(html`<div class="plain" data-link=${kept.link}><p role="status">${t(key, { zone })}</p></div>`, root);
  drawn = key;
}

function heardSound() {
  if (sounded !== sound.state) tellHealth();
  draw();
}

function tellHealth() {
  sounded = sound.state;
  const { memory } = /** @type {any} */ (performance);
  const heap_mb = memory ? Math.round(memory.usedJSHeapSize / 1e6) : undefined;
  link.health({ frames: painted.frames, ...(heap_mb === undefined ? {} : { heap_mb }), sound: sounded });
  painted.watch();
  forgetMarks(MARKS_KEPT);
}

loadWords(lang, 'hall').then((words) => {
  t = words;
  document.title = `${t('title')} ${zone}`;
  drawn = '';
  draw();
});
for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, () => sound.unlock());
setInterval(heardSound, LOOK_EVERY_MS);
setInterval(tellHealth, HEALTH_EVERY_MS);
drift(root);
