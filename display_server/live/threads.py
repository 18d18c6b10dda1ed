"""HTTP and WebSocket on plain threads, within the same limits as on the loop."""

from __future__ import annotations

import contextlib
import logging
import socket
import time
from collections.abc import Iterable, Iterator
from typing import Any

import simple_websocket
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from .limits import Bucket, Limits, RequestDeadlines, WsgiApp

log = logging.getLogger(__name__)

FULL_PAUSE_S = 0.1
"""Pause after an accept that failed for want of file descriptors."""


class _CountedFrames:
    """A wsproto connection whose incoming frames are counted."""

    def __init__(self, connection: Any, frames: Bucket) -> None:
        self._connection = connection
        self._frames = frames

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def events(self) -> Iterator[Any]:
        for event in self._connection.events():
            if not self._frames.take():
                raise LocalProtocolError("too many frames")
            yield event


class _BoundedServer(simple_websocket.Server):  # type: ignore[misc]
    ws: Any

    def __init__(self, environ: dict[str, Any], limits: Limits) -> None:
        self._frames = Bucket(limits.frames_per_minute, limits.frames_at_once)
        super().__init__(environ, max_message_size=limits.message_bytes)

    def handshake(self) -> None:
        super().handshake()
        self.ws = _CountedFrames(self.ws, self._frames)

    def _thread(self) -> None:
        try:
            super()._thread()
        finally:
            # The original wakes its reader before it says that the connection has ended, so that a reader who is quick
            # goes back to sleep for ever.
            self.connected = False
            self.event.set()

    def close(self, reason: int | None = None, message: str | None = None) -> None:
        with contextlib.suppress(OSError, LocalProtocolError):
            super().close(reason, message)
        # The reading thread may sit in recv() on a client that never answers the close frame.
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


class ThreadedWebSocket(SimpleWebSocketWSGI):  # type: ignore[misc]
    """Engine.IO's driver for plain threads, with limits."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self._limits: Limits = server.limits

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # The deadlines are those of HTTP; and simple_websocket sends whole frames only on a socket that blocks.
        environ["werkzeug.socket"].settimeout(None)
        try:
            self.ws = _BoundedServer(environ, self._limits)
        except (RemoteProtocolError, LocalProtocolError, simple_websocket.ConnectionError):
            start_response("400 Bad Request", [("Content-Length", "0"), ("Connection", "close")])
            return []
        self.app(self)
        # Werkzeug understands this as: the connection is gone, write nothing more.
        raise ConnectionError


def make_threaded_server(app: WsgiApp, listener: socket.socket, limits: Limits) -> ThreadedWSGIServer:
    """A server that accepts on the listener when its `serve_forever` is called, a thread for each connection."""

    class Handler(RequestDeadlines, WSGIRequestHandler):
        def run_wsgi(self) -> None:
            super().run_wsgi()
            # Werkzeug has announced it; after a WebSocket there is no socket left to read from either.
            self.close_connection = True

        def log_error(self, format: str, *args: Any) -> None:
            # Half requests that were ended: expected, and not to fill a disk with.
            log.info(format, *args)

        def log(self, type: str, message: str, *args: Any) -> None:
            # Requests are not logged: paths may hold what only their visitor should know.
            if type != "info":
                log.warning(message, *args)

    Handler.limits = limits

    class Server(ThreadedWSGIServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket.socket, Any]:
            try:
                return super().get_request()
            except OSError:
                time.sleep(FULL_PAUSE_S)
                raise

    host, port = listener.getsockname()[:2]
    return Server(host, port, app, handler=Handler, fd=listener.fileno())
