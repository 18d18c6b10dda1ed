// The last pages: the priority question, the number itself, and the honest "not yet".
import { html } from '../vendor/htm-preact.js';
import { Icon } from '../shared/icon.js';
import { waitRange } from '../shared/wait.js';

const SPRITE = '/screens/kiosk/icons.svg';

export const PRIORITIES = ['lansia', 'disabilitas', 'ibu_hamil', 'ibu_menyusui_balita'];

/** @typedef {{model: import('./view.js').Model, hands: import('./view.js').Hands}} Props */

/** @param {Props} props */
export function Priority({ model, hands }) {
  const { t, flow } = model;
  const disabled = model.resting || flow.asking || model.offline;
  return html`<div class="title"><p class="chosen">${model.words(flow.service.label.name)}<small>${flow.service.label.agency.name}</small></p>
      <h1>${t('priority_heading')}</h1>${flow.asking && html`<p role="status">${t('asking')}</p>`}</div>
    <div class="tiles priorities">${PRIORITIES.map((name) => html`<button key=${name} class="tile" disabled=${disabled} onClick=${() => hands.issue(name)}><${Icon} name=${name} sprite=${SPRITE} /><b>${t(`priority_${name}`)}</b></button>`)}
      <button class="tile regular" disabled=${disabled} onClick=${() => hands.issue('none')}><b>${t('priority_none')}</b><span>${t('priority_none_lead')}</span></button></div>`;
}

/** @param {any} t @param {any} estimate_s @returns {string} */
export function waitWords(t, estimate_s) {
  const wait = waitRange(estimate_s && estimate_s.low, estimate_s && estimate_s.high);
  return t(`wait_${wait.kind}`, { low: wait.low, high: wait.high });
}

/** @param {any} t @param {number} ahead */
export const aheadWords = (t, ahead) => t(ahead === 0 ? 'ahead_none' : ahead === 1 ? 'ahead_one' : 'ahead', { count: ahead });

/** @param {Props} props */
export function Result({ model, hands }) {
  const { t, flow, paper } = model;
  const { ticket, service } = flow;
  return html`<div class="result">
    <section class="card" role="status"><h1>${t('your_number')}</h1><p class="number">${ticket.number}</p>
      <p class="service"><b>${model.words(service.label.name)}</b><span>${service.label.agency.name}</span></p>
      <p class="place">${model.zoneOf(service)}</p>
      <p class="ahead"><b>${aheadWords(t, ticket.ahead)}</b>${ticket.ahead > 0 || ticket.estimate_s ? html`<span>${waitWords(t, ticket.estimate_s)}</span>` : ''}</p></section>
    <section class="scan"><img src=${`/t/${encodeURIComponent(ticket.id)}/qr.svg`} alt=${t('qr_alt')} width="320" height="320" /><p>${t('qr_lead')}</p></section>
    <p class="sit">${t(paper === '0' ? 'sit_paperless' : 'sit')}</p>
    <div class="end">${paper !== '0' && html`<button onClick=${hands.print}>${t('print')}</button>`}
      <button class="yes" onClick=${() => hands.go({ do: 'reset' })}>${t('done')}${model.leave_s !== null ? ` (${model.leave_s})` : ''}</button></div></div>
    <${Paper} model=${model} />`;
}

/** @param {Props} props */
function Paper({ model }) {
  const { t, flow, paper } = model;
  if (paper === '0') return null;
  const { ticket, service } = flow;
  return html`<div class=${`paper paper-${paper}`} id="paper" aria-hidden="true"><p>${model.state.site.name}</p><p class="no">${ticket.number}</p>
    <p><b>${model.words(service.label.name)}</b></p><p>${service.label.agency.name}</p><p>${model.zoneOf(service)}</p>
    <p class="rule">${aheadWords(t, ticket.ahead)}<br />${waitWords(t, ticket.estimate_s)}</p><p>${model.stamp}</p>
    <img id="paper-qr" src=${`/t/${encodeURIComponent(ticket.id)}/qr.svg`} alt="" /><p>${t('paper_scan')}</p><p>${t('paper_stay')}</p></div>`;
}

/** @param {Props} props */
export function Problem({ model, hands }) {
  const { t, flow } = model;
  return html`<div class="title grow" role="alert"><h1>${t('problem_heading')}</h1><p>${flow.problem}</p></div>
    <div class="end"><button class="yes" disabled=${flow.asking} onClick=${hands.again}>${t(flow.asking ? 'asking' : 'try_again')}</button><button onClick=${() => hands.go({ do: 'reset' })}>${t('restart')}</button></div>`;
}
