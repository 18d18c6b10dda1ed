"""A speaker of a zone that says everything at once: what the desk makes of it needs no sound."""

from __future__ import annotations

import json
from typing import Any

import requests

from tests.faults.screens import Screen
from tests.pages.work_mall import WorkMall


class Speaker(Screen):
    """A paired hall whose sound runs. It reports every announcement as begun and ended when it comes."""

    def __init__(self, work_mall: WorkMall, zone: str) -> None:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(work_mall.pairing_link(f"hall:{zone}"), allow_redirects=False, timeout=10)
        cookie = f"panggil_hall={answer.cookies['panggil_hall']}"
        super().__init__(work_mall.server.port, cookie=cookie, reconnects=False, view="hall", zone=zone)

    def _take(self, name: str, data: dict[str, Any]) -> None:
        super()._take(name, data)
        if name == "snapshot":
            self._say("health", {"sound": "running", "frames": 1})
        elif name == "announce":
            for kind in ("started", "ended"):
                self._say("ack", {"id": data["id"], "kind": kind, "at": "2026-11-23T02:00:00.000Z"})

    def _say(self, name: str, data: dict[str, Any]) -> None:
        assert self._link is not None
        self._link.send("42/live," + json.dumps([name, data]))
