// The sign over one counter: the live state and what it shows.
import { html, render } from '../vendor/htm-preact.js';
import { Wall } from '../shared/wall.js';
import { modelOf } from './model.js';
import { Sign } from './view.js';

const STALE_AFTER_MS = 30000;

const wall = new Wall({
  view: 'sign',
  place: (asked, named) => ({ counter: Number(asked.get('counter') || named) }),
  draw,
});

function draw() {
  const { kept, root, t } = wall;
  if (!kept.state) {
    const place = { counter: wall.place.counter || '' };
    if (wall.changes(wall.plain)) render(html`<div class="plain" data-link=${kept.link}><p role="status">${t(wall.plain, place)}</p></div>`, root);
    return;
  }
  const stale = wall.outage.lasted_ms > STALE_AFTER_MS;
  const model = modelOf({ ...kept, since: wall.since, stale }, wall.clock.now(), wall.lang);
  if (!wall.changes(JSON.stringify(model))) return;
  render(html`<${Sign} model=${model} t=${t} />`, root);
  const { ticket } = model;
  const shown = new Set(ticket ? [ticket.call] : []);
  wall.painted.look(ticket && ticket.fresh ? shown : [], shown);
}

wall.start();
