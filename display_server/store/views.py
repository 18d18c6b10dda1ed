"""Read models: the whole state of each view (docs/protocol.md, State of each view)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from ..domain import instants
from ..domain.errors import Refusal
from ..domain.mall import Counter, Service, Site
from ..domain.tickets import FINISHED, WAITING, Ticket
from . import rows
from . import tables as t

CALLS_KEPT = 12
"""Calls in the state of a hall: the current one, five earlier ones, and room for undone ones."""

State = dict[str, Any]


def hall(connection: Connection, zone: str) -> State:
    """Return the state of the hall of a zone; refuses with ``unknown_zone``."""
    site = _site(connection)
    found = _zone(connection, zone)
    c = t.calls.c
    latest = (
        select(t.calls)
        .where(c.site == t.SITE, c.zone == zone, c.seq > rows.day_run(connection, site.day))
        .order_by(c.seq.desc())
        .limit(CALLS_KEPT)
    )
    return {
        "site": site_view(site),
        "zone": found,
        "day": site.day,
        "calls": [_call(row) for row in connection.execute(latest)] if site.day else [],
        "counters": [counter.view() for counter in rows.counters(connection, zone)],
        "ticker": site.ticker,
        "hours": hours(connection),
    }


def sign(connection: Connection, counter: int) -> State:
    """Return the state of the sign over a counter; refuses with ``unknown_counter``."""
    site, found = _site(connection), _counter(connection, counter)
    ticket = rows.running(connection, counter)
    return {
        "site": site_view(site),
        "zone": _zone(connection, found.zone),
        "day": site.day,
        "counter": found.view(),
        "ticket": None if ticket is None else _sign_ticket(connection, ticket),
        "hours": hours(connection),
    }


def desk(connection: Connection, counter: int) -> State:
    """Return the state of the desk of a counter; refuses with ``unknown_counter``."""
    site, found = _site(connection), _counter(connection, counter)
    services = {service.code: service for service in rows.services(connection)}
    run = rows.day_run(connection, site.day)
    c = t.tickets.c
    here = (
        select(t.tickets)
        .where(c.site == t.SITE, c.day == site.day, c.run == run, c.service.in_(found.services))
        .order_by(c.order)
    )
    lists: dict[str, list[State]] = {"waiting": [], "held": [], "no_show": []}
    for row in connection.execute(here.where(c.state.in_(list(lists)))) if site.day else ():
        lists[row.state].append(desk_ticket(rows.ticket(row), services))
    served = select(func.count()).where(
        c.site == t.SITE, c.day == site.day, c.run == run, c.counter == counter, c.state == FINISHED
    )
    ticket = rows.running(connection, counter)
    last = found.last_act
    return {
        "site": site_view(site),
        "zone": _zone(connection, found.zone),
        "day": site.day,
        "counter": found.view(),
        "ticket": None if ticket is None else desk_ticket(ticket, services),
        "call": _ticks(connection, ticket),
        **lists,
        "served": connection.execute(served).scalar_one() if site.day else 0,
        "last_act": None if last is None else {"act": last["act"], "until": last["until"]},
    }


def kiosk(connection: Connection) -> State:
    """Return the state of the kiosks."""
    site = _site(connection)
    waiting = rows.waiting_counts(connection)
    return {
        "site": site_view(site),
        "day": site.day,
        "zones": [{"code": zone.code, "name": zone.name} for zone in rows.zones(connection)],
        "services": [
            {
                "code": service.code,
                "label": service.label(),
                "zone": service.zone,
                "queue": service.queue,
                "waiting": waiting.get(service.code, 0),
            }
            for service in rows.services(connection)
            if service.active
        ],
        "counters": [counter.view() for counter in rows.counters(connection)],
        "hours": hours(connection),
    }


def phone(connection: Connection, ticket_id: str) -> State:
    """Return the state of a visitor's page; refuses with ``unknown_ticket``."""
    site = _site(connection)
    row = connection.execute(select(t.tickets).where(t.tickets.c.id == ticket_id)).first()
    if row is None:
        raise Refusal("unknown_ticket")
    ticket = rows.ticket(row)
    service = rows.one_service(connection, ticket.service)
    if service is None:
        raise Refusal("unknown_ticket")
    call = connection.execute(select(t.calls).where(t.calls.c.id == ticket.call)).first() if ticket.call else None
    pool = rows.pool(connection, ticket.service)
    return {
        "site": site_view(site),
        "day": site.day if row.run == rows.day_run(connection, site.day) else None,
        "ticket": {
            "number": ticket.number,
            "service": ticket.service,
            "label": service.label(),
            "state": ticket.state,
            "order": ticket.order,
            "priority": ticket.priority,
            "counter": ticket.counter,
            "at": None if call is None else call.at,
            "expires_at": None if call is None else call.expires_at,
            "calls": ticket.calls,
        },
        "ahead": rows.ahead(connection, ticket.order, pool) if ticket.state == WAITING else 0,
        "pool": pool,
        "pace": service.pace(),
    }


def site_view(site: Site) -> State:
    """Return the site as every screen shows it."""
    return {"name": site.name, "tz": site.tz, "zone_abbr": instants.zone_abbreviation(site.tz)}


def hours(connection: Connection) -> list[State]:
    """Return the week's opening hours by weekday (0 = Monday)."""
    query = select(t.hours).where(t.hours.c.site == t.SITE).order_by(t.hours.c.weekday, t.hours.c.opens)
    return [{"weekday": row.weekday, "opens": row.opens, "closes": row.closes} for row in connection.execute(query)]


def desk_ticket(ticket: Ticket, services: dict[str, Service]) -> State:
    """Return a ticket as the desk sees it, with its id."""
    return {
        "id": ticket.id,
        "number": ticket.number,
        "service": ticket.service,
        "label": services[ticket.service].label(),
        "state": ticket.state,
        "order": ticket.order,
        "priority": ticket.priority,
        "issued_at": ticket.issued_at,
        "called_at": ticket.called_at,
        "started_at": ticket.started_at,
        "calls": ticket.calls,
    }


def _sign_ticket(connection: Connection, ticket: Ticket) -> State:
    call = connection.execute(select(t.calls).where(t.calls.c.id == ticket.call)).one()
    service = rows.one_service(connection, ticket.service)
    return {
        "number": ticket.number,
        "state": ticket.state,
        "service": ticket.service,
        "label": service.label() if service else call.label,
        "call": call.id,
        "at": call.at,
        "expires_at": call.expires_at,
        "recalls": call.recalls,
        "priority": ticket.priority,
    }


def _ticks(connection: Connection, ticket: Ticket | None) -> State | None:
    if ticket is None or ticket.call is None:
        return None
    call = connection.execute(select(t.calls).where(t.calls.c.id == ticket.call)).one()
    return {"call": call.id, "shown_at": call.shown_at, "spoken_at": call.spoken_at, "recalls": call.recalls}


def _call(row: rows.Rows) -> State:
    return {
        "call": row.id,
        "number": row.number,
        "counter": row.counter,
        "service": row.service,
        "label": row.label,
        "zone": row.zone,
        "at": row.at,
        "expires_at": row.expires_at,
        "recalls": row.recalls,
        "priority": row.priority,
        "undone": row.undone,
    }


def _site(connection: Connection) -> Site:
    site = rows.site(connection)
    if site is None:
        raise Refusal("no_mall")
    return site


def _zone(connection: Connection, code: str) -> State:
    for zone in rows.zones(connection):
        if zone.code == code:
            return {"code": zone.code, "name": zone.name}
    raise Refusal("unknown_zone", zone=code[:20])


def _counter(connection: Connection, number: int) -> Counter:
    counter = rows.one_counter(connection, number)
    if counter is None:
        raise Refusal("unknown_counter", counter=number)
    return counter
