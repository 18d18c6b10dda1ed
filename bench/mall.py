"""The mall of the bench: the demo mall with thirty counters, all open, long lines, and every clip already made.

Clips are made when a number is taken, long before its call; here one spoken clause stands for every ticket's, so that the
preparation does not take an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from audio import plan
from audio.clips import ClipStore
from audio.numerals import Lang
from audio.voices.espeak import Espeak
from display_server import demo
from display_server.actions import counters, identity, mall, tickets
from display_server.actions.ports import SYSTEM, Actor, Work
from display_server.domain.events import Event
from display_server.settings import Settings
from display_server.store.store import Store

COUNTERS = 30
LANG: Lang = "id"


@dataclass(frozen=True)
class Press:
    """What a clerk needs: a counter, its zone, and a token."""

    counter: int
    zone: str
    token: str


@dataclass(frozen=True)
class Prepared:
    """An instance ready to be served; `pairing` are the one-time links' secrets of the pages, by path."""

    folder: Path
    clerks: list[Press]
    pairing: dict[str, str]


def prepare(folder: Path, *, waiting: int) -> Prepared:
    """Found the mall in an empty folder with `waiting` tickets in line at every counter."""
    folder.mkdir(parents=True)
    store = Store(Settings(instance=folder).url)

    def act(change: Callable[[Work], Any]) -> Any:
        return store.act(change).result()

    try:
        founded = _plan()
        act(lambda work: mall.found(work, SYSTEM, founded))
        for row in founded.counters:
            act(partial(_open, number=row["number"]))
        wanted = [row["services"][turn % len(row["services"])] for turn in range(waiting) for row in founded.counters]
        issued = [store.act(partial(_take, service=service)) for service in wanted]
        numbers = [future.result().data["number"] for future in issued]
        prepared: Prepared = act(lambda work: _credentials(work, folder, founded))
    finally:
        store.close()
    _make_clips(folder, numbers, founded)
    return prepared


def _open(work: Work, number: int) -> object:
    return counters.open_counter(work, SYSTEM, number)


def _take(work: Work, service: str) -> Event:
    return tickets.take(work, Actor("kiosk", "kiosk"), service)


def _plan() -> mall.Plan:
    founded = demo.plan()
    extra = [
        {**like, "number": number}
        for number, like in zip(range(len(founded.counters) + 1, COUNTERS + 1), founded.counters[21:], strict=False)
    ]
    founded.counters.extend(extra)
    return founded


def _credentials(work: Work, folder: Path, founded: mall.Plan) -> Prepared:
    def token(counter: int) -> str:
        return identity.create_token(work, SYSTEM, "clerk", f"clerk {counter}", counter=counter).secret

    clerks = [Press(row["number"], row["zone"], token(row["number"])) for row in founded.counters]
    links = {
        f"/hall/{row['code']}": identity.create_pairing_link(work, SYSTEM, "hall", zone=row["code"]).secret
        for row in founded.zones
    }
    return Prepared(folder, clerks, links)


def _make_clips(folder: Path, numbers: list[str], founded: mall.Plan) -> None:
    voice = Espeak()
    clips = ClipStore(folder / "clips", [voice])
    clips.chime()
    for row in founded.counters:
        clips.clip(plan.counter(row["number"], LANG))
    keys = folder / "clips" / "keys"
    one = plan.ticket(numbers[0], "digits", LANG)
    clips.clip(one)
    note = (keys / clips._key(voice, one)).read_bytes()  # noqa: SLF001  # one sentence under every key
    for number in numbers[1:]:
        (keys / clips._key(voice, plan.ticket(number, "digits", LANG))).write_bytes(note)  # noqa: SLF001
