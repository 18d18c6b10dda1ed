// How long the link has been gone, for what a wall says about it.

export class Outage {
  constructor() {
    /** @type {Date | null} since when the page is on its own; null while the link lives */
    this.since = null;
    this.begun_ms = 0;
  }

  /** @param {'connecting'|'live'|'lost'} link @param {Date} now  the server's time */
  hear(link, now) {
    if (link === 'live') this.since = null;
    else if (!this.since) {
      this.since = now;
      this.begun_ms = performance.now();
    }
  }

  /** @returns {number} milliseconds without a link; 0 while it lives */
  get lasted_ms() {
    return this.since ? performance.now() - this.begun_ms : 0;
  }
}
