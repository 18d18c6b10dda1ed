"""The one writer: a native thread that commits acts in groups and answers them in the order of their facts.

Many clerks press at once and a cheap disk syncs in 30 ms: one commit for a whole group keeps every acknowledged act durable and
the event loop free. Each act has its own savepoint, so a refused or broken one leaves the others alone.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError, OperationalError

from ..domain import instants
from ..domain.errors import Refusal
from ..domain.events import Event
from . import tables as t
from .work import BrokenSavepoint, SqlWork

log = logging.getLogger(__name__)

T = TypeVar("T")
Act = Callable[[SqlWork], T]
LARGEST_GROUP = 64
SLOW_COMMIT_S = 0.02


@dataclass(slots=True)
class _Job:
    act: Act[Any]
    future: Future[Any]


class Writer:
    """Runs acts one after another, each all or nothing, and reports the facts of every commit in order."""

    def __init__(
        self,
        engine: Engine,
        on_commit: Callable[[Sequence[Event]], None] = lambda _events: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the writing engine, the listener for committed facts (called on the writer's thread) and the clock."""
        self._engine = engine
        self._on_commit = on_commit
        self._clock = clock
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self.trouble: str | None = None
        """Why the latest group could not be committed; None when all is well."""
        self._closing = False
        self._commit_s, self._crowded = 0.0, False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="panggil-writer", daemon=True)
        self._thread.start()

    def submit(self, act: Act[T]) -> Future[T]:
        """Queue an act; its future holds the result once the commit is on disk, or what the act raised.

        The future raises ``Refusal("busy")`` or ``Refusal("storage_full")`` when nothing could be committed.
        """
        if self._closed:
            raise RuntimeError("the writer was closed")
        future: Future[T] = Future()
        self._jobs.put(_Job(act, future))
        return future

    def close(self) -> None:
        """Commit what was submitted, then stop."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._closing and (first := self._jobs.get()) is not None:
            jobs = [first]
            while len(jobs) < LARGEST_GROUP and (job := self._next(0)) is not None:
                jobs.append(job)
            self._commit(jobs)

    def _next(self, patience_s: float) -> _Job | None:
        """Return the next act if one comes within the time."""
        try:
            job = self._jobs.get(timeout=patience_s) if patience_s else self._jobs.get_nowait()
        except queue.Empty:
            return None
        self._closing = job is None
        return job

    def _joining(self, jobs: list[_Job]) -> Iterator[_Job]:
        """Yield the acts of a group; when commits are slow, take in whoever comes before this one begins.

        Clerks who were answered together press together again: a short wait for them costs less than a commit of their own.
        """
        yield from tuple(jobs)
        if not self._crowded or self._commit_s < SLOW_COMMIT_S:
            return
        pause_s, until = self._commit_s / 4, time.monotonic() + self._commit_s
        while len(jobs) < LARGEST_GROUP and not self._closing and time.monotonic() < until:
            job = self._next(pause_s)
            if job is None:
                return
            jobs.append(job)
            yield job

    def _commit(self, jobs: list[_Job]) -> None:
        outcomes: list[tuple[_Job, Any, BaseException | None]] = []
        events: list[Event] = []
        try:
            with self._engine.begin() as connection:
                head, latest = _head(connection)
                work = SqlWork(connection, latest, head)
                for job in self._joining(jobs):
                    work.now = max(instants.iso(self._clock()), work.now)
                    try:
                        with work.nested():
                            result = job.act(work)
                    except (OperationalError, BrokenSavepoint):
                        raise
                    except Exception as error:  # noqa: BLE001  # handed to whoever waits for this act
                        outcomes.append((job, None, error))
                    else:
                        outcomes.append((job, result, None))
                events = work.events
                carried_out = time.monotonic()
            self._commit_s, self._crowded = time.monotonic() - carried_out, len(jobs) > 1
        except Exception as error:  # noqa: BLE001  # handed to everybody whose act was in this group
            refusal = self._refusal(error)
            self.trouble = str(refusal)
            for job in jobs:
                job.future.set_exception(refusal)
            return
        if events:
            self.trouble = None
            self._tell(events)
        for job, result, failure in outcomes:
            if failure is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(failure)

    def _tell(self, events: Sequence[Event]) -> None:
        try:
            self._on_commit(events)
        except Exception:
            log.exception("whoever hears of commits failed; the acts are on disk all the same")

    @staticmethod
    def _refusal(error: Exception) -> Exception:
        if isinstance(error, BrokenSavepoint) and isinstance(error.__cause__, Exception):
            error = error.__cause__
        if not isinstance(error, DBAPIError):
            log.error("the writer failed outside an act", exc_info=error)
            return error
        locked = "locked" in str(error.orig) or "busy" in str(error.orig)
        log.error("nothing was committed: %s", error.orig)
        return Refusal("busy" if locked else "storage_full")


def _head(connection: Connection) -> tuple[int, str]:
    """Return seq and instant of the latest fact, holding off every other writer until the commit."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8000)")
    row = connection.execute(select(t.journal.c.seq, t.journal.c.at).order_by(t.journal.c.seq.desc()).limit(1)).first()
    return (0, "") if row is None else (row.seq, row.at)
