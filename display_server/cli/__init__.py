"""The command line: `python -m display_server …`. Every command works beside a running server but for `restore`."""

from __future__ import annotations

import logging
from collections.abc import Callable

import click

from ..settings import Settings
from .demonstration import demo
from .devices import announce, pair, revoke, token
from .instance import settings_of
from .people import account, create_admin
from .upkeep import backup, check, day, restore

Serve = Callable[[Settings, str, int, Callable[[], None]], None]


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Panggil: calling, signage and evidence for a public-service mall."""
    try:
        settings = Settings()
        settings.check_database()
    except ValueError as error:
        raise click.UsageError(
            f"Pengaturan PANGGIL_ tidak sesuai / a PANGGIL_ setting does not fit:\n{error}"
        ) from error
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    context.meta["settings"] = settings


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--announce-links", is_flag=True, help="print every screen's address and one-time pairing links")
@click.pass_context
def serve(context: click.Context, host: str, port: int, announce_links: bool) -> None:
    """Serve the mall of the instance."""
    settings = settings_of(context)
    run: Serve = context.obj
    run(settings, host, port, lambda: announce(settings, host, port) if announce_links else None)


for command in (demo, create_admin, account, token, revoke, pair, day, backup, restore, check):
    main.add_command(command)
