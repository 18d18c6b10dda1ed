// The hall of a zone: the live state, the turns of its calls, and its voice.
import { html, render } from '../vendor/htm-preact.js';
import { Sound } from '../shared/sound.js';
import { Wall } from '../shared/wall.js';
import { advance, isLive, noTurns, untilNext } from './highlights.js';
import { modelOf } from './model.js';
import { Hall } from './view.js';

let turns = noTurns();
/** @type {any} */
let alarm = null;
let sounded = 'none';

const sound = new Sound({ ack: (id, kind, detail) => wall.link.ack(id, kind, detail), onchange: () => draw() });
const wall = new Wall({
  view: 'hall',
  place: (asked, named) => ({ zone: asked.get('zone') || named }),
  draw,
  sound: () => sound.state,
  onWelcome(welcome) { if (welcome.speaks) sound.start(); },
  onAnnounce(announce) {
    // A message may have waited in a stalled link: what expired is not said any more.
    if (Date.parse(announce.expires_at) > wall.clock.now().getTime()) sound.announce(announce);
    else wall.link.ack(announce.id, 'failed', 'expired');
  },
});

function draw() {
  if (sounded !== sound.state) {
    sounded = sound.state;
    wall.tellHealth();
  }
  const { kept, root, t } = wall;
  if (!kept.state) {
    if (wall.changes(wall.plain)) render(html`<div class="plain" data-link=${kept.link}><p role="status">${t(wall.plain, wall.place)}</p></div>`, root);
    return;
  }
  const now = wall.clock.now();
  turns = advance(turns, kept.state.calls, now.getTime());
  const locked = kept.speaks && kept.link === 'live' && sound.state !== 'running';
  const model = modelOf({ ...kept, turns, since: wall.since, saying: sound.saying, locked }, now, wall.lang);
  if (wall.changes(JSON.stringify(model))) {
    render(html`<${Hall} model=${model} t=${t} onunlock=${() => sound.unlock()} />`, root);
    const standing = [...root.querySelectorAll('[data-call]')].map((node) => node.getAttribute('data-call') || '');
    const calls = new Map(known().map((call) => [call.call, call]));
    const awaited = standing.filter((id) => calls.has(id) && isLive(/** @type {any} */ (calls.get(id)), now.getTime()));
    wall.painted.look(awaited, new Set(calls.keys()));
  }
  clearTimeout(alarm);
  const next = untilNext(turns, now.getTime());
  if (next !== null) alarm = setTimeout(draw, next + 5);
}

/** @returns {import('./highlights.js').Call[]} those of the state, and those that left it before they had their turn */
function known() {
  const { now, waiting } = turns;
  return [...waiting, ...(now ? [now.call] : []), ...wall.kept.state.calls];
}

for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, () => sound.unlock());
wall.start();
