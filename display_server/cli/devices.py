"""The commands for devices and programs: tokens, and links that pair a browser."""

from __future__ import annotations

import sys

import click

from ..actions import identity
from ..actions.ports import SYSTEM, Work
from ..domain.mall import ROLES
from ..settings import Settings
from .instance import DEMO_ACCOUNTS, address, do, opened, settings_of


@click.command()
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--counter", type=click.IntRange(1, 9999))
@click.option("--zone")
@click.option("--name", default="")
@click.pass_context
def token(context: click.Context, role: str, counter: int | None, zone: str | None, name: str) -> None:
    """Print a bearer token, alone on standard output."""
    issued = do(context, lambda work: identity.create_token(work, SYSTEM, role, name, zone=zone, counter=counter))
    click.echo(f"id {issued.credential.id}", err=True)
    click.echo(issued.secret)


@click.command()
@click.argument("id")
@click.pass_context
def revoke(context: click.Context, id: str) -> None:
    """End a token or a paired browser by its id; its sockets close within a second."""
    do(context, lambda work: identity.revoke(work, SYSTEM, id))


@click.command()
@click.option("--hall", "zone", metavar="ZONE")
@click.option("--sign", "counter", type=click.IntRange(1, 9999), metavar="COUNTER")
@click.option("--kiosk", is_flag=True)
@click.pass_context
def pair(context: click.Context, zone: str | None, counter: int | None, kiosk: bool) -> None:
    """Print a one-time link that pairs the browser that opens it."""
    chosen = [view for view, given in (("hall", zone), ("sign", counter), ("kiosk", kiosk)) if given]
    if len(chosen) != 1:
        raise click.UsageError("choose one of --hall ZONE, --sign COUNTER, --kiosk")
    issued = do(context, lambda work: identity.create_pairing_link(work, SYSTEM, chosen[0], zone=zone, counter=counter))
    click.echo(f"{address(settings_of(context))}/pair/{issued.secret}")


def announce(settings: Settings, host: str, port: int) -> None:
    """Print where everything is, with links that pair a browser; nothing for a database without a mall."""
    base = settings.public_url or f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"  # noqa: S104  # only compared
    with opened(settings) as store:
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

        made = store.act(links).result()
    lines = [
        "",
        f"  Panggil: {base}/",
        "",
        f"    Meja petugas / desk     {base}/desk",
        f"    Anjungan / kiosk        {base}/kiosk",
        *(f"    Layar tunggu / hall     {base}/hall/{zone.code}   {zone.name['id']}" for zone in zones),
        *(
            [f"    Layar loket / sign      {base}/sign/{first}   (juga nomor lain / other numbers too)"]
            if first
            else []
        ),
        f"    Pengaturan / settings   {base}/setup",
        "",
        "  Tautan sekali pakai untuk memasangkan peramban / one-time links that pair this browser:",
        *(f"    {words:<18} {base}/pair/{secret}" for words, secret in made),
        "",
    ]
    accounts_file = settings.instance / DEMO_ACCOUNTS
    if accounts_file.exists():
        lines += [f"  Akun demo / demo accounts: {accounts_file}", ""]
    click.echo("\n".join(lines))
    sys.stdout.flush()
