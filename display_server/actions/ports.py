"""What an action may ask of the store, and who asks: the ports that `store` implements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from ..domain.calling import Candidate
from ..domain.events import Event
from ..domain.mall import Counter, Service, Site, Zone
from ..domain.tickets import Ticket

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a device, a program, or the public (role None)."""

    name: str
    role: str | None
    counters: frozenset[int] = frozenset()
    zone: str | None = None
    counter: int | None = None
    credential: str | None = field(default=None, compare=False)


PUBLIC = Actor("public", None)
SYSTEM = Actor("system", "admin")


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in."""

    name: str
    role: str
    password_hash: str | None
    active: bool
    counters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Credential:
    """A session, token, paired browser or one-time link; only the SHA-256 of its secret is kept."""

    id: str
    kind: str
    account: str | None
    role: str | None
    name: str
    zone: str | None
    counter: int | None
    view: str | None
    created_at: str
    expires_at: str | None
    seen_at: str | None
    ended_at: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one ticket, with its repetitions."""

    id: str
    ticket: str
    counter: int
    at: str
    expires_at: str
    recalls: int
    shown_at: str | None
    spoken_at: str | None


class Work(Protocol):
    """One transaction: reads what the rules need and appends facts, which change the tables."""

    now: str

    def nested(self) -> AbstractContextManager[None]:
        """Undo everything inside when an exception leaves it."""

    def record(self, actor: Actor, type: str, data: dict[str, Any]) -> Event:
        """Append a fact to the journal and project it on the tables."""

    def new_id(self) -> str:
        """Return an unguessable id of 128 random bits."""

    def next_seq(self) -> int:
        """Return the seq that the next recorded fact will have."""

    def site(self) -> Site: ...
    def has_site(self) -> bool: ...
    def day_run(self) -> int: ...
    def zones(self) -> list[Zone]: ...
    def counter(self, number: int) -> Counter: ...
    def counters(self) -> list[Counter]: ...
    def service(self, code: str) -> Service: ...
    def queue_count(self, code: str) -> int: ...
    def ticket(self, id: str) -> Ticket: ...
    def ticket_numbered(self, number: str) -> Ticket: ...
    def running(self, counter: int) -> Ticket | None: ...
    def leftovers(self) -> list[Ticket]: ...
    def candidates(self, counter: int) -> list[Candidate]: ...
    def went_ahead(self, counter: int, latest: int) -> list[bool]: ...
    def call(self, id: str) -> Call | None: ...
    def pool(self, service: str) -> list[str]: ...
    def ahead(self, order: int, pool: Iterable[str]) -> int: ...
    def durations_s(self, service: str, latest: int) -> list[float]: ...
    def open_counters(self, service: str) -> int: ...

    def account(self, name: str) -> Account | None: ...
    def accounts(self) -> list[Account]: ...
    def save_account(self, account: Account) -> None: ...
    def credential(self, secret_hash: str) -> Credential | None: ...
    def credential_by_id(self, id: str) -> Credential | None: ...
    def forget_credentials(self, before: str) -> None: ...
    def save_credential(self, secret_hash: str, credential: Credential) -> None: ...
    def end_credential(self, id: str) -> bool: ...
    def end_sessions(self, account: str) -> int: ...
    def touch_credential(self, id: str) -> None: ...

    def last_seen(self) -> dict[str, str]: ...
    def devices(self) -> list[Credential]: ...
    def answered(self, actor: str, key: str) -> tuple[str, int, dict[str, Any]] | None: ...
    def keep_answer(self, actor: str, key: str, fingerprint: str, status: int, answer: dict[str, Any]) -> None: ...
    def forget_answers(self, before: str) -> None: ...


class Store(Protocol):
    """Where acts are done and states are read; every reading blocks while it lasts."""

    def act(self, act: Callable[[Work], T]) -> Future[T]:
        """Queue an act; the future holds its result once it is on disk."""

    def read(self, reading: Callable[[Work], T]) -> T:
        """Run a reading in a read-only transaction of its own."""

    def snapshot(self, view: str, zone: str | None, counter: int | None, ticket: str | None) -> dict[str, Any]:
        """Return ``{seq, at, state}`` of a view, all of one moment."""

    def head(self) -> int:
        """Return the seq of the latest fact."""

    def events_after(self, seq: int, limit: int) -> tuple[int, list[Event]]:
        """Return the head of the journal and up to ``limit`` facts after ``seq``."""

    def services(self) -> list[dict[str, Any]]:
        """Return the list of services of the API."""

    def counters(self) -> list[dict[str, Any]]:
        """Return the list of counters of the API."""

    def ticket(self, ticket_id: str) -> dict[str, Any]:
        """Return one ticket of the API."""
