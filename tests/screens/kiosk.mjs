// The kiosk's ways to a number, walked on every page: {zones, services, queries} -> {taps: {code: least taps}, found: {query: [codes]}}.
import { text } from 'node:stream/consumers';
import { FIRST, move } from '../../screens/kiosk/flow.js';
import { agencies, intoGroup, intoZone, pageOf } from '../../screens/kiosk/paths.js';
import { search } from '../../screens/kiosk/search.js';

const { zones, services, queries } = JSON.parse(await text(process.stdin));

/** The tiles of a page in order, as the steps they lead to. */
function steps(flow) {
  if (flow.page === 'start') {
    const ways = zones.map((zone) => intoZone(zone.name.id, services.filter((service) => service.zone === zone.code)));
    return [...ways, { to: 'agencies', with: { tiles: agencies(services) } }, { to: 'words' }];
  }
  if (flow.page === 'groups' || flow.page === 'agencies') return flow.tiles.map(intoGroup);
  return flow.page === 'services' ? flow.tiles.map((service) => ({ to: 'priority', with: { service } })) : [];
}

/** Every page that can be seen from here, with the taps it took; an arrow is a tap too. */
function walk(flow, taps, least) {
  if (flow.page === 'priority') {
    const { code } = flow.service;
    // The answer to the priority question is the last tap.
    least[code] = Math.min(least[code] || Infinity, taps + 1);
    return least;
  }
  const { tiles, page, pages } = pageOf(steps(flow), flow.at);
  for (const step of tiles) walk(move(flow, step), taps + 1, least);
  if (page + 1 < pages) walk(move(flow, { by: 1 }), taps + 1, least);
  return least;
}

const found = Object.fromEntries(queries.map((query) => [query, search(services, query).map((service) => service.code)]));
process.stdout.write(JSON.stringify({ taps: walk(FIRST, 0, {}), found }));
