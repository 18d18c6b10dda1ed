// What a page gives to shared/live.js: a clock, timers and a WebSocket, all in the hands of the test.

/** A page whose time stands still until the test moves it; `server` is the other end of its latest socket. */
export class ScriptedPage {
  constructor() {
    this.now_ms = 0;
    this.timers = [];
    this.sockets = [];
    const page = this;
    const later = (repeat) => (run, ms) => {
      const timer = { run, due_ms: page.now_ms + ms, every_ms: repeat ? ms : null };
      page.timers.push(timer);
      return timer;
    };
    const cancel = (timer) => { page.timers = page.timers.filter((other) => other !== timer); };
    const globals = {
      WebSocket: class extends ScriptedSocket { constructor(url) { super(url); page.sockets.push(this); } },
      document: new EventTarget(),
      location: { origin: 'http://192.168.10.5:8000' },
      performance: { now: () => page.now_ms },
      setTimeout: later(false), setInterval: later(true), clearTimeout: cancel, clearInterval: cancel,
    };
    globals.document.visibilityState = 'visible';
    for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }

  get server() { return this.sockets[this.sockets.length - 1]; }

  /** Lets `ms` milliseconds pass, timer by timer. */
  pass(ms) {
    const end_ms = this.now_ms + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.due_ms <= end_ms).sort((one, other) => one.due_ms - other.due_ms)[0];
      if (!next) break;
      this.now_ms = next.due_ms;
      if (next.every_ms === null) this.timers = this.timers.filter((other) => other !== next);
      else next.due_ms += next.every_ms;
      next.run();
    }
    this.now_ms = end_ms;
  }
}

/** The page's socket; what the server does with it are the methods named after the server. */
class ScriptedSocket {
  static OPEN = 1;

  constructor(url) {
    this.url = url;
    this.readyState = 0;
    this.heard = [];
  }

  send(packet) { this.heard.push(packet); }

  close() { if (this.readyState !== 3) this.hangUp(); }

  /** The server takes the connection and promises its pings. */
  accept() {
    this.readyState = 1;
    if (this.onopen) this.onopen({});
    this.say('0{"sid":"s1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":16384}');
  }

  /** The server takes the greeting too. */
  welcome(welcome = { paired: false, speaks: false, at: '2026-11-23T02:00:00.000Z' }) {
    this.accept();
    this.say('40/live,{"sid":"n1"}');
    this.tell('welcome', welcome);
  }

  say(packet) { this.onmessage({ data: packet }); }

  tell(name, data) { this.say(`42/live,${JSON.stringify([name, data])}`); }

  hangUp() {
    this.readyState = 3;
    if (this.onclose) this.onclose({});
  }

  /** The greeting the page sent, or undefined. */
  get greeting() {
    const packet = this.heard.find((one) => one.startsWith('40/live,'));
    return packet && JSON.parse(packet.slice('40/live,'.length));
  }
}
