"""Who is this: sessions, tokens, paired browsers, one-time links."""

import pytest

from display_server.actions import accounts, calls, identity
from display_server.actions.identity import Issued
from display_server.actions.ports import PUBLIC, Actor
from display_server.domain.errors import Refusal
from display_server.store import tables as t
from tests.mall import Mall

HOUR_S = 3600


@pytest.fixture
def mall(small_mall: Mall) -> Mall:
    """An admin `kepala`, a supervisor `wakil`, a clerk `sari` of counter 1."""
    for name, role, counters in (("kepala", "admin", []), ("wakil", "supervisor", []), ("sari", "clerk", [1])):
        small_mall.do(accounts.add, name, role, "hash", counters)
    small_mall.told.clear()
    return small_mall


def sign_in(mall: Mall, name: str) -> str:
    return mall.store.act(lambda work: identity.start_session(work, name, "hash")).result(10).secret


def who(mall: Mall, secret: str | None) -> Actor:
    return mall.store.read(lambda work: identity.identify(work, secret))


def use(mall: Mall, secret: str) -> Actor:
    """One request of a session: who it is, kept from idling away."""

    def act(work: object) -> Actor:
        actor = identity.identify(work, secret)
        identity.touch(work, secret)
        return actor

    return mall.store.act(act).result(10)


def refused(mall: Mall, secret: str) -> str:
    with pytest.raises(Refusal) as refusal:
        who(mall, secret)
    return refusal.value.code


def pair(mall: Mall, secret: str) -> Issued:
    return mall.store.act(lambda work: identity.pair_by_link(work, secret)).result(10)


# Sessions


def test_without_a_secret_one_is_the_public(mall: Mall) -> None:
    assert who(mall, None) == PUBLIC
    assert who(mall, "") == PUBLIC


def test_an_unknown_secret_is_nobody(mall: Mall) -> None:
    assert refused(mall, "guessed") == "unauthenticated"


def test_a_session_is_its_person(mall: Mall) -> None:
    assert who(mall, sign_in(mall, "sari")) == Actor("sari", "clerk", frozenset({1}))


def test_every_session_has_a_secret_of_its_own(mall: Mall) -> None:
    secrets = {sign_in(mall, "sari") for _ in range(3)}
    assert len(secrets) == 3
    assert all(len(secret) == 43 for secret in secrets)


def test_no_secret_is_ever_kept(mall: Mall) -> None:
    secrets = [
        sign_in(mall, "sari"),
        mall.do(identity.create_token, "kiosk", "anjungan 1").secret,
        mall.do(identity.create_pairing_link, "hall", zone="Z1").secret,
        mall.store.act(lambda work: identity.create_entry_link(work, "sari")).result(10).secret,
    ]
    secrets.append(pair(mall, secrets[2]).secret)
    kept = repr(mall.everything())
    assert not [secret for secret in secrets if secret in kept]
    assert identity.fingerprint(secrets[0]) in kept


@pytest.mark.parametrize(("name", "idle_s"), [("kepala", HOUR_S), ("wakil", 12 * HOUR_S), ("sari", 12 * HOUR_S)])
def test_an_idle_session_ends(mall: Mall, name: str, idle_s: int) -> None:
    secret = sign_in(mall, name)
    mall.clock.advance(idle_s)
    assert who(mall, secret).name == name
    mall.clock.advance(1)
    assert refused(mall, secret) == "unauthenticated"


@pytest.mark.parametrize(("name", "life_s"), [("kepala", 12 * HOUR_S), ("wakil", 24 * HOUR_S), ("sari", 24 * HOUR_S)])
def test_a_session_in_use_ends_at_its_age_all_the_same(mall: Mall, name: str, life_s: int) -> None:
    secret = sign_in(mall, name)
    for _ in range(life_s // 1800 - 1):
        mall.clock.advance(1800)
        use(mall, secret)
    mall.clock.advance(1799)
    assert use(mall, secret).name == name
    mall.clock.advance(1)
    assert refused(mall, secret) == "unauthenticated"


def test_a_session_in_use_is_noted_once_a_minute(mall: Mall) -> None:
    secret = sign_in(mall, "sari")
    before = mall.everything()["credentials"]
    mall.clock.advance(59)
    use(mall, secret)
    assert mall.everything()["credentials"] == before
    mall.clock.advance(1)
    use(mall, secret)
    assert mall.everything()["credentials"] != before


def test_signing_out_ends_the_session(mall: Mall) -> None:
    secret, other = sign_in(mall, "sari"), sign_in(mall, "sari")
    mall.store.act(lambda work: identity.end_session(work, secret)).result(10)
    assert refused(mall, secret) == "unauthenticated"
    assert who(mall, other).name == "sari"


def test_signing_out_with_a_token_ends_nothing(mall: Mall) -> None:
    token = mall.do(identity.create_token, "kiosk", "anjungan 1").secret
    mall.store.act(lambda work: identity.end_session(work, token)).result(10)
    assert who(mall, token).role == "kiosk"


def test_a_password_changed_while_it_was_verified_signs_nobody_in(mall: Mall) -> None:
    with pytest.raises(Refusal) as refusal:
        mall.store.act(lambda work: identity.start_session(work, "sari", "old hash")).result(10)
    assert refusal.value.code == "wrong_password"


# Tokens


def test_a_token_has_its_role_and_place(mall: Mall) -> None:
    actor = who(mall, mall.do(identity.create_token, "clerk", "skrip", counter=2).secret)
    assert (actor.name, actor.role, actor.counters, actor.counter) == ("token:skrip", "clerk", {2}, 2)
    assert who(mall, mall.do(identity.create_token, "screen", "", zone="Z1").secret).zone == "Z1"


def test_a_token_does_not_grow_old(mall: Mall) -> None:
    token = mall.do(identity.create_token, "screen", "layar").secret
    mall.clock.advance(3 * 365 * 24 * HOUR_S)
    assert who(mall, token).role == "screen"


def test_a_revoked_token_is_nobody(mall: Mall) -> None:
    issued = mall.do(identity.create_token, "screen", "layar")
    mall.do(identity.revoke, issued.credential.id)
    assert refused(mall, issued.secret) == "unauthenticated"
    assert [event.type for event in mall.told] == ["token.created", "token.revoked"]
    mall.do(identity.revoke, issued.credential.id)
    assert len(mall.told) == 2


@pytest.mark.parametrize(
    ("role", "place", "code"),
    [
        ("root", {}, "bad_role"),
        ("screen", {"zone": "Z9"}, "unknown_zone"),
        ("clerk", {"counter": 9}, "unknown_counter"),
    ],
)
def test_a_token_for_nowhere_is_refused(mall: Mall, role: str, place: dict[str, object], code: str) -> None:
    assert mall.refuses(identity.create_token, role, "x", **place).code == code


def test_a_token_with_a_long_name_can_act(mall: Mall) -> None:
    mall.open(1)
    mall.take()
    token = mall.do(identity.create_token, "clerk", "loket " * 40, counter=1).secret

    def act(work: object) -> str:
        return calls.call_next(work, identity.identify(work, token), 1).data["number"]

    assert mall.store.act(act).result(10) == "A-001"


@pytest.mark.parametrize("actor", [PUBLIC, Actor("s", "supervisor"), Actor("c", "clerk"), Actor("k", "kiosk")])
def test_only_an_admin_makes_tokens_and_links(mall: Mall, actor: Actor) -> None:
    code = "forbidden" if actor.role else "unauthenticated"
    assert mall.refuses(identity.create_token, "screen", "x", actor=actor).code == code
    assert mall.refuses(identity.create_pairing_link, "kiosk", actor=actor).code == code
    assert mall.refuses(identity.revoke, "x", actor=actor).code == code


# Paired browsers


@pytest.mark.parametrize(
    ("view", "place", "role"),
    [("hall", {"zone": "Z1"}, "screen"), ("sign", {"counter": 3}, "screen"), ("kiosk", {}, "kiosk")],
)
def test_a_link_pairs_the_browser_that_opens_it_first(
    mall: Mall, view: str, place: dict[str, object], role: str
) -> None:
    link = mall.do(identity.create_pairing_link, view, **place).secret
    paired = pair(mall, link)
    actor = who(mall, paired.secret)
    assert (actor.role, actor.zone, actor.counter) == (role, place.get("zone"), place.get("counter"))
    assert paired.credential.view == view
    with pytest.raises(Refusal) as refusal:
        pair(mall, link)
    assert refusal.value.code == "used_link"


def test_a_link_is_no_identity(mall: Mall) -> None:
    assert refused(mall, mall.do(identity.create_pairing_link, "hall", zone="Z1").secret) == "unauthenticated"


def test_a_link_lives_a_day(mall: Mall) -> None:
    link = mall.do(identity.create_pairing_link, "hall", zone="Z1").secret
    mall.clock.advance(24 * HOUR_S)
    with pytest.raises(Refusal) as refusal:
        pair(mall, link)
    assert refusal.value.code == "used_link"


def test_a_browser_let_go_is_nobody(mall: Mall) -> None:
    paired = pair(mall, mall.do(identity.create_pairing_link, "kiosk").secret)
    mall.do(identity.revoke, paired.credential.id)
    assert refused(mall, paired.secret) == "unauthenticated"


# Entry links


def entry(mall: Mall, name: str = "sari") -> str:
    return mall.store.act(lambda work: identity.create_entry_link(work, name)).result(10).secret


def test_an_entry_link_works_once(mall: Mall) -> None:
    secret = entry(mall)
    assert mall.store.read(lambda work: identity.entry_account(work, secret)) == "sari"
    assert mall.store.act(lambda work: identity.use_entry_link(work, secret)).result(10) == "sari"
    with pytest.raises(Refusal) as refusal:
        mall.store.act(lambda work: identity.use_entry_link(work, secret)).result(10)
    assert refusal.value.code == "used_link"


def test_an_entry_link_pairs_nothing_and_a_pairing_link_enters_nowhere(mall: Mall) -> None:
    with pytest.raises(Refusal):
        pair(mall, entry(mall))
    link = mall.do(identity.create_pairing_link, "kiosk").secret
    with pytest.raises(Refusal):
        mall.store.read(lambda work: identity.entry_account(work, link))


@pytest.mark.parametrize(
    "act", [accounts.disable, lambda work, actor, name: accounts.set_password(work, actor, name, "new")]
)
def test_whoever_is_disabled_or_got_a_password_has_no_open_entry_link(mall: Mall, act: object) -> None:
    secret = entry(mall)
    mall.do(act, "sari")
    with pytest.raises(Refusal) as refusal:
        mall.store.read(lambda work: identity.entry_account(work, secret))
    assert refusal.value.code == "used_link"


def test_nobody_enters_as_an_unknown_account(mall: Mall) -> None:
    with pytest.raises(Refusal) as refusal:
        entry(mall, "nobody")
    assert refusal.value.code == "unknown_account"


def test_a_secret_is_kept_as_its_sha_256(mall: Mall) -> None:
    secret = sign_in(mall, "sari")
    with mall.store._reading.begin() as connection:
        hashes = connection.execute(t.credentials.select()).scalars().all()
    assert identity.fingerprint(secret) in hashes
    assert len(identity.fingerprint(secret)) == 64
