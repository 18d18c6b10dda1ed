"""The page where an admin looks after people, paired screens and the service day."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import segno
from flask import Blueprint, Response, make_response, render_template, request

from ..actions import access, accounts, days, passwords
from ..actions import identity as identities
from ..actions.ports import Actor, Store, Work
from ..domain import instants
from ..domain.errors import Refusal
from ..domain.mall import STAFF_ROLES
from . import identity
from .kiosk import public_url
from .login import hashed
from .operations import actor_of, granted, opened_store, reading, runtime, who
from .problems import STATUS
from .texts import language, translator

pages = Blueprint("setup", __name__, url_prefix="/setup")
ERRORS = frozenset(
    {
        "unknown_zone",
        "day_not_open",
        "account_exists",
        "bad_account_name",
        "bad_role",
        "last_admin",
        "unknown_account",
        "unknown_counter",
    }
)

COUNTER = re.compile(r"[0-9]{1,9}")

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


@pages.post("/links")
@granted("manage_devices")
def pairing_link() -> Response:
    """Make a one-time link that pairs the browser that opens it; shown once, with its QR code."""
    access.require(who(), "manage_devices")
    view, _, place = request.form.get("place", "").partition(":")
    if view not in identities.PAIRED_VIEWS or (view == "sign" and not COUNTER.fullmatch(place)):
        return make_response(_page(who(), error="unknown_place"), 422)
    zone = place if view == "hall" else None
    counter = int(place) if view == "sign" and COUNTER.fullmatch(place) else None
    made: list[identities.Issued] = []

    def make(work: Work, actor: Actor) -> None:
        made.append(identities.create_pairing_link(work, actor, view, zone=zone, counter=counter))

    return _change(make, then=lambda: {"link": f"{public_url()}/pair/{made[0].secret}", "view": view, "place": place})


@pages.post("/devices/<id>/revoke")
@granted("manage_devices")
def revoke_device(id: str) -> Response:
    """Let a paired browser or a token go; its sockets close within a second."""
    return _change(lambda work, actor: identities.revoke(work, actor, id[:64]))


@pages.post("/day/close")
@granted("close_day")
def close_day() -> Response:
    """Close the service day by hand."""
    return _change(days.close)


def _fresh(name: str) -> tuple[str, str]:
    access.require(who(), "manage_accounts")
    password = passwords.generate()
    return password, hashed(password, name)


def _numbers() -> list[int]:
    return [int(text) for text in request.form.getlist("counters") if COUNTER.fullmatch(text)]


def _change(
    change: Change, fresh: dict[str, str] | None = None, then: Callable[[], dict[str, str]] | None = None
) -> Response:
    secrets, named_bearer = identity.secrets(), identity.bearer() is not None

    def act(work: Work) -> Actor:
        actor, secret = actor_of(work, secrets, named_bearer)
        identities.touch(work, secret)
        change(work, actor)
        return actor

    try:
        actor = runtime().wait(opened_store().act(act))
    except Refusal as refusal:
        me = who()
        if refusal.code not in ERRORS or not access.allowed(me, "manage_accounts"):
            raise
        return make_response(_page(me, error=refusal.code), STATUS.get(refusal.code, 409))
    if then is not None:
        return make_response(_page(actor, link=_drawn(then())))
    if fresh is None:
        return Response("", 303, {"Location": "/setup"})
    return make_response(_page(actor, fresh=fresh))


def _drawn(link: dict[str, str]) -> dict[str, str]:
    """Return the link with its QR code: modules a side, and the SVG path of the dark ones."""
    code = segno.make(link["link"], error="m")
    rows = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix_iter(border=2)) for x, dark in enumerate(row) if dark
    ]
    return link | {"size": str(code.symbol_size(border=2)[0]), "path": "".join(rows)}


def _page(
    me: Actor,
    *,
    fresh: dict[str, str] | None = None,
    link: dict[str, str] | None = None,
    error: str | None = None,
) -> str:
    lang = language()

    def read(store: Store) -> dict[str, Any]:
        def rows(work: Work) -> dict[str, Any]:
            seen, tz = work.last_seen(), work.site().tz
            people = [
                {
                    "name": account.name,
                    "role": account.role,
                    "counters": list(account.counters),
                    "active": account.active,
                    "last_seen": instants.local(seen[account.name], tz) if account.name in seen else None,
                }
                for account in work.accounts()
            ]
            devices = [
                {
                    "id": held.id,
                    "kind": held.kind,
                    "name": held.name,
                    "view": held.view,
                    "place": held.zone or held.counter or "",
                    "role": held.role,
                    "since": instants.local(held.created_at, tz),
                }
                for held in work.devices()
            ]
            zones = [{"code": zone.code, "name": zone.name} for zone in work.zones()]
            return {"accounts": people, "devices": devices, "zones": zones, "day": work.site().day}

        return {**store.read(rows), "counters": store.counters()}

    found = reading(read)
    return render_template(
        "setup/setup.html",
        accounts=found["accounts"],
        devices=found["devices"],
        zones=found["zones"],
        day=found["day"],
        counters=[{"number": row["number"], "title": row["label"]["title"][lang]} for row in found["counters"]],
        roles=STAFF_ROLES,
        fresh=fresh,
        link=link,
        error=error,
        me={"name": me.name, "role": me.role},
        lang=lang,
        t=translator("setup", lang),
    )
