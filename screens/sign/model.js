// From the state of a counter to what its sign shows. Pure.
import { timeOf } from '../shared/clock.js';
import { clockWords, phaseOf } from '../shared/hours.js';

const LONG = 50;

/**
 * @param {{state: any, stale: boolean, since: Date | null, link: string}} kept  `stale`: alone for so long that the number may be wrong
 * @param {Date} now  the server's time
 * @param {'id'|'en'} lang
 */
export function modelOf(kept, now, lang) {
  const { counter, ticket, site, zone } = kept.state;
  const scene = ticket ? ticket.state : counter.status;
  const label = ticket ? ticket.label.name[lang] : counter.title[lang];
  return {
    scene,
    link: kept.link,
    stale: kept.stale,
    since: kept.since && timeOf(kept.since, site.tz, lang),
    counter: counter.number,
    label,
    wide: label.length > LONG,
    under: ticket ? ticket.label.agency.name : zone.name[lang],
    services: ticket ? [] : counter.detail[lang].split(' · ').filter(Boolean),
    ticket: ticket && {
      call: ticket.call, at: ticket.at, number: ticket.number, priority: ticket.priority,
      live: ticket.state === 'called', fresh: ticket.state === 'called' && Date.parse(ticket.expires_at) > now.getTime(),
    },
    back: counter.status === 'break' && counter.back_at ? timeOf(new Date(counter.back_at), site.tz, lang) : null,
    opens: ['closed', 'unstaffed'].includes(scene) ? opensAt(kept.state, now, lang) : null,
    time: timeOf(now, site.tz, lang),
  };
}

/** @param {any} state @param {Date} now @param {'id'|'en'} lang @returns {string | null} */
function opensAt(state, now, lang) {
  const { opens } = phaseOf(state.hours, now, state.site.tz);
  return opens && clockWords(opens, lang);
}
