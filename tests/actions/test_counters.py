"""Opening, pausing and closing a counter."""

from collections.abc import Callable
from typing import Any

import pytest

from display_server.actions import calls, counters
from display_server.actions.ports import PUBLIC, Actor
from tests.mall import Mall

LEAVING = pytest.mark.parametrize("leave", [counters.pause, counters.close], ids=lambda act: act.__name__)


def test_a_counter_is_opened_paused_and_closed(small_mall: Mall) -> None:
    assert small_mall.do(counters.open_counter, 1).status == "open"
    assert small_mall.do(counters.pause, 1).status == "break"
    assert small_mall.do(counters.open_counter, 1).status == "open"
    assert small_mall.do(counters.close, 1).status == "closed"
    assert [event.type for event in small_mall.told] == [
        "counter.opened",
        "counter.paused",
        "counter.opened",
        "counter.closed",
    ]


@pytest.mark.parametrize("act", [counters.open_counter, counters.close], ids=lambda act: act.__name__)
def test_doing_it_again_changes_nothing_and_is_no_error(small_mall: Mall, act: Callable[..., Any]) -> None:
    small_mall.open(1)
    first = small_mall.do(act, 1)
    small_mall.told.clear()
    assert small_mall.do(act, 1) == first
    assert small_mall.told == []


def test_a_break_says_when_the_clerk_is_back(small_mall: Mall) -> None:
    small_mall.open(1)
    assert small_mall.do(counters.pause, 1, 15).back_at == "2026-03-02T01:15:00.000Z"
    assert small_mall.do(counters.pause, 1, 30).back_at == "2026-03-02T01:30:00.000Z"
    assert small_mall.do(counters.open_counter, 1).back_at is None


def test_a_closed_counter_takes_no_break(small_mall: Mall) -> None:
    assert small_mall.refuses(counters.pause, 1).code == "counter_closed"


@LEAVING
@pytest.mark.parametrize("started", [False, True])
def test_nobody_leaves_a_counter_with_a_ticket(small_mall: Mall, leave: Callable[..., Any], started: bool) -> None:
    small_mall.open(1)
    number = small_mall.take()
    small_mall.call_next(1)
    if started:
        small_mall.do(calls.start, 1)
    refusal = small_mall.refuses(leave, 1)
    assert (refusal.code, refusal.facts) == ("counter_busy", {"counter": 1, "number": number})


@LEAVING
def test_once_the_ticket_is_parked_the_clerk_may_leave(small_mall: Mall, leave: Callable[..., Any]) -> None:
    small_mall.open(1)
    small_mall.take()
    small_mall.call_next(1)
    small_mall.do(calls.hold, 1)
    small_mall.do(leave, 1)


@LEAVING
def test_a_ticket_of_yesterday_holds_nobody_back(small_mall: Mall, leave: Callable[..., Any]) -> None:
    small_mall.open(1)
    small_mall.take()
    small_mall.call_next(1)
    small_mall.clock.set("2026-03-03T01:00:00Z")
    small_mall.do(leave, 1)
    assert small_mall.state_of("A-001") == "abandoned"


def test_a_counter_opens_before_the_first_number_without_opening_the_day(small_mall: Mall) -> None:
    small_mall.open(1)
    assert small_mall.store.read(lambda work: work.site()).day is None


@pytest.mark.parametrize("act", [counters.open_counter, counters.pause, counters.close], ids=lambda act: act.__name__)
@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (PUBLIC, "unauthenticated"),
        (Actor("anjungan", "kiosk"), "forbidden"),
        (Actor("petugas2", "clerk", frozenset({2})), "forbidden"),
    ],
)
def test_only_its_people_open_and_close_it(small_mall: Mall, act: Callable[..., Any], actor: Actor, code: str) -> None:
    assert small_mall.refuses(act, 1, actor=actor).code == code


def test_a_counter_that_does_not_exist_is_refused(small_mall: Mall) -> None:
    for act in (counters.open_counter, counters.pause, counters.close):
        assert small_mall.refuses(act, 9).code == "unknown_counter"
