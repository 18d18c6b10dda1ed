"""A server under measurement: ours, or the bare one beside it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import requests

from tests.programs import free_port, started, stopped

ROOT = Path(__file__).parents[1]


class Running:
    """A server process on a free port."""

    def __init__(self, command: Callable[[int], list[str]], environment: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PANGGIL_")}
        with log.open("ab") as output:
            self._process = started(
                [sys.executable, "-m", *command(self.port)], env={**kept, **environment}, output=output, folder=ROOT
            )
        self._session = requests.Session()
        self._session.trust_env = False
        until = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)

    def lag_p99_ms(self) -> float:
        """How late its event loop was in the last minute."""
        health = self._session.get(f"{self.address}/api/v1/health", timeout=60).json()
        found: float = health["parts"]["loop"]["p99_ms"]
        return found

    def cpu_s(self) -> float:
        """Processor time it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it."""
        stopped(self._process)

    def _answers(self) -> bool:
        try:
            return self._session.get(f"{self.address}/api/v1/health", timeout=5).status_code == 200
        except requests.RequestException:
            return False
