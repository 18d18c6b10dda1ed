"""The two commands: they hold what the README promises, and say clearly what is wrong."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from script.address import state
from tests.programs import ROOT, free_port, started, stopped, wait_for

SCRIPTS = ["script/run", "script/test", "script/lint", "script/environment.bash", ".ci/run"]
COMMANDS = [name for name in SCRIPTS if not name.endswith(".bash")]


def _run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script, ended within 20 s, with nobody at the keyboard."""
    return subprocess.run(
        [ROOT / script],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


@pytest.fixture
def stranger() -> Iterator[int]:
    """The port of a program that is not ours."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def web_server() -> Iterator[Callable[[bytes], int]]:
    """Start a web server that gives one answer to everything; its port."""
    running: list[tuple[HTTPServer, Thread]] = []

    def start(answer: bytes) -> int:
        class Parrot(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        server = HTTPServer(("127.0.0.1", 0), Parrot)
        thread = Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return server.server_port

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_shell_understands_every_script(script: str) -> None:
    subprocess.run(["bash", "-n", ROOT / script], check=True)


@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_is_content(script: str) -> None:
    shellcheck = ROOT / ".venv" / "bin" / "shellcheck"
    done = subprocess.run(
        [shellcheck, "--external-sources", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", COMMANDS)
def test_every_command_can_be_typed_and_stops_at_the_first_error(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert "set -euo pipefail" in (ROOT / script).read_text()


def test_the_continuous_integration_runs_the_same_tests_as_a_person() -> None:
    assert "script/test" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why(file: str) -> None:
    lines = [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
    assert not [line for line in lines if "==" not in line or "  # " not in line]


def test_a_free_address_is_free() -> None:
    assert state("127.0.0.1", free_port()) == "free"


def test_an_address_of_another_program_is_taken(web_server: Callable[[bytes], int]) -> None:
    assert state("127.0.0.1", web_server(b"<h1>hello</h1>")) == "taken"
    assert state("127.0.0.1", web_server(b'{"hello": 1}')) == "taken"


def test_a_running_mall_is_recognised(web_server: Callable[[bytes], int]) -> None:
    port = web_server(b'{"status": "ok", "seq": 7}')
    assert state("127.0.0.1", port) == f"ours http://127.0.0.1:{port}"


def test_a_taken_port_is_said_at_once_with_the_way_out(stranger: int) -> None:
    done = _run("script/run", PORT=str(stranger))
    assert done.returncode == 1
    assert f"127.0.0.1:{stranger} cannot be used" in done.stderr
    assert "PORT=8001 script/run" in done.stderr


def test_a_second_start_beside_a_running_mall_says_where_it_is(web_server: Callable[[bytes], int]) -> None:
    port = web_server(b'{"status": "ok", "seq": 7}')
    done = _run("script/run", PORT=str(port))
    assert done.returncode == 0
    assert f"already running at http://127.0.0.1:{port}" in done.stdout


@pytest.mark.parametrize("port", ["0", "70000", "http", "08"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = _run("script/run", PORT=port)
    assert done.returncode == 1
    assert "PORT must be a number" in done.stderr


def test_the_second_start_answers_within_five_seconds(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "PANGGIL_INSTANCE": str(tmp_path / "instance")}

    def answers(server: subprocess.Popen[bytes]) -> bool:
        assert server.poll() is None, f"script/run ended with {server.returncode}: see {tmp_path}"
        try:
            return requests.get(f"{address}/api/v1/health", timeout=1).status_code == 200
        except requests.RequestException:
            return False

    seconds = []
    for start in ("first", "second"):
        with (tmp_path / f"{start}.log").open("wb") as output:
            begun = time.monotonic()
            server = started([str(ROOT / "script" / "run")], env=environment, output=output)
        try:
            wait_for(partial(answers, server), f"the {start} start answers", timeout_s=120)
            seconds.append(time.monotonic() - begun)
        finally:
            stopped(server)
    said = (tmp_path / "second.log").read_text()
    assert seconds[1] < 5, said
    assert address in said
    assert (tmp_path / "instance" / "demo-accounts.json").stat().st_mode & 0o777 == 0o600
