"""The state machine over the whole table of moves: any act at any time, compared with the model after each."""

from __future__ import annotations

from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.mall import Clock
from tests.properties.model import SIMPLE, Model, Refused, Visitor

counters = st.sampled_from([1, 2, 3, 4])
services = st.sampled_from(["KTP", "KTP", "KTP", "KK", "SIM", "PAJAK", "LAMA"])
pauses = st.sampled_from([None, 15])
ONE_DAY_S = 24 * 3600


class Driver(Protocol):
    """The real mall, however it is reached."""

    clock: Clock

    def act(self, name: str, *arguments: Any) -> tuple[str, str, str | None]:
        """Do an act: ("done", number, state) or ("refused", code, None)."""

    def ticket_id(self, number: str) -> str:
        """The id of the latest ticket with this number."""

    def seen(self, counter: int) -> dict[str, Any]:
        """What the desk of a counter shows."""

    def close(self) -> None:
        """Check what must hold at the end, and let go."""


class MallMachine(RuleBasedStateMachine):
    """Any act at any time; a subclass says how the mall is reached."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.ids: list[str] = []
        self.driver = self.reach()

    def reach(self) -> Driver:
        """Open a small mall on a Monday morning, its counters closed."""
        raise NotImplementedError

    @initialize(opened=st.sets(counters, min_size=2))
    def the_morning(self, opened: set[int]) -> None:
        for number in sorted(opened):
            self.do("open", number)
        for service in ("KTP", "KK", "SIM"):
            self.take(service, priority=False)

    @rule(service=services, priority=st.booleans())
    def take(self, service: str, priority: bool) -> None:
        taken = self.do("take", service, priority)
        if taken:
            self.ids.append(self.driver.ticket_id(taken.number))

    @rule(number=counters)
    def call_next(self, number: int) -> None:
        self.do("call_next", number)

    @precondition(lambda self: self.ids)
    @rule(number=counters, visitor=st.integers(0, 10**6))
    def call_by_number(self, number: int, visitor: int) -> None:
        self.do("call", number, self.some(visitor).number)

    @rule(act=st.sampled_from(sorted(SIMPLE)), number=counters)
    def serve(self, act: str, number: int) -> None:
        self.do("simple", act, number)

    @precondition(lambda self: self.ids)
    @rule(number=counters, visitor=st.integers(0, 10**6))
    def requeue(self, number: int, visitor: int) -> None:
        self.do("requeue", number, self.some(visitor).number)

    @rule(number=counters, service=services)
    def transfer(self, number: int, service: str) -> None:
        self.do("transfer", number, service)

    @rule(number=counters)
    def undo(self, number: int) -> None:
        self.do("undo", number)

    @rule(act=st.sampled_from(["call_next", "finish", "hold", "skip", "start", "recall"]), number=counters)
    def act_and_take_it_back(self, act: str, number: int) -> None:
        before = [self.model.seen(known) for known in (1, 2, 3, 4)]
        done = self.do("call_next", number) if act == "call_next" else self.do("simple", act, number)
        if done:
            self.do("undo", number)
            after = [self.model.seen(known) for known in (1, 2, 3, 4)]
            assert [{**seen, "last_act": 0} for seen in before] == [{**seen, "last_act": 0} for seen in after]

    @precondition(lambda self: self.ids)
    @rule(visitor=st.integers(0, 10**6))
    def cancel(self, visitor: int) -> None:
        order = self.some(visitor).order
        self.do("cancel", order)

    @rule(number=counters)
    def open_counter(self, number: int) -> None:
        self.do("open", number)

    @rule(number=counters, minutes=pauses)
    def pause(self, number: int, minutes: int | None) -> None:
        self.do("pause", number, minutes)

    @rule(number=counters)
    def close_counter(self, number: int) -> None:
        self.do("close", number)

    @rule(seconds=st.sampled_from([1, 4, 5, 5.001, 60]))
    def wait(self, seconds: float) -> None:
        self.driver.clock.advance(seconds)

    @precondition(lambda self: len(self.ids) > 6)
    @rule()
    def close_day(self) -> None:
        self.do("close_day")

    @precondition(lambda self: len(self.ids) > 6)
    @rule()
    def midnight_passes(self) -> None:
        self.driver.clock.advance(ONE_DAY_S)

    @invariant()
    def every_desk_shows_what_the_model_says(self) -> None:
        for number in (1, 2, 3, 4):
            assert self.driver.seen(number) == self.model.seen(number)

    def teardown(self) -> None:
        self.driver.close()

    def some(self, visitor: int) -> Visitor:
        """One of the visitors, rather a late one than an early one."""
        known = self.model.visitors
        return known[-1 - visitor % min(len(known), 12)]

    def do(self, name: str, *arguments: Any) -> Visitor | None:
        """Do an act in the model and in the mall; both must say the same."""
        given = arguments
        if name == "cancel":
            given = (self.ids[arguments[0]],)
        real = self.driver.act(*given) if name == "simple" else self.driver.act(name, *given)
        try:
            visitor = self.model.act(self.driver.clock(), name, *arguments)
        except Refused as refused:
            assert real == ("refused", str(refused), None)
            return None
        assert real[0] == "done", real
        if visitor:
            assert real[1:] == (visitor.number, visitor.state)
        return visitor


def shown(desk: dict[str, Any]) -> dict[str, Any]:
    """The state of a desk in the words of the model."""
    ticket, last = desk["ticket"], desk["last_act"]
    return {
        "status": desk["counter"]["status"],
        "ticket": (ticket["number"], ticket["state"]) if ticket else None,
        **{state: [row["number"] for row in desk[state]] for state in ("waiting", "held", "no_show")},
        "served": desk["served"],
        "last_act": last["act"] if last else None,
    }
