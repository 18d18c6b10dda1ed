"""The pages as they come from the server: home, the visitor's page in every state, pairing, the kiosk's tickets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from display_server.actions import calls, days, identity, tickets
from tests.web.site import Site


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("path", ["/", "/login", "/kiosk", "/hall/Z1", "/sign/1", "/desk"])
def test_every_page_opens_in_both_languages(site: Site, path: str, lang: str) -> None:
    answer = site.ask("GET", f"{path}?lang={lang}", role="clerk", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


def test_home_leads_to_every_hall_and_sign(site: Site) -> None:
    page = site.ask("GET", "/").text
    for path in ("/hall/Z1", "/hall/Z2", "/sign/1", "/sign/4", "/desk", "/kiosk"):
        assert f'"{path}"' in page


def test_the_accounts_are_shown_to_an_admin(site: Site) -> None:
    site.add_account("sari", "clerk", 1)
    answer = site.ask("GET", "/setup", role="admin")
    assert answer.status_code == 200
    assert "sari" in answer.text


STATES: dict[str, list[Callable[..., Any]]] = {
    "waiting": [],
    "called": [calls.call_next],
    "serving": [calls.call_next, calls.start],
    "held": [calls.call_next, calls.hold],
    "no_show": [calls.call_next, calls.skip],
    "finished": [calls.call_next, calls.finish],
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("state", [*STATES, "cancelled", "abandoned"])
def test_the_visitors_page_tells_every_state_without_a_script(site: Site, state: str, lang: str) -> None:
    ticket, number = site.take()
    for act in STATES.get(state, []):
        site.act(act, 1)
    if state == "cancelled":
        site.act(tickets.cancel, ticket)
    if state == "abandoned":
        site.act(days.close)
    answer = site.ask("GET", f"/t/{ticket}?lang={lang}")
    assert answer.status_code == 200
    assert number in answer.text
    assert site.ask("GET", f"/api/v1/tickets/{ticket}").json["state"] == state


def test_an_unknown_ticket_is_told_kindly(site: Site) -> None:
    answer = site.ask("GET", "/t/nobody")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_visitor_gives_the_number_up_by_the_form_of_the_page(site: Site) -> None:
    ticket, _number = site.take()
    answer = site.ask("POST", f"/t/{ticket}/cancel", headers={"Origin": "http://localhost"})
    assert (answer.status_code, answer.location) == (303, f"/t/{ticket}")
    assert site.ask("GET", f"/api/v1/tickets/{ticket}").json["state"] == "cancelled"


def test_the_qr_code_is_a_picture_of_the_address(site: Site) -> None:
    ticket, _number = site.take()
    answer = site.ask("GET", f"/t/{ticket}/qr.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert site.ask("GET", "/t/nobody/qr.svg").status_code == 404


# Pairing


def link(site: Site, view: str, **place: Any) -> str:
    made: identity.Issued = site.act(identity.create_pairing_link, view, **place)
    return f"/pair/{made.secret}"


@pytest.mark.parametrize(
    ("view", "place", "page"),
    [("hall", {"zone": "Z1"}, "/hall/Z1"), ("sign", {"counter": 3}, "/sign/3"), ("kiosk", {}, "/kiosk")],
)
def test_a_link_pairs_the_first_browser_and_no_second(site: Site, view: str, place: dict[str, Any], page: str) -> None:
    path, first, second = link(site, view, **place), site.browser(), site.browser()
    answer = first.get(path)
    assert (answer.status_code, answer.location) == (303, page)
    assert first.get(f"/api/v1/me?as={view}").json["role"] == ("kiosk" if view == "kiosk" else "screen")
    assert second.get(path).status_code == 410
    assert second.get(f"/api/v1/me?as={view}").json["role"] is None


def test_a_preview_of_a_link_does_not_use_it_up(site: Site) -> None:
    path = link(site, "kiosk")
    assert site.browser().head(path).status_code < 300
    assert site.browser().get(path).status_code == 303


def test_one_browser_holds_all_three(site: Site) -> None:
    browser = site.browser()
    for view, place in (("hall", {"zone": "Z1"}), ("sign", {"counter": 1}), ("kiosk", {})):
        browser.get(link(site, view, **place))
    for view, role in (("hall", "screen"), ("sign", "screen"), ("kiosk", "kiosk")):
        assert browser.get(f"/api/v1/me?as={view}").json["role"] == role


def test_a_paired_kiosk_takes_tickets_and_does_nothing_else(site: Site) -> None:
    kiosk, ours = site.browser(), {"Origin": "http://localhost"}
    assert kiosk.post("/api/v1/tickets", json={"service": "KTP"}, headers=ours).status_code == 401
    kiosk.get(link(site, "kiosk"))
    answer = kiosk.post("/api/v1/tickets", json={"service": "KTP", "priority_class": "ibu_hamil"}, headers=ours)
    assert answer.status_code == 201
    assert (answer.json["number"], answer.json["ahead"], answer.json["estimate_s"]) == ("A-001", 0, None)
    assert answer.json["url"] == f"http://mal.test/t/{answer.json['id']}"
    assert "ibu_hamil" not in answer.text
    assert kiosk.post("/api/v1/counters/1/call-next", json={}, headers=ours).status_code in (401, 403)


def test_one_kiosk_takes_600_tickets_a_minute_and_holds_up_no_other(site: Site) -> None:
    issuing = site.mall.issuing
    held = site.tokens["kiosk"]
    while issuing.wait_s(held) == 0:
        pass
    answer = site.ask("POST", "/api/v1/tickets", {"service": "KTP"}, role="kiosk")
    assert (answer.status_code, answer.json["code"]) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) > 0
    assert site.ask("POST", "/api/v1/tickets", {"service": "KTP"}, role="clerk").status_code == 201


# Files


@pytest.mark.parametrize(
    "name",
    ["../display_server/app.py", "%2e%2e/pyproject.toml", "home/home.html", "nothing.js", "", "shared/", "etc/passwd"],
)
def test_only_the_files_of_pages_are_served(site: Site, name: str) -> None:
    assert site.ask("GET", f"/screens/{name}").status_code == 404


def test_a_file_is_asked_for_again_and_answered_briefly(site: Site) -> None:
    first = site.ask("GET", "/screens/shared/state.js")
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    again = site.ask("GET", "/screens/shared/state.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
