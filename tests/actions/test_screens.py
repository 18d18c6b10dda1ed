"""What screens and speakers report of a call."""

from collections.abc import Callable
from typing import Any

import pytest

from display_server.actions import calls, screens
from display_server.actions.ports import Actor
from tests.mall import Mall

SCREEN = Actor("browser:hall Z1", "screen")


@pytest.mark.parametrize(("report", "mark"), [(screens.shown, "shown_at"), (screens.spoken, "spoken_at")])
def test_the_first_report_is_a_fact_and_the_second_is_none(
    small_mall: Mall, report: Callable[..., Any], mark: str
) -> None:
    small_mall.open(1)
    small_mall.take()
    call = small_mall.do(calls.call_next, 1).data["call"]
    small_mall.clock.advance(1)
    assert small_mall.do(report, call, actor=SCREEN).data == {
        "call": call,
        "counter": 1,
        "at": "2026-03-02T01:00:01.000Z",
    }
    small_mall.clock.advance(1)
    assert small_mall.do(report, call, actor=SCREEN) is None
    assert small_mall.desk(1)["call"][mark] == "2026-03-02T01:00:01.000Z"


@pytest.mark.parametrize("report", [screens.shown, screens.spoken])
def test_a_call_nobody_made_is_not_reported(small_mall: Mall, report: Callable[..., Any]) -> None:
    assert small_mall.do(report, "c-of-nobody", actor=SCREEN) is None
    assert small_mall.told == []
