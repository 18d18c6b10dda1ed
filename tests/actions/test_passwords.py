"""Passwords: argon2id, never a weak one."""

import re

import pytest

from display_server.actions import passwords
from display_server.domain.errors import Refusal


def test_a_password_fits_its_own_hash_and_no_other() -> None:
    kept = passwords.hash_password("kopi-susu-pagi")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(kept, "kopi-susu-pagi")
    assert not passwords.verify(kept, "kopi-susu-sore")


def test_an_account_that_does_not_exist_fits_nothing() -> None:
    assert not passwords.verify(None, "kopi-susu-pagi")


def test_a_damaged_hash_fits_nothing() -> None:
    assert not passwords.verify("not a hash", "kopi-susu-pagi")


@pytest.mark.parametrize(
    "password",
    ["", "pendek7", "x" * 129, "password", "PASSWORD", "12345678", "trenggalek", "aaaabbbb", "petugas-loket-1"],
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Refusal) as refused:
        passwords.hash_password(password, "petugas-loket-1")
    assert refused.value.code == "weak_password"


@pytest.mark.parametrize("password", ["kata sandi", "🔑🗝️🚪🏠 rumah", "' OR 1=1 --", "a\x00bcdefgh", "x1y2" * 32])
def test_any_characters_will_do(password: str) -> None:
    assert passwords.verify(passwords.hash_password(password), password)


def test_a_password_made_for_somebody_can_be_read_out() -> None:
    made = {passwords.generate() for _ in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(r"([a-z]{4}-){4}\d{4}", password) for password in made)
    passwords.hash_password(made.pop())
