"""What the tests of the pages ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.pages.work_mall import WorkMall
from tests.server import Server

PATIENCE_MS = 10_000
"""A busy machine is slow; what must be quick says so itself."""


@pytest.fixture(scope="session")
def work_mall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkMall]:
    """The running demo mall, as it is run by default."""
    expect.set_options(timeout=PATIENCE_MS)
    server = Server(tmp_path_factory.mktemp("mall") / "instance", "eventlet")
    server.command("demo")
    try:
        server.start()
        yield WorkMall(server)
    finally:
        server.kill()
        expect.set_options(timeout=5000)
