"""Outer rooms import inner rooms, never the reverse (docs/architecture.md)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from tests.programs import ROOT

DOMAIN = ROOT / "display_server" / "domain"


def _imported(path: Path) -> Iterator[str]:
    """The top-level packages that a module imports absolutely."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def test_every_import_goes_inward(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert kept, capsys.readouterr().out


@pytest.mark.parametrize("path", sorted(DOMAIN.glob("*.py")), ids=lambda path: path.stem)
def test_the_domain_needs_nothing_but_the_standard_library(path: Path) -> None:
    assert set(_imported(path)) <= sys.stdlib_module_names


@pytest.mark.parametrize("path", sorted(DOMAIN.glob("*.py")), ids=lambda path: path.stem)
def test_the_domain_touches_no_world(path: Path) -> None:
    world = {
        "asyncio",
        "io",
        "os",
        "pathlib",
        "random",
        "secrets",
        "socket",
        "sqlite3",
        "subprocess",
        "threading",
        "time",
    }
    assert not world & set(_imported(path)), "clock, chance and network are handed in"


def test_the_screens_and_the_pi_client_know_no_python_of_the_server() -> None:
    strangers = [
        path for path in (ROOT / "kiosk_client").rglob("*.py") if {"display_server", "audio"} & set(_imported(path))
    ]
    assert not strangers
