// The few questions the desk asks. None stands between a clerk and the next call; Enter never confirms a loss.
import { html } from '../vendor/htm-preact.js';
import { OUTCOMES, meant, spelled } from './acts.js';
import { KEY_MAP } from './keys.js';

/** @typedef {{model: import('./model.js').Model, hands: import('./view.js').Hands}} Props */

/** @param {any} element */
const show = (element) => { if (element && !element.open) element.showModal(); };

/** @param {Props} props */
export function Dialog({ model, hands }) {
  const { kind } = model.dialog;
  const Body = /** @type {Record<string, any>} */ ({ transfer: Transfer, outcome: Outcome, number: CallNumber, help: Help, shut: Shut, menu: Menu })[kind];
  return html`<dialog ref=${show} class=${`ask ask-${kind}`} aria-labelledby="ask-title" onCancel=${(/** @type {Event} */ event) => { event.preventDefault(); hands.close(); }}>
    <${Body} model=${model} hands=${hands} /></dialog>`;
}

/** @param {{t: any, hands: import('./view.js').Hands, word?: string}} props */
const Cancel = ({ t, hands, word }) => html`<button type="button" class="cancel" onClick=${hands.close}>${t(word || 'cancel')} <kbd aria-hidden="true">Esc</kbd></button>`;

/** @param {any} model services that match what was typed, at most nine so that a digit can choose each */
function found(model) {
  const words = model.dialog.text.toLowerCase().split(/\s+/).filter(Boolean);
  const mine = model.desk.ticket && model.desk.ticket.service;
  return model.services
    .filter((/** @type {any} */ s) => s.code !== mine)
    .filter((/** @type {any} */ s) => {
      const text = `${s.label.name.id} ${s.label.name.en} ${s.label.agency.name} ${s.label.agency.short} ${s.code}`.toLowerCase();
      return words.every((/** @type {string} */ word) => text.includes(word));
    })
    .sort((/** @type {any} */ a, /** @type {any} */ b) => Number(b.zone === model.desk.zone.code) - Number(a.zone === model.desk.zone.code))
    .slice(0, 9);
}

/** @param {Props} props */
function Transfer({ model, hands }) {
  const { t, desk, dialog } = model;
  const services = found(model);
  const at = Math.min(dialog.at, services.length - 1);
  const go = (/** @type {number} */ nth) => { if (services[nth]) hands.act('transfer_to', services[nth].code); };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      hands.open({ ...dialog, at: (at + (event.key === 'ArrowDown' ? 1 : services.length - 1)) % Math.max(services.length, 1) });
    } else if (/^[1-9]$/.test(event.key) && services[Number(event.key) - 1]) {
      event.preventDefault();
      hands.open({ ...dialog, at: Number(event.key) - 1 });
    }
  };
  return html`<form method="dialog" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); go(at); }}>
    <h2 id="ask-title">${t('transfer_title', { number: desk.ticket ? desk.ticket.number : '' })}</h2>
    <label for="find">${t('transfer_find')}</label>
    <input id="find" autofocus autocomplete="off" role="combobox" aria-expanded="true" aria-controls="found" aria-activedescendant=${services.length ? `found-${at}` : null} value=${dialog.text}
      onInput=${(/** @type {any} */ event) => hands.open({ ...dialog, text: event.target.value, at: 0 })} onKeyDown=${keys} />
    <p class="muted">${t('transfer_hint')}</p>
    ${services.length ? html`<ul id="found" role="listbox" aria-label=${t('transfer_find')}>${services.map((/** @type {any} */ service, /** @type {number} */ nth) => html`<li key=${service.code} id=${`found-${nth}`} role="option" aria-selected=${nth === at ? 'true' : 'false'} onClick=${() => go(nth)}>
      <kbd aria-hidden="true">${nth + 1}</kbd><span><b>${model.words(service.label.name)}</b><small>${service.label.agency.name}</small></span><em>${t('waiting_count', { count: service.waiting })}</em></li>`)}</ul>` : html`<p role="status">${t('transfer_none')}</p>`}
    <div class="row"><${Cancel} t=${t} hands=${hands} /><button class="yes" type="submit" disabled=${!services.length}>${t('transfer')} <kbd aria-hidden="true">Enter</kbd></button></div>
  </form>`;
}

/** @param {Props} props */
function Outcome({ model, hands }) {
  const { t, desk } = model;
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const outcome = OUTCOMES[Number(event.key) - 1];
    if (outcome && !event.repeat) { event.preventDefault(); hands.act('outcome_is', outcome); }
  };
  return html`<div onKeyDown=${keys}><h2 id="ask-title">${t('outcome_title', { number: desk.ticket ? desk.ticket.number : '' })}</h2><p class="muted">${t('outcome_hint')}</p>
    <ul class="choices">${OUTCOMES.map((outcome, nth) => html`<li key=${outcome}><button onClick=${() => hands.act('outcome_is', outcome)}><kbd aria-hidden="true">${nth + 1}</kbd> ${t(`outcome_${outcome}`)}</button></li>`)}</ul>
    <div class="row"><${Cancel} t=${t} hands=${hands} /></div></div>`;
}

/** @param {Props} props */
function CallNumber({ model, hands }) {
  const { t, desk, dialog } = model;
  const tickets = meant(dialog.text, desk);
  const shown = tickets.slice(0, 5);
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    const number = tickets.length ? tickets[0].number : spelled(dialog.text);
    if (number) hands.act('call', number);
  };
  return html`<form method="dialog" onSubmit=${send}>
    <h2 id="ask-title">${t('number_title')}</h2>
    <label for="called">${t('number_field')}</label>
    <input id="called" class="large" autofocus autocomplete="off" autocapitalize="characters" maxlength="10" value=${dialog.text} onInput=${(/** @type {any} */ event) => hands.open({ ...dialog, text: event.target.value })} />
    <p class="muted">${t('number_hint')}</p>
    ${shown.length ? html`<ul class="choices">${shown.map((ticket) => html`<li key=${ticket.number}><button type="button" onClick=${() => hands.act('call', ticket.number)}><b>${ticket.number}</b> ${t(`state_${ticket.state}`)} · ${model.words(ticket.label.name)}</button></li>`)}</ul>`
      : dialog.text && html`<p role="status">${t('number_none')}</p>`}
    <div class="row"><${Cancel} t=${t} hands=${hands} /><button class="yes" type="submit">${tickets.length ? t('call_number', { number: tickets[0].number }) : t('call')} <kbd aria-hidden="true">Enter</kbd></button></div>
  </form>`;
}

/** @param {Props} props */
function Help({ model, hands }) {
  const { t } = model;
  return html`<div><h2 id="ask-title">${t('help_title')}</h2>
    ${!model.shortcuts && html`<p class="muted">${t('shortcuts_are_off')}</p>`}
    <dl class="keys">${KEY_MAP.map(([act, keys]) => html`<div key=${act}><dt>${t(act)}</dt><dd>${keys.map((key) => html`<kbd>${key === 'Spasi' ? t('space') : key}</kbd> `)}</dd></div>`)}</dl>
    <div class="row"><${Cancel} t=${t} hands=${hands} word="close" /><button class="yes" onClick=${() => hands.set({ shortcuts: !model.shortcuts })}>${t(model.shortcuts ? 'shortcuts_off' : 'shortcuts_on')}</button></div></div>`;
}

/** @param {Props} props */
function Shut({ model, hands }) {
  const { t, desk } = model;
  return html`<div><h2 id="ask-title">${t('shut_title', { counter: desk.counter.number })}</h2><p>${t('shut_lead')}</p>
    <div class="row"><${Cancel} t=${t} hands=${hands} /><button class="yes danger" onClick=${() => hands.act('shut_now')}>${t('shut')}</button></div></div>`;
}

/** @param {Props} props */
function Menu({ model, hands }) {
  const { t } = model;
  return html`<div><h2 id="ask-title">${t('counter', { number: model.counter })}</h2>
    <ul class="choices">
      <li><button onClick=${() => hands.open({ kind: 'shut' })}>${t('shut')} <kbd aria-hidden="true">K</kbd></button></li>
      ${model.counters.length > 1 && html`<li><button onClick=${() => hands.choose(0)}>${t('switch_counter')}</button></li>`}
      <li><button onClick=${() => hands.open({ kind: 'help' })}>${t('help_title')} <kbd aria-hidden="true">?</kbd></button></li>
      <li><button onClick=${hands.language}>${t('other_language')}</button></li>
      <li><a href="/">${t('home')}</a></li>
      <li><form method="post" action="/logout"><button type="submit">${t('sign_out')}</button></form></li>
    </ul>
    <div class="row"><${Cancel} t=${t} hands=${hands} word="close" /></div></div>`;
}
