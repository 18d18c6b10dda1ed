// The time of the mall, whatever zone the machine itself is set to.

/** @param {Date} now @param {any} site @param {string} lang @returns {string} "09.41 WIB" */
export function clockOf(now, site, lang) {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: site.tz }).format(now);
  return `${lang === 'id' ? time.replace(':', '.') : time} ${site.zone_abbr}`;
}

/** @param {Date} now @param {any} site @param {string} lang @returns {string} "Senin, 2 Maret 2026 09.41 WIB" */
export function stampOf(now, site, lang) {
  const date = new Intl.DateTimeFormat(lang === 'id' ? 'id-ID' : 'en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: site.tz }).format(now);
  return `${date} ${clockOf(now, site, lang)}`;
}
