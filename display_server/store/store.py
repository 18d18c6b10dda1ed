"""The store as the outer rooms use it: one writer, many short readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from ..domain import instants
from ..domain.events import Event
from . import check, engine, journal, listing, views
from .work import SqlWork
from .writer import Writer

T = TypeVar("T")
Clock = Callable[[], datetime]


class Store:
    """Opens a database, brings its schema up to date, and hands out acts and readings."""

    def __init__(
        self,
        url: str,
        *,
        on_commit: Callable[[Sequence[Event]], None] = lambda _events: None,
        clock: Clock = lambda: datetime.now(UTC),
        sqlite_journal: str | None = None,
    ) -> None:
        """Open the database at a SQLAlchemy URL; ``on_commit`` hears the facts of every commit, in order."""
        self._writing, self._reading = engine.open_engines(url, sqlite_journal)
        self._clock = clock
        self._sqlite_journal = sqlite_journal
        engine.migrate(self._writing)
        self._writer = Writer(self._writing, on_commit, clock)

    def act(self, act: Callable[[SqlWork], T]) -> Future[T]:
        """Queue an act for the writer; the future holds its result once it is on disk."""
        return self._writer.submit(act)

    def read(self, reading: Callable[[SqlWork], T]) -> T:
        """Run a reading in a read-only transaction of its own; blocks while it lasts."""
        with self._reading.begin() as connection:
            return reading(SqlWork(connection, instants.iso(self._clock()), 0))

    def snapshot(self, view: str, zone: str | None, counter: int | None, ticket: str | None) -> dict[str, Any]:
        """Return ``{seq, at, state}`` of a view, all of one moment."""
        with self._reading.begin() as connection:
            seq = journal.head(connection)
            state = _state(connection, view, zone, counter, ticket)
        return {"seq": seq, "at": instants.iso(self._clock()), "state": state}

    def head(self) -> int:
        """Return the seq of the latest fact."""
        with self._reading.begin() as connection:
            return journal.head(connection)

    def events_after(self, seq: int, limit: int) -> tuple[int, list[Event]]:
        """Return the head of the journal and up to ``limit`` facts after ``seq``."""
        with self._reading.begin() as connection:
            return journal.head(connection), journal.after(connection, seq, limit)

    def services(self) -> list[dict[str, Any]]:
        """Return the list of services of the API."""
        with self._reading.begin() as connection:
            return listing.services(connection)

    def counters(self) -> list[dict[str, Any]]:
        """Return the list of counters of the API."""
        with self._reading.begin() as connection:
            return listing.counters(connection)

    def ticket(self, ticket_id: str) -> dict[str, Any]:
        """Return one ticket of the API."""
        with self._reading.begin() as connection:
            return listing.ticket(connection, ticket_id)

    def check(self) -> list[str]:
        """Return a sentence for every broken invariant."""
        with self._reading.begin() as connection:
            return check.broken(connection)

    def trouble(self) -> str | None:
        """Return why the latest act could not be committed, or None when all is well."""
        return self._writer.trouble

    def describe(self) -> str:
        """Return one line for the log about the database."""
        return engine.describe(self._reading, self._sqlite_journal)

    def close(self) -> None:
        """Commit what was submitted and let go of the database."""
        self._writer.close()
        self._writing.dispose()
        self._reading.dispose()


def _state(
    connection: Connection, view: str, zone: str | None, counter: int | None, ticket: str | None
) -> dict[str, Any]:
    if view == "hall":
        return views.hall(connection, zone or "")
    if view == "sign":
        return views.sign(connection, counter or 0)
    if view == "desk":
        return views.desk(connection, counter or 0)
    if view == "phone":
        return views.phone(connection, ticket or "")
    return views.kiosk(connection)
