"""What a screen does: look at a view, and catch up with it after a lost link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..domain import audiences
from ..domain.audiences import Audience
from ..domain.errors import Refusal
from .ports import Store, Work

LONGEST_REPLAY = 500
"""The longest gap, in facts, that is mended by events; beyond it a snapshot is cheaper."""

Place = tuple[str, str | None, int | None, str | None]
"""View, zone, counter, ticket."""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What brings a client to ``seq``: the events it missed, or None when only the snapshot will do.

    ``reached`` is where the client's own state stands then: at the snapshot, or at the last event that concerned it.
    """

    audience: Audience
    seq: int
    at: str
    snapshot: dict[str, Any]
    events: list[dict[str, Any]] | None
    reached: int


def catch_up(store: Store, place: Place, after: int | None) -> CaughtUp:
    """Return what brings a client whose state is at ``after`` (None: it has no state) up to date. Blocks while it reads.

    Raises:
        Refusal: ``unknown_zone``, ``unknown_counter``, ``unknown_ticket``, ``no_mall``.
    """
    snapshot = store.snapshot(*place)
    seq = snapshot["seq"]
    audience = audiences.of_snapshot(*place, snapshot["state"])
    events, reached = None, seq
    if after is not None and 0 <= seq - after <= LONGEST_REPLAY:
        _head, found = store.events_after(after, LONGEST_REPLAY)
        missed = [event for event in found if event.seq <= seq]
        if audiences.replayable(audience, missed):
            events = audiences.chain(audience, missed, after)
            reached = events[-1]["seq"] if events else after
    return CaughtUp(audience, seq, snapshot["at"], snapshot, events, reached)


def require_place(work: Work, view: str, zone: str | None, counter: int | None, ticket: str | None) -> None:
    """Let pass whoever wants to look at something that exists.

    Raises:
        Refusal: ``unknown_zone``, ``unknown_counter``, ``unknown_ticket``.
    """
    if view == "hall" and zone not in {known.code for known in work.zones()}:
        raise Refusal("unknown_zone", zone=zone)
    if view in ("sign", "desk"):
        work.counter(counter or 0)
    if view == "phone":
        work.ticket(ticket or "")
