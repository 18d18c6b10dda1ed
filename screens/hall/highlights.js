// Whose turn it is in the large card of the hall. Pure: state in, state out, no clock of its own.
//
// Every new call gets a turn of its own, in the order of the calls, however fast they come. A call that has expired is never new.

const TURN_MS = 5000;
const SHORTEST_MS = 2000;
const BACKLOG_MS = 24000;
const MOST_ROWS = 20;

/**
 * @typedef {{call: string, number: string, counter: number, at: string, expires_at: string, recalls: number, undone: boolean,
 *            priority: boolean, label: any}} Call
 * @typedef {{call: Call, fresh: boolean}} Turn  `fresh`: the call was live when its turn came, so it may be flashed
 * @typedef {{now: Turn | null, since_ms: number, waiting: Call[], heard: Record<string, string>}} Turns
 *   `heard`: the latest announcement known of each call, by its id
 */

/** @returns {Turns} before anything was called */
export function noTurns() {
  return { now: null, since_ms: 0, waiting: [], heard: {} };
}

/** @param {number} waiting  calls that wait for their turn @returns {number} milliseconds of a turn */
export function turnLength(waiting) {
  return Math.round(Math.max(SHORTEST_MS, Math.min(TURN_MS, waiting ? BACKLOG_MS / waiting : TURN_MS)));
}

/**
 * The turns after the calls of the hall were read at a moment.
 * @param {Turns} turns
 * @param {Call[]} calls  newest first, undone ones marked
 * @param {number} now_ms  the server's time
 * @returns {Turns} the same object when nothing changed
 */
export function advance(turns, calls, now_ms) {
  const next = heard(turns, calls, now_ms);
  const over = !next.now || now_ms - next.since_ms >= turnLength(next.waiting.length);
  if (over && next.waiting.length) {
    const [call, ...waiting] = next.waiting;
    return { ...next, now: { call, fresh: isLive(call, now_ms) }, since_ms: now_ms, waiting };
  }
  // Calls that expired while nobody was listening get no turn, but the card does not lag behind them.
  const last = calls.find((call) => !call.undone);
  const behind = last && over && (!next.now || (next.now.call.call !== last.call && next.now.call.at < last.at));
  return last && behind ? { ...next, now: { call: last, fresh: false }, since_ms: 0 } : next;
}

/**
 * @param {Turns} turns
 * @param {number} now_ms
 * @returns {number | null} milliseconds until `advance` has something to do; null when only a new call can change anything
 */
export function untilNext(turns, now_ms) {
  if (!turns.waiting.length) return null;
  return Math.max(0, turns.since_ms + turnLength(turns.waiting.length) - now_ms);
}

/** @param {Call} call @param {number} now_ms */
export function isLive(call, now_ms) {
  return Date.parse(call.expires_at) > now_ms;
}

/**
 * The rows beside the card: every call but the card's, newest first, whether it has had its turn or still waits for it.
 * @param {Call[]} calls @param {Turns} turns @param {number} count  rows at rest; in a burst there are more, until each had its turn
 * @returns {{call: Call, waiting: boolean}[]}
 */
export function rows(calls, turns, count) {
  const card = turns.now && turns.now.call.call;
  const waiting = new Set(turns.waiting.map((call) => call.call));
  // The state of a hall keeps fewer calls than a burst may hold.
  const older = turns.waiting.filter((call) => !calls.some((known) => known.call === call.call)).reverse();
  const found = [...calls, ...older]
    .filter((call) => !call.undone && call.call !== card)
    .map((call) => ({ call, waiting: waiting.has(call.call) }));
  const needed = found.map((row) => row.waiting).lastIndexOf(true) + 1;
  return found.slice(0, [count, 2 * count].find((places) => needed <= places) || MOST_ROWS);
}

/** @param {Turns} turns @param {Call[]} calls @param {number} now_ms @returns {Turns} */
function heard(turns, calls, now_ms) {
  const known = new Map(calls.map((call) => [call.call, call]));
  const gone = (/** @type {Call} */ call) => !calls.length || Boolean((known.get(call.call) || call).undone);
  const fresh = [...calls].reverse().filter((call) => !call.undone && !(turns.heard[call.call] >= call.at));
  const waiting = turns.waiting.filter((call) => !gone(call) && !fresh.some((other) => other.call === call.call));
  const live = fresh.filter((call) => isLive(call, now_ms));
  const now = turns.now && gone(turns.now.call) ? null : turns.now;
  if (!fresh.length && waiting.length === turns.waiting.length && now === turns.now) return turns;
  const kept = [...calls, ...waiting].map((call) => [call.call, laterOf(turns.heard[call.call], call.at)]);
  return { ...turns, now, waiting: [...waiting, ...live], heard: Object.fromEntries(kept) };
}

/** @param {string | undefined} a @param {string} b */
function laterOf(a, b) {
  return a !== undefined && a > b ? a : b;
}
