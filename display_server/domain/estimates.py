"""The honest wait: a range from a service's own recent times, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .tickets import WAITING

FEWEST_SAMPLES = 5
LATEST_SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds until one more person ahead is called: the quick and the slow end of the range."""

    low_s: int
    high_s: int


def pace(durations_s: Sequence[float], open_counters: int) -> Pace | None:
    """Return the pace of a service, or None with fewer than five samples.

    The range runs from the median to the 80th percentile (nearest rank) of the latest service times,
    divided by the counters that are open for it.
    """
    if len(durations_s) < FEWEST_SAMPLES:
        return None
    ordered = sorted(durations_s)
    share = max(open_counters, 1)
    return Pace(round(_percentile(ordered, 50) / share), round(_percentile(ordered, 80) / share))


def wait(pace: Pace | None, ahead: int) -> dict[str, int] | None:
    """Return ``{low, high}`` in seconds for somebody with ``ahead`` people before them, or None without a pace."""
    if pace is None:
        return None
    return {"low": pace.low_s * (ahead + 1), "high": pace.high_s * (ahead + 1)}


def of_phone(state: Mapping[str, Any]) -> dict[str, int] | None:
    """Return the wait of a phone's state (docs/protocol.md), or None when nothing honest can be said."""
    kept = state["pace"]
    if state["ticket"]["state"] != WAITING or kept is None:
        return None
    return wait(Pace(kept["low_s"], kept["high_s"]), state["ahead"])


def _percentile(ordered: Sequence[float], percent: int) -> float:
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(rank, 1) - 1]
