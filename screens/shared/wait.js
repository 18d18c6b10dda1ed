// The honest wait in words a visitor can use: rounded to five minutes, never finer than we know.

/**
 * @typedef {{kind: 'none' | 'soon' | 'range' | 'long', low: number, high: number}} Wait
 *   low, high: minutes, only meaningful for kind 'range'
 */

/**
 * @param {number | null | undefined} low_s  quick end in seconds
 * @param {number | null | undefined} high_s slow end in seconds
 * @returns {Wait}
 */
export function waitRange(low_s, high_s) {
  if (low_s === null || low_s === undefined || high_s === null || high_s === undefined) return { kind: 'none', low: 0, high: 0 };
  const fives = low_s / 300;
  // Halves go to the even side, as the server rounds: the page must not change its mind when its script starts.
  const nearest = (fives % 1 === 0.5 ? 2 * Math.round(fives / 2) : Math.round(fives)) * 5;
  const high = Math.max(Math.ceil(high_s / 300) * 5, nearest + 5);
  const low = Math.max(5, nearest);
  if (high <= 5) return { kind: 'soon', low: 0, high: 5 };
  if (high > 60) return { kind: 'long', low: 60, high };
  return { kind: 'range', low, high };
}
