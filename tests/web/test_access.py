"""Every route for every role: the access table decides, and a route without a line in it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from display_server.actions.access import ACCESS
from tests.web.site import ROLES, Site

PLACES: dict[str, Any] = {"number": 1, "counter": 1, "zone": "Z1", "id": "x", "name": "x", "secret": "x", "sha256": "x"}
PAGES_THAT_ASK_TO_SIGN_IN = {"setup.setup", "pages.desk"}
BODIES = {
    "kiosk.take_ticket": {"service": "KTP"},
    "desk.call": {"number": "A-001"},
    "desk.requeue": {"number": "A-001"},
    "desk.transfer": {"service": "KK"},
    "sessions.sign_in": {"name": "x", "password": "x"},
}


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with each of its methods."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def path_of(app: Flask, rule: Rule) -> str:
    values = {name: PLACES.get(name, "x") for name in rule.arguments}
    built = rule.build(values)
    assert built is not None
    return str(built[1])


def test_every_route_has_its_line_in_the_access_table(site: Site) -> None:
    app = site.mall.flask
    found = {endpoint: getattr(view, "access", None) for endpoint, view in app.view_functions.items()}
    assert found
    assert {endpoint: access for endpoint, access in found.items() if access not in ACCESS} == {}


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_exactly_the_roles_of_its_line(site: Site, role: str | None) -> None:
    app = site.mall.flask
    wrong = []
    for rule, method in rules(app):
        line = ACCESS[app.view_functions[rule.endpoint].access]
        answer = site.ask(
            method, path_of(app, rule), BODIES.get(rule.endpoint, {} if method == "POST" else None), role=role
        )
        code = json.loads(answer.data)["code"] if answer.content_type == "application/problem+json" else ""
        refused = code in ("unauthenticated", "forbidden")
        asked_to_sign_in = answer.location is not None and answer.location.startswith("/login?")
        if role in line.roles:
            fine = not refused and (not asked_to_sign_in or rule.endpoint == "pages.desk")
            fine = fine or (rule.endpoint == "api.me" and role is None)
        elif rule.endpoint in PAGES_THAT_ASK_TO_SIGN_IN and role is None:
            fine = asked_to_sign_in
        else:
            fine = code == ("forbidden" if role else "unauthenticated")
        if not fine:
            wrong.append((method, str(rule), answer.status_code, code))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_shows_itself_only_to_its_people(site: Site, role: str | None) -> None:
    for path in ("/api/v1/snapshot?view=desk&counter=1", "/api/v1/changes?view=desk&counter=1&after=0"):
        answer = site.ask("GET", path, role=role)
        allowed = role in ACCESS["look_at_desk"].roles
        assert answer.status_code == (200 if allowed else 403 if role else 401)


def test_a_clerk_does_nothing_at_another_counter(site: Site) -> None:
    app = site.mall.flask
    acts = [rule for rule, method in rules(app) if method == "POST" and "/counters/<int:number>/" in rule.rule]
    assert len(acts) == 13
    for rule in acts:
        path = path_of(app, rule).replace("/counters/1/", "/counters/3/")
        answer = site.ask("POST", path, BODIES.get(rule.endpoint, {}), role="clerk")
        assert (answer.status_code, json.loads(answer.data)["code"]) == (403, "forbidden"), path
    assert site.ask("GET", "/api/v1/snapshot?view=desk&counter=3", role="clerk").status_code == 403


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_nobody_but_an_admin_reads_the_setup_page_whatever_is_sent_there(site: Site, role: str | None) -> None:
    site.add_account("rahasia", "clerk", 1)
    app = site.mall.flask
    forms = [{}, {"place": "junk"}, {"name": "!"}, {"name": "x", "role": "root"}, {"counters": "99"}]
    for rule, method in rules(app):
        if rule.rule.startswith("/setup"):
            for form in forms if method == "POST" else [{}]:
                answer = site.ask(method, path_of(app, rule), role=role, data=form)
                assert b"rahasia" not in answer.data, (rule.rule, form)


def test_a_token_that_was_revoked_opens_nothing(site: Site) -> None:
    answer = site.ask("GET", "/api/v1/me", headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (
        site.ask("POST", "/api/v1/tickets", {"service": "KTP"}, headers={"Authorization": "Bearer nobody"}).status_code
        == 401
    )
