"""The one writer: groups, answers in order, and nothing told that is not on disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing

import pytest
from sqlalchemy import event, make_url

from display_server.actions import counters, tickets
from display_server.actions.ports import Work
from display_server.domain.errors import Refusal
from display_server.domain.events import Event
from display_server.store.store import Store
from display_server.store.work import SqlWork
from tests.mall import HEAD, Clock, Mall, Malls


def take(work: Work) -> Event:
    return tickets.take(work, HEAD, "KTP")


class Held:
    """Keeps the writer busy, so that whatever is submitted meanwhile becomes one group."""

    def __init__(self, mall: Mall) -> None:
        self._go = threading.Event()
        self._mall = mall
        began = threading.Event()

        def wait(_work: SqlWork) -> None:
            began.set()
            self._go.wait(10)

        mall.store.act(wait)
        assert began.wait(10)

    def release(self) -> None:
        """Let the writer go on with the group."""
        self._go.set()


def commits_of(mall: Mall) -> list[str]:
    """A list that grows with every commit of the writer."""
    made: list[str] = []
    event.listen(mall.store._writing, "commit", lambda _connection: made.append("commit"))
    return made


def test_a_group_is_one_commit_and_answers_in_the_order_of_its_facts(small_mall: Mall) -> None:
    answered: list[int] = []
    held = Held(small_mall)
    made = commits_of(small_mall)
    futures: list[Future[Event]] = [small_mall.store.act(take) for _ in range(20)]
    for future in futures:
        future.add_done_callback(lambda done: answered.append(done.result().seq))
    held.release()
    seqs = [future.result(10).seq for future in futures]
    assert seqs == sorted(seqs)
    assert answered == seqs
    assert len(made) == 2  # the one that was held, and the group


def test_facts_are_told_before_their_answers_and_in_order(small_mall: Mall) -> None:
    held = Held(small_mall)
    told_when_answered: list[int] = []
    future = small_mall.store.act(take)
    future.add_done_callback(lambda _done: told_when_answered.append(len(small_mall.told)))
    held.release()
    future.result(10)
    assert told_when_answered == [2]  # the day was opened, the ticket issued
    assert [fact.seq for fact in small_mall.told] == sorted(fact.seq for fact in small_mall.told)


def test_a_refused_act_leaves_no_trace_and_the_others_alone(small_mall: Mall) -> None:
    def refused(work: SqlWork) -> None:
        counters.open_counter(work, HEAD, 1)
        tickets.take(work, HEAD, "LAMA")

    held = Held(small_mall)
    futures = [small_mall.store.act(act) for act in (take, refused, take)]
    held.release()
    with pytest.raises(Refusal):
        futures[1].result(10)
    assert [futures[n].result(10).data["number"] for n in (0, 2)] == ["A-001", "A-002"]
    assert small_mall.desk(1)["counter"]["status"] == "closed"
    assert "counter.opened" not in {fact.type for fact in [*small_mall.told, *small_mall.facts()]}
    assert small_mall.store.check() == []


def test_a_broken_act_leaves_the_others_alone(small_mall: Mall) -> None:
    def broken(work: SqlWork) -> None:
        take(work)
        raise ZeroDivisionError

    held = Held(small_mall)
    futures = [small_mall.store.act(act) for act in (broken, take)]
    held.release()
    with pytest.raises(ZeroDivisionError):
        futures[0].result(10)
    assert futures[1].result(10).data["number"] == "A-001"


def test_a_listener_that_fails_takes_nobodys_answer(sqlite_malls: Malls, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_facts: Sequence[Event]) -> None:
        raise ZeroDivisionError

    store = Store(sqlite_malls.database(), on_commit=fails, clock=Clock())
    assert [store.act(take).result(10).data["number"] for _ in range(2)] == ["A-001", "A-002"]
    store.close()
    assert "whoever hears of commits failed" in caplog.text


def test_a_commit_on_a_full_disk_is_refused_whole(sqlite_mall: Mall, caplog: pytest.LogCaptureFixture) -> None:
    before = sqlite_mall.everything()
    with sqlite_mall.store._writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.rollback()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.rollback()

    def much(work: SqlWork) -> None:
        for _ in range(100):
            take(work)

    held = Held(sqlite_mall)
    futures = [sqlite_mall.store.act(act) for act in (take, much)]
    held.release()
    for future in futures:
        with pytest.raises(Refusal) as refused:
            future.result(10)
        assert refused.value.code == "storage_full"
    assert sqlite_mall.everything() == before
    assert sqlite_mall.told == []
    assert "nothing was committed" in caplog.text
    with sqlite_mall.store._writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=100000")
    assert sqlite_mall.take() == "A-001"


def test_a_database_somebody_else_holds_is_busy_and_nothing_is_told(sqlite_mall: Mall) -> None:
    with sqlite_mall.store._writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    before = sqlite_mall.everything()
    file = str(make_url(sqlite_mall.url).database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refusal) as refused:
            sqlite_mall.take()
        assert refused.value.code == "busy"
        other.execute("ROLLBACK")
    assert sqlite_mall.everything() == before
    assert sqlite_mall.told == []
    assert sqlite_mall.take() == "A-001"


def test_a_commit_that_a_reader_holds_up_is_busy_and_nothing_is_told(sqlite_mall: Mall) -> None:
    with sqlite_mall.store._writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    file = str(make_url(sqlite_mall.url).database)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal").fetchone()
        future = sqlite_mall.store.act(take)
        if mode == "wal":  # there a reader holds nobody up
            assert future.result(10).data["number"] == "A-001"
            return
        with pytest.raises(Refusal) as refused:
            future.result(10)
        assert refused.value.code == "busy"
        assert sqlite_mall.told == []
    assert sqlite_mall.take() == "A-001"


def test_a_clock_that_runs_backwards_does_not_take_the_journal_with_it(small_mall: Mall) -> None:
    small_mall.take()
    small_mall.clock.set("2026-03-02T00:55:00Z")
    small_mall.take()
    small_mall.clock.set("2026-03-02T02:00:00Z")
    small_mall.take()
    instants = [fact.at for fact in small_mall.facts()]
    assert instants == sorted(instants)
    assert instants[-2:] == ["2026-03-02T01:00:00.000Z", "2026-03-02T02:00:00.000Z"]


def test_many_threads_at_once_get_different_numbers(small_mall: Mall) -> None:
    taken: list[str] = []

    def visitor() -> None:
        taken.extend(small_mall.store.act(take).result(10).data["number"] for _ in range(10))

    threads = [threading.Thread(target=visitor) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == [f"A-{n:03d}" for n in range(1, 81)]


def test_closing_commits_what_was_submitted(malls: Malls) -> None:
    url = malls.database()
    first = Mall(url, Clock())
    future = first.store.act(take)
    first.close()
    assert future.result(0).data["number"] == "A-001"
    second = Mall(url, Clock())
    assert second.state_of("A-001") == "waiting"
    second.close()
