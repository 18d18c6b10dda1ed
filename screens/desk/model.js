// What the view needs to know, worked out from the state of the desk and the clock. Pure.

/**
 * @typedef {object} Model
 * @property {any} me                 {name, role, counters} once known
 * @property {number[]} counters      the counters this clerk may open
 * @property {number | null} counter  the chosen one
 * @property {any} desk               the desk state of docs/protocol.md, null until the first snapshot
 * @property {any[]} services         for the transfer list
 * @property {{state: string, since: string}} link
 * @property {any} sending            of press.js
 * @property {any} dialog
 * @property {string} note            the last action in words
 * @property {string} said            the same, for a screen reader, once
 * @property {string} alarm           what went wrong, in words, or empty
 * @property {boolean} shortcuts
 * @property {boolean} unreachable
 * @property {string} refused         why the server refused the greeting, or empty
 * @property {'id' | 'en'} lang
 * @property {(key: string, values?: object) => string} t
 * @property {(words: any) => string} words
 * @property {boolean} live
 * @property {number} undo_ms
 * @property {number | null} longest_min
 * @property {string} elapsed
 * @property {number} waited_min
 * @property {(iso: string) => number} minutesSince
 */

/**
 * @param {any} kept  the part of the model that is remembered
 * @param {number} now_ms the server's time
 * @returns {Model}
 */
export function modelOf(kept, now_ms) {
  const { desk } = kept;
  const minutesSince = (/** @type {string} */ iso) => Math.max(0, Math.floor((now_ms - Date.parse(iso)) / 60000));
  const ticket = desk && desk.ticket;
  const since = ticket && (ticket.state === 'serving' ? ticket.started_at : ticket.called_at);
  const waits = desk ? desk.waiting.map((/** @type {any} */ waiting) => minutesSince(waiting.issued_at)) : [];
  return {
    ...kept,
    live: kept.link.state === 'live',
    minutesSince,
    undo_ms: desk && desk.last_act ? Math.max(0, Date.parse(desk.last_act.until) - now_ms) : 0,
    longest_min: waits.length ? Math.max(...waits) : null,
    elapsed: since ? stretch(now_ms - Date.parse(since)) : '',
    waited_min: ticket && ticket.called_at ? Math.max(0, Math.floor((Date.parse(ticket.called_at) - Date.parse(ticket.issued_at)) / 60000)) : 0,
  };
}

/** @param {number} ms @returns {string} minutes and seconds as "04.12" */
function stretch(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(s / 60)).padStart(2, '0')}.${String(s % 60).padStart(2, '0')}`;
}

/**
 * A refusal of the server in the clerk's words: the sentence it sends in this language.
 * @param {any} t
 * @param {any} problem a problem document
 * @param {string} lang
 */
export function inWords(t, problem, lang) {
  return problem[`detail_${lang}`] || problem.detail || problem.title || t('error_plain');
}
