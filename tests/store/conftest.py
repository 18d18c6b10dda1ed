"""The small mall on both databases."""

from tests.mall import malls, postgres_malls, small_mall, sqlite_mall, sqlite_malls

__all__ = ["malls", "postgres_malls", "small_mall", "sqlite_mall", "sqlite_malls"]
