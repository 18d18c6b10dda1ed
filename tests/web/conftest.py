"""The small mall behind its HTTP routes."""

from tests.mall import sqlite_malls
from tests.web.site import site

__all__ = ["site", "sqlite_malls"]
