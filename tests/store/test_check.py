"""`check` tells every invariant that is broken."""

import pytest

from display_server.actions import calls
from tests.mall import Mall

BROKEN_BY_HAND = [
    ("UPDATE tickets SET day = '2026-03-01', number = 'A-001' WHERE number = 'A-003'", "number A-001 was given twice"),
    ("UPDATE tickets SET state = 'lost' WHERE number = 'A-003'", "unknown state lost"),
    ("DELETE FROM tickets WHERE number = 'A-003'", "3 tickets were issued but 2 are known"),
    ("UPDATE tickets SET counter = NULL WHERE number = 'A-001'", "ticket A-001 is called to no counter"),
    ("UPDATE tickets SET state = 'held' WHERE number = 'A-001'", "the tickets differ from what the journal says"),
    ("DELETE FROM journal WHERE seq = 20", "the journal jumps from 19 to 21"),
    ("UPDATE counters SET status = 'closed' WHERE number = 1", "rows of the table counters differ"),
    ("UPDATE queues SET count = 0 WHERE code = 'A'", "rows of the table queues differ"),
    ("DELETE FROM calls", "rows of the table calls differ"),
    ("UPDATE sites SET day = '2020-01-01'", "rows of the table sites differ"),
    ("UPDATE journal SET data = '[]' WHERE seq = 18", "the journal cannot be read"),
    ("UPDATE journal SET at = '2030-01-01T00:00:00.000Z' WHERE seq = 18", "fact 19 is earlier than the one before it"),
]


@pytest.fixture
def mall(small_mall: Mall) -> Mall:
    """A-001 at counter 1, A-002 at counter 2, A-003 waits."""
    small_mall.open(1, 2)
    for _ in range(3):
        small_mall.take()
    small_mall.call_next(1)
    small_mall.call_next(2)
    return small_mall


def test_a_healthy_mall_has_nothing_to_tell(mall: Mall) -> None:
    assert mall.store.check() == []


@pytest.mark.parametrize(("spoil", "told"), BROKEN_BY_HAND, ids=[told for _spoil, told in BROKEN_BY_HAND])
def test_what_was_broken_by_hand_is_told(mall: Mall, spoil: str, told: str) -> None:
    with mall.store._writing.begin() as connection:
        connection.exec_driver_sql(spoil)
    assert any(told in sentence for sentence in mall.store.check())


def test_a_counter_with_two_tickets_is_told(mall: Mall) -> None:
    with mall.store._writing.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_tickets_running")
        connection.exec_driver_sql("UPDATE tickets SET counter = 1 WHERE number = 'A-002'")
    try:
        assert "counter 1 has two tickets" in mall.store.check()
    finally:
        with mall.store._writing.begin() as connection:
            connection.exec_driver_sql("UPDATE tickets SET counter = 2 WHERE number = 'A-002'")
            connection.exec_driver_sql(
                "CREATE UNIQUE INDEX uq_tickets_running ON tickets (site, counter) WHERE state IN ('called', 'serving')"
            )


def test_a_ticket_that_jumped_in_the_journal_is_told(mall: Mall) -> None:
    mall.do(calls.hold, 1)
    with mall.store._writing.begin() as connection:
        text = connection.exec_driver_sql("SELECT data FROM journal WHERE type = 'ticket.held'").scalar_one()
        written = text if isinstance(text, str) else __import__("json").dumps(text)
        changed = written.replace('"from": "called"', '"from": "waiting"').replace("%", "%%")
        connection.exec_driver_sql(f"UPDATE journal SET data = '{changed}' WHERE type = 'ticket.held'")
    assert any("A-001 was called, not waiting" in sentence for sentence in mall.store.check())
