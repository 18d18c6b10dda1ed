"""What stands before every route: strict headers, and no request from other sites."""

from __future__ import annotations

import pytest

from display_server.web.guard import HEADERS
from tests.web.site import PASSWORD, Site
from tests.web.test_access import path_of, rules

OURS = "http://localhost"
FOREIGN = "https://evil.example"
ALLOWED, REFUSED = 200, 403


def test_every_route_answers_with_strict_headers(site: Site) -> None:
    app = site.mall.flask
    for rule, method in rules(app):
        for accept in ("*/*", "text/html"):
            answer = site.ask(method, path_of(app, rule), headers={"Accept": accept})
            for name, value in HEADERS.items():
                assert answer.headers.get(name) == value, f"{method} {rule} has no {name}"
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_policy_allows_nothing_inline_and_nothing_from_outside() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not {"unsafe-inline", "unsafe-eval", "http:", "https:", "*"} & set(
        policy.replace("'", " ").replace(";", " ").split()
    )


@pytest.mark.parametrize("path", ["/nothing/here", "/api/v1/nothing", "/hall/Z9", "/sign/99", "/t/nobody"])
def test_errors_have_strict_headers_too(site: Site, path: str) -> None:
    answer = site.ask("GET", path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert HEADERS.items() <= dict(answer.headers).items()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, ALLOWED),
        ({"Sec-Fetch-Site": "same-origin", "Origin": OURS}, ALLOWED),
        ({"Sec-Fetch-Site": "none"}, ALLOWED),
        ({"Sec-Fetch-Site": "same-site"}, REFUSED),
        ({"Sec-Fetch-Site": "cross-site"}, REFUSED),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, REFUSED),
        ({"Sec-Fetch-Site": "nonsense"}, REFUSED),
        ({"Origin": OURS}, ALLOWED),
        ({"Origin": FOREIGN}, REFUSED),
        ({"Origin": "null"}, REFUSED),
        ({"Origin": ""}, REFUSED),
        ({"Origin": f"{OURS}:8001"}, REFUSED),
        ({"Origin": f"{OURS}.evil.example"}, REFUSED),
        ({"Origin": "http://localhost@evil.example"}, REFUSED),
        ({}, REFUSED),
    ],
)
def test_a_command_with_a_cookie_comes_from_our_own_pages(site: Site, headers: dict[str, str], status: int) -> None:
    site.add_account("wakil", "supervisor")
    browser = site.browser()
    browser.post("/login", data={"name": "wakil", "password": PASSWORD}, headers={"Origin": OURS})
    site.take()
    answer = browser.post("/api/v1/counters/1/call-next", headers=headers)
    assert answer.status_code == status
    if status == REFUSED:
        assert answer.get_json(force=True)["code"] == "cross_site"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, ALLOWED),
        ({"Origin": OURS}, ALLOWED),
        ({"Origin": FOREIGN}, REFUSED),
        ({"Sec-Fetch-Site": "cross-site"}, REFUSED),
    ],
)
def test_a_token_needs_no_origin_and_a_foreign_page_may_not_use_it(
    site: Site, headers: dict[str, str], status: int
) -> None:
    site.take()
    assert site.ask("POST", "/api/v1/counters/1/call-next", {}, role="clerk", headers=headers).status_code == status


def test_signing_in_from_a_foreign_page_is_refused(site: Site) -> None:
    site.add_account("wakil", "supervisor")
    answer = site.browser().post(
        "/login", data={"name": "wakil", "password": PASSWORD}, headers={"Origin": FOREIGN, "Accept": "text/html"}
    )
    assert answer.status_code == REFUSED
    assert "Set-Cookie" not in answer.headers


def test_looking_changes_nothing(site: Site) -> None:
    app = site.mall.flask
    ticket, _number = site.take()
    head, _events = site.mall.store.events_after(0, 1)
    for rule, method in rules(app):
        if method == "GET":
            for role in ("admin", None):
                site.ask("GET", path_of(app, rule).replace("/x", f"/{ticket}"), role=role)
    assert site.mall.store.events_after(0, 1)[0] == head


def test_commands_are_never_got(site: Site) -> None:
    app = site.mall.flask
    for rule, method in rules(app):
        gets = {found.rule for found, way in rules(app) if way == "GET"}
        if method == "POST" and rule.rule not in gets:
            answer = site.ask("GET", path_of(app, rule), role="admin")
            assert answer.status_code in (404, 405), rule.rule
