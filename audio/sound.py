"""From raw speech to a finished sound: one rate, no silent edges, one loudness, no overload.

Finished sounds are mono, ``RATE`` Hz, 16 bit. Speech is at -16 LUFS, its true peak at most -1 dBTP.
"""

import io
import wave
from math import gcd

import numpy as np

from audio.voices import Samples, Speech, VoiceError

RATE = 24_000
SPEECH_LUFS = -16.0
PEAK_DBTP = -1.3
"""A little under the limit of -1 dBTP, for the rounding to 16 bit and for players that resample."""

EDGE_S = 0.040
FADE_S = 0.005
VERSION = "1"
"""Changes whenever the same speech would come out different."""

_SILENCE_BELOW_PEAK = 0.01
_SHORTEST_MEASURABLE_S = 0.4
_LOOK_AHEAD_S = 0.003


def finished(speech: Speech, lufs: float = SPEECH_LUFS) -> Samples:
    """Resampled, trimmed, levelled and faded. Raises VoiceError when there is nothing to hear."""
    levelled = level(trimmed(_resampled(speech)), lufs)
    return faded(levelled)


def trimmed(samples: Samples) -> Samples:
    """At most ``EDGE_S`` seconds of silence left at either edge. Raises VoiceError for silence."""
    peak = float(np.max(np.abs(samples), initial=0.0))
    if peak < 1e-4:
        raise VoiceError("there is nothing to hear")
    loud = np.flatnonzero(np.abs(samples) > peak * _SILENCE_BELOW_PEAK)
    edge = int(EDGE_S * RATE)
    return samples[max(0, int(loud[0]) - edge) : int(loud[-1]) + 1 + edge]


def level(samples: Samples, lufs: float) -> Samples:
    """Brought to ``lufs``; single peaks are turned down where the loudness would overload."""
    out = samples
    for _ in range(4):
        # turning peaks down makes the whole a little quieter, so measure again
        out = _limited(out * 10 ** ((lufs - loudness(out)) / 20))
        if abs(loudness(out) - lufs) < 0.2:
            break
    return out


def faded(samples: Samples) -> Samples:
    """With ``FADE_S`` seconds of fade at both edges, so that joints do not click."""
    length = min(int(FADE_S * RATE), len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, length, endpoint=False)
    out = samples.copy()
    out[:length] *= ramp
    out[len(out) - length :] *= ramp[::-1]
    return out


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770); sounds under 0.4 s are measured with silence after them."""
    # half a second of importing; only those who make sounds pay it
    import pyloudnorm

    missing = int(_SHORTEST_MEASURABLE_S * RATE) + 1 - len(samples)
    padded = np.pad(samples, (0, missing)) if missing > 0 else samples
    return float(pyloudnorm.Meter(RATE).integrated_loudness(padded))


def true_peak_dbtp(samples: Samples) -> float:
    """The highest level between the samples, in dB below full scale, by fourfold oversampling."""
    return float(20 * np.log10(max(float(np.max(_envelope(samples), initial=0.0)), 1e-9)))


def wav(samples: Samples) -> bytes:
    """A mono 16-bit WAV file of ``RATE`` Hz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.clip(np.round(samples * 32767), -32768, 32767).astype("<i2").tobytes())
    return out.getvalue()


def joined(files: list[bytes]) -> bytes:
    """Finished WAV files one after the other, without a gap, as one."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for data in files:
            with wave.open(io.BytesIO(data)) as part:
                file.writeframes(part.readframes(part.getnframes()))
    return out.getvalue()


def _resampled(speech: Speech) -> Samples:
    if speech.rate == RATE:
        return speech.samples
    from scipy.signal import resample_poly

    shared = gcd(RATE, speech.rate)
    return np.asarray(resample_poly(speech.samples, RATE // shared, speech.rate // shared), dtype=np.float64)


def _envelope(samples: Samples) -> Samples:
    from scipy.signal import resample_poly

    between = np.abs(resample_poly(samples, 4, 1))
    # four long strides are ten times quicker than many maxima of four
    first, second, third, fourth = (between[phase : len(samples) * 4 : 4] for phase in range(4))
    return np.asarray(np.maximum(np.maximum(first, second), np.maximum(third, fourth)), dtype=np.float64)


def _limited(samples: Samples) -> Samples:
    ceiling = 10 ** (PEAK_DBTP / 20)
    out = samples
    for _ in range(3):
        envelope = _envelope(out)
        if float(envelope.max(initial=0.0)) <= ceiling:
            return out
        from scipy.ndimage import minimum_filter1d, uniform_filter1d

        width = 2 * int(_LOOK_AHEAD_S * RATE) + 1
        needed = np.minimum(1.0, ceiling / np.maximum(envelope, 1e-9))
        out = out * uniform_filter1d(minimum_filter1d(needed, width), width)
    return out * min(1.0, ceiling / float(_envelope(out).max()))
