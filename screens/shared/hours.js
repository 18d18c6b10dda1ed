// What the opening hours say of a moment. Pure; the hours and the time come from the server.

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * @param {{weekday: number, opens: string, closes: string}[]} hours  weekday 0 is Monday, times as `08:00`
 * @param {Date} date
 * @param {string} tz
 * @returns {{phase: 'before'|'open'|'after', opens: string | null}} `opens` is today's time (`08:00`) while it is still to come
 */
export function phaseOf(hours, date, tz) {
  const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: tz };
  const told = new Intl.DateTimeFormat('en-GB', /** @type {any} */ (parts)).formatToParts(date);
  const part = (/** @type {string} */ type) => (told.find((one) => one.type === type) || { value: '' }).value;
  const weekday = WEEKDAYS.indexOf(part('weekday'));
  const time = `${part('hour')}:${part('minute')}`;
  const today = hours.filter((span) => span.weekday === weekday).sort((a, b) => (a.opens < b.opens ? -1 : 1));
  if (today.some((span) => span.opens <= time && time < span.closes)) return { phase: 'open', opens: null };
  const next = today.find((span) => time < span.opens);
  return next ? { phase: 'before', opens: next.opens } : { phase: 'after', opens: null };
}

/** @param {string} time  `08:00` @param {string} lang @returns {string} as the mall writes it */
export function clockWords(time, lang) {
  return lang === 'id' ? time.replace(':', '.') : time;
}
