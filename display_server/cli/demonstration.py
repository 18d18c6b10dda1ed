"""The command that fills an empty database with the demo mall and its accounts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from ..actions import accounts, mall, passwords
from ..actions.ports import SYSTEM, Work
from ..demo import plan
from .instance import DEMO_ACCOUNTS, opened, settings_of

CLERK_NAME = "loket-{:02d}"


@click.command()
@click.option("--if-empty", is_flag=True, help="do nothing when the database already holds a mall")
@click.pass_context
def demo(context: click.Context, if_empty: bool) -> None:
    """Fill an empty database with the demo mall; accounts go to demo-accounts.json."""
    settings = settings_of(context)
    file = settings.instance / DEMO_ACCOUNTS
    unconfirmed = file.with_name(f"{DEMO_ACCOUNTS}.part")
    with opened(settings) as store:
        if if_empty and store.read(lambda work: work.has_site()):
            # Ended between the commit and the renaming: the passwords of that mall lie here.
            if unconfirmed.exists():
                unconfirmed.replace(file)
            return
        founding = plan()
        people = _people([counter["number"] for counter in founding.counters])
        click.echo(f"Menyiapkan {len(people)} akun / preparing {len(people)} accounts …", err=True)
        hashes = {person["name"]: passwords.hash_password(person["password"], person["name"]) for person in people}

        def found(work: Work) -> None:
            mall.found(work, SYSTEM, founding)
            for person in people:
                accounts.add(work, SYSTEM, person["name"], person["role"], hashes[person["name"]], person["counters"])

        if store.read(lambda work: not work.has_site()):
            _write_private(unconfirmed, json.dumps({"accounts": people}, indent=1) + "\n")
        store.act(found).result()
    unconfirmed.replace(file)
    click.echo(f"Mal demo siap; akun ada di / demo mall ready; accounts are in {file}", err=True)


def _people(counters: list[int]) -> list[dict[str, Any]]:
    """Return an admin, a head of the mall and a clerk for each counter, with random passwords."""
    people: list[dict[str, Any]] = [
        {"name": "admin", "role": "admin", "counters": []},
        {"name": "kepala", "role": "supervisor", "counters": []},
        *({"name": CLERK_NAME.format(number), "role": "clerk", "counters": [number]} for number in counters),
    ]
    return [person | {"password": passwords.generate()} for person in people]


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
