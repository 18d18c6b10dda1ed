// What a clerk may do at each moment, why not, and what is sent for it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OUTCOMES, mainAct, meant, request, spelled, whyNot } from '../../screens/desk/acts.js';
import { KEY_MAP } from '../../screens/desk/keys.js';

const LIVE = { live: true, undo_ms: 0 };
const OFFLINE = { live: false, undo_ms: 4000 };
const ticket = (number, state = 'waiting') => ({ number, state });

function desk(more = {}, status = 'open') {
  return { counter: { number: 4, status }, ticket: null, waiting: [], held: [], no_show: [], last_act: null, ...more };
}

/** Every act of the help page that is possible. */
const possible = (state, now = LIVE) => KEY_MAP.map(([act]) => act).filter((act) => whyNot(act, state, now) === null);

describe('what is possible', () => {
  it('at a counter that is not open: opening it', () => {
    for (const status of ['closed', 'unstaffed', 'quota_full', 'outage']) {
      assert.equal(mainAct(desk({}, status)), 'open');
      assert.deepEqual(possible(desk({}, status)), ['next', 'help']);
    }
  });

  it('at an open counter without anybody: a pause, a number, closing', () => {
    assert.equal(mainAct(desk()), 'next');
    assert.deepEqual(possible(desk()), ['pause', 'number', 'shut', 'help']);
  });

  it('when somebody waits: calling', () => {
    assert.ok(possible(desk({ waiting: [ticket('A-001')] })).includes('next'));
  });

  it('in a break: going on', () => {
    assert.equal(mainAct(desk({}, 'break')), 'resume');
    assert.ok(possible(desk({}, 'break')).includes('next'));
  });

  it('with a called ticket: everything but a break and closing', () => {
    const called = desk({ ticket: ticket('A-001', 'called'), waiting: [ticket('A-002')] });
    assert.deepEqual(possible(called), ['next', 'recall', 'skip', 'start', 'finish', 'outcome', 'transfer', 'hold', 'number', 'help']);
  });

  it('with a ticket being served: no recall, no second start, and nobody to miss', () => {
    const serving = desk({ ticket: ticket('A-001', 'serving'), waiting: [ticket('A-002')] });
    assert.deepEqual(possible(serving), ['next', 'finish', 'outcome', 'transfer', 'hold', 'number', 'help']);
  });

  it('for five seconds: taking the last act back', () => {
    assert.equal(whyNot('undo', desk(), { live: true, undo_ms: 1 }), null);
    assert.equal(whyNot('undo', desk(), LIVE), 'why_nothing_to_undo');
  });

  it('without a link: finishing the ticket at hand, and nothing that calls', () => {
    const serving = desk({ ticket: ticket('A-001', 'serving'), waiting: [ticket('A-002')] });
    assert.deepEqual(possible(serving, OFFLINE), ['finish', 'help']);
    assert.equal(whyNot('next', serving, OFFLINE), 'why_offline');
  });
});

describe('what is sent', () => {
  it('is one of the routes of docs/protocol.md', () => {
    const sent = (act, state, more) => { const { path, body } = request(act, state, more); return [path, body]; };
    assert.deepEqual(sent('next', desk()), ['counters/4/call-next', {}]);
    assert.deepEqual(sent('next', desk({}, 'closed')), ['counters/4/open', {}]);
    assert.deepEqual(sent('next', desk({}, 'break')), ['counters/4/open', {}]);
    assert.deepEqual(sent('pause', desk()), ['counters/4/pause', {}]);
    assert.deepEqual(sent('pause', desk({}, 'break')), ['counters/4/open', {}]);
    assert.deepEqual(sent('shut', desk()), ['counters/4/close', {}]);
    assert.deepEqual(sent('finish', desk()), ['counters/4/finish', { outcome: 'completed' }]);
    assert.deepEqual(sent('outcome', desk(), 'rejected'), ['counters/4/finish', { outcome: 'rejected' }]);
    assert.deepEqual(sent('transfer', desk(), 'DK-KK'), ['counters/4/transfer', { service: 'DK-KK' }]);
    assert.deepEqual(sent('call', desk(), 'A-012'), ['counters/4/call', { number: 'A-012' }]);
    assert.deepEqual(sent('requeue', desk(), 'A-012'), ['counters/4/requeue', { number: 'A-012' }]);
    for (const act of ['recall', 'start', 'skip', 'hold', 'undo']) assert.deepEqual(sent(act, desk()), [`counters/4/${act}`, {}]);
  });

  it('has a result for every digit', () => {
    assert.deepEqual(OUTCOMES, ['completed', 'incomplete_docs', 'in_process', 'system_down', 'rejected', 'information', 'pickup']);
  });
});

describe('a number that was typed', () => {
  const state = desk({ waiting: [ticket('A-012'), ticket('L-012')], held: [ticket('A-112', 'held')], no_show: [ticket('A-1200', 'no_show')] });
  const found = (typed) => meant(typed, state).map(({ number }) => number);

  it('is found by its digits, with or without letter and zeros', () => {
    for (const typed of ['a12', 'A-012', 'a 012', 'A012']) assert.deepEqual(found(typed), ['A-012']);
    assert.deepEqual(found('12'), ['A-012', 'L-012']);
    assert.deepEqual(found('112'), ['A-112']);
    assert.deepEqual(found('1200'), ['A-1200']);
  });

  it('is nobody when nothing was typed or nobody has it', () => {
    assert.deepEqual(found(''), []);
    assert.deepEqual(found('--'), []);
    assert.deepEqual(found('B-012'), []);
  });

  it('is spelled as on the ticket only when it is whole', () => {
    assert.equal(spelled('a12'), 'A-012');
    assert.equal(spelled('A-1000'), 'A-1000');
    assert.equal(spelled('12'), null);
    assert.equal(spelled('a'), null);
  });
});
