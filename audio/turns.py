"""Whose turn it is to be heard in one zone: one announcement at a time, by one speaker, in order.

Pure: time comes in as ``now`` (seconds of a monotonic clock), what is to be done goes out as effects.

* Calls come before recalls, otherwise first come, first said. What expired, or was withdrawn, is dropped.
* The speaker is the first candidate, and stays it for as long as it is one. Each change of speaker raises the ``epoch``.
* Who was asked to speak holds the zone until it says that it ended or failed, or until its deadline: ``START_S`` to start,
  then its duration and ``END_S`` to end. A lost link is no silence: a speaker that is gone may still be heard, so the zone
  stays its own until then.
* What was not said to its end is said once more, by another speaker; then it has failed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

START_S = 3.0
END_S = 3.0
GAP_S = 0.4
PATIENCE_S = 1.0

Kind = Literal["call", "recall"]
Reason = Literal["expired", "withdrawn", "merged"]
Report = Literal["started", "ended", "failed"]
REPORTS: dict[str, Report] = {"started": "started", "ended": "ended", "failed": "failed"}


@dataclass(frozen=True)
class Announcement:
    """One thing to be said; ``number`` names the ticket.

    ``expires_at`` is on the monotonic clock, ``expires`` the same instant as the wire writes it.
    """

    id: str
    number: str
    counter: int
    kind: Kind
    expires_at: float
    expires: str = ""


@dataclass(frozen=True)
class Say:
    """Ask ``speaker`` to say it now."""

    announcement: Announcement
    speaker: str
    epoch: int


@dataclass(frozen=True)
class Said:
    """``speaker`` said it to its end."""

    announcement: Announcement
    speaker: str


@dataclass(frozen=True)
class Dropped:
    """It will not be said, because it need not be any more."""

    announcement: Announcement
    reason: Reason


@dataclass(frozen=True)
class Failed:
    """It was not heard to its end, and nobody is left to try."""

    announcement: Announcement


Effect: TypeAlias = Say | Said | Dropped | Failed


@dataclass(eq=False)
class _Waiting:
    announcement: Announcement
    patient_until: float
    duration_s: float
    prepared: bool = False
    tried: set[str] = field(default_factory=set)


@dataclass(eq=False)
class _Running:
    waiting: _Waiting
    speaker: str
    deadline: float
    started_at: float | None = None
    withdrawn: bool = False


class Turns:
    """The turns of one zone. Every method returns what is to be done because of it, in order.

    ``duration_s`` of an announcement is that of its chime until ``prepared`` tells more.
    """

    def __init__(self, epoch: int = 0, chime_s: float = 1.2) -> None:
        self.epoch = epoch
        self._chime_s = chime_s
        self._speaker: str | None = None
        self._candidates: list[str] = []
        self._suspects: set[str] = set()
        self._waiting: list[_Waiting] = []
        self._running: _Running | None = None
        self._lost: _Running | None = None
        self._free_at = float("-inf")

    @property
    def backlog(self) -> int:
        """How many announcements wait for their turn."""
        return len(self._waiting)

    def add(self, announcement: Announcement, now: float, duration_s: float | None = None) -> list[Effect]:
        """Puts it in line, merged with one of the same ticket that still waits.

        ``duration_s`` as in ``prepared``; None when its clips are still being made, for which it waits ``PATIENCE_S``.
        """
        if announcement.expires_at <= now:
            return [Dropped(announcement, "expired")]
        effects: list[Effect] = []
        for earlier in [w for w in self._waiting if w.announcement.number == announcement.number]:
            kept = earlier.announcement
            if announcement.kind == "recall" and kept.counter == announcement.counter and not earlier.tried:
                # nobody has heard it yet: the place in line stays, the later expiry counts
                earlier.announcement = replace(kept, expires_at=announcement.expires_at, expires=announcement.expires)
                return [Dropped(announcement, "merged"), *self.tick(now)]
            self._waiting.remove(earlier)
            effects.append(Dropped(kept, "merged"))
        waiting = _Waiting(announcement, now + PATIENCE_S, duration_s or self._chime_s, duration_s is not None)
        self._line_up(waiting)
        return effects + self.tick(now)

    def prepared(self, id: str, duration_s: float, now: float) -> list[Effect]:
        """Nothing more will be made for it; chime and clips last ``duration_s`` seconds."""
        for waiting in [*self._waiting, *([self._running.waiting] if self._running else [])]:
            if waiting.announcement.id == id:
                waiting.prepared, waiting.duration_s = True, duration_s
        return self.tick(now)

    def withdraw(self, number: str, now: float, kinds: Iterable[Kind] = ("call", "recall")) -> list[Effect]:
        """The ticket need not be called any more. What is being said goes on to its end, but is not said again."""
        gone = [w for w in self._waiting if w.announcement.number == number and w.announcement.kind in tuple(kinds)]
        self._waiting = [w for w in self._waiting if w not in gone]
        running = self._running
        if (
            running
            and running.waiting.announcement.number == number
            and running.waiting.announcement.kind in tuple(kinds)
        ):
            running.withdrawn = True
        return [*(Dropped(w.announcement, "withdrawn") for w in gone), *self.tick(now)]

    def withdraw_all(self, now: float) -> list[Effect]:
        """Nobody need be called any more."""
        numbers = dict.fromkeys(w.announcement.number for w in self._waiting)
        if self._running:
            self._running.withdrawn = True
        return [effect for number in numbers for effect in self.withdraw(number, now)]

    def speakers(self, candidates: Sequence[str], now: float) -> list[Effect]:
        """Who can be heard in the zone now, the preferred ones first."""
        running = self._running
        was_there = running is not None and running.speaker in self._candidates
        self._candidates = list(candidates)
        self._suspects &= set(candidates)
        if running and was_there and running.speaker not in candidates and running.started_at is not None:
            # it cannot tell us its end any more; expect it when it is due
            running.deadline = max(now, min(running.deadline, running.started_at + running.waiting.duration_s))
        return self.tick(now)

    def acknowledge(self, id: str, speaker: str, kind: Report, now: float) -> list[Effect]:
        """What ``speaker`` reports of announcement ``id``; reports of anyone else are ignored."""
        running = self._running
        if running is None or running.waiting.announcement.id != id or running.speaker != speaker:
            return self._late(id, speaker, kind, now)
        if kind == "failed":
            self._suspects.add(speaker)
            return self._moved(running, now)
        self._suspects.discard(speaker)
        if kind == "started":
            if running.started_at is None:
                running.started_at = now
                running.deadline = now + running.waiting.duration_s + END_S
            return []
        self._running = None
        self._free_at = now + GAP_S
        return [Said(running.waiting.announcement, speaker), *self.tick(now)]

    def tick(self, now: float) -> list[Effect]:
        """Lets time pass: deadlines, expiries, the next turn. To be called about every 100 ms."""
        effects: list[Effect] = []
        for waiting in [w for w in self._waiting if w.announcement.expires_at <= now]:
            self._waiting.remove(waiting)
            spent = waiting.announcement
            effects.append(Failed(spent) if waiting.tried else Dropped(spent, "expired"))
        running = self._running
        if running and now >= running.deadline:
            self._suspects.add(running.speaker)
            effects += self._moved(running, now)
        elif running is None and now >= self._free_at:
            effects += self._next(now)
        return effects

    def _line_up(self, waiting: _Waiting) -> None:
        rank = _rank(waiting)
        place = next((i for i, other in enumerate(self._waiting) if _rank(other) > rank), len(self._waiting))
        self._waiting.insert(place, waiting)

    def _next(self, now: float) -> list[Effect]:
        for waiting in self._waiting:
            speaker = self._speaker_for(waiting)
            if speaker is None:
                continue
            if not waiting.prepared and now < waiting.patient_until:
                return []
            self._waiting.remove(waiting)
            if speaker != self._speaker:
                self._speaker = speaker
                self.epoch += 1
            self._running = _Running(waiting, speaker, now + START_S)
            return [Say(waiting.announcement, speaker, self.epoch)]
        return []

    def _speaker_for(self, waiting: _Waiting) -> str | None:
        able = [c for c in self._candidates if c not in waiting.tried]
        sound = [c for c in able if c not in self._suspects]
        if self._speaker in sound:
            return self._speaker
        return next(iter(sound or able), None)

    def _moved(self, running: _Running, now: float) -> list[Effect]:
        self._running, self._lost = None, running
        waiting = running.waiting
        if running.withdrawn:
            return [Dropped(waiting.announcement, "withdrawn"), *self.tick(now)]
        if waiting.tried or waiting.announcement.expires_at <= now:
            return [Failed(waiting.announcement), *self.tick(now)]
        waiting.tried.add(running.speaker)
        self._waiting.insert(0, waiting)
        return self.tick(now)

    def _late(self, id: str, speaker: str, kind: Report, now: float) -> list[Effect]:
        """News of the turn that was given up last: it may be heard after all."""
        if self._lost is None or (self._lost.waiting.announcement.id, self._lost.speaker) != (id, speaker):
            return []
        lost = self._lost.waiting
        if kind == "started":
            self._free_at = max(self._free_at, now + lost.duration_s)
            return []
        self._lost = None
        if self._running is None:
            self._free_at = now + GAP_S
        if kind == "ended" and lost in self._waiting:
            # nobody needs to say it again
            self._waiting.remove(lost)
            return [Said(lost.announcement, speaker), *self.tick(now)]
        return self.tick(now)


def _rank(waiting: _Waiting) -> tuple[bool, bool]:
    return (not waiting.tried, waiting.announcement.kind == "recall")
