"""Errors as RFC 9457 problem details for programs and as a calm page for people; never a stack trace."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from ..domain.errors import Refusal
from .texts import language, translator

log = logging.getLogger(__name__)

STATUS = {
    "unauthenticated": 401,
    "wrong_password": 401,
    "forbidden": 403,
    "cross_site": 403,
    "unknown_ticket": 404,
    "unknown_service": 404,
    "unknown_counter": 404,
    "unknown_zone": 404,
    "unknown_account": 404,
    "unknown_device": 404,
    "used_link": 410,
    "bad_role": 422,
    "bad_account_name": 422,
    "weak_password": 422,
    "key_reused": 422,
    "bad_key": 422,
    "too_many": 429,
    "busy": 503,
    "storage_full": 503,
    "no_mall": 503,
}
CONFLICT = 409

HTTP_SENTENCES = {
    400: ("bad_request", "Permintaan tidak dapat dibaca. Periksa isinya.", "The request cannot be read. Check it."),
    404: ("not_found", "Alamat ini tidak ada. Periksa alamatnya.", "There is nothing at this address. Check it."),
    405: ("bad_method", "Cara akses ini tidak didukung di alamat ini.", "This address does not support this method."),
    413: (
        "too_large",
        "Isi permintaan terlalu besar. Kirim paling banyak 64 KiB.",
        "The body is too large. Send at most 64 KiB.",
    ),
    415: ("bad_media_type", "Kirim isi sebagai application/json.", "Send the body as application/json."),
}
TITLES = {
    400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 410: "Gone", 413: "Too large", 415: "Unsupported media type", 422: "Invalid",
    429: "Too many requests", 500: "Server error", 503: "Unavailable",
}  # fmt: skip


class BadRequest(Exception):
    """A request that cannot be understood; carries the code and the two sentences of its problem."""

    def __init__(self, status: int, code: str, indonesian: str, english: str, **more: Any) -> None:
        """Take the HTTP status, the stable code, the sentences and further members of the problem."""
        super().__init__(code)
        self.problem = _problem(status, code, indonesian, english, more)


def of_refusal(refusal: Refusal) -> dict[str, Any]:
    """Return the problem document of a refusal."""
    status = STATUS.get(refusal.code, CONFLICT)
    return _problem(status, refusal.code, refusal.sentence("id"), refusal.sentence("en"), dict(refusal.facts))


def of_validation(error: ValidationError) -> dict[str, Any]:
    """Return the problem document of a body that does not fit, with every field that is wrong."""
    wrong = [
        {"field": ".".join(str(part) for part in found["loc"]) or "body", "problem": found["msg"]}
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    named = ", ".join(row["field"] for row in wrong[:5])
    return _problem(
        422,
        "invalid",
        f"Isian tidak sesuai: {named}. Perbaiki lalu kirim lagi.",
        f"These fields do not fit: {named}. Correct them and send again.",
        {"errors": wrong[:20]},
    )


def respond(problem: dict[str, Any]) -> Response:
    """Return a problem document as the answer to a program."""
    chosen = problem | {"detail": problem["detail_en" if language() == "en" else "detail_id"]}
    response = jsonify(chosen)
    response.status_code = problem["status"]
    response.content_type = "application/problem+json"
    if problem["status"] == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if "seconds" in problem and problem["status"] == 429:
        response.headers["Retry-After"] = str(problem["seconds"])
    return response


def page(problem: dict[str, Any]) -> Response:
    """Return a problem as a page that says what to do."""
    lang = language()
    html = render_template(
        "home/problem.html",
        status=problem["status"],
        code=problem["code"],
        detail_id=problem["detail_id"],
        detail_en=problem["detail_en"],
        lang=lang,
        t=translator("home", lang),
    )
    return Response(html, problem["status"], mimetype="text/html")


def register(app: Flask) -> None:
    """Answer every error of the app in this manner."""

    def answer(problem: dict[str, Any]) -> Response:
        wants_page = not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")
        return page(problem) if wants_page else respond(problem)

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        return answer(of_refusal(refusal))

    @app.errorhandler(BadRequest)
    def bad(error: BadRequest) -> Response:
        return answer(error.problem)

    @app.errorhandler(ValidationError)
    def invalid(error: ValidationError) -> Response:
        return answer(of_validation(error))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if 300 <= status < 400:
            raise error
        code, indonesian, english = HTTP_SENTENCES.get(status, HTTP_SENTENCES[400])
        response = answer(_problem(status, code, indonesian, english, {}))
        if status == 405 and (valid := getattr(error, "valid_methods", None)):
            response.headers["Allow"] = ", ".join(sorted(valid))
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        mark = secrets.token_hex(4)
        log.error("unexpected error %s at %s %s", mark, request.method, request.url_rule, exc_info=error)
        return answer(
            _problem(
                500,
                "unexpected",
                f"Terjadi kesalahan pada server (tanda {mark}). Coba lagi; bila berulang, hubungi pengelola.",
                f"The server failed (mark {mark}). Try again; if it happens again, call the person in charge.",
                {},
            )
        )


def _problem(status: int, code: str, indonesian: str, english: str, more: dict[str, Any]) -> dict[str, Any]:
    return more | {
        "type": f"/docs/problems#{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": indonesian,
        "detail_id": indonesian,
        "detail_en": english,
    }
