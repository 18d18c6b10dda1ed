// The sign over one counter: the live state, what it shows, and what is told back to the server.
import { html, render } from '../vendor/htm-preact.js';
import { ServerClock } from '../shared/clock.js';
import { drift } from '../shared/drift.js';
import { connect } from '../shared/live.js';
import { Outage } from '../shared/outage.js';
import { Painted, forgetMarks } from '../shared/painted.js';
import { loadWords } from '../shared/words.js';
import { modelOf } from './model.js';
import { Sign } from './view.js';

// Silence is noticed after 5 s, so a cut cable is named within 10 s.
const SAID_AFTER_MS = 4500;
const STALE_AFTER_MS = 30000;
const HEALTH_EVERY_MS = 10000;
const LOOK_EVERY_MS = 1000;
const MARKS_KEPT = 400;

const root = /** @type {HTMLElement} */ (document.getElementById('sign'));
const asked = new URLSearchParams(location.search);
const counter = Number(asked.get('counter') || location.pathname.split('/')[2]);
/** @type {'id'|'en'} */
const lang = asked.get('lang') === 'en' ? 'en' : 'id';
document.documentElement.lang = lang;

const clock = new ServerClock();
const outage = new Outage();
const kept = { state: /** @type {any} */ (null), link: 'connecting', paired: false, refused: '' };
/** @type {any} */
let t = (/** @type {string} */ key) => key;
let drawn = '';

const painted = new Painted((call) => { if (kept.paired) link.ack(call, 'shown'); });

const link = connect({
  view: 'sign',
  params: { counter },
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
    tellHealth();
    draw();
  },
  onRefused(code) { kept.refused = code; draw(); },
});

function draw() {
  if (!kept.state) { drawPlain(); return; }
  const alone_ms = outage.lasted_ms;
  const since = alone_ms > SAID_AFTER_MS ? outage.since : null;
  const model = modelOf({ ...kept, since, stale: alone_ms > STALE_AFTER_MS }, clock.now(), lang);
  const picture = JSON.stringify(model);
  if (picture === drawn) return;
  drawn = picture;
  render(html`<${Sign} model=${model} t=${t} />`, root);
  const { ticket } = model;
  const shown = new Set(ticket ? [ticket.call] : []);
  painted.look(ticket && ticket.fresh ? shown : [], shown);
}

/** Before the first state there is only one thing to say. */
function drawPlain() {
  const key = ['unknown_counter', 'forbidden'].includes(kept.refused) ? kept.refused : outage.lasted_ms > SAID_AFTER_MS ? 'no_server' : 'connecting';
  if (drawn !== key) render(html`<div class="plain" data-link=${kept.link}><p role="status">${t(key, { counter: counter || '' })}</p></div>`, root);
  drawn = key;
}

function tellHealth() {
  const { memory } = /** @type {any} */ (performance);
  const heap_mb = memory ? Math.round(memory.usedJSHeapSize / 1e6) : undefined;
  link.health({ frames: painted.frames, ...(heap_mb === undefined ? {} : { heap_mb }), sound: 'none' });
  painted.watch();
  forgetMarks(MARKS_KEPT);
}

loadWords(lang, 'sign').then((words) => {
  t = words;
  document.title = `${t('title')} ${counter || ''}`;
  drawn = '';
  draw();
});
setInterval(draw, LOOK_EVERY_MS);
setInterval(tellHealth, HEALTH_EVERY_MS);
drift(root);
