"""Every fact the journal may hold, by name, with what it says.

A fact is appended in the same transaction as its effect, and the tables are nothing but its projection.
Facts about tickets share the fields listed in docs/protocol.md; the journal also keeps the ticket's id and the class of priority,
which never leave the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TICKET_EVENTS = {
    "ticket.issued": "a number was taken",
    "ticket.called": "a ticket was called to a counter",
    "ticket.recalled": "the call was repeated",
    "ticket.started": "the visitor is at the counter",
    "ticket.finished": "the service ended, with its outcome",
    "ticket.skipped": "called and nobody came",
    "ticket.held": "parked for a while",
    "ticket.requeued": "back in line, arrival time kept",
    "ticket.transferred": "in line for another service, number and arrival time kept",
    "ticket.undone": "the counter took back its last act",
    "ticket.cancelled": "the visitor gave the number up",
    "ticket.abandoned": "still in line when the day was closed",
}

COUNTER_EVENTS = {
    "counter.opened": "a counter calls from now on",
    "counter.paused": "a break, until back_at when it is known",
    "counter.closed": "a counter calls no more",
}

DAY_EVENTS = {"day.opened": "a service day began; numbers start at 001", "day.closed": "the service day ended"}

CALL_EVENTS = {
    "call.shown": "the first screen painted the call",
    "call.spoken": "a speaker finished saying the call",
}

MALL_EVENTS = {
    "site.saved": "name, time zone, running text of the site",
    "zone.saved": "a zone was added or changed",
    "agency.saved": "an agency was added or changed",
    "queue.saved": "a queue (prefix) was added or changed",
    "service.saved": "a service was added or changed",
    "counter.saved": "a counter and the services it serves were added or changed",
    "hours.saved": "the week's opening hours were set",
}

IDENTITY_EVENTS = {
    "account.added": "a person may sign in",
    "account.disabled": "a person may no longer sign in; sessions and sockets ended",
    "account.enabled": "a person may sign in again",
    "account.password_changed": "a new password was set; sessions and sockets ended",
    "account.assigned": "the counters a clerk may work at were set",
    "token.created": "a device or program got a token",
    "token.revoked": "a token no longer counts",
    "screen.paired": "a browser was paired as hall, sign or kiosk by a one-time link",
    "screen.revoked": "a paired browser was let go",
}

EVENTS: dict[str, str] = TICKET_EVENTS | COUNTER_EVENTS | DAY_EVENTS | CALL_EVENTS | MALL_EVENTS | IDENTITY_EVENTS

SECRET_FIELDS = frozenset({"ticket", "priority_class", "lang", "before"})
"""Fields of a fact that stay in the journal."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of the journal; ``data`` is plain JSON, ``at`` an ISO 8601 UTC text."""

    seq: int
    at: str
    day: str | None
    actor: str
    type: str
    data: dict[str, Any]

    def public(self) -> dict[str, Any]:
        """Return the data without the fields that stay in the journal."""
        return {name: value for name, value in self.data.items() if name not in SECRET_FIELDS}
