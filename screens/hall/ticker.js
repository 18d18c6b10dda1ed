// The running text: one line, moved by transform only, so that it costs the page no layout.
import { Component, html } from '../vendor/htm-preact.js';

const PX_PER_S_AT_1080 = 120;

/** Properties: `texts` (strings), `still` (stop where it is). */
export class Ticker extends Component {
  constructor() {
    super();
    /** @type {Animation | null} */
    this.run = null;
    this.turned = () => this.start();
  }

  componentDidMount() {
    this.start();
    addEventListener('resize', this.turned);
    document.fonts.ready.then(this.turned);
  }

  /** @param {any} before */
  componentDidUpdate(before) {
    if (before.texts.join() !== this.props.texts.join()) this.start();
    else if (this.run && before.still !== this.props.still) this.hold();
  }

  componentWillUnmount() {
    removeEventListener('resize', this.turned);
    if (this.run) this.run.cancel();
  }

  /** Measure once, then let the compositor move it: by one copy, again and again. */
  start() {
    const line = /** @type {HTMLElement | null} */ (/** @type {any} */ (this).line);
    if (this.run) this.run.cancel();
    this.run = null;
    if (!line || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const width = /** @type {HTMLElement} */ (line.firstElementChild).getBoundingClientRect().width;
    if (!width) return;
    const speed = (PX_PER_S_AT_1080 * innerHeight) / 1080;
    const path = [{ transform: 'translateX(0)' }, { transform: `translateX(${-width}px)` }];
    this.run = line.animate(path, { duration: (width / speed) * 1000, iterations: Infinity });
    this.hold();
  }

  hold() {
    if (!this.run) return;
    if (this.props.still) this.run.pause();
    else this.run.play();
  }

  render() {
    const copy = (/** @type {boolean} */ hidden) => html`
      <span class="ticker-copy" aria-hidden=${hidden}>${this.props.texts.map((/** @type {string} */ text) => html`<span>${text}</span><i aria-hidden="true"></i>`)}</span>`;
    return html`<div class="ticker-line" ref=${(/** @type {any} */ line) => { /** @type {any} */ (this).line = line; }}>${copy(false)}${copy(true)}</div>`;
  }
}
