"""Backup beside a running server, and restore; both verify what they made."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, make_url

from .check import broken

PIECE_PAGES = 2000
PIECES_S = 20.0


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
    if target.exists() and target.samefile(source):
        raise BackupError(
            "Tujuan cadangan adalah basis data itu sendiri. Pilih berkas lain. / "
            "The backup would replace the database itself. Choose another file."
        )
    try:
        _copy(source, target)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"Cadangan gagal: {error}. Periksa ruang dan hak tulis. / Backup failed: {error}.") from error


def restore(url: str, backup: Path, *, older: bool) -> Path | None:
    """Put a verified backup in the place of the mall's database; return where the present one was kept, if there was one.

    No server may be running. A present database that is damaged is no reason to refuse: that is what backups are for.

    Raises:
        BackupError: a damaged backup, or one older than the mall (unless ``older``).
    """
    target = _file(url)
    found = head(backup)
    try:
        present = head(target) if target.exists() else 0
    except BackupError:
        present = 0
    if present > found and not older:
        raise BackupError(
            f"Cadangan ini lebih lama ({found} < {present} peristiwa). Ulangi dengan --older bila memang itu maksudnya. / "
            f"This backup is older ({found} < {present} facts). Repeat with --older if that is what you want."
        )
    fresh = target.with_name(target.name + ".restored")
    try:
        _copy(backup, fresh)
        kept = _put_aside(target) if target.exists() else None
        fresh.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"Pemulihan gagal: {error}. Ulangi. / The restore failed: {error}. Repeat it.") from error
    return kept


def check_copy(url: str, folder: Path) -> list[str]:
    """Return a sentence for every broken invariant, read from a copy, because a long reading would hold up every press.

    Raises:
        BackupError: there is no database, or it is damaged.
    """
    copy = folder / f"check-{os.getpid()}.db"
    try:
        back_up(url, copy)
        with create_engine(f"sqlite:///{copy}").connect() as connection:
            return broken(connection)
    finally:
        copy.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database whole or not at all, verified and on the disk.

    In pieces, so that presses go on meanwhile; a copy in pieces starts again with every commit, so after a while the
    rest is taken in one step.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=10)
        with closing(reading) as live, closing(sqlite3.connect(part)) as copy:
            try:
                live.backup(copy, pages=PIECE_PAGES, sleep=0.002, progress=_Patience(PIECES_S))
            except TimeoutError:
                live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        head(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class _Patience:
    """Ends a copy in pieces that takes longer than ``limit_s``."""

    def __init__(self, limit_s: float) -> None:
        self._until = time.monotonic() + limit_s

    def __call__(self, _status: int, remaining: int, _total: int) -> None:
        if remaining and time.monotonic() > self._until:
            raise TimeoutError


def _put_aside(target: Path) -> Path:
    """Rename a database with its journal files, which belong to it, to a name that is not taken; return that name."""
    number = 1
    while (kept := target.with_name(f"{target.name}.before-restore-{number}")).exists():
        number += 1
    for suffix in ("-journal", "-wal", "-shm", ""):
        file = target.with_name(target.name + suffix)
        if file.exists():
            file.replace(kept.with_name(kept.name + suffix))
    return kept


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
