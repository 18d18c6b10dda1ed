"""A private PulseAudio whose only sink ends nowhere, so that a test can hear what a page or a player really played.

A page's `ended` event proves nothing: it fires with no sound at all. What was said is told apart by normalised
cross-correlation: the same utterance gives about 0.97, another number about 0.26; `likeness` >= 0.7 means "that was it".
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from tests.programs import started, stopped, wait_for, whereabouts

RATE_HZ = 16_000
SINK = "hall"

Sound = NDArray[np.float64]


def read_sound(path: Path) -> Sound:
    """The samples of a sound file, mono, at RATE_HZ, between -1 and 1."""
    samples, rate = soundfile.read(path, always_2d=True)
    mono = samples.mean(axis=1)
    return np.asarray(mono if rate == RATE_HZ else resample_poly(mono, RATE_HZ, rate), dtype=np.float64)


def likeness(reference: Sound, recorded: Sound) -> float:
    """How much the best matching stretch of `recorded` resembles `reference`: 0 (not at all) to 1; both at RATE_HZ."""
    needle, hay = (resample_poly(sound, 1, 2) for sound in (reference, recorded))
    needle = needle - needle.mean()
    if len(hay) < len(needle):
        hay = np.pad(hay, (0, len(needle) - len(hay)))
    size = 1 << (len(hay) + len(needle)).bit_length()
    spectrum = np.fft.rfft(hay, size) * np.conj(np.fft.rfft(needle, size))
    products = np.fft.irfft(spectrum, size)[: len(hay) - len(needle) + 1]
    running = np.concatenate([[0.0], np.cumsum(hay**2)])
    energy = running[len(needle) :] - running[: -len(needle)]
    # A stretch of near silence would turn rounding into likeness.
    floor = 1e-4 * float((needle**2).sum()) + 1e-12
    return float(np.max(products / np.sqrt(np.maximum(energy, floor) * float((needle**2).sum()) + 1e-24)))


class Recording:
    """What the sink plays, from the moment `SoundSink.record` began."""

    def __init__(self, raw: Path) -> None:
        self._raw = raw

    def so_far(self) -> Sound:
        """The samples recorded up to now, at RATE_HZ."""
        whole = self._raw.read_bytes()
        return np.frombuffer(whole[: len(whole) // 2 * 2], dtype="<i2").astype(np.float64) / 32768

    def seconds(self) -> float:
        """How long the recording is by now."""
        return self._raw.stat().st_size / 2 / RATE_HZ

    def wait_for(self, reference: Sound, *, at_least: float = 0.7, timeout_s: float = 15) -> float:
        """Wait until `reference` was heard; its likeness. Fails with the best likeness when it never is."""
        best = 0.0
        deadline = time.monotonic() + timeout_s
        while best < at_least:
            if time.monotonic() > deadline:
                pytest.fail(f"not heard within {timeout_s} s: best likeness {best:.2f}, wanted {at_least}")
            best = likeness(reference, self.so_far())
            time.sleep(0.1)
        return best

    def save(self, path: Path) -> None:
        """Keep the recording as a WAV file, for a person to listen to."""
        soundfile.write(path, self.so_far(), RATE_HZ)


class SoundSink:
    """A running sound server; `environment` sends a program's sound to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_COOKIE": str(folder / "cookie"),
        }

    def answers(self) -> bool:
        """Whether the sound server takes connections."""
        command = [whereabouts("pactl", "pulseaudio-utils"), "info"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def play(self, path: Path) -> None:
        """Play a sound file to its end, by a plain player."""
        command = [whereabouts("paplay", "pulseaudio-utils"), str(path)]
        subprocess.run(command, env=self.environment, check=True, timeout=60, stdin=subprocess.DEVNULL)

    @contextmanager
    def record(self) -> Iterator[Recording]:
        """Record everything the sink plays while the block runs."""
        handle, name = tempfile.mkstemp(suffix=".raw", dir=self.folder)
        options = [
            f"--device={SINK}.monitor",
            "--format=s16le",
            f"--rate={RATE_HZ}",
            "--channels=1",
            "--latency-msec=20",
        ]
        with os.fdopen(handle, "wb") as raw:
            recorder = started([whereabouts("parec", "pulseaudio-utils"), *options], env=self.environment, output=raw)
        try:
            recording = Recording(Path(name))
            wait_for(lambda: recording.seconds() > 0.1, "the recorder hears the sink", timeout_s=10)
            yield recording
        finally:
            stopped(recorder)


@contextmanager
def running_sink() -> Iterator[SoundSink]:
    """Start a private sound server and end it with the block; also works for root and without a desktop."""
    folder = Path(tempfile.mkdtemp(prefix="panggil-sound-"))
    sink = SoundSink(folder)
    modules = [
        f"--load=module-native-protocol-unix auth-anonymous=1 socket={folder}/native",
        f"--load=module-null-sink sink_name={SINK} rate=48000",
    ]
    options = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes", "--realtime=no"]
    with (folder / "pulseaudio.log").open("wb") as log:
        daemon = started(
            [whereabouts("pulseaudio", "pulseaudio"), *options, *modules], env=sink.environment, output=log
        )
    try:
        wait_for(sink.answers, "the sound server answers", timeout_s=20)
        yield sink
    finally:
        stopped(daemon)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sound_sink() -> Iterator[SoundSink]:
    """One private sound server for all tests; each makes its own recording."""
    with running_sink() as sink:
        yield sink
