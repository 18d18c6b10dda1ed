// What the clerk may do just now, what is sent for it, and the reason when it is not possible. Pure.

/**
 * @typedef {import('./keys.js').Act} Act
 * @typedef {{counter: any, ticket: any, waiting: any[], held: any[], no_show: any[], last_act: any}} DeskState
 */

/** @param {DeskState} desk */
const closed = (desk) => desk.counter.status !== 'open' && desk.counter.status !== 'break' && !desk.ticket;

/**
 * The one thing the large button does.
 * @param {DeskState} desk
 * @returns {'open' | 'resume' | 'next'}
 */
export function mainAct(desk) {
  if (closed(desk)) return 'open';
  if (desk.counter.status === 'break' && !desk.ticket) return 'resume';
  return 'next';
}

/** Acts that need a ticket, and the states in which they make sense. @type {Record<string, string[]>} */
const NEEDS = {
  recall: ['called'], skip: ['called'], start: ['called'], finish: ['called', 'serving'], outcome: ['called', 'serving'],
  hold: ['called', 'serving'], transfer: ['called', 'serving'],
};

/**
 * @param {string} act
 * @param {DeskState} desk
 * @param {{live: boolean, undo_ms: number}} now live: the link is up; undo_ms: what is left of the undo window
 * @returns {string | null} a key of desk.json that says why not, or null when it is possible
 */
export function whyNot(act, desk, now) {
  if (act === 'help') return null;
  if (!now.live && act !== 'finish') return 'why_offline';
  if (act === 'undo') return now.undo_ms > 0 ? null : 'why_nothing_to_undo';
  if (act in NEEDS) {
    if (!desk.ticket) return 'why_no_ticket';
    if (!NEEDS[act].includes(desk.ticket.state)) return 'why_serving_already';
    return null;
  }
  if (act === 'next' && mainAct(desk) === 'next' && !desk.waiting.length) return 'why_nobody';
  if (act === 'number' && closed(desk)) return 'why_closed';
  if ((act === 'pause' || act === 'shut') && desk.ticket) return 'why_busy';
  if (act === 'pause' && closed(desk)) return 'why_closed';
  if (act === 'shut' && closed(desk)) return 'why_closed_already';
  return null;
}

/**
 * @param {string} act
 * @param {DeskState} desk
 * @param {any} [more] number, service or outcome, where the act has one
 * @returns {{word: string, path: string, body: object}} word: the key under "done_" and "doing_" that tells of it
 */
export function request(act, desk, more) {
  const base = `counters/${desk.counter.number}`;
  const word = act === 'next' ? mainAct(desk) : act === 'pause' && desk.counter.status === 'break' ? 'resume' : act === 'number' ? 'call' : act;
  /** @type {Record<string, [string, object]>} */
  const sent = {
    next: ['call-next', {}], open: ['open', {}], resume: ['open', {}], pause: ['pause', {}], shut: ['close', {}],
    call: ['call', { number: more }], requeue: ['requeue', { number: more }], transfer: ['transfer', { service: more }],
    outcome: ['finish', { outcome: more }], finish: ['finish', { outcome: 'completed' }],
    recall: ['recall', {}], start: ['start', {}], skip: ['skip', {}], hold: ['hold', {}], undo: ['undo', {}],
  };
  const [end, body] = sent[word];
  return { word, path: `${base}/${end}`, body };
}

/**
 * Numbers a clerk may mean with what was typed: "12", "a12" and "A-012" all find A-012.
 * @param {string} typed
 * @param {DeskState} desk
 * @returns {any[]} tickets that can be called by number, the nearest match first
 */
export function meant(typed, desk) {
  const tidy = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (!tidy) return [];
  const [, prefix, digits] = /^([A-Z]*)(\d*)/.exec(tidy) || ['', '', ''];
  return [...desk.waiting, ...desk.held, ...desk.no_show].filter((ticket) => {
    const [itsPrefix, itsDigits] = ticket.number.split('-');
    return (!prefix || itsPrefix === prefix) && (!digits || Number(itsDigits) === Number(digits));
  });
}

/**
 * A whole number as the server spells it, for one that is not in this counter's lists.
 * @param {string} typed
 * @returns {string | null} "A-012" for "a12", null when the letter or the digits are missing
 */
export function spelled(typed) {
  const whole = /^([A-Z]{1,2})(\d{1,5})$/.exec(typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));
  return whole ? `${whole[1]}-${whole[2].padStart(3, '0')}` : null;
}

/** Results of a service, in the order of their digits. */
export const OUTCOMES = ['completed', 'incomplete_docs', 'in_process', 'system_down', 'rejected', 'information', 'pickup'];
