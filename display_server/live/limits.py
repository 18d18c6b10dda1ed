"""What one connection may take from us, and the small machines that hold it to that.

Every limit is a plain number, so tests may use shorter ones. Sizes are bytes, times are seconds.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Clock = Callable[[], float]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Limits:
    """The house rules for clients we know nothing about."""

    message_bytes: int = 16_384
    """One WebSocket message, all its fragments together."""
    frames_per_minute: int = 600
    frames_at_once: int = 200
    """WebSocket frames of any kind, pings and empty fragments included."""
    messages_per_minute: int = 60
    messages_at_once: int = 60
    """Socket.IO packets; a known device may be allowed more (`pace.allow`)."""
    malformed: int = 5
    """Packets we cannot read; the last of them closes the connection."""
    hello_s: float = 5.0
    """From the open connection to the namespace."""
    queue_packets: int = 256
    queue_bytes: int = 262_144
    """Waiting for a client that reads slowly."""
    ping_interval_s: float = 25.0
    ping_timeout_s: float = 20.0
    """The pace the greeting announces; `pace.pace` quickens it for one connection."""
    head_s: float = 10.0
    body_s: float = 20.0
    keepalive_s: float = 30.0
    write_s: float = 30.0
    """HTTP: the whole head, the whole body, between two requests, and one write."""


class Bucket:
    """A budget of acts: `at_once` of them now, refilled at `per_minute`."""

    def __init__(self, per_minute: float, at_once: int, clock: Clock = time.monotonic) -> None:
        self._per_s = per_minute / 60
        self._at_once = at_once
        self._left = float(at_once)
        self._clock = clock
        self._at = clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether one more act fits."""
        with self._lock:
            now = self._clock()
            self._left = min(self._at_once, self._left + (now - self._at) * self._per_s)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True


class TimedReader(io.RawIOBase):
    """Reads a socket against one deadline for a whole head or body, however often a slow client sends one more byte.

    Raises `TimeoutError` when the deadline has passed. Works with native and green sockets.
    """

    def __init__(self, sock: Any, limits: Limits, clock: Clock = time.monotonic) -> None:
        super().__init__()
        self._sock = sock
        self._limits = limits
        self._clock = clock
        self._seen_a_request = False
        self._idle = False
        self._deadline = clock() + limits.head_s

    def await_head(self) -> None:
        """Expect a request: it may take its time to begin, then the head has its deadline."""
        limits = self._limits
        self._idle = True
        self._deadline = self._clock() + (limits.keepalive_s if self._seen_a_request else limits.head_s)
        self._seen_a_request = True

    def await_body(self) -> None:
        """Expect the body of the request whose head has been read."""
        self._idle = False
        self._deadline = self._clock() + self._limits.body_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left_s = self._deadline - self._clock()
        if left_s <= 0:
            raise TimeoutError("the request took too long")
        self._sock.settimeout(left_s)
        count: int = self._sock.recv_into(buffer)
        self._sock.settimeout(self._limits.write_s)
        if self._idle:
            self._idle = False
            self._deadline = self._clock() + self._limits.head_s
        return count


class RequestDeadlines:
    """Mixed into an HTTP request handler of either server: deadlines for head and body.

    The class it is mixed with has `setup`, `handle_one_request`, `parse_request`, `connection` and `rfile` as
    `http.server.BaseHTTPRequestHandler` has them.
    """

    limits = Limits()
    connection: Any
    rfile: Any

    def setup(self) -> None:
        super().setup()  # type: ignore[misc]  # the other half of the mixture
        self.rfile.close()
        self._timed = TimedReader(self.connection, self.limits)
        self.rfile = io.BufferedReader(self._timed)

    def handle_one_request(self) -> None:
        self._timed.await_head()
        super().handle_one_request()  # type: ignore[misc]

    def parse_request(self) -> bool:
        parsed: bool = super().parse_request()  # type: ignore[misc]
        self._timed.await_body()
        return parsed


def without_compression(app: WsgiApp) -> WsgiApp:
    """The same application, never asked for WebSocket compression.

    Every browser offers it and both our servers would accept: measured, it costs 92 KB for each client and halves the
    speed of a broadcast.
    """

    def uncompressed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return app(environ, start_response)

    return uncompressed
