"""The cable between a screen and the server fails; the screen comes back and knows everything, once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.faults.mall import FaultyMall
from tests.faults.proxy import Cable, cable_to
from tests.faults.screens import Screen, standing
from tests.programs import wait_for

NOTICED_WITHIN_S = 5.0
IN_SYNC_WITHIN_S = 5.0


def press(mall: FaultyMall, times: int) -> int:
    """Call so many tickets at counter 3; the seq of the last call."""
    clerk = mall.server.api(mall.tokens.clerks[3])
    answers = [clerk.post("/api/v1/counters/3/call-next") for _ in range(times)]
    seq: int = answers[-1].json()["seq"]
    return seq


def sockets(mall: FaultyMall) -> dict[str, int]:
    counts: dict[str, int] = mall.server.api().get("/api/v1/health").json()["parts"]["sockets"]
    return counts


def assert_as_fresh(mall: FaultyMall, hall: Screen) -> None:
    fresh = mall.snapshot(view="hall", zone="Z1")["state"]["calls"]
    assert [(call["call"], call["number"], call["counter"]) for call in hall.calls] == [
        (call["call"], call["number"], call["counter"]) for call in fresh
    ]


@pytest.mark.parametrize("fail", [Cable.cut, Cable.silence], ids=["cut", "half-open"])
def test_a_screen_behind_a_failing_cable_takes_up_where_it_stopped(open_mall, line_of_400, fail: Callable):
    mall = open_mall(line_of_400)
    with cable_to(mall.server.port) as cable:
        hall = Screen(cable.port, view="hall", zone="Z1")
        with standing([hall]):
            wait_for(hall.ready.is_set, "the hall is there", timeout_s=10)
            before = press(mall, 3)
            wait_for(lambda: hall.sees(before), "the hall hears calls", timeout_s=5)

            fail(cable)
            begun = time.monotonic()
            # A clerk's press must not wait for a screen that is gone.
            missed = press(mall, 10)
            assert time.monotonic() - begun < NOTICED_WITHIN_S
            wait_for(lambda: not hall.ready.is_set(), "the screen notices", timeout_s=NOTICED_WITHIN_S + 1)
            wait_for(lambda: "hall" not in sockets(mall), "the server notices", timeout_s=NOTICED_WITHIN_S + 1)

            cable.mend()
            wait_for(lambda: hall.sees(missed), "the screen is back in sync", timeout_s=IN_SYNC_WITHIN_S)
            later = press(mall, 2)
            wait_for(lambda: hall.sees(later), "the hall hears calls again", timeout_s=5)

            calls = mall.calls()
            assert hall.numbers() == [call.data["number"] for call in calls]
            assert (hall.snapshots, hall.gaps) == (1, [])
            assert_as_fresh(mall, hall)


def test_a_screen_on_a_slow_cable_hears_every_call_in_order(open_mall, line_of_400):
    mall = open_mall(line_of_400)
    with cable_to(mall.server.port) as cable:
        cable.delay(0.4)
        far, near = Screen(cable.port, view="hall", zone="Z1"), Screen(mall.server.port, view="hall", zone="Z1")
        with standing([far, near]):
            wait_for(lambda: far.ready.is_set() and near.ready.is_set(), "both halls are there", timeout_s=10)
            last = press(mall, 30)
            wait_for(lambda: far.sees(last) and near.sees(last), "both halls heard the last call", timeout_s=5)
            assert far.numbers() == near.numbers() == [call.data["number"] for call in mall.calls()]
            assert (far.gaps, far.repeated, far.lost) == ([], 0, [])


def test_a_screen_that_was_away_for_long_gets_the_snapshot(open_mall, line_of_1500):
    mall = open_mall(line_of_1500)
    away_since = mall.journal()[0].seq
    press(mall, 3)
    hall = Screen(mall.server.port, view="hall", zone="Z1", after=away_since)
    with standing([hall]):
        last = press(mall, 2)
        wait_for(lambda: hall.sees(last), "the screen is in sync", timeout_s=IN_SYNC_WITHIN_S)
        assert hall.snapshots == 1
        assert_as_fresh(mall, hall)
