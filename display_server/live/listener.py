"""The door: one server for each instance folder, one listening socket, and a clear word when either is taken."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import socket
from pathlib import Path
from typing import IO

BACKLOG = 512
SEND_BUFFER_BYTES = 131_072
"""What the kernel may keep for a client that does not read; its own default is megabytes."""


class CannotServeError(Exception):
    """The server cannot start; the text says why and what to do, in Indonesian and English."""


def hold_instance(folder: Path) -> IO[str]:
    """Take the instance folder for this process, for as long as the returned file stays open.

    Raises `CannotServeError` when another server holds it. Commands beside a running server do not take it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "server.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "?"
        lock.close()
        raise CannotServeError(
            f"Server lain (proses {holder}) sedang memakai folder {folder}. Hentikan dahulu server itu, "
            "atau pilih folder lain lewat PANGGIL_INSTANCE.\n"
            f"Another server (process {holder}) is using the folder {folder}. Stop it first, "
            "or choose another folder with PANGGIL_INSTANCE."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def open_listener(host: str, port: int) -> socket.socket:
    """A listening TCP socket (port 0: any free one) whose connections send at once and buffer little.

    Accepted sockets inherit both options. Raises `CannotServeError` when the address cannot be used.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
    except OSError as error:
        raise _unusable(host, port, error) from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _unusable(host, port, error) from error
    return listener


def _unusable(host: str, port: int, error: OSError) -> CannotServeError:
    if error.errno == errno.EADDRINUSE:
        return CannotServeError(
            f"Port {port} sudah dipakai program lain. Hentikan program itu, atau pilih port lain "
            "(--port, atau PORT untuk script/run).\n"
            f"Port {port} is already used by another program. Stop that program, or choose another port "
            "(--port, or PORT for script/run)."
        )
    return CannotServeError(
        f"Alamat {host}:{port} tidak dapat dipakai: {error.strerror}.\n"
        f"The address {host}:{port} cannot be used: {error.strerror}."
    )


def allow_many_files() -> None:
    """Raise this process's limit of open files to what the system lets it have: one socket is one file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
