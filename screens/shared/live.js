// The live link of a page: a small Socket.IO client over WebSocket that keeps one state up to date (docs/protocol.md).
//
// A page that comes back does what a new one does: it says the seq it is at and gets the events since, or a snapshot.
import { apply } from './state.js';

const NAMESPACE = '/live';
const SILENT_MS = { phone: 45000, other: 5000 };
const PAUSES_MS = [1000, 2000, 5000, 10000];
const LOOK_EVERY_MS = 250;

/**
 * @typedef {object} Options
 * @property {'hall'|'sign'|'desk'|'kiosk'|'phone'} view
 * @property {Record<string, unknown>} [params]  zone, counter, ticket or token of the greeting
 * @property {(state: any, message: any, event: any) => void} onState  after every snapshot (event null) and event
 * @property {(link: 'connecting'|'live'|'lost') => void} [onLink]
 * @property {(code: string) => void} [onRefused]  the greeting was refused; the link tries again all the same
 * @property {(welcome: {paired: boolean, speaks: boolean, at: string}) => void} [onWelcome]
 * @property {(announce: any) => void} [onAnnounce]
 * @property {number} [silentMs]  how long nothing may be heard before the link counts as dead
 */

/** @param {Options} options */
export function connect(options) {
  const link = new Link(options);
  link.open();
  return {
    close: () => link.close(),
    /** @param {string} id @param {string} kind @param {string} [detail] */
    ack: (id, kind, detail) => link.ack(id, kind, detail),
    health: (/** @type {object} */ health) => link.send('health', health),
    seq: () => link.seq,
  };
}

class Link {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.silentMs = options.silentMs || (options.view === 'phone' ? SILENT_MS.phone : SILENT_MS.other);
    /** @type {any} */
    this.state = null;
    this.seq = 0;
    this.tries = 0;
    this.ended = false;
    /** @type {string} */
    this.told = '';
    this.greeted = false;
    this.heard = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {any} */
    this.retry = null;
    this.watch = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.woken = () => { if (document.visibilityState === 'visible') this.look(); };
    document.addEventListener('visibilitychange', this.woken);
  }

  open() {
    this.tell('connecting');
    this.greeted = false;
    this.heard = performance.now();
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
    this.socket = socket;
    socket.onmessage = (message) => { if (this.socket === socket) this.hear(String(message.data)); };
    socket.onclose = () => { if (this.socket === socket) this.lost(); };
  }

  close() {
    this.ended = true;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    document.removeEventListener('visibilitychange', this.woken);
    if (this.socket) this.socket.close();
  }

  /** A half-open link never closes by itself: silence is what tells. */
  look() {
    if (this.socket && performance.now() - this.heard > this.silentMs) {
      const dead = this.socket;
      this.lost();
      dead.close();
    }
  }

  lost() {
    this.socket = null;
    if (this.ended) return;
    this.tell('lost');
    const pause = PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)];
    this.tries += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), pause * (0.75 + Math.random() / 2));
  }

  /** @param {string} packet of Engine.IO: one digit, then a packet of Socket.IO */
  hear(packet) {
    this.heard = performance.now();
    if (packet === '2') return this.put('3');
    if (packet[0] === '0') return this.greet();
    if (packet[0] !== '4') return undefined;
    const body = packet.slice(2).replace(/^\/live,?/, '');
    if (packet[1] === '0') { this.greeted = true; this.tries = 0; return undefined; }
    if (packet[1] === '1') return this.socket && this.socket.close();
    if (packet[1] === '4') return this.refused(body);
    if (packet[1] !== '2') return undefined;
    const [name, data] = JSON.parse(body);
    return this.receive(name, data);
  }

  greet() {
    const auth = { view: this.options.view, ...this.options.params, ...(this.state ? { after: this.seq } : {}) };
    this.put(`40${NAMESPACE},${JSON.stringify(auth)}`);
  }

  /** @param {string} body */
  refused(body) {
    const { data } = JSON.parse(body || '{}');
    if (this.options.onRefused) this.options.onRefused((data && data.code) || 'refused');
    this.tries = Math.max(this.tries, 2);
    if (this.socket) this.socket.close();
  }

  /** @param {string} name @param {any} data */
  receive(name, data) {
    const { onWelcome, onAnnounce } = this.options;
    if (name === 'snapshot') this.reset(data);
    else if (name === 'event') this.step(data);
    else if (name === 'welcome') {
      if (this.state) this.tell('live');
      if (onWelcome) onWelcome(data);
    } else if (name === 'announce' && onAnnounce) onAnnounce(data);
  }

  /** @param {any} snapshot */
  reset(snapshot) {
    this.state = snapshot.state;
    this.seq = snapshot.seq;
    this.tell('live');
    this.options.onState(this.state, snapshot, null);
  }

  /** @param {any} event */
  step(event) {
    if (!this.state || event.seq <= this.seq) return;
    if (event.after > this.seq) {
      // Something is missing: the whole state repairs it.
      this.state = null;
      if (this.socket) this.socket.close();
      this.tries = 0;
      return;
    }
    this.state = apply(this.options.view, this.state, event);
    this.seq = event.seq;
    this.options.onState(this.state, event, event);
  }

  /** @param {string} id @param {string} kind @param {string} [detail] */
  ack(id, kind, detail) {
    this.send('ack', { id, kind, at: new Date().toISOString(), ...(detail ? { detail } : {}) });
  }

  /** @param {string} name @param {object} data */
  send(name, data) {
    if (this.greeted) this.put(`42${NAMESPACE},${JSON.stringify([name, data])}`);
  }

  /** @param {string} packet */
  put(packet) {
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(packet);
  }

  /** @param {'connecting'|'live'|'lost'} link */
  tell(link) {
    if (this.told !== link && this.options.onLink) this.options.onLink(link);
    this.told = link;
  }
}
