"""A stand-in for Google on loopback: a proxy that takes CONNECT, ends the TLS itself, and answers as it is told.

gTTS is driven through its own code, unpatched, by ``HTTPS_PROXY``. It proves how we take the answers gTTS can take apart, not
that Google still answers like this.
"""

import base64
import contextlib
import io
import json
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

CERTIFICATE = Path(__file__).parent.parent / "data" / "stand_in_tls.pem"


def mp3(seconds: float, level: float = 0.3) -> bytes:
    """A warbling tone as Google sends speech: mono MP3 at 24 kHz."""
    t = np.arange(int(24_000 * seconds)) / 24_000
    out = io.BytesIO()
    soundfile.write(
        out, level * np.sin(2 * np.pi * 220 * t) * (1 + np.sin(2 * np.pi * 3 * t)) / 2, 24_000, format="MP3"
    )
    return out.getvalue()


class StandIn:
    """Listens on a free port; ``answer`` is the raw HTTP response to every request, ``asked`` the texts it was sent."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(CERTIFICATE)
        self._ended = threading.Event()
        self._open: list[threading.Thread] = []
        self.answer = b""
        self.drip_s: float | None = None
        self.silent = False
        self.asked: list[tuple[str, str]] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def answers(self, status: str, body: bytes, *, promised: int | None = None) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {promised or len(body)}\r\nConnection: close\r\n\r\n"
        self.answer = head.encode() + body

    def speaks(self, sound: bytes | None, *, promised: int | None = None) -> None:
        """The page's way to carry a sound (or null) in its lines."""
        inner = json.dumps([base64.b64encode(sound).decode()] if sound is not None else None, separators=(",", ":"))
        line = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":"))
        self.answers("200 OK", b")]}'\n\n" + line.encode() + b"\n", promised=promised)

    def close(self) -> None:
        self._ended.set()
        # a closed listener does not wake an accept; a visitor does
        with contextlib.suppress(OSError), socket.create_connection(self._listener.getsockname(), 1):
            pass
        self._accepting.join(5)
        self._listener.close()
        for thread in self._open:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._ended.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._open.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            head = _head(connection)
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            host = head.split()[1].decode()
            with self._context.wrap_socket(connection, server_side=True) as inside:
                self.asked.append((host, _text(inside)))
                if self.silent:
                    self._ended.wait(30)
                elif self.drip_s is None:
                    inside.sendall(self.answer)
                else:
                    for byte in self.answer:
                        inside.sendall(bytes([byte]))
                        if self._ended.wait(self.drip_s):
                            return


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(1)
    return head


def _text(inside: ssl.SSLSocket) -> str:
    head = _head(inside).decode()
    length = next(int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length"))
    body = b""
    while len(body) < length:
        body += inside.recv(length - len(body))
    request = json.loads(urllib.parse.parse_qs(body.decode())["f.req"][0])
    return str(json.loads(request[0][0][1])[0])


@pytest.fixture
def google_stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The only Google this test can reach."""
    stand_in = StandIn()
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, stand_in.url)
    yield stand_in
    stand_in.close()
