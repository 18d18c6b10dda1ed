"""What the tests of the walls ask for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import Pages
from tests.screens.scripted_mall import ORIGIN, Open, Page, ScriptedMall


@pytest.fixture
def open_wall(open_page: Pages) -> Open:
    """Open `/hall/Z1` or `/sign/3` on a state: `page, mall = open_wall("/hall/Z1", state, width=1920, height=1080)`."""

    def open_it(
        path: str, state: dict[str, Any], *, paired: bool = True, script: str = "", **options: Any
    ) -> tuple[Page, ScriptedMall]:
        context = open_page.context(**{"width": 1920, "height": 1080, **options})
        mall = ScriptedMall(context, state, paired=paired)
        context.add_init_script(script)
        page = open_page(ORIGIN + path, context=context)
        page.wait_for_selector("[data-link=live]")
        page.evaluate("document.fonts.ready.then(() => true)")
        return page, mall

    return open_it
