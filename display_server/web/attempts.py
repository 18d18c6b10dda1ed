"""How often somebody tried: sign-ins per account and address, tickets per device. Kept in memory, never locks out for good."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable

REMEMBERED = 10_000


class Attempts:
    """At most ``most`` attempts in ``within_s`` seconds for each key; says how long to wait otherwise."""

    def __init__(self, most: int, within_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the limit and a monotonic clock in seconds."""
        self._most = most
        self._within_s = within_s
        self._clock = clock
        self._seen: OrderedDict[Hashable, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: Hashable) -> int:
        """Count one attempt; return 0 when it may go on, else the whole seconds to wait."""
        with self._lock:
            now = self._clock()
            seen = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            while seen and seen[0] <= now - self._within_s:
                seen.popleft()
            if len(seen) >= self._most:
                return max(1, round(seen[0] + self._within_s - now))
            seen.append(now)
            return 0

    def forgive(self, key: Hashable) -> None:
        """Forget the attempts of a key, after a success."""
        with self._lock:
            self._seen.pop(key, None)
