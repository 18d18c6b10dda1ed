"""One transaction of the store: implements the port of `actions`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from ..actions.ports import Actor, Call
from ..domain import instants
from ..domain.calling import Candidate
from ..domain.errors import Refusal
from ..domain.events import DAY_EVENTS, EVENTS, Event
from ..domain.mall import Counter, Service, Site, Zone
from ..domain.tickets import WAITING, Ticket
from . import projection, rows
from . import tables as t
from .people import PeopleRows

_tickets, _links = t.tickets.c, t.counter_services
_CANDIDATES = (
    select(_tickets.id, _tickets.order, _tickets.priority_class)
    .join(_links, (_links.c.site == _tickets.site) & (_links.c.service == _tickets.service))
    .where(_tickets.site == t.SITE, _tickets.state == WAITING, _links.c.counter == bindparam("counter"))
)
_FIRST = _CANDIDATES.order_by(_tickets.order).limit(1)
_FIRST_PRIORITY = _CANDIDATES.where(_tickets.priority_class != "none").order_by(_tickets.order).limit(1)
_WENT_AHEAD = (
    select(t.calls.c.went_ahead)
    .where(t.calls.c.site == t.SITE, t.calls.c.counter == bindparam("counter"), t.calls.c.undone.is_(False))
    .where(t.calls.c.seq > bindparam("run"))
    .order_by(t.calls.c.seq.desc())
    .limit(bindparam("latest"))
)
_DURATIONS = (
    select(_tickets.called_at, _tickets.started_at, _tickets.finished_at)
    .where(_tickets.site == t.SITE, _tickets.service == bindparam("service"), _tickets.finished_at.is_not(None))
    .order_by(_tickets.finished_at.desc())
    .limit(bindparam("latest"))
)
_APPEND = insert(t.journal)
_TICKET = select(t.tickets).where(_tickets.id == bindparam("id"))
_CALL = select(t.calls).where(t.calls.c.id == bindparam("id"))
_QUEUE_COUNT = select(t.queues.c.count).where(t.queues.c.site == t.SITE, t.queues.c.code == bindparam("code"))
_OPEN_COUNTERS = (
    select(func.count())
    .select_from(
        t.counters.join(_links, (_links.c.site == t.counters.c.site) & (_links.c.counter == t.counters.c.number))
    )
    .where(t.counters.c.site == t.SITE, t.counters.c.status == "open", _links.c.service == bindparam("service"))
)


class BrokenSavepoint(Exception):
    """A savepoint that could not be released, so that nothing but the whole transaction can be undone."""


class SqlWork(PeopleRows):
    """A transaction on one connection. ``now`` never runs backwards along the journal."""

    def __init__(self, connection: Connection, now: str, head: int) -> None:
        """Begin with the instant (ISO 8601 UTC) and the seq of the journal's latest fact."""
        self.now = now
        self.events: list[Event] = []
        self._connection = connection
        self._head = head
        self._site: Site | None = None

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Undo everything inside when an exception leaves it."""
        head, count = self._head, len(self.events)
        savepoint = self._connection.begin_nested()
        try:
            yield
        except BaseException:
            savepoint.rollback()
            self._head = head
            self._site = None
            del self.events[count:]
            raise
        try:
            savepoint.commit()
        except Exception as error:
            raise BrokenSavepoint from error

    def record(self, actor: Actor, type: str, data: dict[str, Any]) -> Event:
        """Append a fact to the journal and project it on the tables."""
        if type not in EVENTS:
            raise LookupError(f"unknown event type {type}")
        self._head += 1
        day = self.site().day if self.has_site() else None
        event = Event(self._head, self.now, day, actor.name, type, data)
        row = {
            "seq": event.seq,
            "site": t.SITE,
            "at": event.at,
            "day": day,
            "actor": actor.name,
            "type": type,
            "data": data,
        }
        self._connection.execute(_APPEND, row)
        projection.apply(self._connection, event)
        if type in DAY_EVENTS or type == "site.saved":
            self._site = None
        self.events.append(event)
        return event

    def new_id(self) -> str:
        """Return an unguessable id of 128 random bits, 22 URL-safe characters.

        It never begins with a hyphen, which a command line would take for an option.
        """
        while (made := secrets.token_urlsafe(16)).startswith("-"):
            continue
        return made

    def next_seq(self) -> int:
        """Return the seq that the next recorded fact will have."""
        return self._head + 1

    def has_site(self) -> bool:
        """Return whether the database holds a mall."""
        if self._site is None:
            self._site = rows.site(self._connection)
        return self._site is not None

    def site(self) -> Site:
        """Return the site; refuses with ``no_mall`` in an empty database."""
        if not self.has_site() or self._site is None:
            raise Refusal("no_mall")
        return self._site

    def day_run(self) -> int:
        """Return the identity of the open service day: the seq of the fact that opened it."""
        return rows.day_run(self._connection, self.site().day)

    def zones(self) -> list[Zone]:
        """Return the zones in order of their codes."""
        return rows.zones(self._connection)

    def counter(self, number: int) -> Counter:
        """Return a counter; refuses with ``unknown_counter``."""
        found = rows.one_counter(self._connection, number)
        if found is None:
            raise Refusal("unknown_counter", counter=number)
        return found

    def counters(self) -> list[Counter]:
        """Return the counters by number."""
        return rows.counters(self._connection)

    def service(self, code: str) -> Service:
        """Return a service; refuses with ``unknown_service``."""
        found = rows.one_service(self._connection, code)
        if found is None:
            raise Refusal("unknown_service", service=code)
        return found

    def queue_count(self, code: str) -> int:
        """Return how many numbers the queue has given out on this service day."""
        count: int = self._connection.execute(_QUEUE_COUNT, {"code": code}).scalar_one()
        return count

    def ticket(self, id: str) -> Ticket:
        """Return a ticket of any day by its id; refuses with ``unknown_ticket``."""
        row = self._connection.execute(_TICKET, {"id": id}).first()
        if row is None:
            raise Refusal("unknown_ticket")
        return rows.ticket(row)

    def ticket_numbered(self, number: str) -> Ticket:
        """Return the ticket with this number of the open day; refuses with ``unknown_ticket``."""
        query = select(t.tickets).where(
            _tickets.site == t.SITE, _tickets.number == number, _tickets.run == self.day_run()
        )
        row = self._connection.execute(query).first()
        if row is None:
            raise Refusal("unknown_ticket", number=number)
        return rows.ticket(row)

    def running(self, counter: int) -> Ticket | None:
        """Return the called or serving ticket of a counter."""
        return rows.running(self._connection, counter)

    def leftovers(self) -> list[Ticket]:
        """Return the tickets of the open day that are not at an end, by arrival."""
        query = (
            select(t.tickets)
            .where(_tickets.site == t.SITE, _tickets.state.in_(["waiting", "called", "serving", "held"]))
            .order_by(_tickets.order)
        )
        return [rows.ticket(row) for row in self._connection.execute(query)]

    def candidates(self, counter: int) -> list[Candidate]:
        """Return the waiting tickets of a counter that the rule of calling can choose from: the first, and the first with priority."""
        found = {}
        for query in (_FIRST, _FIRST_PRIORITY):
            for row in self._connection.execute(query, {"counter": counter}):
                found[row.id] = Candidate(row.id, row.order, row.priority_class != "none")
        return list(found.values())

    def went_ahead(self, counter: int, latest: int) -> list[bool]:
        """Return for a counter's latest calls of the day, newest first, whether each let somebody go ahead."""
        values = {"counter": counter, "run": self.day_run(), "latest": latest}
        return list(self._connection.execute(_WENT_AHEAD, values).scalars())

    def call(self, id: str) -> Call | None:
        """Return a call by its id."""
        row = self._connection.execute(_CALL, {"id": id}).first()
        if row is None:
            return None
        return Call(row.id, row.ticket, row.counter, row.at, row.expires_at, row.recalls, row.shown_at, row.spoken_at)

    def pool(self, service: str) -> list[str]:
        """Return the services that share a counter with this one."""
        return rows.pool(self._connection, service)

    def ahead(self, order: int, pool: Iterable[str]) -> int:
        """Return how many waiting tickets of these services arrived before ``order``."""
        return rows.ahead(self._connection, order, pool)

    def durations_s(self, service: str, latest: int) -> list[float]:
        """Return the latest service times, newest first; one that was never started counts from its call."""
        found = self._connection.execute(_DURATIONS, {"service": service, "latest": latest})
        return [instants.seconds_between(row.started_at or row.called_at, row.finished_at) for row in found]

    def open_counters(self, service: str) -> int:
        """Return how many counters are open for a service."""
        return self._connection.execute(_OPEN_COUNTERS, {"service": service}).scalar_one()
