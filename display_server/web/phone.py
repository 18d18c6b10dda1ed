"""The visitor's page: complete without script, on plain HTTP, on an old phone."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import segno
from flask import Blueprint, Response, render_template, request

from ..actions import tickets
from ..actions.ports import PUBLIC
from ..domain import estimates, instants
from ..domain.errors import Refusal
from .kiosk import public_url
from .operations import granted, opened_store, reading, runtime
from .texts import language, translator

pages = Blueprint("phone", __name__, url_prefix="/t")


@pages.get("/<id>")
@granted("look")
def ticket(id: str) -> tuple[str, int]:
    """Show a visitor where the ticket is."""
    lang = language()
    t = translator("phone", lang)
    try:
        snapshot = reading(lambda kept: kept.snapshot("phone", None, None, id[:64]))
    except Refusal:
        return render_template("phone/unknown.html", lang=lang, t=t), 404
    state = snapshot["state"]
    now = instants.parse(snapshot["at"]).astimezone(ZoneInfo(state["site"]["tz"]))
    page = render_template(
        "phone/phone.html",
        state=state,
        estimate=_minutes(state),
        now=now,
        expired=_expired(state),
        lang=lang,
        t=t,
    )
    return page, 200


@pages.post("/<id>/cancel")
@granted("cancel_ticket")
def cancel(id: str) -> Response:
    """Give the number up, from the form of the page."""
    runtime().wait(opened_store().act(lambda work: tickets.cancel(work, PUBLIC, id[:64])))
    return Response("", 303, {"Location": request.path.removesuffix("/cancel")})


@pages.get("/<id>/qr.svg")
@granted("look")
def qr(id: str) -> Response:
    """The QR code of the page's address."""
    reading(lambda kept: kept.ticket(id[:64]))
    picture = BytesIO()
    segno.make(f"{public_url()}/t/{id}", error="m").save(picture, kind="svg", border=2, xmldecl=False, scale=8)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _minutes(state: dict[str, Any]) -> dict[str, int] | None:
    """Return the wait in minutes, rounded to five, or None when nothing honest can be said."""
    seconds = estimates.of_phone(state)
    if seconds is None:
        return None
    low = round(seconds["low"] / 300) * 5
    return {"low_min": low, "high_min": max(-(-seconds["high"] // 300) * 5, low + 5)}


def _expired(state: dict[str, Any]) -> bool:
    """Return whether this is a number of a day that is over."""
    return state["day"] is None and state["ticket"]["state"] in ("waiting", "called", "held", "no_show")
