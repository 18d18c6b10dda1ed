"""What a client says when it connects, and the two small messages it may send afterwards."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Code = Annotated[str, Field(min_length=1, max_length=40)]


class Greeting(BaseModel):
    """The Socket.IO auth object: which view, whose, and from which seq on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    view: Literal["hall", "sign", "desk", "kiosk", "phone"]
    token: Annotated[str, Field(max_length=200)] | None = None
    zone: Code | None = None
    counter: Annotated[int, Field(ge=1, le=9999)] | None = None
    ticket: Code | None = None
    after: Annotated[int, Field(ge=0, le=2**53)] | None = None

    @model_validator(mode="after")
    def complete(self) -> Greeting:
        """Refuse a view without the one thing it looks at."""
        needed = {"hall": self.zone, "sign": self.counter, "desk": self.counter, "phone": self.ticket}
        if self.view in needed and needed[self.view] is None:
            raise ValueError(f"view {self.view} needs its zone, counter or ticket")
        return self


class Ack(BaseModel):
    """A screen or speaker reports what became of a call (shown) or an announcement."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Code
    kind: Literal["shown", "started", "ended", "done", "failed"]
    at: Annotated[str, Field(max_length=40)] | None = None
    detail: Annotated[str, Field(max_length=400)] | None = None


class Health(BaseModel):
    """A screen reports how it is; more fields may come with newer screens."""

    model_config = ConfigDict(extra="allow", strict=False)

    sound: Literal["running", "suspended", "none"] = "none"
    frames: int | None = None
    heap_mb: float | None = None


def greeting(auth: Any) -> Greeting | None:
    """Return the greeting, or None when it makes no sense."""
    try:
        return Greeting.model_validate(auth)
    except ValidationError:
        return None
