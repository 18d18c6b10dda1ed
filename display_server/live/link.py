"""One client's connection: bounded in what it may send and in what may wait for it, pinged at its own pace.

Built on Engine.IO's own server and socket, whose inner seams are not promised to stay: the versions are pinned and
tests/live/test_pace.py holds the contract.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
import time
from typing import Any

import engineio
import engineio.packet
import engineio.socket

from .limits import Bucket, Limits
from .pace import Pacer

log = logging.getLogger(__name__)

LEAVE_S = 0.0006
"""Time set aside for each connection that ends."""
AT_ONCE_S = 0.012
"""Up to so much of it is spent without a pause: a few may end at once."""

ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER: closing throws unsent bytes away instead of keeping them for a client that never reads."""


class Link(engineio.socket.Socket):  # type: ignore[misc]
    """Engine.IO's socket with limits."""

    def __init__(self, server: LinkServer, sid: str) -> None:
        super().__init__(server, sid)
        limits = server.limits
        now = time.monotonic()
        self.turn = 0
        self.messages = Bucket(limits.messages_per_minute, limits.messages_at_once)
        self._malformed_left = limits.malformed
        self._interval_s = limits.ping_interval_s
        self._timeout_s = limits.ping_timeout_s
        self._hello_by = now + limits.hello_s
        self._next_ping = now + self._interval_s
        self._pinged_at: float | None = None
        self._handling = False
        self._waiting_packets = 0
        self._waiting_bytes = 0
        self._dropping = False
        self._counting = threading.Lock()
        self._wire: Any = None
        server.pacer.add(self, min(self._hello_by, self._next_ping))

    def pace(self, interval_s: float, timeout_s: float) -> None:
        """Ping at this pace from now on."""
        self._interval_s, self._timeout_s = interval_s, timeout_s
        if self._pinged_at is None:
            self._next_ping = time.monotonic() + interval_s
        self.server.pacer.add(self, time.monotonic())

    def tick(self, now: float) -> float | None:
        """Ping, or notice that the client is dead or never said whom it wants to hear."""
        if self.closed:
            return None
        if now >= self._hello_by and not self.server.greeted(self.sid):
            self._end_soon("said nothing")
            return None
        if self._pinged_at is not None:
            due = self._pinged_at + self._timeout_s
            if now >= due and not self._handling:
                self._end_soon(self.server.reason.PING_TIMEOUT)
                return None
            due = max(due, now)
        elif now >= self._next_ping:
            self._pinged_at = now
            due = now + self._timeout_s
            self.send(engineio.packet.Packet(engineio.packet.PING))
        else:
            due = self._next_ping
        return min(due, self._hello_by) if now < self._hello_by else due

    def schedule_ping(self) -> None:
        """Nothing to do: the pacer pings."""

    def check_ping_timeout(self) -> bool:
        """Whether the connection is open; the pacer judges pongs."""
        if self.closed:
            raise engineio.exceptions.SocketIsClosedError
        return True

    def send(self, pkt: Any) -> None:
        """Queue a packet. Never waits; a client that let too much pile up is dropped, never skipped."""
        size = len(pkt.encode())
        limits = self.server.limits
        with self._counting:
            if self.closed or self._dropping:
                return
            # What waited before this packet tells who reads too slowly: a full hall's snapshot may be large by itself.
            slow = self._waiting_packets >= limits.queue_packets or self._waiting_bytes > limits.queue_bytes
            self._waiting_packets += 1
            self._waiting_bytes += size
            self._dropping = slow
        if slow:
            self._end_soon("reads too slowly")
        else:
            self.queue.put(pkt)

    def poll(self) -> list[Any]:
        """The next packet to write; nothing at the end. Waits without limit: the pacer ends what is dead."""
        pkt = self.queue.get()
        self.queue.task_done()
        if pkt is None:
            return []
        with self._counting:
            self._waiting_packets -= 1
            self._waiting_bytes -= len(pkt.encode())
        return [pkt]

    def receive(self, pkt: Any) -> None:
        """Take one packet of the client."""
        if pkt.packet_type == engineio.packet.PONG:
            self._ponged()
            return
        if pkt.packet_type == engineio.packet.MESSAGE and not self.messages.take():
            self.drop("sends too much")
            return
        self._handling = True
        try:
            super().receive(pkt)
        except engineio.exceptions.UnknownPacketError:
            self.count_malformed()
        finally:
            self._handling = False

    def count_malformed(self) -> None:
        """Note a packet nobody can read; the last one too many ends the connection."""
        self._malformed_left -= 1
        if self._malformed_left <= 0:
            self.drop("sends nonsense")

    def drop(self, reason: str) -> None:
        """End the connection now: run the disconnect handlers, then cut the wire."""
        self._dropping = True
        if not self.closed:
            log.info("connection %s dropped: %s", self.sid, reason)
        self.close(wait=False, abort=True, reason=reason)
        wire = self._wire
        if wire is not None:
            with contextlib.suppress(OSError):
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def _end_soon(self, reason: str) -> None:
        # The disconnect handlers may wait, and neither a broadcast nor the pacer can.
        self.server.start_background_task(self.drop, reason)

    def _ponged(self) -> None:
        if self._pinged_at is None:
            return
        self._next_ping = self._pinged_at + self._interval_s
        self._pinged_at = None
        if self._interval_s < self._timeout_s:
            self.server.pacer.add(self, self._next_ping)

    def _websocket_handler(self, ws: Any) -> list[bytes]:
        self._wire = ws.socket if hasattr(ws, "socket") else ws.ws.sock
        wait = ws.wait

        def wait_then_leave_in_turn() -> Any:
            message = wait()
            if message is None and not self.closed:
                self.server.wait_to_leave()
            return message

        ws.wait = wait_then_leave_in_turn
        try:
            if not self.closed:
                super()._websocket_handler(ws)
        except Exception as error:  # noqa: BLE001 - whatever it was, it ends this connection and nothing else
            # An Engine.IO packet that cannot be read ends the base class's loop half-way.
            log.info("connection %s ended: %s", self.sid, error)
        finally:
            self.queue.put(None)
            self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
        return []


class LinkServer(engineio.Server):  # type: ignore[misc]
    """Engine.IO's server, whose sockets are `Link`s. WebSocket only."""

    def __init__(self, *, limits: Limits, **options: Any) -> None:
        super().__init__(
            transports=["websocket"],
            allow_upgrades=False,
            monitor_clients=False,
            http_compression=False,
            cookie=None,
            max_http_buffer_size=limits.message_bytes,
            ping_interval=limits.ping_interval_s,
            ping_timeout=limits.ping_timeout_s,
            **options,
        )
        self.limits = limits
        self._async: dict[str, Any] = dict(self._async)
        self._leaving_until = 0.0
        self.pacer: Pacer = Pacer(self.start_background_task, self.sleep)
        if self.async_mode == "threading":
            from .threads import ThreadedWebSocket

            self.use_websocket(ThreadedWebSocket)

    def use_websocket(self, driver: type) -> None:
        """Speak WebSocket through this driver: called with (handler, this server), then as a WSGI application."""
        self._async["websocket"] = driver

    def wait_to_leave(self) -> None:
        """Pause a connection that has ended until it is its turn to be cleared away.

        When thousands end in the same moment, clearing them one after the other leaves the others time in between.
        """
        now = time.monotonic()
        self._leaving_until = max(self._leaving_until, now) + LEAVE_S
        wait_s = self._leaving_until - now
        if wait_s > AT_ONCE_S:
            self.sleep(wait_s)

    def greeted(self, sid: str) -> bool:  # noqa: ARG002
        """Whether this connection has joined a namespace; the Socket.IO server above knows."""
        return True

    def _handle_connect(self, environ: Any, start_response: Any, transport: str, jsonp_index: Any = None) -> Any:  # noqa: ARG002
        sid = self.generate_id()
        link = Link(self, sid)
        self.sockets[sid] = link
        try:
            greeting = {
                "sid": sid,
                "upgrades": [],
                "pingTimeout": int(self.ping_timeout * 1000),
                "pingInterval": int(self.ping_interval * 1000),
                "maxPayload": self.max_http_buffer_size,
            }
            link.send(engineio.packet.Packet(engineio.packet.OPEN, greeting))
            self._trigger_event("connect", sid, environ, run_async=False)
            return link.handle_get_request(environ, start_response)
        finally:
            link.close(wait=False, abort=True, reason=self.reason.TRANSPORT_CLOSE)
            self.sockets.pop(sid, None)
