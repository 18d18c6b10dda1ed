"""How the database is opened."""

import sqlite3

import pytest

from display_server.store import engine
from tests.mall import Mall


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 9), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "TRUNCATE"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_versions_that_can_lose_commits_in_wal_mode_do_not_get_it(version: tuple[int, int, int], mode: str) -> None:
    assert engine.journal_mode(version) == mode


def test_a_setting_may_choose_otherwise() -> None:
    assert engine.journal_mode((3, 40, 1), "wal") == "WAL"
    assert engine.journal_mode((3, 52, 0), "TRUNCATE") == "TRUNCATE"
    with pytest.raises(ValueError, match="PANGGIL_SQLITE_JOURNAL"):
        engine.journal_mode((3, 52, 0), "OFF")


def test_every_commit_is_synced_and_foreign_keys_hold(sqlite_mall: Mall) -> None:
    with sqlite_mall.store._writing.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    mode = engine.journal_mode(sqlite3.sqlite_version_info).lower()
    assert found == {"journal_mode": mode, "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_readers_cannot_write(small_mall: Mall) -> None:
    with (
        pytest.raises(Exception, match=r"readonly|read-only"),
        small_mall.store._reading.begin() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM tickets")


def test_the_log_says_which_database_it_is(small_mall: Mall) -> None:
    assert small_mall.store.describe().split()[0] in ("sqlite", "postgresql")
