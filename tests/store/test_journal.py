"""The journal, and the tables as its projection."""

import pytest
from sqlalchemy import update

from display_server.actions import accounts, calls, counters, identity, tickets
from display_server.actions.ports import SYSTEM
from display_server.domain.errors import Refusal
from display_server.domain.events import DAY_EVENTS, EVENTS, IDENTITY_EVENTS, TICKET_EVENTS, Event
from display_server.store import journal, projection
from display_server.store import tables as t
from tests.mall import Mall


@pytest.fixture
def lived_in(small_mall: Mall) -> Mall:
    """A mall in which about everything has happened once."""
    mall = small_mall
    mall.do(accounts.add, "sari", "clerk", "hash", [1])
    mall.do(identity.create_token, "screen", "layar")
    mall.open(1, 2, 3)
    for _ in range(8):
        mall.take()
    for act in (calls.recall, calls.start, calls.finish, calls.skip, calls.hold):
        mall.call_next(1)
        mall.do(act, 1)
        mall.clock.advance(30)
    mall.do(calls.requeue, 1, "A-004")
    mall.do(calls.undo, 1)
    mall.call_next(1)
    mall.do(calls.transfer, 1, "SIM")
    mall.do(tickets.cancel, mall.ticket("A-008").id)
    mall.do(counters.pause, 1, 10)
    mall.close_day()
    mall.take("PAJAK")
    mall.call_next(3)
    mall.do(calls.start, 3)
    return mall


def test_replaying_the_journal_gives_the_tables_row_by_row(lived_in: Mall) -> None:
    with lived_in.store._writing.begin() as connection:
        before = journal.rows_of(connection)
        journal.rebuild(connection)
        assert journal.rows_of(connection) == before
    assert lived_in.store.check() == []


def test_a_rebuild_mends_tables_that_were_spoilt(lived_in: Mall) -> None:
    with lived_in.store._writing.begin() as connection:
        before = journal.rows_of(connection)
        connection.execute(update(t.tickets).values(state="waiting", counter=None))
        connection.execute(update(t.queues).values(count=0))
        journal.rebuild(connection)
        assert journal.rows_of(connection) == before


def test_the_journal_is_read_in_order_and_in_parts(lived_in: Mall) -> None:
    facts = lived_in.facts()
    assert [fact.seq for fact in facts] == list(range(1, len(facts) + 1))
    head, part = lived_in.store.events_after(10, 5)
    assert head == len(facts)
    assert [fact.seq for fact in part] == [11, 12, 13, 14, 15]
    assert lived_in.store.events_after(head, 5) == (head, [])
    assert lived_in.store.events_after(2**53, 5) == (head, [])


def test_a_fact_says_who_did_it_and_on_which_day(lived_in: Mall) -> None:
    called = next(fact for fact in lived_in.facts() if fact.type == "ticket.called")
    assert (called.actor, called.day) == ("kepala", "2026-03-02")


def test_every_kind_of_fact_has_its_projection_or_none_on_purpose() -> None:
    projected = projection._APPLY.keys() | TICKET_EVENTS.keys()
    assert EVENTS.keys() - projected == IDENTITY_EVENTS.keys()
    assert DAY_EVENTS.keys() <= projected


def test_a_kind_of_fact_nobody_knows_is_not_recorded(small_mall: Mall) -> None:
    with pytest.raises(LookupError):
        small_mall.store.act(lambda work: work.record(SYSTEM, "ticket.eaten", {})).result(10)


def test_a_ticket_that_moved_on_is_not_moved_again(small_mall: Mall) -> None:
    """The conditional UPDATE decides, not the reading before it."""
    small_mall.open(1)
    number = small_mall.take()
    event = small_mall.do(calls.call_next, 1)
    again = Event(event.seq + 1, event.at, event.day, event.actor, event.type, event.data)
    with pytest.raises(Refusal) as refused, small_mall.store._writing.begin() as connection:
        projection.apply(connection, again)
    assert (refused.value.code, refused.value.facts) == ("already_changed", {"number": number})


def test_two_tickets_at_one_counter_are_impossible(small_mall: Mall) -> None:
    small_mall.open(1, 2)
    small_mall.take()
    small_mall.take()
    small_mall.call_next(1)
    small_mall.call_next(2)
    with pytest.raises(Exception, match=r"(?i)unique"), small_mall.store._writing.begin() as connection:
        connection.execute(update(t.tickets).values(counter=1))
