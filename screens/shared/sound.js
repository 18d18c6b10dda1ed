// The voice of a hall: the chime at once, then the clips without a gap, through Web Audio.
//
// A context that runs is what a page can know of its own sound; that it was heard is proved elsewhere (docs/operations.md).

const LEAD_S = 0.03;
const FADE_S = 0.08;
const KEPT_CLIPS = 60;
const STALLED_MS = 1500;
/** After this the server has given the turn to another speaker. */
const LATEST_MS = 2500;

export class Sound {
  /**
   * @param {{ack: (id: string, kind: string, detail?: string) => void, onchange?: () => void}} options
   *   `onchange` is called when the sound became able or unable, and when a sentence begins or ends
   */
  constructor({ ack, onchange = () => undefined }) {
    this.ack = ack;
    this.onchange = onchange;
    /** @type {Map<string, Promise<AudioBuffer>>} */
    this.buffers = new Map();
    /** @type {{id: string, sources: AudioBufferSourceNode[], gain: GainNode, timer: any} | null} */
    this.current = null;
    /** @type {string | null} what is being said, for the caption */
    this.saying = null;
    /** @type {AudioContext | null} */
    this.context = null;
    this.moved = { at: 0, time: -1 };
    this.epoch = 0;
  }

  /** Take up the audio device; without a gesture or the kiosk's permission it stays suspended. */
  start() {
    if (this.context || typeof AudioContext === 'undefined') return;
    // A tenth of a second of buffer: a cheap machine that is busy for a moment must not chop the words.
    const context = new AudioContext({ latencyHint: 0.1 });
    this.context = context;
    // Silence keeps the device open, so that the first chime of a quiet hour is whole.
    const silence = context.createGain();
    silence.gain.value = 0;
    const keeper = context.createConstantSource();
    keeper.connect(silence).connect(context.destination);
    keeper.start();
    context.onstatechange = () => this.onchange();
    context.resume().catch(() => undefined);
    setInterval(() => this.look(), 500);
    this.onchange();
  }

  /** @returns {'running'|'suspended'|'none'} whether the context runs and its time really moves */
  get state() {
    if (!this.context) return 'none';
    if (this.context.state !== 'running') return 'suspended';
    return performance.now() - this.moved.at > STALLED_MS ? 'suspended' : 'running';
  }

  /** To be called from a touch or a key: the browser then lets the page sound. */
  unlock() {
    if (this.context) this.context.resume().catch(() => undefined);
  }

  /** A context whose clock stands still plays to nobody, whatever it says of itself. */
  look() {
    if (!this.context) return;
    const was = this.state;
    if (this.context.currentTime !== this.moved.time) this.moved = { at: performance.now(), time: this.context.currentTime };
    if (was !== this.state) this.onchange();
  }

  /** @param {{url: string, sha256: string}} clip @returns {Promise<AudioBuffer>} */
  load(clip) {
    const known = this.buffers.get(clip.sha256);
    if (known) {
      // The one asked for last is kept longest: the chime and the counters stay, tickets go.
      this.buffers.delete(clip.sha256);
      this.buffers.set(clip.sha256, known);
      return known;
    }
    const loading = fetch(clip.url)
      .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`clip ${answer.status}`))))
      .then((bytes) => /** @type {AudioContext} */ (this.context).decodeAudioData(bytes));
    this.buffers.set(clip.sha256, loading);
    loading.catch(() => this.buffers.delete(clip.sha256));
    if (this.buffers.size > KEPT_CLIPS) this.buffers.delete(/** @type {string} */ (this.buffers.keys().next().value));
    return loading;
  }

  /**
   * Say an announcement: started is acknowledged when the chime is scheduled on a running context, ended after the last clip.
   * @param {any} message  docs/protocol.md, announce
   */
  async announce(message) {
    const { context } = this;
    const arrived = performance.now();
    if (message.epoch < this.epoch) return;
    this.epoch = message.epoch;
    if (!context || this.state !== 'running') { this.ack(message.id, 'failed', 'no running sound'); return; }
    this.stop();
    const gain = context.createGain();
    gain.connect(context.destination);
    const current = { id: message.id, sources: /** @type {AudioBufferSourceNode[]} */ ([]), gain, timer: /** @type {any} */ (null) };
    this.current = current;
    this.saying = message.text;
    try {
      const clips = Promise.all(message.clips.map((/** @type {any} */ clip) => this.load(clip)));
      clips.catch(() => undefined);
      const chime = message.chime ? await this.load(message.chime) : null;
      if (this.current !== current) return;
      if (performance.now() - arrived > LATEST_MS) throw new Error('the chime came too late');
      let at = context.currentTime + LEAD_S;
      if (chime) at = this.play(current, chime, at);
      performance.mark(`chime:${message.id}`);
      this.ack(message.id, 'started');
      this.onchange();
      for (let turn = 0; turn < (message.repeat || 1); turn += 1) {
        for (const clip of await clips) {
          if (this.current !== current) return;
          at = this.play(current, clip, Math.max(at, context.currentTime + LEAD_S));
        }
      }
      current.timer = setTimeout(() => this.finish(current), Math.max(0, at - context.currentTime) * 1000);
    } catch (error) {
      if (this.current === current) { this.end(); this.ack(message.id, 'failed', String(error).slice(0, 200)); }
    }
  }

  /** @param {any} current @param {AudioBuffer} buffer @param {number} at @returns {number} when it ends, in the context's seconds */
  play(current, buffer, at) {
    const source = /** @type {AudioContext} */ (this.context).createBufferSource();
    source.buffer = buffer;
    source.connect(current.gain);
    source.start(at);
    current.sources.push(source);
    return at + buffer.duration;
  }

  /** @param {any} current */
  finish(current) {
    if (this.current !== current) return;
    const whole = this.state === 'running';
    this.end();
    this.ack(current.id, whole ? 'ended' : 'failed', whole ? undefined : 'sound stopped');
  }

  /** @param {string} [id]  only this announcement; without it whatever is being said */
  stop(id) {
    const { current, context } = this;
    if (!current || !context || (id && current.id !== id)) return;
    current.gain.gain.setTargetAtTime(0, context.currentTime, FADE_S / 3);
    for (const source of current.sources) source.stop(context.currentTime + FADE_S);
    this.end();
  }

  end() {
    if (this.current) clearTimeout(this.current.timer);
    this.current = null;
    this.saying = null;
    this.onchange();
  }
}
