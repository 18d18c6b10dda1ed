"""Opening, pausing and closing a counter."""

from __future__ import annotations

from dataclasses import replace

from ..domain import instants
from ..domain.errors import Refusal
from ..domain.mall import Counter
from . import access, days
from .ports import Actor, Work


def open_counter(work: Work, actor: Actor, number: int) -> Counter:
    """Open a counter; an open one stays open."""
    return _change(work, actor, number, "open", "counter.opened")


def pause(work: Work, actor: Actor, number: int, minutes: int | None = None) -> Counter:
    """Begin a break, with the instant of return when ``minutes`` is given.

    Raises:
        Refusal: ``counter_busy`` while a ticket is at the counter, ``counter_closed`` when it is not open.
    """
    access.require(actor, "open_counter", number)
    counter = work.counter(number)
    if counter.status not in ("open", "break"):
        raise Refusal("counter_closed", counter=number)
    back_at = None if minutes is None else instants.after(work.now, minutes * 60)
    return _change(work, actor, number, "break", "counter.paused", back_at)


def close(work: Work, actor: Actor, number: int) -> Counter:
    """Close a counter; a closed one stays closed.

    Raises:
        Refusal: ``counter_busy`` while a ticket is at the counter.
    """
    return _change(work, actor, number, "closed", "counter.closed")


def _change(work: Work, actor: Actor, number: int, status: str, event: str, back_at: str | None = None) -> Counter:
    days.close_overdue(work)
    access.require(actor, "open_counter", number)
    counter = work.counter(number)
    if status != "open" and (running := work.running(number)):
        raise Refusal("counter_busy", counter=number, number=running.number)
    if (counter.status, counter.back_at) == (status, back_at):
        return counter
    changed = replace(counter, status=status, back_at=back_at)
    work.record(actor, event, {"counter": changed.view(), "zone": counter.zone, "number": number})
    return changed
