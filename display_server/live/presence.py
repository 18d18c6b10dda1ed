"""Who is connected: which socket looks at what, whose it is, and whether it can be heard."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from ..actions import access
from ..actions.ports import Actor
from ..domain.audiences import Audience

SOCKETS_PER_TOKEN = 100


@dataclass(slots=True)
class Connection:
    """One socket in the namespace. ``paired`` ones may acknowledge; a paired hall with running sound may speak."""

    sid: str
    actor: Actor
    audience: Audience
    paired: bool
    sound: str = "none"

    @property
    def speaks(self) -> bool:
        """Whether this socket may be a speaker of its zone."""
        return self.paired and self.audience.view == "hall" and access.allowed(self.actor, "speak")


class Presence:
    """The connected sockets; safe to use from any thread."""

    def __init__(self, sockets_per_token: int = SOCKETS_PER_TOKEN) -> None:
        """Start empty."""
        self._limit = sockets_per_token
        self._connections: dict[str, Connection] = {}
        self._lock = threading.Lock()

    def has_room_for(self, actor: Actor) -> bool:
        """Return whether this credential may open one more socket."""
        if actor.credential is None:
            return True
        with self._lock:
            held = sum(1 for known in self._connections.values() if known.actor.credential == actor.credential)
        return held < self._limit

    def add(self, connection: Connection) -> Connection | None:
        """Add a socket; return the older one of the same paired screen, which is now only looking."""
        replaced = None
        with self._lock:
            if connection.paired and connection.actor.name.startswith("browser:"):
                for known in self._connections.values():
                    if known.paired and known.actor.credential == connection.actor.credential:
                        known.paired, replaced = False, known
            self._connections[connection.sid] = connection
        return replaced

    def remove(self, sid: str) -> Connection | None:
        """Forget a socket."""
        with self._lock:
            return self._connections.pop(sid, None)

    def heir(self, gone: Connection) -> Connection | None:
        """Return the oldest other socket of a paired screen that has just lost its own; it is the paired one now."""
        if not gone.paired or not gone.actor.name.startswith("browser:"):
            return None
        with self._lock:
            for known in self._connections.values():
                if known.actor.credential == gone.actor.credential and known.audience.room == gone.audience.room:
                    known.paired = True
                    return known
        return None

    def get(self, sid: str) -> Connection | None:
        """Return the socket with this id."""
        return self._connections.get(sid)

    def where(self, wanted: Callable[[Connection], bool]) -> list[Connection]:
        """Return the sockets for which ``wanted`` holds, oldest first."""
        with self._lock:
            return [known for known in self._connections.values() if wanted(known)]

    def speakers(self, zone: str) -> list[str]:
        """Return the sockets of a zone that proved they can sound, oldest first."""
        found = self.where(lambda known: known.speaks and known.sound == "running" and known.audience.zone == zone)
        return [known.sid for known in found]

    def counts(self) -> dict[str, int]:
        """Return how many sockets look at each view."""
        counts: dict[str, int] = {}
        for known in self.where(lambda _known: True):
            counts[known.audience.view] = counts.get(known.audience.view, 0) + 1
        return counts
