"""Backup beside a running server, and restore."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from display_server.store import backup
from display_server.store.backup import BackupError
from tests.mall import Clock, Mall


def restored(mall: Mall, file: Path, *, older: bool = False) -> Mall:
    """The mall after its server was stopped and the backup put in place."""
    mall.close()
    backup.restore(mall.url, file, older=older)
    return Mall(mall.url, Clock())


def test_a_backup_is_the_mall_as_it_was(sqlite_mall: Mall, tmp_path: Path) -> None:
    sqlite_mall.take()
    kept = sqlite_mall.everything()
    backup.back_up(sqlite_mall.url, tmp_path / "backup.db")
    copied = Mall(f"sqlite:///{tmp_path / 'backup.db'}", Clock())
    assert copied.everything() == kept
    assert copied.store.check() == []
    copied.close()
    assert backup.head(tmp_path / "backup.db") == len(kept["journal"])


def test_a_backup_replaces_the_one_of_yesterday(sqlite_mall: Mall, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    backup.back_up(sqlite_mall.url, target)
    before = backup.head(target)
    sqlite_mall.take()
    backup.back_up(sqlite_mall.url, target)
    assert backup.head(target) == before + 2
    assert [path.name for path in tmp_path.iterdir()] == ["backup.db"]


def test_a_backup_to_nowhere_says_so_and_leaves_nothing(sqlite_mall: Mall, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="Cadangan gagal"):
        backup.back_up(sqlite_mall.url, tmp_path / "missing" / "backup.db")
    assert list(tmp_path.iterdir()) == []


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="belum ada"):
        backup.back_up(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "backup.db")


def test_another_database_has_its_own_tools() -> None:
    with pytest.raises(BackupError, match="pg_dump"):
        backup.back_up("postgresql+psycopg2://panggil@/mall", Path("backup.sql"))


def test_a_restore_brings_a_lost_database_back(sqlite_mall: Mall, tmp_path: Path) -> None:
    sqlite_mall.take()
    kept = sqlite_mall.everything()
    backup.back_up(sqlite_mall.url, tmp_path / "backup.db")
    Path(str(make_url(sqlite_mall.url).database)).unlink()
    back = restored(sqlite_mall, tmp_path / "backup.db")
    assert back.everything() == kept
    assert back.take() == "A-002"
    back.close()


def test_a_damaged_backup_is_refused_and_the_mall_is_left_alone(sqlite_mall: Mall, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    backup.back_up(sqlite_mall.url, target)
    content = bytearray(target.read_bytes())
    content[4096:40960] = b"\xff" * (40960 - 4096)
    target.write_bytes(content)
    kept = sqlite_mall.everything()
    sqlite_mall.close()
    with pytest.raises(BackupError, match="rusak"):
        backup.restore(sqlite_mall.url, target, older=True)
    again = Mall(sqlite_mall.url, Clock())
    assert again.everything() == kept
    again.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_file_that_is_no_backup_is_refused(sqlite_mall: Mall, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup.db").write_bytes(content)
    with pytest.raises(BackupError, match="rusak"):
        backup.restore(sqlite_mall.url, tmp_path / "backup.db", older=True)


def test_an_older_backup_is_asked_for_twice(sqlite_mall: Mall, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    backup.back_up(sqlite_mall.url, target)
    sqlite_mall.take()
    sqlite_mall.close()
    with pytest.raises(BackupError, match="--older"):
        backup.restore(sqlite_mall.url, target, older=False)
    back = restored(sqlite_mall, target, older=True)
    assert back.take() == "A-001"
    back.close()
    database = Path(str(make_url(sqlite_mall.url).database))
    replaced = database.with_name(database.name + ".before-restore-1")
    assert backup.head(replaced) == backup.head(target) + 2


def test_a_damaged_mall_is_restored_all_the_same_and_kept_beside(sqlite_mall: Mall, tmp_path: Path) -> None:
    sqlite_mall.take()
    kept = sqlite_mall.everything()
    backup.back_up(sqlite_mall.url, tmp_path / "backup.db")
    sqlite_mall.close()
    database = Path(str(make_url(sqlite_mall.url).database))
    database.write_bytes(b"the disk is dying")
    put_aside = backup.restore(sqlite_mall.url, tmp_path / "backup.db", older=False)
    assert put_aside is not None
    assert put_aside.read_bytes() == b"the disk is dying"
    back = Mall(sqlite_mall.url, Clock())
    assert back.everything() == kept
    back.close()


def test_a_second_restore_keeps_what_the_first_put_aside(sqlite_mall: Mall, tmp_path: Path) -> None:
    backup.back_up(sqlite_mall.url, tmp_path / "backup.db")
    sqlite_mall.close()
    first, second = (backup.restore(sqlite_mall.url, tmp_path / "backup.db", older=False) for _ in range(2))
    assert first != second
    assert first is not None
    assert second is not None
    assert first.exists()
    assert second.exists()


def test_a_mall_is_checked_on_a_copy_that_is_gone_afterwards(sqlite_mall: Mall, tmp_path: Path) -> None:
    sqlite_mall.take()
    assert backup.check_copy(sqlite_mall.url, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_backup_onto_the_database_itself_is_refused(sqlite_mall: Mall) -> None:
    with pytest.raises(BackupError, match="itself"):
        backup.back_up(sqlite_mall.url, Path(str(make_url(sqlite_mall.url).database)))
    assert sqlite_mall.take() == "A-001"
