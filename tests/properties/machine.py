"""The state machine over the whole table of moves: any act at any time, compared with the model after each."""

from __future__ import annotations

from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.mall import Clock
from tests.properties.model import SIMPLE, Model, Visitor

counters = st.sampled_from([1, 1, 1, 2, 2, 3, 4])
services = st.sampled_from(["KTP", "KTP", "KTP", "KTP", "KK", "SIM", "PAJAK", "LAMA"])
some = st.integers(0, 23)
ACTS_AT_A_COUNTER = ["call_next", "call_next", "call", "requeue", "transfer", "undo", *SIMPLE]
ONE_DAY_S = 24 * 3600


class Driver(Protocol):
    """The real mall, however it is reached."""

    clock: Clock

    def act(self, name: str, *arguments: Any) -> tuple[str, str, str | None]:
        """Do an act: ("done", number, state) or ("refused", code, None)."""

    def ticket_id(self, number: str) -> str:
        """The id of the latest ticket with this number."""

    def seen(self) -> dict[int, dict[str, Any]]:
        """What the desk of each counter shows, in the words of the model."""

    def close(self) -> None:
        """Check what must hold at the end, and let go."""


class MallMachine(RuleBasedStateMachine):
    """Any act at any time; a subclass says how the mall is reached."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.ids: list[str] = []
        self.acts_done = 0
        self.quiet_until = 20
        self.driver = self.reach()

    def reach(self) -> Driver:
        """Open a small mall on a Monday morning, its counters closed."""
        raise NotImplementedError

    @initialize(line=st.lists(st.tuples(services, st.booleans()), min_size=6, max_size=12))
    def the_morning(self, line: list[tuple[str, bool]]) -> None:
        for number in (1, 2, 3):
            self.do("open", number)
        for service, priority in line:
            self.take(service, priority)

    @rule(service=services, priority=st.booleans())
    def take(self, service: str, priority: bool) -> None:
        taken = self.do("take", service, priority)
        if taken:
            self.ids.append(self.driver.ticket_id(taken.number))

    @rule(number=counters, times=st.integers(1, 4))
    def call_next(self, number: int, times: int) -> None:
        for _ in range(times):
            self.do("call_next", number)

    @rule(number=counters, act=st.sampled_from(ACTS_AT_A_COUNTER), visitor=some, service=services)
    def act_at_a_counter(self, number: int, act: str, visitor: int, service: str) -> None:
        self.at_a_counter(number, act, visitor, service)

    @rule(
        number=counters,
        act=st.sampled_from(["call_next", "call_next", "call", "requeue", "transfer", *SIMPLE]),
        meanwhile=st.sampled_from(["nothing", "nothing", "wait", "close", "pause", "cancel", "call", "requeue"]),
        elsewhere=counters,
        visitor=some,
        service=services,
    )
    def act_and_take_it_back(
        self, number: int, act: str, meanwhile: str, elsewhere: int, visitor: int, service: str
    ) -> None:
        if act in SIMPLE or act == "transfer":
            self.do("call_next", number)
        before = self.model.seen()
        moved = self.at_a_counter(number, act, visitor, service)
        if not moved:
            return
        if meanwhile == "nothing":
            assert self.do("undo", number)
            after = self.model.seen()
            for known in (1, 2, 3, 4):
                assert before[known] | {"last_act": None} == after[known] | {"last_act": None}
            return
        if meanwhile == "wait":
            self.driver.clock.advance(5 + 0.001 * (visitor % 2))
        elif meanwhile == "cancel":
            self.do("cancel", moved.order)
        elif meanwhile in ("pause", "close"):
            self.do(meanwhile, number, *([None] if meanwhile == "pause" else []))
        else:
            self.do(meanwhile, elsewhere, moved.number)
        self.do("undo", number)
        self.do("open", number)

    @rule(visitor=some)
    def cancel(self, visitor: int) -> None:
        if self.model.visitors:
            self.do("cancel", self.some(visitor).order)

    @rule(
        number=counters,
        act=st.sampled_from(["open", "open", "open", "pause", "close"]),
        minutes=st.sampled_from([None, 15]),
    )
    def the_counter_itself(self, number: int, act: str, minutes: int | None) -> None:
        self.do(act, number, *([minutes] if act == "pause" else []))

    @rule(seconds=st.sampled_from([1, 4, 5, 5.001, 60]))
    def wait(self, seconds: float) -> None:
        self.driver.clock.advance(seconds)

    @precondition(lambda self: self.acts_done > self.quiet_until)
    @rule(by_hand=st.booleans())
    def the_day_ends(self, by_hand: bool) -> None:
        if by_hand:
            self.do("close_day")
        else:
            self.driver.clock.advance(ONE_DAY_S)
        self.quiet_until = self.acts_done + 20

    @invariant()
    def every_desk_shows_what_the_model_says(self) -> None:
        assert self.driver.seen() == self.model.seen()

    def teardown(self) -> None:
        self.driver.close()

    def some(self, visitor: int) -> Visitor:
        """One of the visitors, rather a late one than an early one."""
        known = self.model.visitors
        return known[-1 - visitor % min(len(known), 12)]

    def at_a_counter(self, number: int, act: str, visitor: int, service: str) -> Visitor | None:
        """One of the acts of a clerk."""
        if act in SIMPLE:
            return self.do("simple", act, number)
        if act in ("call", "requeue"):
            return self.do(act, number, self.some(visitor).number) if self.model.visitors else None
        return self.do(act, number, *([service] if act == "transfer" else []))

    def do(self, name: str, *arguments: Any) -> Visitor | None:
        """Do an act in the model and in the mall; both must say the same."""
        self.acts_done += 1
        given = arguments
        if name == "cancel":
            given = (self.ids[arguments[0]],)
        real = self.driver.act(*given) if name == "simple" else self.driver.act(name, *given)
        visitor, refused = self.model.asked(self.driver.clock(), name, *arguments)
        if refused:
            assert real == ("refused", refused, None)
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
