"""The small mall in SQLite files."""

from tests.mall import sqlite_mall, sqlite_malls

__all__ = ["sqlite_mall", "sqlite_malls"]
