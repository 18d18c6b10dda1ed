"""How our code waits, without naming the machinery that runs it.

The server runs on one loop of green threads (eventlet) or on plain threads. Nothing is monkey-patched, so the standard
library's threads, locks and queues are native in both. Whatever blocks runs on a native thread and comes back through
a `Runtime`; the rest of the house never learns which one it has.
"""

from __future__ import annotations

import concurrent.futures
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

T = TypeVar("T")

AsyncMode = Literal["eventlet", "threading"]

log = logging.getLogger(__name__)


class Runtime(Protocol):
    """The five verbs our code may use to wait or to start something."""

    async_mode: AsyncMode

    def wait(self, future: concurrent.futures.Future[T], timeout_s: float | None = None) -> T:
        """The future's result; only the caller waits.

        Raises what the future raised, or `TimeoutError` when `timeout_s` have passed (the future goes on).
        """

    def in_thread(self, work: Callable[[], T]) -> T:
        """The result of blocking work, done off the loop; only the caller waits. Raises what the work raises."""

    def soon(self, callback: Callable[[], None]) -> None:
        """Run the callback on the loop; callbacks run one after the other, in the order given, from any thread.

        Returns at once. A callback that waits holds up the callbacks after it, and nothing else.
        What it raises is logged.
        """

    def spawn(self, work: Callable[[], None]) -> None:
        """Start a background task on the loop. What it raises is logged."""

    def sleep(self, seconds: float) -> None:
        """Pause the caller only."""


def logged(work: Callable[[], None]) -> None:
    """Run work nobody waits for: an exception ends in the log, with its trace."""
    try:
        work()
    except Exception:
        log.exception("background work failed")


class ThreadRuntime:
    """Plain threads: every request has its own, so waiting needs no help."""

    async_mode: AsyncMode = "threading"

    def __init__(self) -> None:
        self._callbacks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._courier: threading.Thread | None = None

    def wait(self, future: concurrent.futures.Future[T], timeout_s: float | None = None) -> T:
        return future.result(timeout_s)

    def in_thread(self, work: Callable[[], T]) -> T:
        return work()

    def soon(self, callback: Callable[[], None]) -> None:
        self._callbacks.put(callback)
        with self._starting:
            if self._courier is None:
                self._courier = threading.Thread(target=self._carry, name="soon", daemon=True)
                self._courier.start()

    def spawn(self, work: Callable[[], None]) -> None:
        threading.Thread(target=logged, args=(work,), daemon=True).start()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def _carry(self) -> None:
        while True:
            logged(self._callbacks.get())
