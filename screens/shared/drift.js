// A wall that stands still for years keeps the picture of its frame; it moves a few pixels, unseen from the seats.

const EVERY_MS = 90000;
const PATH_PX = [[0, 0], [4, -2], [6, 0], [4, 4], [0, 6], [-4, 4], [-6, 0], [-4, -2]];

/** @param {HTMLElement} element  what moves along eight places */
export function drift(element) {
  let step = 0;
  setInterval(() => {
    step = (step + 1) % PATH_PX.length;
    const [x, y] = PATH_PX[step];
    element.style.transform = `translate(${x}px, ${y}px)`;
  }, EVERY_MS);
}
