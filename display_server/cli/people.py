"""The commands for people: the first admin, accounts."""

from __future__ import annotations

import click

from ..actions import accounts, identity, passwords
from ..actions.ports import SYSTEM, Work
from ..domain.errors import Refusal
from ..domain.mall import STAFF_ROLES
from .instance import address, do, settings_of

COUNTERS = click.option("--counter", "counters", multiple=True, type=click.IntRange(1, 9999))


@click.command("create-admin")
@click.argument("name")
@click.pass_context
def create_admin(context: click.Context, name: str) -> None:
    """Create the first account and print the one-time link by which it chooses its password."""

    def act(work: Work) -> identity.Issued:
        known = work.account(name)
        if known is not None and (known.role != "admin" or not known.active):
            raise Refusal("account_exists", name=name)
        if known is None:
            accounts.add(work, SYSTEM, name, "admin", None)
        return identity.create_entry_link(work, name)

    issued = do(context, act)
    click.echo(f"{address(settings_of(context))}/enter/{issued.secret}")


@click.group()
def account() -> None:
    """The people who may sign in."""


@account.command("add")
@click.argument("name")
@click.option("--role", default="clerk", show_default=True, type=click.Choice(STAFF_ROLES))
@COUNTERS
@click.pass_context
def add(context: click.Context, name: str, role: str, counters: tuple[int, ...]) -> None:
    """Add an account and print its password, once."""
    password, password_hash = _fresh(name)
    do(context, lambda work: accounts.add(work, SYSTEM, name, role, password_hash, counters))
    click.echo(password)


@account.command("disable")
@click.argument("name")
@click.pass_context
def disable(context: click.Context, name: str) -> None:
    """Disable an account; sessions and sockets end within a second."""
    do(context, lambda work: accounts.disable(work, SYSTEM, name))


@account.command("enable")
@click.argument("name")
@click.pass_context
def enable(context: click.Context, name: str) -> None:
    """Let a disabled account sign in again."""
    do(context, lambda work: accounts.enable(work, SYSTEM, name))


@account.command("password")
@click.argument("name")
@click.pass_context
def new_password(context: click.Context, name: str) -> None:
    """Give an account a new password and print it, once."""
    password, password_hash = _fresh(name)
    do(context, lambda work: accounts.set_password(work, SYSTEM, name, password_hash))
    click.echo(password)


@account.command("assign")
@click.argument("name")
@COUNTERS
@click.pass_context
def assign(context: click.Context, name: str, counters: tuple[int, ...]) -> None:
    """Set the counters a clerk may work at."""
    do(context, lambda work: accounts.assign(work, SYSTEM, name, counters))


@account.command("list")
@click.pass_context
def list_accounts(context: click.Context) -> None:
    """List the accounts, one a line: name, role, state, counters."""
    for person in do(context, lambda work: work.accounts()):
        counters = ",".join(str(number) for number in person.counters)
        click.echo(f"{person.name}\t{person.role}\t{'active' if person.active else 'disabled'}\t{counters}")


def _fresh(name: str) -> tuple[str, str]:
    password = passwords.generate()
    return password, passwords.hash_password(password, name)
