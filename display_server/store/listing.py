"""Read models of the API: the list of services, the list of counters, one ticket."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from ..domain import estimates
from ..domain.mall import COUNTER_STATUSES, Counter
from ..domain.tickets import RUNNING
from . import rows, views
from . import tables as t


def services(connection: Connection) -> list[dict[str, Any]]:
    """Return every offered service with how many wait for it and the best status of its counters."""
    waiting = rows.waiting_counts(connection)
    statuses = _statuses(rows.counters(connection))
    return [
        {
            "code": service.code,
            "name": service.name["id"],
            "agency": service.agency,
            "queue": service.queue,
            "zone": service.zone,
            "status": statuses.get(service.code, "closed"),
            "waiting": waiting.get(service.code, 0),
            "label": service.label(),
        }
        for service in rows.services(connection)
        if service.active
    ]


def counters(connection: Connection) -> list[dict[str, Any]]:
    """Return every counter with its status, services, current ticket and what its sign says."""
    c = t.tickets.c
    running = select(c.counter, c.number, c.state, c.service).where(c.site == t.SITE, c.state.in_(sorted(RUNNING)))
    at = {
        row.counter: {"number": row.number, "state": row.state, "service": row.service}
        for row in connection.execute(running)
    }
    return [counter.row(at.get(counter.number)) for counter in rows.counters(connection)]


def ticket(connection: Connection, ticket_id: str) -> dict[str, Any]:
    """Return a ticket by its id; refuses with ``unknown_ticket``."""
    state = views.phone(connection, ticket_id)
    mine = state["ticket"]
    return {
        "id": ticket_id,
        "number": mine["number"],
        "service": mine["service"],
        "state": mine["state"],
        "ahead": state["ahead"],
        "counter": mine["counter"],
        "estimate_s": estimates.of_phone(state),
    }


def _statuses(found: list[Counter]) -> dict[str, str]:
    best: dict[str, str] = {}
    for counter in found:
        for code in counter.services:
            known = best.get(code)
            if known is None or COUNTER_STATUSES.index(counter.status) < COUNTER_STATUSES.index(known):
                best[code] = counter.status
    return best
