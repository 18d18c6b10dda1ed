// What the walls say of a state: hours, the strip of counters, the scenes of a sign.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offer, strip } from '../../screens/hall/counters.js';
import { noTurns } from '../../screens/hall/highlights.js';
import { modelOf as hallOf } from '../../screens/hall/model.js';
import { phaseOf } from '../../screens/shared/hours.js';
import { modelOf as signOf } from '../../screens/sign/model.js';

const JAKARTA = 'Asia/Jakarta';
const HOURS = [{ weekday: 0, opens: '08:00', closes: '12:00' }, { weekday: 0, opens: '13:00', closes: '15:00' }];
const at = (time) => new Date(`2026-03-02T${time}:00+07:00`); // a Monday

const words = (text) => ({ id: text, en: `${text} (en)` });
const counter = (number, more = {}) => ({ number, zone: 'Z1', status: 'open', back_at: null, title: words('Dukcapil'), detail: words('KTP · KK'), services: [], ...more });
const mall = (more = {}) => ({
  site: { name: 'Mal', tz: JAKARTA, zone_abbr: 'WIB' }, zone: { code: 'Z1', name: words('Adminduk') }, day: '2026-03-02', calls: [],
  counters: [counter(1)], ticker: [words('Siapkan KTP')], hours: HOURS, ...more,
});
const hall = (state, now, more = {}) => hallOf({ state, turns: noTurns(), link: 'live', since: null, saying: null, locked: false, ...more }, now, 'id');
const sign = (state, now, more = {}) => signOf({ state, link: 'live', since: null, stale: false, ...more }, now, 'id');

test('the hours of a day know before, open, the break and after', () => {
  assert.deepEqual(phaseOf(HOURS, at('07:59'), JAKARTA), { phase: 'before', opens: '08:00' });
  assert.deepEqual(phaseOf(HOURS, at('08:00'), JAKARTA), { phase: 'open', opens: null });
  assert.deepEqual(phaseOf(HOURS, at('12:00'), JAKARTA), { phase: 'before', opens: '13:00' });
  assert.deepEqual(phaseOf(HOURS, at('15:00'), JAKARTA), { phase: 'after', opens: null });
  assert.deepEqual(phaseOf([], at('09:00'), JAKARTA), { phase: 'after', opens: null });
  assert.deepEqual(phaseOf([{ weekday: 0, opens: '00:00', closes: '24:00' }], at('23:59'), JAKARTA), { phase: 'open', opens: null });
});

test('counters of one agency name it once', () => {
  assert.equal(strip([counter(1), counter(2)], 'id').common, 'Dukcapil');
  const mixed = strip([counter(1), counter(2, { title: words('Samsat') })], 'en');
  assert.deepEqual([mixed.common, mixed.cells.map((cell) => cell.title)], [null, ['Dukcapil (en)', 'Samsat (en)']]);
});

test('one open counter makes the zone open', () => {
  assert.equal(offer([counter(1, { status: 'closed' }), counter(2)]), 'open');
  assert.equal(offer([counter(1, { status: 'closed' }), counter(2, { status: 'break' })]), 'break');
  assert.equal(offer([counter(1, { status: 'unstaffed' })]), 'closed');
});

test('an empty hall says what to expect', () => {
  const closed = mall({ counters: [counter(1, { status: 'closed' })] });
  const resting = mall({ counters: [counter(1, { status: 'break', back_at: '2026-03-02T06:00:00Z' })] });
  assert.equal(hall(mall(), at('09:00')).idle.key, 'empty');
  assert.deepEqual([hall(closed, at('07:00')).idle.key, hall(closed, at('07:00')).idle.values.time], ['open_at', '08.00']);
  assert.equal(hall(closed, at('16:00')).idle.key, 'closed');
  assert.deepEqual([hall(resting, at('12:30')).idle.key, hall(resting, at('12:30')).idle.values.time], ['break', '13.00']);
});

test('the running text stands still while something is said or the link is gone', () => {
  assert.equal(hall(mall(), at('09:00')).still, false);
  assert.equal(hall(mall(), at('09:00'), { saying: 'A nol' }).still, true);
  assert.equal(hall(mall(), at('09:00'), { since: at('08:59') }).still, true);
});

test('a sign shows its ticket, else why there is none', () => {
  const ticket = {
    number: 'A-012', state: 'called', service: 'DK', call: 'c1', at: at('09:00').toISOString(), expires_at: at('09:01').toISOString(), recalls: 0, priority: false,
    label: { name: words('Cetak KTP-el'), agency: { name: 'Dinas Kependudukan' } },
  };
  const state = (more) => ({ ...mall(), counter: counter(4), ticket: null, ...more });
  assert.deepEqual([sign(state({ ticket }), at('09:00')).scene, sign(state({ ticket }), at('09:00')).label], ['called', 'Cetak KTP-el']);
  assert.equal(sign(state({ ticket }), at('09:05')).ticket.fresh, false);
  assert.deepEqual(sign(state(), at('09:00')).services, ['KTP', 'KK']);
  assert.equal(sign(state({ counter: counter(4, { status: 'break', back_at: '2026-03-02T06:00:00Z' }) }), at('12:00')).back, '13.00');
  assert.equal(sign(state({ counter: counter(4, { status: 'closed' }) }), at('07:00')).opens, '08.00');
});
