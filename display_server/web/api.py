"""The API for every client: counters, snapshots, changes, who am I, health, OpenAPI."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from flask import Blueprint, Response, current_app, jsonify, request
from pydantic import ConfigDict, Field

from ..actions import access, watching
from ..domain.errors import Refusal
from . import openapi
from .messages import Changes, CounterRow, Health, Me, Message, Snapshot
from .operations import granted, operation, reading, who

api = Blueprint("api", __name__, url_prefix="/api/v1")


class View(Message):
    """Which view; strings of a query become numbers where a number is meant."""

    model_config = ConfigDict(extra="forbid", strict=False)

    view: Literal["hall", "sign", "desk", "kiosk", "phone"]
    zone: Annotated[str, Field(max_length=40)] | None = None
    counter: Annotated[int, Field(ge=1, le=9999)] | None = None
    ticket: Annotated[str, Field(max_length=64)] | None = None

    @classmethod
    def asked(cls) -> Self:
        """Return the view of this request's query; ``lang`` is for the words of an error."""
        return cls.model_validate({name: value for name, value in request.args.items() if name != "lang"})

    def of(self) -> tuple[str, str | None, int | None, str | None]:
        """Return the arguments of a snapshot."""
        return self.view, self.zone, self.counter, self.ticket


class ViewAfter(View):
    """A view and the seq the client is at."""

    after: Annotated[int, Field(ge=0, le=2**53)]


@operation(api, "GET", "/counters", "The counters", access="look", answer=list[CounterRow])
def counters() -> Response:
    """List the counters with status, services, current ticket and sign."""
    return jsonify(reading(lambda kept: kept.counters()))


@operation(api, "GET", "/snapshot", "The state of a view", access="look", answer=Snapshot)
def snapshot() -> Response:
    """Give the whole state of a view; the desk only to its people."""
    asked = View.asked()
    _may_look(asked)
    return jsonify(reading(lambda kept: kept.snapshot(*asked.of())))


@operation(api, "GET", "/changes", "What happened after a seq", access="look", answer=Changes)
def changes() -> Response:
    """Give the events of a view after a seq, for clients that sockets cannot reach."""
    asked = ViewAfter.asked()
    _may_look(asked)

    found = reading(lambda kept: watching.catch_up(kept, asked.of(), asked.after))
    return jsonify({"seq": found.seq, "events": found.events or [], "reset": found.events is None})


@operation(api, "GET", "/me", "Who is asking", access="look", answer=Me)
def me() -> Response:
    """Tell who is asking, with the counters of a clerk and the place of a device; ``?as=kiosk`` for a paired kiosk."""
    asked = request.args.get("as", "")
    actor = who(*([asked] if asked in ("hall", "sign", "kiosk") else []))
    if actor.role is None and not asked:
        raise Refusal("unauthenticated")
    numbers = sorted(actor.counters)
    if actor.role in ("admin", "supervisor"):
        numbers = [counter["number"] for counter in reading(lambda kept: kept.counters())]
    return jsonify(
        {"name": actor.name, "role": actor.role, "counters": numbers, "zone": actor.zone, "counter": actor.counter}
    )


@operation(api, "GET", "/health", "How the server is", access="look", answer=Health)
def health() -> tuple[Response, int]:
    """Tell how the server is: ok, degraded (calls work), or 503 when no call could be made."""
    report = current_app.extensions["panggil"].health()
    return jsonify(report), 503 if report["status"] == "down" else 200


@api.get("/openapi.json")
@granted("look")
def document() -> Response:
    """Give the OpenAPI 3.1 document of this API."""
    return jsonify(openapi.document())


def _may_look(asked: View) -> None:
    needed = {"hall": asked.zone, "sign": asked.counter, "desk": asked.counter, "phone": asked.ticket}
    if asked.view in needed and needed[asked.view] is None:
        field = {"hall": "zone", "phone": "ticket"}.get(asked.view, "counter")
        View.model_validate({"view": asked.view, field: []})
    if asked.view == "desk":
        access.require(who(), "look_at_desk", asked.counter)
