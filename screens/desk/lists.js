// Who waits, who is held, who did not come: by arrival, each with what can be done for them.
import { html } from '../vendor/htm-preact.js';

/** @param {{model: import('./model.js').Model, hands: import('./view.js').Hands}} props */
export function Lists({ model, hands }) {
  const { t, desk } = model;
  return html`<div class="lists">
    <${List} heading=${t('waiting')} tickets=${desk.waiting} model=${model} hands=${hands} back=${false} tall=${true} />
    <${List} heading=${t('held_list')} tickets=${desk.held} model=${model} hands=${hands} back=${true} />
    <${List} heading=${t('absent_list')} tickets=${desk.no_show} model=${model} hands=${hands} back=${true} />
  </div>`;
}

/** @param {{heading: string, tickets: any[], model: import('./model.js').Model, hands: import('./view.js').Hands, back: boolean, tall?: boolean}} props */
function List({ heading, tickets, model, hands, back, tall }) {
  const { t } = model;
  return html`<section class=${`list${tall ? ' tall' : ''}${tickets.length ? '' : ' empty'}`} aria-label=${heading}>
    <h2>${heading} <span class="count">${tickets.length}</span></h2>
    ${tickets.length ? html`<ol tabindex="-1">${tickets.map((ticket) => html`<li key=${ticket.number}>
      <p class="who"><b>${ticket.number}</b>${ticket.priority && html` <span class="priority" title=${t('priority')}>★<span class="sr"> ${t('priority')}</span></span>`} <span class="wait">${t('minutes', { count: model.minutesSince(ticket.issued_at) })}</span></p>
      <p class="what" title=${model.words(ticket.label.name)}>${model.words(ticket.label.name)}</p>
      <p class="do">
        ${back && html`<button onClick=${() => hands.act('requeue', ticket.number)} aria-label=${t('requeue_number', { number: ticket.number })}>${t('requeue')}</button>`}
        <button onClick=${() => hands.act('call', ticket.number)} aria-label=${t('call_number', { number: ticket.number })}>${t('call')}</button>
      </p></li>`)}</ol>` : html`<p class="muted">${tall ? t('nobody') : t('list_empty')}</p>`}
  </section>`;
}
