"""The service day: closed by hand or by midnight; leftovers leave, numbering starts again, nothing is lost."""

import pytest

from display_server.actions import calls, days, tickets
from display_server.actions.ports import PUBLIC, SYSTEM, Actor, Work
from display_server.domain.events import Event
from tests.mall import Clock, Mall, Malls

JUST_BEFORE_MIDNIGHT = "2026-03-02T16:59:59Z"
JUST_AFTER_MIDNIGHT = "2026-03-02T17:00:01Z"


def keep_day(work: Work, _actor: Actor) -> Event | None:
    """What the running server does every few seconds."""
    return days.close_overdue(work)


@pytest.fixture
def busy_mall(small_mall: Mall) -> Mall:
    """A-001 finished, A-002 absent, A-003 held, A-004 being served at 1, A-005 called at 2, A-006 waits, A-007 cancelled."""
    small_mall.open(1, 2)
    for _ in range(7):
        small_mall.take()
    for act in (calls.finish, calls.skip, calls.hold, calls.start):
        small_mall.call_next(1)
        small_mall.do(act, 1)
    small_mall.call_next(2)
    small_mall.do(tickets.cancel, small_mall.ticket("A-007").id)
    return small_mall


def states(mall: Mall) -> list[str]:
    return [mall.state_of(f"A-00{n}") for n in range(1, 8)]


def test_closing_the_day_lets_the_leftovers_leave(busy_mall: Mall) -> None:
    busy_mall.close_day()
    assert states(busy_mall) == ["finished", "no_show", "abandoned", "finished", "abandoned", "abandoned", "cancelled"]


def test_who_was_being_served_counts_as_served(busy_mall: Mall) -> None:
    busy_mall.told.clear()
    busy_mall.close_day()
    (finished,) = [event for event in busy_mall.told if event.type == "ticket.finished"]
    assert (finished.data["number"], finished.data["implicit"]) == ("A-004", True)


def test_the_counters_stay_as_they_are(busy_mall: Mall) -> None:
    busy_mall.close_day()
    assert busy_mall.desk(1)["counter"]["status"] == "open"
    assert busy_mall.desk(1)["ticket"] is None


def test_a_day_that_is_not_open_is_not_closed(busy_mall: Mall) -> None:
    busy_mall.close_day()
    assert busy_mall.refuses(days.close).code == "day_not_open"


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (PUBLIC, "unauthenticated"),
        (Actor("petugas1", "clerk", frozenset({1})), "forbidden"),
        (Actor("a", "kiosk"), "forbidden"),
    ],
)
def test_only_supervisors_and_admins_close_it(busy_mall: Mall, actor: Actor, code: str) -> None:
    assert busy_mall.refuses(days.close, actor=actor).code == code


def test_numbering_starts_again(busy_mall: Mall) -> None:
    busy_mall.close_day()
    assert busy_mall.take("KK") == "A-001"


def test_numbering_starts_again_even_twice_on_one_date(busy_mall: Mall) -> None:
    for _ in range(2):
        busy_mall.close_day()
        assert [busy_mall.take(), busy_mall.take()] == ["A-001", "A-002"]
    assert busy_mall.store.check() == []


def test_the_statistics_of_a_closed_day_are_kept(busy_mall: Mall) -> None:
    kept = {number: busy_mall.ticket(number) for number in ("A-001", "A-004")}
    busy_mall.close_day()
    first = busy_mall.ticket("A-001")
    busy_mall.take()
    everything = busy_mall.everything()
    assert len(everything["tickets"]) == 8
    assert busy_mall.store.read(lambda work: work.ticket(first.id)) == kept["A-001"]
    assert [event.data["day"] for event in busy_mall.facts() if event.type == "day.closed"] == ["2026-03-02"]


def test_nobody_of_a_closed_day_is_called(busy_mall: Mall) -> None:
    busy_mall.close_day()
    assert busy_mall.refuses(calls.call_next, 1).code == "nothing_waiting"
    assert busy_mall.refuses(calls.call, 1, "A-003").code == "unknown_ticket"
    assert busy_mall.refuses(calls.requeue, 1, "A-002").code == "unknown_ticket"


def test_the_ratio_of_priority_starts_again(small_mall: Mall) -> None:
    small_mall.open(1)
    for _ in range(2):
        small_mall.take()
        small_mall.take("KTP", "lansia")
        assert small_mall.call_next(1) == "A-002"
        small_mall.close_day()


# Midnight


def test_before_midnight_nothing_is_closed(busy_mall: Mall) -> None:
    busy_mall.clock.set(JUST_BEFORE_MIDNIGHT)
    assert busy_mall.do(keep_day) is None


def test_midnight_of_the_site_closes_the_day_once(busy_mall: Mall) -> None:
    busy_mall.clock.set(JUST_AFTER_MIDNIGHT)
    event = busy_mall.do(keep_day)
    assert (event.type, event.data["day"], event.actor) == ("day.closed", "2026-03-02", SYSTEM.name)
    assert busy_mall.do(keep_day) is None
    assert busy_mall.take() == "A-001"
    assert busy_mall.store.read(lambda work: work.site()).day == "2026-03-03"


def test_the_first_act_after_midnight_closes_the_day_itself(busy_mall: Mall) -> None:
    busy_mall.clock.set(JUST_AFTER_MIDNIGHT)
    busy_mall.told.clear()
    assert busy_mall.take() == "A-001"
    types = [event.type for event in busy_mall.told]
    assert types.index("day.closed") < types.index("day.opened") < types.index("ticket.issued")


def test_nobody_is_called_from_yesterday(busy_mall: Mall) -> None:
    busy_mall.clock.set(JUST_AFTER_MIDNIGHT)
    assert busy_mall.refuses(calls.call_next, 1).code == "nothing_waiting"
    assert busy_mall.refuses(calls.call, 2, "A-006").code == "unknown_ticket"
    assert busy_mall.refuses(calls.recall, 2).code == "no_ticket"


def test_a_server_that_was_off_over_midnight_closes_the_day_when_it_is_back(malls: Malls) -> None:
    url = malls.database()
    evening = Mall(url, Clock(JUST_BEFORE_MIDNIGHT))
    evening.take()
    evening.close()
    three_days_later = Mall(url, Clock("2026-03-05T01:00:00Z"))
    assert three_days_later.do(keep_day).data["day"] == "2026-03-02"
    assert three_days_later.state_of("A-001") == "abandoned"
    assert three_days_later.take() == "A-001"
    assert three_days_later.store.check() == []
    three_days_later.close()


def test_a_clock_set_back_over_midnight_closes_nothing(busy_mall: Mall) -> None:
    busy_mall.clock.set("2026-03-01T01:00:00Z")
    assert busy_mall.do(keep_day) is None
    assert busy_mall.take() == "A-008"
