"""The API of the counter desk: everything a clerk does with one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app

from ..actions import calls, counters, days
from ..actions.ports import Actor, Work
from ..domain.events import Event
from ..domain.mall import Counter
from .messages import ByNumber, CounterRow, Day, Finish, Moved, Nothing, Pause, Transfer
from .operations import body, command, operation

api = Blueprint("desk", __name__, url_prefix="/api/v1")


@operation(api, "POST", "/counters/<int:number>/open", "Open a counter", access="open_counter", answer=CounterRow)
def open_counter(number: int) -> Response:
    """Open the counter; opening an open one changes nothing."""
    body(Nothing)
    return command(lambda work, actor: _row(work, counters.open_counter(work, actor, number)))


@operation(
    api, "POST", "/counters/<int:number>/pause", "Begin a break", access="open_counter", answer=CounterRow, body=Pause
)
def pause(number: int) -> Response:
    """Begin a break, with its length when that is known."""
    asked: Pause = body(Pause)
    return command(lambda work, actor: _row(work, counters.pause(work, actor, number, asked.minutes)))


@operation(api, "POST", "/counters/<int:number>/close", "Close a counter", access="open_counter", answer=CounterRow)
def close(number: int) -> Response:
    """Close the counter."""
    body(Nothing)
    return command(lambda work, actor: _row(work, counters.close(work, actor, number)))


@operation(api, "POST", "/counters/<int:number>/call-next", "Call the next ticket", access="call", answer=Moved)
def call_next(number: int) -> Response:
    """Call the next waiting ticket; the running one is finished first."""
    body(Nothing)
    expires_s = _expires_s()
    return _moved(number, lambda work, actor: calls.call_next(work, actor, number, expires_s=expires_s))


@operation(api, "POST", "/counters/<int:number>/call", "Call one number", access="call", answer=Moved, body=ByNumber)
def call(number: int) -> Response:
    """Call one number out of order."""
    asked: ByNumber = body(ByNumber)
    expires_s = _expires_s()
    return _moved(number, lambda work, actor: calls.call(work, actor, number, asked.number, expires_s=expires_s))


@operation(api, "POST", "/counters/<int:number>/recall", "Repeat the call", access="call", answer=Moved)
def recall(number: int) -> Response:
    """Repeat the call of the counter's ticket."""
    body(Nothing)
    expires_s = _expires_s()
    return _moved(number, lambda work, actor: calls.recall(work, actor, number, expires_s=expires_s))


@operation(api, "POST", "/counters/<int:number>/start", "Begin serving", access="serve", answer=Moved)
def start(number: int) -> Response:
    """Begin serving the called ticket."""
    body(Nothing)
    return _moved(number, lambda work, actor: calls.start(work, actor, number))


@operation(api, "POST", "/counters/<int:number>/finish", "Finish", access="serve", answer=Moved, body=Finish)
def finish(number: int) -> Response:
    """End the service of the counter's ticket."""
    asked: Finish = body(Finish)
    return _moved(number, lambda work, actor: calls.finish(work, actor, number, asked.outcome))


@operation(api, "POST", "/counters/<int:number>/skip", "Mark as absent", access="serve", answer=Moved)
def skip(number: int) -> Response:
    """Mark the called ticket as absent."""
    body(Nothing)
    return _moved(number, lambda work, actor: calls.skip(work, actor, number))


@operation(api, "POST", "/counters/<int:number>/hold", "Park the ticket", access="serve", answer=Moved)
def hold(number: int) -> Response:
    """Park the counter's ticket for a while."""
    body(Nothing)
    return _moved(number, lambda work, actor: calls.hold(work, actor, number))


@operation(
    api, "POST", "/counters/<int:number>/requeue", "Put back in line", access="serve", answer=Moved, body=ByNumber
)
def requeue(number: int) -> Response:
    """Put a held or absent ticket back in line at its old place."""
    asked: ByNumber = body(ByNumber)
    return _moved(number, lambda work, actor: calls.requeue(work, actor, number, asked.number))


@operation(
    api, "POST", "/counters/<int:number>/transfer", "Send to a service", access="serve", answer=Moved, body=Transfer
)
def transfer(number: int) -> Response:
    """Send the counter's ticket to another service."""
    asked: Transfer = body(Transfer)
    return _moved(number, lambda work, actor: calls.transfer(work, actor, number, asked.service))


@operation(api, "POST", "/counters/<int:number>/undo", "Take the last act back", access="undo", answer=Moved)
def undo(number: int) -> Response:
    """Take the counter's last act back, within five seconds."""
    body(Nothing)
    return _moved(number, lambda work, actor: calls.undo(work, actor, number))


@operation(api, "POST", "/day/close", "Close the service day", access="close_day", answer=Day)
def close_day() -> Response:
    """Close the open service day by hand."""
    body(Nothing)

    def act(work: Work, actor: Actor) -> dict[str, Any]:
        event = days.close(work, actor)
        return {"day": event.data["day"], "seq": event.seq}

    return command(act)


def _moved(number: int, act: Callable[[Work, Actor], Event]) -> Response:
    def answer(work: Work, actor: Actor) -> dict[str, Any]:
        event = act(work, actor)
        data = event.data
        ticket = {"id": data["ticket"], "number": data["number"], "state": data["to"]}
        return {"ticket": ticket, "id": data["ticket"], "number": data["number"], "state": data["to"],
                "service": data["service"], "counter": number, "seq": event.seq}  # fmt: skip

    return command(answer)


def _row(work: Work, counter: Counter) -> dict[str, Any]:
    running = work.running(counter.number)
    ticket: dict[str, object] | None = None
    if running is not None:
        ticket = {"number": running.number, "state": running.state, "service": running.service}
    return counter.row(ticket)


def _expires_s() -> int:
    expires_s: int = current_app.extensions["panggil"].settings.call_expires_s
    return expires_s
