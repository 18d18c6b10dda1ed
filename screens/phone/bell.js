// Sound and vibration of the visitor's phone. Nothing of it may start before a tap: browsers forbid it.

const TONES = [[880, 0], [660, 0.35]];

export class Bell {
  constructor() {
    /** @type {AudioContext | null} */
    this.audio = null;
    this.can_vibrate = typeof navigator.vibrate === 'function';
  }

  /** @returns {Promise<boolean>} whether a sound can be heard now; rings once to prove it */
  async turnOn() {
    const Context = window.AudioContext || /** @type {any} */ (window).webkitAudioContext;
    if (!Context) return false;
    this.audio = this.audio || new Context();
    const audio = /** @type {AudioContext} */ (this.audio);
    await audio.resume();
    this.ring(0.4);
    if (this.can_vibrate) navigator.vibrate(200);
    this.stayAwake();
    return audio.state === 'running';
  }

  /** Two tones, and a long vibration. @param {number} [volume] */
  ring(volume = 0.9) {
    const audio = this.audio;
    if (!audio) return;
    for (const [hertz, after_s] of TONES) {
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      const at = audio.currentTime + after_s;
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(volume, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
      tone.connect(gain);
      gain.connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.65);
    }
  }

  call() {
    for (const wait_ms of [0, 1500, 3000]) setTimeout(() => this.ring(), wait_ms);
    if (this.audio && this.can_vibrate) navigator.vibrate([400, 200, 400, 200, 800]);
  }

  /** Only a secure page may keep the screen awake; on plain HTTP the page asks to be kept open instead. */
  stayAwake() {
    const lock = /** @type {any} */ (navigator).wakeLock;
    if (!lock) return;
    const hold = () => { if (document.visibilityState === 'visible') lock.request('screen').catch(() => undefined); };
    hold();
    document.addEventListener('visibilitychange', hold);
  }
}
