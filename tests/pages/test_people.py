"""Signing in, choosing a password, and the page where an admin looks after people."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Pages, assert_accessible
from tests.pages.work_mall import ADMIN, WorkMall, assert_no_sideways

pytestmark = pytest.mark.browser

CHOSEN = "sapi hijau pandai menari"


def _setup(work_mall: WorkMall, pages: Pages, **options: Any) -> Page:
    context = pages.context(**options)
    work_mall.sign_in(context, ADMIN)
    return pages(f"{work_mall.address}/setup", context=context)


def _account(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name, exact=True))


def _sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Nama akun").fill(name)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk").click()


def test_a_wrong_password_is_said_and_the_name_kept(work_mall: WorkMall, open_page: Pages) -> None:
    page = open_page(f"{work_mall.address}/desk", width=360, height=640)
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways(page)
    open_page.watch.expected.append("401 (UNAUTHORIZED)")
    _sign_in(page, "loket-26", "bukan-ini")
    expect(page.get_by_role("alert")).to_contain_text("Nama akun atau kata sandi tidak cocok")
    expect(page.get_by_label("Nama akun")).to_have_value("loket-26")
    expect(page.get_by_label("Kata sandi", exact=True)).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Tampilkan kata sandi").check()
    expect(page.get_by_label("Kata sandi", exact=True)).to_have_attribute("type", "text")
    _sign_in(page, "loket-26", work_mall.passwords["loket-26"])
    expect(page).to_have_url(f"{work_mall.address}/desk")
    expect(page.get_by_role("heading", name="Loket 26")).to_be_visible()


def test_an_entry_link_chooses_a_password_once(work_mall: WorkMall, open_page: Pages) -> None:
    printed = work_mall.server.command("create-admin", "pengelola-baru").stdout
    path = re.findall(r"/enter/\S+", printed)[0]
    page = open_page(work_mall.address + path, width=320, height=640)
    expect(page.get_by_role("heading", name="Pilih kata sandi untuk pengelola-baru")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways(page)
    open_page.watch.expected += ["422", "410"]
    for first, again, words in [
        (CHOSEN, CHOSEN + "x", "Kedua kata sandi tidak sama"),
        ("pengelola-baru", "pengelola-baru", "terlalu pendek atau mudah ditebak"),
    ]:
        page.get_by_label("Kata sandi baru").fill(first)
        page.get_by_label("Tulis sekali lagi").fill(again)
        page.get_by_role("button", name="Simpan dan masuk").click()
        expect(page.get_by_role("alert")).to_contain_text(words)
    page.get_by_label("Kata sandi baru").fill(CHOSEN)
    page.get_by_label("Tulis sekali lagi").fill(CHOSEN)
    page.get_by_role("button", name="Simpan dan masuk").click()
    expect(page.get_by_text("Masuk sebagai pengelola-baru · Pengelola")).to_be_visible()
    page.goto(work_mall.address + path)
    expect(page.get_by_role("alert")).to_contain_text("Tautan ini sudah dipakai")
    assert_accessible(page)


def test_a_new_clerk_is_added_assigned_and_disabled(work_mall: WorkMall, open_page: Pages) -> None:
    admin = _setup(work_mall, open_page)
    assert_accessible(admin)
    admin.get_by_text("Tambah akun", exact=True).click()
    admin.get_by_label("Nama akun").fill("siti.aminah")
    admin.locator("#new-27").check()
    assert_accessible(admin)
    admin.get_by_role("button", name="Tambah dan buat kata sandi").click()
    secret = admin.get_by_role("status").filter(has_text="Kata sandi untuk siti.aminah")
    password = secret.locator(".secret").inner_text()
    assert_accessible(admin)
    expect(_account(admin, "siti.aminah")).to_contain_text("Loket 27")

    clerk = open_page(f"{work_mall.address}/login")
    _sign_in(clerk, "siti.aminah", password)
    expect(clerk.get_by_role("heading", name="Loket 27")).to_be_visible()
    expect(clerk.locator(".link.is-live")).to_be_visible()

    siti = _account(admin, "siti.aminah")
    siti.get_by_text("Ubah loket").click()
    siti.locator("input[value='27']").uncheck()
    siti.locator("input[value='28']").check()
    siti.get_by_role("button", name="Simpan loket").click()
    expect(_account(admin, "siti.aminah")).to_contain_text("Loket 28")
    expect(clerk.get_by_role("heading", name="Meja ini tidak dapat dibuka")).to_be_visible()
    clerk.goto(f"{work_mall.address}/desk")
    expect(clerk.get_by_role("heading", name="Loket 28")).to_be_visible()

    expect(clerk.locator(".link.is-live")).to_be_visible()
    _account(admin, "siti.aminah").get_by_role("button", name="Nonaktifkan").click()
    expect(_account(admin, "siti.aminah")).to_contain_text("Nonaktif")
    expect(clerk).to_have_url(f"{work_mall.address}/login?next=/desk")
    _account(admin, "siti.aminah").get_by_role("button", name="Aktifkan lagi").click()
    expect(_account(admin, "siti.aminah").get_by_role("button", name="Nonaktifkan")).to_be_visible()


def test_what_cannot_be_saved_is_said(work_mall: WorkMall, open_page: Pages) -> None:
    open_page.watch.expected += ["409", "422"]
    page = _setup(work_mall, open_page)
    for name, words in [("loket-01", "Nama akun itu sudah dipakai"), ("Tidak Boleh", "hanya boleh berisi huruf kecil")]:
        summary = page.get_by_text("Tambah akun", exact=True)
        if not page.locator("#new-name").is_visible():
            summary.click()
        page.locator("#new-name").fill(name)
        page.get_by_role("button", name="Tambah dan buat kata sandi").click()
        expect(page.get_by_role("alert")).to_contain_text(words)
    assert_accessible(page)
    expect(_account(page, ADMIN).get_by_role("button", name="Nonaktifkan")).to_have_count(0)


def test_only_an_admin_looks_after_people(work_mall: WorkMall, open_page: Pages) -> None:
    open_page.watch.expected.append("403")
    context = open_page.context()
    work_mall.sign_in(context, "loket-26")
    page = open_page(f"{work_mall.address}/setup", context=context)
    expect(page.get_by_role("heading", name="Anda tidak berhak membuka halaman ini")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("language", ["id", "en"])
def test_on_a_narrow_phone_nothing_needs_sideways(work_mall: WorkMall, open_page: Pages, language: str) -> None:
    page = _setup(work_mall, open_page, width=320, height=640)
    for path in ("/setup", "/login", "/", "/hall/nowhere"):
        if path == "/hall/nowhere":
            open_page.watch.expected.append("404")
        page.goto(f"{work_mall.address}{path}?lang={language}")
        expect(page.get_by_role("heading").first).to_be_visible()
        assert_no_sideways(page)
        assert_accessible(page)
