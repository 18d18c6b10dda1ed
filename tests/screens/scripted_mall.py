"""A mall that says to a wall in a real browser exactly what the test wants: the page's files from the tree, the socket scripted."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request, Route, WebSocketRoute

from display_server.web.guard import CSP
from tests.programs import ROOT

ORIGIN = "http://127.0.0.1:9"
SCREENS = ROOT / "screens"
PING_MS = 2000
SITE = {"name": "Mal Pelayanan Publik Kota Contoh", "tz": "Asia/Jakarta", "zone_abbr": "WIB"}
ZONE = {"code": "Z1", "name": {"id": "Kependudukan", "en": "Civil registry"}}
LONG = {"id": "Penerbitan Paspor dan Izin Tinggal Keimigrasian", "en": "Passports and residence permits for immigrants"}
ALL_DAY = [{"weekday": weekday, "opens": "00:00", "closes": "24:00"} for weekday in range(7)]
TICKER = [
    {"id": "Siapkan KTP dan berkas Anda sebelum dipanggil.", "en": "Have your ID and documents ready."},
    {"id": "Waspada calo. Urus sendiri, mudah dan transparan.", "en": "Beware of touts. Apply yourself."},
]


def iso(ahead_s: float = 0) -> str:
    """The instant `ahead_s` seconds from now, as the wire writes it."""
    return (datetime.now(UTC) + timedelta(seconds=ahead_s)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def label(
    name: dict[str, str] | None = None, agency: str = "Dinas Kependudukan dan Pencatatan Sipil"
) -> dict[str, Any]:
    """A service label."""
    return {
        "service": "DK-KTP",
        "name": name or {"id": "Perekaman KTP-el", "en": "ID card recording"},
        "agency": {"code": "DUKCAPIL", "name": agency, "short": "Dukcapil"},
        "completion_time": "1 hari",
        "fee": "Gratis",
        "scope": "selesai",
    }


def counter(number: int, status: str = "open", back_at: str | None = None) -> dict[str, Any]:
    """A counter of the zone."""
    title, detail = "Dinas Kependudukan dan Pencatatan Sipil", "Perekaman KTP-el · Kartu Keluarga · Akta Kelahiran"
    return {
        "number": number,
        "zone": "Z1",
        "status": status,
        "back_at": back_at,
        "title": {"id": title, "en": title},
        "detail": {"id": detail, "en": detail},
        "services": ["DK-KTP"],
    }


def call(number: str, at_counter: int = 3, *, called_s: float = 0, **more: Any) -> dict[str, Any]:
    """A call as the hall's state holds it, made `called_s` seconds from now; it lives 60 seconds."""
    made = {
        "call": f"c-{number}",
        "number": number,
        "counter": at_counter,
        "service": "DK-KTP",
        "label": label(),
        "zone": "Z1",
        "at": iso(called_s),
        "expires_at": iso(called_s + 60),
        "recalls": 0,
        "priority": False,
        "undone": False,
    }
    return made | more


def hall(**more: Any) -> dict[str, Any]:
    """The state of a hall of four open counters."""
    state = {
        "site": SITE,
        "zone": ZONE,
        "day": "2026-11-23",
        "calls": [],
        "counters": [counter(number) for number in (1, 2, 3, 4)],
        "ticker": TICKER,
        "hours": ALL_DAY,
    }
    return state | more


def sign(ticket: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The state of the sign over counter 3."""
    state = {"site": SITE, "zone": ZONE, "day": "2026-11-23", "counter": counter(3), "ticket": ticket, "hours": ALL_DAY}
    return state | more


def at_the_counter(number: str, state: str = "serving", name: dict[str, str] | None = None) -> dict[str, Any]:
    """A ticket as a sign shows it."""
    return {
        "number": number,
        "state": state,
        "service": "DK-KTP",
        "label": label(name),
        "call": f"c-{number}",
        "at": iso(),
        "expires_at": iso(60),
        "recalls": 0,
        "priority": False,
    }


class ScriptedMall:
    """The server of one wall. The wall gets `state` with its first greeting; later ones get a welcome and `replay`."""

    def __init__(self, context: BrowserContext, state: dict[str, Any], *, paired: bool = True) -> None:
        self.state = state
        self.paired = paired
        self.seq = 100
        self.reachable = True
        self.replay: list[dict[str, Any]] = []
        self.greetings: list[dict[str, Any]] = []
        self.acks: list[dict[str, Any]] = []
        self.health: dict[str, Any] = {}
        self._socket: WebSocketRoute | None = None
        context.route(f"{ORIGIN}/**", self._file)
        context.route_web_socket(lambda url: "/socket.io/" in url, self._greet)

    def _file(self, route: Route, request: Request) -> None:
        path = request.url.removeprefix(ORIGIN).partition("?")[0]
        view = path.split("/")[1]
        file = SCREENS / path.removeprefix("/screens/") if view == "screens" else SCREENS / view / f"{view}.html"
        if not file.is_file():
            route.fulfill(status=204 if view == "favicon.ico" else 404)
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), headers={"Content-Type": kind, "Content-Security-Policy": CSP})

    def _greet(self, socket: WebSocketRoute) -> None:
        if not self.reachable:
            socket.close()
            return
        self._socket = socket
        socket.on_message(lambda packet: self._hear(socket, str(packet)))
        socket.send('0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":16384}')

    def _hear(self, socket: WebSocketRoute, packet: str) -> None:
        if packet.startswith("40/live,"):
            greeting = json.loads(packet.removeprefix("40/live,"))
            self.greetings.append(greeting)
            socket.send('40/live,{"sid":"n"}')
            self.tell("welcome", {"paired": self.paired, "speaks": False, "at": iso()})
            if "after" not in greeting:
                self.tell("snapshot", {"seq": self.seq, "at": iso(), "state": self.state})
            for event in self.replay:
                self.tell("event", event)
            self.replay = []
        elif packet.startswith("42/live,"):
            name, data = json.loads(packet.removeprefix("42/live,"))
            if name == "ack":
                self.acks.append(data)
            elif name == "health":
                self.health = data

    def tell(self, name: str, data: dict[str, Any]) -> None:
        """Send one Socket.IO event to the wall."""
        assert self._socket is not None
        self._socket.send(f"42/live,{json.dumps([name, data])}")

    def event(self, type: str, data: dict[str, Any], *, at_s: float = 0) -> dict[str, Any]:
        """The next fact, made `at_s` seconds from now; not sent yet."""
        self.seq += 1
        return {"seq": self.seq, "after": self.seq - 1, "at": iso(at_s), "type": type, "data": data}

    def happen(self, type: str, data: dict[str, Any]) -> None:
        """A fact that the wall hears now."""
        self.tell("event", self.event(type, data))

    def call(self, number: str, at_counter: int = 3) -> None:
        """A call that the wall hears now."""
        self.happen("ticket.called", call(number, at_counter) | {"to": "called"})

    def hang_up(self) -> None:
        """Cut the wall's link."""
        assert self._socket is not None
        self._socket.close()

    def pass_s(self, page: Page, seconds: float, *, silent: bool = False) -> None:
        """Let real time pass, with the pings a wall expects unless `silent`."""
        left_ms = seconds * 1000
        while left_ms > 0:
            if not silent and self.reachable and self._socket is not None:
                self._socket.send("2")
            page.wait_for_timeout(min(left_ms, PING_MS))
            left_ms -= PING_MS


Open = Callable[..., tuple[Page, ScriptedMall]]
