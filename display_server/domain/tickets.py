"""Tickets and the one table of their moves (docs/protocol.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import Refusal

WAITING, CALLED, SERVING, HELD = "waiting", "called", "serving", "held"
NO_SHOW, FINISHED, CANCELLED, ABANDONED = "no_show", "finished", "cancelled", "abandoned"
STATES = (WAITING, CALLED, SERVING, HELD, NO_SHOW, FINISHED, CANCELLED, ABANDONED)
RUNNING = frozenset({CALLED, SERVING})
"""States in which a ticket is at a counter; a counter has at most one such ticket."""

PRIORITY_CLASSES = ("none", "lansia", "disabilitas", "ibu_hamil", "ibu_menyusui_balita")
OUTCOMES = ("completed", "incomplete_docs", "in_process", "system_down", "rejected", "information", "pickup")


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table of moves: which states an act starts from, where it leads, what it is called."""

    sources: frozenset[str]
    target: str
    event: str


MOVES: Mapping[str, Move] = MappingProxyType(
    {
        "call_next": Move(frozenset({WAITING}), CALLED, "ticket.called"),
        "call": Move(frozenset({WAITING, HELD, NO_SHOW}), CALLED, "ticket.called"),
        "recall": Move(frozenset({CALLED}), CALLED, "ticket.recalled"),
        "start": Move(frozenset({CALLED}), SERVING, "ticket.started"),
        "finish": Move(frozenset({CALLED, SERVING}), FINISHED, "ticket.finished"),
        "skip": Move(frozenset({CALLED}), NO_SHOW, "ticket.skipped"),
        "hold": Move(frozenset({CALLED, SERVING}), HELD, "ticket.held"),
        "requeue": Move(frozenset({HELD, NO_SHOW}), WAITING, "ticket.requeued"),
        "transfer": Move(frozenset({CALLED, SERVING}), WAITING, "ticket.transferred"),
        "cancel": Move(frozenset({WAITING}), CANCELLED, "ticket.cancelled"),
        "abandon": Move(frozenset({WAITING, HELD, CALLED}), ABANDONED, "ticket.abandoned"),
    }
)

UNDO_WINDOW_S = 5
"""How long a counter may take back its last act."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One place in a line. Instants are ISO 8601 UTC texts."""

    id: str
    day: str
    number: str
    queue: str
    service: str
    state: str
    order: int
    priority_class: str
    lang: str
    issued_at: str
    called_at: str | None
    started_at: str | None
    finished_at: str | None
    counter: int | None
    call: str | None
    calls: int
    outcome: str | None
    seq: int

    @property
    def priority(self) -> bool:
        """Whether the visitor asked for priority; the reason stays in the store."""
        return self.priority_class != "none"


def move(ticket: Ticket, act: str) -> Move:
    """Return the row of the table for this act.

    Raises:
        Refusal: ``wrong_state``, with the number and the state it is in.
    """
    row = MOVES[act]
    if ticket.state not in row.sources:
        raise Refusal("wrong_state", number=ticket.number, state=ticket.state, act=act)
    return row
