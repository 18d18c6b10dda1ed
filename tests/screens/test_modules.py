"""The modules of the screens that need no browser, tested by node in their own language (`*.test.mjs` beside this file)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node import assert_passes

HERE = Path(__file__).parent


@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.name.partition(".")[0])
def test_module(path: Path) -> None:
    assert_passes(path)
