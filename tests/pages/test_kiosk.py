"""The kiosk in a real browser: four touches to a number, and never a promise it cannot keep."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Pages, assert_accessible
from tests.pages.work_mall import LATER, WorkMall, assert_no_sideways

pytestmark = pytest.mark.browser

SIZES = [(1080, 1920), (1280, 800)]
NUMBER = ".card .number"
IDLE_S, WARN_S, LEAVE_S = 45, 20, 60


def _touch(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.tap()


def _to_the_question(page: Page) -> None:
    for name in ("Jaminan Sosial", "BPJS Kesehatan", "Informasi dan pengaduan JKN"):
        _touch(page, name)
    expect(page.get_by_role("heading", name="Apakah Anda termasuk layanan prioritas?")).to_be_visible()


def _waiting(work_mall: WorkMall, service: str) -> int:
    rows: list[dict[str, Any]] = work_mall.admin.get("/api/v1/services").json()
    return next(int(row["waiting"]) for row in rows if row["code"] == service)


@pytest.mark.parametrize(
    ("width", "height", "touches", "service", "counter"),
    [
        (1080, 1920, ("Adminduk", "Lainnya", "Konsolidasi"), "DK-KONS", 9),
        (1280, 800, ("Informasi dan Perizinan", "Dinas Lingkungan Hidup", "Konsultasi limbah"), "LH-LMB", 10),
    ],
)
def test_four_touches_to_a_number(
    work_mall: WorkMall, open_page: Pages, width: int, height: int, touches: tuple[str, ...], service: str, counter: int
) -> None:
    work_mall.opened(counter)
    page = work_mall.kiosk(open_page, width=width, height=height)
    for touch in touches:
        _touch(page, touch)
    page.locator(".regular").tap()
    number = page.locator(NUMBER)
    expect(number).to_have_text(re.compile(r"^[A-Z]-\d{3}$"))
    expect(page.get_by_role("img", name="Kode QR")).to_have_js_property("complete", True)
    assert page.get_by_role("img", name="Kode QR").evaluate("node => node.naturalWidth") > 0
    expect(page.locator(".ahead")).to_contain_text("Anda berikutnya")
    assert _waiting(work_mall, service) == 1
    assert_accessible(page)
    _fits(page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_is_accessible_fits_and_is_in_reach(
    work_mall: WorkMall, open_page: Pages, width: int, height: int
) -> None:
    page = work_mall.kiosk(open_page, width=width, height=height)
    _good(page)
    _touch(page, "Cari dengan kata")
    for letter in "KTP":
        page.get_by_role("button", name=letter, exact=True).tap()
    expect(page.locator("[data-service=DK-KTP]")).to_be_visible()
    _good(page)
    page.get_by_role("button", name="Hapus semua").tap()
    _touch(page, "Kembali")
    _touch(page, "Menurut instansi")
    _good(page)
    _touch(page, "Kembali")
    _touch(page, "Informasi dan Perizinan")
    _good(page)
    _touch(page, "Kembali")
    _to_the_question(page)
    _good(page)
    _touch(page, "Huruf besar")
    _good(page)


def _good(page: Page) -> None:
    expect(page.locator(".tile:not(.closed)").first).to_be_enabled()
    assert_accessible(page)
    _fits(page)
    small = page.eval_on_selector_all(
        "button",
        "all => all.map(node => [node.innerText, node.getBoundingClientRect()])"
        ".filter(([, box]) => Math.min(box.width, box.height) < 56).map(([text]) => text)",
    )
    assert small == []


def _fits(page: Page) -> None:
    assert_no_sideways(page)
    outside = page.eval_on_selector_all(
        "#kiosk button, #kiosk h1, .number",
        "all => all.filter(node => { const box = node.getBoundingClientRect();"
        " return !node.closest('.paper') && box.width && (box.bottom > innerHeight + 1 || box.top < 0); }).map(node => node.innerText)",
    )
    assert outside == []


def test_a_double_touch_does_not_choose_on_the_page_it_has_never_seen(work_mall: WorkMall, open_page: Pages) -> None:
    page = work_mall.kiosk(open_page)
    tile = page.get_by_role("button", name="Adminduk").bounding_box()
    assert tile
    middle = tile["x"] + tile["width"] / 2, tile["y"] + tile["height"] / 2
    page.touchscreen.tap(*middle)
    page.touchscreen.tap(*middle)
    expect(page.get_by_role("heading", name="Pilih layanan")).to_be_visible()
    page.wait_for_timeout(700)
    expect(page.get_by_role("heading", name="Pilih layanan")).to_be_visible()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_priority_is_asked_for_and_kept(work_mall: WorkMall, open_page: Pages, language: str) -> None:
    page = work_mall.kiosk(open_page)
    if language == "en":
        page.get_by_role("button", name="English").tap()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        touches = ("Civil registration", "Birth certificate", "Elderly")
    else:
        touches = ("Adminduk", "Akta kelahiran", "Lansia")
    for touch in touches:
        _touch(page, touch)
    number = page.locator(NUMBER).inner_text()
    words = "Your number" if language == "en" else "Nomor Anda"
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    state = work_mall.admin.get("/api/v1/snapshot?view=desk&counter=4").json()["state"]
    assert [ticket["priority"] for ticket in state["waiting"] if ticket["number"] == number] == [True]


def test_a_lost_answer_is_asked_for_again_and_is_one_number(work_mall: WorkMall, open_page: Pages) -> None:
    before = _waiting(work_mall, "BS-INF")
    keys: list[str] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page = work_mall.kiosk(open_page)
    page.route("**/api/v1/tickets", lose_the_first)
    open_page.watch.expected.append("net::ERR_FAILED")
    _to_the_question(page)
    page.locator(".regular").tap()
    expect(page.get_by_role("alert")).to_contain_text("Nomor belum dapat diambil")
    expect(page.get_by_role("alert")).to_contain_text("Belum ada nomor yang dicetak")
    assert page.locator(NUMBER).count() == 0
    assert_accessible(page)
    _touch(page, "Coba lagi")
    expect(page.locator(NUMBER)).to_be_visible()
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert _waiting(work_mall, "BS-INF") == before + 1


def test_without_the_server_it_promises_nothing(work_mall: WorkMall, open_page: Pages) -> None:
    page, other = work_mall.kiosk(open_page), work_mall.kiosk(open_page)
    _to_the_question(page)
    open_page.watch.expected += ["ERR_CONNECTION_REFUSED", "WebSocket connection"]
    with work_mall.away():
        for kiosk in (page, other):
            expect(kiosk.get_by_role("alert")).to_contain_text("Mesin sedang tidak tersambung.", timeout=5000)
            expect(kiosk.get_by_role("alert")).to_contain_text("Silakan ke meja informasi")
        assert page.locator(".tile:enabled").count() == 0
        assert other.locator("button").count() == 0
        assert_accessible(page)
        assert_accessible(other)
    expect(other.get_by_role("heading", name="Ambil nomor antrean")).to_be_visible(timeout=15_000)
    expect(page.locator(".regular")).to_be_enabled(timeout=15_000)


def test_an_unpaired_browser_gives_no_numbers_and_says_what_to_do(work_mall: WorkMall, open_page: Pages) -> None:
    open_page.watch.expected.append("401 (UNAUTHORIZED)")
    for width, height in [*SIZES, (320, 640)]:
        page = open_page(f"{work_mall.address}/kiosk", width=width, height=height)
        expect(page.get_by_role("heading", name="Anjungan ini belum dipasangkan")).to_be_visible()
        expect(page.get_by_text("Minta tautan sekali pakai")).to_be_visible()
        assert_accessible(page)
        assert_no_sideways(page)


def test_a_visitor_who_left_makes_room_for_the_next(work_mall: WorkMall, open_page: Pages) -> None:
    page = work_mall.kiosk(open_page, script=LATER)
    _touch(page, "English")
    _touch(page, "Civil registration")
    page.evaluate(f"passSeconds({IDLE_S - 2})")
    expect(page.get_by_role("heading", name="Choose a service")).to_be_visible()
    page.evaluate("passSeconds(3)")
    still = page.get_by_role("alertdialog")
    expect(still).to_be_visible()
    expect(still.get_by_role("button").first).to_be_focused()
    assert_accessible(page)
    still.get_by_role("button").first.tap()
    expect(still).to_have_count(0)
    page.evaluate(f"passSeconds({IDLE_S + WARN_S + 1})")
    expect(page.get_by_role("heading", name="Ambil nomor antrean")).to_be_visible()


def test_a_number_does_not_stay_for_the_next_visitor(work_mall: WorkMall, open_page: Pages) -> None:
    page = work_mall.kiosk(open_page, script=LATER)
    _to_the_question(page)
    page.locator(".regular").tap()
    expect(page.locator(NUMBER)).to_be_visible()
    page.evaluate(f"passSeconds({LEAVE_S + 1})")
    expect(page.get_by_role("heading", name="Ambil nomor antrean")).to_be_visible()


@pytest.mark.parametrize("paper", ["58", "80"])
def test_a_slip_is_printed_once_on_its_own_size(work_mall: WorkMall, open_page: Pages, paper: str) -> None:
    page = work_mall.kiosk(
        open_page,
        query=f"?print=auto&paper={paper}",
        script="window.prints = []; window.print = () => window.prints.push([...document.getElementById('paper-sheet').sheet.cssRules]"
        ".filter(rule => rule instanceof CSSPageRule).map(rule => rule.style.size));",
    )
    _to_the_question(page)
    page.locator(".regular").tap()
    expect(page.locator(NUMBER)).to_be_visible()
    page.wait_for_timeout(500)
    ((size,),) = page.evaluate("window.prints")
    width_mm, height_mm = (float(side) for side in re.findall(r"([\d.]+)mm", size))
    assert width_mm == float(paper)
    assert 40 < height_mm < 200
    page.emulate_media(media="print")
    assert page.locator("#paper .no").inner_text() == page.evaluate(
        "document.querySelector('.card .number').textContent"
    )
    slip = page.locator("#paper").bounding_box()
    assert slip
    assert slip["width"] <= width_mm / 25.4 * 96 + 1
