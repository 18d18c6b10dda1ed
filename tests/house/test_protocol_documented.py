"""What is public is documented: routes, events, settings, commands stand in docs/protocol.md or docs/operations.md."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from display_server.app import create_mall
from display_server.cli import main
from display_server.domain.events import EVENTS
from display_server.runtime import ThreadRuntime
from display_server.settings import Settings
from tests.programs import ROOT

PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
PREFIX = "PANGGIL_"
API = "/api/v1"


def _shape(path: str) -> str:
    """A path with its parameters unnamed, and without a query: `/t/<ticket>` and `/t/{id}` are one shape."""
    return re.sub(r"<[^>]*>|\{[^}]*\}", "{}", path.partition("?")[0])


def _documented() -> dict[str, set[str]]:
    """The shape of every path in the documents, with the methods named in the same line."""
    found: dict[str, set[str]] = {}
    for line in (PROTOCOL + OPERATIONS).splitlines():
        methods = set(re.findall(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b", line))
        for path in re.findall(r"/[A-Za-z0-9_{}.<>:/?=&-]*", line):
            found.setdefault(_shape(path.rstrip(".:")), set()).update(methods)
    return found


def _routes(app: Flask) -> dict[str, set[str]]:
    """The shape of every route with its methods; files are one route."""
    routes: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        routes.setdefault(_shape(rule.rule), set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return routes


def _commands(group: click.Group, before: str = "") -> list[str]:
    """Every command as it is typed, those of groups included."""
    names: list[str] = []
    for name, command in group.commands.items():
        names += _commands(command, f"{before}{name} ") if isinstance(command, click.Group) else [before + name]
    return names


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("PANGGIL_INSTANCE", str(tmp_path))
    return create_mall(Settings(), ThreadRuntime()).flask


def test_every_route_is_documented_with_its_methods(app: Flask) -> None:
    documented = _documented()
    missing = []
    for path, methods in _routes(app).items():
        near = documented.get(path) or documented.get(path.removeprefix(API)) or set()
        known = path in documented or path.removeprefix(API) in documented
        # A page is read: GET goes without saying.
        missing += [
            f"{method} {path}" for method in sorted(methods) if not known or (method != "GET" and method not in near)
        ]
    assert not missing, "not in docs/protocol.md:\n" + "\n".join(missing)


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_every_event_is_documented(event: str) -> None:
    assert f"`{event}`" in PROTOCOL + OPERATIONS


def test_every_setting_is_documented_and_nothing_else() -> None:
    settings = {PREFIX + name.upper() for name in Settings.model_fields}
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", PROTOCOL + OPERATIONS))
    assert named == settings


@pytest.mark.parametrize("command", _commands(main))
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"display_server {re.escape(command)}\b", OPERATIONS)
