"""The honest wait: a range or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from display_server.domain.estimates import FEWEST_SAMPLES, Pace, pace, wait


def test_four_service_times_are_too_few_for_a_pace() -> None:
    assert pace([300] * (FEWEST_SAMPLES - 1), 1) is None


def test_the_range_runs_from_the_median_to_the_80th_percentile() -> None:
    assert pace([100, 200, 300, 400, 500], 1) == Pace(300, 400)


def test_two_open_counters_halve_the_pace() -> None:
    assert pace([100, 200, 300, 400, 500], 2) == Pace(150, 200)


def test_without_an_open_counter_the_pace_is_that_of_one() -> None:
    assert pace([100, 200, 300, 400, 500], 0) == Pace(300, 400)


def test_the_wait_counts_those_ahead_and_oneself() -> None:
    assert wait(Pace(120, 180), 3) == {"low": 480, "high": 720}


def test_no_pace_no_estimate() -> None:
    assert wait(None, 3) is None


@given(st.lists(st.floats(0, 36_000), min_size=FEWEST_SAMPLES, max_size=40), st.integers(0, 30))
def test_the_quick_end_is_never_beyond_the_slow_end(durations_s: list[float], open_counters: int) -> None:
    found = pace(durations_s, open_counters)
    assert found is not None
    assert 0 <= found.low_s <= found.high_s <= max(durations_s) + 1
