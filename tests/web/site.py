"""The small mall behind its HTTP routes, asked by a client in the same process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from display_server.actions import accounts, calls, counters, identity, passwords, tickets
from display_server.actions.ports import SYSTEM
from display_server.app import create_mall
from display_server.runtime import ThreadRuntime
from display_server.settings import Settings
from tests.mall import Clock, Malls

PASSWORD = "kopi-susu-pagi"
TOKENS: dict[str, dict[str, Any]] = {
    "admin": {},
    "supervisor": {},
    "clerk": {"counter": 1},
    "kiosk": {},
    "screen": {"zone": "Z1"},
    "viewer": {},
}
ROLES = (None, *TOKENS)


class Site:
    """A mall with its routes; counters 1 and 3 are open. Nothing is pushed and nothing is spoken."""

    def __init__(self, url: str, instance: Path) -> None:
        self.clock = Clock()
        settings = Settings(instance=instance, database_url=url, public_url="http://mal.test")
        self.mall = create_mall(settings, ThreadRuntime(), self.clock)
        self.mall.flask.testing = False
        self.tokens = {role: self._token(role, place) for role, place in TOKENS.items()}
        for number in (1, 3):
            self.act(counters.open_counter, number)

    def act(self, act: Any, *arguments: Any, **options: Any) -> Any:
        """Do an act as the system itself."""
        return self.mall.store.act(lambda work: act(work, SYSTEM, *arguments, **options)).result(10)

    def _token(self, role: str, place: dict[str, Any]) -> str:
        issued: identity.Issued = self.act(identity.create_token, role, f"uji {role}", **place)
        return issued.secret

    def browser(self) -> FlaskClient:
        """A browser with cookies of its own."""
        return self.mall.flask.test_client()

    def ask(self, method: str, path: str, body: Any = None, *, role: str | None = None, **options: Any) -> TestResponse:
        """One request of a program, with the token of a role; `body` is sent as JSON."""
        headers = dict(options.pop("headers", {}))
        if role:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        return self.mall.flask.test_client(use_cookies=False).open(
            path, method=method, headers=headers, buffered=True, **options
        )

    def take(self, service: str = "KTP") -> tuple[str, str]:
        """A fresh ticket: its id and its number."""
        data = self.act(tickets.take, service).data
        return data["ticket"], data["number"]

    def call_next(self, counter: int) -> None:
        """Call the next ticket."""
        self.act(calls.call_next, counter)

    def add_account(self, name: str, role: str, *numbers: int) -> None:
        """An account with the password of these tests."""
        self.act(accounts.add, name, role, _hash(), numbers)

    def close(self) -> None:
        """Let go of everything."""
        self.mall.stop()


def _hash() -> str:
    if not _kept:
        _kept.append(passwords.hash_password(PASSWORD))
    return _kept[0]


_kept: list[str] = []


@pytest.fixture
def site(sqlite_malls: Malls, tmp_path: Path) -> Iterator[Site]:
    """The small mall behind its HTTP routes."""
    opened = Site(sqlite_malls.database(), tmp_path / "instance")
    yield opened
    opened.close()


def problem(answer: TestResponse) -> dict[str, Any]:
    """The problem document of an answer; fails when it is none, or says too little."""
    assert answer.content_type == "application/problem+json", (answer.status_code, answer.data[:300])
    found: dict[str, Any] = json.loads(answer.data)
    assert found["status"] == answer.status_code
    assert 400 <= answer.status_code < 500 or found["code"] in ("busy", "storage_full", "no_mall")
    assert found["code"].isidentifier()
    assert found["type"].endswith(found["code"])
    assert found["title"]
    assert len(found["detail_id"]) > 10
    assert len(found["detail_en"]) > 10
    assert found["detail_id"] != found["detail_en"]
    assert "?" not in found["detail_id"]
    return found
