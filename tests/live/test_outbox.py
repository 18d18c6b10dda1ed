"""The outbox hands facts to the rooms they concern: each once, in order, screens first, and never long in one breath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from display_server.domain.audiences import Audience
from display_server.domain.events import Event
from display_server.live.outbox import AT_ONCE, Outbox

HALL, ELSEWHERE = Audience("hall", zone="Z1"), Audience("hall", zone="Z2")
PHONE = Audience("phone", ticket="t9", services=frozenset({"DK-KTP"}), service="DK-KTP")


class Loop:
    """A loop in one thread; `between` happens at every breath."""

    async_mode = "threading"

    def __init__(self) -> None:
        self.breaths = 0
        self.between: Callable[[], None] = lambda: None

    def sleep(self, _seconds: float) -> None:
        self.breaths += 1
        self.between()

    def soon(self, callback: Callable[[], None]) -> None:
        callback()

    def spawn(self, work: Callable[[], None]) -> None:
        work()

    def in_thread(self, work: Callable[[], Any]) -> Any:
        return work()


class Journal:
    """Facts on the disk, whoever wrote them."""

    def __init__(self) -> None:
        self.facts: list[Event] = []

    def events_after(self, seq: int, limit: int) -> tuple[int, list[Event]]:
        return len(self.facts), self.facts[seq : seq + limit]

    def call(self, times: int = 1, zone: str = "Z1") -> list[Event]:
        """So many calls are committed."""
        first = len(self.facts) + 1
        made = [_called(seq, zone) for seq in range(first, first + times)]
        self.facts += made
        return made


def _called(seq: int, zone: str) -> Event:
    data = {
        "ticket": f"t{seq}", "number": f"A-{seq:03}", "service": "DK-KTP", "zone": zone, "counter": 3, "call": f"c{seq}",
        "from": "waiting", "to": "called",
    }  # fmt: skip
    return Event(seq, "2026-11-23T01:00:00.000Z", "2026-11-23", "loket-03", "ticket.called", data)


class Wall:
    """An outbox and what left it, as (room, after, seq)."""

    def __init__(self, *audiences: Audience) -> None:
        self.journal, self.loop = Journal(), Loop()
        self.sent: list[tuple[str, int, int]] = []
        self.outbox = Outbox(self.journal, self.loop, self._emit)  # type: ignore[arg-type]  # a loop for one thread
        for audience in audiences:
            self.outbox.join(audience, 0)

    def _emit(self, _name: str, payload: dict[str, Any], room: str) -> None:
        self.sent.append((room, payload["after"], payload["seq"]))

    def heard(self, room: str) -> list[tuple[int, int]]:
        return [(after, seq) for known, after, seq in self.sent if known == room]


def test_a_fact_reaches_the_rooms_it_concerns_screens_before_phones() -> None:
    wall = Wall(PHONE, ELSEWHERE, HALL)
    wall.outbox.committed(wall.journal.call())
    assert wall.sent == [("hall:Z1", 0, 1), ("phone:t9", 0, 1)]


def test_each_room_has_an_unbroken_chain_of_its_own() -> None:
    wall = Wall(HALL, ELSEWHERE)
    for zone in ("Z1", "Z2", "Z1"):
        wall.outbox.committed(wall.journal.call(zone=zone))
    assert wall.heard("hall:Z1") == [(0, 1), (1, 3)]
    assert wall.heard("hall:Z2") == [(0, 2)]


def test_a_large_group_is_published_with_breaths() -> None:
    wall = Wall(HALL)
    wall.outbox.committed(wall.journal.call(times=3 * AT_ONCE))
    assert wall.loop.breaths == 2
    assert [seq for _after, seq in wall.heard("hall:Z1")] == list(range(1, 3 * AT_ONCE + 1))


def test_what_is_found_in_the_journal_during_a_breath_is_not_published_twice() -> None:
    wall = Wall(HALL)
    group = wall.journal.call(times=3 * AT_ONCE)
    wall.journal.call(times=2)
    wall.loop.between = wall.outbox.catch_up
    wall.outbox.committed(group)
    assert wall.heard("hall:Z1") == [(seq - 1, seq) for seq in range(1, 3 * AT_ONCE + 3)]


def test_facts_of_another_process_come_first_and_none_is_left_out() -> None:
    wall = Wall(HALL)
    wall.journal.call(times=2)
    wall.outbox.committed(wall.journal.call())
    assert wall.heard("hall:Z1") == [(0, 1), (1, 2), (2, 3)]


def test_a_screen_that_joins_gets_what_was_published_since_it_read_its_state() -> None:
    wall = Wall(HALL)
    wall.outbox.committed(wall.journal.call(times=3))
    since = wall.outbox.join(HALL, 1)
    assert [(event["after"], event["seq"]) for event in since] == [(1, 2), (2, 3)]


def test_a_screen_whose_state_is_older_than_what_is_at_hand_must_read_again() -> None:
    wall = Wall()
    wall.journal.call(times=2)
    wall.outbox.cursor = 2
    with pytest.raises(LookupError):
        wall.outbox.join(HALL, 0)


def test_nothing_is_sent_to_a_room_that_everybody_left() -> None:
    wall = Wall(HALL)
    wall.outbox.leave(HALL)
    wall.outbox.committed(wall.journal.call())
    assert wall.sent == []
