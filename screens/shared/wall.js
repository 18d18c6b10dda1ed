// What a wall does besides its picture: one live state, the server's time, how long it has been alone, what it tells back.
import { ServerClock } from './clock.js';
import { drift } from './drift.js';
import { connect } from './live.js';
import { Outage } from './outage.js';
import { Painted, forgetMarks } from './painted.js';
import { loadWords } from './words.js';

// Silence is noticed after 5 s, so a cut cable is named within 10 s.
const SAID_AFTER_MS = 4500;
const HEALTH_EVERY_MS = 10000;
const LOOK_EVERY_MS = 1000;
const MARKS_KEPT = 400;

/**
 * @typedef {object} Parts
 * @property {'hall'|'sign'} view
 * @property {(asked: URLSearchParams, place: string) => Record<string, any>} place  the greeting's place, from the query and the path
 * @property {() => void} draw  called whenever anything may have changed, and every second
 * @property {() => string} [sound]  the state of the page's sound
 * @property {(welcome: {paired: boolean, speaks: boolean, at: string}) => void} [onWelcome]
 * @property {(announce: any) => void} [onAnnounce]
 */

export class Wall {
  /** @param {Parts} parts */
  constructor(parts) {
    const asked = new URLSearchParams(location.search);
    this.parts = parts;
    this.root = /** @type {HTMLElement} */ (document.getElementById(parts.view));
    this.place = parts.place(asked, decodeURIComponent(location.pathname.split('/')[2] || ''));
    /** @type {'id'|'en'} */
    this.lang = asked.get('lang') === 'en' ? 'en' : 'id';
    document.documentElement.lang = this.lang;
    this.clock = new ServerClock();
    this.outage = new Outage();
    this.kept = { state: /** @type {any} */ (null), link: 'connecting', paired: false, speaks: false, refused: '' };
    /** @type {any} */
    this.t = (/** @type {string} */ key) => key;
    /** What stands on the wall, so that an unchanged picture is not drawn again. */
    this.drawn = '';
    this.painted = new Painted((call) => { if (this.kept.paired) this.link.ack(call, 'shown'); });
    /** @type {any} */
    this.link = null;
  }

  /** Look at the place from now on; `draw` is called before this returns. */
  start() {
    const { parts } = this;
    this.link = connect({
      view: parts.view,
      params: this.place,
      onState: (state, message, event) => {
        // A replayed event tells an instant long past: only a snapshot and a welcome tell the time.
        if (!event) this.clock.hear(message.at);
        Object.assign(this.kept, { state, refused: '' });
        parts.draw();
      },
      onLink: (link) => {
        this.kept.link = link;
        this.outage.hear(link, this.clock.now());
        setTimeout(parts.draw, SAID_AFTER_MS + 50);
        parts.draw();
      },
      onWelcome: (welcome) => {
        this.clock.hear(welcome.at);
        Object.assign(this.kept, { paired: welcome.paired, speaks: welcome.speaks });
        if (parts.onWelcome) parts.onWelcome(welcome);
        this.tellHealth();
        parts.draw();
      },
      onRefused: (code) => { this.kept.refused = code; parts.draw(); },
      onAnnounce: parts.onAnnounce,
    });
    loadWords(this.lang, parts.view).then((words) => {
      this.t = words;
      document.title = `${words('title')} ${Object.values(this.place)[0] || ''}`;
      this.drawn = '';
      parts.draw();
    });
    setInterval(parts.draw, LOOK_EVERY_MS);
    setInterval(() => this.tellHealth(), HEALTH_EVERY_MS);
    drift(this.root);
  }

  /** @returns {Date | null} since when the wall is on its own, once that has lasted long enough to be said */
  get since() {
    return this.outage.lasted_ms > SAID_AFTER_MS ? this.outage.since : null;
  }

  /** @returns {string} the one thing to say before the first state: a key of the wall's words */
  get plain() {
    const { refused } = this.kept;
    if (refused === 'forbidden' || refused.startsWith('unknown_')) return refused;
    return this.outage.lasted_ms > SAID_AFTER_MS ? 'no_server' : 'connecting';
  }

  /** @param {string} picture @returns {boolean} whether this differs from what stands on the wall; it stands there from now on */
  changes(picture) {
    const changed = picture !== this.drawn;
    this.drawn = picture;
    return changed;
  }

  tellHealth() {
    const { memory } = /** @type {any} */ (performance);
    const heap_mb = memory ? Math.round(memory.usedJSHeapSize / 1e6) : undefined;
    const sound = this.parts.sound ? this.parts.sound() : 'none';
    this.link.health({ frames: this.painted.frames, ...(heap_mb === undefined ? {} : { heap_mb }), sound });
    this.painted.watch();
    forgetMarks(MARKS_KEPT);
  }
}
