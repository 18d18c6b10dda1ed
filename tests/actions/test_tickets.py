"""What a visitor does: take a number, give it up."""

import pytest

from display_server.actions import calls, tickets
from display_server.actions.ports import PUBLIC, Actor
from tests.mall import Mall

KIOSK = Actor("browser:kiosk", "kiosk")


def test_the_first_number_opens_the_day(small_mall: Mall) -> None:
    assert small_mall.take() == "A-001"
    assert [event.type for event in small_mall.told] == ["day.opened", "ticket.issued"]
    assert small_mall.store.read(lambda work: work.site()).day == "2026-03-02"


def test_services_of_one_queue_share_its_numbers(small_mall: Mall) -> None:
    assert [small_mall.take(service) for service in ("KTP", "KK", "SIM", "KTP")] == ["A-001", "A-002", "B-001", "A-003"]


def test_a_visitor_learns_how_many_are_ahead(small_mall: Mall) -> None:
    small_mall.take("KTP")
    small_mall.take("SIM")
    assert small_mall.do(tickets.take, "KK").data["ahead"] == 1


def test_every_ticket_has_an_id_of_its_own_that_nobody_guesses(small_mall: Mall) -> None:
    ids = {small_mall.do(tickets.take, "KTP").data["ticket"] for _ in range(5)}
    assert len(ids) == 5
    assert all(len(id) == 22 for id in ids)


def test_the_journal_keeps_the_class_of_priority_and_the_screens_do_not_hear_it(small_mall: Mall) -> None:
    event = small_mall.do(tickets.take, "KTP", "ibu_hamil")
    assert event.data["priority_class"] == "ibu_hamil"
    assert event.public()["priority"] is True
    assert "ibu_hamil" not in str(event.public())


def test_a_kiosk_gives_numbers_out(small_mall: Mall) -> None:
    assert small_mall.do(tickets.take, "KTP", actor=KIOSK).data["number"] == "A-001"


@pytest.mark.parametrize(
    ("actor", "code"),
    [(PUBLIC, "unauthenticated"), (Actor("layar", "screen"), "forbidden"), (Actor("x", "viewer"), "forbidden")],
)
def test_others_do_not(small_mall: Mall, actor: Actor, code: str) -> None:
    assert small_mall.refuses(tickets.take, "KTP", actor=actor).code == code


def test_a_service_that_does_not_exist_is_refused(small_mall: Mall) -> None:
    refusal = small_mall.refuses(tickets.take, "PASPOR")
    assert (refusal.code, refusal.facts) == ("unknown_service", {"service": "PASPOR"})


def test_a_service_that_is_not_offered_is_refused(small_mall: Mall) -> None:
    assert small_mall.refuses(tickets.take, "LAMA").code == "service_closed"


def test_a_waiting_number_is_given_up_by_whoever_holds_its_id(small_mall: Mall) -> None:
    number = small_mall.take()
    small_mall.do(tickets.cancel, small_mall.ticket(number).id, actor=PUBLIC)
    assert small_mall.state_of(number) == "cancelled"


@pytest.mark.parametrize("act", [None, calls.start, calls.hold, calls.skip, calls.finish])
def test_a_number_that_was_called_cannot_be_given_up(small_mall: Mall, act: object) -> None:
    small_mall.open(1)
    number = small_mall.take()
    small_mall.call_next(1)
    if act:
        small_mall.do(act, 1)
    refusal = small_mall.refuses(tickets.cancel, small_mall.ticket(number).id)
    assert (refusal.code, refusal.facts["state"]) == ("wrong_state", small_mall.state_of(number))


def test_an_unknown_id_is_refused(small_mall: Mall) -> None:
    assert small_mall.refuses(tickets.cancel, "no-such-ticket").code == "unknown_ticket"


def test_after_999_comes_a_number_with_four_digits(sqlite_mall: Mall) -> None:
    sqlite_mall.take()
    with sqlite_mall.store._writing.begin() as connection:
        connection.exec_driver_sql("UPDATE queues SET count = 998 WHERE code = 'A'")
    assert [sqlite_mall.take(), sqlite_mall.take()] == ["A-999", "A-1000"]
