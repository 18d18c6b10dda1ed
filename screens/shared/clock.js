// The server's time on a machine whose own clock may be wrong, and how the mall writes time and date.

export class ServerClock {
  constructor() {
    /** @type {number | null} */
    this._ahead_ms = null;
  }

  /** @param {string} at  the server's instant (ISO 8601) of a message that has just arrived */
  hear(at) {
    this._ahead_ms = Date.parse(at) - performance.now();
  }

  /** @returns {Date} the server's time; the machine's own before anything was heard */
  now() {
    return this._ahead_ms === null ? new Date() : new Date(performance.now() + this._ahead_ms);
  }
}

/** @param {Date} date @param {string} tz @param {string} lang @returns {string} `08.00` or `08:00` */
export function timeOf(date, tz, lang) {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: tz };
  const text = new Intl.DateTimeFormat('en-GB', /** @type {any} */ (parts)).format(date);
  return lang === 'id' ? text.replace(':', '.') : text;
}

/** @param {Date} date @param {string} tz @param {string} lang @returns {string} `Senin, 2 Maret 2026` */
export function dateOf(date, tz, lang) {
  const parts = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: tz };
  return new Intl.DateTimeFormat(lang === 'id' ? 'id-ID' : 'en-GB', /** @type {any} */ (parts)).format(date);
}
