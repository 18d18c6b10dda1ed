"""What a clerk does with tickets: each line of the table of moves, and who is next."""

from collections.abc import Callable
from typing import Any

import pytest

from display_server.actions import calls, tickets
from display_server.actions.ports import PUBLIC, Actor
from display_server.domain.events import Event
from tests.mall import Mall

CLERK_OF_1 = Actor("petugas1", "clerk", frozenset({1}))
ACTS = [calls.recall, calls.start, calls.finish, calls.skip, calls.hold]


@pytest.fixture
def mall(small_mall: Mall) -> Mall:
    """Counters 1, 2 and 3 are open."""
    small_mall.open(1, 2, 3)
    small_mall.told.clear()
    return small_mall


def called(mall: Mall, service: str = "KTP", counter: int = 1) -> str:
    """A number that was just taken and called."""
    mall.take(service)
    return mall.call_next(counter)


# Who is next


def test_visitors_are_called_in_the_order_they_came(mall: Mall) -> None:
    taken = [mall.take(service) for service in ("KTP", "KK", "KTP")]
    assert [mall.call_next(1) for _ in taken] == taken


def test_a_counter_calls_only_for_its_services(mall: Mall) -> None:
    mall.take("KK")
    number = mall.take("KTP")
    assert mall.call_next(2) == number
    assert mall.refuses(calls.call_next, 2).code == "nothing_waiting"


def test_two_counters_of_one_service_never_call_the_same_number(mall: Mall) -> None:
    taken = {mall.take() for _ in range(4)}
    assert {mall.call_next(counter) for counter in (1, 2, 1, 2)} == taken


def test_at_most_one_of_three_calls_goes_ahead_for_priority(mall: Mall) -> None:
    for _ in range(4):
        mall.take("KTP")
    for _ in range(2):
        mall.take("KTP", "lansia")
    order = [mall.call_next(1) for _ in range(6)]
    assert order == ["A-005", "A-001", "A-002", "A-006", "A-003", "A-004"]


def test_a_call_that_was_taken_back_does_not_use_up_the_turn_of_priority(mall: Mall) -> None:
    mall.take("KTP")
    mall.take("KTP", "disabilitas")
    assert mall.call_next(1) == "A-002"
    mall.do(calls.undo, 1)
    assert mall.call_next(1) == "A-002"


# Calling


def test_a_call_brings_the_ticket_to_the_counter(mall: Mall) -> None:
    number = called(mall)
    ticket = mall.ticket(number)
    assert (ticket.state, ticket.counter, ticket.calls) == ("called", 1, 1)
    assert ticket.called_at == "2026-03-02T01:00:00.000Z"


def test_the_event_of_a_call_says_all_that_a_screen_needs(mall: Mall) -> None:
    mall.take()
    event: Event = mall.do(calls.call_next, 1)
    data = event.data
    assert (data["number"], data["counter"], data["service"], data["zone"]) == ("A-001", 1, "KTP", "Z1")
    assert (data["at"], data["expires_at"]) == ("2026-03-02T01:00:00.000Z", "2026-03-02T01:01:00.000Z")
    assert data["call"]
    assert data["label"]["name"] == {"id": "Layanan KTP", "en": "Layanan KTP (en)"}


def test_the_life_of_a_call_is_a_setting(mall: Mall) -> None:
    mall.take()
    assert mall.do(calls.call_next, 1, expires_s=20).data["expires_at"] == "2026-03-02T01:00:20.000Z"


def test_calling_the_next_finishes_the_running_ticket_first(mall: Mall) -> None:
    first = called(mall)
    mall.take()
    mall.told.clear()
    mall.call_next(1)
    finished, next_call = mall.told
    assert (finished.type, finished.data["number"], finished.data["implicit"]) == ("ticket.finished", first, True)
    assert next_call.type == "ticket.called"
    assert mall.ticket(first).outcome == "completed"


def test_when_nobody_waits_the_running_ticket_stays(mall: Mall) -> None:
    number = called(mall)
    refusal = mall.refuses(calls.call_next, 1)
    assert (refusal.code, refusal.facts) == ("nothing_waiting", {"counter": 1})
    assert mall.state_of(number) == "called"


def test_a_closed_counter_calls_nobody(mall: Mall) -> None:
    number = mall.take("PAJAK")
    assert mall.refuses(calls.call_next, 4).code == "counter_closed"
    assert mall.refuses(calls.call, 4, number).code == "counter_closed"


@pytest.mark.parametrize("parked", [None, calls.hold, calls.skip], ids=["waiting", "held", "no_show"])
def test_a_number_is_called_out_of_order(mall: Mall, parked: Callable[..., Any] | None) -> None:
    number = mall.take()
    if parked:
        mall.call_next(2)
        mall.do(parked, 2)
    mall.take()
    mall.do(calls.call, 1, number)
    assert (mall.state_of(number), mall.ticket(number).counter) == ("called", 1)


def test_calling_a_number_finishes_the_running_ticket_too(mall: Mall) -> None:
    first, second = mall.take(), mall.take()
    mall.call_next(1)
    mall.do(calls.call, 1, second)
    assert mall.state_of(first) == "finished"


@pytest.mark.parametrize("act", [None, calls.start, calls.finish], ids=["called", "serving", "finished"])
def test_a_number_at_a_counter_or_at_its_end_is_not_called(mall: Mall, act: Callable[..., Any] | None) -> None:
    number = called(mall, counter=2)
    if act:
        mall.do(act, 2)
    refusal = mall.refuses(calls.call, 1, number)
    assert (refusal.code, refusal.facts["state"]) == ("wrong_state", mall.state_of(number))


def test_a_number_for_another_counter_is_not_called(mall: Mall) -> None:
    assert mall.refuses(calls.call, 1, mall.take("SIM")).code == "not_served_here"


def test_a_number_that_was_never_given_out_is_not_called(mall: Mall) -> None:
    mall.take()
    assert mall.refuses(calls.call, 1, "A-999").code == "unknown_ticket"


# The rest of the table


def test_a_recall_says_it_again_with_a_new_life(mall: Mall) -> None:
    number = called(mall)
    mall.clock.advance(30)
    event = mall.do(calls.recall, 1)
    assert (event.data["recalls"], event.data["calls"], event.data["expires_at"]) == (1, 2, "2026-03-02T01:01:30.000Z")
    assert mall.state_of(number) == "called"
    assert mall.do(calls.recall, 1).data["recalls"] == 2


def test_start_and_finish(mall: Mall) -> None:
    number = called(mall)
    mall.clock.advance(20)
    mall.do(calls.start, 1)
    assert (mall.state_of(number), mall.ticket(number).started_at) == ("serving", "2026-03-02T01:00:20.000Z")
    mall.clock.advance(300)
    mall.do(calls.finish, 1, "incomplete_docs")
    ticket = mall.ticket(number)
    assert (ticket.state, ticket.outcome, ticket.finished_at) == (
        "finished",
        "incomplete_docs",
        "2026-03-02T01:05:20.000Z",
    )


def test_finish_without_start_counts_as_served_from_the_call(mall: Mall) -> None:
    for _ in range(5):
        called(mall)
        mall.clock.advance(60)
        event = mall.do(calls.finish, 1)
    assert event.data["pace"] == {"low_s": 30, "high_s": 30}  # two counters are open for it


def test_skip_marks_the_visitor_as_absent(mall: Mall) -> None:
    number = called(mall)
    mall.do(calls.skip, 1)
    assert mall.state_of(number) == "no_show"
    assert [row["number"] for row in mall.desk(2)["no_show"]] == [number]


@pytest.mark.parametrize("started", [False, True])
def test_hold_parks_the_ticket(mall: Mall, started: bool) -> None:
    number = called(mall)
    if started:
        mall.do(calls.start, 1)
    mall.do(calls.hold, 1)
    assert mall.state_of(number) == "held"


@pytest.mark.parametrize("parked", [calls.hold, calls.skip])
def test_a_ticket_put_back_in_line_keeps_its_place(mall: Mall, parked: Callable[..., Any]) -> None:
    first, second, third = (mall.take() for _ in range(3))
    mall.call_next(1)
    mall.do(parked, 1)
    mall.do(calls.requeue, 2, first)
    assert mall.waiting(1) == [first, second, third]
    assert mall.ticket(first).issued_at == "2026-03-02T01:00:00.000Z"
    assert mall.call_next(1) == first


def test_a_closed_counter_may_put_a_ticket_back(mall: Mall) -> None:
    number = called(mall, "PAJAK", counter=3)
    mall.do(calls.hold, 3)
    mall.do(calls.requeue, 4, number)
    assert mall.state_of(number) == "waiting"


@pytest.mark.parametrize("started", [False, True])
def test_a_transfer_keeps_number_and_arrival_time(mall: Mall, started: bool) -> None:
    number = called(mall, "KTP")
    if started:
        mall.do(calls.start, 1)
    issued = mall.ticket(number)
    mall.clock.advance(600)
    later = mall.take("SIM")
    mall.do(calls.transfer, 1, "SIM")
    ticket = mall.ticket(number)
    assert (ticket.number, ticket.order, ticket.issued_at) == (issued.number, issued.order, issued.issued_at)
    assert (ticket.state, ticket.service, ticket.counter) == ("waiting", "SIM", None)
    assert mall.waiting(3) == [number, later]


def test_a_transfer_to_no_service_or_a_closed_one_is_refused(mall: Mall) -> None:
    called(mall)
    assert mall.refuses(calls.transfer, 1, "PASPOR").code == "unknown_service"
    assert mall.refuses(calls.transfer, 1, "LAMA").code == "service_closed"


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_without_a_ticket_there_is_nothing_to_do(mall: Mall, act: Callable[..., Any]) -> None:
    assert mall.refuses(act, 1).code == "no_ticket"


@pytest.mark.parametrize("act", [calls.recall, calls.start, calls.skip], ids=lambda act: act.__name__)
def test_whoever_is_being_served_cannot_be_called_begun_or_marked_absent_again(
    mall: Mall, act: Callable[..., Any]
) -> None:
    called(mall)
    mall.do(calls.start, 1)
    refusal = mall.refuses(act, 1)
    assert (refusal.code, refusal.facts["state"]) == ("wrong_state", "serving")


def test_a_waiting_ticket_cannot_be_put_back(mall: Mall) -> None:
    assert mall.refuses(calls.requeue, 1, mall.take()).code == "wrong_state"


def test_a_ticket_of_other_services_cannot_be_put_back(mall: Mall) -> None:
    number = called(mall, "SIM", counter=3)
    mall.do(calls.hold, 3)
    assert mall.refuses(calls.requeue, 1, number).code == "not_served_here"


# Who may


@pytest.mark.parametrize("actor", [PUBLIC, Actor("anjungan", "kiosk"), Actor("layar", "screen"), Actor("x", "viewer")])
@pytest.mark.parametrize("act", [calls.call_next, calls.undo, *ACTS], ids=lambda act: act.__name__)
def test_only_people_call(mall: Mall, act: Callable[..., Any], actor: Actor) -> None:
    called(mall)
    mall.take()
    assert mall.refuses(act, 1, actor=actor).code == ("forbidden" if actor.role else "unauthenticated")


def test_a_clerk_works_at_the_counters_assigned(mall: Mall) -> None:
    mall.take()
    mall.take()
    assert mall.do(calls.call_next, 1, actor=CLERK_OF_1).data["number"] == "A-001"
    assert mall.refuses(calls.call_next, 2, actor=CLERK_OF_1).code == "forbidden"


def test_a_counter_that_does_not_exist_is_refused(mall: Mall) -> None:
    refusal = mall.refuses(calls.call_next, 77)
    assert (refusal.code, refusal.facts) == ("unknown_counter", {"counter": 77})


def test_nobody_is_called_from_a_cancelled_ticket(mall: Mall) -> None:
    number = mall.take()
    mall.do(tickets.cancel, mall.ticket(number).id)
    assert mall.refuses(calls.call_next, 1).code == "nothing_waiting"
