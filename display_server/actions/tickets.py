"""What a visitor does: take a number, give it up."""

from __future__ import annotations

from ..domain import numbering
from ..domain.errors import Refusal
from ..domain.events import Event
from ..domain.tickets import CANCELLED, WAITING, move
from . import access, days
from .facts import about
from .ports import Actor, Work


def take(work: Work, actor: Actor, service: str, priority_class: str = "none", lang: str = "id") -> Event:
    """Give out the next number of the service's queue; opens the service day with its first number.

    Raises:
        Refusal: ``unknown_service``, ``service_closed``.
    """
    access.require(actor, "take_ticket")
    wanted = work.service(service)
    if not wanted.active:
        raise Refusal("service_closed", service=service)
    days.open_if_needed(work, actor)
    count = work.queue_count(wanted.queue) + 1
    order = work.next_seq()
    data = {
        "ticket": work.new_id(),
        "run": work.day_run(),
        "count": count,
        "number": numbering.number(wanted.prefix, count),
        "service": wanted.code,
        "label": wanted.label(),
        "zone": wanted.zone,
        "queue": wanted.queue,
        "order": order,
        "priority": priority_class != "none",
        "priority_class": priority_class,
        "lang": lang,
        "from": None,
        "to": WAITING,
        "counter": None,
        "call": None,
        "calls": 0,
        "issued_at": work.now,
        "called_at": None,
        "started_at": None,
        "ahead": work.ahead(order, work.pool(wanted.code)),
    }
    return work.record(actor, "ticket.issued", data)


def cancel(work: Work, actor: Actor, ticket_id: str) -> Event:
    """Give a waiting number up; whoever holds the ticket's id may.

    Raises:
        Refusal: ``unknown_ticket``, ``wrong_state``.
    """
    access.require(actor, "cancel_ticket")
    days.close_overdue(work)
    ticket = work.ticket(ticket_id)
    row, service = move(ticket, "cancel"), work.service(ticket.service)
    return work.record(actor, row.event, about(ticket, service, CANCELLED, counter=None, zone=service.zone))
