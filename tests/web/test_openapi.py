"""The OpenAPI document is valid, complete, and true of every answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.web.site import Site
from tests.web.test_access import rules


@pytest.fixture
def document(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = site.ask("GET", "/api/v1/openapi.json").json
    return found


def check(document: dict[str, Any], method: str, path: str, answer: Any) -> None:
    """Fail when an answer is not what the document promises."""
    template = next(known for known in document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path))
    told = document["paths"][template][method.lower()]
    response = told["responses"].get(str(answer.status_code), told["responses"]["default"])
    ((media_type, content),) = response["content"].items()
    assert answer.mimetype == media_type, (method, path, answer.status_code)
    schema = {**content["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(answer.get_json(force=True))


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_of_the_api_is_in_it(site: Site, document: dict[str, Any]) -> None:
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule, method in rules(site.mall.flask)
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api.document"
    }
    assert told == served


def test_every_answer_of_a_day_is_as_promised(site: Site, document: dict[str, Any]) -> None:
    ticket, number = site.take()
    tickets = [site.take() for _ in range(8)]
    at = "/api/v1/counters/1"
    for method, path, body, role in [
        ("GET", "/api/v1/health", None, None),
        ("GET", "/api/v1/me", None, "clerk"),
        ("GET", "/api/v1/me", None, None),
        ("GET", "/api/v1/services", None, None),
        ("GET", "/api/v1/counters", None, None),
        ("POST", "/api/v1/tickets", {"service": "KTP", "priority_class": "lansia", "lang": "en"}, "kiosk"),
        ("POST", "/api/v1/tickets", {"service": "?"}, "kiosk"),
        ("GET", f"/api/v1/tickets/{ticket}", None, None),
        ("GET", "/api/v1/tickets/nobody", None, None),
        ("POST", f"{at}/call", {"number": number}, "clerk"),
        ("POST", f"{at}/recall", {}, "clerk"),
        ("GET", f"/api/v1/tickets/{ticket}", None, None),
        ("POST", f"{at}/start", {}, "clerk"),
        ("GET", "/api/v1/counters", None, None),
        ("POST", f"{at}/skip", {}, "clerk"),
        ("POST", f"{at}/hold", {}, "clerk"),
        ("POST", f"{at}/requeue", {"number": number}, "clerk"),
        ("POST", f"{at}/undo", {}, "clerk"),
        ("POST", f"{at}/undo", {}, "clerk"),
        ("POST", f"{at}/call-next", {}, "clerk"),
        ("POST", f"{at}/skip", {}, "clerk"),
        ("POST", f"{at}/call-next", {}, "clerk"),
        ("POST", f"{at}/transfer", {"service": "SIM"}, "clerk"),
        ("POST", f"{at}/call-next", {}, "clerk"),
        ("POST", f"{at}/pause", {"minutes": 5}, "clerk"),
        ("POST", f"{at}/finish", {"outcome": "pickup"}, "clerk"),
        ("POST", f"{at}/pause", {"minutes": 5}, "clerk"),
        ("POST", f"{at}/open", {}, "clerk"),
        ("POST", f"{at}/close", {}, "clerk"),
        ("POST", f"/api/v1/tickets/{tickets[-1][0]}/cancel", {}, None),
        ("GET", "/api/v1/snapshot", None, None),
        ("POST", "/api/v1/session", {"name": "nobody", "password": "nothing at all"}, None),
        ("POST", "/api/v1/day/close", {}, "supervisor"),
    ]:
        check(document, method, path, site.ask(method, path, body, role=role))


@pytest.mark.parametrize("view", ["view=hall&zone=Z1", "view=sign&counter=1", "view=desk&counter=1", "view=kiosk"])
def test_snapshots_and_changes_are_as_promised(site: Site, document: dict[str, Any], view: str) -> None:
    site.take()
    site.call_next(1)
    for path, more in (("/api/v1/snapshot", ""), ("/api/v1/changes", "&after=0")):
        answer = site.ask("GET", f"{path}?{view}{more}", role="admin")
        assert answer.status_code == 200
        check(document, "GET", path, answer)


def test_changes_bring_a_client_from_its_seq_to_the_present(site: Site) -> None:
    before = site.ask("GET", "/api/v1/snapshot?view=hall&zone=Z1").json["seq"]
    site.take()
    site.call_next(1)
    found = site.ask("GET", f"/api/v1/changes?view=hall&zone=Z1&after={before}").json
    assert [event["type"] for event in found["events"]] == ["day.opened", "ticket.called"]
    assert found["events"][0]["after"] == before
    assert found["reset"] is False
    assert found["seq"] == site.ask("GET", "/api/v1/snapshot?view=hall&zone=Z1").json["seq"]
    assert site.ask("GET", f"/api/v1/changes?view=hall&zone=Z1&after={found['seq']}").json["events"] == []


@pytest.mark.parametrize("after", [0, 10**6])
def test_a_client_from_another_time_is_told_to_read_the_snapshot(site: Site, after: int) -> None:
    assert site.ask("GET", f"/api/v1/changes?view=hall&zone=Z1&after={after}").json["reset"] is True
