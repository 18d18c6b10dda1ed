"""The pages: where everything is, the live screens' documents, and their files."""

from __future__ import annotations

import gzip
import logging
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, send_file

from ..actions import identity as identities
from ..actions.ports import Actor, Store
from ..domain.errors import Refusal
from . import identity
from .operations import granted, opened_store, reading, runtime, who
from .texts import language, translator

log = logging.getLogger(__name__)
pages = Blueprint("pages", __name__)
SCREENS = Path(__file__).resolve().parents[2] / "screens"
PACKED = frozenset({".js", ".mjs", ".css", ".json", ".svg", ".txt"})
SERVED = frozenset({".js", ".mjs", ".css", ".json", ".svg", ".woff2", ".png", ".txt", ".webp"})
LIVE_PAGES = {"hall": "hall/hall.html", "sign": "sign/sign.html", "desk": "desk/desk.html", "kiosk": "kiosk/kiosk.html"}


@pages.get("/")
@granted("look")
def home() -> str:
    """Show what is here and lead to every screen."""

    def read(store: Store) -> dict[str, Any]:
        snapshot = store.snapshot("kiosk", None, None, None)["state"]
        zones = [
            {
                "code": zone["code"],
                "name": zone["name"],
                "counters": [
                    {"number": counter["number"], "title": counter["title"][lang]}
                    for counter in snapshot["counters"]
                    if counter["zone"] == zone["code"]
                ],
            }
            for zone in snapshot["zones"]
        ]
        return {"site": snapshot["site"], "zones": zones}

    lang = language()
    me = who()
    return render_template(
        "home/home.html",
        **reading(read),
        me=None if me.role is None else {"name": me.name, "role": me.role},
        paired=_paired(),
        lang=lang,
        t=translator("home", lang),
    )


@pages.get("/hall/<zone>")
@granted("look")
def hall(zone: str) -> Response:
    """The waiting hall of a zone; anyone on the LAN may look."""
    reading(lambda kept: kept.snapshot("hall", zone[:40], None, None))
    return _live("hall")


@pages.get("/sign/<int:counter>")
@granted("look")
def sign(counter: int) -> Response:
    """The sign over a counter; anyone on the LAN may look."""
    reading(lambda kept: kept.snapshot("sign", None, counter, None))
    return _live("sign")


@pages.get("/desk")
@granted("look")
def desk() -> Response:
    """The clerk's desk; the page itself asks who is there."""
    if who().role is None:
        return Response(redirect("/login?next=/desk").get_data(), 302, {"Location": "/login?next=/desk"})
    return _live("desk")


@pages.get("/kiosk")
@granted("look")
def kiosk() -> Response:
    """The kiosk; the page itself says when it is not paired."""
    return _live("kiosk")


@pages.get("/pair/<secret>")
@granted("pair_by_link")
def pair(secret: str) -> Response:
    """Pair this browser by a one-time link and show its screen."""
    if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return Response(status=204)
    issued = runtime().wait(opened_store().act(lambda work: identities.pair_by_link(work, secret[:100])))
    made = issued.credential
    log.info("browser at %s paired as %r", request.remote_addr, made.name)
    view = made.view or "hall"
    place = {"hall": f"/hall/{made.zone}", "sign": f"/sign/{made.counter}"}.get(view, "/kiosk")
    response = Response("", 303, {"Location": place})
    return identity.keep(response, identity.PAIRED[view], issued.secret, identity.PAIRED_FOR_S)


@pages.get("/screens/<path:name>")
@granted("look")
def screen_file(name: str) -> Response:
    """A script, style, font, picture or catalogue of a page."""
    path = _served(name)
    if path is None:
        abort(404)
    response = send_file(path, conditional=True, etag=True, max_age=0)
    if path.suffix in PACKED and "gzip" in request.headers.get("Accept-Encoding", "") and response.status_code == 200:
        response.direct_passthrough = False
        response.set_data(_packed(path, path.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if path.suffix == ".woff2" else "no-cache"
    return response


@lru_cache(maxsize=256)
def _packed(path: Path, _changed_ns: int) -> bytes:
    """Return a file as gzip; packed once for each version of the file."""
    return gzip.compress(path.read_bytes(), mtime=0)


@pages.get("/favicon.ico")
@granted("look")
def favicon() -> Response:
    """No icon, and no error in the browser's console."""
    return Response(status=204)


@pages.get("/audio/clips/<sha256>.wav")
@granted("look")
def clip(sha256: str) -> Response:
    """A finished clip by the hash of its content."""
    path = current_app.extensions["panggil"].clips.path(sha256[:64])
    if path is None:
        abort(404)
    response = send_file(path, mimetype="audio/wav", conditional=True, etag=False)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _served(name: str) -> Path | None:
    try:
        path = (SCREENS / name).resolve()
        return path if path.is_relative_to(SCREENS) and path.suffix in SERVED and path.is_file() else None
    except (OSError, ValueError):  # a name no file can have: too long, or with NUL in it
        return None


def _live(view: str) -> Response:
    response = send_file(SCREENS / LIVE_PAGES[view], mimetype="text/html", conditional=True, etag=True, max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _paired() -> dict[str, Any]:
    held = {view: request.cookies.get(cookie) for view, cookie in identity.PAIRED.items()}

    def read(store: Store) -> dict[str, Actor]:
        found = {}
        for view, secret in held.items():
            with suppress(Refusal):
                found[view] = store.read(partial(identities.identify, secret=secret))
        return found

    actors = reading(read) if any(held.values()) else {}
    hall_, sign_, kiosk_ = (actors.get(view) for view in ("hall", "sign", "kiosk"))
    return {
        "hall": hall_.zone if hall_ else None,
        "sign": sign_.counter if sign_ else None,
        "kiosk": bool(kiosk_ and kiosk_.role),
    }
