// The voice of the hall, against an audio device in the hands of the test.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Sound } from '../../screens/shared/sound.js';

const CHIME = { url: '/audio/clips/chime.wav', sha256: 'chime', duration_ms: 1000 };
const WORDS = [{ url: '/audio/clips/a.wav', sha256: 'a', duration_ms: 500 }, { url: '/audio/clips/b.wav', sha256: 'b', duration_ms: 700 }];
const SECONDS = { chime: 1, a: 0.5, b: 0.7 };
const announcement = (id, more = {}) => ({ id, epoch: 1, text: `text of ${id}`, chime: CHIME, clips: WORDS, repeat: 1, ...more });
const settled = () => new Promise((resolve) => { setImmediate(resolve); });

/** A device whose clock moves with the test, and remembers what was scheduled. */
class Device {
  constructor() {
    this.now_ms = 0;
    this.timers = [];
    this.played = [];
    this.missing = new Set();
    this.asked = [];
    this.plugged = true;
    this.late_ms = 0;
    const device = this;
    const later = (every) => (run, ms) => {
      const timer = { run, due_ms: device.now_ms + ms, every_ms: every ? ms : null };
      device.timers.push(timer);
      return timer;
    };
    const cancel = (timer) => { device.timers = device.timers.filter((other) => other !== timer); };
    const node = () => ({ gain: { value: 1, setTargetAtTime() {} }, connect: (next) => next, start() {}, stop() {} });
    const globals = {
      performance: { now: () => device.now_ms, mark: () => undefined },
      setTimeout: later(false), setInterval: later(true), clearTimeout: cancel, clearInterval: cancel,
      AudioContext: class {
        constructor() { this.state = 'running'; this.stands_s = 0; device.context = this; }

        get currentTime() { return device.plugged ? device.now_ms / 1000 : this.stands_s; }

        resume() { return Promise.resolve(); }

        createGain() { return node(); }

        createConstantSource() { return node(); }

        createBufferSource() {
          const source = { ...node(), start: (at) => device.played.push({ clip: source.buffer.clip, at, source }), stop: (at) => { source.stopped_at = at; } };
          return source;
        }

        decodeAudioData(clip) { return Promise.resolve({ clip, duration: SECONDS[clip] }); }
      },
      fetch: async (url) => {
        const clip = /([a-z]+)\.wav$/.exec(url)[1];
        device.asked.push(clip);
        if (device.late_ms) device.now_ms += device.late_ms;
        return { ok: !device.missing.has(clip), status: 404, arrayBuffer: async () => clip };
      },
    };
    for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }

  /** Lets `ms` milliseconds pass, timer by timer. */
  async pass(ms) {
    const end_ms = this.now_ms + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.due_ms <= end_ms).sort((one, other) => one.due_ms - other.due_ms)[0];
      if (!next) break;
      this.now_ms = next.due_ms;
      if (next.every_ms === null) this.timers = this.timers.filter((other) => other !== next);
      else next.due_ms += next.every_ms;
      next.run();
      await settled();
    }
    this.now_ms = end_ms;
    await settled();
  }

  unplug() {
    this.context.stands_s = this.now_ms / 1000;
    this.plugged = false;
  }
}

let device;
let sound;
let acks;

/** Says an announcement and lets everything happen that needs no time. */
async function say(id, more) {
  sound.announce(announcement(id, more));
  for (let turn = 0; turn < 5; turn += 1) await settled();
}

beforeEach(async () => {
  device = new Device();
  acks = [];
  sound = new Sound({ ack: (id, kind, detail) => acks.push([id, kind, ...(detail ? [detail] : [])]) });
  sound.start();
  await device.pass(1000);
});

describe('an announcement', () => {
  it('is the chime and then every clip, without a gap and without an overlap', async () => {
    await say('a1');
    assert.deepEqual(device.played.map(({ clip }) => clip), ['chime', 'a', 'b']);
    const [chime, first, second] = device.played.map(({ at }) => at);
    assert.ok(Math.abs(first - (chime + 1)) < 1e-9);
    assert.ok(Math.abs(second - (first + 0.5)) < 1e-9);
  });

  it('is acknowledged when it begins and when it has been said', async () => {
    await say('a1');
    assert.deepEqual(acks, [['a1', 'started']]);
    assert.equal(sound.saying, 'text of a1');
    await device.pass(3000);
    assert.deepEqual(acks, [['a1', 'started'], ['a1', 'ended']]);
    assert.equal(sound.saying, null);
  });

  it('is said as often as it asks, with one chime', async () => {
    await say('a1', { repeat: 2 });
    assert.deepEqual(device.played.map(({ clip }) => clip), ['chime', 'a', 'b', 'a', 'b']);
  });

  it('without a chime begins with its words', async () => {
    await say('a1', { chime: null });
    assert.deepEqual(device.played.map(({ clip }) => clip), ['a', 'b']);
    assert.deepEqual(acks, [['a1', 'started']]);
  });

  it('asks for a clip it has said before only once', async () => {
    await say('a1');
    await device.pass(3000);
    await say('a2');
    assert.deepEqual([...device.asked].sort(), ['a', 'b', 'chime']);
  });
});

describe('what is not said', () => {
  it('is an announcement of an older turn: another speaker has it now', async () => {
    await say('a2', { epoch: 7 });
    await device.pass(3000);
    acks.length = 0;
    await say('a1', { epoch: 6 });
    assert.equal(device.played.length, 3);
    assert.deepEqual(acks, []);
  });

  it('is anything on a device that waits for a touch', async () => {
    device.context.state = 'suspended';
    await say('a1');
    assert.deepEqual(acks, [['a1', 'failed', 'no running sound']]);
    assert.equal(device.played.length, 0);
  });

  it('is anything before the page has taken up the device', async () => {
    const silent = new Sound({ ack: (id, kind, detail) => acks.push([id, kind, detail]) });
    await silent.announce(announcement('a1'));
    assert.deepEqual(acks, [['a1', 'failed', 'no running sound']]);
  });

  it('is anything on a device whose clock stands still, whatever it says of itself', async () => {
    device.unplug();
    await device.pass(2500);
    assert.equal(sound.state, 'suspended');
    await say('a1');
    assert.deepEqual(acks, [['a1', 'failed', 'no running sound']]);
  });

  it('is a sentence whose chime cannot be had', async () => {
    device.missing.add('chime');
    await say('a1');
    assert.deepEqual(acks, [['a1', 'failed', 'Error: clip 404']]);
    assert.equal(sound.saying, null);
  });

  it('is a sentence whose chime came when another speaker already had the turn', async () => {
    device.late_ms = 1300;
    await say('a1');
    assert.equal(acks.length, 1);
    assert.deepEqual(acks[0].slice(0, 2), ['a1', 'failed']);
    assert.equal(device.played.length, 0);
  });
});

describe('a sentence that does not reach its end', () => {
  it('fails when one of its words cannot be had', async () => {
    device.missing.add('b');
    await say('a1');
    assert.deepEqual(acks, [['a1', 'started'], ['a1', 'failed', 'Error: clip 404']]);
  });

  it('is silent at once when it is stopped, and not acknowledged', async () => {
    await say('a1');
    await device.pass(400);
    sound.stop('a1');
    const now_s = device.now_ms / 1000;
    assert.ok(device.played.every(({ source }) => source.stopped_at <= now_s + 0.1));
    await device.pass(5000);
    assert.deepEqual(acks, [['a1', 'started']]);
  });

  it('goes on when another one is stopped', async () => {
    await say('a1');
    sound.stop('a0');
    await device.pass(3000);
    assert.deepEqual(acks, [['a1', 'started'], ['a1', 'ended']]);
  });

  it('gives way to the next one', async () => {
    await say('a1');
    await device.pass(300);
    await say('a2', { epoch: 2 });
    await device.pass(3000);
    assert.deepEqual(acks, [['a1', 'started'], ['a2', 'started'], ['a2', 'ended']]);
  });

  it('is not called said when the device went away meanwhile', async () => {
    await say('a1');
    device.unplug();
    await device.pass(3000);
    assert.deepEqual(acks, [['a1', 'started'], ['a1', 'failed', 'sound stopped']]);
  });
});
