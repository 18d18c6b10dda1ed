"""Refusals: every ordinary way in which the mall says no, with a stable code and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """An act that the rules do not allow. Nothing was changed.

    Attributes:
        code: stable name for programs, ``snake_case``.
        facts: what the sentence mentions (number, state, counter…), also sent to the client.
    """

    def __init__(self, code: str, **facts: str | int | None) -> None:
        """Refuse with a code of `SENTENCES`; ``facts`` fill its sentence."""
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str | int | None] = facts

    def sentence(self, lang: str) -> str:
        """Return what happened and what to do, in ``id`` or ``en``."""
        indonesian, english = SENTENCES[self.code]
        facts = dict(self.facts)
        if "state" in facts:
            facts["state"] = STATE_WORDS.get(str(facts["state"]), (str(facts["state"]),) * 2)[lang != "id"]
        return (indonesian if lang == "id" else english).format_map(_Blank(facts))


class _Blank(dict[str, "str | int | None"]):
    def __missing__(self, key: str) -> str:
        return "?"


STATE_WORDS = {
    "waiting": ("menunggu", "waiting"),
    "called": ("dipanggil", "called"),
    "serving": ("sedang dilayani", "being served"),
    "held": ("ditunda", "on hold"),
    "no_show": ("tidak hadir", "a no-show"),
    "finished": ("selesai", "finished"),
    "cancelled": ("dibatalkan", "cancelled"),
    "abandoned": ("pergi sebelum dilayani", "abandoned"),
}

SENTENCES = {
    "nothing_waiting": (
        "Belum ada antrean untuk Loket {counter}. Tunggu pengunjung berikutnya.",
        "No one is waiting for Counter {counter}. Wait for the next visitor.",
    ),
    "counter_closed": (
        "Loket {counter} belum buka. Buka loket dahulu, lalu panggil.",
        "Counter {counter} is not open. Open the counter first, then call.",
    ),
    "counter_busy": (
        "Loket {counter} masih menangani {number}. Selesaikan atau tunda nomor itu dahulu.",
        "Counter {counter} still has {number}. Finish or hold that number first.",
    ),
    "no_ticket": (
        "Loket {counter} tidak sedang menangani nomor antrean. Panggil nomor berikutnya.",
        "Counter {counter} has no ticket. Call the next number.",
    ),
    "wrong_state": (
        "Nomor {number} sedang berstatus {state}, sehingga tindakan ini tidak dapat dilakukan. Muat ulang dan periksa.",
        "Ticket {number} is {state}, so this cannot be done. Reload and check.",
    ),
    "nothing_to_undo": (
        "Tidak ada tindakan yang dapat diurungkan; batasnya {seconds} detik.",
        "There is nothing to undo; the limit is {seconds} seconds.",
    ),
    "already_changed": (
        "Nomor {number} sudah diubah di loket lain. Muat ulang dan periksa.",
        "Ticket {number} was changed at another counter. Reload and check.",
    ),
    "not_served_here": (
        "Nomor {number} bukan untuk layanan Loket {counter}. Alihkan pengunjung ke loket yang sesuai.",
        "Ticket {number} is not for a service of Counter {counter}. Send the visitor to the right counter.",
    ),
    "unknown_ticket": (
        "Nomor antrean ini tidak ditemukan. Periksa nomor atau ambil nomor baru.",
        "This ticket was not found. Check the number or take a new one.",
    ),
    "unknown_service": (
        "Layanan {service} tidak ada. Pilih layanan dari daftar.",
        "There is no service {service}. Choose one from the list.",
    ),
    "service_closed": (
        "Layanan {service} sedang tidak dibuka. Pilih layanan lain atau tanyakan kepada petugas.",
        "Service {service} is not offered now. Choose another one or ask staff.",
    ),
    "unknown_counter": (
        "Loket {counter} tidak ada. Periksa nomor loket.",
        "There is no counter {counter}. Check the counter number.",
    ),
    "unknown_zone": ("Zona {zone} tidak ada. Periksa kode zona.", "There is no zone {zone}. Check the zone code."),
    "unknown_account": (
        "Akun {name} tidak ada. Periksa nama akun.",
        "There is no account {name}. Check the name.",
    ),
    "unknown_device": (
        "Perangkat ini tidak ada. Periksa tandanya di halaman pengaturan.",
        "There is no such device. Check its id on the settings page.",
    ),
    "account_exists": (
        "Akun {name} sudah ada. Pilih nama lain.",
        "Account {name} already exists. Choose another name.",
    ),
    "bad_account_name": (
        "Nama akun harus 2 sampai 40 huruf kecil, angka, titik, atau tanda hubung.",
        "An account name has 2 to 40 lower-case letters, digits, dots or hyphens.",
    ),
    "bad_role": ("Peran {role} tidak ada. Pilih salah satu dari daftar.", "There is no role {role}. Choose one."),
    "weak_password": (
        "Kata sandi harus 8 sampai 128 karakter dan tidak mudah ditebak.",
        "A password has 8 to 128 characters and is not easy to guess.",
    ),
    "last_admin": (
        "Akun admin terakhir tidak dapat dinonaktifkan. Buat admin lain dahulu.",
        "The last admin account cannot be disabled. Make another admin first.",
    ),
    "wrong_password": (
        "Nama akun atau kata sandi salah. Periksa lalu coba lagi.",
        "The account name or password is wrong. Check and try again.",
    ),
    "unauthenticated": (
        "Anda belum masuk. Masuk dahulu atau pasangkan perangkat ini.",
        "You are not signed in. Sign in or pair this device first.",
    ),
    "forbidden": (
        "Akun atau perangkat ini tidak berhak melakukan tindakan ini. Hubungi admin.",
        "This account or device has no right to do this. Ask an admin.",
    ),
    "used_link": (
        "Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru kepada admin.",
        "This link was used or has expired. Ask an admin for a new one.",
    ),
    "day_not_open": (
        "Hari layanan belum dibuka, jadi tidak ada yang ditutup.",
        "No service day is open, so there is nothing to close.",
    ),
    "too_many": (
        "Terlalu banyak permintaan. Tunggu {seconds} detik lalu coba lagi.",
        "Too many requests. Wait {seconds} seconds and try again.",
    ),
    "key_reused": (
        "Kunci permintaan ini sudah dipakai untuk isi lain. Kirim ulang dengan kunci baru.",
        "This idempotency key was used with another body. Send again with a new key.",
    ),
    "bad_key": (
        "Idempotency-Key harus 1 sampai 200 karakter ASCII yang terlihat.",
        "An Idempotency-Key has 1 to 200 visible ASCII characters.",
    ),
    "not_empty": (
        "Basis data sudah berisi mal. Demo hanya dibuat pada basis data kosong.",
        "The database already holds a mall. The demo is only made in an empty one.",
    ),
    "no_mall": (
        "Basis data belum berisi mal. Jalankan perintah demo atau impor dahulu.",
        "The database holds no mall yet. Run the demo command or import one first.",
    ),
    "busy": (
        "Basis data sedang sibuk. Coba lagi sebentar lagi; tidak ada yang berubah.",
        "The database is busy. Try again shortly; nothing was changed.",
    ),
    "storage_full": (
        "Penyimpanan server penuh atau rusak. Panggil pengelola; tidak ada yang berubah.",
        "The server's storage is full or damaged. Call the person in charge; nothing was changed.",
    ),
}
