// The live link of a page, against a scripted server (docs/protocol.md, Socket.IO).
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { connect } from '../../screens/shared/live.js';
import { ScriptedPage } from './scripted_page.mjs';

const COUNTER = { number: 4, zone: 'Z2', status: 'open', back_at: null, title: {}, detail: {}, services: [] };
const STATE = { site: {}, zone: {}, day: '2026-11-23', counter: COUNTER, ticket: null, hours: [] };
const change = (seq, after, status) => ({ seq, after, at: '2026-11-23T02:00:01.000Z', type: 'counter.paused', data: { counter: { ...COUNTER, status } } });

let page;
let told;

function listen(view = 'sign', params = { counter: 4 }) {
  told = { links: [], states: [], refused: [], welcomes: [], announced: [] };
  return connect({
    view, params,
    onState: (state) => told.states.push(state),
    onLink: (link) => told.links.push(link),
    onRefused: (code) => told.refused.push(code),
    onWelcome: (welcome) => told.welcomes.push(welcome),
    onAnnounce: (announce) => told.announced.push(announce),
  });
}

function live(seq = 10) {
  const link = listen();
  page.server.welcome();
  page.server.tell('snapshot', { seq, at: '2026-11-23T02:00:00.000Z', state: STATE });
  return link;
}

/** Lets time pass until the page has opened another socket; the milliseconds it took. */
function untilReconnecting() {
  const sockets = page.sockets.length;
  const begun_ms = page.now_ms;
  while (page.sockets.length === sockets && page.now_ms < begun_ms + 60000) page.pass(50);
  return page.now_ms - begun_ms;
}

const latest = () => told.states[told.states.length - 1];
const link = () => told.links[told.links.length - 1];

beforeEach(() => { page = new ScriptedPage(); });

describe('a page that opens', () => {
  it('speaks WebSocket only, to the host it came from', () => {
    listen();
    assert.equal(page.server.url, 'ws://192.168.10.5:8000/socket.io/?EIO=4&transport=websocket');
  });

  it('greets with its place and without a seq', () => {
    listen();
    page.server.accept();
    assert.deepEqual(page.server.greeting, { view: 'sign', counter: 4 });
  });

  it('is live when it has its state', () => {
    live();
    assert.equal(link(), 'live');
    assert.deepEqual(latest(), STATE);
  });

  it('answers every ping', () => {
    live();
    page.server.say('2');
    assert.equal(page.server.heard[page.server.heard.length - 1], '3');
  });

  it('says why it was refused, and asks again later', () => {
    listen();
    page.server.accept();
    page.server.say('44/live,{"message":"no","data":{"code":"unknown_counter"}}');
    assert.deepEqual(told.refused, ['unknown_counter']);
    assert.ok(untilReconnecting() > 1000);
  });
});

describe('the rule of the seqs', () => {
  it('applies an event that follows', () => {
    live();
    page.server.tell('event', change(12, 10, 'break'));
    assert.equal(latest().counter.status, 'break');
  });

  it('drops what it has already', () => {
    live();
    page.server.tell('event', change(12, 10, 'break'));
    page.server.tell('event', change(12, 10, 'closed'));
    page.server.tell('event', change(9, 8, 'closed'));
    assert.equal(told.states.length, 2);
    assert.equal(latest().counter.status, 'break');
  });

  it('asks for a snapshot when something is missing', () => {
    live();
    page.server.tell('event', change(20, 15, 'closed'));
    assert.equal(latest().counter.status, 'open');
    untilReconnecting();
    page.server.accept();
    assert.deepEqual(page.server.greeting, { view: 'sign', counter: 4 });
  });

  it('takes a new snapshot at any time', () => {
    live();
    page.server.tell('snapshot', { seq: 30, at: '2026-11-23T02:00:00.000Z', state: { ...STATE, day: null } });
    page.server.tell('event', change(31, 30, 'break'));
    assert.equal(latest().day, null);
    assert.equal(latest().counter.status, 'break');
  });
});

describe('a lost link', () => {
  it('is resumed from the seq of the state', () => {
    live();
    page.server.tell('event', change(12, 10, 'break'));
    page.server.hangUp();
    assert.equal(link(), 'lost');
    untilReconnecting();
    page.server.welcome();
    assert.deepEqual(page.server.greeting, { view: 'sign', counter: 4, after: 12 });
    assert.equal(link(), 'live');
    page.server.tell('event', change(14, 12, 'closed'));
    assert.equal(latest().counter.status, 'closed');
  });

  it('is noticed after five seconds without a word', () => {
    live();
    page.pass(4900);
    assert.equal(link(), 'live');
    page.pass(600);
    assert.notEqual(link(), 'live');
  });

  it('is kept as long as the server is heard', () => {
    live();
    for (let second = 0; second < 30; second += 2) {
      page.pass(2000);
      page.server.say('2');
    }
    assert.equal(link(), 'live');
    assert.equal(page.sockets.length, 1);
  });

  it('is noticed after 45 seconds on a phone', () => {
    listen('phone', { ticket: 'abc' });
    page.server.welcome();
    page.server.tell('snapshot', { seq: 10, at: '2026-11-23T02:00:00.000Z', state: {} });
    page.pass(44900);
    assert.equal(link(), 'live');
    page.pass(600);
    assert.notEqual(link(), 'live');
  });

  it('is tried again after 1, 2, 5 and 10 seconds with jitter', () => {
    live();
    for (const pause_ms of [1000, 2000, 5000, 10000, 10000]) {
      page.server.hangUp();
      const took_ms = untilReconnecting();
      assert.ok(took_ms >= pause_ms * 0.7 && took_ms <= pause_ms * 1.3 + 50, `${took_ms} ms instead of about ${pause_ms}`);
    }
  });

  it('stays ended when the page ended it', () => {
    const ended = live();
    ended.close();
    page.pass(60000);
    assert.equal(page.sockets.length, 1);
  });
});

describe('what the page says', () => {
  it('is an acknowledgement with its time', () => {
    live().ack('c1', 'shown');
    const [name, data] = JSON.parse(page.server.heard[page.server.heard.length - 1].slice('42/live,'.length));
    assert.equal(name, 'ack');
    assert.equal(data.id, 'c1');
    assert.equal(data.kind, 'shown');
    assert.ok(!Number.isNaN(Date.parse(data.at)));
  });

  it('is nothing while nobody listens', () => {
    const silent = live();
    page.server.hangUp();
    silent.ack('c1', 'shown');
    assert.ok(!page.server.heard.some((packet) => packet.includes('c1')));
  });

  it('hands on what is announced', () => {
    live();
    page.server.tell('announce', { id: 'a1' });
    assert.deepEqual(told.announced, [{ id: 'a1' }]);
  });
});
