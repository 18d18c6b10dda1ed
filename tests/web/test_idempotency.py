"""One key, one effect: the same key and body give the first answer again."""

from concurrent.futures import ThreadPoolExecutor

from werkzeug.test import TestResponse

from display_server.actions import identity
from tests.web.site import Site, problem

NEXT = "/api/v1/counters/1/call-next"


def send(site: Site, path: str, body: object, key: str, role: str = "clerk") -> TestResponse:
    return site.ask("POST", path, body, role=role, headers={"Idempotency-Key": key})


def test_the_same_key_twice_is_one_call_with_the_same_answer(site: Site) -> None:
    site.take()
    site.take()
    first, again = (send(site, NEXT, {}, "press-1") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.json["number"] == "A-001"
    assert site.ask("GET", "/api/v1/counters").json[0]["ticket"]["number"] == "A-001"
    assert send(site, NEXT, {}, "press-2").json["number"] == "A-002"


def test_five_at_once_are_one_call(site: Site) -> None:
    for _ in range(5):
        site.take()
    with ThreadPoolExecutor(5) as clerks:
        answers = list(clerks.map(lambda _n: send(site, NEXT, {}, "press-1"), range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert [row["waiting"] for row in site.ask("GET", "/api/v1/services").json if row["code"] == "KTP"] == [4]


def test_the_same_key_keeps_its_status(site: Site) -> None:
    first, again = (send(site, "/api/v1/tickets", {"service": "KTP"}, "take-1", "kiosk") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json


def test_the_same_key_with_another_body_is_refused(site: Site) -> None:
    send(site, "/api/v1/tickets", {"service": "KTP"}, "take-1", "kiosk")
    answer = send(site, "/api/v1/tickets", {"service": "KK"}, "take-1", "kiosk")
    assert (answer.status_code, problem(answer)["code"]) == (422, "key_reused")


def test_the_same_key_at_another_address_is_refused(site: Site) -> None:
    site.take()
    send(site, NEXT, {}, "press-1")
    assert problem(send(site, "/api/v1/counters/1/recall", {}, "press-1"))["code"] == "key_reused"


def test_spaces_and_the_order_of_fields_do_not_make_another_body(site: Site) -> None:
    def raw(text: str) -> TestResponse:
        return site.ask(
            "POST", "/api/v1/tickets", role="kiosk", data=text, content_type="application/json",
            headers={"Idempotency-Key": "take-1"},
        )  # fmt: skip

    assert raw('{"service": "KTP", "lang": "id"}').data == raw('{ "lang":"id","service":"KTP" }').data


def test_a_refusal_is_kept_too(site: Site) -> None:
    first = send(site, NEXT, {}, "press-1")
    assert problem(first)["code"] == "nothing_waiting"
    site.take()
    again = send(site, NEXT, {}, "press-1")
    assert (again.status_code, again.data) == (first.status_code, first.data)


def test_a_refusal_for_want_of_a_right_is_not_kept(site: Site) -> None:
    site.take()
    assert send(site, "/api/v1/counters/3/open", {}, "press-1").status_code == 403
    assert send(site, NEXT, {}, "press-1").status_code == 200


def test_two_callers_may_use_the_same_key(site: Site) -> None:
    site.take()
    site.take()
    assert send(site, NEXT, {}, "press-1", "clerk").json["number"] == "A-001"
    assert send(site, NEXT, {}, "press-1", "admin").json["number"] == "A-002"


def test_without_a_key_every_press_counts(site: Site) -> None:
    site.take()
    site.take()
    numbers = [site.ask("POST", NEXT, {}, role="clerk").json["number"] for _ in range(2)]
    assert numbers == ["A-001", "A-002"]


def test_the_same_key_of_two_devices_gives_two_tickets(site: Site) -> None:
    site.take()
    tokens = [site.act(identity.create_token, "kiosk", "").secret for _ in range(2)]
    answers = [
        site.ask(
            "POST",
            "/api/v1/tickets",
            {"service": "KTP"},
            headers={"Idempotency-Key": "1", "Authorization": f"Bearer {token}"},
        )
        for token in tokens
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json["number"] != answers[1].json["number"]


def test_no_body_and_an_empty_one_are_the_same(site: Site) -> None:
    first = site.ask("POST", "/api/v1/counters/1/open", role="clerk", headers={"Idempotency-Key": "open-1"})
    again = send(site, "/api/v1/counters/1/open", {}, "open-1")
    assert (first.status_code, again.status_code) == (200, 200)
