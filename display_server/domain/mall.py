"""The mall itself: site, zones, agencies, queues, services, counters, opening hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

COUNTER_STATUSES = ("open", "break", "closed", "unstaffed", "quota_full", "outage")
ROLES = ("admin", "supervisor", "clerk", "kiosk", "screen", "viewer")
STAFF_ROLES = ("admin", "supervisor", "clerk")
DEVICE_ROLES = ("kiosk", "screen", "viewer")


class Words(TypedDict):
    """One text in the languages of the mall; Indonesian is never missing."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Site:
    """One place that serves people; ``day`` is its open service day (ISO date) or None."""

    name: str
    tz: str
    day: str | None
    kind: str = "mpp"
    ticker: list[Words] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Zone:
    """Screens and speakers that share one voice, and the counters called in it."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Service:
    """What a visitor comes for; numbered by its queue, served by the counters that list it."""

    code: str
    name: Words
    agency: str
    agency_name: str
    agency_short: str
    queue: str
    prefix: str
    zone: str
    completion_time: str
    fee: str
    scope: str
    active: bool
    pace_low_s: int | None
    pace_high_s: int | None

    def pace(self) -> dict[str, int] | None:
        """Return the pace kept with the service (docs/protocol.md), or None."""
        if self.pace_low_s is None or self.pace_high_s is None:
            return None
        return {"low_s": self.pace_low_s, "high_s": self.pace_high_s}

    def label(self) -> dict[str, object]:
        """Return the service label as every screen shows it (docs/protocol.md, Label)."""
        return {
            "service": self.code,
            "name": self.name,
            "agency": {"code": self.agency, "name": self.agency_name, "short": self.agency_short},
            "completion_time": self.completion_time,
            "fee": self.fee,
            "scope": self.scope,
        }


@dataclass(frozen=True, slots=True)
class Counter:
    """A numbered desk. ``last_act`` is what its clerk may still take back, or None."""

    number: int
    zone: str
    status: str
    back_at: str | None
    title: Words
    detail: Words
    services: tuple[str, ...]
    last_act: dict[str, object] | None

    def view(self) -> dict[str, object]:
        """Return the counter as every screen shows it (docs/protocol.md, Counter)."""
        return {
            "number": self.number,
            "zone": self.zone,
            "status": self.status,
            "back_at": self.back_at,
            "title": self.title,
            "detail": self.detail,
            "services": list(self.services),
        }

    def row(self, ticket: dict[str, object] | None) -> dict[str, object]:
        """Return the counter as the API lists it, with the ticket at it (number, state, service) or None."""
        return {
            "number": self.number,
            "zone": self.zone,
            "status": self.status,
            "back_at": self.back_at,
            "services": list(self.services),
            "ticket": ticket,
            "label": {"title": self.title, "detail": self.detail},
        }
