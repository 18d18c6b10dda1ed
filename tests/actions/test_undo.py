"""Undo: the counter's last act, whole, within five seconds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from display_server.actions import calls, counters, tickets
from tests.mall import Mall


@pytest.fixture
def mall(small_mall: Mall) -> Mall:
    """Counters 1, 2 and 3 are open; three visitors wait for KTP; A-001 is at counter 1."""
    small_mall.open(1, 2, 3)
    for _ in range(3):
        small_mall.take()
    small_mall.call_next(1)
    small_mall.clock.advance(10)
    return small_mall


def state(mall: Mall) -> dict[str, Any]:
    """Every ticket and every counter, but for the seq of its latest fact and for what may be undone."""
    tickets_now = [replace(mall.ticket(number), seq=0) for number in ("A-001", "A-002", "A-003")]
    desks = [{**mall.desk(counter), "last_act": None} for counter in (1, 2, 3, 4)]
    return {"tickets": tickets_now, "desks": desks}


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        (calls.recall, []),
        (calls.start, []),
        (calls.finish, []),
        (calls.skip, []),
        (calls.hold, []),
        (calls.transfer, ["SIM"]),
        (calls.call_next, []),
        (calls.call, ["A-003"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_act_taken_back_leaves_everything_as_it_was(
    mall: Mall, act: Callable[..., Any], arguments: list[str]
) -> None:
    before = state(mall)
    mall.do(act, 1, *arguments)
    mall.do(calls.undo, 1)
    assert state(mall) == before


@pytest.mark.parametrize("parked", [calls.hold, calls.skip])
def test_putting_back_in_line_is_taken_back(mall: Mall, parked: Callable[..., Any]) -> None:
    mall.do(parked, 1)
    before = state(mall)
    mall.do(calls.requeue, 1, "A-001")
    mall.do(calls.undo, 1)
    assert state(mall) == before


def test_the_first_call_of_a_counter_is_taken_back(mall: Mall) -> None:
    before = state(mall)
    mall.do(calls.call_next, 2)
    mall.do(calls.undo, 2)
    assert state(mall) == before
    assert mall.waiting(2) == ["A-002", "A-003"]


def test_undo_of_a_call_takes_back_its_implicit_finish_as_well(mall: Mall) -> None:
    mall.do(calls.start, 1)
    mall.call_next(1)
    assert mall.state_of("A-001") == "finished"
    mall.told.clear()
    mall.do(calls.undo, 1)
    assert mall.state_of("A-001") == "serving"
    assert mall.state_of("A-002") == "waiting"
    assert [(event.type, event.data["number"], event.data["act"]) for event in mall.told] == [
        ("ticket.undone", "A-002", "call_next"),
        ("ticket.undone", "A-001", "call_next"),
    ]


def test_a_call_taken_back_is_marked_and_kept(mall: Mall) -> None:
    event = mall.do(calls.call_next, 2)
    mall.do(calls.undo, 2)
    hall = mall.store.snapshot("hall", "Z1", None, None)["state"]
    latest = hall["calls"][0]
    assert (latest["call"], latest["undone"]) == (event.data["call"], True)


def test_the_pace_of_a_finish_taken_back_does_not_count(mall: Mall) -> None:
    for seconds in (60, 60, 60, 60):
        mall.take()
        mall.clock.advance(seconds)
        mall.call_next(1)
    mall.clock.advance(60)
    pace = mall.do(calls.finish, 1).data["pace"]
    mall.do(calls.undo, 1)
    mall.clock.advance(7200)
    assert mall.do(calls.finish, 1).data["pace"] is not None
    mall.do(calls.undo, 1)
    service = mall.store.read(lambda work: work.service("KTP"))
    assert pace is not None
    assert service.pace() is None  # four service times are left: too few


def test_five_seconds_are_the_limit(mall: Mall) -> None:
    mall.do(calls.hold, 1)
    mall.clock.advance(5)
    mall.do(calls.undo, 1)
    mall.do(calls.hold, 1)
    mall.clock.advance(5.001)
    refusal = mall.refuses(calls.undo, 1)
    assert (refusal.code, refusal.facts) == ("nothing_to_undo", {"seconds": 5})


def test_only_the_last_act_is_taken_back(mall: Mall) -> None:
    mall.do(calls.start, 1)
    mall.do(calls.hold, 1)
    mall.do(calls.undo, 1)
    assert mall.state_of("A-001") == "serving"
    assert mall.refuses(calls.undo, 1).code == "nothing_to_undo"


def test_each_counter_takes_back_its_own_act(mall: Mall) -> None:
    mall.do(calls.hold, 1)
    mall.do(calls.call_next, 2)
    mall.do(calls.undo, 1)
    assert (mall.state_of("A-001"), mall.state_of("A-002")) == ("called", "called")


def test_a_counter_that_did_nothing_has_nothing_to_undo(mall: Mall) -> None:
    assert mall.refuses(calls.undo, 3).code == "nothing_to_undo"


@pytest.mark.parametrize("elsewhere", ["called", "requeued"])
def test_what_another_counter_went_on_with_is_not_taken_back(mall: Mall, elsewhere: str) -> None:
    mall.do(calls.skip, 1)
    mall.do(calls.call if elsewhere == "called" else calls.requeue, 2, "A-001")
    refusal = mall.refuses(calls.undo, 1)
    assert (refusal.code, refusal.facts) == ("already_changed", {"number": "A-001"})


def test_a_transferred_ticket_that_was_called_there_is_not_taken_back(mall: Mall) -> None:
    mall.do(calls.transfer, 1, "SIM")
    mall.call_next(3)
    assert mall.refuses(calls.undo, 1).code == "already_changed"


def test_a_ticket_its_visitor_gave_up_is_not_taken_back(mall: Mall) -> None:
    mall.do(calls.transfer, 1, "KK")
    mall.do(tickets.cancel, mall.ticket("A-001").id)
    assert mall.refuses(calls.undo, 1).code == "already_changed"


@pytest.mark.parametrize("leave", [counters.close, counters.pause])
def test_no_ticket_comes_back_to_a_counter_that_closed_meanwhile(mall: Mall, leave: Callable[..., Any]) -> None:
    mall.do(calls.hold, 1)
    mall.do(leave, 1)
    assert mall.refuses(calls.undo, 1).code == "counter_closed"


def test_an_act_of_before_the_day_closed_is_not_taken_back(mall: Mall) -> None:
    mall.do(calls.finish, 1)
    mall.close_day()
    assert mall.refuses(calls.undo, 1).code == "nothing_to_undo"
