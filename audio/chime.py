"""The two notes before every announcement, computed: E5 then C5, the same bytes every time, free of anybody's licence."""

import numpy as np

from audio.sound import RATE, faded, level
from audio.voices import Samples

DURATION_S = 1.2
LUFS = -20.0
_NOTES_HZ = (659.26, 523.25)
_APART_S = 0.30
_ATTACK_S = 0.004
_PARTIALS = ((1.0, 1.0, 3.0), (2.0, 0.45, 5.0), (3.0, 0.22, 8.0), (4.2, 0.10, 14.0))
"""Multiple of the note, strength, decay per second: a struck bar."""


def chime() -> Samples:
    """``DURATION_S`` seconds at -20 LUFS, in the form of ``audio.sound``."""
    total = int(DURATION_S * RATE)
    out = np.zeros(total)
    for index, note in enumerate(_NOTES_HZ):
        start = int(index * _APART_S * RATE)
        t = np.arange(total - start) / RATE
        attack = np.minimum(1.0, t / _ATTACK_S)
        for multiple, strength, decay in _PARTIALS:
            out[start:] += strength * attack * np.exp(-decay * t) * np.sin(2 * np.pi * note * multiple * t)
    # the last notes still ring when the time is over
    tail = int(0.08 * RATE)
    out[-tail:] *= np.linspace(1.0, 0.0, tail)
    return faded(level(out, LUFS))
