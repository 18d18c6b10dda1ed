"""The command line: `python -m display_server …`. Every command works beside a running server but for `restore`."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from .actions import accounts, days, identity, mall, passwords
from .actions.ports import SYSTEM, Work
from .demo import plan
from .domain.errors import Refusal
from .live.listener import CannotServeError, hold_instance
from .settings import Settings
from .store import backup as backups
from .store.store import Store

T = TypeVar("T")
Serve = Callable[[Settings, str, int, Callable[[], None]], None]

CLERK_NAME = "loket-{:02d}"


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
    settings: Settings = context.meta["settings"]
    run: Serve = context.obj
    run(settings, host, port, lambda: _announce(settings, host, port) if announce_links else None)


@main.command()
@click.option("--if-empty", is_flag=True, help="do nothing when the database already holds a mall")
@click.pass_context
def demo(context: click.Context, if_empty: bool) -> None:
    """Fill an empty database with the demo mall; accounts go to demo-accounts.json."""
    settings: Settings = context.meta["settings"]
    with _store(settings) as store:
        if if_empty and store.read(lambda work: work.has_site()):
            return
        _act(store, lambda work: mall.found(work, SYSTEM, plan()))
        counters = store.read(lambda work: [counter.number for counter in work.counters()])
        people: list[dict[str, Any]] = [
            {"name": "admin", "role": "admin", "counters": []},
            {"name": "kepala", "role": "supervisor", "counters": []},
            *({"name": CLERK_NAME.format(number), "role": "clerk", "counters": [number]} for number in counters),
        ]
        click.echo(f"Menyiapkan {len(people)} akun / preparing {len(people)} accounts …", err=True)
        for person in people:
            person["password"] = passwords.generate()
            person["hash"] = passwords.hash_password(person["password"], person["name"])

        def add(work: Work) -> None:
            for person in people:
                accounts.add(work, SYSTEM, person["name"], person["role"], person.pop("hash"), person["counters"])

        _act(store, add)
    path = settings.instance / "demo-accounts.json"
    _write_private(path, json.dumps({"accounts": people}, indent=1) + "\n")
    click.echo(f"Mal demo siap; akun ada di / demo mall ready; accounts are in {path}", err=True)


@main.command("create-admin")
@click.argument("name")
@click.pass_context
def create_admin(context: click.Context, name: str) -> None:
    """Create the first account and print the one-time link by which it chooses its password."""
    with _store(context.meta["settings"]) as store:

        def act(work: Work) -> identity.Issued:
            known = work.account(name)
            if known is not None and (known.role != "admin" or not known.active):
                raise Refusal("account_exists", name=name)
            if known is None:
                accounts.add(work, SYSTEM, name, "admin", None)
            return identity.create_entry_link(work, name)

        issued = _act(store, act)
    click.echo(f"{_address(context.meta['settings'])}/enter/{issued.secret}")


@main.command()
@click.option("--role", required=True, type=click.Choice(["admin", "supervisor", "clerk", "kiosk", "screen", "viewer"]))
@click.option("--counter", type=click.IntRange(1, 9999))
@click.option("--zone")
@click.option("--name", default="")
@click.pass_context
def token(context: click.Context, role: str, counter: int | None, zone: str | None, name: str) -> None:
    """Print a bearer token, alone on standard output."""
    with _store(context.meta["settings"]) as store:
        issued = _act(store, lambda work: identity.create_token(work, SYSTEM, role, name, zone=zone, counter=counter))
    click.echo(f"id {issued.credential.id}", err=True)
    click.echo(issued.secret)


@main.command()
@click.argument("id")
@click.pass_context
def revoke(context: click.Context, id: str) -> None:
    """End a token or a paired browser by its id; its sockets close within a second."""
    with _store(context.meta["settings"]) as store:
        _act(store, lambda work: identity.revoke(work, SYSTEM, id))


@main.command()
@click.option("--hall", "zone", metavar="ZONE")
@click.option("--sign", "counter", type=click.IntRange(1, 9999), metavar="COUNTER")
@click.option("--kiosk", is_flag=True)
@click.pass_context
def pair(context: click.Context, zone: str | None, counter: int | None, kiosk: bool) -> None:
    """Print a one-time link that pairs the browser that opens it."""
    chosen = [view for view, given in (("hall", zone), ("sign", counter), ("kiosk", kiosk)) if given]
    if len(chosen) != 1:
        raise click.UsageError("choose one of --hall ZONE, --sign COUNTER, --kiosk")
    with _store(context.meta["settings"]) as store:
        issued = _act(
            store, lambda work: identity.create_pairing_link(work, SYSTEM, chosen[0], zone=zone, counter=counter)
        )
    click.echo(f"{_address(context.meta['settings'])}/pair/{issued.secret}")


@main.group()
def account() -> None:
    """The people who may sign in."""


@account.command("add")
@click.argument("name")
@click.option("--role", default="clerk", show_default=True, type=click.Choice(["admin", "supervisor", "clerk"]))
@click.option("--counter", "counters", multiple=True, type=click.IntRange(1, 9999))
@click.pass_context
def add_account(context: click.Context, name: str, role: str, counters: tuple[int, ...]) -> None:
    """Add an account and print its password, once."""
    password = passwords.generate()
    password_hash = passwords.hash_password(password, name)
    _change(context, lambda work: accounts.add(work, SYSTEM, name, role, password_hash, counters))
    click.echo(password)


@account.command("disable")
@click.argument("name")
@click.pass_context
def disable_account(context: click.Context, name: str) -> None:
    """Disable an account; sessions and sockets end within a second."""
    _change(context, lambda work: accounts.disable(work, SYSTEM, name))


@account.command("enable")
@click.argument("name")
@click.pass_context
def enable_account(context: click.Context, name: str) -> None:
    """Let a disabled account sign in again."""
    _change(context, lambda work: accounts.enable(work, SYSTEM, name))


@account.command("password")
@click.argument("name")
@click.pass_context
def new_password(context: click.Context, name: str) -> None:
    """Give an account a new password and print it, once."""
    password = passwords.generate()
    password_hash = passwords.hash_password(password, name)
    _change(context, lambda work: accounts.set_password(work, SYSTEM, name, password_hash))
    click.echo(password)


@account.command("assign")
@click.argument("name")
@click.option("--counter", "counters", multiple=True, type=click.IntRange(1, 9999))
@click.pass_context
def assign_account(context: click.Context, name: str, counters: tuple[int, ...]) -> None:
    """Set the counters a clerk may work at."""
    _change(context, lambda work: accounts.assign(work, SYSTEM, name, counters))


@account.command("list")
@click.pass_context
def list_accounts(context: click.Context) -> None:
    """List the accounts, one a line: name, role, state, counters."""
    with _store(context.meta["settings"]) as store:
        for person in store.read(lambda work: work.accounts()):
            counters = ",".join(str(number) for number in person.counters)
            click.echo(f"{person.name}\t{person.role}\t{'active' if person.active else 'disabled'}\t{counters}")


@main.group()
def day() -> None:
    """The service day."""


@day.command("close")
@click.pass_context
def close_day(context: click.Context) -> None:
    """Close the open service day by hand."""
    _change(context, lambda work: days.close(work, SYSTEM))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def backup(context: click.Context, file: Path) -> None:
    """Copy the database to FILE, beside a running server, and verify the copy."""
    settings: Settings = context.meta["settings"]
    with _told():
        backups.back_up(settings.url, file)
    click.echo(f"Cadangan lengkap / backup complete: {file}")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--older", is_flag=True, help="restore even though the mall's journal is longer than the backup's")
@click.pass_context
def restore(context: click.Context, file: Path, older: bool) -> None:
    """Bring a backup back; the server must not be running."""
    settings: Settings = context.meta["settings"]
    with _told(), hold_instance(settings.instance):
        kept = backups.restore(settings.url, file, older=older)
    click.echo("Pemulihan selesai / restore complete")
    if kept is not None:
        click.echo(f"Basis data sebelumnya disimpan di / the database before is kept in {kept}", err=True)


@main.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Verify every invariant of the mall; exit 1 and say why when one is broken."""
    settings: Settings = context.meta["settings"]
    with _told():
        broken = backups.check_copy(settings.url, settings.instance) if settings.url.startswith("sqlite") else None
    if broken is None:
        with _store(settings) as store:
            broken = store.check()
    for reason in broken:
        click.echo(reason, err=True)
    if broken:
        raise SystemExit(1)
    click.echo("ok")


def _announce(settings: Settings, host: str, port: int) -> None:
    """Print where everything is, with links that pair a browser."""
    base = settings.public_url or f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"  # noqa: S104  # only compared
    with _store(settings) as store:
        if not store.read(lambda work: work.has_site()):
            return
        zones = store.read(lambda work: work.zones())
        first = min((counter.number for counter in store.read(lambda work: work.counters())), default=None)

        def links(work: Work) -> list[tuple[str, str]]:
            wanted = [
                *(("hall", f"layar tunggu {zone.code}", zone.code, None) for zone in zones),
                *([("sign", f"layar loket {first}", None, first)] if first else []),
                ("kiosk", "anjungan", None, None),
            ]
            return [
                (words, identity.create_pairing_link(work, SYSTEM, view, zone=zone, counter=counter).secret)
                for view, words, zone, counter in wanted
            ]

        made = _act(store, links)
    lines = [
        "",
        f"  Panggil: {base}/",
        "",
        f"    Meja petugas / desk     {base}/desk",
        f"    Anjungan / kiosk        {base}/kiosk",
        *(f"    Layar tunggu / hall     {base}/hall/{zone.code}   {zone.name['id']}" for zone in zones),
        f"    Layar loket / sign      {base}/sign/{first}   (juga / also: 1 … )",
        f"    Akun / accounts         {base}/setup",
        "",
        "  Tautan sekali pakai untuk memasangkan peramban / one-time links that pair this browser:",
        *(f"    {words:<18} {base}/pair/{secret}" for words, secret in made),
        "",
    ]
    accounts_file = settings.instance / "demo-accounts.json"
    if accounts_file.exists():
        lines += [f"  Akun demo / demo accounts: {accounts_file}", ""]
    click.echo("\n".join(lines))
    sys.stdout.flush()


def _change(context: click.Context, change: Callable[[Work], object]) -> None:
    with _store(context.meta["settings"]) as store:
        _act(store, change)


def _act(store: Store, act: Callable[[Work], T]) -> T:
    return store.act(act).result()


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    settings.instance.mkdir(parents=True, exist_ok=True)
    with _told():
        store = Store(settings.url, sqlite_journal=settings.sqlite_journal)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _told() -> Iterator[None]:
    """Tell a refusal in both languages and exit with 1."""
    try:
        yield
    except Refusal as refusal:
        click.echo(f"{refusal.sentence('id')}\n{refusal.sentence('en')}", err=True)
        raise SystemExit(1) from None
    except (backups.BackupError, CannotServeError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from None


def _address(settings: Settings) -> str:
    return (settings.public_url or f"http://localhost:{os.environ.get('PORT', '8000')}").rstrip("/")


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
