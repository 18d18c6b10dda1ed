// Letters on the screen: the machine's own keyboard would cover the tiles, and most kiosks have none.
import { html } from '../vendor/htm-preact.js';

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** @param {{query: string, onType: (query: string) => void, t: any}} props */
export function Keyboard({ query, onType, t }) {
  return html`<div class="keyboard">${ROWS.map((row, at) => html`<div key=${row} class="key-row">
      ${[...row].map((letter) => html`<button key=${letter} onClick=${() => onType(query + letter)}>${letter.toUpperCase()}</button>`)}
      ${at === 2 && html`<button class="wide" aria-label=${t('key_erase')} onClick=${() => onType(query.slice(0, -1))}>⌫</button>`}
    </div>`)}
    <div class="key-row"><button class="wide" onClick=${() => onType('')}>${t('key_clear')}</button><button class="space" aria-label=${t('key_space')} onClick=${() => onType(`${query} `)}>␣</button></div></div>`;
}
