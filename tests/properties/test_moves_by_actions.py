"""The state machine against the actions, with the invariants I1 to I6; and with every screen watching."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select

from display_server.actions import calls, counters, days, tickets
from display_server.domain.errors import Refusal
from display_server.domain.events import Event
from display_server.store import journal
from display_server.store import tables as t
from tests.mall import Clock, Mall, Malls
from tests.properties.machine import MallMachine, shown
from tests.properties.reducers import Reducers
from tests.properties.screens import Screens

ACTS = {
    "take": lambda work, actor, service, priority: tickets.take(work, actor, service, "lansia" if priority else "none"),
    "cancel": tickets.cancel,
    "open": counters.open_counter,
    "pause": counters.pause,
    "close": counters.close,
    "call_next": calls.call_next,
    "call": calls.call,
    "recall": calls.recall,
    "start": calls.start,
    "finish": calls.finish,
    "skip": calls.skip,
    "hold": calls.hold,
    "requeue": calls.requeue,
    "transfer": calls.transfer,
    "undo": calls.undo,
    "close_day": days.close,
}


class ActionsDriver:
    """The small mall, reached through its actions."""

    def __init__(self, url: str) -> None:
        self.mall = Mall(url, Clock())
        self.clock = self.mall.clock

    def act(self, name: str, *arguments: Any) -> tuple[str, str, str | None]:
        try:
            done = self.mall.do(ACTS[name], *arguments)
        except Refusal as refusal:
            return "refused", refusal.code, None
        if isinstance(done, Event) and "number" in done.data:
            return "done", done.data["number"], done.data["to"]
        return "done", "", None

    def ticket_id(self, number: str) -> str:
        return self.mall.ticket(number).id

    def seen(self) -> dict[int, dict[str, Any]]:
        return {number: shown(self.mall.desk(number)) for number in (1, 2, 3, 4)}

    def close(self) -> None:
        try:
            assert self.mall.store.check() == []
            self.at_most_one_of_three_calls_goes_ahead()
            self.replaying_the_journal_gives_the_tables()
        finally:
            self.mall.close()

    def at_most_one_of_three_calls_goes_ahead(self) -> None:
        c = t.calls.c
        with self.mall.store._reading.begin() as connection:
            query = select(c.day, c.counter, c.went_ahead).where(c.undone.is_(False)).order_by(c.seq)
            made: dict[tuple[str, int], list[bool]] = {}
            for row in connection.execute(query):
                made.setdefault((row.day, row.counter), []).append(row.went_ahead)
        # A day that was opened twice on one date counts its calls anew, so that only the model can tell there.
        for ahead in made.values() if len(self.days()) == len(set(self.days())) else ():
            assert all(sum(ahead[n : n + 3]) <= 1 for n in range(len(ahead)))

    def days(self) -> list[str]:
        return [event.data["day"] for event in self.mall.facts() if event.type == "day.opened"]

    def replaying_the_journal_gives_the_tables(self) -> None:
        with self.mall.store._writing.connect() as connection:
            before = journal.rows_of(connection)
            journal.rebuild(connection)
            assert journal.rows_of(connection) == before
            connection.rollback()


def machine(malls: Malls, reducers: Reducers | None = None) -> type[MallMachine]:
    """The state machine on small malls of these; with reducers, every screen follows every act."""

    class ByActions(MallMachine):
        def reach(self) -> ActionsDriver:
            driver = ActionsDriver(malls.database())
            self.screens = Screens(driver.mall.store, reducers) if reducers else None
            return driver

        def do(self, name: str, *arguments: Any) -> Any:
            done = super().do(name, *arguments)
            if self.screens:
                self.screens.follow()
            return done

    return ByActions


def thorough(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )


def test_any_acts_in_any_order_keep_the_mall_true(sqlite_malls: Malls) -> None:
    run_state_machine_as_test(machine(sqlite_malls), settings=thorough(40, 50))


def test_every_screen_follows_any_acts_in_any_order(sqlite_malls: Malls, reducers: Reducers) -> None:
    run_state_machine_as_test(machine(sqlite_malls, reducers), settings=thorough(10, 30))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_very_many_acts_keep_the_mall_true(sqlite_malls: Malls) -> None:
    run_state_machine_as_test(machine(sqlite_malls), settings=thorough(250, 80))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_screen_follows_very_many_acts(sqlite_malls: Malls, reducers: Reducers) -> None:
    run_state_machine_as_test(machine(sqlite_malls, reducers), settings=thorough(60, 50))
