"""A mall for every fault, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.mall import FaultyMall, Folder, build
from tests.server import AsyncMode, Server


@pytest.fixture(scope="session")
def line_of_400(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Four hundred tickets wait."""
    return build(tmp_path_factory.mktemp("faults") / "line-of-400", waiting=400)


@pytest.fixture(scope="session")
def line_of_1500(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """More tickets wait than anybody will call."""
    return build(tmp_path_factory.mktemp("faults") / "line-of-1500", waiting=1500)


@pytest.fixture
def prepare_mall(make_server: Callable[..., Server], async_mode: AsyncMode) -> Callable[[Folder], FaultyMall]:
    """A copy of a folder with a server that is not started: `prepare_mall(line_of_400)`."""

    def prepare(folder: Folder) -> FaultyMall:
        server = make_server(async_mode)
        folder.copied_to(Path(server.instance))
        return FaultyMall(server, folder.tokens)

    return prepare


@pytest.fixture
def open_mall(prepare_mall: Callable[[Folder], FaultyMall]) -> Callable[[Folder], FaultyMall]:
    """Serve a copy of a folder: `open_mall(line_of_400)`."""

    def serve(folder: Folder) -> FaultyMall:
        mall = prepare_mall(folder)
        mall.server.start()
        return mall

    return serve
