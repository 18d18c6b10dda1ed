"""The first page leads everywhere, and every page stays within its weight."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.browser import Pages, assert_accessible
from tests.pages.work_mall import ADMIN, Weight, WorkMall

pytestmark = pytest.mark.browser

KB = 1000
BUDGETS = {
    "desk": (15, 60, 150),
    "kiosk": (15, 60, 200),
    "phone": (12, 20, 60),
    "login": (15, 60, 150),
    "setup": (15, 60, 150),
    "home": (15, 60, 150),
}
"""What a page may weigh in kB as gzip sends it: document and styles, scripts, everything with the typeface."""


def test_the_first_page_leads_everywhere(work_mall: WorkMall, open_page: Pages) -> None:
    context = open_page.context()
    work_mall.sign_in(context, ADMIN)
    page = open_page(work_mall.address, context=context)
    expect(page.get_by_role("heading", name="Mal Pelayanan Publik Trenggalek")).to_be_visible()
    assert_accessible(page)
    paths = [link.get_attribute("href") or "" for link in page.get_by_role("link").all()]
    screens = [unquote(path) for path in paths if not path.startswith("?")]
    assert {"/desk", "/kiosk", "/setup", *(f"/hall/Z{zone}" for zone in range(1, 7))} <= set(screens)
    assert sorted(path for path in screens if path.startswith("/sign/")) == sorted(f"/sign/{n}" for n in range(1, 29))
    assert {path: context.request.get(work_mall.address + path).status for path in screens} == dict.fromkeys(
        screens, 200
    )


def test_a_stranger_is_led_to_the_sign_in_page(work_mall: WorkMall, open_page: Pages) -> None:
    page = open_page(work_mall.address, width=360, height=640)
    assert page.get_by_role("link", name="Akun petugas").count() == 0
    assert_accessible(page)
    page.get_by_role("link", name="Meja petugas").click()
    expect(page).to_have_url(f"{work_mall.address}/login?next=/desk")
    page.goto(f"{work_mall.address}/setup")
    expect(page).to_have_url(f"{work_mall.address}/login?next=/setup")


def test_the_language_is_remembered_from_page_to_page(work_mall: WorkMall, open_page: Pages) -> None:
    page = open_page(work_mall.address)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Sign in").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_is_light(work_mall: WorkMall, open_page: Pages, name: str) -> None:
    context = open_page.context()
    weight = Weight()
    context.on("response", weight.hear)
    if name in ("desk", "setup"):
        work_mall.sign_in(context, work_mall.clerk(24) if name == "desk" else ADMIN)
    if name == "kiosk":
        work_mall.pair_kiosk(context)
    ticket = work_mall.take("DK-KTP")["id"] if name == "phone" else ""
    path = {"phone": f"/t/{ticket}", "home": "/"}.get(name, f"/{name}")
    page = open_page(work_mall.address + path, context=context)
    page.wait_for_load_state("networkidle")
    words, scripts, whole = BUDGETS[name]
    assert weight.of("", ".css") <= words * KB
    assert weight.of(".js") <= scripts * KB
    assert weight.whole <= whole * KB
    assert weight.whole > KB
