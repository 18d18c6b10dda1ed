"""What screens and speakers report of a call: shown, spoken. The first of each is a fact."""

from __future__ import annotations

from ..domain.events import Event
from .ports import Actor, Work


def shown(work: Work, actor: Actor, call_id: str) -> Event | None:
    """Note the first screen that painted a call; None when it was noted before or the call is unknown."""
    call = work.call(call_id)
    if call is None or call.shown_at is not None:
        return None
    return work.record(actor, "call.shown", {"call": call_id, "counter": call.counter, "at": work.now})


def spoken(work: Work, actor: Actor, call_id: str) -> Event | None:
    """Note that a speaker finished saying a call; None when it was noted before or the call is unknown."""
    call = work.call(call_id)
    if call is None or call.spoken_at is not None:
        return None
    return work.record(actor, "call.spoken", {"call": call_id, "counter": call.counter, "at": work.now})
