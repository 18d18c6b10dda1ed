"""Who is this: sessions, tokens, paired browsers, one-time links. Only the SHA-256 of a secret is ever kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from ..domain import instants
from ..domain.errors import Refusal
from ..domain.mall import ROLES
from . import access
from .ports import PUBLIC, Account, Actor, Credential, Work

SESSION_IDLE_S = {"admin": 3600, "supervisor": 12 * 3600, "clerk": 12 * 3600}
SESSION_LIFE_S = {"admin": 12 * 3600, "supervisor": 24 * 3600, "clerk": 24 * 3600}
LINK_LIFE_S = 24 * 3600
TOUCH_EVERY_S = 60
LONGEST_NAME = 60
LONGEST_ACTOR = 80
"""Characters of an actor's name that the journal keeps."""
PAIRED_VIEWS = {"hall": "screen", "sign": "screen", "kiosk": "kiosk"}
"""What a browser can be paired as, and the role that gives."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh credential and its secret, which is shown once and never again."""

    secret: str
    credential: Credential


def fingerprint(secret: str) -> str:
    """Return the hex SHA-256 under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def identify(work: Work, secret: str | None) -> Actor:
    """Return who holds this secret; the public without one.

    Raises:
        Refusal: ``unauthenticated`` when the secret is unknown, ended, expired, or its account disabled.
    """
    if not secret:
        return PUBLIC
    held = work.credential(fingerprint(secret))
    if held is None or held.ended_at or (held.expires_at and held.expires_at <= work.now):
        raise Refusal("unauthenticated")
    if held.kind == "session":
        return _person(work, held)
    if held.kind not in ("token", "browser"):
        raise Refusal("unauthenticated")
    counters = frozenset() if held.counter is None else frozenset({held.counter})
    return Actor(f"{held.kind}:{held.name}"[:LONGEST_ACTOR], held.role, counters, held.zone, held.counter, held.id)


def _person(work: Work, held: Credential) -> Actor:
    account = work.account(held.account or "")
    if account is None or not account.active:
        raise Refusal("unauthenticated")
    idle_s = instants.seconds_between(held.seen_at or held.created_at, work.now)
    if idle_s > SESSION_IDLE_S[account.role]:
        raise Refusal("unauthenticated")
    return Actor(account.name, account.role, frozenset(account.counters), credential=held.id)


def counts(work: Work, credential_id: str) -> bool:
    """Return whether a session, token or paired browser still gives its holder any right."""
    held = work.credential_by_id(credential_id)
    if held is None or held.ended_at or (held.expires_at and held.expires_at <= work.now):
        return False
    if held.kind != "session":
        return True
    try:
        _person(work, held)
    except Refusal:
        return False
    return True


def touch(work: Work, secret: str | None) -> None:
    """Keep a session in use from idling away; writes at most once a minute."""
    held = work.credential(fingerprint(secret)) if secret else None
    if held and instants.seconds_between(held.seen_at or held.created_at, work.now) >= TOUCH_EVERY_S:
        work.touch_credential(held.id)


def start_session(work: Work, account_name: str, password_hash: str | None) -> Issued:
    """Begin a session for somebody whose password was just verified against ``password_hash``.

    Raises:
        Refusal: ``wrong_password`` when the account was disabled or its password changed meanwhile.
    """
    account = work.account(account_name)
    if account is None or not account.active or account.password_hash != password_hash:
        raise Refusal("wrong_password")
    return _issue(work, kind="session", account=account, life_s=SESSION_LIFE_S[account.role])


def end_session(work: Work, secret: str) -> None:
    """End the session with this secret, if it is one."""
    held = work.credential(fingerprint(secret))
    if held and held.kind == "session":
        work.end_credential(held.id)


def create_token(
    work: Work, actor: Actor, role: str, name: str, *, zone: str | None = None, counter: int | None = None
) -> Issued:
    """Create a bearer token for a device or program.

    Raises:
        Refusal: ``bad_role``, ``unknown_zone``, ``unknown_counter``.
    """
    access.require(actor, "manage_devices")
    _check_place(work, role, zone, counter)
    name = "".join(letter for letter in name if letter.isprintable())[:LONGEST_NAME]
    issued = _issue(work, kind="token", role=role, name=name or role, zone=zone, counter=counter)
    work.record(
        actor,
        "token.created",
        {"id": issued.credential.id, "role": role, "name": name, "zone": zone, "counter": counter},
    )
    return issued


def revoke(work: Work, actor: Actor, credential_id: str) -> None:
    """End a token or let a paired browser go; its sockets are closed.

    Raises:
        Refusal: ``unknown_device``.
    """
    access.require(actor, "manage_devices")
    held = work.credential_by_id(credential_id)
    if held is None:
        raise Refusal("unknown_device")
    if work.end_credential(credential_id):
        work.record(actor, "screen.revoked" if held.kind == "browser" else "token.revoked", {"id": credential_id})


def create_pairing_link(
    work: Work, actor: Actor, view: str, *, zone: str | None = None, counter: int | None = None
) -> Issued:
    """Create a link that pairs the browser that opens it first, within a day, as hall, sign or kiosk."""
    access.require(actor, "manage_devices")
    role = PAIRED_VIEWS[view]
    _check_place(work, role, zone, counter)
    place = zone or (str(counter) if counter else "")
    return _issue(
        work,
        kind="pairing",
        role=role,
        name=f"{view} {place}".strip(),
        zone=zone,
        counter=counter,
        view=view,
        life_s=LINK_LIFE_S,
    )


def pair_by_link(work: Work, secret: str) -> Issued:
    """Pair a browser by a one-time link and return its own credential.

    Raises:
        Refusal: ``used_link``.
    """
    link = _use_link(work, secret, "pairing")
    issued = _issue(
        work, kind="browser", role=link.role, name=link.name, zone=link.zone, counter=link.counter, view=link.view
    )
    made = issued.credential
    data = {"id": made.id, "view": made.view, "role": made.role, "zone": made.zone, "counter": made.counter}
    work.record(Actor(f"link:{link.id}", None), "screen.paired", data)
    return issued


def create_entry_link(work: Work, account_name: str) -> Issued:
    """Create a link by which an account chooses its password, once, within a day.

    Raises:
        Refusal: ``unknown_account``.
    """
    account = work.account(account_name)
    if account is None:
        raise Refusal("unknown_account", name=account_name)
    return _issue(work, kind="entry", account=account, life_s=LINK_LIFE_S)


def entry_account(work: Work, secret: str) -> str:
    """Return whose entry link this is, without using it.

    Raises:
        Refusal: ``used_link``.
    """
    return _valid_link(work, secret, "entry").account or ""


def use_entry_link(work: Work, secret: str) -> str:
    """Use an entry link up and return the account's name."""
    return _use_link(work, secret, "entry").account or ""


def _use_link(work: Work, secret: str, kind: str) -> Credential:
    link = _valid_link(work, secret, kind)
    if not work.end_credential(link.id):
        raise Refusal("used_link")
    return link


def _valid_link(work: Work, secret: str, kind: str) -> Credential:
    link = work.credential(fingerprint(secret))
    if link is None or link.kind != kind or link.ended_at or (link.expires_at and link.expires_at <= work.now):
        raise Refusal("used_link")
    return link


def _check_place(work: Work, role: str, zone: str | None, counter: int | None) -> None:
    if role not in ROLES:
        raise Refusal("bad_role", role=role)
    if zone is not None and zone not in {known.code for known in work.zones()}:
        raise Refusal("unknown_zone", zone=zone)
    if counter is not None:
        work.counter(counter)


def _issue(
    work: Work,
    *,
    kind: str,
    account: Account | None = None,
    role: str | None = None,
    name: str = "",
    zone: str | None = None,
    counter: int | None = None,
    view: str | None = None,
    life_s: int | None = None,
) -> Issued:
    secret = secrets.token_urlsafe(32)
    made = Credential(
        id=work.new_id(),
        kind=kind,
        account=account.name if account else None,
        role=role,
        name=account.name if account else name,
        zone=zone,
        counter=counter,
        view=view,
        created_at=work.now,
        expires_at=instants.after(work.now, life_s) if life_s else None,
        seen_at=None,
        ended_at=None,
    )
    work.save_credential(fingerprint(secret), made)
    return Issued(secret, made)
