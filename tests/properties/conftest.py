"""The small mall in SQLite files, and the screens' reducers."""

from tests.mall import sqlite_mall, sqlite_malls
from tests.properties.reducers import reducers

__all__ = ["reducers", "sqlite_mall", "sqlite_malls"]
