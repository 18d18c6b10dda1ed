// The turns of calls in the large card of the hall.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, noTurns, rows, turnLength, untilNext } from '../../screens/hall/highlights.js';

const NINE = Date.parse('2026-03-02T02:00:00Z');

/** The nth call of the morning, a second after the one before. */
function call(n, more = {}) {
  const at = NINE + n * 1000;
  return {
    call: `c${n}`, number: `A-${String(n).padStart(3, '0')}`, counter: n, recalls: 0, undone: false, priority: false, label: {},
    at: new Date(at).toISOString(), expires_at: new Date(at + 60000).toISOString(), ...more,
  };
}

/** Every turn of the card from `turns` on, as [call, when it came in ms after nine, whether it was flashed]. */
function play(turns, calls, from_ms) {
  const seen = [];
  let now = NINE + from_ms;
  let state = advance(turns, calls, now);
  seen.push([state.now.call.call, now - NINE, state.now.fresh]);
  for (let wait = untilNext(state, now); wait !== null; wait = untilNext(state, now)) {
    now += wait;
    const next = advance(state, calls, now);
    if (next.now !== state.now) seen.push([next.now.call.call, now - NINE, next.now.fresh]);
    state = next;
  }
  return { seen, state };
}

test('a first call is in the card at once and stays there', () => {
  const { seen, state } = play(noTurns(), [call(1)], 1100);
  assert.deepEqual(seen, [['c1', 1100, true]]);
  assert.equal(advance(state, [call(1)], NINE + 900000).now.call.call, 'c1');
});

test('two calls within a second are shown one after the other, five seconds each', () => {
  const first = advance(noTurns(), [call(1)], NINE + 1100);
  const both = advance(first, [call(2), call(1)], NINE + 1900);
  assert.equal(both.now.call.call, 'c1');
  assert.equal(untilNext(both, NINE + 1900), 4200);
  const { seen } = play(both, [call(2), call(1)], 6100);
  assert.deepEqual(seen, [['c2', 6100, true]]);
});

test('a call that waits for its turn stands in the rows at once and says so', () => {
  const turns = advance(advance(noTurns(), [call(1)], NINE + 1100), [call(2), call(1)], NINE + 1900);
  assert.deepEqual(rows([call(2), call(1)], turns, 5).map((row) => [row.call.call, row.waiting]), [['c2', true]]);
});

test('of a burst of twenty none is lost, the order holds, and each has two seconds or more', () => {
  let turns = noTurns();
  let calls = [];
  for (let n = 1; n <= 20; n += 1) {
    calls = [call(n, { at: new Date(NINE + n * 40).toISOString(), expires_at: new Date(NINE + 60000).toISOString() }), ...calls].slice(0, 12);
    turns = advance(turns, calls, NINE + n * 40);
  }
  const { seen } = play(turns, calls, 850);
  assert.deepEqual(seen.map(([id]) => id), Array.from({ length: 20 }, (_, n) => `c${n + 1}`));
  for (let place = 2; place < seen.length; place += 1) assert.ok(seen[place][1] - seen[place - 1][1] >= 2000);
  assert.ok(seen.every(([, , fresh]) => fresh), 'the whole burst is over before its first call expires');
});

test('in a burst there are as many rows as calls that wait, and five again afterwards', () => {
  const calls = Array.from({ length: 20 }, (_, n) => call(20 - n, { at: new Date(NINE + 20 - n).toISOString() }));
  const turns = advance(noTurns(), calls, NINE + 1000);
  const standing = rows(calls.slice(0, 12), turns, 5);
  assert.deepEqual(standing.map((row) => row.call.call), calls.slice(0, 19).map((one) => one.call));
  assert.ok(standing.every((row) => row.waiting));
  assert.equal(rows(calls.slice(0, 12), play(turns, calls, 3100).state, 5).length, 5);
});

test('few waiting calls keep their five seconds', () => {
  assert.deepEqual([0, 1, 4].map(turnLength), [5000, 5000, 5000]);
  assert.equal(turnLength(40), 2000);
});

test('after a reload expired calls are shown, but not as new', () => {
  const { seen, state } = play(noTurns(), [call(3), call(2), call(1)], 600000);
  assert.deepEqual(seen, [['c3', 600000, false]]);
  assert.deepEqual(rows([call(3), call(2), call(1)], state, 5).map((row) => [row.call.call, row.waiting]), [['c2', false], ['c1', false]]);
});

test('after an outage the card shows the newest call, not the one from before, and does not flash it', () => {
  const before = advance(noTurns(), [call(1)], NINE + 1100);
  const { seen } = play(before, [call(3), call(2), call(1)], 600000);
  assert.deepEqual(seen, [['c3', 600000, false]]);
});

test('after a short outage the calls that are still live have their turns', () => {
  const before = advance(noTurns(), [call(1)], NINE + 1100);
  const { seen } = play(before, [call(3), call(2), call(1)], 20000);
  assert.deepEqual(seen, [['c2', 20000, true], ['c3', 25000, true]]);
});

test('a recall has a turn of its own, and takes it once', () => {
  const first = advance(noTurns(), [call(1)], NINE + 1100);
  const again = call(1, { at: new Date(NINE + 9000).toISOString(), recalls: 1 });
  const { seen, state } = play(first, [again], 9100);
  assert.deepEqual(seen, [['c1', 9100, true]]);
  assert.equal(advance(state, [again], NINE + 20000), state);
});

test('a recall that was taken back does not flash a third time', () => {
  const again = call(1, { at: new Date(NINE + 9000).toISOString(), recalls: 1 });
  const state = advance(advance(noTurns(), [call(1)], NINE + 1100), [again], NINE + 9100);
  assert.equal(advance(state, [call(1)], NINE + 15000).now, state.now);
});

test('an undone call leaves the card, the rows and the line of those that wait', () => {
  const calls = [call(3), call(2), call(1)];
  const turns = advance(noTurns(), calls, NINE + 3100);
  assert.equal(turns.now.call.call, 'c1');
  const undone = [call(3), call(2, { undone: true }), call(1, { undone: true })];
  const after = advance(turns, undone, NINE + 3200);
  assert.equal(after.now.call.call, 'c3');
  assert.deepEqual(after.waiting, []);
  assert.deepEqual(rows(undone, after, 5), []);
});

test('when the day is closed nothing is left', () => {
  const turns = advance(noTurns(), [call(2), call(1)], NINE + 2100);
  const closed = advance(turns, [], NINE + 3000);
  assert.deepEqual([closed.now, closed.waiting], [null, []]);
});

test('a day of calls leaves no memory of those that are gone', () => {
  let turns = noTurns();
  let calls = [];
  for (let n = 1; n <= 500; n += 1) {
    calls = [call(n * 10), ...calls].slice(0, 12);
    turns = advance(turns, calls, NINE + n * 10000);
  }
  assert.equal(Object.keys(turns.heard).length, 12);
});
