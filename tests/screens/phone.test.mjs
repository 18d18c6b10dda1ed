// The visitor's phone: the wait in words, and what has to be explained when the state changes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explain, modeOf } from '../../screens/phone/standing.js';
import { waitRange } from '../../screens/shared/wait.js';

const t = (key, values) => (values ? `${key} ${Object.values(values).join(' ')}` : key);
const state = (more = {}, ahead = 2) => ({ ahead, ticket: { number: 'A-012', state: 'waiting', service: 'DK-KTP', label: { name: 'KTP' }, ...more } });
const note = (was, is) => explain(was, is, t, (of) => of);

describe('the wait', () => {
  it('is unknown without two ends', () => {
    for (const ends of [[null, null], [undefined, 300], [300, undefined]]) assert.equal(waitRange(...ends).kind, 'none');
  });

  it('is a range of fives that always has room', () => {
    assert.deepEqual(waitRange(600, 600), { kind: 'range', low: 10, high: 15 });
    assert.deepEqual(waitRange(460, 1210), { kind: 'range', low: 10, high: 25 });
    assert.deepEqual(waitRange(60, 301), { kind: 'range', low: 5, high: 10 });
  });

  it('is soon up to five minutes and long beyond an hour', () => {
    assert.equal(waitRange(60, 300).kind, 'soon');
    assert.equal(waitRange(3000, 3600).kind, 'range');
    assert.equal(waitRange(3000, 3601).kind, 'long');
  });

  it('promises no time that is over: a quick end of nothing is still five minutes', () => {
    assert.equal(waitRange(0, 600).low, 5);
  });
});

describe('the state in one word', () => {
  it('is soon for the next four', () => {
    assert.deepEqual([0, 3, 4].map((ahead) => modeOf(state({}, ahead))), ['soon', 'soon', 'waiting']);
  });

  it('never says absent to somebody who reads it', () => {
    assert.equal(modeOf(state({ state: 'no_show' })), 'missed');
  });
});

describe('the note', () => {
  it('says nothing on the first look and nothing when the line just moves on', () => {
    assert.equal(note(null, state()), null);
    assert.equal(note(state({}, 3), state({}, 2)), null);
  });

  it('explains a longer line, a return and another service', () => {
    assert.equal(note(state({}, 2), state({}, 3)), 'ahead_rose');
    assert.equal(note(state({ state: 'no_show' }), state()), 'returned');
    assert.equal(note(state({ state: 'called' }), state({ service: 'DK-KK', label: { name: 'KK' } })), 'transferred KK A-012');
  });

  it('goes when the number is called', () => {
    assert.equal(note(state(), state({ state: 'called' })), '');
  });
});
