// One press of a clerk: one intention, one key, never sent late.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Press } from '../../screens/desk/press.js';

/** A server that answers when the test says so, and a clock in its hands. */
class Wire {
  constructor() {
    this.now_ms = 10000;
    this.timers = [];
    this.sent = [];
    this.told = [];
    this.finished = [];
    this.keys = 0;
    this.press = new Press({
      send: (path, body, key, signal) => new Promise((resolve, reject) => { this.sent.push({ path, body, key, signal, resolve, reject }); }),
      newKey: () => { this.keys += 1; return `key-${this.keys}`; },
      now: () => this.now_ms,
      later: (run, ms) => this.timers.push({ run, due_ms: this.now_ms + ms }),
      changed: (sending) => this.told.push(sending.kind),
      done: (intention, answer) => this.finished.push([intention.act, answer]),
    });
  }

  get kind() { return this.press.sending.kind; }

  get keysSent() { return this.sent.map(({ key }) => key); }

  /** Lets `ms` milliseconds pass, and whatever was promised settle. */
  async pass(ms) {
    const end_ms = this.now_ms + ms;
    for (;;) {
      await settled();
      const next = this.timers.filter((timer) => timer.due_ms <= end_ms).sort((one, other) => one.due_ms - other.due_ms)[0];
      if (!next) break;
      this.timers.splice(this.timers.indexOf(next), 1);
      this.now_ms = next.due_ms;
      next.run();
    }
    this.now_ms = end_ms;
    await settled();
  }

  async answer(status, body = null) {
    this.sent[this.sent.length - 1].resolve({ status, body });
    await settled();
  }

  async breakOff() {
    this.sent[this.sent.length - 1].reject(new Error('network'));
    await settled();
  }
}

const settled = () => new Promise((resolve) => { setImmediate(resolve); });
const NEXT = ['next', 'counters/4/call-next', {}];

let wire;
beforeEach(() => { wire = new Wire(); });

describe('a press', () => {
  it('is shown at once, before anything came back', () => {
    wire.press.press(...NEXT);
    assert.equal(wire.kind, 'sending');
    assert.deepEqual(wire.told, ['sending']);
  });

  it('is told with the answer once, and then the desk is free again', async () => {
    wire.press.press(...NEXT);
    await wire.answer(200, { number: 'A-012' });
    assert.deepEqual(wire.finished, [['next', { number: 'A-012' }]]);
    assert.equal(wire.kind, 'idle');
  });

  it('that is refused says why and is not repeated', async () => {
    wire.press.press(...NEXT);
    await wire.answer(409, { code: 'nothing_waiting' });
    await wire.pass(5000);
    assert.equal(wire.kind, 'refused');
    assert.equal(wire.press.sending.problem.code, 'nothing_waiting');
    assert.equal(wire.sent.length, 1);
  });
});

describe('a double press', () => {
  it('while the first is under way is nothing', () => {
    assert.equal(wire.press.press(...NEXT), true);
    assert.equal(wire.press.press(...NEXT), false);
    assert.equal(wire.press.press('recall', 'counters/4/recall', {}), false);
    assert.equal(wire.sent.length, 1);
  });

  it('within 0.8 s is nothing even when the answer was quicker', async () => {
    wire.press.press(...NEXT);
    await wire.answer(200);
    await wire.pass(799);
    assert.equal(wire.press.press(...NEXT), false);
    await wire.pass(1);
    assert.equal(wire.press.press(...NEXT), true);
    assert.deepEqual(wire.keysSent, ['key-1', 'key-2']);
  });

  it('does not keep the clerk from another act', async () => {
    wire.press.press(...NEXT);
    await wire.answer(200);
    assert.equal(wire.press.press('recall', 'counters/4/recall', {}), true);
  });
});

describe('a press on a bad network', () => {
  it('asks again with its own key until it is answered', async () => {
    wire.press.press(...NEXT);
    await wire.breakOff();
    await wire.pass(150);
    await wire.breakOff();
    await wire.pass(400);
    await wire.answer(200);
    assert.deepEqual(wire.keysSent, ['key-1', 'key-1', 'key-1']);
    assert.equal(wire.finished.length, 1);
  });

  it('asks again while the server is starting', async () => {
    wire.press.press(...NEXT);
    await wire.answer(503, { code: 'busy' });
    await wire.pass(150);
    await wire.answer(200);
    assert.deepEqual(wire.keysSent, ['key-1', 'key-1']);
    assert.equal(wire.kind, 'idle');
  });

  it('is unsent after 3 s, and its request is cut', async () => {
    wire.press.press(...NEXT);
    await wire.pass(2999);
    assert.equal(wire.kind, 'sending');
    await wire.pass(1);
    assert.equal(wire.kind, 'unsent');
    assert.equal(wire.sent[0].signal.aborted, true);
  });

  it('that was given up is never sent late and never told as done', async () => {
    wire.press.press(...NEXT);
    await wire.breakOff();
    await wire.pass(2950);
    const asked = wire.sent.length;
    await wire.pass(50);
    await wire.answer(200);
    await wire.pass(60000);
    assert.equal(wire.sent.length, asked);
    assert.deepEqual(wire.finished, []);
    assert.equal(wire.kind, 'unsent');
  });

  it('that is tried again by hand keeps its key, for it may have arrived', async () => {
    wire.press.press(...NEXT);
    await wire.pass(3000);
    wire.press.press(...NEXT);
    assert.deepEqual(wire.keysSent, ['key-1', 'key-1']);
  });

  it('is another intention when the clerk does something else', async () => {
    wire.press.press('call', 'counters/4/call', { number: 'A-012' });
    await wire.pass(3000);
    wire.press.press('call', 'counters/4/call', { number: 'A-013' });
    assert.deepEqual(wire.keysSent, ['key-1', 'key-2']);
  });

  it('is forgotten when the live state has moved on', async () => {
    wire.press.press(...NEXT);
    await wire.pass(3000);
    wire.press.forget();
    assert.equal(wire.kind, 'idle');
    wire.press.press(...NEXT);
    assert.deepEqual(wire.keysSent, ['key-1', 'key-2']);
  });

  it('is not forgotten while it is under way', () => {
    wire.press.press(...NEXT);
    wire.press.forget();
    assert.equal(wire.kind, 'sending');
  });
});
