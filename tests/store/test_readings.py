"""What the store reads: lists, snapshots, and a clear no to whatever does not exist."""

from collections.abc import Callable

import pytest

from display_server.actions import calls
from display_server.domain.errors import Refusal
from display_server.store.store import Store
from tests.mall import Mall

HUGE = 10**30


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (lambda store: store.snapshot("hall", "Z9", None, None), "unknown_zone"),
        (lambda store: store.snapshot("hall", "Z\x001", None, None), "unknown_zone"),
        (lambda store: store.snapshot("sign", None, 9, None), "unknown_counter"),
        (lambda store: store.snapshot("desk", None, HUGE, None), "unknown_counter"),
        (lambda store: store.snapshot("desk", None, -HUGE, None), "unknown_counter"),
        (lambda store: store.snapshot("phone", None, None, "nobody"), "unknown_ticket"),
        (lambda store: store.snapshot("phone", None, None, "no\x00body"), "unknown_ticket"),
        (lambda store: store.ticket("\x00"), "unknown_ticket"),
        (lambda store: store.read(lambda work: work.ticket("\x00")), "unknown_ticket"),
        (lambda store: store.read(lambda work: work.counter(HUGE)), "unknown_counter"),
        (lambda store: store.read(lambda work: work.service("K\x00P")), "unknown_service"),
    ],
)
def test_what_does_not_exist_is_refused(small_mall: Mall, read: Callable[[Store], object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(small_mall.store)
    assert refused.value.code == code


def test_an_account_nobody_could_have_is_nobody(small_mall: Mall) -> None:
    assert small_mall.store.read(lambda work: work.account("sa\x00ri")) is None


def test_the_list_of_services_says_how_many_wait_and_whether_somebody_is_there(small_mall: Mall) -> None:
    small_mall.take("KTP")
    small_mall.open(2)
    listed = {row["code"]: row for row in small_mall.store.services()}
    assert listed.keys() == {"KTP", "KK", "SIM", "PAJAK"}
    assert (listed["KTP"]["waiting"], listed["KTP"]["status"], listed["KK"]["status"]) == (1, "open", "closed")
    assert (listed["KTP"]["agency"], listed["KTP"]["queue"], listed["KTP"]["zone"]) == ("DK", "A", "Z1")


def test_the_list_of_counters_shows_the_ticket_at_each(small_mall: Mall) -> None:
    small_mall.take("KTP")
    small_mall.open(1)
    small_mall.call_next(1)
    small_mall.do(calls.start, 1)
    listed = {row["number"]: row for row in small_mall.store.counters()}
    assert listed[1]["ticket"] == {"number": "A-001", "state": "serving", "service": "KTP"}
    assert listed[2]["ticket"] is None
    assert listed[3]["services"] == ["SIM", "PAJAK"]


def test_an_estimate_needs_five_service_times_and_a_waiting_ticket(small_mall: Mall) -> None:
    small_mall.open(1)
    for _ in range(7):
        small_mall.take("KTP")
    last = small_mall.ticket("A-007").id
    assert small_mall.store.ticket(last)["estimate_s"] is None
    for _ in range(5):
        small_mall.call_next(1)
        small_mall.clock.advance(120)
        small_mall.do(calls.finish, 1)
    found = small_mall.store.ticket(last)
    assert (found["ahead"], found["estimate_s"]) == (1, {"low": 240, "high": 240})
    small_mall.call_next(1)
    small_mall.call_next(1)
    assert small_mall.store.ticket(last)["estimate_s"] is None


def test_a_snapshot_is_of_one_moment(small_mall: Mall) -> None:
    small_mall.take()
    snapshot = small_mall.store.snapshot("kiosk", None, None, None)
    assert snapshot["seq"] == len(small_mall.facts())
    assert snapshot["at"] == "2026-03-02T01:00:00.000Z"
