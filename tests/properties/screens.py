"""Every screen of the small mall: each applies the events it hears, and must then show what a fresh snapshot shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from display_server.domain import audiences
from display_server.store.store import Store
from tests.properties.reducers import Reducers

Place = tuple[str, str | None, int | None, str | None]

FIXED: list[Place] = [
    *(("hall", zone, None, None) for zone in ("Z1", "Z2")),
    *((view, None, number, None) for view in ("sign", "desk") for number in (1, 2, 3, 4)),
    ("kiosk", None, None, None),
]


@dataclass
class Screen:
    """One screen with the state it holds and the seq that state is at."""

    place: Place
    state: dict[str, Any]
    seq: int


class Screens:
    """All fixed screens, and a phone for every ticket that was given out."""

    def __init__(self, store: Store, reducers: Reducers) -> None:
        self._store = store
        self._reducers = reducers
        self._screens = [self._fresh(place) for place in FIXED]
        self._seq = self._screens[0].seq

    def _fresh(self, place: Place) -> Screen:
        snapshot = self._store.snapshot(*place)
        # Over the wire everything is JSON.
        return Screen(place, json.loads(json.dumps(snapshot["state"])), snapshot["seq"])

    def follow(self) -> None:
        """Let every screen apply what happened, and compare it with a fresh snapshot."""
        head, events = self._store.events_after(self._seq, 1000)
        for screen in self._screens:
            audience = audiences.of_snapshot(*screen.place, screen.state)
            heard = audiences.chain(audience, events, screen.seq)
            self._check_chain(heard, screen.seq)
            shown = self._reducers.apply(screen.place[0], screen.state, heard) if heard else screen.state
            fresh = self._fresh(screen.place)
            told = [(event["type"], event["data"].get("number")) for event in heard]
            assert shown == fresh.state, f"{screen.place} after {told}: {difference(shown, fresh.state)}"
            screen.state, screen.seq = fresh.state, fresh.seq
        self._seq = head
        for event in events:
            if event.type == "ticket.issued":
                self._screens.append(self._fresh(("phone", None, None, event.data["ticket"])))

    @staticmethod
    def _check_chain(heard: list[dict[str, Any]], seq: int) -> None:
        for event in heard:
            assert event["after"] == seq
            assert event["seq"] > seq
            seq = event["seq"]
            private = {"ticket", "priority_class", "lang", "before", "with", "run", "count", "went_ahead"}
            assert not private & event["data"].keys()


def difference(shown: Any, fresh: Any, path: str = "") -> list[str]:
    """Where two states differ: what the screen shows, and what it should show."""
    if isinstance(shown, dict) and isinstance(fresh, dict):
        names = [*shown, *(name for name in fresh if name not in shown)]
        return [text for name in names for text in difference(shown.get(name), fresh.get(name), f"{path}.{name}")]
    if isinstance(shown, list) and isinstance(fresh, list) and len(shown) == len(fresh):
        return [
            text for n, pair in enumerate(zip(shown, fresh, strict=True)) for text in difference(*pair, f"{path}[{n}]")
        ]
    return [] if shown == fresh else [f"{path}: shows {shown}, should show {fresh}"]
