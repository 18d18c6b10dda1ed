// The ways from the first page to a service. At most eight tiles a page, and by zone at most three taps to any
// service of the demo mall, so that with the priority question four taps take a number.

export const TILES = 8;

/**
 * @typedef {import('./search.js').Service} Service
 * @typedef {{agencies: any[], services: Service[]}} Group agencies that share one tile
 */

/**
 * @param {Service[]} services
 * @returns {Group[]} one group for each agency, in the order of the services
 */
export function agencies(services) {
  /** @type {Map<string, Group>} */
  const found = new Map();
  for (const service of services) {
    const agency = service.label.agency;
    const group = found.get(agency.code);
    if (group) group.services.push(service);
    else found.set(agency.code, { agencies: [agency], services: [service] });
  }
  return [...found.values()];
}

/**
 * The second page of a zone: its agencies, the smallest ones sharing a tile when there are more than eight.
 * @param {Service[]} services of one zone
 * @returns {Group[]} at most eight groups wherever they stay within one page of services each
 */
export function groups(services) {
  const found = agencies(services);
  while (found.length > TILES) {
    const pair = smallestPair(found);
    if (!pair) break;
    const [into, from] = pair;
    found[into] = { agencies: [...found[into].agencies, ...found[from].agencies], services: [...found[into].services, ...found[from].services] };
    found.splice(from, 1);
  }
  return found;
}

/** @param {Group[]} found @returns {[number, number] | null} */
function smallestPair(found) {
  /** @type {[number, number] | null} */
  let best = null;
  let least = TILES + 1;
  for (let into = 0; into < found.length; into += 1) {
    for (let from = into + 1; from < found.length; from += 1) {
      const size = found[into].services.length + found[from].services.length;
      if (size < least) { least = size; best = [into, from]; }
    }
  }
  return best;
}

/**
 * What a tap on a zone leads to: its services when they fit on one page, else its agencies.
 * @param {string} heading the zone's name
 * @param {Service[]} services of the zone
 * @returns {{to: 'services' | 'groups', with: object}} a step of flow.js
 */
export function intoZone(heading, services) {
  const tiles = groups(services);
  if (services.length <= TILES || tiles.length === 1) return { to: 'services', with: { tiles: services, heading } };
  return { to: 'groups', with: { tiles, heading } };
}

/**
 * What a tap on an agency leads to: a single service needs no page of its own.
 * @param {Group} group
 * @returns {{to: 'priority' | 'services', with: object}} a step of flow.js
 */
export function intoGroup(group) {
  if (group.services.length === 1) return { to: 'priority', with: { service: group.services[0] } };
  return { to: 'services', with: { tiles: group.services, heading: group.agencies.length === 1 ? group.agencies[0].name : null } };
}

/**
 * @template T
 * @param {T[]} tiles
 * @param {number} page from 0
 * @param {number} [size] tiles a page
 * @returns {{tiles: T[], page: number, pages: number}}
 */
export function pageOf(tiles, page, size = TILES) {
  const pages = Math.max(1, Math.ceil(tiles.length / size));
  const at = Math.min(Math.max(page, 0), pages - 1);
  return { tiles: tiles.slice(at * size, (at + 1) * size), page: at, pages };
}

/**
 * Why a service gives no number just now, or null. Only what is certain blocks: every counter of it is out of order or full.
 * @param {Service} service
 * @param {any[]} counters
 * @returns {'quota_full' | 'outage' | null}
 */
export function closedBecause(service, counters) {
  const mine = counters.filter((counter) => counter.services.includes(service.code));
  if (!mine.length) return null;
  if (mine.every((counter) => counter.status === 'quota_full')) return 'quota_full';
  if (mine.every((counter) => counter.status === 'outage' || counter.status === 'quota_full')) return 'outage';
  return null;
}
