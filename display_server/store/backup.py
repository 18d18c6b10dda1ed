"""Backup beside a running server, and restore; both verify what they made."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url


class BackupError(Exception):
    """A backup or restore that was not done, and what to do about it (two languages)."""


def back_up(url: str, target: Path) -> None:
    """Copy an SQLite database to ``target`` and verify the copy.

    Raises:
        BackupError: another database kind, an unwritable target, or a copy that does not verify.
    """
    source = _file(url)
    if not source.exists():
        raise BackupError(f"Basis data {source} belum ada. / There is no database {source} yet.")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=10)) as live,
            closing(sqlite3.connect(part)) as copy,
        ):
            # In one step: a copy in pieces starts again with every commit and would never end on a busy morning.
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        head(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"Cadangan gagal: {error}. Periksa ruang dan hak tulis. / Backup failed: {error}.") from error


def restore(url: str, backup: Path, *, older: bool) -> None:
    """Put a verified backup in the place of the mall's database, which is kept beside it. No server may be running.

    Raises:
        BackupError: a damaged backup, or one older than the mall (unless ``older``).
    """
    target = _file(url)
    found = head(backup)
    if target.exists():
        present = head(target)
        if present > found and not older:
            raise BackupError(
                f"Cadangan ini lebih lama ({found} < {present} peristiwa). Ulangi dengan --older bila memang itu maksudnya. / "
                f"This backup is older ({found} < {present} facts). Repeat with --older if that is what you want."
            )
        target.replace(target.with_name(target.name + ".before-restore"))
    for leftover in ("-journal", "-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    if head(target) != found:
        raise BackupError("Pemulihan tidak lengkap. Ulangi. / The restore is incomplete. Repeat it.")


def head(file: Path) -> int:
    """Return the seq of the latest fact of a database file.

    Raises:
        BackupError: the file is damaged or is no mall.
    """
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("integrity check failed")
            return int(connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])
    except (sqlite3.Error, OSError) as error:
        raise BackupError(
            f"Berkas {file} rusak atau bukan cadangan Panggil: {error}. / {file} is damaged or no backup."
        ) from error


def _file(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise BackupError(
            "Untuk PostgreSQL gunakan pg_dump dan pg_restore (docs/operations.md). / For PostgreSQL use pg_dump and pg_restore."
        )
    return Path(parsed.database)
