"""The fields that every fact about a ticket carries (docs/protocol.md)."""

from __future__ import annotations

from typing import Any

from ..domain import instants
from ..domain.mall import Service
from ..domain.tickets import UNDO_WINDOW_S, Ticket
from .ports import Work

RESTORED = ("state", "service", "counter", "call", "calls", "called_at", "started_at", "finished_at", "outcome")
"""What an undo gives back to a ticket."""


def about(ticket: Ticket, service: Service, to: str, *, counter: int | None, zone: str) -> dict[str, Any]:
    """Return the common fields of a move of ``ticket`` to the state ``to``."""
    return {
        "ticket": ticket.id,
        "number": ticket.number,
        "service": service.code,
        "label": service.label(),
        "zone": zone,
        "queue": ticket.queue,
        "order": ticket.order,
        "priority": ticket.priority,
        "priority_class": ticket.priority_class,
        "lang": ticket.lang,
        "from": ticket.state,
        "to": to,
        "counter": counter,
        "call": ticket.call,
        "calls": ticket.calls,
        "issued_at": ticket.issued_at,
        "called_at": ticket.called_at,
        "started_at": ticket.started_at,
    }


def undoable(work: Work, ticket: Ticket, act: str, counter: int, together_with: tuple[int, ...] = ()) -> dict[str, Any]:
    """Return what a fact must carry so that the counter can take the act back within five seconds.

    ``together_with`` are the seqs of earlier facts of the same act.
    """
    return {
        "act": act,
        "by_counter": counter,
        "undo_until": instants.after(work.now, UNDO_WINDOW_S),
        "with": list(together_with),
        "before": {name: getattr(ticket, name) for name in RESTORED},
    }
