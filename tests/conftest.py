"""The fixtures every test may ask for; each lives in the module that says what it is."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser import browser, open_page, pages_of, playwright, sounding_browser
from tests.postgres import postgres
from tests.server import async_mode, make_server, server
from tests.sound_sink import sound_sink

__all__ = [
    "async_mode",
    "browser",
    "make_server",
    "open_page",
    "pages_of",
    "playwright",
    "postgres",
    "server",
    "sound_sink",
    "sounding_browser",
]

# What decides whether work may land must not depend on luck; everywhere else the examples are new every time.
settings.register_profile("landing", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("landing")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what must run alone: whatever is recorded, and the faults with their promises to the second."""
    faults = Path(__file__).parent / "faults"
    for item in items:
        if item.get_closest_marker("sound") or faults in item.path.parents:
            item.add_marker(pytest.mark.alone)
