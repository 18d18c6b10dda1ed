"""The invariants that must hold at any moment, checked on live data (`check`) and after every fault test."""

from __future__ import annotations

from sqlalchemy import Connection, create_engine, func, select, text

from ..domain.tickets import RUNNING, STATES
from . import journal, projection
from . import tables as t


def broken(connection: Connection) -> list[str]:
    """Return a sentence for every broken invariant; an empty list when all hold."""
    found: list[str] = []
    if connection.dialect.name == "sqlite":
        result = connection.execute(text("PRAGMA integrity_check")).scalar_one()
        if result != "ok":
            return [f"the database file is damaged: {result}"]
    found += _numbers(connection) + _states(connection) + _counters(connection)
    try:
        found += _journal(connection) or _rebuilt(connection)
    except Exception as error:  # noqa: BLE001  # whatever is in a damaged journal, the answer is a sentence
        found.append(f"the journal cannot be read: {type(error).__name__}: {error}")
    return found


def _numbers(connection: Connection) -> list[str]:
    c = t.tickets.c
    twice = select(c.run, c.number).group_by(c.site, c.run, c.number).having(func.count() > 1)
    return [f"number {row.number} was given twice in service day {row.run}" for row in connection.execute(twice)]


def _states(connection: Connection) -> list[str]:
    c = t.tickets.c
    counted = dict(tuple(row) for row in connection.execute(select(c.state, func.count()).group_by(c.state)))
    found = [f"unknown state {state}" for state in counted if state not in STATES]
    issued = connection.execute(select(func.count()).where(t.journal.c.type == "ticket.issued")).scalar_one()
    if sum(counted.values()) != issued:
        found.append(f"{issued} tickets were issued but {sum(counted.values())} are known")
    return found


def _counters(connection: Connection) -> list[str]:
    c = t.tickets.c
    running = select(c.counter).where(c.state.in_(sorted(RUNNING))).group_by(c.site, c.counter).having(func.count() > 1)
    found = [f"counter {row.counter} has two tickets" for row in connection.execute(running)]
    nowhere = select(c.number).where(c.state.in_(sorted(RUNNING)), c.counter.is_(None))
    return found + [f"ticket {row.number} is called to no counter" for row in connection.execute(nowhere)]


def _journal(connection: Connection) -> list[str]:
    expected, latest = 0, ""
    states: dict[str, str] = {}
    found: list[str] = []
    for event in journal.facts(connection):
        expected += 1
        if event.seq != expected:
            return [*found, f"the journal jumps from {expected - 1} to {event.seq}"]
        if event.at < latest:
            found.append(f"fact {event.seq} is earlier than the one before it")
        latest = event.at
        ticket = event.data.get("ticket")
        if ticket is None:
            continue
        if event.data["from"] != states.get(ticket):
            found.append(f"fact {event.seq}: {event.data['number']} was {states.get(ticket)}, not {event.data['from']}")
        states[ticket] = event.data["to"]
    tables = {row.id: row.state for row in connection.execute(select(t.tickets.c.id, t.tickets.c.state))}
    if tables != states:
        found.append("the tickets differ from what the journal says of them")
    return found


def _rebuilt(connection: Connection) -> list[str]:
    """Replay the journal into an empty database beside this one, and compare every projected table row by row."""
    beside = create_engine("sqlite://")
    t.metadata.create_all(beside)
    with beside.begin() as empty:
        for event in journal.facts(connection):
            projection.apply(empty, event)
        expected = journal.rows_of(empty)
    found = []
    for name, rows in journal.rows_of(connection).items():
        differing = len(set(map(repr, rows)) ^ set(map(repr, expected[name])))
        if differing:
            found.append(f"{differing} rows of the table {name} differ from what the journal says")
    return found
