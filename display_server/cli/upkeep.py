"""The commands that keep a mall: close the day, back up, restore, check."""

from __future__ import annotations

from pathlib import Path

import click

from ..actions import days
from ..actions.ports import SYSTEM
from ..live.listener import hold_instance
from ..store import backup as backups
from .instance import do, opened, settings_of, told


@click.group()
def day() -> None:
    """The service day."""


@day.command("close")
@click.pass_context
def close_day(context: click.Context) -> None:
    """Close the open service day by hand."""
    do(context, lambda work: days.close(work, SYSTEM))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def backup(context: click.Context, file: Path) -> None:
    """Copy the database to FILE, beside a running server, and verify the copy."""
    with told():
        backups.back_up(settings_of(context).url, file)
    click.echo(f"Cadangan lengkap / backup complete: {file}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--older", is_flag=True, help="restore even though the mall's journal is longer than the backup's")
@click.pass_context
def restore(context: click.Context, file: Path, older: bool) -> None:
    """Bring a backup back; the server must not be running."""
    settings = settings_of(context)
    with told(), hold_instance(settings.instance):
        kept = backups.restore(settings.url, file, older=older)
    click.echo("Pemulihan selesai / restore complete")
    if kept is not None:
        click.echo(f"Basis data sebelumnya disimpan di / the database before is kept in {kept}", err=True)


@click.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Verify every invariant of the mall; exit 1 and say why when one is broken."""
    settings = settings_of(context)
    if settings.url.startswith("sqlite"):
        with told():
            broken = backups.check_copy(settings.url, settings.instance)
    else:
        with opened(settings) as store:
            broken = store.check()
    for reason in broken:
        click.echo(reason, err=True)
    if broken:
        raise SystemExit(1)
    click.echo("ok")
