"""The mall the faults happen to: one hall, sixteen counters that all serve one service, and a line of waiting tickets.

Built in this process through the store, because hundreds of numbers in one minute are more than a kiosk may take.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from display_server.actions import accounts, counters, identity, mall, passwords, tickets
from display_server.actions.mall import Plan
from display_server.actions.ports import SYSTEM, Actor, Work
from display_server.domain.events import Event
from display_server.settings import Settings
from display_server.store.store import Store
from tests.server import Server

COUNTERS = 16
CLERK_AND_PASSWORD = ("sari", "kursi-biru-tujuh-belas")
ADMIN_AND_PASSWORD = ("kepala", "meja-hijau-delapan-puluh")


@dataclass(frozen=True)
class Tokens:
    """Who may do what: a clerk of each counter, a kiosk, a screen, an admin."""

    clerks: dict[int, str]
    kiosk: str
    screen: str
    admin: str


@dataclass(frozen=True)
class Folder:
    """An instance with a mall in it, not served yet."""

    path: Path
    tokens: Tokens

    def copied_to(self, path: Path) -> Folder:
        shutil.copytree(self.path, path)
        return Folder(path, self.tokens)


class FaultyMall:
    """A server with the mall of this module, and what its journal says."""

    def __init__(self, server: Server, tokens: Tokens) -> None:
        self.server = server
        self.tokens = tokens

    def journal(self) -> list[Event]:
        """Every fact on the disk, in order."""
        with_server = Store(Settings(instance=self.server.instance).url)
        try:
            return with_server.events_after(0, 100_000)[1]
        finally:
            with_server.close()

    def calls(self) -> list[Event]:
        """The facts `ticket.called` on the disk, in order."""
        return [event for event in self.journal() if event.type == "ticket.called"]

    def snapshot(self, **place: Any) -> dict[str, Any]:
        """The snapshot of a view, as a fresh screen would get it."""
        return self.server.api(self.tokens.admin).get("/api/v1/snapshot", params=place).json()

    def check(self) -> None:
        """Run the command `check`; fails with the broken invariant."""
        assert self.server.command("check").stdout.strip() == "ok"


def build(path: Path, *, waiting: int) -> Folder:
    """Found the mall in an empty folder with `waiting` tickets in line, one in ten of them with priority."""
    path.mkdir(parents=True)
    store = Store(Settings(instance=path).url)

    def act(change: Callable[[Work], Any]) -> Any:
        return store.act(change).result()

    try:
        act(lambda work: mall.found(work, SYSTEM, _plan()))
        act(_people)
        for number in range(1, COUNTERS + 1):
            act(lambda work, number=number: counters.open_counter(work, SYSTEM, number))
        kiosk = Actor("kiosk", "kiosk")
        for number in range(waiting):
            priority = "lansia" if number % 10 == 7 else "none"
            store.act(lambda work, priority=priority: tickets.take(work, kiosk, "DK-KTP", priority))
        return Folder(path, act(_tokens))
    finally:
        store.close()


def _plan() -> Plan:
    words = {"id": "KTP-el", "en": "e-ID card"}
    service = {
        "code": "DK-KTP", "position": 1, "name": words, "agency": "DUKCAPIL", "queue": "A", "zone": "Z1",
        "completion_time": "15 menit", "fee": "Gratis", "scope": "selesai", "active": True,
    }  # fmt: skip
    other = service | {"code": "BK-PBB", "position": 2, "queue": "X", "zone": "Z2", "name": {"id": "PBB", "en": "Tax"}}
    title = {"id": "Dukcapil", "en": "Dukcapil"}
    desks = [
        {"number": number, "zone": "Z1", "title": title, "detail": words, "services": ["DK-KTP"]}
        for number in range(1, COUNTERS + 1)
    ]
    return Plan(
        site={"name": "Mal Uji", "tz": "Asia/Jakarta", "kind": "mpp", "ticker": []},
        zones=[{"code": code, "name": {"id": code, "en": code}} for code in ("Z1", "Z2")],
        agencies=[{"code": "DUKCAPIL", "name": "Dukcapil", "short": "Dukcapil", "type": "OPD"}],
        queues=[{"code": prefix, "prefix": prefix} for prefix in "AX"],
        services=[service, other],
        counters=[*desks, {"number": 20, "zone": "Z2", "title": title, "detail": words, "services": ["BK-PBB"]}],
        hours=[{"weekday": weekday, "opens": "00:00", "closes": "24:00"} for weekday in range(7)],
    )


def _people(work: Work) -> None:
    name, password = CLERK_AND_PASSWORD
    accounts.add(work, SYSTEM, name, "clerk", passwords.hash_password(password, name), [3])
    name, password = ADMIN_AND_PASSWORD
    accounts.add(work, SYSTEM, name, "admin", passwords.hash_password(password, name), [])


def _tokens(work: Work) -> Tokens:
    def token(role: str, **place: Any) -> str:
        return identity.create_token(work, SYSTEM, role, f"{role} {place.get('counter', '')}", **place).secret

    clerks = {number: token("clerk", counter=number) for number in range(1, COUNTERS + 1)}
    return Tokens(clerks, token("kiosk"), token("screen"), token("admin"))
