"""The outbox: hands the committed facts to the rooms they concern, each room in order and without a gap.

Facts come from the writer right after their commit; those of another process (a command beside the running server) are found in
the journal within half a second. Either way a fact leaves exactly once and in the order of `seq`.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from ..domain.audiences import VIEWS, Audience, chain, concerns, moved, wire
from ..domain.events import MALL_EVENTS, Event
from ..runtime import Runtime

log = logging.getLogger(__name__)

RECENT = 1000
"""Facts kept at hand for sockets that join while facts are being published."""
FETCH = 500
AT_ONCE = 8
"""Facts published between two breaths of the loop: a group of thirty presses must not hold up the next thirty."""
WATCH_EVERY_S = 0.5


class Journal(Protocol):
    """What the outbox reads."""

    def events_after(self, seq: int, limit: int) -> tuple[int, list[Event]]:
        """Return the head of the journal and up to ``limit`` facts after ``seq``."""


Emit = Callable[[str, dict[str, Any], str], None]
"""Send an event with a payload to a room or a socket."""


class Outbox:
    """Publishes facts in order; `listeners` (the announcer, the guard of identities) hear each fact after the screens."""

    def __init__(self, journal: Journal, runtime: Runtime, emit: Emit) -> None:
        """Take the journal, the runtime and the way to emit ``(name, payload, room)``."""
        self._journal = journal
        self._runtime = runtime
        self._emit = emit
        # By view, screens before phones: the order in which a fact goes out.
        self._rooms: dict[str, dict[str, tuple[Audience, int]]] = {view: {} for view in VIEWS}
        self._recent: deque[Event] = deque(maxlen=RECENT)
        self._catching_up = False
        self._watching = True
        self.listeners: list[Callable[[Event], None]] = []
        self.refresh: Callable[[Audience], None] = lambda _audience: None
        self.order = threading.RLock()
        """Held while facts are published or a socket joins, so that neither cuts into the other."""
        self.cursor = 0

    def start(self, head: int) -> None:
        """Begin after the journal's head, and watch for facts of other processes."""
        self.cursor = head
        self._runtime.spawn(self._watch)

    def stop(self) -> None:
        """Watch no longer."""
        self._watching = False

    def committed(self, events: Sequence[Event]) -> None:
        """Take the facts of a commit, from any thread; they are published on the loop."""
        self._runtime.soon(lambda: self._hand_over(events))

    def join(self, audience: Audience, seq: int, reached: int) -> list[dict[str, Any]]:
        """Open the audience's room for somebody who was told everything up to ``seq``; return the events published since.

        ``reached`` is the seq of the client's own state: that of its snapshot, or of the last event it was sent, which
        may be lower because not every fact concerns it. Call with `order` held. Raises:
            LookupError: more was published since than is kept at hand; read the state again.
        """
        missed = [event for event in self._recent if event.seq > seq]
        if self.cursor > seq and (not missed or missed[0].seq != seq + 1):
            raise LookupError(seq)
        rooms = self._rooms[audience.view]
        events = chain(audience, missed, reached)
        # A lower `after` is always safe; one that is higher than a client's own seq would look like a gap.
        _known, last = rooms.get(audience.room, (audience, min(reached, self.cursor)))
        rooms[audience.room] = (audience, events[-1]["seq"] if events else min(last, reached))
        return events

    def leave(self, audience: Audience) -> None:
        """Close the audience's room when nobody is left in it."""
        with self.order:
            self._rooms[audience.view].pop(audience.room, None)

    def _hand_over(self, events: Sequence[Event]) -> None:
        if events[0].seq > self.cursor + 1:
            self._runtime.spawn(self.catch_up)
        else:
            self._pass_on(events)

    def _pass_on(self, events: Sequence[Event]) -> None:
        """Publish what nobody has published yet, with breaths in between."""
        for first in range(0, len(events), AT_ONCE):
            if first:
                self._runtime.sleep(0)
            with self.order:
                self._publish(event for event in events[first : first + AT_ONCE] if event.seq > self.cursor)

    def catch_up(self) -> None:
        """Publish whatever the journal holds beyond the cursor."""
        with self.order:
            if self._catching_up:
                return
            self._catching_up = True
        try:
            head = self.cursor + 1
            while self.cursor < head:
                head, events = self._runtime.in_thread(lambda: self._journal.events_after(self.cursor, FETCH))
                self._pass_on(events)
        finally:
            self._catching_up = False

    def _watch(self) -> None:
        while self._watching:
            self._runtime.sleep(WATCH_EVERY_S)
            try:
                self.catch_up()
            except Exception:
                log.exception("the journal could not be read; trying again")

    def _publish(self, events: Iterable[Event]) -> None:
        stale: dict[str, Audience] = {}
        for event in events:
            self.cursor = event.seq
            self._recent.append(event)
            if event.type in MALL_EVENTS:
                stale |= {room: audience for rooms in self._rooms.values() for room, (audience, _) in rooms.items()}
            else:
                self._send(event)
            for listener in self.listeners:
                try:
                    listener(event)
                except Exception:
                    log.exception("a listener failed on %s", event.type)
        for audience in stale.values():
            self.refresh(audience)

    def _send(self, event: Event) -> None:
        for rooms in self._rooms.values():
            for room, (audience, last) in rooms.items():
                if concerns(audience, event):
                    self._emit("event", wire(audience, event, last), room)
                    rooms[room] = (moved(audience, event), event.seq)
