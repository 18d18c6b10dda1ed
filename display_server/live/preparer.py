"""One native thread that makes clips: what a call waits for first, what may be needed later in its free time."""

import itertools
import logging
import queue
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

log = logging.getLogger(__name__)

MOST_WAITING = 4000
END, NOW, LATER = range(3)


class Preparer:
    """Runs blocking work in order, urgent work before the rest, on one thread that starts with the first work.

    After a piece that nobody waits for it rests as long as the piece took, so that a hall full of new tickets leaves the
    machine to the calls; urgent work ends the rest. At most ``MOST_WAITING`` pieces wait; further ones that are not urgent
    are let go, because a call asks again.
    """

    def __init__(self) -> None:
        self._work: queue.PriorityQueue[tuple[int, int, Callable[[], object] | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._guard = Lock()
        self._called = Event()
        self._thread: Thread | None = None
        self._closed = False

    def submit(self, work: Callable[[], object], *, urgent: bool = False) -> bool:
        """Takes ``work`` and returns at once; False when it was let go. What it raises goes to the log."""
        with self._guard:
            if self._closed or (not urgent and self._work.qsize() >= MOST_WAITING):
                return False
            self._work.put((NOW if urgent else LATER, next(self._order), work))
            if urgent:
                self._called.set()
            if self._thread is None:
                self._thread = Thread(target=self._run, name="clips", daemon=True)
                self._thread.start()
        return True

    def close(self, timeout_s: float = 5.0) -> None:
        """Takes nothing more, forgets what waits, and waits for the piece at hand."""
        with self._guard:
            self._closed = True
            thread = self._thread
            self._work.put((END, next(self._order), None))
            self._called.set()
        if thread is not None:
            thread.join(timeout_s)

    def _run(self) -> None:
        while True:
            urgency, _, work = self._work.get()
            if work is None:
                return
            self._called.clear()
            begun = monotonic()
            try:
                work()
            except Exception:
                # whatever a voice or a disk does, the next call still wants its clips
                log.exception("a clip could not be made")
            if urgency == LATER:
                self._called.wait(monotonic() - begun)
