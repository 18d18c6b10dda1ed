"""The visitor's page in a real browser: complete without script, and alive with it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Pages, assert_accessible
from tests.pages.work_mall import ONE_SERVICE, WorkMall, assert_no_sideways

pytestmark = pytest.mark.browser


def _page_of(work_mall: WorkMall, pages: Pages, ticket: str, *, query: str = "", **options: Any) -> Page:
    return pages(f"{work_mall.address}/t/{ticket}{query}", **{"width": 360, "height": 740, **options})


def _live(work_mall: WorkMall, pages: Pages, ticket: str) -> Page:
    page = _page_of(work_mall, pages, ticket)
    expect(page.get_by_role("button", name="Aktifkan bunyi")).to_be_visible()
    return page


def test_without_script_the_page_says_everything_and_a_number_can_be_given_up(
    work_mall: WorkMall, open_page: Pages
) -> None:
    counter = work_mall.opened(22)
    work_mall.take(ONE_SERVICE[counter])
    ticket = work_mall.take(ONE_SERVICE[counter], "ibu_hamil")
    page = _page_of(work_mall, open_page, ticket["id"], java_script_enabled=False)
    expect(page.locator("#number")).to_have_text(ticket["number"])
    expect(page.locator(".your")).to_contain_text("Prioritas")
    expect(page.get_by_role("heading", name="Sebentar lagi")).to_be_visible()
    expect(page.locator("#ahead")).to_have_text("1 orang di depan Anda")
    expect(page.get_by_text("BPJS Kesehatan").first).to_be_visible()
    assert page.locator("noscript meta[http-equiv=refresh]").count() + page.locator("meta[http-equiv=refresh]").count()
    assert_no_sideways(page)

    page.get_by_role("button", name="Batalkan antrean").click()
    expect(page.get_by_role("heading", name=f"Batalkan antrean {ticket['number']}?")).to_be_visible()
    page.get_by_role("link", name="Tetap menunggu").click()
    expect(page.locator("#number")).to_have_text(ticket["number"])
    page.get_by_role("button", name="Batalkan antrean").click()
    page.get_by_role("button", name="Ya, batalkan").click()
    expect(page.get_by_role("heading", name="Antrean dibatalkan")).to_be_visible()
    assert work_mall.admin.get(f"/api/v1/tickets/{ticket['id']}").json()["state"] == "cancelled"


def test_without_script_a_call_is_there_at_the_next_look(work_mall: WorkMall, open_page: Pages) -> None:
    counter = work_mall.opened(22)
    ticket = work_mall.take(ONE_SERVICE[counter])
    page = _page_of(work_mall, open_page, ticket["id"], query="?lang=en", java_script_enabled=False)
    work_mall.act(counter, "call-next")
    page.reload()
    expect(page.locator("#counter")).to_have_text(f"Counter {counter}")
    expect(page).to_have_title(f"▶ {ticket['number']} to Counter {counter} · Mal Pelayanan Publik Trenggalek")


def test_the_page_follows_its_number_to_the_end(work_mall: WorkMall, open_page: Pages) -> None:
    counter = work_mall.opened(23)
    first, mine = (work_mall.take(ONE_SERVICE[counter]) for _ in range(2))
    page = _live(work_mall, open_page, mine["id"])
    expect(page.locator("#ahead")).to_have_text("1 orang di depan Anda")
    assert_accessible(page)
    assert_no_sideways(page)
    work_mall.act(counter, "call-next")
    expect(page.get_by_role("heading", name="Anda berikutnya")).to_be_visible()
    work_mall.act(counter, "call-next")
    expect(page.get_by_role("heading", name="Giliran Anda")).to_be_visible()
    expect(page.locator("#counter")).to_have_text(f"Loket {counter}")
    expect(page).to_have_title(f"▶ {mine['number']} ke Loket {counter} · Mal Pelayanan Publik Trenggalek")
    assert_accessible(page)
    work_mall.act(counter, "skip")
    expect(page.get_by_role("heading", name="Anda terlewat")).to_be_visible()
    work_mall.act(counter, "requeue", {"number": mine["number"]})
    expect(page.locator("#note")).to_have_text("Nomor Anda kembali dalam antrean. Waktu kedatangan Anda tetap berlaku.")
    work_mall.act(counter, "call-next")
    work_mall.act(counter, "start")
    expect(page.get_by_role("heading", name="Sedang dilayani")).to_be_visible()
    assert_accessible(page)
    work_mall.act(counter, "finish")
    expect(page.get_by_role("heading", name="Selesai. Terima kasih.")).to_be_visible()
    assert_accessible(page)
    assert first["number"] != mine["number"]


def test_a_page_without_a_server_says_since_when_and_comes_back(work_mall: WorkMall, open_page: Pages) -> None:
    counter = work_mall.opened(25)
    ticket = work_mall.take(ONE_SERVICE[counter])
    page = _live(work_mall, open_page, ticket["id"])
    open_page.watch.expected += ["ERR_CONNECTION_REFUSED", "WebSocket connection"]
    with work_mall.away():
        expect(page.locator("#offline")).to_contain_text("Tidak terhubung sejak", timeout=5000)
        expect(page.locator("#offline")).to_contain_text("Dengarkan panggilan di ruang tunggu")
        expect(page.locator("#number")).to_have_text(ticket["number"])
        assert_accessible(page)
    expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
    work_mall.act(counter, "call-next")
    expect(page.get_by_role("heading", name="Giliran Anda")).to_be_visible()


def test_sound_is_offered_and_never_started_by_itself(work_mall: WorkMall, open_page: Pages) -> None:
    ticket = work_mall.take(ONE_SERVICE[work_mall.opened(25)])
    page = _live(work_mall, open_page, ticket["id"])
    page.get_by_role("button", name="Aktifkan bunyi").click()
    expect(page.locator("#sound-state")).to_have_text("Bunyi aktif. Biarkan halaman ini tetap terbuka.")
    expect(page.locator("#sound")).to_be_hidden()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [320, 360])
def test_the_narrowest_phone_needs_no_sideways(
    work_mall: WorkMall, open_page: Pages, width: int, language: str
) -> None:
    ticket = work_mall.take("DK-KTP")
    page = _page_of(work_mall, open_page, ticket["id"], query=f"?lang={language}", width=width, height=568)
    expect(page.locator("#sound")).to_be_visible()
    assert_no_sideways(page)
    assert_accessible(page)
    page.goto(f"{page.url.partition('?')[0]}?cancel=1&lang={language}")
    assert_no_sideways(page)
    assert_accessible(page)


@pytest.mark.parametrize(("language", "words"), [("id", "Tiket ini tidak ditemukan"), ("en", "not found")])
def test_an_unknown_ticket_is_a_friendly_page(work_mall: WorkMall, open_page: Pages, language: str, words: str) -> None:
    open_page.watch.expected.append("404")
    page = open_page.context(width=320, height=568).new_page()
    answer = page.goto(f"{work_mall.address}/t/nobody?lang={language}")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    assert_accessible(page)
    assert_no_sideways(page)
