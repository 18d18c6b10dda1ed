"""The sign over a counter in a real browser: sizes, states, and what it says when it is alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible
from tests.screens.scripted_mall import LONG, Open, at_the_counter, counter, iso, sign

pytestmark = pytest.mark.browser

NUMBER = "[data-now-number]"
CAP = 0.745
"""Height of a capital of Plus Jakarta Sans, in font sizes."""
SIZES = [(1920, 1080), (1080, 1920), (720, 1280)]


def _size(page: Page, selector: str) -> float:
    size: float = page.eval_on_selector(selector, "node => parseFloat(getComputedStyle(node).fontSize)")
    return size


def _boxes_apart(page: Page, *selectors: str) -> bool:
    apart: bool = page.evaluate(
        "selectors => { const boxes = selectors.map(one => { const range = document.createRange();"
        " range.selectNodeContents(document.querySelector(one)); return range.getBoundingClientRect(); });"
        " return boxes.every((a, i) => boxes.slice(i + 1).every(b => a.bottom <= b.top + 1 || b.bottom <= a.top + 1"
        " || a.right <= b.left + 1 || b.right <= a.left + 1)) && boxes.every(b => b.right <= innerWidth && b.bottom <= innerHeight); }",
        selectors,
    )
    return apart


def test_number_counter_and_label_are_read_from_five_metres(open_wall: Open) -> None:
    page, _mall = open_wall("/sign/3", sign(at_the_counter("A-1000", name=LONG)))
    assert _size(page, NUMBER) * CAP >= 170
    assert _size(page, "[data-counter]") * CAP >= 120
    assert _size(page, "[data-label]") * CAP >= 79


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_label_of_48_characters_takes_two_lines_beside_everything_else(
    open_wall: Open, width: int, height: int, language: str
) -> None:
    ticket = at_the_counter("W-1000", "called", LONG)
    page, _mall = open_wall(f"/sign/3?lang={language}", sign(ticket), width=width, height=height)
    lines = page.eval_on_selector(
        "[data-label]",
        "node => Math.round(node.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight))",
    )
    assert lines <= 2
    text = page.eval_on_selector(
        "[data-label]", "node => [node.scrollHeight <= node.clientHeight + 2, node.textContent]"
    )
    assert text == [True, LONG[language]]
    assert _boxes_apart(page, "[data-label]", NUMBER, "[data-counter]", "[data-status] b")


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("open", "Buka"),
        ("break", "Istirahat"),
        ("closed", "Tutup"),
        ("unstaffed", "Belum dibuka"),
        ("outage", "Gangguan"),
    ],
)
def test_a_status_has_an_icon_and_a_word(open_wall: Open, status: str, word: str) -> None:
    page, _mall = open_wall("/sign/3", sign(counter=counter(3, status)))
    shown = page.locator("[data-status]")
    expect(shown).to_contain_text(word)
    assert shown.locator("svg use").count() == 1


def test_a_break_says_when_it_ends(open_wall: Open) -> None:
    page, _mall = open_wall("/sign/3", sign(counter=counter(3, "break", "2026-11-23T06:00:00.000Z")))
    expect(page.get_by_text("Kembali pukul 13.00")).to_be_visible()


def test_a_finished_number_is_gone_at_once(open_wall: Open) -> None:
    page, mall = open_wall("/sign/3", sign(at_the_counter("A-012")))
    expect(page.locator(NUMBER)).to_have_text("A-012")
    mall.happen("ticket.finished", {"number": "A-012", "counter": 3, "from": "serving", "to": "finished"})
    expect(page.locator(NUMBER)).to_have_count(0, timeout=300)
    expect(page.get_by_text("Kartu Keluarga")).to_be_visible()


def test_a_sign_alone_for_half_a_minute_sends_people_to_the_staff(open_wall: Open) -> None:
    page, mall = open_wall("/sign/3", sign(at_the_counter("A-012", "called")))
    colour = "node => getComputedStyle(node).color + getComputedStyle(node.closest('section')).backgroundColor"
    bright = page.eval_on_selector(NUMBER, colour)
    mall.reachable = False
    mall.hang_up()
    expect(page.get_by_text("Tunggu arahan petugas")).to_be_visible(timeout=40_000)
    assert page.eval_on_selector(NUMBER, colour) != bright
    mall.reachable = True
    expect(page.get_by_text("Tunggu arahan petugas")).to_have_count(0, timeout=15_000)


def test_a_call_that_expired_during_an_outage_is_not_flashed(open_wall: Open) -> None:
    page, mall = open_wall("/sign/3", sign())
    missed = at_the_counter("A-002") | {"counter": 3, "to": "called", "at": iso(-70), "expires_at": iso(-10)}
    mall.replay = [mall.event("ticket.called", missed, at_s=-70)]
    mall.hang_up()
    expect(page.locator(NUMBER)).to_have_text("A-002", timeout=10_000)
    assert page.locator(".is-fresh").count() == 0


@pytest.mark.parametrize("state", ["called", "open", "break"])
def test_the_sign_is_accessible(open_wall: Open, state: str) -> None:
    ticket = at_the_counter("A-012", "called") if state == "called" else None
    status = "break" if state == "break" else "open"
    page, mall = open_wall("/sign/3", sign(ticket, counter=counter(3, status)))
    # The pulses of a new call are over.
    mall.pass_s(page, 3)
    assert_accessible(page)
