"""A cable that can be cut: a TCP proxy between a screen and the server, with the faults of a real network."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import selectors
import socket
import struct
import threading
import time
from collections.abc import Iterator

ABORT = struct.pack("ii", 1, 0)
PIECE = 65_536
SLICE_S = 0.02


class _Way:
    """One direction of one connection: what came in, and when it may go out."""

    def __init__(self, source: socket.socket, target: socket.socket) -> None:
        self.source = source
        self.target = target


class Cable:
    """Listens on `port` and passes on to `127.0.0.1:target`; one thread.

    `cut` resets every connection and refuses new ones, `silence` lets everything vanish without a word (half-open),
    `delay` holds back each piece, `mend` makes it an ordinary cable again; connections of the silent time stay dead.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.accepted = 0
        self._ways: dict[socket.socket, _Way] = {}
        self._late: list[tuple[float, int, _Way, bytes]] = []
        self._turns = itertools.count()
        self._delay_s = 0.0
        self._silent = False
        self._cut = False
        self._closed = False
        self._lock = threading.RLock()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Reset both ends of every connection, and every new one."""
        with self._lock:
            self._cut = True
            for source in list(self._ways):
                self._drop(source)

    def silence(self) -> None:
        """Pass nothing on, in either direction, and tell nobody."""
        with self._lock:
            self._silent = True

    def delay(self, seconds: float) -> None:
        """Hold each piece back for so long."""
        with self._lock:
            self._delay_s = seconds

    def mend(self) -> None:
        """Be a good cable for whoever comes now; what was open in silence is reset."""
        with self._lock:
            if self._silent:
                for source in list(self._ways):
                    self._drop(source)
            self._cut = self._silent = False
            self._delay_s = 0.0

    def close(self) -> None:
        """Pull it out."""
        self._closed = True
        self._thread.join(5)
        with self._lock:
            for source in list(self._ways):
                self._drop(source)
        self._listener.close()
        self._selector.close()

    def _run(self) -> None:
        while not self._closed:
            for key, _ in self._selector.select(SLICE_S):
                with self._lock:
                    if key.fileobj is self._listener:
                        self._accept()
                    elif key.fileobj in self._ways:
                        self._read(self._ways[key.fileobj])  # type: ignore[index]  # only sockets are registered
            with self._lock:
                self._send_what_is_due()

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        self.accepted += 1
        if self._cut:
            _reset(near)
            return
        try:
            far = socket.create_connection(("127.0.0.1", self._target), timeout=2)
        except OSError:
            _reset(near)
            return
        for source, target in ((near, far), (far, near)):
            source.settimeout(2)
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ways[source] = _Way(source, target)
            self._selector.register(source, selectors.EVENT_READ)

    def _read(self, way: _Way) -> None:
        try:
            piece = way.source.recv(PIECE)
        except OSError:
            piece = b""
        if self._silent:
            if not piece:
                self._selector.unregister(way.source)
            return
        if not piece:
            self._drop(way.source)
        elif self._delay_s or self._late:
            heapq.heappush(self._late, (time.monotonic() + self._delay_s, next(self._turns), way, piece))
        else:
            self._send(way, piece)

    def _send_what_is_due(self) -> None:
        while self._late and self._late[0][0] <= time.monotonic():
            _, _, way, piece = heapq.heappop(self._late)
            if way.source in self._ways:
                self._send(way, piece)

    def _send(self, way: _Way, piece: bytes) -> None:
        try:
            way.target.sendall(piece)
        except OSError:
            self._drop(way.source)

    def _drop(self, source: socket.socket) -> None:
        way = self._ways.get(source)
        if way is None:
            return
        for end in (way.source, way.target):
            self._ways.pop(end, None)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)
            _reset(end)


def _reset(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    end.close()


@contextlib.contextmanager
def cable_to(port: int) -> Iterator[Cable]:
    """A good cable to a port, pulled out at the end."""
    cable = Cable(port)
    try:
        yield cable
    finally:
        cable.close()
