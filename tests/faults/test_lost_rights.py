"""Somebody loses the right to be here: the sockets go within a second, and so does the right to press."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import requests

from tests.faults.mall import ADMIN_AND_PASSWORD, CLERK_AND_PASSWORD, FaultyMall
from tests.faults.screens import Screen, standing
from tests.programs import wait_for
from tests.server import Api

WITHIN_S = 1.0
CLERK = CLERK_AND_PASSWORD[0]


class Person:
    """Somebody signed in by name and password, as a browser would be."""

    def __init__(self, mall: FaultyMall, name: str, password: str) -> None:
        self.api = mall.server.api()
        self.api._session.headers["Origin"] = self.api.address
        assert self.api.post("/api/v1/session", {"name": name, "password": password}).status_code == 200
        session: requests.Session = self.api._session
        self.cookie = f"panggil_session={session.cookies['panggil_session']}"

    def desk(self, port: int, counter: int) -> Screen:
        """The desk of this person, listening; it would not come back by itself."""
        return Screen(port, cookie=self.cookie, reconnects=False, view="desk", counter=counter)

    def submit(self, path: str, **form: object) -> requests.Response:
        """Send a form of a page."""
        return self.api._session.post(self.api.address + path, data=form, timeout=10)


@pytest.fixture
def mall(open_mall, line_of_400) -> FaultyMall:
    return open_mall(line_of_400)


@pytest.fixture
def clerk(mall: FaultyMall) -> Person:
    return Person(mall, *CLERK_AND_PASSWORD)


@pytest.fixture
def admin(mall: FaultyMall) -> Person:
    return Person(mall, *ADMIN_AND_PASSWORD)


@pytest.fixture
def desk(mall: FaultyMall, clerk: Person) -> Iterator[Screen]:
    screen = clerk.desk(mall.server.port, 3)
    with standing([screen]):
        wait_for(screen.ready.is_set, "the desk is there", timeout_s=10)
        yield screen


def call_next(who: Api) -> tuple[int, str]:
    answer = who.post("/api/v1/counters/3/call-next")
    return answer.status_code, answer.json().get("code", "called")


def assert_dismissed(mall: FaultyMall, screen: Screen, act: Callable[[], object]) -> None:
    """The screen's socket ends within a second of the end of `act`, and it hears nothing more."""
    act()
    ended = time.monotonic()
    assert screen.dismissed.wait(10)
    assert time.monotonic() - ended <= WITHIN_S
    heard = len(screen.events)
    assert call_next(mall.server.api(mall.tokens.clerks[3]))[0] == 200
    assert len(screen.events) == heard


def test_a_clerk_disabled_on_the_page_loses_socket_and_right(mall, clerk, admin, desk):
    assert call_next(clerk.api) == (200, "called")
    assert_dismissed(mall, desk, lambda: admin.submit(f"/setup/accounts/{CLERK}/disable"))
    assert call_next(clerk.api) == (401, "unauthenticated")
    assert_refused(clerk.desk(mall.server.port, 3), "unauthenticated")


def test_a_clerk_disabled_by_command_loses_socket_and_right(mall, clerk, desk):
    assert_dismissed(mall, desk, lambda: mall.server.command("account", "disable", CLERK))
    assert call_next(clerk.api) == (401, "unauthenticated")


def test_a_clerk_with_a_new_password_has_to_sign_in_again(mall, clerk, admin, desk):
    assert_dismissed(mall, desk, lambda: admin.submit(f"/setup/accounts/{CLERK}/password"))
    assert call_next(clerk.api) == (401, "unauthenticated")


def test_a_clerk_assigned_elsewhere_on_the_page_loses_the_old_counter(mall, clerk, admin, desk):
    assert_dismissed(mall, desk, lambda: admin.submit(f"/setup/accounts/{CLERK}/counters", counters=[5]))
    assert call_next(clerk.api) == (403, "forbidden")
    assert_refused(clerk.desk(mall.server.port, 3), "forbidden")
    assert clerk.api.post("/api/v1/counters/5/call-next").status_code == 200


def test_a_clerk_assigned_elsewhere_by_command_loses_the_old_counter(mall, clerk, desk):
    assert_dismissed(mall, desk, lambda: mall.server.command("account", "assign", CLERK, "--counter", "5"))
    assert call_next(clerk.api) == (403, "forbidden")


def test_a_clerk_who_signs_out_loses_every_socket_of_that_session(mall, clerk, desk):
    assert_dismissed(mall, desk, lambda: clerk.submit("/logout"))
    assert call_next(clerk.api) == (401, "unauthenticated")


def test_a_revoked_token_loses_socket_and_right(mall):
    made = mall.server.command("token", "--role", "clerk", "--counter", "3")
    token, id = made.stdout.strip(), made.stderr.split()[-1]
    screen = Screen(mall.server.port, token=token, reconnects=False, view="desk", counter=3)
    with standing([screen]):
        wait_for(screen.ready.is_set, "the desk is there", timeout_s=10)
        assert_dismissed(mall, screen, lambda: mall.server.command("revoke", id))
    assert call_next(mall.server.api(token)) == (401, "unauthenticated")


def assert_refused(screen: Screen, code: str) -> None:
    with standing([screen]):
        assert screen.dismissed.wait(10)
        assert screen.refused is not None
        assert screen.refused["data"]["code"] == code
