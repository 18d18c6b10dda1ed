"""The program: `python -m display_server`, and the only file that knows eventlet.

eventlet is the server this product is asked to run on and its authors have deprecated it (docs/decisions/0001);
keeping it in one file keeps the way out short. Nothing is monkey-patched.
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import errno
import gc
import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

with warnings.catch_warnings():
    # The warning tells developers to choose something else; the choice is explained in docs/decisions/0001.
    warnings.simplefilter("ignore")
    import eventlet
    import eventlet.event
    import eventlet.greenio
    import eventlet.hubs
    import eventlet.queue
    import eventlet.websocket
    import eventlet.wsgi
    from engineio.async_drivers.eventlet import WebSocketWSGI

from display_server.live.limits import Bucket, Limits, RequestDeadlines, WsgiApp
from display_server.live.listener import CannotServeError, allow_many_files, hold_instance, open_listener
from display_server.live.threads import make_threaded_server
from display_server.runtime import AsyncMode, Runtime, ThreadRuntime, logged

if TYPE_CHECKING:
    from display_server.settings import Settings

T = TypeVar("T")

NATIVE_THREADS = 16
CONNECTIONS = 20_000
"""Open at the same time; eventlet's own default, 1024, would leave the next one waiting without a word."""
PAUSE_S = 0.1


class EventletRuntime:
    """Green threads on the thread that makes this object; native threads reach it through a pipe."""

    async_mode: AsyncMode = "eventlet"

    def __init__(self, native_threads: int = NATIVE_THREADS) -> None:
        self._loop_thread = threading.get_ident()
        self._pool = concurrent.futures.ThreadPoolExecutor(native_threads, thread_name_prefix="native")
        self._arrived: collections.deque[Callable[[], None]] = collections.deque()
        self._callbacks = eventlet.queue.LightQueue()
        self._ear, self._bell = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._bell, False)
        eventlet.spawn_n(self._listen)
        eventlet.spawn_n(self._carry)

    def wait(self, future: concurrent.futures.Future[T], timeout_s: float | None = None) -> T:
        if threading.get_ident() != self._loop_thread or future.done():
            return future.result(timeout_s)
        done = eventlet.event.Event()
        future.add_done_callback(lambda _: self._from_outside(lambda: done.send(True)))
        if not done.wait(timeout_s):
            raise TimeoutError(f"no result within {timeout_s} s")
        return future.result(0)

    def in_thread(self, work: Callable[[], T]) -> T:
        if threading.get_ident() != self._loop_thread:
            return work()
        return self.wait(self._pool.submit(work))

    def soon(self, callback: Callable[[], None]) -> None:
        self._from_outside(lambda: self._callbacks.put(callback))

    def spawn(self, work: Callable[[], None]) -> None:
        if threading.get_ident() == self._loop_thread:
            eventlet.spawn_n(logged, work)
        else:
            self._from_outside(lambda: eventlet.spawn_n(logged, work))

    def sleep(self, seconds: float) -> None:
        if threading.get_ident() == self._loop_thread:
            eventlet.sleep(seconds)
        else:
            time.sleep(seconds)

    def _from_outside(self, act: Callable[[], None]) -> None:
        self._arrived.append(act)
        # A full pipe is a pipe that will be read, and the reader empties the whole deque.
        with contextlib.suppress(BlockingIOError):
            os.write(self._bell, b"!")

    def _listen(self) -> None:
        """Acts here never yield, so a slow callback cannot hold up those who wait for a future."""
        while True:
            eventlet.hubs.trampoline(self._ear, read=True)
            try:
                os.read(self._ear, 65536)
            except BlockingIOError:
                continue
            while self._arrived:
                self._arrived.popleft()()

    def _carry(self) -> None:
        while True:
            logged(self._callbacks.get())


class BoundedWebSocket(eventlet.websocket.RFC6455WebSocket):  # type: ignore[misc]
    """eventlet's WebSocket, with a limit for a whole message and for the number of frames."""

    def __init__(self, *args: Any, limits: Limits, **options: Any) -> None:
        super().__init__(*args, max_frame_length=limits.message_bytes, **options)
        self._message_bytes = limits.message_bytes
        self._frames = Bucket(limits.frames_per_minute, limits.frames_at_once)

    def _recv_frame(self, message: Any = None) -> Any:
        if not self._frames.take():
            raise eventlet.websocket.FailedConnectionError(1008, "Too many frames.")
        message = super()._recv_frame(message)
        if sum(map(len, message.data)) > self._message_bytes:
            raise eventlet.websocket.FailedConnectionError(1009, "The message is too long.")
        return message

    @staticmethod
    def _apply_mask(data: bytes, mask: tuple[int, ...], length: int | None = None, offset: int = 0) -> bytes:
        # The original unmasks byte by byte in Python: 5 ms of everybody's time for one full frame.
        size = len(data) if length is None else length
        turn = offset % 4
        key = (bytes(mask[turn:]) + bytes(mask[:turn])) * (size // 4 + 1)
        return (int.from_bytes(data[:size], "little") ^ int.from_bytes(key[:size], "little")).to_bytes(size, "little")


class EventletWebSocket(WebSocketWSGI):  # type: ignore[misc]
    """Engine.IO's driver for eventlet, with limits, and without the drafts from before RFC 6455."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.support_legacy_versions = False
        self._limits: Limits = server.limits

    def _handle_hybi_request(self, environ: dict[str, Any]) -> BoundedWebSocket:
        plain = super()._handle_hybi_request(environ)
        return BoundedWebSocket(plain.socket, environ, plain.version, protocol=plain.protocol, limits=self._limits)


class BoundedProtocol(RequestDeadlines, eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
    """eventlet's HTTP, with deadlines for head and body."""


class PatientListener:
    """A listener whose `accept` outlives what would end eventlet's server: aborted connections, too many open files."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = eventlet.greenio.GreenSocket(listener)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)

    def accept(self) -> Any:
        while True:
            try:
                return self._listener.accept()
            except OSError as error:
                if error.errno == errno.EBADF:
                    raise
                eventlet.sleep(PAUSE_S)


def serve_eventlet(app: WsgiApp, socketio: Any, listener: socket.socket, limits: Limits) -> None:
    """Serve on this thread's loop, for ever."""
    socketio.server.eio.use_websocket(EventletWebSocket)
    eventlet.wsgi.server(
        PatientListener(listener),
        app,
        protocol=type("Protocol", (BoundedProtocol,), {"limits": limits}),
        custom_pool=eventlet.GreenPool(CONNECTIONS),
        keepalive=limits.keepalive_s,
        socket_timeout=limits.write_s,
        log_output=False,
        debug=False,
    )


def make_runtime(async_mode: AsyncMode) -> Runtime:
    """The runtime of this mode; for eventlet, the calling thread becomes the loop's."""
    return EventletRuntime() if async_mode == "eventlet" else ThreadRuntime()


def run(async_mode: AsyncMode, app: WsgiApp, socketio: Any, listener: socket.socket, limits: Limits) -> None:
    """Serve the application on the listener, for ever, in the mode its Socket.IO was made for."""
    if async_mode == "eventlet":
        serve_eventlet(app, socketio, listener, limits)
    else:
        make_threaded_server(app, listener, limits).serve_forever()


def settle_memory() -> None:
    """Call when start-up is over: spare its objects from every later collection, and collect more rarely.

    A full collection walks through 60 KB of objects for each client; with thousands that is a second of standstill.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)


def end(*_: object) -> None:
    """Stop accepting and end, now. What was acknowledged is on the disk; recovery is start-up.

    An exception would not do: under eventlet it dies in whichever green thread happens to run.
    """
    os._exit(0)


def serve(settings: Settings, host: str, port: int, announce: Callable[[], None] = lambda: None) -> None:
    """Serve the mall until a signal ends it; ``announce`` is called once port and folder are ours.

    Exits with status 1 and a sentence when the port or the instance folder is taken.
    """
    from display_server.app import create_mall

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        lock = hold_instance(settings.instance)
        listener = open_listener(host, port)
    except CannotServeError as error:
        sys.exit(str(error))
    with lock, listener:
        allow_many_files()
        limits = Limits()
        mall = create_mall(settings, make_runtime(settings.async_mode))
        mall.start()
        announce()
        settle_memory()
        run(settings.async_mode, mall.flask, mall.socketio, listener, limits)


def main() -> None:
    """Run the command line."""
    from display_server import cli

    cli.main(obj=serve)


if __name__ == "__main__":
    main()
