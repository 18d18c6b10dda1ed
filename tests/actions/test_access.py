"""The one access table."""

import pytest

from display_server.actions import access
from display_server.actions.access import ACCESS, EVERYONE
from display_server.actions.ports import PUBLIC, SYSTEM, Actor
from display_server.domain.errors import Refusal
from display_server.domain.mall import ROLES

DESK = {"admin", "supervisor", "clerk"}
THE_TABLE = {
    "look": EVERYONE,
    "cancel_ticket": EVERYONE,
    "sign_in": EVERYONE,
    "sign_out": EVERYONE,
    "pair_by_link": EVERYONE,
    "take_ticket": DESK | {"kiosk"},
    "look_at_desk": DESK | {"viewer"},
    "call": DESK,
    "serve": DESK,
    "undo": DESK,
    "open_counter": DESK,
    "acknowledge": DESK | {"screen"},
    "speak": {"screen"},
    "close_day": {"admin", "supervisor"},
    "manage_accounts": {"admin"},
    "manage_devices": {"admin"},
    "manage_mall": {"admin"},
}
EVERY_CASE = [(act, role) for act in THE_TABLE for role in (None, *ROLES)]


def test_the_table_has_these_lines_and_no_other() -> None:
    assert ACCESS.keys() == THE_TABLE.keys()


@pytest.mark.parametrize(("act", "role"), EVERY_CASE)
def test_a_role_may_do_what_its_line_says(act: str, role: str | None) -> None:
    actor = Actor("somebody", role, frozenset({1}))
    assert access.allowed(actor, act, 1) is (role in THE_TABLE[act])


@pytest.mark.parametrize("act", ["look_at_desk", "call", "serve", "undo", "open_counter"])
def test_a_clerk_works_only_at_the_own_counters(act: str) -> None:
    clerk = Actor("sari", "clerk", frozenset({1, 2}))
    assert access.allowed(clerk, act, 2)
    assert not access.allowed(clerk, act, 3)
    assert access.allowed(Actor("wakil", "supervisor"), act, 3)


def test_the_public_is_asked_to_sign_in_and_others_are_refused() -> None:
    for actor, code in ((PUBLIC, "unauthenticated"), (Actor("k", "kiosk"), "forbidden")):
        with pytest.raises(Refusal) as refused:
            access.require(actor, "call", 1)
        assert refused.value.code == code


def test_the_system_itself_may_close_the_day() -> None:
    access.require(SYSTEM, "close_day")
