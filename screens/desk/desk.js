// The clerk's desk: who is signed in, which counter, the live state, the keys, and what is sent.
import { html, render } from '../vendor/htm-preact.js';
import { ServerClock, timeOf } from '../shared/clock.js';
import { connect } from '../shared/live.js';
import { loadWords } from '../shared/words.js';
import { request, whyNot } from './acts.js';
import { arrival } from './bell.js';
import { actOf } from './keys.js';
import { inWords, modelOf } from './model.js';
import { Press } from './press.js';
import { getJson, newKey, send } from '../shared/server.js';
import { Desk } from './view.js';

const root = /** @type {HTMLElement} */ (document.getElementById('desk'));
const asked = new URLSearchParams(location.search);

/** @type {any} what is remembered between two drawings */
const kept = {
  me: null, counters: [], counter: null, desk: null, services: [], link: { state: 'connecting', since: '' }, sending: { kind: 'idle' }, dialog: null,
  note: '', said: '', alarm: '', shortcuts: localStorage.getItem('desk.shortcuts') !== 'off', unreachable: false, refused: '',
  lang: 'id', t: (/** @type {string} */ key) => key, words: (/** @type {any} */ w) => (w && typeof w === 'object' ? w[kept.lang] || w.id : w),
};
const server = new ServerClock();
/** @type {{close: () => void} | null} */
let link = null;

const model = () => modelOf(kept, server.now().getTime());
const draw = () => render(html`<${Desk} model=${model()} hands=${hands} />`, root);
const set = (/** @type {object} */ change) => { Object.assign(kept, change); draw(); };
const focusMain = () => { const main = document.getElementById('main'); if (main && !kept.dialog) main.focus(); };
const clock = () => timeOf(server.now(), kept.desk ? kept.desk.site.tz : 'Asia/Jakarta', kept.lang);

const press = new Press({
  send, newKey, now: () => performance.now(), later: (run, ms) => setTimeout(run, ms),
  changed: (sending) => {
    const calls = sending.kind !== 'idle' && ['next', 'call', 'recall'].includes(sending.intention.act);
    const alarm = sending.kind === 'unsent' ? kept.t(sending.intention.act === 'finish' ? 'unsent_finish' : calls ? 'unsent' : 'unsent_other')
      : sending.kind === 'refused' ? inWords(kept.t, sending.problem, kept.lang) : '';
    set({ sending, alarm });
    if (sending.kind === 'refused' && sending.status === 401) location.assign('/login?next=/desk');
  },
  done: (intention, answer) => {
    const ticket = answer && answer.ticket;
    const number = (ticket && ticket.number) || (answer && answer.number && String(answer.number).includes('-') && answer.number) || about;
    tell(kept.t(`done_${intention.act}`, { number, counter: kept.counter }));
    focusMain();
  },
});
/** The number the last press was about: what is said of it afterwards. */
let about = '';

/** @param {string} text */
function tell(text) { set({ note: text, said: text }); }

const hands = {
  /** @param {string} act @param {any} [more] */
  act(act, more) {
    const { sending } = press;
    if (act === 'again') {
      if (sending.kind === 'unsent') press.press(sending.intention.act, sending.intention.path, sending.intention.body);
      return focusMain();
    }
    // A dialog's answer is the act it stands for.
    const meantAct = /** @type {Record<string, string>} */ ({ transfer_to: 'transfer', outcome_is: 'outcome', shut_now: 'shut' })[act] || act;
    const why = kept.desk ? whyNot(meantAct, kept.desk, model()) : null;
    if (why) { tell(kept.t(why, { number: kept.desk.ticket ? kept.desk.ticket.number : '' })); set({ dialog: null }); return focusMain(); }
    if (act === 'help') return set({ dialog: { kind: 'help' } });
    if (act === 'shut' || act === 'outcome') return set({ dialog: { kind: act } });
    if (act === 'number') return set({ dialog: { kind: 'number', text: more || '' } });
    if (act === 'transfer') { refreshServices(); return set({ dialog: { kind: 'transfer', text: '', at: 0 } }); }
    about = act === 'call' || act === 'requeue' ? more : kept.desk.ticket ? kept.desk.ticket.number : '';
    const { word, path, body } = request(meantAct, kept.desk, more);
    set({ dialog: null });
    press.press(word, path, body);
    return focusMain();
  },
  /** @param {any} dialog */
  open: (dialog) => set({ dialog }),
  close: () => { set({ dialog: null }); focusMain(); },
  /** @param {number} counter 0 to choose again */
  choose(counter) {
    if (link) link.close();
    link = null;
    set({ counter: counter || null, desk: null, dialog: null, note: '', refused: '' });
    if (counter) { sessionStorage.setItem('desk.counter', String(counter)); listen(counter); } else sessionStorage.removeItem('desk.counter');
  },
  /** @param {any} change */
  set(change) {
    if ('shortcuts' in change) localStorage.setItem('desk.shortcuts', change.shortcuts ? 'on' : 'off');
    set(change);
  },
  language: () => { speak(kept.lang === 'id' ? 'en' : 'id', true); },
};

/** @param {'id' | 'en'} lang @param {boolean} [keep] */
async function speak(lang, keep) {
  const t = await loadWords(lang, 'desk');
  if (keep) localStorage.setItem('desk.lang', lang);
  document.documentElement.lang = lang;
  set({ lang, t, dialog: null });
  document.title = `${kept.counter ? t('counter', { number: kept.counter }) : t('title')} · Panggil`;
}

async function refreshServices() {
  const answer = await getJson('services').catch(() => null);
  if (answer && answer.status === 200) set({ services: answer.body });
}

/** @param {number} counter */
function listen(counter) {
  document.title = `${kept.t('counter', { number: counter })} · Panggil`;
  link = connect({
    view: 'desk', params: { counter },
    onState: (/** @type {any} */ state, /** @type {any} */ message, /** @type {any} */ event) => {
      const was = kept.desk;
      // An event may be a replayed one; only a snapshot and a welcome are surely of this moment.
      if (!event) server.hear(message.at);
      const number = (/** @type {any} */ desk) => desk && desk.ticket && `${desk.ticket.number} ${desk.ticket.state} ${desk.ticket.calls}`;
      if (was && number(was) !== number(state)) press.forget();
      if (was && !was.waiting.length && state.waiting.length) { arrival(); set({ said: kept.t('someone_arrived') }); }
      set({ desk: state });
      if (!was) focusMain();
    },
    onLink: (/** @type {string} */ state) => {
      const since = state === 'lost' && kept.link.state === 'live' ? clock() : kept.link.since;
      // While it reconnects the page still has no link: only "live" ends the words "disconnected".
      set({ link: { state: state === 'connecting' && since ? 'lost' : state, since: state === 'live' ? '' : since } });
      const { sending } = press;
      if (state === 'live' && sending.kind === 'unsent' && sending.intention.act === 'finish') press.press('finish', sending.intention.path, sending.intention.body);
    },
    onWelcome: (/** @type {any} */ welcome) => server.hear(welcome.at),
    onRefused: (/** @type {string} */ code) => {
      if (code === 'unauthenticated') location.assign('/login?next=/desk');
      else set({ refused: code === 'forbidden' || code === 'unknown_counter' ? code : 'forbidden' });
    },
  });
}

/** @type {any} */
let rest_key = null;
document.addEventListener('keydown', (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const main = target.id === 'main' || target === document.body;
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) { event.preventDefault(); return; }
  // A key that answered a dialog has done its work, though the dialog is already gone.
  if (event.defaultPrevented || kept.dialog || !kept.desk || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  if (event.code === 'Numpad0' && !event.repeat) { rest_key = setTimeout(() => hands.act('pause'), 1000); return; }
  const wanted = actOf(event, kept.shortcuts);
  if (!wanted || ((event.key === 'Enter' || event.key === ' ') && !main)) return;
  event.preventDefault();
  hands.act(wanted.act, wanted.digit);
});
document.addEventListener('keyup', (event) => {
  if (event.code === 'Numpad0') clearTimeout(rest_key);
  // The key that pressed on the way down must not press again on the way up.
  if (event.key === ' ' && /** @type {HTMLElement} */ (event.target).id === 'main') event.preventDefault();
});
document.addEventListener('click', (event) => { if (!kept.dialog && kept.desk && event.target === document.body) focusMain(); });
setInterval(() => { if (kept.desk) draw(); }, 500);

async function start() {
  const answer = await getJson('me').catch(() => null);
  if (answer && (answer.status === 401 || answer.status === 403)) { location.assign('/login?next=/desk'); return; }
  if (!answer || answer.status !== 200) {
    if (kept.t('unreachable') === 'unreachable') await speak('id').catch(() => undefined);
    set({ unreachable: true });
    setTimeout(start, 2000);
    return;
  }
  const me = answer.body;
  const lang = asked.get('lang') || localStorage.getItem('desk.lang') || me.lang;
  await speak(lang === 'en' ? 'en' : 'id');
  let counters = me.counters || [];
  if (!counters.length && (me.role === 'admin' || me.role === 'supervisor')) counters = (await getJson('counters')).body.map((/** @type {any} */ counter) => counter.number);
  set({ me, counters, unreachable: false });
  refreshServices();
  const wanted = Number(asked.get('counter') || sessionStorage.getItem('desk.counter'));
  if (counters.includes(wanted)) hands.choose(wanted);
  else if (counters.length === 1) hands.choose(counters[0]);
}

start();
