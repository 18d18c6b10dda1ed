"""Who hears what: which facts concern a view, and what of them it is told (docs/protocol.md, Events)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .events import COUNTER_EVENTS, DAY_EVENTS, MALL_EVENTS, TICKET_EVENTS, Event
from .tickets import FINISHED, WAITING

VIEWS = ("hall", "sign", "desk", "kiosk", "phone")
HALL_EVENTS = frozenset({"ticket.called", "ticket.recalled", "ticket.undone"})
DESK_ONLY = frozenset({"issued_at", "called_at", "started_at", "undo_until", "by_counter", "shown_at", "spoken_at"})
INTERNAL = frozenset({"with", "run", "count", "went_ahead"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who looks at the same thing: one room, one chain of seqs.

    ``services`` are the services a desk serves, or the pool of a phone's ticket; ``service`` is that of the phone's ticket.
    """

    view: str
    zone: str | None = None
    counter: int | None = None
    ticket: str | None = None
    services: frozenset[str] = frozenset()
    service: str | None = None

    @property
    def room(self) -> str:
        """The name of the Socket.IO room of this audience."""
        return f"{self.view}:{self.zone or self.counter or self.ticket or ''}"


def of_snapshot(
    view: str, zone: str | None, counter: int | None, ticket: str | None, state: Mapping[str, Any]
) -> Audience:
    """Return the audience of a view, with what its state says of its services."""
    if view == "desk":
        return Audience(view, counter=counter, services=frozenset(state["counter"]["services"]))
    if view == "phone":
        return Audience(view, ticket=ticket, services=frozenset(state["pool"]), service=state["ticket"]["service"])
    if view == "hall":
        return Audience(view, zone=zone)
    return Audience(view, counter=counter if view == "sign" else None)


def concerns(audience: Audience, event: Event) -> bool:
    """Return whether this audience must hear the fact; a change of the mall concerns everybody (`needs_snapshot`)."""
    if event.type in DAY_EVENTS:
        return True
    data = event.data
    if event.type in COUNTER_EVENTS:
        if audience.view == "hall":
            return bool(data["zone"] == audience.zone)
        return audience.view == "kiosk" or (audience.view in ("sign", "desk") and data["number"] == audience.counter)
    if event.type in ("call.shown", "call.spoken"):
        return audience.view == "desk" and data["counter"] == audience.counter
    return event.type in TICKET_EVENTS and _ticket_concerns(audience, event.type, data)


def _ticket_concerns(audience: Audience, type: str, data: Mapping[str, Any]) -> bool:
    if audience.view == "hall":
        return type in HALL_EVENTS and data["zone"] == audience.zone
    if audience.view == "sign":
        return audience.counter in (data["counter"], data.get("from_counter"))
    if audience.view == "kiosk":
        return WAITING in (data["from"], data["to"])
    served = not audience.services.isdisjoint((data["service"], data.get("from_service")))
    if audience.view == "desk":
        return served or audience.counter in (data["counter"], data.get("from_counter"), data.get("by_counter"))
    if data["ticket"] == audience.ticket:
        return True
    in_line = WAITING in (data["from"], data["to"])
    paced = FINISHED in (data["from"], data["to"]) and data["service"] == audience.service
    return (served and in_line) or paced


def needs_snapshot(audience: Audience, event: Event) -> bool:
    """Return whether the fact changes what the audience is, so that only a fresh snapshot will do."""
    if event.type in MALL_EVENTS:
        return True
    return audience.view == "phone" and event.data.get("ticket") == audience.ticket and "pool" in event.data


def moved(audience: Audience, event: Event) -> Audience:
    """Return a phone's audience after its own ticket went to another service."""
    if audience.view == "phone" and event.data.get("ticket") == audience.ticket and "pool" in event.data:
        return replace(audience, services=frozenset(event.data["pool"]), service=event.data["service"])
    return audience


def told(audience: Audience, event: Event) -> dict[str, Any]:
    """Return what this audience is told of a fact: never a secret, and a ticket's id only to the desk."""
    public = {name: value for name, value in event.public().items() if name not in INTERNAL}
    if event.type not in TICKET_EVENTS:
        return public
    if audience.view == "desk":
        return {"id": event.data["ticket"], **public}
    mine = audience.view == "phone" and event.data["ticket"] == audience.ticket
    kept = {name: value for name, value in public.items() if name not in DESK_ONLY}
    return {**kept, "mine": True} if mine else kept


def wire(audience: Audience, event: Event, after: int) -> dict[str, Any]:
    """Return the event as it goes over the wire; ``after`` is the previous seq of this audience."""
    return {"seq": event.seq, "after": after, "at": event.at, "type": event.type, "data": told(audience, event)}


def chain(audience: Audience, events: Iterable[Event], seq: int) -> list[dict[str, Any]]:
    """Return the events that concern an audience whose state is at ``seq``, chained by ``after``."""
    sent, last = [], seq
    for event in events:
        if concerns(audience, event):
            sent.append(wire(audience, event, last))
            audience, last = moved(audience, event), event.seq
    return sent


def replayable(audience: Audience, events: Iterable[Event]) -> bool:
    """Return whether a lost link can be mended by events alone."""
    return not any(needs_snapshot(audience, event) for event in events)
