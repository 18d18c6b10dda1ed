"""How late the loop is: what every screen, ping and clerk would feel at once."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .limits import Clock

EVERY_S = 0.05
WINDOW_S = 60.0


class Sleeper(Protocol):
    """The part of a `Runtime` a meter needs."""

    def sleep(self, seconds: float) -> None: ...

    def spawn(self, work: Callable[[], None]) -> None: ...


@dataclass(frozen=True)
class Lag:
    """Lateness over the last minute, in milliseconds; zeros before the first sample."""

    p50_ms: float
    p99_ms: float
    max_ms: float


class LagMeter:
    """Sleeps again and again, and notes how much later than asked it woke."""

    def __init__(self, runtime: Sleeper, clock: Clock = time.monotonic) -> None:
        self._runtime = runtime
        self._clock = clock
        self._samples: deque[tuple[float, float]] = deque(maxlen=int(WINDOW_S / EVERY_S))
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin to measure, for the life of the process."""
        self._runtime.spawn(self._measure)

    def sample(self) -> None:
        """Take one sample."""
        before = self._clock()
        self._runtime.sleep(EVERY_S)
        after = self._clock()
        with self._lock:
            self._samples.append((after, max(0.0, after - before - EVERY_S)))

    def read(self) -> Lag:
        """The lag of the last minute."""
        since = self._clock() - WINDOW_S
        with self._lock:
            lags = sorted(lag for at, lag in self._samples if at >= since)
        if not lags:
            return Lag(0.0, 0.0, 0.0)
        p50, p99 = lags[len(lags) // 2], lags[min(len(lags) - 1, len(lags) * 99 // 100)]
        return Lag(round(p50 * 1000, 1), round(p99 * 1000, 1), round(lags[-1] * 1000, 1))

    def _measure(self) -> None:
        while True:
            self.sample()
