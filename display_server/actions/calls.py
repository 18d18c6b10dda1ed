"""What a clerk does with tickets at a counter: call, recall, start, finish, skip, hold, requeue, transfer."""

from __future__ import annotations

from typing import Any

from ..domain import estimates, instants
from ..domain.calling import Ratio, choose
from ..domain.errors import Refusal
from ..domain.events import Event
from ..domain.mall import Counter
from ..domain.tickets import FINISHED, OUTCOMES, RUNNING, UNDO_WINDOW_S, Ticket, move
from . import access, days
from .facts import about, undoable
from .ports import Actor, Work

CALL_EXPIRES_S = 60
"""After this a call is shown but neither flashed nor spoken (setting PANGGIL_CALL_EXPIRES_S)."""


def call_next(work: Work, actor: Actor, counter: int, *, expires_s: int = CALL_EXPIRES_S) -> Event:
    """Call the next waiting ticket of the counter's services; finish the running one first.

    Raises:
        Refusal: ``counter_closed``, ``nothing_waiting`` (then the running ticket stays as it is), ``unknown_counter``.
    """
    desk = _open_desk(work, actor, counter, "call")
    ratio = Ratio()
    chosen = choose(work.candidates(counter), work.went_ahead(counter, ratio.of - 1), ratio)
    if chosen is None:
        raise Refusal("nothing_waiting", counter=counter)
    return _call(work, actor, desk, work.ticket(chosen.id), "call_next", chosen.went_ahead, expires_s)


def call(work: Work, actor: Actor, counter: int, number: str, *, expires_s: int = CALL_EXPIRES_S) -> Event:
    """Call one number out of order: waiting, held or marked as absent.

    Raises:
        Refusal: ``counter_closed``, ``unknown_ticket``, ``wrong_state``, ``not_served_here``.
    """
    desk = _open_desk(work, actor, counter, "call")
    ticket = work.ticket_numbered(number)
    _served_here(desk, ticket)
    return _call(work, actor, desk, ticket, "call", went_ahead=False, expires_s=expires_s)


def recall(work: Work, actor: Actor, counter: int, *, expires_s: int = CALL_EXPIRES_S) -> Event:
    """Repeat the call of the counter's ticket."""
    desk, ticket = _running(work, actor, counter, "call")
    row = move(ticket, "recall")
    made = work.call(ticket.call or "")
    data = _fields(work, desk, ticket, row.target) | {
        "at": work.now,
        "expires_at": instants.after(work.now, expires_s),
        "recalls": (made.recalls if made else 0) + 1,
        "calls": ticket.calls + 1,
    }
    return work.record(actor, row.event, data | undoable(work, ticket, "recall", counter))


def start(work: Work, actor: Actor, counter: int) -> Event:
    """Begin serving the called ticket."""
    desk, ticket = _running(work, actor, counter, "serve")
    row = move(ticket, "start")
    data = _fields(work, desk, ticket, row.target) | {"at": work.now, "started_at": work.now}
    return work.record(actor, row.event, data | undoable(work, ticket, "start", counter))


def finish(work: Work, actor: Actor, counter: int, outcome: str = OUTCOMES[0]) -> Event:
    """End the service of the counter's ticket; one that was never started counts as served from its call."""
    desk, ticket = _running(work, actor, counter, "serve")
    return _finish(work, actor, desk, ticket, outcome, implicit=False)


def skip(work: Work, actor: Actor, counter: int) -> Event:
    """Mark the called ticket as absent; it can still be called by number or put back."""
    return _leave(work, actor, counter, "skip")


def hold(work: Work, actor: Actor, counter: int) -> Event:
    """Park the counter's ticket for a while."""
    return _leave(work, actor, counter, "hold")


def requeue(work: Work, actor: Actor, counter: int, number: str) -> Event:
    """Put a held or absent ticket back in line at its old place.

    Raises:
        Refusal: ``unknown_ticket``, ``wrong_state``, ``not_served_here``.
    """
    days.close_overdue(work)
    access.require(actor, "serve", counter)
    desk, ticket = work.counter(counter), work.ticket_numbered(number)
    _served_here(desk, ticket)
    row = move(ticket, "requeue")
    service = work.service(ticket.service)
    data = about(ticket, service, row.target, counter=None, zone=service.zone)
    data |= {"ahead": work.ahead(ticket.order, work.pool(service.code)), "call": None}
    return work.record(actor, row.event, data | undoable(work, ticket, "requeue", counter))


def transfer(work: Work, actor: Actor, counter: int, service: str) -> Event:
    """Send the counter's ticket to another service, with its number and arrival time."""
    desk, ticket = _running(work, actor, counter, "serve")
    row = move(ticket, "transfer")
    target = work.service(service)
    if not target.active:
        raise Refusal("service_closed", service=service)
    pool = work.pool(target.code)
    data = about(ticket, target, row.target, counter=counter, zone=desk.zone)
    data |= {
        "from_service": ticket.service,
        "pool": pool,
        "ahead": work.ahead(ticket.order, pool),
        "pace": target.pace(),
    }
    return work.record(actor, row.event, data | undoable(work, ticket, "transfer", counter))


def undo(work: Work, actor: Actor, counter: int) -> Event:
    """Take back the counter's last act, whole, within five seconds.

    Raises:
        Refusal: ``nothing_to_undo``, ``already_changed`` when a ticket moved on elsewhere, ``counter_busy``,
            ``counter_closed`` when a ticket would come back to a counter that closed meanwhile.
    """
    days.close_overdue(work)
    access.require(actor, "undo", counter)
    desk = work.counter(counter)
    last: Any = desk.last_act
    if last is None or work.now > last["until"]:
        raise Refusal("nothing_to_undo", seconds=UNDO_WINDOW_S)
    undone = [_undo_one(work, actor, desk, last["act"], moved) for moved in reversed(last["moves"])]
    return undone[0]


def _undo_one(work: Work, actor: Actor, desk: Counter, act: str, moved: dict[str, Any]) -> Event:
    ticket, before = work.ticket(moved["ticket"]), moved["before"]
    if ticket.seq != moved["seq"]:
        raise Refusal("already_changed", number=ticket.number)
    if before["state"] in RUNNING and (running := work.running(desk.number)) and running.id != ticket.id:
        raise Refusal("counter_busy", counter=desk.number, number=running.number)
    if before["state"] in RUNNING and desk.status != "open":
        raise Refusal("counter_closed", counter=desk.number)
    service = work.service(before["service"])
    made = work.call(before["call"]) if before["call"] else None
    data = about(ticket, service, before["state"], counter=before["counter"], zone=desk.zone) | {
        "act": act,
        "before": before,
        "from_service": ticket.service,
        "from_counter": desk.number,
        "by_counter": desk.number,
        "call": before["call"],
        "calls": before["calls"],
        "called_at": before["called_at"],
        "started_at": before["started_at"],
        "undone_call": ticket.call if act in ("call", "call_next") and ticket.call != before["call"] else None,
        "at": made.at if made else None,
        "expires_at": made.expires_at if made else None,
        "recalls": (made.recalls - (act == "recall")) if made else 0,
        "shown_at": made.shown_at if made else None,
        "spoken_at": made.spoken_at if made else None,
        "pool": work.pool(service.code),
        "pace": _pace_without(work, ticket) if ticket.state == FINISHED else service.pace(),
    }
    if before["state"] == "waiting":
        data |= {"ahead": work.ahead(ticket.order, data["pool"])}
    return work.record(actor, "ticket.undone", data)


def _call(work: Work, actor: Actor, desk: Counter, ticket: Ticket, act: str, went_ahead: bool, expires_s: int) -> Event:
    row = move(ticket, act)
    running = work.running(desk.number)
    finished = () if running is None else (_finish(work, actor, desk, running, OUTCOMES[0], implicit=True).seq,)
    call_id = work.new_id()
    data = _fields(work, desk, ticket, row.target) | {
        "call": call_id,
        "at": work.now,
        "called_at": work.now,
        "started_at": None,
        "expires_at": instants.after(work.now, expires_s),
        "recalls": 0,
        "calls": ticket.calls + 1,
        "went_ahead": went_ahead,
    }
    return work.record(actor, row.event, data | undoable(work, ticket, act, desk.number, finished))


def _finish(work: Work, actor: Actor, desk: Counter, ticket: Ticket, outcome: str, *, implicit: bool) -> Event:
    row = move(ticket, "finish")
    latest = work.durations_s(ticket.service, estimates.LATEST_SAMPLES - 1)
    data = _fields(work, desk, ticket, row.target) | {
        "outcome": outcome,
        "implicit": implicit,
        "pace": _pace(work, ticket.service, [_duration_s(ticket, work.now), *latest]),
    }
    return work.record(actor, row.event, data | undoable(work, ticket, "finish", desk.number))


def _pace(work: Work, service: str, durations_s: list[float]) -> dict[str, int] | None:
    found = estimates.pace(durations_s, work.open_counters(service))
    return None if found is None else {"low_s": found.low_s, "high_s": found.high_s}


def _pace_without(work: Work, ticket: Ticket) -> dict[str, int] | None:
    """Return the pace of a service as it is without the finish that is taken back."""
    latest = work.durations_s(ticket.service, estimates.LATEST_SAMPLES + 1)
    if (own := _duration_s(ticket, ticket.finished_at or work.now)) in latest:
        latest.remove(own)
    return _pace(work, ticket.service, latest[: estimates.LATEST_SAMPLES])


def _duration_s(ticket: Ticket, until: str) -> float:
    return instants.seconds_between(ticket.started_at or ticket.called_at or until, until)


def _leave(work: Work, actor: Actor, counter: int, act: str) -> Event:
    desk, ticket = _running(work, actor, counter, "serve")
    row = move(ticket, act)
    return work.record(actor, row.event, _fields(work, desk, ticket, row.target) | undoable(work, ticket, act, counter))


def _fields(work: Work, desk: Counter, ticket: Ticket, to: str) -> dict[str, Any]:
    return about(ticket, work.service(ticket.service), to, counter=desk.number, zone=desk.zone)


def _open_desk(work: Work, actor: Actor, counter: int, act: str) -> Counter:
    days.close_overdue(work)
    access.require(actor, act, counter)
    desk = work.counter(counter)
    if desk.status != "open":
        raise Refusal("counter_closed", counter=counter)
    return desk


def _running(work: Work, actor: Actor, counter: int, act: str) -> tuple[Counter, Ticket]:
    days.close_overdue(work)
    access.require(actor, act, counter)
    desk = work.counter(counter)
    ticket = work.running(counter)
    if ticket is None:
        raise Refusal("no_ticket", counter=counter)
    return desk, ticket


def _served_here(desk: Counter, ticket: Ticket) -> None:
    if ticket.service not in desk.services:
        raise Refusal("not_served_here", number=ticket.number, counter=desk.number)
