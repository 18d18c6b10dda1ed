"""Whose request is this: bearer token, session cookie, or the cookie of a paired browser."""

from __future__ import annotations

from flask import Response, request

SESSION = "panggil_session"
PAIRED = {"hall": "panggil_hall", "sign": "panggil_sign", "kiosk": "panggil_kiosk"}
PAIRED_FOR_S = 10 * 365 * 24 * 3600


def bearer() -> str | None:
    """Return the bearer token of this request."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def secrets(*roles: str) -> list[str]:
    """Return the secrets of this request, the first that counts first: bearer, the named paired roles, the session.

    A bearer token stands alone: who sends one means it.
    """
    token = bearer()
    if token:
        return [token]
    held = [request.cookies.get(PAIRED[role]) for role in roles] + [request.cookies.get(SESSION)]
    return [secret for secret in held if secret]


def keep(response: Response, cookie: str, secret: str, life_s: int | None) -> Response:
    """Put a secret into a cookie that scripts cannot read."""
    response.set_cookie(
        cookie, secret, max_age=life_s, httponly=True, samesite="Lax", secure=request.is_secure, path="/"
    )
    return response


def drop(response: Response, cookie: str) -> Response:
    """Take a cookie back."""
    response.delete_cookie(cookie, path="/", httponly=True, samesite="Lax")
    return response
