// The visitor's phone: the page already says everything; this keeps it up to date, rings, and says when it is offline.
import { ServerClock, timeOf } from '../shared/clock.js';
import { connect } from '../shared/live.js';
import { loadWords } from '../shared/words.js';
import { Bell } from './bell.js';
import { explain, standing } from './standing.js';

const lang = document.documentElement.lang === 'en' ? 'en' : 'id';
const ticket = decodeURIComponent(location.pathname.split('/')[2] || '');
const words = (/** @type {any} */ w) => w[lang] || w.id;
const part = (/** @type {string} */ id) => document.getElementById(id);
const bell = new Bell();
/** @type {any} */
let state = null;
let mode = document.body.dataset.mode || '';
let lost_at = 0;

/** @param {string} id @param {string} text changes the page only where it differs, so that a screen reader hears news only */
function write(id, text) {
  const element = part(id);
  if (element && element.textContent !== text) element.textContent = text;
}

const server = new ServerClock();
/** @param {Date} date */
const clock = (date) => timeOf(date, state ? state.site.tz : 'Asia/Jakarta', lang);

/** @param {any} t @param {any} next */
function show(t, next) {
  const is = standing(next, t, words);
  const note = explain(state, next, t, words);
  const called_again = is.mode === 'called' && (mode !== 'called' || (state && state.ticket.calls !== next.ticket.calls));
  const first = state === null;
  state = next;
  document.title = `${is.title} · ${next.site.name}`;
  document.body.dataset.mode = is.mode;
  document.body.className = is.in_line ? 'in-line' : is.ended ? 'ended' : '';
  write('number', next.ticket.number);
  for (const [id, text] of Object.entries({ headline: is.headline, lead: is.lead, counter: is.counter, 'ahead-count': is.ahead, 'ahead-label': is.ahead_label, estimate: is.estimate, service: is.service, agency: next.ticket.label.agency.name })) write(id, text);
  const box = part('note');
  if (box && note !== null) { box.textContent = note; box.hidden = !note; }
  if (called_again) {
    const counter = part('counter');
    const current = !next.ticket.expires_at || Date.parse(next.ticket.expires_at) > server.now().getTime();
    if (counter) { counter.classList.remove('fresh'); if (current) requestAnimationFrame(() => counter.classList.add('fresh')); }
    if (current && !(first && mode === 'called')) bell.call();
    if (!first) window.scrollTo(0, 0);
  }
  mode = is.mode;
  if (is.ended && link) link.close();
}

/** @param {any} t */
function tick(t) {
  const offline = part('offline');
  if (lost_at && offline) {
    offline.hidden = false;
    write('offline-since', t('offline', { time: clock(new Date(lost_at)) }));
  } else if (offline) offline.hidden = true;
  document.body.classList.toggle('stale', Boolean(lost_at));
  // A live link means that what is shown is what is: the page is as new as the last look at it.
  if (state && !lost_at) write('updated', t('updated_at', { time: clock(server.now()) }));
}

/** @type {{close: () => void} | null} */
let link = null;

async function start() {
  const t = await loadWords(lang, 'phone');
  link = connect({
    view: 'phone', params: { ticket },
    onState: (/** @type {any} */ next, /** @type {any} */ message, /** @type {any} */ event) => { if (!event) server.hear(message.at); show(t, next); tick(t); },
    onWelcome: (/** @type {any} */ welcome) => server.hear(welcome.at),
    onLink: (/** @type {string} */ is) => {
      if (is === 'live') lost_at = 0;
      else if (is === 'lost' && !lost_at) lost_at = server.now().getTime();
      tick(t);
    },
  });
  setInterval(() => { tick(t);  }, 1000);
  const button = /** @type {HTMLButtonElement | null} */ (part('sound'));
  if (button) {
    if (!bell.can_vibrate) button.textContent = t('sound_on_no_vibration');
    button.hidden = false;
    button.addEventListener('click', async () => {
      const heard = await bell.turnOn().catch(() => false);
      button.hidden = heard;
      const box = part('sound-state');
      if (box) { box.textContent = t(heard ? 'sound_active' : 'sound_failed'); box.classList.toggle('failed', !heard); }
    });
  }
}

start();
