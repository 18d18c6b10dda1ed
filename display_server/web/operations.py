"""The operations of the API: each route declared once with its body, answer and line of the access table.

Routing, validation, idempotency and the OpenAPI document all come from the same declaration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, jsonify, request
from pydantic import BaseModel

from ..actions import identity as identities
from ..actions.access import ACCESS
from ..actions.ports import PUBLIC, Actor, Store, Work
from ..domain.errors import Refusal
from ..runtime import Runtime
from . import identity
from .messages import Nothing
from .problems import BadRequest, of_refusal, respond

T = TypeVar("T")
NOT_KEPT = frozenset({"unauthenticated", "forbidden", "too_many", "busy", "storage_full", "key_reused"})
"""Refusals that say nothing about the request itself, so that a retry with the same key may succeed."""

Route = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API as the OpenAPI document tells it."""

    method: str
    path: str
    summary: str
    access: str
    body: type[BaseModel] | None
    answer: Any
    status: int


OPERATIONS: dict[str, Operation] = {}
"""Every operation by its Flask endpoint."""


def operation(
    blueprint: Blueprint,
    method: str,
    path: str,
    summary: str,
    *,
    access: str,
    answer: Any,
    body: type[BaseModel] | None = None,
    status: int = 200,
) -> Callable[[Route], Route]:
    """Declare a route of the API; ``access`` names its line of the access table."""
    if access not in ACCESS:
        raise LookupError(f"no line {access} in the access table")

    def declare(route: Route) -> Route:
        endpoint = route.__name__
        full = (blueprint.url_prefix or "") + path
        OPERATIONS[f"{blueprint.name}.{endpoint}"] = Operation(method, full, summary, access, body, answer, status)
        blueprint.add_url_rule(path, endpoint, granted(access)(route), methods=[method])
        return route

    return declare


def granted(access: str) -> Callable[[Route], Route]:
    """Mark a route with its line of the access table; a test finds the ones without."""

    def mark(route: Route) -> Route:
        route.access = access  # type: ignore[attr-defined]  # read by the test that walks every route
        return route

    return mark


def opened_store() -> Store:
    """Return the store of this app."""
    found: Store = current_app.extensions["panggil"].store
    return found


def runtime() -> Runtime:
    """Return the runtime of this app."""
    found: Runtime = current_app.extensions["panggil"].runtime
    return found


def reading(read: Callable[[Store], T]) -> T:
    """Run a reading of the store off the loop."""
    opened = opened_store()
    return runtime().in_thread(lambda: read(opened))


def body(model: type[BaseModel] = Nothing) -> Any:
    """Return the validated body of this request.

    Raises:
        BadRequest: broken JSON or another media type.
        pydantic.ValidationError: wrong or unknown fields.
    """
    raw = request.get_data(cache=True)
    if not raw.strip():
        return model.model_validate({})
    if not request.is_json:
        raise BadRequest(
            415, "bad_media_type", "Kirim isi sebagai application/json.", "Send the body as application/json."
        )
    try:
        content = json.loads(raw)
        json.dumps(content, ensure_ascii=False).encode()  # half a character (a lone surrogate) is no text
    except (ValueError, RecursionError):
        raise BadRequest(
            400, "bad_json", "Isi permintaan bukan JSON yang benar. Periksa lalu kirim lagi.",
            "The body is not valid JSON. Check it and send again.",
        ) from None  # fmt: skip
    return model.model_validate(content)


def actor_of(work: Work, secrets: list[str], named_bearer: bool) -> tuple[Actor, str | None]:
    """Return who acts, by the first secret that still counts, and that secret.

    Raises:
        Refusal: ``unauthenticated`` when the secret was a bearer token (``named_bearer``) and does not count.
    """
    for secret in secrets:
        try:
            return identities.identify(work, secret), secret
        except Refusal:
            if named_bearer:
                raise
    return PUBLIC, None


def who(*roles: str) -> Actor:
    """Return who is asking, for a reading."""
    secrets = identity.secrets(*roles)
    if not secrets:
        return PUBLIC
    named_bearer = identity.bearer() is not None
    return reading(lambda kept: kept.read(lambda work: actor_of(work, secrets, named_bearer)[0]))


def command(
    act: Callable[[Work, Actor], dict[str, Any]], *, status: int = 200, roles: tuple[str, ...] = ()
) -> Response:
    """Run an act in one transaction with its idempotency key, and answer with what it returns.

    The same key and body give the first answer again; the same key with another body is refused.
    """
    found, answer = runtime().wait(
        opened_store().act(_job(act, status, identity.secrets(*roles), _key(), _fingerprint()))
    )
    if found >= 400:
        return respond(answer)
    response = jsonify(answer)
    response.status_code = found
    return response


Job = Callable[[Work], tuple[int, dict[str, Any]]]


def _job(
    act: Callable[[Work, Actor], dict[str, Any]], status: int, secrets: list[str], key: str | None, print_: str
) -> Job:
    scope_of_public = f"public {request.path}"[:80]
    named_bearer = identity.bearer() is not None

    def job(work: Work) -> tuple[int, dict[str, Any]]:
        actor, secret = actor_of(work, secrets, named_bearer)
        identities.touch(work, secret)
        # Names of devices are not unique; a person is one person in every session.
        device = actor.name.startswith(("token:", "browser:"))
        scope = (actor.credential or actor.name) if device else actor.name if actor.role else scope_of_public
        if key and (first := work.answered(scope, key)):
            fingerprint, first_status, answer = first
            if fingerprint != print_:
                raise Refusal("key_reused")
            return first_status, answer
        try:
            with work.nested():
                found, answer = status, act(work, actor)
        except Refusal as refusal:
            answer = of_refusal(refusal)
            found = answer["status"]
            if refusal.code in NOT_KEPT:
                return found, answer
        if key:
            work.keep_answer(scope, key, print_, found, answer)
        return found, answer

    return job


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise Refusal("bad_key")
    return key


def _fingerprint() -> str:
    """Return what makes two requests the same: method, path and the body's content, not its spacing."""
    raw = request.get_data(cache=True)
    try:
        content = json.dumps(json.loads(raw) if raw.strip() else {}, sort_keys=True)
    except (ValueError, RecursionError):
        content = raw.hex()
    return hashlib.sha256(f"{request.method} {request.path}\n{content}".encode()).hexdigest()
