// The kiosk's pages one by one: where a step leads, how agencies share tiles, what the search takes for the same.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIRST, move } from '../../screens/kiosk/flow.js';
import { TILES, agencies, closedBecause, groups, pageOf } from '../../screens/kiosk/paths.js';
import { search } from '../../screens/kiosk/search.js';

const service = (code, agency = 'AA', name = `Layanan ${code}`) => ({ code, zone: 'Z1', waiting: 0, label: { name: { id: name, en: `${name} (en)` }, agency: { code: agency, name: `Dinas ${agency}`, short: agency } } });
const flowTo = (...steps) => steps.reduce(move, FIRST);

describe('the way', () => {
  const asked = flowTo({ to: 'services', with: { tiles: [1, 2] } }, { to: 'priority', with: { service: service('A') } });

  it('goes back one page at a time, and not beyond the first', () => {
    assert.equal(move(asked, { do: 'back' }).page, 'services');
    assert.deepEqual(move(asked, { do: 'back' }).tiles, [1, 2]);
    assert.equal(flowTo({ do: 'back' }), FIRST);
  });

  it('keeps language and large letters on the way back', () => {
    const english = [{ do: 'language' }, { do: 'large' }, { do: 'back' }].reduce(move, asked);
    assert.deepEqual([english.page, english.lang, english.large], ['services', 'en', true]);
  });

  it('ends with the number: there is no way back to a second one', () => {
    const issued = [{ do: 'asking' }, { do: 'issued', ticket: { number: 'A-001' } }].reduce(move, asked);
    assert.deepEqual([issued.page, issued.asking, issued.before], ['result', false, []]);
    assert.equal(move(issued, { do: 'back' }).page, 'result');
  });

  it('says a problem once and leads back to the question, not to an older problem', () => {
    const twice = [{ do: 'asking' }, { do: 'failed', problem: 'p' }, { do: 'asking' }, { do: 'failed', problem: 'q' }].reduce(move, asked);
    assert.deepEqual([twice.page, twice.problem], ['problem', 'q']);
    assert.deepEqual([move(twice, { do: 'back' }).page, move(twice, { do: 'back' }).asking], ['priority', false]);
  });

  it('starts over as if nobody had been there', () => {
    assert.equal([{ do: 'language' }, { do: 'large' }, { do: 'reset' }].reduce(move, asked), FIRST);
  });

  it('takes at most thirty letters and shows the first page of what they find', () => {
    const typed = flowTo({ to: 'words' }, { by: 1 }, { type: 'x'.repeat(40) });
    assert.deepEqual([typed.query.length, typed.at], [30, 0]);
  });
});

describe('the tiles of a zone', () => {
  const many = Array.from({ length: 12 }, (_, n) => service(`S${n}`, `I${n}`));

  it('are its agencies, in their order', () => {
    const found = agencies([service('a', 'B'), service('b', 'A'), service('c', 'B')]);
    assert.deepEqual(found.map((group) => [group.agencies[0].code, group.services.map(({ code }) => code)]), [['B', ['a', 'c']], ['A', ['b']]]);
  });

  it('are never more than a page: the smallest agencies share one', () => {
    const found = groups(many);
    assert.equal(found.length, TILES);
    assert.deepEqual(found.flatMap((group) => group.services).map(({ code }) => code).sort(), many.map(({ code }) => code).sort());
    assert.ok(found.every((group) => group.services.length <= TILES));
  });

  it('stay apart when sharing would need a second page', () => {
    const large = Array.from({ length: 9 }, (_, n) => Array.from({ length: 5 }, (__, m) => service(`S${n}-${m}`, `I${n}`))).flat();
    assert.equal(groups(large).length, 9);
  });

  it('are turned page by page, never beyond the ends', () => {
    assert.deepEqual(pageOf(many, 1), { tiles: many.slice(8), page: 1, pages: 2 });
    assert.equal(pageOf(many, 9).page, 1);
    assert.equal(pageOf(many, -1).page, 0);
    assert.deepEqual(pageOf([], 0), { tiles: [], page: 0, pages: 1 });
  });
});

describe('a service without numbers', () => {
  const counters = (...statuses) => statuses.map((status, n) => ({ number: n, status, services: ['A'] }));

  it('says so only when no counter could give one', () => {
    assert.equal(closedBecause(service('A'), counters('quota_full', 'quota_full')), 'quota_full');
    assert.equal(closedBecause(service('A'), counters('outage', 'quota_full')), 'outage');
    for (const status of ['open', 'break', 'closed', 'unstaffed']) assert.equal(closedBecause(service('A'), counters('outage', status)), null);
    assert.equal(closedBecause(service('B'), counters('outage')), null);
  });
});

describe('the search', () => {
  const all = [service('A', 'XX', 'Informasi antrean'), service('B', 'YY', 'Sertipikat tanah'), service('C', 'ZZ', 'Izin usaha')];
  const found = (query) => search(all, query).map(({ code }) => code);

  it('takes everyday spelling for the right one', () => {
    assert.deepEqual(found('antrian'), found('antrean'));
    assert.deepEqual(found('antrian'), ['A']);
    assert.deepEqual(found('sertifikat'), ['B']);
    assert.deepEqual(found('ijin'), ['C']);
  });

  it('wants every word, in any order, with any marks and capitals', () => {
    assert.deepEqual(found('usaha IZIN'), ['C']);
    assert.deepEqual(found('izin, usaha!'), ['C']);
    assert.deepEqual(found('izin tanah'), []);
  });

  it('knows agencies and codes too, after the names', () => {
    assert.deepEqual(search([service('A', 'IZIN'), ...all], 'izin').map(({ code }) => code), ['C', 'A']);
  });
});
