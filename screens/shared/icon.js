// One icon of a sprite; it never stands without a word.
import { html } from '../vendor/htm-preact.js';

/** @param {{name: string, sprite?: string}} properties  the icon's name in the sprite; without one, that of script/vendor */
export function Icon({ name, sprite = '/screens/vendor/icons.svg' }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href=${`${sprite}#${name}`} /></svg>`;
}
