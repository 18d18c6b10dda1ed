// Printing by the browser: measure the slip, give the page exactly that size, then print.

const MM = 25.4 / 96;

/**
 * @param {HTMLElement} slip  the laid-out slip
 * @param {CSSStyleSheet} sheet our own sheet, which may be written to under the strict CSP
 * @param {string} width_mm   '58' or '80'
 */
function sizePage(slip, sheet, width_mm) {
  const height_mm = Math.ceil(slip.getBoundingClientRect().height * MM) + 2;
  for (let at = sheet.cssRules.length - 1; at >= 0; at -= 1) if (sheet.cssRules[at] instanceof CSSPageRule) sheet.deleteRule(at);
  sheet.insertRule(`@page { size: ${width_mm}mm ${height_mm}mm; margin: 0 }`, sheet.cssRules.length);
}

/**
 * Prints the slip that is on the page. Resolves when the browser has taken it; false when there is no slip.
 * @param {string} width_mm
 * @returns {Promise<boolean>}
 */
export async function printSlip(width_mm) {
  const slip = document.getElementById('paper');
  const link = document.getElementById('paper-sheet');
  if (!slip || !(link instanceof HTMLLinkElement) || !link.sheet) return false;
  const code = /** @type {HTMLImageElement | null} */ (document.getElementById('paper-qr'));
  // A slip without its code is better than none: the number is what counts.
  if (code) await code.decode().catch(() => undefined);
  sizePage(slip, link.sheet, width_mm);
  await new Promise((resolve) => requestAnimationFrame(() => resolve(null)));
  window.print();
  return true;
}
