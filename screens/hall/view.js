// What the hall shows of a model: one tree, no state of its own.
import { html } from '../vendor/htm-preact.js';
import { Icon } from '../shared/icon.js';
import { iconOf } from '../shared/status.js';
import { Ticker } from './ticker.js';

const ROWS = 5;

/** @param {{model: any, t: any, onunlock: () => void}} properties  the model is that of model.js */
export function Hall({ model, t, onunlock }) {
  return html`
    <div class="hall" data-link=${model.link}>
      <${Top} model=${model} t=${t} />
      <div class="work">
        <div class="left">
          ${model.now ? html`<${Card} now=${model.now} t=${t} />` : html`<${Waiting} idle=${model.idle} t=${t} />`}
          ${model.locked ? html`<${Unlock} t=${t} onunlock=${onunlock} />` : html`<${Strip} strip=${model.strip} t=${t} />`}
        </div>
        <${Rows} rows=${model.rows} behind=${model.behind} t=${t} />
      </div>
      <${Band} model=${model} t=${t} />
    </div>`;
}

/** @param {any} properties */
function Top({ model, t }) {
  return html`
    <header class="top">
      <h1 class="site">${model.site}</h1>
      <p class="zone">${model.zone}</p>
      ${model.since ? html`<p class="badge" data-offline role="status"><${Icon} name="plug-connected-x" />${t('lost_since', { time: model.since })}</p>` : null}
      <p class="date">${model.date}</p>
      <p class="clock"><time>${model.time}</time>${model.zone_abbr ? html`<small>${model.zone_abbr}</small>` : null}</p>
    </header>`;
}

/** @param {any} properties */
function Card({ now, t }) {
  const { call } = now;
  return html`
    <section class=${`card ${now.live ? 'is-live' : ''} ${now.fresh ? 'is-fresh' : ''}`} key=${`${call.call}@${call.at}`} data-call=${call.call}>
      <div class="card-body">
        <p class="card-head">
          <span>${t('now')}</span>
          ${call.priority ? html`<span class="mark"><${Icon} name="star" />${t('priority')}</span>` : null}
          ${call.recalls ? html`<span class="mark"><${Icon} name="speakerphone" />${t('again', { n: call.recalls + 1 })}</span>` : null}
        </p>
        <p class=${`number ${call.number.length > 5 ? 'is-long' : ''}`} data-now-number>${call.number}</p>
        <div class="goto">
          <${Icon} name="arrow-right" />
          <p class="counter"><span>${t('counter')}</span> <b data-now-counter>${call.counter}</b></p>
          <div class="label">
            <p class=${`service ${now.service.length > 44 ? 'is-long' : ''}`}>${now.service}</p>
            <p class="agency">${now.agency}</p>
          </div>
        </div>
      </div>
    </section>`;
}

/** @param {any} properties */
function Waiting({ idle, t }) {
  return html`
    <section class="card is-idle" data-idle=${idle.key}>
      <${Icon} name=${idle.icon} />
      <p class="idle">${t(idle.key, idle.values)}</p>
    </section>`;
}

/** @param {any} properties */
function Strip({ strip, t }) {
  return html`
    <section class=${`strip of-${Math.min(strip.cells.length, 9)} ${strip.common ? 'is-common' : ''}`}>
      <h2><span>${t('counters')}</span>${strip.common ? html`<span class="common">${strip.common}</span>` : null}</h2>
      <ul>${strip.cells.map((/** @type {any} */ cell) => html`
        <li key=${cell.number} class=${`is-${cell.status}`} data-counter=${cell.number}>
          <b>${cell.number}</b>
          <span class="status"><${Icon} name=${iconOf(cell.status)} />${t(`status.${cell.status}`)}</span>
          ${cell.title ? html`<span class="title">${cell.title}</span>` : null}
        </li>`)}</ul>
    </section>`;
}

/** @param {any} properties */
function Unlock({ t, onunlock }) {
  return html`<button class="unlock" data-unlock onClick=${onunlock}><${Icon} name="volume" /><span>${t('unlock')}</span></button>`;
}

/** @param {any} properties */
function Rows({ rows, behind, t }) {
  const empty = Array.from({ length: Math.max(0, ROWS - rows.length) });
  const dense = rows.length > 2 * ROWS ? 'is-most' : rows.length > ROWS ? 'is-many' : '';
  return html`
    <section class="rows">
      <h2>${t(behind ? 'others' : 'prev')}</h2>
      <ol class=${dense}>
        ${rows.map((/** @type {any} */ row) => html`
          <li key=${row.call.call} class=${row.waiting ? 'is-waiting' : ''} data-row data-number=${row.call.number} data-call=${row.call.call}>
            <span class=${`row-number ${row.call.number.length > 5 ? 'is-long' : ''}`}>${row.call.number}</span>
            <span class="row-counter">
              ${row.call.priority ? html`<span class="row-mark"><${Icon} name="star" />${t('priority')}</span>` : null}
              <span>${t('counter')}</span><b>${row.call.counter}</b>
            </span>
          </li>`)}
        ${empty.map((_, place) => html`<li key=${`empty-${place}`} class="is-empty" aria-hidden="true"></li>`)}
      </ol>
    </section>`;
}

/** @param {any} properties */
function Band({ model, t }) {
  const said = model.saying || (model.since ? t('offline') : null);
  return html`
    <footer class=${`band ${said ? 'is-said' : ''} ${model.since && !model.saying ? 'is-lost' : ''}`}>
      <${Ticker} texts=${model.ticker} still=${model.still} />
      ${said ? html`<p class=${`said ${said.length > 74 ? 'is-long' : ''}`} data-caption><${Icon} name=${model.saying ? 'speakerphone' : 'plug-connected-x'} /><span>${said}</span></p>` : null}
    </footer>`;
}
