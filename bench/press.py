"""The speed of a press, measured: `python -m bench.press [--quick]`.

Thirty counters, sixty screens (three of them pages in Chromium), the demo mall. Beside it, in the same run, a bare handler
without our guarantees. Prints Markdown; the figures also go to bench/results/press.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.clerks import Answered, press_steadily, press_without_pause
from bench.mall import Prepared, prepare
from bench.pages import Pages
from bench.screens import Screens
from bench.server import Running
from bench.slow_disk import slowed

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results") / "press.json"
PAGE_SIGN = 4
PER_SECOND = 5.0
SETTLE_S = 3.0
MARKS: dict[str, tuple[str, float]] = {
    "press → event, p99 ms": ("<", 100),
    "press → visible, p95 ms": ("<", 200),
    "press → chime, p95 ms": ("<", 300),
    "durable calls/s": (">=", 150),
    "durable calls/s, slow disk": (">=", 80),
    "loop lag p99 ms, slow disk": ("<", 50),
}

Figures = dict[str, float]


class Bench:
    """One run: the same presses against the mall and against the bare handler."""

    def __init__(self, folder: Path, *, quick: bool, async_mode: str) -> None:
        self._folder = folder
        self._async_mode = async_mode
        self.steady_presses = 60 if quick else 300
        self.saturated_s = 4.0 if quick else 10.0  # or until the first line is empty
        self.chimes = 4 if quick else 15
        self._mall = prepare(folder / "mall", waiting=40 if quick else 80)
        self._slow = slowed(folder)

    def ours(self) -> Figures:
        """Figures of the mall."""
        figures: Figures = {}
        with self._served("steady") as server, sync_playwright() as playwright:
            pages = Pages(playwright, server.address, self._mall.pairing, sign=PAGE_SIGN)
            try:
                # First: afterwards no zone is idle for a long while.
                chimes = self._chimes_of(server, pages)
                figures |= self._steady(server, pages) | chimes
            finally:
                pages.close()
        with self._served("saturated") as server:
            figures |= self._saturated(server, "")
        if self._slow:
            with self._served("slow", self._slow) as server:
                figures |= self._saturated(server, ", slow disk")
        return figures

    def bare(self) -> Figures:
        """Figures of the bare handler."""
        figures: Figures = {}
        with self._bare("steady") as server:
            figures |= self._steady(server, None)
        with self._bare("saturated") as server:
            figures |= self._saturated(server, "")
        if self._slow:
            with self._bare("slow", self._slow) as server:
                figures |= self._saturated(server, ", slow disk")
        return figures

    def _steady(self, server: Running, pages: Pages | None) -> Figures:
        places = self._places(57 if pages else 60)
        screens = Screens(server.port, places)
        before, begun = server.cpu_s(), time.monotonic()
        presses = press_steadily(server.port, self._mall.clerks, per_second=PER_SECOND, presses=self.steady_presses)
        share = (server.cpu_s() - before) / (time.monotonic() - begun)
        time.sleep(1)
        heard = screens.stop()
        if heard["gaps"] or heard["lost"]:
            raise RuntimeError(f"the screens lost something: {heard['gaps']} gaps, {heard['lost']} links")
        pressed = {answered.seq: answered.pressed for answered in presses}
        figures = _spread("press → answer", [one.answered - one.pressed for one in presses])
        figures |= _spread("press → event", [at - pressed[seq] for _, seq, at in heard["arrivals"] if seq in pressed])
        figures["processor at 5 calls/s, %"] = round(share * 100, 1)
        if pages:
            calls = dict(heard["calls"])
            figures |= _spread("press → visible", _visible(pages, presses, calls))
        return figures

    def _chimes_of(self, server: Running, pages: Pages) -> Figures:
        delays: list[float] = []
        desks = {zone: next(one for one in self._mall.clerks if one.zone == zone) for zone in ("Z2", "Z6")}
        for _ in range(self.chimes):
            for zone, clerk in desks.items():
                path = f"/hall/{zone}"
                ended = pages.clock(path)["ended"]
                (answered,) = press_steadily(server.port, [clerk], per_second=1, presses=1)
                pages.wait_until_said(path, ended + 1)
                clock = pages.clock(path)
                at = clock["chimes"].get(f"a{answered.seq}")
                if at is None:
                    raise RuntimeError(f"{path} said nothing of call {answered.seq}: {clock}")
                delays.append((at - clock["skew"]) / 1000 - answered.pressed)
        return _spread("press → chime", delays)

    def _saturated(self, server: Running, where: str) -> Figures:
        screens = Screens(server.port, self._places(60))
        # The first calls load what the server loads only once; a mall is not measured in its first seconds.
        press_steadily(server.port, self._mall.clerks, per_second=10, presses=30)
        time.sleep(SETTLE_S)
        before, begun = server.cpu_s(), time.monotonic()
        presses = press_without_pause(server.port, self._mall.clerks, seconds=self.saturated_s)
        took = max(one.answered for one in presses) - min(one.pressed for one in presses)
        share = (server.cpu_s() - before) / (time.monotonic() - begun)
        lag = server.lag_p99_ms()
        time.sleep(1)
        heard = screens.stop()
        pressed = {answered.seq: answered.pressed for answered in presses}
        late = [at - pressed[seq] for _, seq, at in heard["arrivals"] if seq in pressed]
        return {
            f"durable calls/s{where}": round(len(presses) / took, 1),
            f"press → answer, p99 ms, saturated{where}": _at(99, [one.answered - one.pressed for one in presses]),
            f"press → event, p99 ms, saturated{where}": _at(99, late),
            f"loop lag p99 ms{where}": lag,
            f"processor, saturated{where}, %": round(share * 100, 1),
        }

    def _places(self, count: int) -> list[dict[str, Any]]:
        """Halls of every zone, a sign over each counter, and desks."""
        clerks = self._mall.clerks
        halls: list[dict[str, Any]] = [
            {"view": "hall", "zone": zone} for zone in sorted({clerk.zone for clerk in clerks})
        ]
        signs: list[dict[str, Any]] = [{"view": "sign", "counter": clerk.counter} for clerk in clerks]
        desks: list[dict[str, Any]] = [
            {"view": "desk", "counter": clerk.counter, "token": clerk.token} for clerk in clerks
        ]
        return [*halls, *signs, *desks][:count]

    @contextmanager
    def _served(self, name: str, more: Mapping[str, str] | None = None) -> Iterator[Running]:
        folder = self._folder / f"mall-{name}"
        shutil.copytree(self._mall.folder, folder)
        environment = {"PANGGIL_INSTANCE": str(folder), "PANGGIL_ASYNC_MODE": self._async_mode, **(more or {})}
        server = Running(
            lambda port: ["display_server", "serve", "--port", str(port)], environment, self._folder / f"{name}.log"
        )
        try:
            yield server
        finally:
            server.stop()

    @contextmanager
    def _bare(self, name: str, more: Mapping[str, str] | None = None) -> Iterator[Running]:
        database = self._folder / f"bare-{name}.db"
        _fill_bare(database, self._mall)
        server = Running(
            lambda port: ["bench.bare", str(port), str(database)], more or {}, self._folder / f"bare-{name}.log"
        )
        try:
            yield server
        finally:
            server.stop()


def _visible(pages: Pages, presses: list[Answered], calls: dict[int, str]) -> list[float]:
    found = []
    for path in pages.by_path:
        clock = pages.clock(path)
        for one in presses:
            at = clock["shown"].get(calls.get(one.seq, ""))
            if at is not None:
                found.append((at - clock["skew"]) / 1000 - one.pressed)
    return found


def _fill_bare(database: Path, mall: Prepared) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE tickets (id INTEGER PRIMARY KEY, number, zone, counter, state)")
        connection.execute("CREATE INDEX waiting ON tickets (counter, state)")
        rows = [
            (f"{clerk.counter}-{turn}", clerk.zone, clerk.counter, "waiting")
            for turn in range(2000)
            for clerk in mall.clerks
        ]
        connection.executemany("INSERT INTO tickets (number, zone, counter, state) VALUES (?, ?, ?, ?)", rows)
    connection.close()


def _spread(name: str, seconds: list[float]) -> Figures:
    if not seconds:
        return {}
    return {
        f"{name}, p50 ms": round(statistics.median(seconds) * 1000, 1),
        f"{name}, p95 ms": _at(95, seconds),
        f"{name}, p99 ms": _at(99, seconds),
        f"{name}, samples": len(seconds),
    }


def _at(percent: int, seconds: list[float]) -> float:
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 1) if ordered else 0.0


def _table(ours: Figures, bare: Figures) -> str:
    lines = ["| figure | mark | Panggil | bare | |", "|---|---|---|---|---|"]
    for name, value in ours.items():
        sign, mark = MARKS.get(name, ("", 0.0))
        held = "" if not sign else "held" if (value < mark if sign == "<" else value >= mark) else "**missed**"
        lines.append(f"| {name} | {sign} {mark if sign else ''} | {value:g} | {bare.get(name, '–')} | {held} |")
    return "\n".join(lines)


def _machine() -> str:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, commit {commit.stdout.strip() or '?'}, load before {load}"
    )


def main() -> None:
    """Run the bench and print its table; exit 1 when a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about three minutes instead of eight")
    parser.add_argument("--async-mode", default="eventlet", choices=["eventlet", "threading"])
    asked = parser.parse_args()
    machine = _machine()
    with tempfile.TemporaryDirectory(prefix="panggil-bench-") as folder:
        bench = Bench(Path(folder), quick=asked.quick, async_mode=asked.async_mode)
        bare, ours = bench.bare(), bench.ours()
    table = _table(ours, bare)
    print(f"{machine}\n\n{table}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": machine, "panggil": ours, "bare": bare}, indent=1) + "\n")
    if "missed" in table:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
