"""The hall in a real browser: what it shows, in which size, and what it never does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.screens.scripted_mall import LONG, SITE, ZONE, Open, call, hall, iso, label

pytestmark = pytest.mark.browser

NUMBER = "[data-now-number]"
CAP = 0.745
"""Height of a capital of Plus Jakarta Sans, in font sizes."""
OUTSIDE = """() => [...document.querySelectorAll('main *')].filter(node => {
  const box = node.getBoundingClientRect();
  return !node.closest('.band') && box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
}).map(node => node.className)"""
"""What stands partly off the wall; the running text may."""
LOCKED = """Object.defineProperty(AudioContext.prototype, 'state', { get() { return window.touched ? 'running' : 'suspended'; } });
addEventListener('pointerdown', () => { window.touched = true; });"""
"""A browser that lets the page sound only after a touch; the one of the tests takes the test itself for a touch."""


@pytest.mark.parametrize("number", ["A-012", "A-1000", "W-888"])
def test_the_current_number_is_read_from_ten_metres(open_wall: Open, number: str) -> None:
    page, _mall = open_wall("/hall/Z1", hall(calls=[call(number, 12)]))
    size = page.eval_on_selector(NUMBER, "node => parseFloat(getComputedStyle(node).fontSize)")
    assert size * CAP >= 195
    inside = page.eval_on_selector(
        NUMBER,
        "node => { const range = document.createRange(); range.selectNodeContents(node); const text = range.getBoundingClientRect();"
        " const card = node.closest('section').getBoundingClientRect(); return text.left >= card.left && text.right <= card.right; }",
    )
    assert inside


def test_the_earlier_numbers_and_the_counter_are_read_too(open_wall: Open) -> None:
    calls = [call(f"A-{number}", 12, called_s=-200 - number) for number in range(1000, 1006)]
    page, _mall = open_wall("/hall/Z1", hall(calls=calls))
    sizes = {
        selector: page.eval_on_selector(selector, "node => parseFloat(getComputedStyle(node).fontSize)")
        for selector in (".row-number", "[data-now-counter]", ".service")
    }
    assert sizes[".row-number"] * CAP >= 92
    assert sizes["[data-now-counter]"] * CAP >= 92
    assert sizes[".service"] * CAP >= 29
    assert page.locator("[data-row]").count() == 5
    overlaps = page.eval_on_selector_all(
        "[data-row]",
        "rows => rows.filter(row => row.querySelector('.row-number').getBoundingClientRect().right"
        " > row.querySelector('.row-counter').getBoundingClientRect().left).length",
    )
    assert overlaps == 0


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768), (3840, 2160)])
def test_the_longest_words_stay_inside(open_wall: Open, width: int, height: int, language: str) -> None:
    agency = "Badan Penyelenggara Jaminan Sosial Ketenagakerjaan Trenggalek"
    calls = [
        call(f"W-{1000 + n}", 28, called_s=-n, label=label(LONG, agency), priority=True, recalls=2) for n in range(6)
    ]
    page, _mall = open_wall(f"/hall/Z1?lang={language}", hall(calls=calls), width=width, height=height)
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
    )


def test_a_long_name_and_a_lost_link_push_nothing_off_the_wall(open_wall: Open) -> None:
    site = SITE | {"name": "Mal Pelayanan Publik Kabupaten Penukal Abab Lematang Ilir"}
    zone = ZONE | {"name": {"id": "Kependudukan, Pencatatan Sipil dan Catatan Kepolisian", "en": "Civil registry"}}
    calls = [call(f"A-00{number}", 12, called_s=-200 - number) for number in range(6)]
    page, mall = open_wall("/hall/Z1", hall(site=site, zone=zone, calls=calls))
    mall.reachable = False
    mall.hang_up()
    expect(page.locator("[data-offline]")).to_be_visible(timeout=12_000)
    assert page.evaluate(OUTSIDE) == []


def test_a_call_is_shown_flashed_and_acknowledged_once(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall())
    mall.call("A-012", 12)
    expect(page.locator(NUMBER)).to_have_text("A-012")
    expect(page.locator("[data-now-counter]")).to_have_text("12")
    assert page.locator(".card.is-fresh").count() == 1
    mall.pass_s(page, 2)
    assert [(ack["id"], ack["kind"]) for ack in mall.acks] == [("c-A-012", "shown")]


def test_an_unpaired_hall_shows_and_says_nothing_back(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall(), paired=False)
    mall.call("A-012", 12)
    expect(page.locator(NUMBER)).to_have_text("A-012")
    mall.pass_s(page, 1)
    assert mall.acks == []
    assert page.locator("[data-unlock]").count() == 0


def test_a_burst_of_twenty_calls_is_visible_at_once_and_acknowledged(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall())
    numbers = [f"A-{number:03}" for number in range(1, 21)]
    for number in numbers:
        mall.call(number)
    mall.pass_s(page, 1)
    visible = page.evaluate(
        "numbers => numbers.filter(number => [...document.querySelectorAll('[data-row], [data-now-number]')].some(node => {"
        " const box = node.getBoundingClientRect(); return node.textContent.includes(number) && box.bottom <= innerHeight; }))",
        numbers,
    )
    assert visible == numbers
    assert sorted(ack["id"] for ack in mall.acks) == [f"c-{number}" for number in numbers]


def test_a_call_that_expired_during_an_outage_is_shown_and_not_flashed(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall(calls=[call("A-001", called_s=-300)]))
    missed = call("A-002", called_s=-70) | {"to": "called"}
    mall.replay = [mall.event("ticket.called", missed, at_s=-70)]
    mall.hang_up()
    expect(page.locator(NUMBER)).to_have_text("A-002", timeout=10_000)
    assert mall.greetings[-1]["after"] == 100
    assert page.locator(".is-fresh").count() == 0
    mall.pass_s(page, 1)
    assert mall.acks == []


def test_the_clock_stays_that_of_the_server_after_an_outage(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall())
    before = page.locator("time").inner_text()
    missed = call("A-002", called_s=-3000) | {"to": "called"}
    mall.replay = [mall.event("ticket.called", missed, at_s=-3000)]
    mall.hang_up()
    expect(page.locator(NUMBER)).to_have_text("A-002", timeout=10_000)
    mall.pass_s(page, 1.5)
    hour, minute = (int(part) for part in page.locator("time").inner_text().split("."))
    was_hour, was_minute = (int(part) for part in before.split("."))
    assert (hour * 60 + minute - was_hour * 60 - was_minute) % 1440 <= 1


def test_a_cut_link_is_said_and_the_calls_stay(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall(calls=[call("A-012", 12)]))
    mall.reachable = False
    mall.hang_up()
    expect(page.locator("[data-offline]")).to_be_visible(timeout=12_000)
    expect(page.locator(NUMBER)).to_have_text("A-012")
    mall.reachable = True
    expect(page.locator("[data-offline]")).to_have_count(0, timeout=15_000)


def test_running_text_and_highlights_cost_no_layout(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall())
    mall.call("A-012", 12)
    mall.pass_s(page, 6)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def layouts() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "LayoutCount")

    before = layouts()
    mall.pass_s(page, 4)
    # The clock may turn its minute meanwhile.
    assert layouts() - before <= 1


@pytest.mark.parametrize("state", ["empty", "calls", "offline"])
def test_the_hall_is_accessible(open_wall: Open, state: str) -> None:
    page, mall = open_wall("/hall/Z1", hall(calls=[] if state == "empty" else [call("A-012", 12)]))
    if state == "offline":
        mall.reachable = False
        mall.hang_up()
        expect(page.locator("[data-offline]")).to_be_visible(timeout=12_000)
    # The pulses of a new call are over.
    mall.pass_s(page, 3)
    assert_accessible(page)


def test_a_call_taken_back_leaves_the_wall(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall(calls=[call("A-001", called_s=-100)]))
    mall.call("A-002")
    # The call before it keeps its five seconds.
    expect(page.locator(NUMBER)).to_have_text("A-002", timeout=10_000)
    undone = {"act": "call_next", "undone_call": "c-A-002", "call": None, "number": "A-002", "at": iso()}
    mall.happen("ticket.undone", undone)
    expect(page.locator(NUMBER)).to_have_text("A-001")
    assert page.get_by_text("A-002").count() == 0


def test_an_expired_announcement_is_not_spoken(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall())
    mall.tell("welcome", {"paired": True, "speaks": True, "at": iso()})
    clips = {"chime": None, "clips": [], "repeat": 1, "text": "", "lang": "id", "zone": "Z1", "epoch": 1}
    mall.tell("announce", {"id": "a1", "expires_at": iso(-1)} | clips)
    mall.pass_s(page, 0.5)
    assert [(ack["id"], ack["kind"], ack["detail"]) for ack in mall.acks] == [("a1", "failed", "expired")]


def test_a_speaker_that_may_not_sound_asks_for_one_touch(open_wall: Open) -> None:
    page, mall = open_wall("/hall/Z1", hall(calls=[call("A-012", 12)]), script=LOCKED)
    mall.tell("welcome", {"paired": True, "speaks": True, "at": iso()})
    expect(page.locator("[data-unlock]")).to_have_text("Sentuh layar sekali untuk mengaktifkan suara")
    expect(page.locator(NUMBER)).to_be_visible()
    assert mall.health["sound"] == "suspended"
    page.mouse.click(960, 300)
    expect(page.locator("[data-unlock]")).to_have_count(0)
    mall.pass_s(page, 1)
    assert mall.health["sound"] == "running"
