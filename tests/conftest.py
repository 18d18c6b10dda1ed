"""The fixtures every test may ask for; each lives in the module that says what it is."""

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
