"""Opening the instance for one command, and telling a refusal in both languages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from ..actions.ports import Work
from ..domain.errors import Refusal
from ..live.listener import CannotServeError
from ..settings import Settings
from ..store.backup import BackupError
from ..store.store import Store

T = TypeVar("T")

DEMO_ACCOUNTS = "demo-accounts.json"
"""Where the demo leaves its passwords, in the instance, readable by its owner only."""


def settings_of(context: click.Context) -> Settings:
    """Return the settings the command was started with."""
    settings: Settings = context.meta["settings"]
    return settings


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open the database of the instance for the length of a block; refusals are told and end the command."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    with told():
        store = Store(settings.url, sqlite_journal=settings.sqlite_journal)
        try:
            yield store
        finally:
            store.close()


def do(context: click.Context, act: Callable[[Work], T]) -> T:
    """Run one act on the instance and return what it returns."""
    with opened(settings_of(context)) as store:
        return store.act(act).result()


@contextmanager
def told() -> Iterator[None]:
    """Tell a refusal in both languages and exit with 1."""
    try:
        yield
    except Refusal as refusal:
        click.echo(f"{refusal.sentence('id')}\n{refusal.sentence('en')}", err=True)
        raise SystemExit(1) from None
    except (BackupError, CannotServeError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from None


def address(settings: Settings) -> str:
    """Return the address that printed links carry, without a closing slash."""
    return (settings.public_url or f"http://localhost:{os.environ.get('PORT', '8000')}").rstrip("/")
