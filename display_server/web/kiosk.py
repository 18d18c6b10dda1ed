"""The API of the kiosk: services, taking a number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from ..actions import tickets
from ..actions.ports import Actor, Work
from ..domain import estimates
from ..domain.errors import Refusal
from ..domain.estimates import Pace
from . import identity
from .messages import IssuedTicket, ServiceRow, TakeTicket, TicketState
from .operations import body, command, operation, reading

api = Blueprint("kiosk", __name__, url_prefix="/api/v1")


@operation(api, "GET", "/services", "The offered services", access="look", answer=list[ServiceRow])
def services() -> Response:
    """List the offered services, how many wait for each, and whether it can be had now."""
    return jsonify(reading(lambda kept: kept.services()))


@operation(
    api, "POST", "/tickets", "Take a number", access="take_ticket", answer=IssuedTicket, body=TakeTicket, status=201
)
def take_ticket() -> Response:
    """Give out the next number of the service's queue."""
    asked: TakeTicket = body(TakeTicket)
    held = identity.secrets("kiosk")
    wait_s = current_app.extensions["panggil"].issuing.wait_s(held[0] if held else request.remote_addr or "")
    if wait_s:
        raise Refusal("too_many", seconds=wait_s)

    base = public_url()

    def act(work: Work, actor: Actor) -> dict[str, Any]:
        event = tickets.take(work, actor, asked.service, asked.priority_class, asked.lang)
        service = work.service(asked.service)
        kept = service.pace()
        pace = None if kept is None else Pace(kept["low_s"], kept["high_s"])
        return {
            "id": event.data["ticket"],
            "number": event.data["number"],
            "service": service.code,
            "zone": service.zone,
            "ahead": event.data["ahead"],
            "estimate_s": estimates.wait(pace, event.data["ahead"]),
            "url": f"{base}/t/{event.data['ticket']}",
            "issued_at": event.at,
        }

    return command(act, status=201, roles=("kiosk",))


@operation(api, "GET", "/tickets/<id>", "Where a ticket is", access="look", answer=TicketState)
def ticket(id: str) -> Response:
    """Tell where a ticket is to whoever holds its id."""
    return jsonify(reading(lambda kept: kept.ticket(id[:64])))


@operation(api, "POST", "/tickets/<id>/cancel", "Give a number up", access="cancel_ticket", answer=TicketState)
def cancel_ticket(id: str) -> Response:
    """Give a waiting number up."""
    body()

    def act(work: Work, actor: Actor) -> dict[str, Any]:
        event = tickets.cancel(work, actor, id[:64])
        data = event.data
        return {
            "id": data["ticket"], "number": data["number"], "service": data["service"],
            "state": data["to"], "ahead": 0, "counter": None, "estimate_s": None,
        }  # fmt: skip

    return command(act)


def public_url() -> str:
    """Return the address that QR codes carry: the setting, else the one this request came to."""
    configured: str | None = current_app.extensions["panggil"].settings.public_url
    return (configured or request.host_url).rstrip("/")
