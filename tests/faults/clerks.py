"""Clerks who press, whatever happens to the server: one key for each press, sent again until it is answered."""

from __future__ import annotations

import random
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

import requests

from tests.server import Server

SHUT_AFTER_S = 60.0


@dataclass(frozen=True)
class Press:
    """One press that was answered: its key, the answer, and how often it had to be sent."""

    counter: int
    key: str
    status: int
    answer: dict[str, Any]
    sent: int


class Clerk:
    """Presses `call-next` at one counter, on a thread of its own."""

    def __init__(self, server: Server, counter: int, token: str, *, think_s: tuple[float, float] = (0, 0)) -> None:
        self.counter = counter
        self.presses: list[Press] = []
        self.failure: BaseException | None = None
        self._api = server.api(token)
        self._think_s = think_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def begin(self) -> None:
        """Start to press."""
        self._thread.start()

    def stop(self) -> None:
        """Press no more; the press at hand is still sent until it is answered."""
        self._stop.set()

    def join(self) -> None:
        """Wait until the last press was answered or nobody waits; raises what went wrong."""
        self._thread.join(SHUT_AFTER_S)
        assert not self._thread.is_alive(), f"the clerk at counter {self.counter} never got an answer"
        if self.failure is not None:
            raise self.failure

    def press(self, key: str | None = None) -> Press:
        """One press, sent until the server answers it."""
        key = key or str(uuid.uuid4())
        until = time.monotonic() + SHUT_AFTER_S
        sent = 0
        while True:
            sent += 1
            try:
                answer = self._api.post(f"/api/v1/counters/{self.counter}/call-next", key=key, timeout=5)
                return Press(self.counter, key, answer.status_code, answer.json(), sent)
            except requests.RequestException:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _work(self) -> None:
        try:
            while not self._stop.is_set():
                press = self.press()
                self.presses.append(press)
                if press.status != 200:
                    return
                self._stop.wait(random.uniform(*self._think_s))
        except BaseException as failure:  # noqa: BLE001  # told to whoever joins
            self.failure = failure


def called(clerks: list[Clerk]) -> list[Press]:
    """The answered presses that called a ticket."""
    return [press for clerk in clerks for press in clerk.presses if press.status == 200]
