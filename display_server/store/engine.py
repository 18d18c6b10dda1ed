"""Opening the database so that an acknowledged commit survives a power cut."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).with_name("migrations")


def journal_mode(version: tuple[int, int, int], wished: str | None = None) -> str:
    """Return ``WAL`` or ``TRUNCATE`` for an SQLite version.

    Versions before 3.51.3 (but for 3.50.7 and later 3.50, 3.44.6 and later 3.44) can lose commits in WAL mode when
    two connections write and checkpoint at the same instant (sqlite.org/wal.html, "the WAL-reset bug").

    Raises:
        ValueError: ``wished`` is neither of the two.
    """
    if wished:
        mode = wished.upper()
        if mode not in ("WAL", "TRUNCATE"):
            raise ValueError(f"PANGGIL_SQLITE_JOURNAL must be WAL or TRUNCATE, not {wished!r}")
        return mode
    major_minor = version[:2]
    fixed = (
        version >= (3, 51, 3)
        or (major_minor == (3, 50) and version >= (3, 50, 7))
        or (major_minor == (3, 44) and version >= (3, 44, 6))
    )
    return "WAL" if fixed else "TRUNCATE"


def open_engines(url: str, sqlite_journal: str | None = None) -> tuple[Engine, Engine]:
    """Return the engine of the one writer and that of the readers for a database URL."""
    if url.startswith("sqlite"):
        return _sqlite(url, sqlite_journal, readonly=False), _sqlite(url, sqlite_journal, readonly=True)
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
    readers = create_engine(
        url,
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        hide_parameters=True,
        connect_args={"options": "-c default_transaction_read_only=on"},
    )
    for engine in (writer, readers):
        event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return writer, readers


def _without_nul(
    _connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, executemany: bool
) -> tuple[str, Any]:
    """Replace NUL in texts, which PostgreSQL cannot hold: a name with one is unknown, not an error."""
    rows = parameters if executemany else [parameters]
    named = [row for row in rows if isinstance(row, dict)]
    if any(isinstance(value, str) and "\0" in value for row in named for value in row.values()):
        rows = [{name: _shown(value) for name, value in row.items()} for row in named]
    return statement, rows if executemany else rows[0]


def _shown(value: object) -> object:
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


def _sqlite(url: str, wished: str | None, *, readonly: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=8 if readonly else 1,
        max_overflow=8 if readonly else 0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 5},
    )
    mode = journal_mode(sqlite3.sqlite_version_info, wished)
    begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=5000")
        if readonly:
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute(f"PRAGMA journal_mode={mode}")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version; a killed migration is taken up again by the next start."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def describe(engine: Engine, sqlite_journal: str | None = None) -> str:
    """Return one line for the log: which database, and how it keeps its promises."""
    if engine.dialect.name != "sqlite":
        return engine.dialect.name
    mode = journal_mode(sqlite3.sqlite_version_info, sqlite_journal)
    return f"sqlite {sqlite3.sqlite_version}, journal_mode={mode}, synchronous=FULL"
