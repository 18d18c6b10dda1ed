"""The clerk's desk in a real browser: by keyboard alone, never twice, never silently offline."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Pages, assert_accessible
from tests.faults.screens import standing
from tests.pages.speaker import Speaker
from tests.pages.work_mall import ONE_SERVICE, WorkMall, assert_no_sideways

pytestmark = pytest.mark.browser

NUMBER, STATE, STATUS, LAST = ".current .number", ".current .state", "header .status", ".last p"
ACTS = ("recall", "skip", "finish", "start", "transfer", "hold", "pause", "number", "outcome")
DOUBLE_MS = 850
"""The same act twice within 0.8 s is a double press."""


def _list(page: Page, heading: str) -> Locator:
    return page.get_by_role("region", name=heading)


def _press(page: Page, key: str) -> None:
    """Press a key as a person does: when the desk is not busy with the one before."""
    expect(page.locator(".busy")).to_have_count(0)
    page.keyboard.press(key)


def _tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        if (
            page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent")
            .strip()
            .startswith(name)
        ):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{name} cannot be reached with Tab")


def test_a_whole_shift_needs_no_mouse(work_mall: WorkMall, open_page: Pages) -> None:
    work_mall.opened(15)
    work_mall.act(15, "close")
    service = ONE_SERVICE[15]
    context = open_page.context(width=1366, height=768)
    context.add_init_script("window.mice = 0; addEventListener('pointerdown', () => { window.mice += 1; }, true);")
    page = open_page(f"{work_mall.address}/desk", context=context)
    keys = page.keyboard
    keys.type(work_mall.clerk(15))
    keys.press("Tab")
    keys.type(work_mall.passwords[work_mall.clerk(15)])
    keys.press("Enter")

    expect(page.locator(STATUS)).to_have_text("Tutup")
    _press(page, "Enter")
    expect(page.locator(STATUS)).to_have_text("Buka")
    first, second, third = (work_mall.take(service)["number"] for _ in range(3))
    expect(page.locator("#main")).to_contain_text("3 menunggu")

    _press(page, "Enter")
    expect(page.locator(NUMBER)).to_have_text(first)
    _press(page, "r")
    expect(page.locator(STATE)).to_contain_text("Panggilan ke-2")
    _press(page, "m")
    expect(page.locator(STATE)).to_contain_text("Sedang dilayani")
    _press(page, "s")
    expect(page.locator(LAST).first).to_have_text(f"{first} selesai")

    _press(page, "Enter")
    expect(page.locator(NUMBER)).to_have_text(second)
    _press(page, "t")
    expect(_list(page, "Tidak hadir")).to_contain_text(second)
    _press(page, "z")
    expect(page.locator(NUMBER)).to_have_text(second)
    _press(page, "t")
    expect(_list(page, "Tidak hadir")).to_contain_text(second)
    _tab_to(page, f"Kembalikan {second}")
    _press(page, "Enter")
    expect(_list(page, "Menunggu")).to_contain_text(second)
    expect(page.locator("#main")).to_be_focused()

    _press(page, "Enter")
    expect(page.locator(NUMBER)).to_have_text(second)
    _press(page, "h")
    expect(_list(page, "Ditunda")).to_contain_text(second)
    _press(page, "n")
    keys.type(second.replace("-", "").lower())
    _press(page, "Enter")
    expect(page.locator(NUMBER)).to_have_text(second)
    _press(page, "a")
    keys.type("air minum")
    expect(page.get_by_role("option").first).to_contain_text("air minum")
    _press(page, "Enter")
    expect(page.locator(LAST).first).to_have_text(f"{second} dialihkan")

    _press(page, "Enter")
    expect(page.locator(NUMBER)).to_have_text(third)
    _press(page, "e")
    expect(page.get_by_role("dialog")).to_contain_text(f"Hasil layanan {third}")
    _press(page, "2")
    expect(page.locator(LAST).first).to_have_text(f"{third} selesai")

    _press(page, "i")
    expect(page.locator(STATUS)).to_have_text("Istirahat")
    _press(page, "Enter")
    expect(page.locator(STATUS)).to_have_text("Buka")
    _press(page, "k")
    _press(page, "Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(STATUS)).to_have_text("Buka")
    _press(page, "k")
    _tab_to(page, "Tutup loket")
    _press(page, "Enter")
    expect(page.locator(STATUS)).to_have_text("Tutup")
    assert page.evaluate("window.mice") == 0


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_key_that_is_held_calls_once(work_mall: WorkMall, open_page: Pages, key: str) -> None:
    work_mall.opened(17)
    numbers = [work_mall.take(ONE_SERVICE[17])["number"] for _ in range(3)]
    page = work_mall.desk(open_page, 17)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    expect(page.locator("#main")).to_be_focused()
    for _ in range(20):
        page.keyboard.down(key)
    page.keyboard.up(key)
    expect(page.locator(NUMBER)).to_have_text(numbers[0])
    page.wait_for_timeout(DOUBLE_MS)
    assert [url.rsplit("/", 1)[1] for url in sent] == ["call-next"]


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1366, 768)])
def test_every_act_is_in_sight_and_in_reach(work_mall: WorkMall, open_page: Pages, width: int, height: int) -> None:
    work_mall.opened(18)
    work_mall.take(ONE_SERVICE[18])
    page = work_mall.desk(open_page, 18, width=width, height=height)
    page.keyboard.press("Enter")
    expect(page.locator(STATE)).to_contain_text("Dipanggil")
    boxes = {act: page.locator(f".act-{act}").bounding_box() for act in ACTS} | {
        "main": page.locator("#main").bounding_box(),
        "undo": page.locator(".undo").bounding_box(),
    }
    for act, box in boxes.items():
        assert box, act
        assert box["x"] >= 0, act
        assert box["x"] + box["width"] <= width, act
        assert box["y"] + box["height"] <= height, act
        assert min(box["width"], box["height"]) >= (80 if act == "main" else 56 if act in ACTS else 44), (act, box)
    assert_no_sideways(page)


def test_a_call_says_when_it_was_shown_and_spoken(work_mall: WorkMall, open_page: Pages) -> None:
    work_mall.opened(20)
    number = work_mall.take(ONE_SERVICE[20])["number"]
    page = work_mall.desk(open_page, 20)
    page.keyboard.press("Enter")
    expect(page.locator(NUMBER)).to_have_text(number)
    expect(page.locator(".ticks")).to_contain_text("Belum ditampilkan")
    expect(page.locator(".ticks")).to_contain_text("Belum disuarakan")
    open_page(work_mall.pairing_link("hall:Z4"), width=1920, height=1080)
    expect(page.locator(".ticks .yes")).to_have_text("✓ Ditampilkan")
    with standing([Speaker(work_mall, "Z4")]):
        expect(page.locator(".ticks .yes").nth(1)).to_have_text("✓ Disuarakan", timeout=20_000)


def test_somebody_who_comes_to_an_empty_queue_is_said(work_mall: WorkMall, open_page: Pages) -> None:
    work_mall.opened(21)
    page = work_mall.desk(open_page, 21)
    expect(page.locator("#main")).to_contain_text("Belum ada antrean")
    expect(page.locator("#main")).to_have_attribute("aria-disabled", "true")
    number = work_mall.take(ONE_SERVICE[21], "lansia")["number"]
    expect(page.get_by_role("status")).to_have_text("Ada yang menunggu")
    expect(_list(page, "Menunggu")).to_contain_text(number)
    expect(_list(page, "Menunggu")).to_contain_text("Prioritas")
    page.keyboard.press("Enter")
    expect(page.locator(STATE)).to_contain_text("Prioritas")


def test_without_the_server_nothing_is_called_and_everything_comes_back(work_mall: WorkMall, open_page: Pages) -> None:
    work_mall.opened(19)
    first, second = (work_mall.take(ONE_SERVICE[19])["number"] for _ in range(2))
    page = work_mall.desk(open_page, 19)
    page.keyboard.press("Enter")
    expect(page.locator(NUMBER)).to_have_text(first)
    open_page.watch.expected += ["ERR_CONNECTION_REFUSED", "WebSocket connection"]
    with work_mall.away():
        expect(page.get_by_role("alert").first).to_contain_text("Terputus dari server sejak", timeout=5000)
        expect(page.locator(NUMBER)).to_have_text(first)
        page.keyboard.press("Enter")
        expect(page.locator(LAST).first).to_contain_text("Terputus dari server. Tunggu")
        assert_accessible(page)
        page.keyboard.press("s")
        expect(page.locator(".last")).to_contain_text("Selesai belum terkirim. Akan dikirim saat tersambung lagi.")
    expect(page.locator(".link")).to_have_text("Tersambung", timeout=15_000)
    expect(page.locator(LAST).first).to_have_text(f"{first} selesai")
    expect(page.locator("#main")).to_contain_text("1 menunggu")
    page.keyboard.press("Enter")
    expect(page.locator(NUMBER)).to_have_text(second)


def test_a_supervisor_chooses_a_counter_and_may_change_it(work_mall: WorkMall, open_page: Pages) -> None:
    context = open_page.context()
    work_mall.sign_in(context, "kepala")
    page = open_page(f"{work_mall.address}/desk", context=context)
    expect(page.get_by_role("heading", name="Pilih loket Anda")).to_be_visible()
    expect(page.get_by_role("button", name="Loket 1", exact=True)).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Loket 28").click()
    expect(page.get_by_role("heading", name="Loket 28")).to_be_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Ganti loket").click()
    expect(page.get_by_role("heading", name="Pilih loket Anda")).to_be_visible()


def test_a_clerk_who_has_no_counter_is_told_whom_to_ask(work_mall: WorkMall, open_page: Pages) -> None:
    password = work_mall.server.command("account", "add", "tanpa-loket").stdout.strip()
    work_mall.passwords["tanpa-loket"] = password
    context = open_page.context()
    work_mall.sign_in(context, "tanpa-loket")
    page = open_page(f"{work_mall.address}/desk", context=context)
    expect(page.get_by_role("heading", name="Belum ada loket untuk akun ini")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_desk_is_accessible_in_every_state(work_mall: WorkMall, open_page: Pages, language: str) -> None:
    work_mall.opened(24)
    for _ in range(3):
        work_mall.take(ONE_SERVICE[24], "disabilitas")
    page = work_mall.desk(open_page, 24, query=f"?lang={language}")
    assert_accessible(page)
    _press(page, "Enter")
    expect(page.locator(".current.is-called").first).to_be_visible()
    assert_accessible(page)
    _press(page, "m")
    expect(page.locator(".current.is-serving").first).to_be_visible()
    for key in ("a", "n", "e", "?"):
        _press(page, key)
        expect(page.locator("dialog").first).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
    _press(page, "h")
    expect(page.locator(".current.none").first).to_be_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    _press(page, "Enter")
    expect(page.locator(".current.is-called").first).to_be_visible()
    _press(page, "t")
    expect(page.locator(".current.none").first).to_be_visible()
    _press(page, "i")
    expect(page.locator(".status.is-break").first).to_be_visible()
    assert_accessible(page)
    _press(page, "k")
    expect(page.locator("dialog").first).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
