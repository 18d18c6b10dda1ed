// One soft tone when somebody arrives at an empty queue. Silent until the clerk has pressed something: browsers ask for that.

/** @type {AudioContext | null} */
let audio = null;

export function arrival() {
  try {
    audio = audio || new AudioContext();
    if (audio.state !== 'running') return;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = 740;
    gain.gain.setValueAtTime(0.12, audio.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
    tone.connect(gain);
    gain.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.4);
  } catch (error) {
    // A desk without sound hardware works just the same.
  }
}

document.addEventListener('keydown', () => { if (audio && audio.state === 'suspended') audio.resume(); });
