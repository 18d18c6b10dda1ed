"""Who is next: arrival order, with priority visitors let ahead by a declared ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """At most ``ahead`` of any ``of`` successive calls of a counter let a priority visitor go ahead."""

    ahead: int = 1
    of: int = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A waiting ticket as the rule sees it; ``order`` is its arrival order, kept for life."""

    id: str
    order: int
    priority: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to call, and whether somebody who came earlier was passed for it."""

    id: str
    went_ahead: bool


def choose(waiting: Sequence[Candidate], went_ahead: Sequence[bool], ratio: Ratio) -> Choice | None:
    """Choose the next ticket of a counter, or None when nobody waits.

    Args:
        waiting: the waiting tickets of the counter's services, in any order.
        went_ahead: for the counter's latest calls of the day, newest first, whether that call let somebody go ahead.
        ratio: the declared share of priority; ``Ratio(0, 1)`` is plain arrival order.
    """
    if not waiting:
        return None
    first = min(waiting, key=lambda candidate: candidate.order)
    if first.priority:
        return Choice(first.id, went_ahead=False)
    entitled = [candidate for candidate in waiting if candidate.priority]
    if entitled and sum(went_ahead[: ratio.of - 1]) < ratio.ahead:
        return Choice(min(entitled, key=lambda candidate: candidate.order).id, went_ahead=True)
    return Choice(first.id, went_ahead=False)
