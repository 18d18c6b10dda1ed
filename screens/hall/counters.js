// The strip of a zone's counters: what it says once for all of them, and what each says for itself. Pure.

/**
 * @param {{number: number, status: string, title: {id: string, en: string}}[]} counters
 * @param {'id'|'en'} lang
 * @returns {{common: string | null, cells: {number: number, status: string, title: string | null}[]}}
 *   `common` is the title when all counters have the same; the cells then have none
 */
export function strip(counters, lang) {
  const titles = new Set(counters.map((counter) => counter.title[lang]));
  const common = counters.length > 1 && titles.size === 1 ? counters[0].title[lang] : null;
  const cells = counters.map(({ number, status, title }) => ({ number, status, title: common ? null : title[lang] }));
  return { common, cells };
}

/** @param {{status: string, back_at: string | null}[]} counters @returns {'open'|'break'|'closed'} what the zone as a whole offers */
export function offer(counters) {
  if (counters.some((counter) => ['open', 'quota_full'].includes(counter.status))) return 'open';
  return counters.some((counter) => counter.status === 'break') ? 'break' : 'closed';
}
