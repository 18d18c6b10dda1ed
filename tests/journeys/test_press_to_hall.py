"""One number from the kiosk to the loudspeaker, in real browsers, from an empty database."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser import Pages
from tests.programs import ROOT
from tests.server import Server
from tests.sound_sink import Sound, SoundSink, likeness, read_sound

pytestmark = [pytest.mark.browser, pytest.mark.sound]

ZONE, COUNTER = "Z2", 4
AMBER = np.array([0xFF, 0xC8, 0x3D])
CAP_PX = 195
"""EN 301 549: a capital seen under 0.7 degrees at 10 m on a 55-inch screen of 1080 lines."""


def test_a_number_taken_at_the_kiosk_is_called_by_one_key_shown_and_spoken(
    make_server: Callable[..., Server],
    sounding_browser: Browser,
    sound_sink: SoundSink,
    pages_of: Callable[[Browser], Pages],
    tmp_path: Path,
) -> None:
    mall = make_server("eventlet")
    mall.command("demo")
    mall.start()
    pages = pages_of(sounding_browser)
    hall = _paired(mall, pages, "--hall", ZONE, width=1920, height=1080)
    sign = _paired(mall, pages, "--sign", str(COUNTER), width=1920, height=1080)
    kiosk = _paired(mall, pages, "--kiosk", width=1080, height=1920)
    desk = _desk_by_keyboard(mall, pages)

    number = _take_number(kiosk)
    expect(desk.get_by_text("1 menunggu").first).to_be_visible()
    with sound_sink.record() as recording:
        desk.keyboard.press("Enter")
        expect(hall.locator("[data-now-number]")).to_have_text(number)
        expect(sign.get_by_text(number).first).to_be_visible()
        expect(desk.get_by_text("Sudah ditampilkan").or_(desk.get_by_text("Ditampilkan")).first).to_be_visible()
        said = _sentence(mall, tmp_path, number)
        recording.wait_for(said, at_least=0.7, timeout_s=20)
        heard = recording.so_far()
    assert likeness(_sentence(mall, tmp_path, "A-358"), heard) < 0.6
    expect(desk.get_by_text("Sudah disuarakan").or_(desk.get_by_text("Disuarakan")).first).to_be_visible(timeout=10_000)
    expect(hall.locator("[data-now-counter]")).to_contain_text(str(COUNTER))
    assert _amber_height_px(hall) >= CAP_PX


def _paired(mall: Server, pages: Pages, *place: str, width: int, height: int) -> Page:
    secret = mall.command("pair", *place).stdout.strip().rsplit("/", 1)[1]
    page = pages(f"{mall.address}/pair/{secret}", width=width, height=height)
    page.wait_for_load_state("networkidle")
    return page


def _desk_by_keyboard(mall: Server, pages: Pages) -> Page:
    people = json.loads((mall.instance / "demo-accounts.json").read_text())["accounts"]
    clerk = next(person for person in people if person["counters"] == [COUNTER])
    page = pages(f"{mall.address}/desk", width=1366, height=768)
    page.keyboard.type(clerk["name"])
    page.keyboard.press("Tab")
    page.keyboard.type(clerk["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Buka loket").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Belum ada antrean").first).to_be_visible()
    return page


def _take_number(kiosk: Page) -> str:
    for words in ("Adminduk", "Cetak KTP-el", "Tidak"):
        kiosk.get_by_role("button", name=words).first.click()
        kiosk.wait_for_timeout(700)
    number = kiosk.get_by_text("A-001").first
    expect(number).to_be_visible()
    return number.inner_text().strip()


def _sentence(mall: Server, folder: Path, number: str) -> Sound:
    """The sound of the sentence as the offline tool makes it."""

    def audio(*arguments: str) -> str:
        command = [sys.executable, "-m", "audio", *arguments]
        done = subprocess.run(
            command, env=mall.environment, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout.strip()

    file = folder / f"{number}.wav"
    audio("speak", audio("words", number, "--counter", str(COUNTER)), "--out", str(file))
    return read_sound(file)


def _amber_height_px(hall: Page) -> int:
    """How tall the amber number really is on the picture, in pixels."""
    picture = np.asarray(
        Image.open(io.BytesIO(hall.locator("[data-now-number]").screenshot())).convert("RGB"), dtype=int
    )
    rows = np.flatnonzero((np.abs(picture - AMBER).sum(axis=2) < 60).any(axis=1))
    return int(rows[-1] - rows[0] + 1)
