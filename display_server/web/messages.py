"""Every message a client may send by HTTP, and the shape of every answer. Unknown fields are refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ServiceCode = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
TicketNumber = Annotated[str, Field(pattern=r"^[A-Z]{1,2}-[0-9]{3,5}$", examples=["A-012"])]


class Message(BaseModel):
    """A request body."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Message):
    """A body without fields; it may be left out."""


class TakeTicket(Message):
    """Take a number."""

    service: ServiceCode
    priority_class: Literal["none", "lansia", "disabilitas", "ibu_hamil", "ibu_menyusui_balita"] = "none"
    lang: Literal["id", "en"] = "id"


class ByNumber(Message):
    """A ticket by the number printed on it."""

    number: TicketNumber


class Finish(Message):
    """How the service ended."""

    outcome: Literal[
        "completed", "incomplete_docs", "in_process", "system_down", "rejected", "information", "pickup"
    ] = "completed"


class Transfer(Message):
    """The service to go on with."""

    service: ServiceCode


class Pause(Message):
    """How long the break lasts, when that is known."""

    minutes: Annotated[int, Field(ge=1, le=480)] | None = None


class Answer(BaseModel):
    """A response body."""


class Range(Answer):
    """Seconds, quick end and slow end."""

    low: int
    high: int


class IssuedTicket(Answer):
    """A fresh number."""

    id: str
    number: str
    service: str
    zone: str
    ahead: int
    estimate_s: Range | None
    url: str
    issued_at: str


class TicketState(Answer):
    """Where a ticket is."""

    id: str
    number: str
    service: str
    state: str
    ahead: int
    counter: int | None
    estimate_s: Range | None


class BriefTicket(Answer):
    """A ticket as a command answers it."""

    id: str
    number: str
    state: str


class Moved(Answer):
    """What a command at a counter did."""

    ticket: BriefTicket
    id: str
    number: str
    state: str
    service: str
    counter: int
    seq: int


class ServiceRow(Answer):
    """An offered service."""

    code: str
    name: str
    agency: str
    queue: str
    zone: str
    status: str
    waiting: int
    label: dict[str, Any]


class CounterRow(Answer):
    """A counter."""

    number: int
    zone: str
    status: str
    back_at: str | None
    services: list[str]
    ticket: dict[str, Any] | None
    label: dict[str, Any]


class Snapshot(Answer):
    """The whole state of a view."""

    seq: int
    at: str
    state: dict[str, Any]


class Changes(Answer):
    """The events of a view after a seq; ``reset`` asks the client to read the snapshot instead."""

    seq: int
    events: list[dict[str, Any]]
    reset: bool


class Health(Answer):
    """How the server is."""

    status: Literal["ok", "degraded", "down"]
    version: str
    seq: int
    parts: dict[str, Any]


class Me(Answer):
    """Who is asking."""

    name: str
    role: str | None
    counters: list[int]
    zone: str | None
    counter: int | None


class Day(Answer):
    """The service day."""

    day: str
    seq: int


class Problem(Answer):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    detail_id: str
    detail_en: str
