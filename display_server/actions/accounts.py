"""The people who may sign in: added, disabled, given a new password, assigned to counters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..domain.errors import Refusal
from ..domain.mall import STAFF_ROLES
from . import access
from .ports import Account, Actor, Work

NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])")

RESERVED = frozenset({"public", "system", "speaker"})
"""Names the journal gives to those who are not persons."""


def add(
    work: Work, actor: Actor, name: str, role: str, password_hash: str | None, counters: Sequence[int] = ()
) -> Account:
    """Add an account; without a password it enters by a one-time link.

    Raises:
        Refusal: ``bad_account_name``, ``account_exists``, ``bad_role``, ``unknown_counter``.
    """
    access.require(actor, "manage_accounts")
    if not NAME.fullmatch(name) or name in RESERVED:
        raise Refusal("bad_account_name", name=name[:40])
    if role not in STAFF_ROLES:
        raise Refusal("bad_role", role=role)
    if work.account(name):
        raise Refusal("account_exists", name=name)
    account = Account(name, role, password_hash, active=True, counters=_known(work, counters))
    work.save_account(account)
    work.record(actor, "account.added", {"name": name, "role": role, "counters": list(account.counters)})
    return account


def disable(work: Work, actor: Actor, name: str) -> None:
    """Disable an account and end its sessions; the last active admin stays.

    Raises:
        Refusal: ``unknown_account``, ``last_admin``.
    """
    account = _account(work, actor, name)
    admins = [other for other in work.accounts() if other.role == "admin" and other.active and other.password_hash]
    if account.active and [admin.name for admin in admins] == [name]:
        raise Refusal("last_admin")
    work.save_account(replace(account, active=False))
    work.end_sessions(name)
    work.record(actor, "account.disabled", {"name": name})


def enable(work: Work, actor: Actor, name: str) -> None:
    """Let a disabled account sign in again."""
    work.save_account(replace(_account(work, actor, name), active=True))
    work.record(actor, "account.enabled", {"name": name})


def set_password(work: Work, actor: Actor, name: str, password_hash: str) -> None:
    """Give an account a new password (already hashed) and end its sessions."""
    work.save_account(replace(_account(work, actor, name), password_hash=password_hash))
    work.end_sessions(name)
    work.record(actor, "account.password_changed", {"name": name})


def assign(work: Work, actor: Actor, name: str, counters: Sequence[int]) -> None:
    """Set the counters a clerk may work at."""
    account = _account(work, actor, name)
    known = _known(work, counters)
    work.save_account(replace(account, counters=known))
    work.record(actor, "account.assigned", {"name": name, "counters": list(known)})


def _account(work: Work, actor: Actor, name: str) -> Account:
    access.require(actor, "manage_accounts")
    account = work.account(name)
    if account is None:
        raise Refusal("unknown_account", name=name[:40])
    return account


def _known(work: Work, counters: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted({work.counter(number).number for number in counters}))
