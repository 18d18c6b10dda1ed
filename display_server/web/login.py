"""Signing in and out, and choosing a password by a one-time link."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request

from ..actions import accounts, passwords
from ..actions import identity as identities
from ..actions.ports import SYSTEM, Actor, Work
from ..domain.errors import Refusal
from . import identity
from .messages import Answer, Message
from .operations import body, granted, opened_store, operation, reading, runtime
from .texts import language, translator

log = logging.getLogger(__name__)

pages = Blueprint("login", __name__)
api = Blueprint("sessions", __name__, url_prefix="/api/v1")

OUR_PATH = re.compile(r"/(?![/\\])[!-~]*")
"""A page of ours: browsers drop white space from an address, so that ``/<tab>/else.where`` would lead elsewhere."""

_hashing = ThreadPoolExecutor(1, thread_name_prefix="panggil-argon2")
"""One at a time: a flood of sign-ins must leave the other core to the hall."""


class SignIn(Message):
    """Name and password."""

    name: str
    password: str


class SignedIn(Answer):
    """Who signed in."""

    name: str
    role: str


@pages.get("/login")
@granted("sign_in")
def login_page() -> str:
    """Show the sign-in page."""
    return _login_page(None, "")


@pages.post("/login")
@granted("sign_in")
def login() -> Response:
    """Sign in from the form."""
    name = request.form.get("name", "").strip().lower()[:40]
    try:
        issued = _sign_in(name, request.form.get("password", ""))
    except Refusal as refusal:
        error = "too_many" if refusal.code == "too_many" else "wrong"
        return make_response(_login_page(error, name), 429 if error == "too_many" else 401)
    wanted = request.form.get("next", "")
    home = "/setup" if _signed_in(issued).role == "admin" else "/desk"
    response = Response("", 303, {"Location": wanted if OUR_PATH.fullmatch(wanted) else home})
    return identity.keep(response, identity.SESSION, issued.secret, None)


@pages.post("/logout")
@granted("sign_out")
def logout() -> Response:
    """Sign out; the session ends on the server, with its sockets."""
    secret = request.cookies.get(identity.SESSION)
    if secret:
        current_app.extensions["panggil"].end_session(secret)
    return identity.drop(Response("", 303, {"Location": "/login"}), identity.SESSION)


@operation(api, "POST", "/session", "Sign in", access="sign_in", answer=SignedIn, body=SignIn)
def sign_in() -> Response:
    """Sign in from a program that keeps cookies."""
    asked: SignIn = body(SignIn)
    issued = _sign_in(asked.name.strip().lower()[:40], asked.password)
    actor = _signed_in(issued)
    return identity.keep(jsonify({"name": actor.name, "role": actor.role}), identity.SESSION, issued.secret, None)


@pages.get("/enter/<secret>")
@granted("sign_in")
def entry_page(secret: str) -> Response:
    """Show the page on which a new account chooses its password."""
    try:
        name = reading(lambda kept: kept.read(lambda work: identities.entry_account(work, secret[:100])))
    except Refusal:
        return make_response(_entry_page("", "link"), 410)
    return make_response(_entry_page(name, None))


@pages.post("/enter/<secret>")
@granted("sign_in")
def enter(secret: str) -> Response:
    """Take the chosen password and sign in with it."""
    first, again = request.form.get("password", ""), request.form.get("again", "")
    try:
        name = reading(lambda kept: kept.read(lambda work: identities.entry_account(work, secret[:100])))
        if first != again:
            return make_response(_entry_page(name, "mismatch"), 422)
        password_hash = hashed(first, name)
    except Refusal as refusal:
        link = refusal.code == "used_link"
        return make_response(_entry_page("", "link") if link else _entry_page(name, "weak"), 410 if link else 422)

    def act(work: Work) -> identities.Issued:
        account = identities.use_entry_link(work, secret[:100])
        accounts.set_password(work, SYSTEM, account, password_hash)
        return identities.start_session(work, account, password_hash)

    issued = runtime().wait(opened_store().act(act))
    response = Response("", 303, {"Location": "/"})
    return identity.keep(response, identity.SESSION, issued.secret, None)


def hashed(password: str, name: str) -> str:
    """Return the hash of a password without holding up anybody else; refuses with ``weak_password``."""
    return runtime().wait(_hashing.submit(passwords.hash_password, password, name))


def _sign_in(name: str, password: str) -> identities.Issued:
    attempts = current_app.extensions["panggil"].sign_ins
    key = (name, request.remote_addr)
    held = current_app.extensions["panggil"]
    wait_s = held.sign_ins_from.wait_s(request.remote_addr) or attempts.wait_s(key)
    if wait_s:
        log.warning("sign-in of %r from %s has to wait %s s", name, request.remote_addr, wait_s)
        raise Refusal("too_many", seconds=wait_s)
    account = reading(lambda kept: kept.read(lambda work: work.account(name)))
    kept = account.password_hash if account and account.active else None
    if not runtime().wait(_hashing.submit(passwords.verify, kept, password)):
        log.warning("sign-in of %r from %s refused", name, request.remote_addr)
        raise Refusal("wrong_password")
    log.info("sign-in of %r from %s", name, request.remote_addr)
    attempts.forgive(key)
    return runtime().wait(opened_store().act(lambda work: identities.start_session(work, name, kept)))


def _signed_in(issued: identities.Issued) -> Actor:
    return reading(lambda kept: kept.read(lambda work: identities.identify(work, issued.secret)))


def _login_page(error: str | None, name: str) -> str:
    lang = language()
    wanted = request.values.get("next", "")
    return render_template(
        "login/login.html", error=error, next=wanted, name=name, lang=lang, t=translator("login", lang)
    )


def _entry_page(name: str, error: str | None) -> str:
    lang = language()
    return render_template("login/password.html", error=error, name=name, lang=lang, t=translator("login", lang))
