"""What stands before every route: cross-site requests refused, strict headers on every answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from .problems import BadRequest

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def same_site() -> bool:
    """Return whether this request may use its cookies: it is safe, or it comes from our own pages.

    `Sec-Fetch-Site` decides where the browser sends it (https and localhost), else `Origin`, as on a plain-HTTP LAN.
    A request with a bearer token or without any cookie has nothing to abuse, but a foreign page is refused all the same.
    """
    if request.method in SAFE_METHODS:
        return True
    fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    if origin is not None:
        return urlsplit(origin).netloc == request.host
    return "Authorization" in request.headers or not request.cookies


def register(app: Flask) -> None:
    """Stand before every route of the app."""

    @app.before_request
    def refuse_cross_site() -> None:
        if not same_site():
            raise BadRequest(
                403,
                "cross_site",
                "Permintaan dari situs lain ditolak. Buka halaman ini langsung dari alamat mal.",
                "Requests from other sites are refused. Open this page from the mall's own address.",
            )

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Vary"] = "Origin, Sec-Fetch-Site, Cookie, Accept-Encoding"
        return response
