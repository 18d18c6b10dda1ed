"""`snapshot + events == snapshot`: after every act, every screen shows what a screen that was just opened shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from display_server.actions import calls, counters, days, screens, tickets
from display_server.domain.events import CALL_EVENTS, COUNTER_EVENTS, DAY_EVENTS, TICKET_EVENTS
from tests.mall import Mall
from tests.properties.reducers import Reducers
from tests.properties.screens import Screens


@dataclass
class Watched:
    """The small mall under the eyes of all its screens; counters 1, 2 and 3 are open."""

    mall: Mall
    screens: Screens

    def do(self, act: Callable[..., object], *arguments: object, **options: object) -> None:
        """Do an act, and let the screens follow."""
        self.mall.do(act, *arguments, **options)
        self.screens.follow()

    def take(self, *services: str) -> list[str]:
        """Take numbers; the screens follow each."""
        taken = []
        for service in services:
            taken.append(self.mall.take(service))
            self.screens.follow()
        return taken


@pytest.fixture
def watched(sqlite_mall: Mall, reducers: Reducers) -> Watched:
    sqlite_mall.open(1, 2, 3)
    found = Watched(sqlite_mall, Screens(sqlite_mall.store, reducers))
    sqlite_mall.told.clear()
    return found


def test_taking_and_giving_up_a_number(watched: Watched) -> None:
    first, _second = watched.take("KTP", "KK")
    watched.do(tickets.cancel, watched.mall.ticket(first).id)


def test_priority_goes_ahead(watched: Watched) -> None:
    watched.take("KTP")
    watched.do(tickets.take, "KTP", "lansia")
    watched.do(calls.call_next, 1)
    watched.do(calls.call_next, 1)


def test_a_whole_service(watched: Watched) -> None:
    watched.take("KTP", "KTP", "KK")
    watched.do(calls.call_next, 1)
    watched.do(calls.recall, 1)
    watched.do(calls.start, 1)
    watched.do(calls.finish, 1)
    watched.do(calls.call_next, 1)
    watched.do(calls.call_next, 1)


@pytest.mark.parametrize("parking", [calls.hold, calls.skip])
def test_parked_called_again_and_put_back(watched: Watched, parking: Callable[..., object]) -> None:
    first, _second = watched.take("KTP", "KTP")
    watched.do(calls.call_next, 1)
    watched.do(parking, 1)
    watched.do(calls.call, 2, first)
    watched.do(parking, 2)
    watched.do(calls.requeue, 1, first)
    watched.do(calls.undo, 1)
    watched.do(calls.requeue, 2, first)
    watched.do(calls.call_next, 2)


def test_a_held_ticket_that_was_being_served(watched: Watched) -> None:
    (number,) = watched.take("PAJAK")
    watched.do(calls.call_next, 3)
    watched.do(calls.start, 3)
    watched.do(calls.hold, 3)
    watched.do(calls.undo, 3)
    watched.do(calls.hold, 3)
    watched.do(calls.call, 3, number)


def test_sent_to_another_service_of_another_hall(watched: Watched) -> None:
    watched.take("KTP", "SIM", "KTP")
    watched.do(calls.call_next, 1)
    watched.do(calls.transfer, 1, "SIM")
    watched.do(calls.call_next, 3)
    watched.do(calls.call_next, 3)
    watched.do(calls.transfer, 3, "KTP")
    watched.do(calls.undo, 3)


@pytest.mark.parametrize(
    "act",
    [calls.recall, calls.start, calls.finish, calls.skip, calls.hold, calls.call_next],
    ids=lambda act: act.__name__,
)
def test_an_act_after_a_call_taken_back(watched: Watched, act: Callable[..., object]) -> None:
    watched.take("KTP", "KTP")
    watched.do(calls.call_next, 1)
    first = next(event for event in reversed(watched.mall.told) if event.type == "ticket.called")
    watched.do(screens.shown, first.data["call"])
    watched.do(screens.spoken, first.data["call"])
    watched.do(act, 1)
    watched.do(calls.undo, 1)


def test_a_call_taken_back(watched: Watched) -> None:
    (number,) = watched.take("KTP")
    watched.do(calls.call, 2, number)
    watched.do(calls.undo, 2)


def test_a_transfer_within_the_hall_taken_back(watched: Watched) -> None:
    watched.take("KTP", "KK", "KTP")
    watched.do(calls.call_next, 1)
    watched.do(calls.transfer, 1, "KK")
    watched.do(calls.undo, 1)


def test_the_pace_of_a_service_and_its_finish_taken_back(watched: Watched) -> None:
    watched.take(*["KTP"] * 9)
    for minutes in (5, 6, 7, 8, 9, 30):
        watched.do(calls.call_next, 1)
        watched.mall.clock.advance(minutes * 60)
        watched.do(calls.finish, 1)
    watched.do(calls.undo, 1)
    watched.do(calls.transfer, 1, "KK")


def test_a_hall_with_more_calls_than_it_keeps(watched: Watched) -> None:
    watched.take(*["KTP"] * 16)
    for _ in range(15):
        watched.do(calls.call_next, 1)
    watched.do(calls.recall, 1)
    watched.do(calls.undo, 1)
    watched.do(calls.call_next, 1)
    watched.do(calls.undo, 1)


def test_counters_open_pause_and_close(watched: Watched) -> None:
    watched.do(counters.open_counter, 4)
    watched.do(counters.pause, 4, 15)
    watched.do(counters.pause, 1)
    watched.do(counters.close, 4)
    watched.do(counters.close, 2)


def test_the_day_is_closed_with_tickets_in_every_state(watched: Watched) -> None:
    numbers = watched.take(*["KTP"] * 8, "SIM")
    watched.do(tickets.cancel, watched.mall.ticket(numbers[7]).id)
    for act in (calls.finish, calls.skip, calls.hold, calls.start):
        watched.do(calls.call_next, 1)
        watched.do(act, 1)
    watched.do(calls.call_next, 2)
    watched.do(days.close)
    watched.take("KTP")
    watched.do(calls.call_next, 1)


def test_midnight(watched: Watched) -> None:
    watched.take("KTP", "KTP")
    watched.do(calls.call_next, 1)
    watched.mall.clock.set("2026-03-03T01:00:00Z")
    watched.take("KK")


def test_these_stories_tell_every_event_of_a_ticket_a_counter_and_a_day(watched: Watched) -> None:
    test_parked_called_again_and_put_back(watched, calls.hold)
    test_an_act_after_a_call_taken_back(watched, calls.start)
    test_a_whole_service(watched)
    test_sent_to_another_service_of_another_hall(watched)
    test_the_day_is_closed_with_tickets_in_every_state(watched)
    watched.do(calls.finish, 1)
    test_counters_open_pause_and_close(watched)
    told = {event.type for event in watched.mall.told}
    assert told == (TICKET_EVENTS | COUNTER_EVENTS | DAY_EVENTS | CALL_EVENTS).keys()
