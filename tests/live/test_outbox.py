"""The outbox: every audience hears its facts in order, without a gap and without a false alarm of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from display_server.domain.audiences import Audience
from display_server.domain.events import Event
from display_server.live.outbox import Outbox
from display_server.runtime import ThreadRuntime

HALL = Audience("hall", zone="Z1")
SIGN = Audience("sign", counter=3)


def called(seq: int, counter: int = 3, zone: str = "Z1") -> Event:
    """A call to a counter."""
    data = {
        "number": f"A-{seq:03d}",
        "counter": counter,
        "zone": zone,
        "service": "S",
        "from": "waiting",
        "to": "called",
    }
    return Event(seq, "2026-11-23T01:00:00.000Z", "2026-11-23", "clerk", "ticket.called", data | {"ticket": f"t{seq}"})


class Journal:
    """A journal that lies in memory."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def events_after(self, seq: int, limit: int) -> tuple[int, list[Event]]:
        """As the store answers."""
        return len(self.events), [event for event in self.events if event.seq > seq][:limit]


class Now(ThreadRuntime):
    """Runs on the spot what the loop would run soon."""

    def soon(self, callback: Callable[[], None]) -> None:
        """Run it now."""
        callback()

    def spawn(self, work: Callable[[], None]) -> None:
        """Run it now."""
        work()

    def in_thread(self, work: Callable[[], Any]) -> Any:
        """Run it here."""
        return work()

    def sleep(self, seconds: float) -> None:
        """Take no time."""


class Hall:
    """An outbox with its journal, and what left it."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.sent: list[tuple[str, int, int]] = []
        self.outbox = Outbox(self.journal, Now(), self._emit)

    def _emit(self, name: str, payload: dict[str, Any], room: str) -> None:
        assert name == "event"
        self.sent.append((room, payload["after"], payload["seq"]))

    def happens(self, *events: Event) -> None:
        """Facts are committed, and the writer tells of them."""
        self.journal.events += events
        self.outbox.committed(events)


@pytest.fixture
def hall() -> Hall:
    """An empty hall."""
    return Hall()


def test_every_event_names_the_one_before_it_for_the_same_audience(hall: Hall) -> None:
    hall.outbox.join(HALL, 0, 0)
    hall.happens(called(1), called(2, zone="Z2"), called(3))
    assert hall.sent == [("hall:Z1", 0, 1), ("hall:Z1", 1, 3)]


def test_facts_of_another_process_leave_in_order_before_ours(hall: Hall) -> None:
    hall.outbox.join(HALL, 0, 0)
    hall.journal.events += [called(1), called(2)]
    hall.happens(called(3))
    assert [seq for _room, _after, seq in hall.sent] == [1, 2, 3]


def test_a_fact_told_twice_leaves_once(hall: Hall) -> None:
    hall.outbox.join(HALL, 0, 0)
    hall.happens(called(1))
    hall.outbox.committed([called(1)])
    assert [seq for _room, _after, seq in hall.sent] == [1]


def test_who_joins_late_gets_what_was_published_since_its_snapshot(hall: Hall) -> None:
    hall.happens(called(1), called(2), called(3))
    events = hall.outbox.join(HALL, 1, 1)
    assert [(event["after"], event["seq"]) for event in events] == [(1, 2), (2, 3)]


def test_a_client_brought_up_by_events_that_did_not_concern_it_sees_no_gap_afterwards(hall: Hall) -> None:
    hall.happens(called(1), called(2, counter=9), called(3, counter=9))
    # The sign had event 1; 2 and 3 were none of its business, so its own state still stands at 1.
    assert hall.outbox.join(SIGN, 3, 1) == []
    hall.happens(called(4))
    assert hall.sent == [("sign:3", 1, 4)]


def test_a_newcomer_does_not_make_those_who_are_there_see_a_gap(hall: Hall) -> None:
    hall.happens(called(1))
    hall.outbox.join(SIGN, 1, 1)
    hall.happens(called(2, counter=9))
    hall.outbox.join(SIGN, 2, 2)
    hall.happens(called(3))
    assert hall.sent == [("sign:3", 1, 3)]


def test_who_is_too_far_behind_is_told_to_read_the_state_again(hall: Hall) -> None:
    hall.outbox.cursor = 5000
    with pytest.raises(LookupError):
        hall.outbox.join(HALL, 10, 10)


def test_a_room_nobody_is_in_hears_nothing(hall: Hall) -> None:
    hall.outbox.join(HALL, 0, 0)
    hall.outbox.leave(HALL)
    hall.happens(called(1))
    assert hall.sent == []


def test_a_listener_that_fails_keeps_nothing_from_the_screens(hall: Hall) -> None:
    def broken(_event: Event) -> None:
        raise ValueError("a listener of the test")

    heard: list[int] = []
    hall.outbox.listeners += [broken, lambda event: heard.append(event.seq)]
    hall.outbox.join(HALL, 0, 0)
    hall.happens(called(1))
    assert heard == [1]
    assert [seq for _room, _after, seq in hall.sent] == [1]
