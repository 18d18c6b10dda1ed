"""What a screen does: look at a view, and catch up with it after a lost link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..domain import audiences
from ..domain.audiences import Audience
from .ports import Store

LONGEST_REPLAY = 500
"""The longest gap, in facts, that is mended by events; beyond it a snapshot is cheaper."""

Place = tuple[str, str | None, int | None, str | None]
"""View, zone, counter, ticket."""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What brings a client to ``seq``: the events it missed, or None when only the snapshot will do."""

    audience: Audience
    seq: int
    at: str
    snapshot: dict[str, Any]
    events: list[dict[str, Any]] | None


def catch_up(store: Store, place: Place, after: int | None) -> CaughtUp:
    """Return what brings a client whose state is at ``after`` (None: it has no state) up to date. Blocks while it reads.

    Raises:
        Refusal: ``unknown_zone``, ``unknown_counter``, ``unknown_ticket``, ``no_mall``.
    """
    snapshot = store.snapshot(*place)
    seq = snapshot["seq"]
    audience = audiences.of_snapshot(*place, snapshot["state"])
    events = None
    if after is not None and 0 <= seq - after <= LONGEST_REPLAY:
        _head, found = store.events_after(after, LONGEST_REPLAY)
        missed = [event for event in found if event.seq <= seq]
        if audiences.replayable(audience, missed):
            events = audiences.chain(audience, missed, after)
    return CaughtUp(audience, seq, snapshot["at"], snapshot, events)
