"""The tables as the journal's projection: one function a kind of fact, and nothing else writes those tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from ..domain.errors import Refusal
from ..domain.events import DAY_EVENTS, IDENTITY_EVENTS, TICKET_EVENTS, Event
from . import tables as t

Apply = Callable[[Connection, Event], None]

_TICKET = update(t.tickets).where(t.tickets.c.id == bindparam("of"), t.tickets.c.state == bindparam("from"))
_SERVICE = update(t.services).where(t.services.c.site == t.SITE, t.services.c.code == bindparam("of"))
_COUNTER = update(t.counters).where(t.counters.c.site == t.SITE, t.counters.c.number == bindparam("of"))
_LAST_ACT = select(t.counters.c.last_act).where(t.counters.c.site == t.SITE, t.counters.c.number == bindparam("of"))
_CALL = update(t.calls).where(t.calls.c.id == bindparam("of"))
_QUEUE = update(t.queues).where(t.queues.c.site == t.SITE, t.queues.c.code == bindparam("of"))
_NEW_TICKET, _NEW_CALL = insert(t.tickets), insert(t.calls)
_CALL_FIELDS = (
    "ticket", "number", "counter", "zone", "service", "label", "priority", "went_ahead", "at", "expires_at"
)  # fmt: skip


def apply(connection: Connection, event: Event) -> None:
    """Change the tables as the fact says.

    Raises:
        Refusal: ``already_changed`` when a ticket was no longer in the state the fact starts from.
    """
    if event.type in _APPLY:
        _APPLY[event.type](connection, event)
    elif event.type in TICKET_EVENTS:
        _move(connection, event)
    elif event.type not in IDENTITY_EVENTS:
        raise LookupError(f"no projection for {event.type}")


def clear(connection: Connection) -> None:
    """Empty every projected table, before the journal is replayed."""
    for table in t.PROJECTED:
        connection.execute(delete(table))


def _upsert(connection: Connection, table: Table, key: dict[str, Any], row: dict[str, Any]) -> None:
    where = [table.c.site == t.SITE, *(table.c[name] == value for name, value in key.items())]
    if not connection.execute(update(table).where(*where).values(row)).rowcount:
        connection.execute(insert(table).values(site=t.SITE, **key, **row))


def _site_saved(connection: Connection, event: Event) -> None:
    _upsert(connection, t.sites, {}, {name: event.data[name] for name in ("name", "tz", "kind", "ticker")})


def _coded(table: Table, *columns: str) -> Apply:
    def saved(connection: Connection, event: Event) -> None:
        row = {name: event.data[name] for name in columns}
        _upsert(connection, table, {"code": event.data["code"]}, row)

    return saved


def _counter_saved(connection: Connection, event: Event) -> None:
    data = event.data
    number = data["number"]
    where = (t.counters.c.site == t.SITE, t.counters.c.number == number)
    row = {name: data[name] for name in ("zone", "title", "detail")}
    if not connection.execute(update(t.counters).where(*where).values(row)).rowcount:
        connection.execute(insert(t.counters).values(site=t.SITE, number=number, status="closed", **row))
    links = t.counter_services
    connection.execute(delete(links).where(links.c.site == t.SITE, links.c.counter == number))
    if data["services"]:
        connection.execute(
            insert(links), [{"site": t.SITE, "counter": number, "service": code} for code in data["services"]]
        )


def _hours_saved(connection: Connection, event: Event) -> None:
    connection.execute(delete(t.hours).where(t.hours.c.site == t.SITE))
    if event.data["hours"]:
        connection.execute(insert(t.hours), [{"site": t.SITE, **row} for row in event.data["hours"]])


def _day_opened(connection: Connection, event: Event) -> None:
    day = event.data["day"]
    _upsert(connection, t.days, {"day": day}, {"opened_at": event.at, "closed_at": None, "run": event.seq})
    connection.execute(update(t.sites).where(t.sites.c.site == t.SITE).values(day=day))


def _day_closed(connection: Connection, event: Event) -> None:
    where = (t.days.c.site == t.SITE, t.days.c.day == event.data["day"])
    connection.execute(update(t.days).where(*where).values(closed_at=event.at))
    connection.execute(update(t.sites).where(t.sites.c.site == t.SITE).values(day=None))
    connection.execute(update(t.counters).where(t.counters.c.site == t.SITE).values(last_act=None))
    connection.execute(update(t.queues).where(t.queues.c.site == t.SITE).values(day=None, count=0))


def _counter_status(connection: Connection, event: Event) -> None:
    view = event.data["counter"]
    where = (t.counters.c.site == t.SITE, t.counters.c.number == view["number"])
    connection.execute(update(t.counters).where(*where).values(status=view["status"], back_at=view["back_at"]))


def _call_mark(column: str) -> Apply:
    def mark(connection: Connection, event: Event) -> None:
        connection.execute(_CALL, {"of": event.data["call"], column: event.data["at"]})

    return mark


def _issued(connection: Connection, event: Event) -> None:
    data = event.data
    connection.execute(_QUEUE, {"of": data["queue"], "day": event.day, "count": data["count"]})
    row = {
        name: data[name]
        for name in ("run", "number", "queue", "service", "order", "priority_class", "lang", "issued_at")
    }
    fresh = {"id": data["ticket"], "site": t.SITE, "day": event.day, "state": data["to"], "calls": 0, "seq": event.seq}
    connection.execute(_NEW_TICKET, row | fresh)


def _move(connection: Connection, event: Event) -> None:
    data = event.data
    values = {"state": data["to"], "service": data["service"], "seq": event.seq, **_CHANGES[event.type](event)}
    moved = connection.execute(_TICKET, {"of": data["ticket"], "from": data["from"], **values}).rowcount
    if moved != 1:
        raise Refusal("already_changed", number=data["number"])
    _call_row(connection, event)
    if event.type in ("ticket.finished", "ticket.undone"):
        pace = data["pace"] or {"low_s": None, "high_s": None}
        connection.execute(
            _SERVICE, {"of": data["service"], "pace_low_s": pace["low_s"], "pace_high_s": pace["high_s"]}
        )
    _remember(connection, event)


_CHANGES: dict[str, Callable[[Event], dict[str, Any]]] = {
    "ticket.called": lambda event: {
        "counter": event.data["counter"],
        "call": event.data["call"],
        "calls": event.data["calls"],
        "called_at": event.data["at"],
        "started_at": None,
        "finished_at": None,
        "outcome": None,
    },
    "ticket.recalled": lambda event: {"calls": event.data["calls"]},
    "ticket.started": lambda event: {"started_at": event.data["at"]},
    "ticket.finished": lambda event: {"finished_at": event.at, "outcome": event.data["outcome"]},
    "ticket.skipped": lambda _event: {},
    "ticket.held": lambda _event: {},
    "ticket.requeued": lambda _event: {"counter": None, "call": None},
    "ticket.transferred": lambda _event: {"counter": None, "call": None},
    "ticket.undone": lambda event: dict(event.data["before"]),
    "ticket.cancelled": lambda _event: {},
    "ticket.abandoned": lambda _event: {},
}


def _call_row(connection: Connection, event: Event) -> None:
    data = event.data
    if event.type == "ticket.called":
        row = {name: data[name] for name in _CALL_FIELDS}
        fresh = {"id": data["call"], "site": t.SITE, "day": event.day, "recalls": 0, "undone": False, "seq": event.seq}
        connection.execute(_NEW_CALL, row | fresh)
    elif event.type == "ticket.recalled":
        again = {name: data[name] for name in ("at", "expires_at", "recalls")}
        connection.execute(_CALL, {"of": data["call"], "seq": event.seq, **again})
    elif event.type == "ticket.undone":
        if data["undone_call"]:
            connection.execute(_CALL, {"of": data["undone_call"], "undone": True})
        elif data["act"] == "recall":
            connection.execute(_CALL, {"of": data["call"], "recalls": data["recalls"]})


def _remember(connection: Connection, event: Event) -> None:
    """Keep at the counter what its clerk may take back."""
    data = event.data
    counter = data["from_counter"] if event.type == "ticket.undone" else data.get("by_counter")
    if counter is None:
        return
    if event.type == "ticket.undone":
        connection.execute(_COUNTER, {"of": counter, "last_act": None})
        return
    moves = []
    if data["with"]:
        last = connection.execute(_LAST_ACT, {"of": counter}).scalar_one()
        moves = [move for move in last["moves"] if move["seq"] in data["with"]]
    moves.append({"ticket": data["ticket"], "seq": event.seq, "before": data["before"]})
    last_act = {"act": data["act"], "until": data["undo_until"], "moves": moves}
    connection.execute(_COUNTER, {"of": counter, "last_act": last_act})


_APPLY: dict[str, Apply] = {
    "site.saved": _site_saved,
    "zone.saved": _coded(t.zones, "name"),
    "agency.saved": _coded(t.agencies, "name", "short", "type"),
    "queue.saved": _coded(t.queues, "prefix"),
    "service.saved": _coded(
        t.services, "position", "name", "agency", "queue", "zone", "completion_time", "fee", "scope", "active"
    ),
    "counter.saved": _counter_saved,
    "hours.saved": _hours_saved,
    "day.opened": _day_opened,
    "day.closed": _day_closed,
    "counter.opened": _counter_status,
    "counter.paused": _counter_status,
    "counter.closed": _counter_status,
    "call.shown": _call_mark("shown_at"),
    "call.spoken": _call_mark("spoken_at"),
    "ticket.issued": _issued,
}

assert DAY_EVENTS.keys() <= _APPLY.keys()  # a day event without projection must stop the start
