"""Socket.IO as this house uses it: WebSocket only, bounded, and cheap to leave.

`make_socketio` makes it. `emit` never yields and never waits.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any, Literal

import engineio
import flask
import flask_socketio
import socketio

from .limits import Limits, without_compression
from .link import LinkServer

log = logging.getLogger(__name__)

DIGITS = 100
"""Longest whole number a client may send."""


class StrictJson:
    """JSON as RFC 8259 has it: no NaN, no Infinity, no endless numbers. For Socket.IO's `json=`."""

    @staticmethod
    def dumps(value: Any, **options: Any) -> str:
        return json.dumps(value, allow_nan=False, ensure_ascii=False, **options)

    @staticmethod
    def loads(text: str, **options: Any) -> Any:
        return json.loads(text, parse_constant=_refuse, parse_int=_short_int, **options)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _short_int(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError("a number with too many digits")
    return int(digits)


class _Ids:
    """What a list of ids is used for, without walking it: thousands may be leaving at the same moment."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def append(self, sid: str) -> None:
        self._counts[sid] = self._counts.get(sid, 0) + 1

    def remove(self, sid: str) -> None:
        self._counts[sid] -= 1
        if not self._counts[sid]:
            del self._counts[sid]

    def __contains__(self, sid: object) -> bool:
        return sid in self._counts

    def __len__(self) -> int:
        return len(self._counts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)


class RoomIndex(socketio.Manager):  # type: ignore[misc]
    """Socket.IO's own manager, which also remembers the rooms of each client.

    The original looks through every room of the server for each client that leaves: when 5,000 leave at once, that is
    25 million looks, ten seconds in which nothing else happens.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rooms_of: dict[tuple[str, str], dict[Any, None]] = {}

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._rooms_of.setdefault((namespace, sid), {})[room] = None

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        super().basic_leave_room(sid, namespace, room)
        rooms = self._rooms_of.get((namespace, sid))
        if rooms is not None:
            rooms.pop(room, None)
            if not rooms:
                del self._rooms_of[(namespace, sid)]

    def basic_disconnect(self, sid: str, namespace: str, **_: Any) -> None:
        for room in list(self._rooms_of.get((namespace, sid), ())):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[Any]:
        return [room for room in self._rooms_of.get((namespace, sid), ()) if room is not None]

    def pre_connect(self, eio_sid: str, namespace: str) -> Any:
        self.pending_connect.setdefault(namespace, _Ids())
        sid = super().pre_connect(eio_sid, namespace)
        if not self.pending_connect[namespace]:
            del self.pending_connect[namespace]
        return sid

    def pre_disconnect(self, sid: str, namespace: str) -> Any:
        self.pending_disconnect.setdefault(namespace, _Ids())
        return super().pre_disconnect(sid, namespace)


class LiveServer(socketio.Server):  # type: ignore[misc]
    """Socket.IO's server on `LinkServer`; packets are looked at before anything acts on them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.eio.greeted = self._greeted

    def _engineio_server_class(self) -> type[engineio.Server]:
        return LinkServer

    def _greeted(self, eio_sid: str) -> bool:
        return any(self.manager.sid_from_eio_sid(eio_sid, name) for name in list(self.manager.get_namespaces()))

    def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        link = self.eio.sockets.get(eio_sid)
        if link is None:
            return
        if not self._readable(data):
            link.count_malformed()
            return
        super()._handle_eio_message(eio_sid, data)

    def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        namespace = namespace or "/"
        environ = self.environ.get(eio_sid)
        try:
            super()._handle_connect(eio_sid, namespace, data)
        except Exception:
            # The original would leave this client half joined and without an answer.
            refusal = {"message": "Unable to connect"}
            self._send_packet(
                eio_sid, self.packet_class(socketio.packet.CONNECT_ERROR, data=refusal, namespace=namespace)
            )
            self.manager.disconnect(self.manager.sid_from_eio_sid(eio_sid, namespace), namespace)
            raise
        link = self.eio.sockets.get(eio_sid)
        if link is None or link.closed:
            # It was dropped while its connect handler ran, too early for the original to run the disconnect handler.
            self.environ[eio_sid] = environ
            self._handle_disconnect(eio_sid, namespace, self.reason.TRANSPORT_ERROR)
            del self.environ[eio_sid]

    def _readable(self, data: Any) -> bool:
        try:
            packet = self.packet_class(encoded_packet=data) if isinstance(data, str) else None
        except (ValueError, RecursionError):
            return False
        if packet is None:
            return False
        if packet.packet_type == socketio.packet.CONNECT:
            return packet.data is None or isinstance(packet.data, dict)
        if packet.packet_type == socketio.packet.EVENT:
            return isinstance(packet.data, list) and bool(packet.data) and isinstance(packet.data[0], str)
        if packet.packet_type == socketio.packet.ACK:
            return isinstance(packet.data, list) and packet.id is not None
        return bool(packet.packet_type == socketio.packet.DISCONNECT)


class LiveSocketIO(flask_socketio.SocketIO):  # type: ignore[misc]
    """Flask-SocketIO over `LiveServer`; it would make its own server and offers no seam for another."""

    def init_app(self, app: flask.Flask, **options: Any) -> None:
        super().init_app(app, **options)
        self.server = LiveServer(**self.server_options)
        self.sockio_mw.engineio_app = self.server


def make_socketio(
    app: flask.Flask,
    async_mode: Literal["eventlet", "threading"],
    *,
    namespaces: tuple[str, ...] = ("/live",),
    limits: Limits | None = None,
) -> LiveSocketIO:
    """Put Socket.IO in front of the application. Call once, after anything else that wraps `app.wsgi_app`.

    Only the namespaces named here can be joined. A client's events are handled one after the other, in the order it
    sent them. Origins: our own, or none (Socket.IO's default); that is not authentication.
    """
    live = LiveSocketIO(
        app,
        async_mode=async_mode,
        client_manager=RoomIndex(),
        namespaces=list(namespaces),
        always_connect=False,
        async_handlers=False,
        json=StrictJson,
        limits=limits or Limits(),
    )
    app.wsgi_app = without_compression(app.wsgi_app)  # type: ignore[method-assign,assignment]
    return live
