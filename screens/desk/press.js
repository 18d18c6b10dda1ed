// One press, one intention, one idempotency key. A press is shown at once; it is never sent late.

const GIVE_UP_MS = 3000;
const DOUBLE_MS = 800;
const AGAIN_MS = [150, 400, 800];

/**
 * @typedef {{act: string, path: string, body: object, key: string}} Intention
 * @typedef {{kind: 'idle'} | {kind: 'sending' | 'unsent', intention: Intention} | {kind: 'refused', intention: Intention, status: number, problem: any}} Sending
 * @typedef {{status: number, body: any}} Answer
 * @typedef {object} Means
 * @property {(path: string, body: object, key: string, signal: AbortSignal) => Promise<Answer>} send rejects only when nothing came back
 * @property {() => string} newKey
 * @property {() => number} now milliseconds, steady
 * @property {(run: () => void, ms: number) => any} later
 * @property {(sending: Sending) => void} changed told of every change
 * @property {(intention: Intention, answer: any) => void} done told of every success
 */

/** Sends what the clerk wants, one thing at a time. */
export class Press {
  /** @param {Means} means */
  constructor(means) {
    this.means = means;
    /** @type {Sending} */
    this.sending = { kind: 'idle' };
    this.last = { act: '', at: -Infinity };
  }

  /**
   * @param {string} act  word for the clerk's intention
   * @param {string} path under /api/v1
   * @param {object} body
   * @returns {boolean} false when it was the second half of a double press, or another press is still under way
   */
  press(act, path, body) {
    const now = this.means.now();
    if (this.sending.kind === 'sending') return false;
    if (this.last.act === act && now - this.last.at < DOUBLE_MS) return false;
    this.last = { act, at: now };
    const unsent = this.sending.kind === 'unsent' ? this.sending.intention : null;
    const same = unsent !== null && unsent.path === path && JSON.stringify(unsent.body) === JSON.stringify(body);
    this.send({ act, path, body, key: same && unsent ? unsent.key : this.means.newKey() });
    return true;
  }

  /** What the server shows us has moved on: an unsent or refused press is no longer news. */
  forget() {
    if (this.sending.kind === 'unsent' || this.sending.kind === 'refused') this.show({ kind: 'idle' });
  }

  /** @param {Sending} sending */
  show(sending) {
    this.sending = sending;
    this.means.changed(sending);
  }

  /** @param {Intention} intention */
  send(intention) {
    this.show({ kind: 'sending', intention });
    const stop = new AbortController();
    let open = true;
    // Cutting the connection keeps a stuck request from reaching the server after the clerk has been told it did not.
    this.means.later(() => {
      if (!open) return;
      open = false;
      stop.abort();
      this.show({ kind: 'unsent', intention });
    }, GIVE_UP_MS);
    /** @param {number} attempt */
    const attemptOnce = (attempt) => {
      this.means.send(intention.path, intention.body, intention.key, stop.signal).then(
        (answer) => {
          if (!open) return;
          // A server that is starting up or overloaded has done nothing yet: the same key may ask again.
          if (answer.status === 502 || answer.status === 503 || answer.status === 504) { again(attempt); return; }
          open = false;
          if (answer.status < 400) {
            this.show({ kind: 'idle' });
            this.means.done(intention, answer.body);
          } else {
            this.show({ kind: 'refused', intention, status: answer.status, problem: answer.body || {} });
          }
        },
        () => { if (open) again(attempt); },
      );
    };
    /** @param {number} attempt */
    const again = (attempt) => {
      const wait = AGAIN_MS[Math.min(attempt, AGAIN_MS.length - 1)];
      this.means.later(() => { if (open) attemptOnce(attempt + 1); }, wait);
    };
    attemptOnce(0);
  }
}
