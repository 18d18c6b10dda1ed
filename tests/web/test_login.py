"""Signing in and out, entry links, and how often one may try."""

import pytest

from display_server.actions import accounts, identity
from tests.web.site import PASSWORD, Site

LOGIN = "/login"


def sign_in(browser: object, name: str = "sari", password: str = PASSWORD, **more: str) -> object:
    form = {"name": name, "password": password, **more}
    return browser.post(LOGIN, data=form, headers={"Origin": "http://localhost"})


@pytest.fixture
def people(site: Site) -> Site:
    """An admin `kepala` and a clerk `sari` of counter 1."""
    site.add_account("kepala", "admin")
    site.add_account("sari", "clerk", 1)
    return site


def test_a_clerk_signs_in_and_comes_to_the_desk(people: Site) -> None:
    browser = people.browser()
    answer = sign_in(browser)
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert browser.get("/api/v1/me").json == {
        "name": "sari", "role": "clerk", "counters": [1], "zone": None, "counter": None,
    }  # fmt: skip


def test_an_admin_comes_to_the_accounts(people: Site) -> None:
    assert sign_in(people.browser(), "kepala").location == "/setup"


def test_the_cookie_is_kept_from_scripts_and_other_sites(people: Site) -> None:
    cookie = sign_in(people.browser()).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # plain HTTP on the LAN


def test_behind_https_the_cookie_is_secure(people: Site) -> None:
    answer = people.browser().post(LOGIN, data={"name": "sari", "password": PASSWORD}, base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("name", "password"), [("sari", "wrong-password"), ("nobody", PASSWORD), ("", ""), ("sari\x00", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(people: Site, name: str, password: str) -> None:
    wrong = sign_in(people.browser(), name, password)
    assert wrong.status_code == 401
    assert "Set-Cookie" not in wrong.headers


@pytest.mark.parametrize(
    ("wanted", "came_to"),
    [
        ("/desk?counter=1", "/desk?counter=1"),
        ("https://evil.example/", "/desk"),
        ("//evil.example/", "/desk"),
        ("/\\evil.example/", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/\t/evil.example", "/desk"),
        ("/\r\nSet-Cookie: a=b", "/desk"),
    ],
)
def test_after_signing_in_one_stays_in_the_mall(people: Site, wanted: str, came_to: str) -> None:
    answer = sign_in(people.browser(), next=wanted)
    assert (answer.status_code, answer.location) == (303, came_to)


def test_signing_in_makes_a_new_session_each_time(people: Site) -> None:
    browser = people.browser()
    cookies = []
    for _ in range(2):
        sign_in(browser)
        cookies.append(browser.get_cookie("panggil_session").value)
    assert cookies[0] != cookies[1]


def test_signing_out_ends_the_session_on_the_server(people: Site) -> None:
    browser, stolen = people.browser(), people.browser()
    sign_in(browser)
    stolen.set_cookie("panggil_session", browser.get_cookie("panggil_session").value)
    assert browser.post("/logout", headers={"Origin": "http://localhost"}).status_code == 303
    for held in (browser, stolen):
        assert held.get("/api/v1/me").status_code == 401


def test_a_disabled_clerk_is_out_at_the_next_request(people: Site) -> None:
    browser = people.browser()
    sign_in(browser)
    people.act(accounts.disable, "sari")
    assert browser.get("/api/v1/me").status_code == 401
    assert sign_in(people.browser()).status_code == 401


def test_five_attempts_in_five_minutes_and_nobody_else_is_locked_out(people: Site) -> None:
    browser = people.browser()
    for _ in range(5):
        assert sign_in(browser, password="wrong-password").status_code == 401
    assert sign_in(browser).status_code == 429
    assert sign_in(people.browser(), "kepala").status_code == 303
    api = people.ask("POST", "/api/v1/session", {"name": "sari", "password": PASSWORD})
    assert (api.status_code, api.json["code"]) == (429, "too_many")
    assert int(api.headers["Retry-After"]) > 0


def test_a_success_forgives_the_attempts_before(people: Site) -> None:
    browser = people.browser()
    for _ in range(2):
        for _ in range(4):
            sign_in(browser, password="wrong-password")
        assert sign_in(browser).status_code == 303


def test_a_program_signs_in_by_the_api(people: Site) -> None:
    browser = people.browser()
    answer = browser.post("/api/v1/session", json={"name": " Sari ", "password": PASSWORD})
    assert answer.json == {"name": "sari", "role": "clerk"}
    assert browser.get("/api/v1/me").status_code == 200


# The one-time link of a new account


def entry(site: Site) -> str:
    site.act(accounts.add, "baru", "clerk", None, [1])
    made: identity.Issued = site.mall.store.act(lambda work: identity.create_entry_link(work, "baru")).result(10)
    return f"/enter/{made.secret}"


def test_a_new_account_chooses_its_password_once(people: Site) -> None:
    path, browser = entry(people), people.browser()
    assert b"baru" in browser.get(path).data
    answer = browser.post(path, data={"password": "teh-manis-sore", "again": "teh-manis-sore"})
    assert answer.status_code == 303
    assert browser.get("/api/v1/me").json["name"] == "baru"
    assert sign_in(people.browser(), "baru", "teh-manis-sore").status_code == 303
    for again in (
        people.browser().get(path),
        people.browser().post(path, data={"password": "x" * 9, "again": "x" * 9}),
    ):
        assert again.status_code == 410


@pytest.mark.parametrize(
    ("first", "again"), [("teh-manis-sore", "teh-manis-pagi"), ("pendek", "pendek"), ("12345678", "12345678")]
)
def test_a_mistake_leaves_the_link_usable(people: Site, first: str, again: str) -> None:
    path = entry(people)
    assert people.browser().post(path, data={"password": first, "again": again}).status_code == 422
    assert people.browser().get(path).status_code == 200


def test_nobody_is_told_which_links_exist(people: Site) -> None:
    assert people.browser().get("/enter/guessed").status_code == 410
