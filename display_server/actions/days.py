"""The service day: opens with its first number, closes by hand or by itself after midnight."""

from __future__ import annotations

from ..domain import instants
from ..domain.errors import Refusal
from ..domain.events import Event
from ..domain.tickets import SERVING, Ticket, move
from . import access
from .facts import about
from .ports import SYSTEM, Actor, Work


def open_if_needed(work: Work, actor: Actor) -> str:
    """Return the open service day (ISO date), opening today's when none is open."""
    close_overdue(work)
    day = work.site().day
    if day is None:
        day = _today(work)
        work.record(actor, "day.opened", {"day": day, "until": None})
    return day


def close_overdue(work: Work) -> Event | None:
    """Close a day that midnight has ended; leftovers are abandoned and numbering starts again."""
    day = work.site().day
    if day is None or day >= _today(work):
        return None
    return _close(work, SYSTEM, day)


def close(work: Work, actor: Actor) -> Event:
    """Close the open day by hand.

    Raises:
        Refusal: ``day_not_open``.
    """
    access.require(actor, "close_day")
    day = work.site().day
    if day is None:
        raise Refusal("day_not_open")
    return _close(work, actor, day)


def _close(work: Work, actor: Actor, day: str) -> Event:
    for ticket in work.leftovers():
        if ticket.state == SERVING:
            _end(
                work,
                actor,
                ticket,
                "finish",
                {"outcome": "completed", "implicit": True, "pace": work.service(ticket.service).pace()},
            )
        else:
            _end(work, actor, ticket, "abandon", {})
    return work.record(actor, "day.closed", {"day": day})


def _end(work: Work, actor: Actor, ticket: Ticket, act: str, more: dict[str, object]) -> None:
    row, service = move(ticket, act), work.service(ticket.service)
    zone = service.zone if ticket.counter is None else work.counter(ticket.counter).zone
    data = about(ticket, service, row.target, counter=ticket.counter, zone=zone)
    work.record(actor, row.event, data | more)


def _today(work: Work) -> str:
    return instants.local_date(instants.parse(work.now), work.site().tz).isoformat()
