"""Programs that tests start: found or asked for, never outliving the tests, ended by their own id."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parent.parent


def whereabouts(program: str, package: str) -> str:
    """Where a program is; fails with the name of its Debian package when it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.fail(f"{program} is missing. Install it: apt-get install {package} (script/test does it as root)")
    return path


def started(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    output: IO[bytes],
    user: str | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program that dies with the tests even when they are killed; both its outputs go to `output`."""
    # setpriv replaces itself by the program, so the process id is the program's own.
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "--", *command],
        env=dict(env),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )


def stopped(program: subprocess.Popen[bytes], *, timeout_s: float = 5) -> int:
    """End a program: asked first, then forced. Its exit code."""
    if program.poll() is None:
        program.terminate()
        try:
            program.wait(timeout_s)
        except subprocess.TimeoutExpired:
            program.kill()
    return program.wait()


def wait_for(condition: Callable[[], bool], what: str, *, timeout_s: float) -> None:
    """Wait until `condition` holds; fails by saying that `what` never came true."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {timeout_s} s in vain: {what}")
        time.sleep(0.05)


def free_port() -> int:
    """A TCP port of this machine that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
