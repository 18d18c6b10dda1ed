// The kiosk: pairing, the live state, the visitor's way to a number, and the clock that starts over for the next one.
import { html, render } from '../vendor/htm-preact.js';
import { ServerClock, dateOf, timeOf } from '../shared/clock.js';
import { connect } from '../shared/live.js';
import { loadWords } from '../shared/words.js';
import { getJson, newKey, send } from '../shared/server.js';
import { FIRST, move } from './flow.js';
import { printSlip } from './paper.js';
import { Kiosk } from './view.js';

const IDLE_S = 45;
const WARN_S = 20;
const LEAVE_PRINTED_S = 12;
const LEAVE_SCREEN_S = 60;
const REST_MS = 500;
const ASK_MS = 5000;
const MAY_ISSUE = ['kiosk', 'clerk', 'supervisor', 'admin'];

const root = /** @type {HTMLElement} */ (document.getElementById('kiosk'));
const asked = new URLSearchParams(location.search);
const paper = ['58', '80', '0'].includes(asked.get('paper') || '') ? /** @type {string} */ (asked.get('paper')) : '80';
const prints_itself = asked.get('print') === 'auto' && paper !== '0';

/** @type {any} */
const kept = { flow: FIRST, state: null, may: null, offline: false, resting: false, leave_at: 0, touched_at: Date.now(), intention: null };
/** @type {Record<string, any>} */
const languages = {};
const server = new ServerClock();

const words = (/** @type {any} */ w) => (w && typeof w === 'object' ? w[kept.flow.lang] || w.id : w);

function draw() {
  const { flow, state } = kept;
  const t = languages[flow.lang] || languages.id;
  if (!t) return;
  document.documentElement.lang = flow.lang;
  const clock = state ? `${timeOf(server.now(), state.site.tz, flow.lang)} ${state.site.zone_abbr}` : '';
  const idle_s = Math.floor((Date.now() - kept.touched_at) / 1000);
  const waits = flow.page !== 'start' && flow.page !== 'result' && idle_s >= IDLE_S;
  const model = {
    ...kept, paper, t, words, clock, stamp: state ? `${dateOf(server.now(), state.site.tz, flow.lang)} ${clock}` : '',
    idle_s: waits ? Math.max(0, IDLE_S + WARN_S - idle_s) : null,
    leave_s: flow.page === 'result' ? Math.max(0, Math.ceil((kept.leave_at - Date.now()) / 1000)) : null,
    zoneOf: (/** @type {any} */ service) => { const zone = state.zones.find((/** @type {any} */ z) => z.code === service.zone); return zone ? words(zone.name) : service.zone; },
  };
  render(html`<${Kiosk} model=${model} hands=${hands} />`, root);
}

/** @param {any} step */
function go(step) {
  const page = kept.flow.page;
  kept.flow = move(kept.flow, step);
  if (kept.flow === FIRST || step.do === 'back') kept.intention = null;
  if (kept.flow.page !== page || step.by || step.do === 'back') {
    // The second tap of a double tap must not choose on the page it has never seen.
    kept.resting = true;
    setTimeout(() => { kept.resting = false; draw(); }, REST_MS);
  }
  draw();
}

const hands = {
  go,
  stay: () => { kept.touched_at = Date.now(); draw(); },
  /** @param {string} priority_class */
  issue(priority_class) {
    if (kept.flow.asking) return;
    kept.intention = { key: newKey(), body: { service: kept.flow.service.code, priority_class, lang: kept.flow.lang } };
    ask();
  },
  again: () => { if (kept.intention && !kept.flow.asking) ask(); },
  print: () => { kept.leave_at = Date.now() + LEAVE_PRINTED_S * 1000; printSlip(paper); },
};

/** Asks the server for the number; the same key again after a failure, so that one wish is never two numbers. */
async function ask() {
  const { key, body } = kept.intention;
  const t = languages[kept.flow.lang];
  go({ do: 'asking' });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ASK_MS);
  const answer = await send('tickets', body, key, stop.signal).catch(() => null);
  clearTimeout(timer);
  if (!answer || answer.status >= 500) return go({ do: 'failed', problem: t('problem_network') });
  if (answer.status >= 400) return go({ do: 'failed', problem: refusal(t, answer) });
  kept.leave_at = Date.now() + (prints_itself ? LEAVE_PRINTED_S : LEAVE_SCREEN_S) * 1000;
  go({ do: 'issued', ticket: answer.body });
  if (prints_itself) printSlip(paper);
  return undefined;
}

/** @param {any} t @param {{status: number, body: any}} answer */
function refusal(t, answer) {
  const code = answer.status === 401 || answer.status === 403 ? 'forbidden' : answer.status === 429 ? 'too_many' : answer.body && answer.body.code;
  return ['quota_full', 'service_closed', 'unknown_service', 'too_many', 'forbidden'].includes(code) ? t(`problem_${code}`) : t('problem_other', { code: code || answer.status });
}

function tick() {
  const { flow } = kept;
  const idle_s = (Date.now() - kept.touched_at) / 1000;
  const over = flow.page === 'result' ? Date.now() >= kept.leave_at : flow.page !== 'start' ? idle_s >= IDLE_S + WARN_S : idle_s >= IDLE_S && (flow.lang !== 'id' || flow.large || flow.at > 0);
  if (over && !flow.asking) go({ do: 'reset' });
  else draw();
}

for (const kind of ['pointerdown', 'keydown']) {
  document.addEventListener(kind, () => {
    const warned = (Date.now() - kept.touched_at) / 1000 >= IDLE_S && kept.flow.page !== 'start' && kept.flow.page !== 'result';
    if (!warned) kept.touched_at = Date.now();
  }, true);
}
document.addEventListener('contextmenu', (event) => event.preventDefault());
document.addEventListener('dragstart', (event) => event.preventDefault());

async function start() {
  languages.id = languages.id || await loadWords('id', 'kiosk');
  languages.en = languages.en || await loadWords('en', 'kiosk');
  const me = await getJson('me?as=kiosk').catch(() => null);
  if (!me || me.status >= 500) { kept.offline = true; draw(); setTimeout(start, 2000); return; }
  kept.offline = false;
  kept.may = me.status === 200 && MAY_ISSUE.includes(me.body.role);
  draw();
  if (!kept.may) { setTimeout(() => location.reload(), 60000); return; }
  connect({
    view: 'kiosk', params: {},
    onState: (/** @type {any} */ state, /** @type {any} */ message, /** @type {any} */ event) => { if (!event) server.hear(message.at); kept.state = state; draw(); },
    onWelcome: (/** @type {any} */ welcome) => server.hear(welcome.at),
    onLink: (/** @type {string} */ state) => { if (state !== 'connecting') kept.offline = state !== 'live'; draw(); },
  });
  setInterval(tick, 500);
}

start().catch(() => setTimeout(() => location.reload(), 3000));
