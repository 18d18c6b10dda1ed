"""One transaction of the store: implements the port of `actions`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from ..actions.ports import Account, Actor, Call, Credential
from ..domain import instants
from ..domain.calling import Candidate
from ..domain.errors import Refusal
from ..domain.events import DAY_EVENTS, EVENTS, Event
from ..domain.mall import Counter, Service, Site, Zone
from ..domain.tickets import RUNNING, WAITING, Ticket
from . import projection, rows
from . import tables as t

_tickets, _links = t.tickets.c, t.counter_services
_RUNNING = select(t.tickets).where(
    _tickets.site == t.SITE, _tickets.counter == bindparam("counter"), _tickets.state.in_(sorted(RUNNING))
)
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
_ACCOUNT = select(t.accounts).where(t.accounts.c.site == t.SITE, t.accounts.c.name == bindparam("name"))
_CREDENTIAL = select(t.credentials).where(t.credentials.c.hash == bindparam("hash"))
_ANSWER = select(t.idempotency.c.fingerprint, t.idempotency.c.status, t.idempotency.c.answer).where(
    t.idempotency.c.site == t.SITE,
    t.idempotency.c.actor == bindparam("actor"),
    t.idempotency.c.key == bindparam("key"),
)
_KEEP_ANSWER = insert(t.idempotency)
_OPEN_COUNTERS = (
    select(func.count())
    .select_from(
        t.counters.join(_links, (_links.c.site == t.counters.c.site) & (_links.c.counter == t.counters.c.number))
    )
    .where(t.counters.c.site == t.SITE, t.counters.c.status == "open", _links.c.service == bindparam("service"))
)


class BrokenSavepoint(Exception):
    """A savepoint that could not be released, so that nothing but the whole transaction can be undone."""


class SqlWork:
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
        row = self._connection.execute(_RUNNING, {"counter": counter}).first()
        return None if row is None else rows.ticket(row)

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

    def account(self, name: str) -> Account | None:
        """Return an account by its name."""
        row = self._connection.execute(_ACCOUNT, {"name": name}).first()
        return None if row is None else _account(row)

    def accounts(self) -> list[Account]:
        """Return every account by name."""
        query = select(t.accounts).where(t.accounts.c.site == t.SITE).order_by(t.accounts.c.name)
        return [_account(row) for row in self._connection.execute(query)]

    def save_account(self, account: Account) -> None:
        """Add or change an account; its fact is recorded by the action."""
        where = (t.accounts.c.site == t.SITE, t.accounts.c.name == account.name)
        row = {
            "role": account.role,
            "password_hash": account.password_hash,
            "active": account.active,
            "counters": list(account.counters),
        }
        if not self._connection.execute(update(t.accounts).where(*where).values(row)).rowcount:
            added = insert(t.accounts).values(site=t.SITE, name=account.name, created_at=self.now, **row)
            self._connection.execute(added)

    def credential(self, secret_hash: str) -> Credential | None:
        """Return the credential whose secret has this SHA-256."""
        row = self._connection.execute(_CREDENTIAL, {"hash": secret_hash}).first()
        return None if row is None else credential(row)

    def credential_by_id(self, id: str) -> Credential | None:
        """Return a credential by its public id."""
        row = self._connection.execute(select(t.credentials).where(t.credentials.c.id == id)).first()
        return None if row is None else credential(row)

    def forget_credentials(self, before: str) -> None:
        """Drop the credentials that ended or expired before an instant."""
        c = t.credentials.c
        self._connection.execute(delete(t.credentials).where((c.ended_at < before) | (c.expires_at < before)))

    def save_credential(self, secret_hash: str, credential: Credential) -> None:
        """Keep a new credential."""
        self._connection.execute(insert(t.credentials).values(hash=secret_hash, site=t.SITE, **asdict(credential)))

    def end_credential(self, id: str) -> bool:
        """End a credential; False when it had ended already."""
        where = (t.credentials.c.id == id, t.credentials.c.ended_at.is_(None))
        return self._connection.execute(update(t.credentials).where(*where).values(ended_at=self.now)).rowcount == 1

    def end_sessions(self, account: str) -> int:
        """End every session and link of an account; return how many."""
        where = (t.credentials.c.account == account, t.credentials.c.ended_at.is_(None))
        return self._connection.execute(update(t.credentials).where(*where).values(ended_at=self.now)).rowcount

    def touch_credential(self, id: str) -> None:
        """Note that a credential is in use now."""
        self._connection.execute(update(t.credentials).where(t.credentials.c.id == id).values(seen_at=self.now))

    def last_seen(self) -> dict[str, str]:
        """Return for each account when one of its sessions was last in use."""
        c = t.credentials.c
        latest = func.max(func.coalesce(c.seen_at, c.created_at))
        query = select(c.account, latest).where(c.site == t.SITE, c.kind == "session").group_by(c.account)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def devices(self) -> list[Credential]:
        """Return the tokens and paired browsers that still count, newest first."""
        c = t.credentials.c
        query = (
            select(t.credentials)
            .where(c.site == t.SITE, c.kind.in_(["token", "browser"]), c.ended_at.is_(None))
            .order_by(c.created_at.desc())
        )
        return [credential(row) for row in self._connection.execute(query)]

    def answered(self, actor: str, key: str) -> tuple[str, int, dict[str, Any]] | None:
        """Return the fingerprint, status and body first answered to this idempotency key."""
        row = self._connection.execute(_ANSWER, {"actor": actor, "key": key}).first()
        return None if row is None else (row.fingerprint, row.status, row.answer)

    def keep_answer(self, actor: str, key: str, fingerprint: str, status: int, answer: dict[str, Any]) -> None:
        """Keep the answer to an idempotency key in the transaction of its effect."""
        row = {"site": t.SITE, "actor": actor, "key": key, "fingerprint": fingerprint, "status": status}
        self._connection.execute(_KEEP_ANSWER, row | {"answer": answer, "at": self.now})

    def forget_answers(self, before: str) -> None:
        """Drop the answers kept before an instant."""
        self._connection.execute(delete(t.idempotency).where(t.idempotency.c.at < before))


def _account(row: rows.Rows) -> Account:
    return Account(row.name, row.role, row.password_hash, row.active, tuple(row.counters))


def credential(row: rows.Rows) -> Credential:
    """Return the credential of a row of `credentials`."""
    return Credential(
        row.id, row.kind, row.account, row.role, row.name, row.zone, row.counter, row.view,
        row.created_at, row.expires_at, row.seen_at, row.ended_at,
    )  # fmt: skip
