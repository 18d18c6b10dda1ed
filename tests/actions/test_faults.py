"""Fault F4: whatever statement of an act fails, afterwards the mall is unchanged or the act is complete, never between."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from display_server.actions import accounts, calls, counters, days, identity, screens, tickets
from display_server.actions.ports import Actor, Work
from display_server.domain.errors import Refusal
from tests.mall import Mall

Act = Callable[[Work, Actor], object]
ENOUGH = 200


class Fault(Exception):
    """What a bug or a dying machine raises in the middle of an act."""


def broken_disk() -> Exception:
    """What SQLAlchemy raises when the disk under SQLite fails."""
    return OperationalError("statement", {}, sqlite3.OperationalError("disk I/O error"))


@contextmanager
def failing_at(mall: Mall, nth: int, fault: Callable[[], Exception]) -> Iterator[list[str]]:
    """Let the writer's `nth` statement fail, the commit counting as the last; gives the statements that were tried."""
    tried: list[str] = []

    def count(statement: str) -> None:
        tried.append(statement)
        if len(tried) == nth:
            raise fault()

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        count(statement)

    def commit(_connection: Any) -> None:
        count("COMMIT")

    engine = mall.store._writing
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", commit)
    try:
        yield tried
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "commit", commit)


def at_counter_1(act: Callable[..., object], *arguments: object) -> Act:
    return lambda work, actor: act(work, actor, 1, *arguments)


def a_link_used(work: Work, actor: Actor) -> object:
    return identity.pair_by_link(work, identity.create_pairing_link(work, actor, "hall", zone="Z1").secret)


ACTS: dict[str, Act] = {
    "take": lambda work, actor: tickets.take(work, actor, "KTP", "lansia"),
    "cancel": lambda work, actor: tickets.cancel(work, actor, work.ticket_numbered("A-006").id),
    "call_next": at_counter_1(calls.call_next),
    "call": at_counter_1(calls.call, "A-003"),
    "recall": at_counter_1(calls.recall),
    "start": at_counter_1(calls.start),
    "finish": at_counter_1(calls.finish),
    "skip": at_counter_1(calls.skip),
    "hold": at_counter_1(calls.hold),
    "requeue": at_counter_1(calls.requeue, "A-003"),
    "transfer": at_counter_1(calls.transfer, "SIM"),
    "undo a call with its implicit finish": lambda work, actor: calls.undo(work, actor, 2),
    "open": lambda work, actor: counters.open_counter(work, actor, 4),
    "pause": lambda work, actor: counters.pause(work, actor, 3, 15),
    "close": lambda work, actor: counters.close(work, actor, 3),
    "close the day": days.close,
    "shown": lambda work, actor: screens.shown(work, actor, work.running(1).call),
    "spoken": lambda work, actor: screens.spoken(work, actor, work.running(1).call),
    "add an account": lambda work, actor: accounts.add(work, actor, "budi", "clerk", "hash", [1]),
    "disable an account": lambda work, actor: accounts.disable(work, actor, "sari"),
    "set a password": lambda work, actor: accounts.set_password(work, actor, "sari", "new"),
    "assign counters": lambda work, actor: accounts.assign(work, actor, "sari", [2, 3]),
    "make a token": lambda work, actor: identity.create_token(work, actor, "screen", "layar"),
    "pair a browser": a_link_used,
    "start a session": lambda work, _actor: identity.start_session(work, "sari", "hash"),
}


@pytest.fixture
def busy_mall(sqlite_mall: Mall) -> Mall:
    """A-001 and A-004 at counters 1 and 2 (there after an implicit finish), A-003 held, others wait."""
    mall = sqlite_mall
    mall.do(accounts.add, "kepala", "admin", "hash")
    mall.do(accounts.add, "sari", "clerk", "hash", [1])
    mall.open(1, 2, 3)
    for _ in range(6):
        mall.take()
    mall.call_next(1)
    mall.call_next(2)
    mall.do(calls.call, 3 - 1, "A-003")
    mall.do(calls.hold, 2)
    mall.call_next(2)
    mall.call_next(2)
    mall.told.clear()
    return mall


@pytest.mark.parametrize("fault", [Fault, broken_disk], ids=["a bug", "a broken disk"])
@pytest.mark.parametrize("name", ACTS)
def test_a_failing_statement_leaves_the_mall_unchanged(
    busy_mall: Mall, name: str, fault: Callable[[], Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    before = busy_mall.everything()
    for nth in range(1, ENOUGH):
        failed = None
        with failing_at(busy_mall, nth, fault) as tried:
            try:
                busy_mall.do(ACTS[name])
            except (Fault, Refusal) as error:
                failed = error
        if len(tried) < nth:
            break
        assert failed is not None, f"nobody was told that {tried[-1]} failed"
        assert isinstance(failed, Fault) or failed.code == "storage_full"
        assert busy_mall.everything() == before, f"half done after {tried[-1]} failed"
        assert busy_mall.told == []
    assert failed is None
    assert nth > 4
    assert busy_mall.everything() != before
    assert busy_mall.store.check() == []


def test_whoever_shares_the_group_with_a_broken_act_is_served(busy_mall: Mall) -> None:
    def breaks(work: Work) -> None:
        counters.open_counter(work, Actor("kepala", "admin"), 4)
        raise Fault

    broken = busy_mall.store.act(breaks)
    taken = busy_mall.store.act(lambda work: tickets.take(work, Actor("kepala", "admin"), "KTP"))
    with pytest.raises(Fault):
        broken.result(10)
    assert taken.result(10).data["number"] == "A-007"
    assert busy_mall.desk(4)["counter"]["status"] == "closed"
