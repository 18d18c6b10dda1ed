"""Database rows as domain objects, and the queries that both the transaction and the read models need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from ..domain.mall import Counter, Service, Site, Zone
from ..domain.tickets import RUNNING, WAITING, Ticket
from . import tables as t

Rows = Row[Any]
LARGEST_COUNTER = 9999
"""The largest number a counter may have; what is larger need not fit into a column."""

_SITE_ROW = select(t.sites).where(t.sites.c.site == t.SITE)
_RUN = select(t.days.c.run).where(t.days.c.site == t.SITE, t.days.c.day == bindparam("day"))
_SERVICE_ROWS: Select[Any] = (
    select(t.services, t.agencies.c.name.label("agency_name"), t.agencies.c.short, t.queues.c.prefix)
    .join(t.agencies, (t.agencies.c.site == t.services.c.site) & (t.agencies.c.code == t.services.c.agency))
    .join(t.queues, (t.queues.c.site == t.services.c.site) & (t.queues.c.code == t.services.c.queue))
    .where(t.services.c.site == t.SITE)
)
_SERVICE_ROW = _SERVICE_ROWS.where(t.services.c.code == bindparam("code"))
_COUNTER_ROWS = select(t.counters).where(t.counters.c.site == t.SITE).order_by(t.counters.c.number)
_COUNTER_ROW = _COUNTER_ROWS.where(t.counters.c.number == bindparam("number"))
_LINKS = (
    select(t.counter_services.c.counter, t.counter_services.c.service)
    .join(
        t.services,
        (t.services.c.site == t.counter_services.c.site) & (t.services.c.code == t.counter_services.c.service),
    )
    .where(t.counter_services.c.site == t.SITE)
    .order_by(t.counter_services.c.counter, t.services.c.position)
)
_LINKS_OF_COUNTER = _LINKS.where(t.counter_services.c.counter == bindparam("number"))
_RUNNING = select(t.tickets).where(
    t.tickets.c.site == t.SITE, t.tickets.c.counter == bindparam("counter"), t.tickets.c.state.in_(sorted(RUNNING))
)
_WAITING = (
    select(t.tickets.c.service, func.count())
    .where(t.tickets.c.site == t.SITE, t.tickets.c.state == WAITING)
    .group_by(t.tickets.c.service)
)
_mine, _theirs = t.counter_services.alias("mine"), t.counter_services.alias("theirs")
_POOL = (
    select(_theirs.c.service)
    .distinct()
    .select_from(_mine.join(_theirs, (_mine.c.site == _theirs.c.site) & (_mine.c.counter == _theirs.c.counter)))
    .where(_mine.c.site == t.SITE, _mine.c.service == bindparam("service"))
)


def site(connection: Connection) -> Site | None:
    """Return the site, or None in an empty database."""
    row = connection.execute(_SITE_ROW).first()
    return None if row is None else Site(row.name, row.tz, row.day, row.kind, row.ticker)


def day_run(connection: Connection, day: str | None) -> int:
    """Return the seq of the fact that opened this service day (0 without a day): its identity."""
    if day is None:
        return 0
    return connection.execute(_RUN, {"day": day}).scalar_one_or_none() or 0


def zones(connection: Connection) -> list[Zone]:
    """Return the zones in order of their codes."""
    query = select(t.zones).where(t.zones.c.site == t.SITE).order_by(t.zones.c.code)
    return [Zone(row.code, row.name) for row in connection.execute(query)]


def service(row: Rows) -> Service:
    """Return the service of a row of `services` joined with its agency and queue."""
    return Service(
        code=row.code,
        name=row.name,
        agency=row.agency,
        agency_name=row.agency_name,
        agency_short=row.short,
        queue=row.queue,
        prefix=row.prefix,
        zone=row.zone,
        completion_time=row.completion_time,
        fee=row.fee,
        scope=row.scope,
        active=row.active,
        pace_low_s=row.pace_low_s,
        pace_high_s=row.pace_high_s,
    )


def one_service(connection: Connection, code: str) -> Service | None:
    """Return the service with this code, or None."""
    row = connection.execute(_SERVICE_ROW, {"code": code}).first()
    return None if row is None else service(row)


def services(connection: Connection) -> list[Service]:
    """Return every service in the order the mall lists them."""
    return [service(row) for row in connection.execute(_SERVICE_ROWS.order_by(t.services.c.position))]


def one_counter(connection: Connection, number: int) -> Counter | None:
    """Return the counter with this number, or None."""
    if not 1 <= number <= LARGEST_COUNTER:
        return None
    row = connection.execute(_COUNTER_ROW, {"number": number}).first()
    if row is None:
        return None
    codes = tuple(link.service for link in connection.execute(_LINKS_OF_COUNTER, {"number": number}))
    return _counter(row, codes)


def counters(connection: Connection, zone: str | None = None) -> list[Counter]:
    """Return the counters by number, of one zone or of all."""
    codes: dict[int, list[str]] = {}
    for link in connection.execute(_LINKS):
        codes.setdefault(link.counter, []).append(link.service)
    query = _COUNTER_ROWS if zone is None else _COUNTER_ROWS.where(t.counters.c.zone == zone)
    return [_counter(row, tuple(codes.get(row.number, ()))) for row in connection.execute(query)]


def _counter(row: Rows, codes: tuple[str, ...]) -> Counter:
    return Counter(row.number, row.zone, row.status, row.back_at, row.title, row.detail, codes, row.last_act)


def ticket(row: Rows) -> Ticket:
    """Return the ticket of a row of `tickets`."""
    return Ticket(
        id=row.id,
        day=row.day,
        number=row.number,
        queue=row.queue,
        service=row.service,
        state=row.state,
        order=row.order,
        priority_class=row.priority_class,
        lang=row.lang,
        issued_at=row.issued_at,
        called_at=row.called_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counter=row.counter,
        call=row.call,
        calls=row.calls,
        outcome=row.outcome,
        seq=row.seq,
    )


def running(connection: Connection, counter: int) -> Ticket | None:
    """Return the called or serving ticket of a counter."""
    row = connection.execute(_RUNNING, {"counter": counter}).first()
    return None if row is None else ticket(row)


def waiting_counts(connection: Connection) -> dict[str, int]:
    """Return how many wait, by service; services nobody waits for are left out."""
    return {row[0]: row[1] for row in connection.execute(_WAITING)}


def pool(connection: Connection, service_code: str) -> list[str]:
    """Return the services that share a counter with this one, itself included, sorted."""
    return sorted({service_code, *connection.execute(_POOL, {"service": service_code}).scalars()})


def ahead(connection: Connection, order: int, pool_codes: Iterable[str]) -> int:
    """Return how many waiting tickets of these services arrived before ``order``."""
    c = t.tickets.c
    query = select(func.count()).where(
        c.site == t.SITE, c.state == WAITING, c.service.in_(list(pool_codes)), c.order < order
    )
    return connection.execute(query).scalar_one()
