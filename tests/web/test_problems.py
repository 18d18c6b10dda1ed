"""Bad input: a problem document with a stable code and a sentence that says what to do, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.site import Site, problem

COUNTER = "/api/v1/counters/1"
HOSTILE = [
    "'; DROP TABLE tickets; --",
    "<script>alert(1)</script>",
    "A-001\x00",
    "\x00",
    "\ud800",
    "\u202e",
    "A" * 10_000,
    "../../etc/passwd",
    "${7*7}{{7*7}}",
    "%s%n",
    "",
    " ",
]
REFUSALS = {"invalid", "bad_json", "no_ticket", "wrong_password", "too_many", "unknown_service"}
ODD = [None, True, 1, -1, 10**30, 1.5, [], ["KTP"], {}, {"a": 1}]


def send(site: Site, path: str, raw: bytes | str, content_type: str = "application/json") -> Any:
    return site.ask("POST", path, role="admin", data=raw, content_type=content_type)


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/v1/tickets", {"service": "PASPOR"}, 404, "unknown_service"),
        ("/api/v1/tickets", {"service": "LAMA"}, 409, "service_closed"),
        ("/api/v1/tickets", {}, 422, "invalid"),
        ("/api/v1/tickets", {"service": "KTP", "nik": "3503"}, 422, "invalid"),
        ("/api/v1/tickets", {"service": "KTP", "priority_class": "vip"}, 422, "invalid"),
        ("/api/v1/counters/4/call-next", {}, 409, "counter_closed"),
        ("/api/v1/counters/1/call-next", {}, 409, "nothing_waiting"),
        ("/api/v1/counters/77/call-next", {}, 404, "unknown_counter"),
        (f"/api/v1/counters/{10**30}/call-next", {}, 404, "unknown_counter"),
        ("/api/v1/counters/-1/call-next", {}, 404, "not_found"),
        ("/api/v1/counters/one/call-next", {}, 404, "not_found"),
        (f"{COUNTER}/recall", {}, 409, "no_ticket"),
        (f"{COUNTER}/undo", {}, 409, "nothing_to_undo"),
        (f"{COUNTER}/call", {"number": "A-999"}, 404, "unknown_ticket"),
        (f"{COUNTER}/call", {"number": "a-1"}, 422, "invalid"),
        (f"{COUNTER}/finish", {"outcome": "happy"}, 422, "invalid"),
        (f"{COUNTER}/pause", {"minutes": 10**30}, 422, "invalid"),
        (f"{COUNTER}/pause", {"minutes": "15"}, 422, "invalid"),
        (f"{COUNTER}/open", {"now": True}, 422, "invalid"),
        ("/api/v1/tickets/nobody/cancel", {}, 404, "unknown_ticket"),
        ("/api/v1/session", {"name": "nobody", "password": "nothing"}, 401, "wrong_password"),
        ("/api/v1/day/close", {}, 409, "day_not_open"),
        ("/api/v1/nothing", {}, 404, "not_found"),
        ("/api/v1/services", {}, 405, "bad_method"),
    ],
)
def test_a_request_that_cannot_be_done_says_why(
    site: Site, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    found = problem(site.ask("POST", path, body, role="admin"))
    assert (found["status"], found["code"]) == (status, code)


def test_a_wrong_state_names_the_state(site: Site) -> None:
    site.take()
    site.call_next(1)
    site.ask("POST", f"{COUNTER}/start", {}, role="admin")
    found = problem(site.ask("POST", f"{COUNTER}/skip", {}, role="admin"))
    assert (found["status"], found["code"], found["state"], found["number"]) == (409, "wrong_state", "serving", "A-001")


def test_every_wrong_field_is_named(site: Site) -> None:
    found = problem(site.ask("POST", "/api/v1/tickets", {"service": 7, "lang": "fr", "nik": 1}, role="admin"))
    assert {row["field"] for row in found["errors"]} == {"service", "lang", "nik"}


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"{'service': 'KTP'}", 400, "bad_json"),
        (b"\xff\xfe\x00", 400, "bad_json"),
        (b"[" * 20_000, 400, "bad_json"),
        (b'{"minutes": ' + b"9" * 5_000 + b"}", 400, "bad_json"),
        (b"null", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'"KTP"', 422, "invalid"),
        (b"NaN", 422, "invalid"),
        (b'{"service": NaN}', 422, "invalid"),
        (b'{"\\ud800": 1}', 400, "bad_json"),
        (b'{"service": "\\u0000"}', 422, "invalid"),
        (b"x" * 1_000_000, 413, "too_large"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/tickets", f"{COUNTER}/pause", f"{COUNTER}/call-next"])
def test_a_body_that_is_no_message_is_refused(site: Site, path: str, raw: bytes, status: int, code: str) -> None:
    found = problem(send(site, path, raw))
    assert (found["status"], found["code"]) == (status, code)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_of_another_type_is_refused(site: Site, content_type: str) -> None:
    assert problem(send(site, "/api/v1/tickets", b'{"service": "KTP"}', content_type))["code"] == "bad_media_type"


@pytest.mark.parametrize("value", [*HOSTILE, *ODD], ids=lambda value: repr(value)[:20])
def test_hostile_values_anywhere_in_a_body_are_refused(site: Site, value: Any) -> None:
    bodies = {
        "/api/v1/tickets": [
            {"service": value},
            {"service": "KTP", "lang": value},
            {"service": "KTP", "priority_class": value},
        ],
        f"{COUNTER}/call": [{"number": value}],
        f"{COUNTER}/requeue": [{"number": value}],
        f"{COUNTER}/transfer": [{"service": value}],
        f"{COUNTER}/finish": [{"outcome": value}],
        "/api/v1/session": [{"name": value, "password": "x"}, {"name": "x" * 12 + str(value)[:9], "password": value}],
    }
    for path, tried in bodies.items():
        for body in tried:
            found = problem(site.ask("POST", path, body, role="admin"))
            assert found["code"] in REFUSALS, (path, body)


@pytest.mark.parametrize("value", [text.encode("utf-8", "surrogatepass") for text in HOSTILE if text.strip()], ids=repr)
def test_hostile_values_anywhere_in_an_address_are_refused(site: Site, value: bytes) -> None:
    from urllib.parse import quote

    quoted = quote(value[:500], safe="")
    for path in (
        f"/api/v1/tickets/{quoted}",
        f"/api/v1/snapshot?view=hall&zone={quoted}",
        f"/api/v1/snapshot?view={quoted}",
        f"/api/v1/snapshot?view=phone&ticket={quoted}",
        f"/api/v1/snapshot?view=sign&counter={quoted}",
        f"/api/v1/changes?view=hall&zone=Z1&after={quoted}",
        f"/hall/{quoted}",
        f"/screens/{quoted}",
        f"/screens/{quoted}.js",
        f"/pair/{quoted}",
        f"/audio/clips/{quoted}.wav",
    ):
        answer = site.ask("GET", path)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        problem(answer)


@pytest.mark.parametrize("query", ["view=hall", "view=sign", "view=desk", "view=phone", "", "view=hall&zone=Z1&more=1"])
def test_a_view_without_its_place_is_refused(site: Site, query: str) -> None:
    assert problem(site.ask("GET", f"/api/v1/snapshot?{query}", role="admin"))["code"] == "invalid"


@pytest.mark.parametrize("key", ["", "é", "a" * 201, "a\tb"])
def test_a_key_that_is_no_key_is_refused(site: Site, key: str) -> None:
    answer = site.ask("POST", f"{COUNTER}/open", {}, role="admin", headers={"Idempotency-Key": key})
    assert problem(answer)["code"] == "bad_key"


def test_the_sentence_comes_in_the_language_asked_for(site: Site) -> None:
    indonesian = problem(site.ask("POST", f"{COUNTER}/call-next", {}, role="admin"))
    english = problem(site.ask("POST", f"{COUNTER}/call-next?lang=en", {}, role="admin"))
    assert indonesian["detail"] == "Belum ada antrean untuk Loket 1. Tunggu pengunjung berikutnya."
    assert english["detail"] == "No one is waiting for Counter 1. Wait for the next visitor."


@pytest.mark.parametrize("path", ["/hall/Z9", "/sign/99", "/nothing", "/pair/used"])
def test_a_person_gets_a_page_and_not_a_document(site: Site, path: str) -> None:
    answer = site.ask("GET", path, headers={"Accept": "text/html"})
    assert answer.status_code in (404, 410)
    assert answer.mimetype == "text/html"
    assert b"Traceback" not in answer.data


def test_a_failure_of_the_server_tells_a_mark_and_no_trace(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> None:
        raise ZeroDivisionError("a secret detail")

    site.mall.flask.view_functions["api.counters"] = fails
    answer = site.ask("GET", "/api/v1/counters")
    found = json.loads(answer.data)
    assert (answer.status_code, found["code"]) == (500, "unexpected")
    assert "secret detail" not in answer.text
    mark = found["detail_en"].split("mark ")[1][:8]
    assert mark in caplog.text
