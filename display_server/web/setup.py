"""The page where an admin looks after the people who may sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from ..actions import access, accounts, passwords
from ..actions.ports import Actor, Store, Work
from ..domain import instants
from ..domain.errors import Refusal
from ..domain.mall import STAFF_ROLES
from . import identity
from .login import hashed
from .operations import actor_of, granted, opened_store, reading, runtime, who
from .problems import STATUS
from .texts import language, translator

pages = Blueprint("setup", __name__, url_prefix="/setup")
ERRORS = frozenset(
    {"account_exists", "bad_account_name", "bad_role", "last_admin", "unknown_account", "unknown_counter"}
)

Change = Callable[[Work, Actor], object]


@pages.get("")
@granted("manage_accounts")
def setup() -> Response:
    """Show the accounts."""
    me = who()
    if me.role is None:
        return Response("", 303, {"Location": "/login?next=/setup"})
    access.require(me, "manage_accounts")
    return make_response(_page(me))


@pages.post("/accounts")
@granted("manage_accounts")
def add_account() -> Response:
    """Add an account with a password that is shown once."""
    name, role = request.form.get("name", "").strip(), request.form.get("role", "")
    password, password_hash = _fresh(name)
    numbers = _numbers()
    return _change(
        lambda work, actor: accounts.add(work, actor, name, role, password_hash, numbers),
        {"name": name, "password": password},
    )


@pages.post("/accounts/<name>/disable")
@granted("manage_accounts")
def disable_account(name: str) -> Response:
    """Disable an account; its sockets close within a second."""
    return _change(lambda work, actor: accounts.disable(work, actor, name))


@pages.post("/accounts/<name>/enable")
@granted("manage_accounts")
def enable_account(name: str) -> Response:
    """Let a disabled account sign in again."""
    return _change(lambda work, actor: accounts.enable(work, actor, name))


@pages.post("/accounts/<name>/password")
@granted("manage_accounts")
def new_password(name: str) -> Response:
    """Give an account a new password, shown once."""
    password, password_hash = _fresh(name)
    return _change(
        lambda work, actor: accounts.set_password(work, actor, name, password_hash),
        {"name": name, "password": password},
    )


@pages.post("/accounts/<name>/counters")
@granted("manage_accounts")
def assign_counters(name: str) -> Response:
    """Set the counters a clerk may work at."""
    numbers = _numbers()
    return _change(lambda work, actor: accounts.assign(work, actor, name, numbers))


def _fresh(name: str) -> tuple[str, str]:
    access.require(who(), "manage_accounts")
    password = passwords.generate()
    return password, hashed(password, name)


def _numbers() -> list[int]:
    return [int(text) for text in request.form.getlist("counters") if text.isascii() and text.isdigit()]


def _change(change: Change, fresh: dict[str, str] | None = None) -> Response:
    secrets, named_bearer = identity.secrets(), identity.bearer() is not None

    def act(work: Work) -> Actor:
        actor, _secret = actor_of(work, secrets, named_bearer)
        change(work, actor)
        return actor

    try:
        actor = runtime().wait(opened_store().act(act))
    except Refusal as refusal:
        if refusal.code not in ERRORS:
            raise
        return make_response(_page(who(), error=refusal.code), STATUS.get(refusal.code, 409))
    if fresh is None:
        return Response("", 303, {"Location": "/setup"})
    return make_response(_page(actor, fresh=fresh))


def _page(me: Actor, *, fresh: dict[str, str] | None = None, error: str | None = None) -> str:
    lang = language()

    def read(store: Store) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        def rows(work: Any) -> list[dict[str, Any]]:
            seen = work.last_seen()
            return [
                {
                    "name": account.name,
                    "role": account.role,
                    "counters": list(account.counters),
                    "active": account.active,
                    "last_seen": instants.local(seen[account.name], work.site().tz) if account.name in seen else None,
                }
                for account in work.accounts()
            ]

        return store.read(rows), store.counters()

    people, counters = reading(read)
    return render_template(
        "setup/setup.html",
        accounts=people,
        counters=[{"number": row["number"], "title": row["label"]["title"][lang]} for row in counters],
        roles=STAFF_ROLES,
        fresh=fresh,
        error=error,
        me={"name": me.name, "role": me.role},
        lang=lang,
        t=translator("setup", lang),
    )
