"""The small mall, running in both modes, and clients that misbehave."""

import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import websocket

ROOT = Path(__file__).parents[2]


class SmallMall:
    """A running `tests.live.small_mall`."""

    def __init__(self, mode: str, **limits: float) -> None:
        command = [sys.executable, "-m", "tests.live.small_mall", mode, json.dumps(limits)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.opened: list[websocket.WebSocket] = []
        self._greetings: dict[int, str] = {}

    def ask(self, path: str, told: object = None, timeout_s: float = 20) -> dict:
        body = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=timeout_s) as answer:
            return json.load(answer)

    def state(self) -> dict:
        return self.ask("/state")

    def until(self, holds, within_s: float) -> dict:
        """The first state for which `holds(state)`, or an assertion error."""
        end = time.monotonic() + within_s
        while True:
            state = self.state()
            if holds(state):
                return state
            assert time.monotonic() < end, f"not within {within_s} s: {state}"
            time.sleep(0.05)

    def open(self, **options: object) -> websocket.WebSocket:
        """A WebSocket that has read the Engine.IO greeting."""
        link = websocket.create_connection(
            f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket", timeout=20, **options
        )
        self.opened.append(link)
        self._greetings[id(link)] = link.recv()
        return link

    def greeting(self, link: websocket.WebSocket) -> str:
        """What Engine.IO said first on this link."""
        return self._greetings[id(link)]

    def join(self, **auth: object) -> tuple[websocket.WebSocket, str]:
        """A client in the namespace, and its id."""
        return self.enter(self.open(), **auth)

    def enter(self, link: websocket.WebSocket, **auth: object) -> tuple[websocket.WebSocket, str]:
        """The same for a link that is open already."""
        link.send("40/live," + json.dumps(auth))
        return link, json.loads(link.recv().removeprefix("40/live,"))["sid"]

    def close_all(self) -> None:
        """Close what was opened, however it ended."""
        for link in self.opened:
            link.shutdown()
        self.opened.clear()

    def stop(self) -> None:
        self.close_all()
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def standing_mall(mode: str) -> Iterator[SmallMall]:
    running = SmallMall(mode)
    yield running
    running.stop()


@pytest.fixture
def mall(standing_mall: SmallMall) -> Iterator[SmallMall]:
    """A mall with the limits of the house, and nobody in it."""
    yield standing_mall
    standing_mall.close_all()
    standing_mall.until(lambda state: state["links"] == 0, 10)


@pytest.fixture
def strict_mall(mode: str) -> Iterator:
    """Start a mall with limits of one's own."""
    with contextlib.ExitStack() as running:

        def start(**limits: float) -> SmallMall:
            started = SmallMall(mode, **limits)
            running.callback(started.stop)
            return started

        yield start
