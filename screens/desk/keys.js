// Which act a key asks for. Pure: no page, no state. Browser and system combinations are left alone.

/** @typedef {'next' | 'recall' | 'skip' | 'transfer' | 'finish' | 'outcome' | 'start' | 'hold' | 'pause' | 'number' | 'undo' | 'help' | 'shut'} Act */

/** @type {Record<string, Act>} */
const LETTERS = {
  r: 'recall', u: 'recall', t: 'skip', a: 'transfer', s: 'finish', e: 'outcome', m: 'start', h: 'hold', i: 'pause', n: 'number', '/': 'number',
  z: 'undo', backspace: 'undo', '?': 'help', k: 'shut',
};

/** @type {Record<string, Act>} */
const NUMPAD = { NumpadAdd: 'recall', NumpadSubtract: 'skip', NumpadMultiply: 'transfer', NumpadDivide: 'finish', NumpadDecimal: 'undo' };

/**
 * @typedef {{key: string, code?: string, repeat?: boolean, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean}} Pressed
 * @param {Pressed} pressed a keydown
 * @param {boolean} shortcuts whether single-letter shortcuts are on; the calling key itself always works
 * @returns {{act: Act, digit?: string} | null} digit: the first digit of a number begun on the keypad
 */
export function actOf(pressed, shortcuts) {
  if (pressed.repeat || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  if (pressed.key === 'Enter' || pressed.key === ' ' || pressed.key === 'PageDown') return { act: 'next' };
  if (!shortcuts) return null;
  const pad = NUMPAD[pressed.code || ''];
  if (pad) return { act: pad };
  if (/^[1-9]$/.test(pressed.key)) return { act: 'number', digit: pressed.key };
  const act = LETTERS[pressed.key.toLowerCase()];
  return act ? { act } : null;
}

/** For the help page: what to press, in the order a clerk learns it. @type {[Act, string[]][]} */
export const KEY_MAP = [
  ['next', ['Enter', 'Spasi', 'PageDown']], ['recall', ['R', 'U', '+']], ['skip', ['T', '−']], ['start', ['M']], ['finish', ['S', 'Num /']],
  ['outcome', ['E']], ['transfer', ['A', '*']], ['hold', ['H']], ['pause', ['I', 'Num 0']], ['number', ['N', '/', '1–9']], ['undo', ['Z', '⌫', 'Num .']],
  ['shut', ['K']], ['help', ['?']],
];
