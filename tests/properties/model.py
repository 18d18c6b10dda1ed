"""The small mall once more, as simply as it can be told: dictionaries and lists, no journal, no transaction.

It was written from the contract and not from the code; the state machine compares the two after every act.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PREFIX = {"KTP": "A", "KK": "A", "SIM": "B", "PAJAK": "C"}
NOT_OFFERED = {"LAMA"}
SERVES = {1: {"KTP", "KK"}, 2: {"KTP"}, 3: {"SIM", "PAJAK"}, 4: {"PAJAK"}}
RUNNING = {"called", "serving"}
SIMPLE = {
    "recall": ({"called"}, "called"),
    "start": ({"called"}, "serving"),
    "finish": ({"called", "serving"}, "finished"),
    "skip": ({"called"}, "no_show"),
    "hold": ({"called", "serving"}, "held"),
}


class Refused(Exception):
    """The mall says no, by this code."""


@dataclass
class Visitor:
    """One ticket of the model."""

    number: str
    service: str
    day: int
    order: int
    priority: bool
    state: str = "waiting"
    counter: int | None = None
    version: int = 0


@dataclass
class Undoable:
    """A counter's last act: until when it can be taken back, and what it changed."""

    act: str
    until: datetime
    moves: list[tuple[int, Visitor, int]]


@dataclass
class Desk:
    """One counter of the model; `ahead` says for each call that counts whether it passed somebody."""

    services: set[str]
    status: str = "closed"
    on_break_until: datetime | None = None
    ahead: list[bool] = field(default_factory=list)
    last: Undoable | None = None


class Model:
    """What must be true of the small mall."""

    def __init__(self) -> None:
        self.visitors: list[Visitor] = []
        self.desks = {number: Desk(services) for number, services in SERVES.items()}
        self.counts = {"A": 0, "B": 0, "C": 0}
        self.day = 0
        self.open_date: str | None = None

    def asked(self, now: datetime, name: str, *arguments: object) -> tuple[Visitor | None, str | None]:
        """Do an act wholly or, when it is refused, not at all; the visitor it concerned, or the code of the refusal."""
        trial = Model()
        trial.now = now
        trial.visitors = [replace(visitor) for visitor in self.visitors]
        trial.desks = {number: replace(desk, ahead=[*desk.ahead]) for number, desk in self.desks.items()}
        trial.counts, trial.day, trial.open_date = dict(self.counts), self.day, self.open_date
        try:
            done: Visitor | None = getattr(trial, f"_{name}")(*arguments)
        except Refused as refused:
            return None, str(refused)
        self.__dict__ = trial.__dict__
        return done, None

    # Visitors

    def _take(self, service: str, priority: bool) -> Visitor:
        self._new_day_after_midnight()
        if service in NOT_OFFERED:
            raise Refused("service_closed")
        if self.open_date is None:
            self.open_date, self.day = self._today(), self.day + 1
        prefix = PREFIX[service]
        self.counts[prefix] += 1
        visitor = Visitor(f"{prefix}-{self.counts[prefix]:03d}", service, self.day, len(self.visitors), priority)
        self.visitors.append(visitor)
        return visitor

    def _cancel(self, order: int) -> Visitor:
        self._new_day_after_midnight()
        visitor = self.visitors[order]
        return self._move(visitor, {"waiting"}, "cancelled")

    # Counters

    def _open(self, number: int) -> None:
        self._new_day_after_midnight()
        self.desks[number].status, self.desks[number].on_break_until = "open", None

    def _pause(self, number: int, minutes: int | None) -> None:
        desk = self.desks[number]
        if desk.status not in ("open", "break"):
            raise Refused("counter_closed")
        self._leave(number, "break")

    def _close(self, number: int) -> None:
        self._leave(number, "closed")

    def _leave(self, number: int, status: str) -> None:
        self._new_day_after_midnight()
        if self.running(number):
            raise Refused("counter_busy")
        self.desks[number].status = status

    # Calls

    def _call_next(self, number: int) -> Visitor:
        desk = self._open_desk(number)
        line = [visitor for visitor in self.visitors if visitor.state == "waiting" and visitor.service in desk.services]
        if not line:
            raise Refused("nothing_waiting")
        entitled = [visitor for visitor in line if visitor.priority]
        goes_ahead = bool(entitled) and entitled[0] is not line[0] and not any(desk.ahead[-2:])
        return self._bring(number, entitled[0] if goes_ahead else line[0], "call_next", goes_ahead)

    def _call(self, number: int, wanted: str) -> Visitor:
        desk = self._open_desk(number)
        visitor = self._of_today(wanted, desk)
        self._in_state(visitor, {"waiting", "held", "no_show"})
        return self._bring(number, visitor, "call", goes_ahead=False)

    def _bring(self, number: int, visitor: Visitor, act: str, goes_ahead: bool) -> Visitor:
        moves = []
        if running := self.running(number):
            moves.append(self._changed(running, state="finished"))
        moves.append(self._changed(visitor, state="called", counter=number))
        self.desks[number].ahead.append(goes_ahead)
        self._remember(number, act, moves)
        return visitor

    def _simple(self, act: str, number: int) -> Visitor:
        self._new_day_after_midnight()
        visitor = self._at(number)
        sources, target = SIMPLE[act]
        self._in_state(visitor, sources)
        self._remember(number, act, [self._changed(visitor, state=target)])
        return visitor

    def _transfer(self, number: int, service: str) -> Visitor:
        self._new_day_after_midnight()
        visitor = self._at(number)
        if service in NOT_OFFERED:
            raise Refused("service_closed")
        self._remember(number, "transfer", [self._changed(visitor, state="waiting", service=service, counter=None)])
        return visitor

    def _requeue(self, number: int, wanted: str) -> Visitor:
        self._new_day_after_midnight()
        visitor = self._of_today(wanted, self.desks[number])
        self._in_state(visitor, {"held", "no_show"})
        self._remember(number, "requeue", [self._changed(visitor, state="waiting", counter=None)])
        return visitor

    def _undo(self, number: int) -> Visitor:
        self._new_day_after_midnight()
        desk, last = self.desks[number], self.desks[number].last
        if last is None or self.now > last.until:
            raise Refused("nothing_to_undo")
        for order, before, version in reversed(last.moves):
            visitor = self.visitors[order]
            if visitor.version != version:
                raise Refused("already_changed")
            if before.state in RUNNING and desk.status != "open":
                raise Refused("counter_closed")
            self._changed(visitor, state=before.state, service=before.service, counter=before.counter)
        if last.act in ("call", "call_next"):
            desk.ahead.pop()
        desk.last = None
        return self.visitors[last.moves[-1][0]]

    # The day

    def _close_day(self) -> None:
        if self.open_date is None:
            raise Refused("day_not_open")
        self._end_day()

    def _new_day_after_midnight(self) -> None:
        if self.open_date is not None and self.open_date < self._today():
            self._end_day()

    def _end_day(self) -> None:
        for visitor in self.visitors:
            if visitor.state in ("waiting", "held", "called"):
                self._changed(visitor, state="abandoned")
            elif visitor.state == "serving":
                self._changed(visitor, state="finished")
        for desk in self.desks.values():
            desk.last, desk.ahead = None, []
        self.counts = dict.fromkeys(self.counts, 0)
        self.open_date = None

    def _today(self) -> str:
        return self.now.astimezone(ZoneInfo("Asia/Jakarta")).date().isoformat()

    # What the screens show

    def running(self, number: int) -> Visitor | None:
        """The ticket at a counter."""
        found = [visitor for visitor in self.visitors if visitor.counter == number and visitor.state in RUNNING]
        assert len(found) <= 1
        return found[0] if found else None

    def seen(self) -> dict[int, dict[str, object]]:
        """What the desk of each counter must show."""
        return {number: self._desk(number) for number in self.desks}

    def _desk(self, number: int) -> dict[str, object]:
        desk, running = self.desks[number], self.running(number)
        today = [visitor for visitor in self.visitors if visitor.day == self.day and self.open_date]
        here = [visitor for visitor in today if visitor.service in desk.services]
        return {
            "status": desk.status,
            "ticket": (running.number, running.state) if running else None,
            **{
                state: [visitor.number for visitor in here if visitor.state == state]
                for state in ("waiting", "held", "no_show")
            },
            "served": sum(visitor.counter == number and visitor.state == "finished" for visitor in today),
            "last_act": desk.last.act if desk.last else None,
        }

    # Shared by the acts

    def _open_desk(self, number: int) -> Desk:
        self._new_day_after_midnight()
        if self.desks[number].status != "open":
            raise Refused("counter_closed")
        return self.desks[number]

    def _of_today(self, wanted: str, desk: Desk) -> Visitor:
        today = [visitor for visitor in self.visitors if visitor.day == self.day and self.open_date]
        for visitor in today:
            if visitor.number == wanted:
                if visitor.service not in desk.services:
                    raise Refused("not_served_here")
                return visitor
        raise Refused("unknown_ticket")

    def _at(self, number: int) -> Visitor:
        visitor = self.running(number)
        if visitor is None:
            raise Refused("no_ticket")
        return visitor

    @staticmethod
    def _in_state(visitor: Visitor, sources: set[str]) -> None:
        if visitor.state not in sources:
            raise Refused("wrong_state")

    def _move(self, visitor: Visitor, sources: set[str], target: str) -> Visitor:
        self._in_state(visitor, sources)
        self._changed(visitor, state=target)
        return visitor

    @staticmethod
    def _changed(visitor: Visitor, **values: object) -> tuple[int, Visitor, int]:
        before = replace(visitor)
        for name, value in values.items():
            setattr(visitor, name, value)
        visitor.version += 1
        return visitor.order, before, visitor.version

    def _remember(self, number: int, act: str, moves: list[tuple[int, Visitor, int]]) -> None:
        self.desks[number].last = Undoable(act, self.now + timedelta(seconds=5), moves)
