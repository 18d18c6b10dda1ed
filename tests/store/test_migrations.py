"""Migrations: from nothing to the tables as the code has them, all or nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from display_server.actions import mall
from display_server.store import engine
from display_server.store import tables as t
from display_server.store.store import Store
from tests.mall import HEAD, plan
from tests.programs import ROOT

KILLED = 9
DIE_AT_THE_NTH_STATEMENT = """
import os, sys
from sqlalchemy import event
from display_server.store import engine
writing, _reading = engine.open_engines(sys.argv[1])
left = int(sys.argv[2])
@event.listens_for(writing, "before_cursor_execute")
def die(_connection, _cursor, _statement, *_rest):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), 9)
engine.migrate(writing)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing is."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres").fresh())
    return f"sqlite:///{tmp_path / 'mall.db'}"


def test_the_migrations_make_the_tables_that_the_code_knows(empty_database: str) -> None:
    writing, reading = engine.open_engines(empty_database)
    engine.migrate(writing)
    with writing.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, t.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*t.metadata.tables, "alembic_version"}
    for opened in (writing, reading):
        opened.dispose()


def test_a_migrated_database_is_left_alone(empty_database: str) -> None:
    for _ in range(2):
        store = Store(empty_database)
        assert store.events_after(0, 1) == (0, [])
        store.close()


@pytest.mark.parametrize("nth", [3, 12, 20])
def test_a_migration_killed_half_way_is_taken_up_by_the_next_start(empty_database: str, nth: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DIE_AT_THE_NTH_STATEMENT, empty_database, str(nth)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -KILLED, done.stderr.decode()[-2000:]
    store = Store(empty_database)
    store.act(lambda work: mall.found(work, HEAD, plan())).result(10)
    assert store.check() == []
    store.close()
