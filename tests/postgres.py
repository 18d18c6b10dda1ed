"""A private PostgreSQL, made from Debian's binaries for one run of the tests and removed after it.

It listens on a Unix socket only, so it meets no other cluster of the machine.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg2
import pytest

from tests.programs import started, wait_for

OWNER = "panggil"
INITDB = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]


def _binaries() -> Path:
    """The folder of the newest installed server programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("PostgreSQL is missing. Install it: apt-get install postgresql (script/test does it as root)")
    return found[-1].parent


def _unprivileged() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


class Postgres:
    """A running cluster; `fresh` gives an empty database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def _connect(self) -> psycopg2.extensions.connection:
        return psycopg2.connect(host=str(self.folder), user=OWNER, dbname="postgres", connect_timeout=5)

    def answers(self) -> bool:
        """Whether the cluster takes connections."""
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def fresh(self) -> str:
        """The address of a new, empty database, as PANGGIL_DATABASE_URL wants it."""
        name = f"mall_{os.getpid()}_{next(self._numbers)}"
        connection = self._connect()
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}"')
        finally:
            connection.close()
        return f"postgresql+psycopg2://{OWNER}@/{name}?host={self.folder}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One private PostgreSQL for all tests; each takes its own `fresh` database."""
    binaries = _binaries()
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="panggil-pg-"))
    try:
        folder.chmod(0o755)
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [str(binaries / "initdb"), f"--pgdata={data}", f"--username={OWNER}", *INITDB],
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
        # Its disk is thrown away after the run: syncing would only slow the tests down.
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "max_connections": "60",
        }
        command = [str(binaries / "postgres"), "-D", str(data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (folder / "log").open("wb") as log:
            server = started(command, env=os.environ, output=log, user=user, folder=folder)
        cluster = Postgres(folder)
        try:
            wait_for(cluster.answers, "PostgreSQL answers", timeout_s=30)
            yield cluster
        finally:
            # "Fast": it ends the connections that are left instead of waiting for them.
            server.send_signal(signal.SIGINT)
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
