"""The one access table: which role may do what. Every route names its line; a test walks them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..domain.errors import Refusal
from .ports import Actor

EVERYONE: frozenset[str | None] = frozenset({None, "admin", "supervisor", "clerk", "kiosk", "screen", "viewer"})
_DESK: frozenset[str | None] = frozenset({"admin", "supervisor", "clerk"})
_ADMIN: frozenset[str | None] = frozenset({"admin"})


@dataclass(frozen=True, slots=True)
class Line:
    """Who may do one thing; ``own_counter`` limits clerks to the counters they are assigned to."""

    roles: frozenset[str | None]
    own_counter: bool = False


ACCESS: Mapping[str, Line] = MappingProxyType(
    {
        "look": Line(EVERYONE),
        "cancel_ticket": Line(EVERYONE),
        "sign_in": Line(EVERYONE),
        "sign_out": Line(EVERYONE),
        "pair_by_link": Line(EVERYONE),
        "take_ticket": Line(_DESK | {"kiosk"}),
        "look_at_desk": Line(_DESK | {"viewer"}, own_counter=True),
        "call": Line(_DESK, own_counter=True),
        "serve": Line(_DESK, own_counter=True),
        "undo": Line(_DESK, own_counter=True),
        "open_counter": Line(_DESK, own_counter=True),
        "acknowledge": Line(_DESK | {"screen"}),
        "speak": Line(frozenset({"screen"})),
        "close_day": Line(frozenset({"admin", "supervisor"})),
        "manage_accounts": Line(_ADMIN),
        "manage_devices": Line(_ADMIN),
        "manage_mall": Line(_ADMIN),
    }
)


def allowed(actor: Actor, act: str, counter: int | None = None) -> bool:
    """Return whether this actor may do this (at this counter)."""
    line = ACCESS[act]
    if actor.role not in line.roles:
        return False
    return not (line.own_counter and actor.role == "clerk" and counter not in actor.counters)


def require(actor: Actor, act: str, counter: int | None = None) -> None:
    """Let the actor pass.

    Raises:
        Refusal: ``unauthenticated`` for the public, ``forbidden`` for a known actor without the right.
    """
    if not allowed(actor, act, counter):
        raise Refusal("unauthenticated" if actor.role is None else "forbidden")
