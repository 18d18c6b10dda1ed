"""What the walls may weigh, and that the statuses of a sign differ without colour."""

from __future__ import annotations

import base64
import gzip
from itertools import combinations

import pytest
from playwright.sync_api import Page

from tests.programs import ROOT
from tests.screens.scripted_mall import Open, at_the_counter, call, counter, hall, sign

pytestmark = pytest.mark.browser

LOADED = "() => performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"
CHANGED = """async (pictures) => {
  const greys = await Promise.all(pictures.map(async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return Array.from({ length: data.length / 4 }, (_, at) => 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]);
  }));
  return greys[0].filter((grey, at) => Math.abs(grey - greys[1][at]) > 24).length / greys[0].length;
}"""
"""The share of two pictures that differs once the colour is gone."""


def _weights(page: Page) -> tuple[int, int]:
    """The scripts, and everything the page loaded, in bytes as gzip sends them; the typeface is packed already."""
    paths = {path for path in page.evaluate(LOADED) if path.startswith("/screens/")}
    packed = {
        path: len(blob if path.endswith(".woff2") else gzip.compress(blob, mtime=0))
        for path in paths
        for blob in [(ROOT / path.removeprefix("/")).read_bytes()]
    }
    return sum(size for path, size in packed.items() if path.endswith(".js")), sum(packed.values())


def test_the_hall_is_light(open_wall: Open) -> None:
    page, _mall = open_wall("/hall/Z1", hall(calls=[call("A-012", 12, priority=True)]))
    scripts, everything = _weights(page)
    assert 10_000 < scripts <= 60_000
    assert everything <= 150_000


def test_the_sign_is_lighter(open_wall: Open) -> None:
    page, _mall = open_wall("/sign/3", sign(at_the_counter("A-012")))
    scripts, everything = _weights(page)
    assert 10_000 < scripts <= 40_000
    assert everything <= 80_000


def _picture(page: Page) -> str:
    return base64.b64encode(page.screenshot(animations="disabled")).decode()


def test_the_states_of_a_sign_differ_without_colour(open_wall: Open) -> None:
    states = {
        "called": sign(at_the_counter("A-012", "called")),
        "serving": sign(at_the_counter("A-012")),
        **{status: sign(counter=counter(3, status)) for status in ("open", "break", "closed")},
    }
    pictures: dict[str, str] = {}
    words: set[str] = set()
    for name, state in states.items():
        page, _mall = open_wall("/sign/3", state, width=960, height=540)
        pictures[name] = _picture(page)
        words.add(page.locator("[data-status] b").inner_text())
    assert len(words) == len(states)
    for one, other in combinations(states, 2):
        changed = page.evaluate(CHANGED, [pictures[one], pictures[other]])
        assert changed > 0.05, f"{one} and {other} differ in {changed:.1%} of the picture"
