"""Instants and service days: aware UTC inside, ISO 8601 text with milliseconds at every border."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE_ABBREVIATIONS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def iso(instant: datetime) -> str:
    """Return ``2026-11-23T02:41:07.123Z`` for an aware instant; the text sorts in the order of time."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def parse(text: str) -> datetime:
    """Return the aware UTC instant of an ISO 8601 text.

    Raises:
        ValueError: the text is no instant or carries no offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no UTC offset in {text!r}")
    return instant.astimezone(UTC)


def after(text: str, seconds: float) -> str:
    """Return the ISO text of the instant ``seconds`` after the one in ``text``."""
    return iso(parse(text) + timedelta(seconds=seconds))


def seconds_between(earlier: str, later: str) -> float:
    """Return the seconds from one ISO instant to another, negative when they are the other way round."""
    return (parse(later) - parse(earlier)).total_seconds()


def local_date(instant: datetime, tz: str) -> date:
    """Return the calendar date of an instant at a site whose zone is ``tz`` (an IANA name)."""
    return instant.astimezone(ZoneInfo(tz)).date()


def zone_abbreviation(tz: str) -> str:
    """Return WIB, WITA or WIT for an Indonesian zone, else the IANA name itself."""
    return ZONE_ABBREVIATIONS.get(tz, tz)


def local(text: str, tz: str) -> datetime:
    """Return an ISO instant as the clock of a site shows it (aware, in the zone ``tz``)."""
    return parse(text).astimezone(ZoneInfo(tz))
