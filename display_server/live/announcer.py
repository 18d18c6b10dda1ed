"""From the journal to the loudspeakers: each call becomes an announcement that takes its turn in its zone.

Everything here is quick and runs on the loop; speech is made by one native thread (``Preparer``; an online voice has another),
so a slow or failing voice delays no event. Clips are made when a ticket is issued and a counter saved. A call whose clips are
not there within ``audio.turns.PATIENCE_S`` is announced by the chime alone.

The outside is injected: ``speakers(zone)`` gives the connections with proven sound, preferred first; ``send(connection, name,
payload)`` may fail; ``spoken(call, at)`` is told only of calls that were heard to their end, in words.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from threading import RLock
from typing import Any, Protocol

from audio import plan
from audio.clips import Clip
from audio.lexicon import Lexicon
from audio.numerals import Lang
from audio.plan import Clause
from audio.turns import REPORTS, Announcement, Dropped, Effect, Failed, Kind, Said, Say, Turns
from audio.voices import VoiceError
from audio.words import Style, WordsError
from display_server.live.preparer import Preparer
from display_server.live.script import CHIME_S, Clips, Script

log = logging.getLogger(__name__)

Event = Mapping[str, Any]

SERVED = frozenset(
    f"ticket.{act}" for act in ("started", "finished", "skipped", "held", "transferred", "cancelled", "abandoned")
)
"""After these a ticket need not be called any more."""


class Loop(Protocol):
    """The part of the runtime that announcing needs."""

    def soon(self, callback: Callable[[], None]) -> None: ...


class Announcer:
    """Announces the calls of every zone. All methods return at once and may be called from any thread.

    ``monotonic`` gives seconds, ``wall`` aware datetimes. ``first_epoch`` must be above every epoch of the server before.
    ``tick`` wants to be called about every 100 ms.
    """

    def __init__(
        self,
        *,
        loop: Loop,
        clips: Clips,
        lexicon: Callable[[], Lexicon],
        speakers: Callable[[str], Sequence[str]],
        send: Callable[[str, str, dict[str, object]], None],
        spoken: Callable[[str, datetime], None],
        monotonic: Callable[[], float],
        wall: Callable[[], datetime],
        first_epoch: int = 0,
        style: Style = "digits",
        lang: Lang = "id",
    ) -> None:
        self._loop, self._clips, self._lexicon = loop, clips, lexicon
        self._speakers, self._send, self._spoken = speakers, send, spoken
        self._monotonic, self._wall = monotonic, wall
        self._style, self._lang = style, lang
        self._first_epoch = first_epoch
        self._lock = RLock()
        self._turns: dict[str, Turns] = {}
        self._scripts: dict[str, Script] = {}
        self._last_seq = 0
        self._chime: Clip | None = None
        self._preparer = Preparer()
        # an online voice takes seconds; it has its own thread and never stands before a call
        self._improver = Preparer()
        self._preparer.submit(self._make_chime, urgent=True)

    def close(self) -> None:
        """Ends the threads that make clips, after the clip they are at."""
        self._preparer.close()
        self._improver.close()

    def on_event(self, event: Event) -> None:
        """One event of the journal, in order of ``seq``; one that was seen already is ignored."""
        kind, data = event["type"], event["data"]
        with self._lock:
            if event["seq"] <= self._last_seq:
                return
            self._last_seq = event["seq"]
        if kind in ("ticket.called", "ticket.recalled"):
            self._announce(event["seq"], "call" if kind == "ticket.called" else "recall", data)
        elif kind in SERVED:
            self._in_all_zones(lambda turns, now: turns.withdraw(data["number"], now))
        elif kind == "ticket.undone":
            kinds: tuple[Kind, ...] = ("recall",) if data.get("act") == "recall" else ("call", "recall")
            self._in_all_zones(lambda turns, now: turns.withdraw(data["number"], now, kinds))
        elif kind == "day.closed":
            self._in_all_zones(lambda turns, now: turns.withdraw_all(now))
        else:
            self.prepare(event)

    def prepare(self, event: Event) -> None:
        """Has the clips made that ``ticket.issued`` or ``counter.*`` will lead to; other events are ignored."""
        data = event["data"]
        try:
            if event["type"] == "ticket.issued":
                self._make_later([plan.ticket(data["number"], self._style, self._lang), self._service(data)])
            elif event["type"].startswith("counter."):
                self._make_later([plan.counter(data["counter"]["number"], self._lang)])
        except WordsError as error:
            log.warning("nothing prepared for event %s: %s", event["seq"], error)

    def warm(self, counters: Sequence[int], services: Sequence[str] = ()) -> None:
        """Has the clips made that every day needs; for start-up and after a change of the mall."""
        lexicon = self._lexicon()
        named = [plan.service_clause(name, lexicon, self._lang) for name in services]
        recalls = [plan.recall(times, self._lang) for times in (1, 2, 3)]
        self._make_later([*(plan.counter(number, self._lang) for number in counters), *recalls, *named])

    def on_ack(self, sid: str, id: str, kind: str, at: str = "", detail: object = None) -> None:
        """A report of connection ``sid`` on announcement ``id``; unknown kinds and announcements are ignored."""
        del at  # a screen's clock proves nothing; ours tells when it was heard
        with self._lock:
            script = self._scripts.get(id)
            report = REPORTS.get(kind)
            if script is None or report is None:
                return
            if report == "failed":
                log.warning("zone %s: speaker %s failed announcement %s: %.200s", script.zone, sid, id, detail)
            effects = self._turns[script.zone].acknowledge(id, sid, report, self._monotonic())
        self._carry_out(script.zone, effects)

    def on_speakers_changed(self, zone: str) -> None:
        """Connections came, went, or proved or lost their sound in ``zone``."""
        candidates = self._speakers(zone)
        with self._lock:
            effects = self._zone(zone).speakers(candidates, self._monotonic())
        self._carry_out(zone, effects)

    def tick(self) -> None:
        """Lets time pass in every zone."""
        self._in_all_zones(lambda turns, now: turns.tick(now))

    def backlog(self, zone: str) -> int:
        """How many announcements wait for their turn in ``zone``."""
        with self._lock:
            return self._turns[zone].backlog if zone in self._turns else 0

    def _announce(self, seq: int, kind: Kind, data: Mapping[str, Any]) -> None:
        zone, name = data["zone"], f"a{seq}"
        left_s = (datetime.fromisoformat(data["expires_at"]) - self._wall()).total_seconds()
        now = self._monotonic()
        announcement = Announcement(name, data["number"], data["counter"], kind, now + left_s, data["expires_at"])
        try:
            needed = plan.call(
                data["number"],
                data["counter"],
                self._lexicon(),
                recalls=data.get("recalls", 0),
                style=self._style,
                lang=self._lang,
            )
        except WordsError as error:
            log.warning("call %s has no words and is announced by the chime: %s", data["call"], error)
            needed = []
        script = Script(zone, data["call"], needed, self._service(data), self._lang)
        duration_s = script.duration_s(self._clips)
        candidates = self._speakers(zone)
        with self._lock:
            if zone not in self._turns:
                self._zone(zone).speakers(candidates, now)
            self._scripts[name] = script
            effects = self._turns[zone].add(announcement, now, duration_s)
        self._carry_out(zone, effects)
        if duration_s is None and left_s > 0:
            self._preparer.submit(lambda: self._make_for(name, script), urgent=True)

    def _service(self, data: Mapping[str, Any]) -> Clause | None:
        name = data.get("label", {}).get("name", {}).get(self._lang)
        return plan.service_clause(name, self._lexicon(), self._lang) if name else None

    def _make_for(self, name: str, script: Script) -> None:
        for clause in script.needed:
            self._make(clause)
        self._loop.soon(lambda: self._prepared(name, script))

    def _prepared(self, name: str, script: Script) -> None:
        # where the voice failed there is nothing to wait for: the chime is all there will be
        duration_s = script.duration_s(self._clips) or CHIME_S
        with self._lock:
            effects = self._turns[script.zone].prepared(name, duration_s, self._monotonic())
        self._carry_out(script.zone, effects)

    def _make_later(self, clauses: Sequence[Clause | None]) -> None:
        for clause in clauses:
            if clause and self._clips.ready(clause) is None:
                self._preparer.submit(partial(self._make, clause))
            if clause and self._clips.online:
                self._improver.submit(partial(self._make, clause, offline=False))

    def _make(self, clause: Clause, *, offline: bool = True) -> None:
        try:
            self._clips.clip(clause, offline=offline)
        except (VoiceError, OSError) as error:
            log.warning("no clip for %r: %s", clause.text, error)

    def _make_chime(self) -> None:
        self._chime = self._clips.chime()

    def _zone(self, zone: str) -> Turns:
        return self._turns.setdefault(zone, Turns(epoch=self._first_epoch, chime_s=CHIME_S))

    def _in_all_zones(self, act: Callable[[Turns, float], list[Effect]]) -> None:
        with self._lock:
            now = self._monotonic()
            all_effects = [(zone, act(turns, now)) for zone, turns in self._turns.items()]
        for zone, effects in all_effects:
            self._carry_out(zone, effects)

    def _carry_out(self, zone: str, effects: list[Effect]) -> None:
        for effect in effects:
            announcement = effect.announcement
            script = self._scripts[announcement.id]
            if isinstance(effect, Say):
                self._say(zone, effect, script)
                continue
            if isinstance(effect, Said):
                if script.in_words:
                    self._spoken(script.call, self._wall())
            elif isinstance(effect, Dropped):
                log.info("zone %s: call %s is not spoken: %s", zone, script.call, effect.reason)
            elif isinstance(effect, Failed):
                log.warning("zone %s: call %s was not spoken by any speaker", zone, script.call)
            self._scripts.pop(announcement.id, None)

    def _say(self, zone: str, effect: Say, script: Script) -> None:
        announcement = effect.announcement
        payload = script.payload(effect, self._clips, self._chime, alone=not self.backlog(zone))
        try:
            self._send(effect.speaker, "announce", payload)
        except Exception:
            # a connection may be gone without having said so; its deadline hands the turn on
            log.exception("announcement %s could not be sent to %s", announcement.id, effect.speaker)
