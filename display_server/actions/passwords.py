"""Passwords: argon2id at the OWASP minimum (19 MiB, t=2, p=1). Slow on purpose: never call on the event loop or in a transaction."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..domain.errors import Refusal

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))
_SYLLABLES = tuple(c + v for c in "bdgjklmnprst" for v in "aiueo")
_COMMON = frozenset(
    "password 12345678 123456789 1234567890 qwertyui qwerty123 11111111 00000000 indonesia rahasia123 bismillah "
    "sayang123 iloveyou admin123 administrator passw0rd password1 abcd1234 merdeka45 trenggalek panggil123".split()
)


def hash_password(password: str, name: str = "") -> str:
    """Return the argon2id hash of a password.

    Raises:
        Refusal: ``weak_password`` below 8 or above 128 characters, when it is a common one or the account's own name.
    """
    plain = password.lower()
    if not 8 <= len(password) <= 128 or plain in _COMMON or plain == name or len(set(plain)) < 4:
        raise Refusal("weak_password")
    return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Return whether the password fits; takes as long for an account that does not exist (None)."""
    try:
        _hasher.verify(password_hash or _NOBODY, password[:128])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def generate() -> str:
    """Return a random password that can be read out: four groups of two syllables and two digits (more than 60 bits)."""
    groups = ["".join(secrets.choice(_SYLLABLES) for _ in range(2)) for _ in range(4)]
    return "-".join(groups) + f"-{secrets.randbelow(10000):04d}"
