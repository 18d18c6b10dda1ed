"""Setting the mall up: site, zones, agencies, queues, services, counters, opening hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..domain.errors import Refusal
from ..domain.mall import Words
from ..domain.numbering import PREFIX
from . import access
from .ports import Actor, Work


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole mall as plain rows, each with the fields of its fact (domain/events.py, `*.saved`)."""

    site: dict[str, Any]
    zones: list[dict[str, Any]] = field(default_factory=list)
    agencies: list[dict[str, Any]] = field(default_factory=list)
    queues: list[dict[str, Any]] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    hours: list[dict[str, Any]] = field(default_factory=list)


def found(work: Work, actor: Actor, plan: Plan) -> None:
    """Set up the mall of a plan in an empty database.

    Raises:
        Refusal: ``not_empty``.
        ValueError: the plan contradicts itself; names the row.
    """
    access.require(actor, "manage_mall")
    if work.has_site():
        raise Refusal("not_empty")
    _check(plan)
    work.record(actor, "site.saved", plan.site)
    for name, rows in (
        ("zone.saved", plan.zones),
        ("agency.saved", plan.agencies),
        ("queue.saved", plan.queues),
        ("service.saved", plan.services),
        ("counter.saved", plan.counters),
    ):
        for row in rows:
            work.record(actor, name, row)
    work.record(actor, "hours.saved", {"hours": plan.hours})


def sign_title(agencies: Iterable[tuple[str, str]], names: Iterable[Words]) -> tuple[Words, Words]:
    """Return title and detail of a counter's sign from its agencies (name, short) and service names.

    One agency gives its own name; several share the sign by their short names.
    """
    unique = list(dict.fromkeys(agencies))
    title = unique[0][0] if len(unique) == 1 else " · ".join(short for _name, short in unique)
    listed = list(names)
    detail = Words(id=" · ".join(name["id"] for name in listed), en=" · ".join(name["en"] for name in listed))
    return Words(id=title, en=title), detail


def _check(plan: Plan) -> None:
    zones, agencies, queues = ({row["code"] for row in rows} for rows in (plan.zones, plan.agencies, plan.queues))
    services = {row["code"] for row in plan.services}
    for row in plan.queues:
        if not PREFIX.fullmatch(row["prefix"]):
            raise ValueError(f"queue {row['code']}: prefix {row['prefix']!r} is not one or two capital letters")
    for row in plan.services:
        if row["zone"] not in zones or row["agency"] not in agencies or row["queue"] not in queues:
            raise ValueError(f"service {row['code']}: unknown zone, agency or queue")
    for row in plan.counters:
        if row["zone"] not in zones or not services.issuperset(row["services"]):
            raise ValueError(f"counter {row['number']}: unknown zone or service")
