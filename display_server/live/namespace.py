"""The Socket.IO namespace `/live`: greets a client, brings it up to date, hears its acknowledgements."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import Namespace
from pydantic import ValidationError

from ..actions import access, identity, screens, watching
from ..actions.ports import PUBLIC, Actor, Store, Work
from ..domain import instants
from ..domain.audiences import Audience
from ..domain.errors import Refusal
from ..runtime import Runtime
from . import pace
from .greeting import Ack, Greeting, Health, greeting
from .outbox import Outbox
from .presence import Connection, Presence

log = logging.getLogger(__name__)

NAMESPACE = "/live"
SPEAKER = Actor("speaker", "screen")
GREETED_WITHIN_S = 2.0
TRUSTED_MESSAGES_PER_MINUTE = 12_000
"""A hall acknowledges every call: far more than a mall ever makes, and still no flood."""


class Live(Namespace):  # type: ignore[misc]  # flask-socketio ships no types
    """The handlers of the namespace; every one may be called from several greenlets or threads at once."""

    def __init__(
        self,
        store: Store,
        runtime: Runtime,
        outbox: Outbox,
        presence: Presence,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        """Take the parts it joins, and the clock it tells the screens."""
        super().__init__(NAMESPACE)
        self._store = store
        self._runtime = runtime
        self._outbox = outbox
        self._presence = presence
        self._clock = clock
        self._shown: dict[str, None] = {}
        self.on_speaker_ack: Callable[[str, Ack], None] = lambda _sid, _ack: None
        self.on_speakers_changed: Callable[[str], None] = lambda _zone: None
        outbox.refresh = self._refresh

    def on_connect(self, auth: Any = None) -> None:
        """Check the greeting; the snapshot follows once the client was told that it is connected."""
        wanted = greeting(auth)
        if wanted is None:
            raise _refused("bad_greeting", "The greeting needs a view and its zone, counter or ticket.")
        sid = _sid()
        cookies = dict(request.cookies)
        try:
            actor, paired = self._runtime.in_thread(
                lambda: self._store.read(lambda work: _who(work, wanted, cookies.get))
            )
        except Refusal as refusal:
            raise _refused(refusal.code, refusal.sentence("en")) from refusal
        if not self._presence.has_room_for(actor):
            raise _refused("too_many_sockets", "This token holds too many sockets.")
        if wanted.view != "phone":
            pace.pace(self.socketio, sid)
        if paired:
            pace.allow(self.socketio, sid, TRUSTED_MESSAGES_PER_MINUTE)
        self._runtime.spawn(lambda: self._bring_up(sid, actor, paired, wanted))

    def on_disconnect(self, _reason: str | None = None) -> None:
        """Forget the socket; a speaker that left hands its turn on."""
        self._forget(_sid())

    def _forget(self, sid: str) -> None:
        with self._outbox.order:
            gone = self._presence.remove(sid)
            if gone is None:
                return
            room = gone.audience.room
            if not self._presence.where(lambda known: known.audience.room == room):
                self._outbox.leave(gone.audience)
        heir = self._presence.heir(gone)
        if heir is not None:
            self._welcome(heir)
        if gone.speaks and gone.audience.zone:
            self.on_speakers_changed(gone.audience.zone)

    def on_ack(self, data: Any = None) -> None:
        """Hear what became of a call or an announcement; only paired devices and persons count."""
        known = self._presence.get(_sid())
        ack = _message(Ack, data)
        if known is None or ack is None or not known.paired or not access.allowed(known.actor, "acknowledge"):
            return
        if ack.kind != "shown":
            self.on_speaker_ack(known.sid, ack)
        elif ack.id not in self._shown:
            self._shown[ack.id] = None
            while len(self._shown) > 1000:
                self._shown.pop(next(iter(self._shown)))
            noted = self._store.act(lambda work: screens.shown(work, known.actor, ack.id))
            noted.add_done_callback(lambda future: self._not_noted(future, ack.id))

    def on_health(self, data: Any = None) -> None:
        """Hear how a screen is; a changed sound may change who speaks."""
        known = self._presence.get(_sid())
        health = _message(Health, data)
        if known is None or health is None:
            return
        if known.sound != health.sound:
            known.sound = health.sound
            if known.speaks and known.audience.zone:
                self.on_speakers_changed(known.audience.zone)

    def spoken(self, call_id: str) -> None:
        """Note that a call was said to its end."""
        noted = self._store.act(lambda work: screens.spoken(work, SPEAKER, call_id))
        noted.add_done_callback(lambda future: self._not_noted(future, call_id))

    def _not_noted(self, future: Future[Any], call_id: str) -> None:
        """Let the next acknowledgement of a call count when this one could not be kept."""
        if future.exception() is not None:
            log.warning("an acknowledgement of call %s was not kept: %s", call_id, future.exception())
            self._shown.pop(call_id, None)

    def remind(self) -> None:
        """Tell every client again what it may do and what time it is: clocks drift, screens run for months."""
        for connection in self._presence.where(lambda _known: True):
            self._welcome(connection)

    def end_lost_rights(self) -> None:
        """Close the sockets of sessions that have ended by age or idleness since they were opened."""
        for connection in self._presence.where(lambda known: known.actor.credential is not None):
            if not self._runtime.in_thread(partial(self._still_counts, connection)):
                self.close(connection)

    def emit_to(self, name: str, payload: dict[str, Any], room: str) -> None:
        """Send an event to a room or a socket of the namespace."""
        self.socketio.emit(name, payload, to=room, namespace=NAMESPACE)

    def close(self, connection: Connection) -> None:
        """End a socket that lost its right to be here."""
        pace.drop(self.socketio, connection.sid, "lost its right to be here")

    def _bring_up(self, sid: str, actor: Actor, paired: bool, wanted: Greeting) -> None:
        """Put the socket into its room and bring it up to date; a client that cannot be is sent away to try again."""
        try:
            self._wait_until_greeted(sid)
            place = (wanted.view, wanted.zone, wanted.counter, wanted.ticket)
            found = self._runtime.in_thread(lambda: watching.catch_up(self._store, place, wanted.after))
            connection = Connection(sid, actor, found.audience, paired)
            replaced = self._join(connection, found)
            if not self._runtime.in_thread(partial(self._still_counts, connection)):
                self.close(connection)
        except Exception as error:  # noqa: BLE001  # a link without a state would lie; a new one repairs it
            log.info("socket %s dropped while joining: %s", sid, error)
            pace.drop(self.socketio, sid, "could not be brought up to date")
            self._forget(sid)
            return
        if replaced is not None:
            self._welcome(replaced)
            if replaced.audience.zone:
                self.on_speakers_changed(replaced.audience.zone)
        if not self.socketio.server.manager.is_connected(sid, NAMESPACE):
            self._forget(sid)

    def _join(self, connection: Connection, found: watching.CaughtUp) -> Connection | None:
        """Bring a socket to the present in one breath between two published facts; return the one it replaces."""
        sid = connection.sid
        with self._outbox.order:
            if not self.socketio.server.manager.is_connected(sid, NAMESPACE):
                raise LookupError("has gone")
            since = self._outbox.join(found.audience, found.seq, found.reached)
            self.socketio.server.enter_room(sid, found.audience.room, namespace=NAMESPACE)
            replaced = self._presence.add(connection)
            self._welcome(connection, found.at)
            if found.events is None:
                self.emit_to("snapshot", found.snapshot, sid)
            for event in [*(found.events or ()), *since]:
                self.emit_to("event", event, sid)
        return replaced

    def _welcome(self, connection: Connection, at: str | None = None) -> None:
        welcome = {"paired": connection.paired, "speaks": connection.speaks, "at": at or instants.iso(self._clock())}
        self.emit_to("welcome", welcome, connection.sid)

    def _still_counts(self, connection: Connection) -> bool:
        """Return whether a socket's holder has the right to it at this moment."""
        credential = connection.actor.credential
        return credential is None or self._store.read(lambda work: identity.counts(work, credential))

    def _wait_until_greeted(self, sid: str) -> None:
        """Wait until the client was told that it is connected; nothing may be sent before.

        Raises:
            LookupError: it has gone, or was never told.
        """
        until = time.monotonic() + GREETED_WITHIN_S
        while time.monotonic() < until:
            if self.socketio.server.manager.is_connected(sid, NAMESPACE):
                return
            self._runtime.sleep(0.002)
        raise LookupError("was never told that it is connected")

    def _refresh(self, audience: Audience) -> None:
        """Send everybody of an audience a fresh snapshot, because the mall itself was changed."""

        def send() -> None:
            place = (audience.view, audience.zone, audience.counter, audience.ticket)
            found = self._runtime.in_thread(lambda: watching.catch_up(self._store, place, None))
            with self._outbox.order:
                since = self._outbox.join(found.audience, found.seq, found.seq)
                self.emit_to("snapshot", found.snapshot, audience.room)
                for event in since:
                    self.emit_to("event", event, audience.room)

        self._runtime.spawn(send)


def _sid() -> str:
    """Return the socket whose event is being handled."""
    sid: str = request.sid  # type: ignore[attr-defined]  # flask-socketio puts it there
    return sid


def _who(work: Work, wanted: Greeting, cookie: Callable[[str], str | None]) -> tuple[Actor, bool]:
    """Return who greets and whether as a paired device or a person with the right to acknowledge.

    Raises:
        Refusal: ``unauthenticated``, ``forbidden``, ``unknown_zone``, ``unknown_counter``, ``unknown_ticket``.
    """
    watching.require_place(work, wanted.view, wanted.zone, wanted.counter, wanted.ticket)
    if wanted.view == "desk":
        actor = identity.identify(work, wanted.token or cookie("panggil_session"))
        access.require(actor, "look_at_desk", wanted.counter)
        return actor, True
    actor = _device(work, wanted, cookie)
    return actor, actor.role == "screen" and _fits(work, actor, wanted)


def _fits(work: Work, actor: Actor, wanted: Greeting) -> bool:
    """Return whether a screen stands where it wants to look: at its counter, else in its zone, else anywhere."""
    if wanted.view == "hall":
        return actor.counter is None and actor.zone in (None, wanted.zone)
    if wanted.view == "sign" and wanted.counter:
        return actor.counter == wanted.counter or (
            actor.counter is None and actor.zone in (None, work.counter(wanted.counter).zone)
        )
    return False


def _device(work: Work, wanted: Greeting, cookie: Callable[[str], str | None]) -> Actor:
    if wanted.token:
        return identity.identify(work, wanted.token)
    try:
        return identity.identify(work, cookie(f"panggil_{wanted.view}"))
    except Refusal:
        return PUBLIC


def _message(model: type[Any], data: Any) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


def _refused(code: str, message: str) -> Refused:
    return Refused(message, {"code": code})
