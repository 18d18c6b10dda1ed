// What the sign over a counter shows of a model: one tree, no state of its own.
import { html } from '../vendor/htm-preact.js';
import { Icon } from '../shared/icon.js';
import { iconOf } from '../shared/status.js';

/** @param {{model: any, t: any}} properties  the model is that of model.js */
export function Sign({ model, t }) {
  return html`
    <div class=${`sign is-${model.scene} ${model.stale ? 'is-stale' : ''}`} data-link=${model.link} data-scene=${model.scene}>
      <header class="top">
        <h1 class="counter"><span>${t('counter')}</span> <b data-counter>${model.counter}</b></h1>
        <div class="label">
          <p class=${`service ${model.wide ? 'is-long' : ''}`} data-label>${model.label}</p>
          <p class="under">${model.under}</p>
        </div>
      </header>
      ${model.ticket ? html`<${Number} model=${model} t=${t} />` : html`<${Scene} model=${model} t=${t} />`}
      <${Foot} model=${model} t=${t} />
    </div>`;
}

/** @param {any} properties */
function Number({ model, t }) {
  const { ticket } = model;
  return html`
    <section class=${`main ${ticket.fresh && !model.stale ? 'is-fresh' : ''}`} key=${`${ticket.call}@${ticket.at}`} data-call=${ticket.call}>
      <p class="lead"><span>${t(ticket.live ? 'called' : 'serving_number')}</span>
        ${ticket.priority ? html`<span class="mark"><${Icon} name="star" />${t('priority')}</span>` : null}</p>
      <p class=${`number ${ticket.number.length > 5 ? 'is-long' : ''}`} data-now-number>${ticket.number}</p>
    </section>`;
}

/** Nobody is served: what the counter is for, or why nobody is. @param {any} properties */
function Scene({ model, t }) {
  if (model.scene === 'open') {
    return html`
      <section class="main is-list">
        <p class="lead">${t('services')}</p>
        <ul class=${`services ${model.services.length > 4 ? 'is-many' : ''} ${model.services.length > 8 ? 'is-most' : ''}`}>${model.services.map((/** @type {string} */ service) => html`<li>${service}</li>`)}</ul>
      </section>`;
  }
  const when = model.back ? t('back_at', { time: model.back }) : model.opens ? t('opens_at', { time: model.opens }) : t(model.scene);
  return html`
    <section class="main is-notice">
      <${Icon} name=${iconOf(model.scene)} />
      <p class="when" data-when>${when}</p>
    </section>`;
}

/** @param {any} properties */
function Foot({ model, t }) {
  const { scene, ticket, counter } = model;
  const words = scene === 'called' ? t('goto', { n: counter }) : scene === 'serving' ? t('serving') : t(`status.${scene}`);
  if (model.stale) {
    return html`<footer class="foot is-alone" role="status" data-status="stale"><${Icon} name="plug-connected-x" /><b>${t('wait_staff')}</b><small>${t('lost_since', { time: model.since })}</small></footer>`;
  }
  return html`
    <footer class="foot" data-status=${scene}>
      <${Icon} name=${iconOf(scene)} /><b class=${ticket ? '' : 'is-word'}>${words}</b>
      <small>${model.since ? html`<span data-offline>${t('lost_since', { time: model.since })}</span>` : html`<time>${model.time}</time>`}</small>
    </footer>`;
}
