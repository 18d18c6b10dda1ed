// The desk as one function of its model. It decides nothing: what may be done is in acts.js, what is sent in press.js.
import { html } from '../vendor/htm-preact.js';
import { mainAct, whyNot } from './acts.js';
import { Dialog } from './dialogs.js';
import { Lists } from './lists.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {{act: (act: string, more?: any) => void, open: (dialog: any) => void, close: () => void, choose: (counter: number) => void, set: (change: object) => void, language: () => void}} Hands */

/** @param {{model: Model, hands: Hands}} props */
export function Desk({ model, hands }) {
  const { t, desk } = model;
  if (model.refused) return html`<${Plain} heading=${t('refused')} lead=${t(`refused_${model.refused}`)} t=${t} />`;
  if (!model.me) return html`<${Plain} heading=${model.unreachable ? t('unreachable') : t('loading')} t=${t} />`;
  if (!model.counters.length) return html`<${Plain} heading=${t('no_counter')} lead=${t('no_counter_lead', { name: model.me.name })} t=${t} />`;
  if (model.counter === null) return html`<${Chooser} model=${model} hands=${hands} />`;
  if (!desk) return html`<${Plain} heading=${t('loading')} lead=${t('counter', { number: model.counter })} t=${t} />`;
  return html`
    <${Header} model=${model} hands=${hands} />
    ${model.link.state === 'lost' && html`<p class="lost" role="alert">${t('link_lost_long', { time: model.link.since })}</p>`}
    <main class="desk">
      <section class="work" aria-label=${t('title')}>
        <${Current} model=${model} />
        <${MainButton} model=${model} hands=${hands} />
        <div class="acts">
          ${['recall', 'skip', 'finish', 'start', 'transfer', 'hold', 'pause', 'number', 'outcome'].map((act) => html`<${ActButton} key=${act} act=${act} model=${model} hands=${hands} />`)}
        </div>
        <${LastAct} model=${model} hands=${hands} />
        <dl class="figures">
          <div><dd>${desk.waiting.length}</dd><dt>${t('waiting')}</dt></div>
          <div><dd>${model.longest_min === null ? '–' : t('minutes', { count: model.longest_min })}</dd><dt>${t('longest')}</dt></div>
          <div><dd>${desk.served}</dd><dt>${t('served')}</dt></div>
        </dl>
      </section>
      <${Lists} model=${model} hands=${hands} />
    </main>
    <p class="sr" role="status" aria-live="polite">${model.said}</p>
    ${model.dialog && html`<${Dialog} key=${model.dialog.kind} model=${model} hands=${hands} />`}`;
}

/** @param {{heading: string, lead?: string, t: any}} props */
function Plain({ heading, lead, t }) {
  return html`<main class="plain"><h1>${heading}</h1>${lead && html`<p>${lead}</p>`}<p><a href="/">${t('home')}</a></p></main>`;
}

/** @param {{model: Model, hands: Hands}} props */
function Chooser({ model, hands }) {
  const { t } = model;
  return html`<main class="plain chooser"><h1>${t('choose_counter')}</h1><p>${t('choose_counter_lead')}</p>
    <ul>${model.counters.map((number, at) => html`<li key=${number}>
      <button ref=${at === 0 ? focusOnce : null} onClick=${() => hands.choose(number)}>${t('counter', { number })}</button></li>`)}</ul></main>`;
}

/** Preact hands an element over before it is in the page. @param {any} element */
const focusOnce = (element) => { if (element) queueMicrotask(() => element.focus()); };

/** @param {{model: Model, hands: Hands}} props */
function Header({ model, hands }) {
  const { t, desk } = model;
  const status = desk.counter.status;
  return html`<header class="top">
    <h1>${t('counter', { number: desk.counter.number })}</h1>
    <p class="zone">${model.words(desk.zone.name)} · ${model.me.name}</p>
    <p class=${`link is-${model.link.state}`}><span class="dot" aria-hidden="true"></span><span>${model.link.state === 'lost' ? t('link_lost', { time: model.link.since }) : t(`link_${model.link.state}`)}</span></p>
    <p class=${`status is-${status}`}>${t(`status_${status}`)}</p>
    <button class="menu" aria-haspopup="dialog" onClick=${() => hands.open({ kind: 'menu' })}>${t('menu')}</button>
  </header>`;
}

/** @param {{model: Model}} props */
function Current({ model }) {
  const { t, desk } = model;
  const { ticket, call } = desk;
  if (!ticket) {
    const lead = { open: 'state_closed_lead', resume: 'state_break_lead', next: desk.waiting.length ? 'state_none_lead' : 'nobody_lead' }[mainAct(desk)];
    return html`<div class="current none"><p class="state">${t('state_none')}</p><p class="number" aria-hidden="true">–</p><p class="lead">${t(lead)}</p></div>`;
  }
  return html`<div class=${`current is-${ticket.state}`}>
    <p class="state">${t(`state_${ticket.state}`)}${ticket.calls > 1 && ticket.state === 'called' ? ` · ${t('nth_call', { count: ticket.calls })}` : ''}
      ${ticket.priority && html`<span class="priority"> ★ ${t('priority')}</span>`}</p>
    <p class="number">${ticket.number}</p>
    <p class="service">${model.words(ticket.label.name)}</p>
    <p class="times"><b>${model.elapsed}</b> ${t(ticket.state === 'serving' ? 'since_started' : 'since_called')} · ${t('waited', { minutes: model.waited_min })}</p>
    ${call && html`<p class="ticks">
      <span class=${call.shown_at ? 'tick yes' : 'tick'}><i aria-hidden="true">${call.shown_at ? '✓' : '○'}</i> ${t(call.shown_at ? 'shown' : 'not_yet_shown')}</span>
      <span class=${call.spoken_at ? 'tick yes' : 'tick'}><i aria-hidden="true">${call.spoken_at ? '✓' : '○'}</i> ${t(call.spoken_at ? 'spoken' : 'not_yet_spoken')}</span></p>`}
  </div>`;
}

/** @param {{model: Model, hands: Hands}} props */
function MainButton({ model, hands }) {
  const { t, desk, sending } = model;
  const act = mainAct(desk);
  const why = whyNot('next', desk, model);
  const mine = sending.kind !== 'idle' && ['next', 'open', 'resume'].includes(sending.intention.act);
  const busy = mine && sending.kind === 'sending';
  const unsent = mine && sending.kind === 'unsent';
  const word = busy ? t(`doing_${act}`) : unsent ? t('retry') : why === 'why_nobody' ? t('nobody') : t(act);
  return html`<button id="main" class=${`main${busy ? ' busy' : ''}${unsent ? ' unsent' : ''}`} aria-disabled=${why ? 'true' : 'false'} aria-busy=${busy ? 'true' : 'false'}
      aria-describedby="main-about" onClick=${() => hands.act('next')}>
      <span class="word">${word}${!busy && !why && html` <kbd>Enter</kbd>`}</span>
      <span class="about" id="main-about">${why === 'why_offline' ? t('why_offline') : act === 'next' ? t('waiting_count', { count: desk.waiting.length }) : ''}</span>
    </button>`;
}

const LETTER = /** @type {Record<string, string>} */ ({ recall: 'R', skip: 'T', transfer: 'A', finish: 'S', start: 'M', hold: 'H', pause: 'I', number: 'N', outcome: 'E' });

/** @param {{act: string, model: Model, hands: Hands}} props */
function ActButton({ act, model, hands }) {
  const { t, desk, sending } = model;
  const resting = act === 'pause' && desk.counter.status === 'break';
  const why = whyNot(act, desk, model);
  const busy = sending.kind === 'sending' && (sending.intention.act === act || (resting && sending.intention.act === 'resume'));
  return html`<button class=${`act act-${act}${busy ? ' busy' : ''}`} aria-disabled=${why ? 'true' : 'false'} aria-keyshortcuts=${model.shortcuts ? LETTER[act] : null} onClick=${() => hands.act(act)}>
    <span>${busy ? t('doing_other') : t(resting ? 'resume' : act)}</span>${model.shortcuts && html`<kbd aria-hidden="true">${LETTER[act]}</kbd>`}</button>`;
}

/** @param {{model: Model, hands: Hands}} props */
function LastAct({ model, hands }) {
  const { t, sending } = model;
  const alarm = model.alarm;
  return html`<div class=${`last${alarm ? ' alarm' : ''}`}>
    <p role=${alarm ? 'alert' : null}>${alarm || model.note || html`<span class="muted">${t('last_action')}: –</span>`}</p>
    ${sending.kind === 'unsent' ? html`<button class="again" onClick=${() => hands.act('again')}>${t('retry')}</button>`
      : model.undo_ms > 0 && html`<button class="undo" onClick=${() => hands.act('undo')}>${t('undo_left', { seconds: Math.ceil(model.undo_ms / 1000) })}${model.shortcuts && html` <kbd aria-hidden="true">Z</kbd>`}</button>`}
  </div>`;
}
