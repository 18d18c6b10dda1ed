// What has really been painted: a call counts as shown when two frames have passed since it stood in the document.

export class Painted {
  /** @param {(call: string) => void} onpainted  called once for each call */
  constructor(onpainted) {
    this.onpainted = onpainted;
    /** @type {Set<string>} */
    this.done = new Set();
    /** Frames of the last second that was watched. */
    this.frames = 0;
  }

  /** Count the frames of the coming second. Not all the time: on a small machine every counted frame costs work. */
  watch() {
    const begun = performance.now();
    let frames = 0;
    const count = (/** @type {number} */ now) => {
      frames += 1;
      if (now - begun < 1000) requestAnimationFrame(count);
      else this.frames = frames;
    };
    requestAnimationFrame(count);
  }

  /** @param {Iterable<string>} calls  ids that stand in the document now @param {Set<string>} kept  ids that may come again */
  look(calls, kept) {
    for (const call of this.done) if (!kept.has(call)) this.done.delete(call);
    const fresh = [...calls].filter((call) => !this.done.has(call));
    if (!fresh.length) return;
    for (const call of fresh) this.done.add(call);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      for (const call of fresh) {
        if (!stands(call)) {
          this.done.delete(call);
          continue;
        }
        performance.mark(`shown:${call}`);
        this.onpainted(call);
      }
    }));
  }
}

/** @param {string} call @returns {boolean} whether it is still in the document: in a burst it may have left before the frame came */
function stands(call) {
  return document.querySelector(`[data-call="${CSS.escape(call)}"]`) !== null;
}

/** A wall that runs for months must not collect marks; a bench reads them at once. @param {number} kept  how many may stay */
export function forgetMarks(kept) {
  if (performance.getEntriesByType('mark').length > kept) performance.clearMarks();
}
