"""A server of our own for one test: a process with a folder, a port and an output of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
import requests

from tests.programs import ROOT, free_port, started

AsyncMode = Literal["eventlet", "threading"]
Answer = requests.Response


class Api:
    """Requests to one server as one caller; never through a proxy."""

    def __init__(self, address: str, token: str | None = None) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **options: Any) -> Answer:
        """GET `path`, for example `/api/v1/health`; `options` are those of requests."""
        return self._session.get(self.address + path, **{"timeout": 10, **options})

    def post(self, path: str, body: Any = None, *, key: str | None = None, **options: Any) -> Answer:
        """POST `body` as JSON to `path`, with an idempotency key if one is given."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._session.post(
            self.address + path, **{"json": body or {}, "headers": headers, "timeout": 10, **options}
        )


class Server:
    """One server process on 127.0.0.1; the same folder may be served again after it was stopped or killed."""

    def __init__(
        self, instance: Path, mode: AsyncMode, *, settings: Mapping[str, str] | None = None, port: int | None = None
    ) -> None:
        self.instance = instance
        self.mode = mode
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._output = instance.parent / f"{instance.name}-server.log"
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PANGGIL_")}
        self.environment = {
            **outside,
            "PANGGIL_INSTANCE": str(instance),
            "PANGGIL_ASYNC_MODE": mode,
            "PYTHONUNBUFFERED": "1",
            **(settings or {}),
        }

    def command(
        self, *arguments: str, stdin: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run `python -m display_server ARGUMENTS` on the same folder to its end; fails with its output unless `check` is off."""
        done = subprocess.run(
            [sys.executable, "-m", "display_server", *arguments],
            env=self.environment,
            cwd=ROOT,
            input=stdin or "",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if check and done.returncode:
            pytest.fail(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def token(self, role: str, *, counter: int | None = None, zone: str | None = None, name: str | None = None) -> str:
        """A bearer token, made by the command `token`."""
        options = {"--counter": counter, "--zone": zone, "--name": name}
        chosen = [text for option, value in options.items() if value is not None for text in (option, str(value))]
        return self.command("token", "--role", role, *chosen).stdout.strip()

    def api(self, token: str | None = None) -> Api:
        """Requests to this server, as whoever the token stands for."""
        return Api(self.address, token)

    def start(self, *arguments: str, timeout_s: float = 30) -> Server:
        """Start the process and wait until it answers."""
        command = [sys.executable, "-m", "display_server", "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with self._output.open("ab") as output:
            self.process = started([*command, *arguments], env=self.environment, output=output, folder=ROOT)
        self.wait_until_ready(timeout_s=timeout_s)
        return self

    def wait_until_ready(self, *, timeout_s: float = 30) -> float:
        """Seconds until the server answered; fails with its output when it ends or stays silent."""
        assert self.process is not None
        begun = time.monotonic()
        while time.monotonic() - begun < timeout_s:
            if self.process.poll() is not None:
                pytest.fail(f"the server ended with {self.process.returncode}:\n{self.output()[-4000:]}")
            try:
                if self.api().get("/api/v1/health", timeout=1).status_code == 200:
                    return time.monotonic() - begun
            except requests.RequestException:
                pass
            time.sleep(0.02)
        return pytest.fail(f"the server did not answer within {timeout_s} s:\n{self.output()[-4000:]}")

    def output(self) -> str:
        """Everything the process wrote so far."""
        return self._output.read_text(errors="replace") if self._output.exists() else ""

    def kill(self) -> None:
        """What a power cut does to it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self, *, timeout_s: float = 10) -> int:
        """Ask it to end, as systemd would; its exit code. Fails when it does not end in time."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
            return pytest.fail(f"the server did not end within {timeout_s} s of SIGTERM:\n{self.output()[-4000:]}")


@pytest.fixture(params=["eventlet", "threading"])
def async_mode(request: pytest.FixtureRequest) -> AsyncMode:
    """Both ways to run the server; a test that asks for it runs twice."""
    mode: AsyncMode = request.param
    return mode


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Make servers (not yet started, empty database) that end with the test: `make_server("threading", settings={...})`."""
    made: list[Server] = []

    def make(mode: AsyncMode = "eventlet", **options: Any) -> Server:
        made.append(Server(tmp_path / f"instance-{len(made)}", mode, **options))
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture
def server(make_server: Callable[..., Server], async_mode: AsyncMode) -> Server:
    """A running server with the demo mall; a test that asks for it runs in both modes."""
    mall = make_server(async_mode)
    mall.command("demo")
    return mall.start()
