"""The words on pages the server renders: the same catalogues the browser reads (screens/locales)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

LOCALES = Path(__file__).parents[2] / "screens" / "locales"
LANGUAGES = ("id", "en")
REMEMBERED_S = 365 * 24 * 3600

Translate = Callable[..., str]


def language() -> str:
    """Return the language of this request: ``?lang=``, else the cookie, else Indonesian."""
    asked = request.args.get("lang") or request.cookies.get("lang")
    return asked if asked in LANGUAGES else "id"


def register(app: Flask) -> None:
    """Remember a language once it was asked for, so that a form or a redirect does not lose it."""

    @app.after_request
    def remember(response: Response) -> Response:
        asked = request.args.get("lang")
        if asked in LANGUAGES and asked != request.cookies.get("lang") and not request.path.startswith("/api/"):
            response.set_cookie("lang", asked, max_age=REMEMBERED_S, samesite="Lax", secure=request.is_secure, path="/")
        return response


def translator(part: str, lang: str) -> Translate:
    """Return ``t(key, **values)`` for one catalogue; an unknown key gives itself, so that a gap shows."""
    words = _catalogue(lang, "shared") | _catalogue(lang, part)

    def t(key: str, **values: object) -> str:
        text = words.get(key, key)
        return text.format_map({name: str(value) for name, value in values.items()}) if values else text

    return t


@lru_cache
def _catalogue(lang: str, part: str) -> dict[str, str]:
    path = LOCALES / lang / f"{part}.json"
    if not path.exists():
        return {}
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
