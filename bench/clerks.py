"""Thirty clerks who press, as cheaply as a load generator can: one kept connection each, nothing parsed but the answer."""

from __future__ import annotations

import itertools
import json
import socket
import threading
import time
import uuid
from dataclasses import dataclass

from bench.mall import Press


@dataclass(frozen=True)
class Answered:
    """One press: when it was pressed and answered (seconds of the wall clock), and the seq and number of its call."""

    counter: int
    zone: str
    pressed: float
    answered: float
    seq: int
    number: str


class NobodyWaits(Exception):
    """The line of a counter is empty."""


class Clerk:
    """One connection of one clerk."""

    def __init__(self, port: int, who: Press) -> None:
        self.who = who
        self._head = (
            f"POST /api/v1/counters/{who.counter}/call-next HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Authorization: Bearer {who.token}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        )
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def press(self) -> Answered:
        """Call the next ticket. Raises NobodyWaits, and RuntimeError for any other answer but a call."""
        request = f"{self._head}Idempotency-Key: {uuid.uuid4()}\r\n\r\n{{}}".encode()
        pressed = time.time()
        self._socket.sendall(request)
        status, body = self._answer()
        answered = time.time()
        told = json.loads(body)
        if told.get("code") == "nothing_waiting":
            raise NobodyWaits
        if status != 200:
            raise RuntimeError(f"counter {self.who.counter}: {status} {told}")
        return Answered(self.who.counter, self.who.zone, pressed, answered, told["seq"], told["number"])

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _answer(self) -> tuple[int, bytes]:
        while b"\r\n\r\n" not in self._left:
            self._more()
        head, _, self._left = self._left.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        named = dict(line.lower().split(": ", 1) for line in lines[1:])
        length = int(named["content-length"])
        while len(self._left) < length:
            self._more()
        body, self._left = self._left[:length], self._left[length:]
        return int(lines[0].split()[1]), body

    def _more(self) -> None:
        piece = self._socket.recv(65_536)
        if not piece:
            raise RuntimeError(f"counter {self.who.counter}: the server hung up")
        self._left += piece


def press_steadily(port: int, people: list[Press], *, per_second: float, presses: int) -> list[Answered]:
    """Presses at an even pace, one counter after the other, whatever the answers take."""
    clerks = [Clerk(port, person) for person in people]
    found: list[Answered] = []
    threads = []
    begun = time.monotonic()
    for turn, clerk in zip(range(presses), itertools.cycle(clerks), strict=False):
        time.sleep(max(0.0, begun + turn / per_second - time.monotonic()))
        threads.append(threading.Thread(target=lambda clerk=clerk: found.append(clerk.press())))
        threads[-1].start()
    for thread in threads:
        thread.join()
    for clerk in clerks:
        clerk.close()
    return found


def press_without_pause(port: int, people: list[Press], *, seconds: float) -> list[Answered]:
    """Every clerk presses again as soon as the answer is there, until the time is over or the first line is empty."""
    found: list[Answered] = []
    until = time.monotonic() + seconds
    over = threading.Event()

    def work(clerk: Clerk) -> None:
        try:
            while time.monotonic() < until and not over.is_set():
                found.append(clerk.press())
        except NobodyWaits:
            over.set()
        clerk.close()

    threads = [threading.Thread(target=work, args=[Clerk(port, person)]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
