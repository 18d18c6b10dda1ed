"""Reading the journal: what happened after a seq, and the rebuild that proves the tables are its projection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from ..domain.events import Event
from . import projection
from . import tables as t


def head(connection: Connection) -> int:
    """Return the seq of the latest fact, 0 in an empty journal."""
    return connection.execute(select(func.max(t.journal.c.seq))).scalar_one() or 0


def after(connection: Connection, seq: int, limit: int) -> list[Event]:
    """Return up to ``limit`` facts after ``seq``, in order."""
    query = select(t.journal).where(t.journal.c.seq > seq).order_by(t.journal.c.seq).limit(limit)
    return [_event(row) for row in connection.execute(query)]


def facts(connection: Connection) -> Iterator[Event]:
    """Yield the whole journal in order."""
    seq = 0
    while batch := after(connection, seq, 500):
        yield from batch
        seq = batch[-1].seq


def rows_of(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every projected table, sorted, by table name."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in t.PROJECTED
    }


def rebuild(connection: Connection) -> None:
    """Empty the projected tables and replay the journal into them."""
    events: Sequence[Event] = list(facts(connection))
    projection.clear(connection)
    for event in events:
        projection.apply(connection, event)


def _event(row: Any) -> Event:
    return Event(row.seq, row.at, row.day, row.actor, row.type, row.data)
