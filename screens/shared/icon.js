// One icon of the sprite; it never stands without a word.
import { html } from '../vendor/htm-preact.js';

/** @param {{name: string}} properties  the name of a Tabler icon that script/vendor takes */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href=${`/screens/vendor/icons.svg#${name}`} /></svg>`;
}
