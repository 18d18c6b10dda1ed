"""The reducers of the screens (screens/shared/state.js), run by node in one process for all tests."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.node import NODE, QUIET


class Reducers:
    """What a screen makes of events."""

    def __init__(self) -> None:
        command = [NODE, QUIET, Path(__file__).with_name("reducer.mjs")]
        self._node = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def apply(self, view: str, state: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
        """The state after the events; fails when a reducer throws or changes what it was given."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps([view, state, events]) + "\n")
        self._node.stdin.flush()
        answer = json.loads(self._node.stdout.readline())
        assert "error" not in answer, answer["error"]
        assert answer["pure"], f"the reducer of {view} changed the state it was given"
        after: dict[str, Any] = answer["after"]
        return after

    def close(self) -> None:
        """End the process."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.close()
        self._node.wait(5)
        self._node.stdout.close()


@pytest.fixture(scope="session")
def reducers() -> Iterator[Reducers]:
    """The reducers of the screens."""
    running = Reducers()
    yield running
    running.close()
