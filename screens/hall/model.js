// From the state of the hall to what it shows. Pure.
import { dateOf, timeOf } from '../shared/clock.js';
import { clockWords, phaseOf } from '../shared/hours.js';
import { offer, strip } from './counters.js';
import { isLive, rows } from './highlights.js';

const ROWS = 5;

/**
 * @param {{state: any, turns: import('./highlights.js').Turns, link: string, since: Date | null, saying: string | null, locked: boolean}} kept
 *   `since`: the link has been gone since then, long enough to say so
 * @param {Date} now  the server's time
 * @param {'id'|'en'} lang
 */
export function modelOf(kept, now, lang) {
  const { state, turns } = kept;
  const { tz, name, zone_abbr } = state.site;
  return {
    site: name,
    zone: state.zone.name[lang],
    date: dateOf(now, tz, lang),
    time: timeOf(now, tz, lang),
    zone_abbr,
    link: kept.link,
    since: kept.since && timeOf(kept.since, tz, lang),
    saying: kept.saying,
    locked: kept.locked,
    now: turns.now && cardOf(turns.now, now, lang),
    idle: idleOf(state, now, lang),
    rows: rows(state.calls, turns, ROWS),
    behind: turns.waiting.length > 0,
    strip: strip(state.counters, lang),
    ticker: state.ticker.map((/** @type {any} */ text) => text[lang]),
    still: Boolean(kept.saying || kept.since || turns.waiting.length || (turns.now && turns.now.fresh && now.getTime() - turns.since_ms < 5000)),
  };
}

/** @param {any} turn @param {Date} now @param {'id'|'en'} lang */
function cardOf(turn, now, lang) {
  const { call, fresh } = turn;
  return { call, fresh, live: isLive(call, now.getTime()), service: call.label.name[lang], agency: call.label.agency.name };
}

/** @param {any} state @param {Date} now @param {'id'|'en'} lang */
function idleOf(state, now, lang) {
  const offered = offer(state.counters);
  if (offered === 'open') return { key: 'empty', icon: 'armchair', values: {} };
  const { tz } = state.site;
  const back = state.counters.map((/** @type {any} */ counter) => counter.back_at).filter(Boolean).sort()[0];
  if (offered === 'break' && back) return { key: 'break', icon: 'coffee', values: { time: timeOf(new Date(back), tz, lang) } };
  const { phase, opens } = phaseOf(state.hours, now, tz);
  if (phase === 'before' && opens) return { key: 'open_at', icon: 'door-enter', values: { time: clockWords(opens, lang) } };
  if (phase === 'after') return { key: 'closed', icon: 'moon', values: {} };
  return { key: 'empty', icon: 'armchair', values: {} };
}
