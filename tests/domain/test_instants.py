"""Instants as texts, and the service day of a site."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_server.domain import instants

aware = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def test_an_instant_is_written_in_utc_with_milliseconds() -> None:
    jakarta = timezone(timedelta(hours=7))
    assert instants.iso(datetime(2026, 11, 23, 9, 41, 7, 123999, jakarta)) == "2026-11-23T02:41:07.123Z"


@given(aware, aware)
def test_the_texts_sort_in_the_order_of_time(one: datetime, other: datetime) -> None:
    if one < other:
        assert instants.iso(one) <= instants.iso(other)


@given(aware)
def test_what_is_written_is_read_back_to_the_millisecond(instant: datetime) -> None:
    assert abs(instants.parse(instants.iso(instant)) - instant) < timedelta(milliseconds=1)


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no UTC offset"):
        instants.parse("2026-11-23T02:41:07")


def test_seconds_are_added_and_subtracted() -> None:
    assert instants.after("2026-11-23T23:59:58.500Z", 5) == "2026-11-24T00:00:03.500Z"
    assert instants.seconds_between("2026-11-23T00:00:03.500Z", "2026-11-23T00:00:01.000Z") == -2.5


@pytest.mark.parametrize(
    ("tz", "abbreviation", "day"),
    [
        ("Asia/Jakarta", "WIB", date(2026, 3, 2)),
        ("Asia/Makassar", "WITA", date(2026, 3, 3)),
        ("Asia/Jayapura", "WIT", date(2026, 3, 3)),
    ],
)
def test_the_day_is_that_of_the_site(tz: str, abbreviation: str, day: date) -> None:
    half_past_eleven_in_jakarta = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    assert instants.local_date(half_past_eleven_in_jakarta, tz) == day
    assert instants.zone_abbreviation(tz) == abbreviation


def test_another_zone_goes_by_its_own_name() -> None:
    assert instants.zone_abbreviation("Asia/Singapore") == "Asia/Singapore"


def test_the_clock_of_a_site_is_seven_hours_ahead_in_jakarta() -> None:
    assert instants.local("2026-03-02T01:00:00.000Z", "Asia/Jakarta").strftime("%H.%M") == "08.00"
