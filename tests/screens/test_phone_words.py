"""The visitor's page says the same with and without its script: phone.html and standing.js, over every state and wait."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from display_server.web import phone
from display_server.web.texts import translator
from tests.node import answer_of
from tests.programs import ROOT
from tests.screens.scripted_mall import SITE, label

PARTS = ("headline", "lead", "counter", "ahead-count", "ahead-label", "service")
LANGUAGES = ("id", "en")
STATES = ("waiting", "called", "serving", "finished", "no_show", "held", "cancelled", "abandoned")
PACES = [None, *((low, high) for low in (10, 75, 150, 290, 450, 750) for high in (low, low + 1, 2 * low, 6 * low))]
PAGES = Environment(loader=FileSystemLoader(ROOT / "screens"), autoescape=True)


def phone_state(state: str, ahead: int, pace: tuple[int, int] | None) -> dict[str, Any]:
    """A visitor's state as docs/protocol.md says."""
    at_counter = state in ("called", "serving", "no_show", "held", "finished")
    return {
        "site": SITE,
        "day": "2026-11-23",
        "ahead": ahead if state == "waiting" else 0,
        "pool": ["DK-KTP"],
        "pace": pace and {"low_s": pace[0], "high_s": pace[1]},
        "ticket": {
            "number": "A-012",
            "service": "DK-KTP",
            "label": label({"id": "Kartu Keluarga", "en": "Family card"}),
            "state": state,
            "order": 12,
            "priority": False,
            "counter": 4 if at_counter else None,
            "at": None,
            "expires_at": None,
            "calls": int(at_counter),
        },
    }


CASES = [
    *((lang, phone_state(state, 0, None)) for lang, state in product(LANGUAGES, STATES)),
    *((lang, phone_state("waiting", ahead, pace)) for lang, ahead, pace in product(LANGUAGES, (0, 1, 3, 4, 12), PACES)),
]


@pytest.fixture(scope="module")
def said() -> list[dict[str, Any]]:
    """What the script says of every case."""
    words = {
        lang: json.loads((ROOT / f"screens/locales/{lang}/shared.json").read_text())
        | json.loads((ROOT / f"screens/locales/{lang}/phone.json").read_text())
        for lang in LANGUAGES
    }
    told: list[dict[str, Any]] = answer_of(Path(__file__).with_name("phone.mjs"), {"words": words, "states": CASES})
    return told


def rendered(lang: str, state: dict[str, Any]) -> dict[str, str]:
    """What the page of the server says, by the id of the part; `title` and `mode` too."""
    page = PAGES.get_template("phone/phone.html").render(
        state=state,
        estimate=phone._minutes(state),
        now=datetime(2026, 11, 23, 2, tzinfo=UTC),
        expired=False,
        lang=lang,
        t=translator("phone", lang),
        request=SimpleNamespace(args={}, path="/t/x"),
    )
    parts = {part: _text(page, f'id="{part}"') for part in (*PARTS, "estimate")}
    title = html.unescape(re.findall("<title>(.*?) · ", page)[0])
    return parts | {"title": title, "mode": re.findall('data-mode="([a-z]+)"', page)[0]}


def _text(page: str, mark: str) -> str:
    found = re.findall(f"{mark}[^>]*>(.*?)<", page, re.DOTALL)
    return html.unescape(" ".join(found[0].split()))


def test_the_page_says_the_same_with_and_without_its_script(said: list[dict[str, Any]]) -> None:
    for (lang, state), is_said in zip(CASES, said, strict=True):
        page = rendered(lang, state)
        same = {part: is_said[part.replace("ahead-count", "ahead").replace("-", "_")] for part in PARTS}
        same |= {"title": is_said["title"], "mode": is_said["mode"]}
        # An estimate is shown in line only.
        same |= {"estimate": is_said["estimate"] if is_said["in_line"] else page["estimate"]}
        assert page == same, (lang, state["ticket"]["state"], state["ahead"], state["pace"])


def test_a_wait_is_never_finer_than_five_minutes_and_never_a_point(said: list[dict[str, Any]]) -> None:
    for (_lang, state), is_said in zip(CASES, said, strict=True):
        if state["pace"] and is_said["in_line"]:
            minutes = [int(number) for number in re.findall(r"\d+", is_said["estimate"])]
            assert len(minutes) == 2 or minutes in ([5], [1]), is_said["estimate"]
            assert len(minutes) < 2 or (minutes[0] % 5 == minutes[1] % 5 == 0 and 5 <= minutes[0] < minutes[1] <= 60)


def test_without_a_pace_nothing_is_promised(said: list[dict[str, Any]]) -> None:
    silent = {"id": "Perkiraan belum tersedia", "en": "Estimate not available yet"}
    for (lang, state), is_said in zip(CASES, said, strict=True):
        if state["pace"] is None:
            assert is_said["estimate"] == silent[lang]
