"""The same state machine against the HTTP routes: what a client is told is what is so (I7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from display_server.store.store import Store
from tests.mall import Malls
from tests.properties.machine import MallMachine, shown
from tests.properties.test_moves_by_actions import thorough
from tests.web.site import Site, problem

BODIES = {
    "call": lambda number: {"number": number},
    "requeue": lambda number: {"number": number},
    "transfer": lambda service: {"service": service},
    "pause": lambda minutes: {"minutes": minutes},
}
COUNTERS = (1, 2, 3, 4)


class HttpDriver:
    """The small mall, reached through its routes as an admin."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.clock = site.clock
        self._ids: dict[str, str] = {}
        self._told: list[tuple[int, str, str]] = []

    def act(self, name: str, *arguments: Any) -> tuple[str, str, str | None]:
        answer = self.site.ask("POST", *self._request(name, *arguments), role="admin")
        if answer.status_code >= 400:
            return "refused", problem(answer)["code"], None
        told: dict[str, Any] = answer.json
        if name == "take":
            self._ids[told["number"]] = told["id"]
            return "done", told["number"], "waiting"
        if "seq" in told and "number" in told:
            self._told.append((told["seq"], told["number"], told["state"]))
        return "done", str(told.get("number", "")), told.get("state")

    def _request(self, name: str, *arguments: Any) -> tuple[str, dict[str, Any]]:
        if name == "take":
            service, priority = arguments
            return "/api/v1/tickets", {"service": service, "priority_class": "lansia" if priority else "none"}
        if name == "cancel":
            return f"/api/v1/tickets/{arguments[0]}/cancel", {}
        if name == "close_day":
            return "/api/v1/day/close", {}
        counter, *more = arguments
        return f"/api/v1/counters/{counter}/{name.replace('_', '-')}", BODIES[name](*more) if name in BODIES else {}

    def ticket_id(self, number: str) -> str:
        return self._ids[number]

    def seen(self) -> dict[int, dict[str, Any]]:
        path = "/api/v1/snapshot?view=desk&counter="
        return {
            number: shown(self.site.ask("GET", f"{path}{number}", role="admin").json["state"]) for number in COUNTERS
        }

    def close(self) -> None:
        store: Store = self.site.mall.store
        try:
            assert store.check() == []
            _head, facts = store.events_after(0, 10_000)
            known = {fact.seq: (fact.data.get("number"), fact.data.get("to")) for fact in facts}
            assert all(known[seq] == (number, state) for seq, number, state in self._told)
        finally:
            self.site.close()


def machine(malls: Malls, folder: Path) -> type[MallMachine]:
    """The state machine behind the routes of small malls of these."""

    class ByHttp(MallMachine):
        def reach(self) -> HttpDriver:
            site = Site(malls.database(), folder)
            for number in (1, 3):  # the site opens them; the machine begins with closed counters
                site.ask("POST", f"/api/v1/counters/{number}/close", {}, role="admin")
            return HttpDriver(site)

    return ByHttp


def test_any_requests_in_any_order_keep_the_mall_true(sqlite_malls: Malls, tmp_path: Path) -> None:
    run_state_machine_as_test(machine(sqlite_malls, tmp_path), settings=thorough(8, 25))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_very_many_requests_keep_the_mall_true(sqlite_malls: Malls, tmp_path: Path) -> None:
    run_state_machine_as_test(machine(sqlite_malls, tmp_path), settings=thorough(60, 50))
