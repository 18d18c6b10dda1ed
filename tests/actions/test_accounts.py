"""The people who may sign in."""

import pytest

from display_server.actions import accounts, identity
from display_server.actions.ports import PUBLIC, Actor
from display_server.domain.errors import Refusal
from tests.mall import HEAD, Mall


def sign_in(mall: Mall, name: str, password_hash: str = "hash") -> str:
    """A session of an account; its secret."""
    return mall.store.act(lambda work: identity.start_session(work, name, password_hash)).result(10).secret


def who(mall: Mall, secret: str) -> Actor:
    return mall.store.read(lambda work: identity.identify(work, secret))


@pytest.fixture
def mall(small_mall: Mall) -> Mall:
    """An admin `kepala` and a clerk `sari` of counter 1."""
    small_mall.do(accounts.add, "kepala", "admin", "hash")
    small_mall.do(accounts.add, "sari", "clerk", "hash", [1])
    small_mall.told.clear()
    return small_mall


def test_a_clerk_is_added_with_counters(mall: Mall) -> None:
    added = mall.do(accounts.add, "budi", "clerk", "hash", [2, 1, 2])
    assert (added.role, added.active, added.counters) == ("clerk", True, (1, 2))
    assert mall.store.read(lambda work: work.account("budi")) == added


def test_the_journal_knows_who_was_added_and_no_password(mall: Mall) -> None:
    mall.do(accounts.add, "budi", "clerk", "very-secret-hash", [2])
    (event,) = mall.told
    assert (event.type, event.data) == ("account.added", {"name": "budi", "role": "clerk", "counters": [2]})


@pytest.mark.parametrize(
    "name", ["", "x", "Budi", "budi santoso", "-budi", "budi-", "a" * 41, "bu\x00di", "<b>", "b';--", "büdi"]
)
def test_a_name_that_is_no_name_is_refused(mall: Mall, name: str) -> None:
    assert mall.refuses(accounts.add, name, "clerk", "hash").code == "bad_account_name"


@pytest.mark.parametrize("name", ["ab", "petugas-01", "sari.dewi", "a" * 40, "007"])
def test_a_good_name_is_taken(mall: Mall, name: str) -> None:
    assert mall.do(accounts.add, name, "clerk", None).name == name


def test_a_name_is_given_once(mall: Mall) -> None:
    assert mall.refuses(accounts.add, "sari", "clerk", "hash").code == "account_exists"


@pytest.mark.parametrize("role", ["kiosk", "screen", "viewer", "root", ""])
def test_devices_have_no_accounts(mall: Mall, role: str) -> None:
    assert mall.refuses(accounts.add, "budi", role, "hash").code == "bad_role"


def test_a_counter_that_does_not_exist_is_not_assigned(mall: Mall) -> None:
    assert mall.refuses(accounts.add, "budi", "clerk", "hash", [1, 9]).code == "unknown_counter"
    assert mall.refuses(accounts.assign, "sari", [9]).code == "unknown_counter"


def test_a_disabled_clerk_is_out_at_once_and_stays_out(mall: Mall) -> None:
    secret = sign_in(mall, "sari")
    mall.do(accounts.disable, "sari")
    for attempt in (lambda: who(mall, secret), lambda: sign_in(mall, "sari")):
        with pytest.raises(Refusal):
            attempt()


def test_an_enabled_clerk_signs_in_anew(mall: Mall) -> None:
    old = sign_in(mall, "sari")
    mall.do(accounts.disable, "sari")
    mall.do(accounts.enable, "sari")
    assert who(mall, sign_in(mall, "sari")).name == "sari"
    with pytest.raises(Refusal):
        who(mall, old)


def test_the_last_admin_stays(mall: Mall) -> None:
    assert mall.refuses(accounts.disable, "kepala").code == "last_admin"
    mall.do(accounts.add, "wakil", "admin", "hash")
    mall.do(accounts.disable, "kepala")
    assert mall.refuses(accounts.disable, "wakil").code == "last_admin"


def test_a_new_password_ends_the_sessions(mall: Mall) -> None:
    secret = sign_in(mall, "sari")
    mall.do(accounts.set_password, "sari", "another")
    with pytest.raises(Refusal):
        who(mall, secret)
    with pytest.raises(Refusal) as refused:
        sign_in(mall, "sari", "hash")
    assert refused.value.code == "wrong_password"
    assert who(mall, sign_in(mall, "sari", "another")).name == "sari"


def test_assigned_counters_count_from_the_next_act(mall: Mall) -> None:
    secret = sign_in(mall, "sari")
    mall.do(accounts.assign, "sari", [3, 4])
    assert who(mall, secret).counters == {3, 4}


@pytest.mark.parametrize(
    "act",
    [
        lambda work, actor: accounts.disable(work, actor, "nobody"),
        lambda work, actor: accounts.enable(work, actor, "nobody"),
        lambda work, actor: accounts.set_password(work, actor, "nobody", "hash"),
        lambda work, actor: accounts.assign(work, actor, "nobody", [1]),
    ],
)
def test_an_account_that_does_not_exist_is_refused(mall: Mall, act: object) -> None:
    assert mall.refuses(act).code == "unknown_account"


@pytest.mark.parametrize(
    "act",
    [
        lambda work, actor: accounts.add(work, actor, "budi", "clerk", "hash"),
        lambda work, actor: accounts.disable(work, actor, "sari"),
        lambda work, actor: accounts.enable(work, actor, "sari"),
        lambda work, actor: accounts.set_password(work, actor, "sari", "hash"),
        lambda work, actor: accounts.assign(work, actor, "sari", [99]),
    ],
)
@pytest.mark.parametrize(
    ("actor", "code"),
    [(PUBLIC, "unauthenticated"), (Actor("s", "supervisor"), "forbidden"), (Actor("c", "clerk"), "forbidden")],
)
def test_only_an_admin_looks_after_accounts(mall: Mall, act: object, actor: Actor, code: str) -> None:
    assert mall.refuses(act, actor=actor).code == code


def test_when_an_account_was_last_in_use(mall: Mall) -> None:
    sign_in(mall, "sari")
    assert mall.store.read(lambda work: work.last_seen()) == {"sari": "2026-03-02T01:00:00.000Z"}
    assert HEAD.name not in mall.store.read(lambda work: work.last_seen())


@pytest.mark.parametrize("name", ["public", "system", "speaker"])
def test_a_name_the_journal_gives_to_no_person_is_no_account(mall: Mall, name: str) -> None:
    assert mall.refuses(accounts.add, name, "clerk", "hash").code == "bad_account_name"


def test_a_right_that_has_ended_no_longer_counts(mall: Mall) -> None:
    secret = sign_in(mall, "sari")
    held = who(mall, secret).credential or ""
    assert mall.store.read(lambda work: identity.counts(work, held))
    mall.do(accounts.disable, "sari")
    assert not mall.store.read(lambda work: identity.counts(work, held))
