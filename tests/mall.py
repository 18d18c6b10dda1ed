"""A small mall of two halls for the tests of the core, on either database, with a clock that the test holds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url, select

from display_server.actions import calls, counters, days, mall, tickets
from display_server.actions.mall import Plan
from display_server.actions.ports import SYSTEM, Actor
from display_server.domain.errors import Refusal
from display_server.domain.events import Event
from display_server.domain.tickets import Ticket
from display_server.store import journal
from display_server.store import tables as t
from display_server.store.store import Store
from tests.postgres import Postgres

MONDAY_MORNING = "2026-03-02T01:00:00Z"  # 08.00 WIB
MEMORY = Path("/dev/shm")
HEAD = Actor("kepala", "admin")


def _words(indonesian: str) -> dict[str, str]:
    return {"id": indonesian, "en": f"{indonesian} (en)"}


def _service(position: int, code: str, agency: str, queue: str, zone: str, active: bool = True) -> dict[str, Any]:
    return {
        "code": code,
        "position": position,
        "name": _words(f"Layanan {code}"),
        "agency": agency,
        "queue": queue,
        "zone": zone,
        "completion_time": "15 menit",
        "fee": "gratis",
        "scope": "",
        "active": active,
    }


def _counter(number: int, zone: str, *services: str) -> dict[str, Any]:
    title = _words(f"Loket {number}")
    return {"number": number, "zone": zone, "title": title, "detail": title, "services": list(services)}


def plan() -> Plan:
    """Two halls, four counters, five services of which two share the queue A and one is not offered.

    KTP is served at counters 1 and 2, KK at 1, SIM at 3, PAJAK at 3 and 4; LAMA is closed.
    """
    return Plan(
        site={"name": "Mal Uji", "tz": "Asia/Jakarta", "kind": "mpp", "ticker": [_words("Selamat datang")]},
        zones=[{"code": "Z1", "name": _words("Adminduk")}, {"code": "Z2", "name": _words("Samsat")}],
        agencies=[
            {"code": "DK", "name": "Dinas Dukcapil", "short": "Dukcapil", "type": "dinas"},
            {"code": "PR", "name": "Polres", "short": "Polres", "type": "vertikal"},
        ],
        queues=[{"code": code, "prefix": code} for code in ("A", "B", "C")],
        services=[
            _service(0, "KTP", "DK", "A", "Z1"),
            _service(1, "KK", "DK", "A", "Z1"),
            _service(2, "SIM", "PR", "B", "Z2"),
            _service(3, "PAJAK", "PR", "C", "Z2"),
            _service(4, "LAMA", "PR", "C", "Z2", active=False),
        ],
        counters=[
            _counter(1, "Z1", "KTP", "KK"),
            _counter(2, "Z1", "KTP"),
            _counter(3, "Z2", "SIM", "PAJAK"),
            _counter(4, "Z2", "PAJAK"),
        ],
        hours=[{"weekday": weekday, "opens": "08:00", "closes": "15:00"} for weekday in range(5)],
    )


class Clock:
    """The mall's clock: stands still until the test moves it."""

    def __init__(self, now: str = MONDAY_MORNING) -> None:
        self.set(now)

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: str) -> None:
        """Set the clock to an ISO 8601 instant, forwards or backwards."""
        self._now = datetime.fromisoformat(now).astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)


class Mall:
    """The small mall, open for acts; remembers every fact that was told."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.clock = clock
        self.told: list[Event] = []
        self.url = url
        self.store = Store(url, on_commit=self.told.extend, clock=clock)

    def do(self, act: Callable[..., Any], *arguments: Any, actor: Actor = HEAD, **options: Any) -> Any:
        """Do one act as one transaction and return what it returns."""
        return self.store.act(lambda work: act(work, actor, *arguments, **options)).result(10)

    def refuses(self, act: Callable[..., Any], *arguments: Any, actor: Actor = HEAD, **options: Any) -> Refusal:
        """Do an act that the mall must refuse, leaving no trace; return the refusal."""
        before = self.everything()
        told = len(self.told)
        with pytest.raises(Refusal) as refused:
            self.do(act, *arguments, actor=actor, **options)
        assert self.everything() == before
        assert len(self.told) == told
        return refused.value

    def take(self, service: str = "KTP", priority_class: str = "none") -> str:
        """Take a number and return it."""
        event: Event = self.do(tickets.take, service, priority_class)
        return str(event.data["number"])

    def open(self, *numbers: int) -> None:
        """Open counters."""
        for number in numbers:
            self.do(counters.open_counter, number)

    def call_next(self, counter: int) -> str:
        """Call the next ticket and return its number."""
        event: Event = self.do(calls.call_next, counter)
        return str(event.data["number"])

    def close_day(self) -> Event:
        """Close the service day by hand."""
        event: Event = self.do(days.close)
        return event

    def ticket(self, number: str) -> Ticket:
        """The latest ticket with this number, of any day."""
        with self.store._reading.begin() as connection:
            found = select(t.tickets.c.id).where(t.tickets.c.number == number).order_by(t.tickets.c.order.desc())
            ticket_id = connection.execute(found).scalars().first()
        return self.store.read(lambda work: work.ticket(ticket_id))

    def state_of(self, number: str) -> str:
        """The state of the latest ticket with this number."""
        return self.ticket(number).state

    def waiting(self, counter: int) -> list[str]:
        """The numbers that wait for a counter, in the order its desk shows them."""
        return [row["number"] for row in self.desk(counter)["waiting"]]

    def desk(self, counter: int) -> dict[str, Any]:
        """What the desk of a counter shows."""
        state: dict[str, Any] = self.store.snapshot("desk", None, counter, None)["state"]
        return state

    def everything(self) -> dict[str, list[Any]]:
        """Every row of every table, by table."""
        with self.store._reading.begin() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                for table in t.metadata.sorted_tables
            }

    def facts(self) -> list[Event]:
        """The whole journal."""
        with self.store._reading.begin() as connection:
            return list(journal.facts(connection))

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def found(url: str) -> None:
    """Found the small mall in an empty database; its counters are closed."""
    store = Store(url, clock=Clock("2026-03-01T01:00:00Z"))
    store.act(lambda work: mall.found(work, SYSTEM, plan())).result(10)
    store.close()


class Malls:
    """Gives out small malls, each in a fresh database, quickly copied from one that was founded once."""

    def __init__(self, original: str, copy: Callable[[str], str]) -> None:
        self._original = original
        self._copy = copy

    def database(self) -> str:
        """The address of a fresh database that holds the small mall."""
        return self._copy(self._original)


@pytest.fixture(scope="session")
def sqlite_malls() -> Iterator[Malls]:
    """Small malls in SQLite files, in memory where the machine can: these tests are not about the disk."""
    with tempfile.TemporaryDirectory(prefix="panggil-malls-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        numbers = count(1)
        original = f"sqlite:///{folder / 'founded.db'}"
        found(original)

        def copy(url: str) -> str:
            target = folder / f"mall-{next(numbers)}.db"
            shutil.copyfile(str(make_url(url).database), target)
            return f"sqlite:///{target}"

        yield Malls(original, copy)


@pytest.fixture(scope="session")
def postgres_malls(postgres: Postgres) -> Malls:
    """Small malls in PostgreSQL, one at a time: each takes the place of the one before."""
    original = postgres.fresh()
    found(original)
    engine = create_engine(original, poolclass=NullPool)
    with engine.connect() as connection:
        rows = {table: connection.execute(select(table)).all() for table in t.metadata.sorted_tables}
    names = ", ".join(f'"{table.name}"' for table in rows)

    def copy(url: str) -> str:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names}")
            for table, kept in rows.items():
                if kept:
                    connection.execute(table.insert(), [row._asdict() for row in kept])
        return url

    return Malls(original, copy)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def malls(request: pytest.FixtureRequest) -> Malls:
    """Small malls on both databases: a test that asks for them runs twice."""
    found: Malls = request.getfixturevalue(f"{request.param}_malls")
    return found


@pytest.fixture
def small_mall(malls: Malls) -> Iterator[Mall]:
    """The small mall on a Monday morning, nothing open yet; a test that asks for it runs on both databases."""
    opened = Mall(malls.database(), Clock())
    yield opened
    opened.close()


@pytest.fixture
def sqlite_mall(sqlite_malls: Malls) -> Iterator[Mall]:
    """The small mall on SQLite alone, where the database makes no difference."""
    opened = Mall(sqlite_malls.database(), Clock())
    yield opened
    opened.close()
