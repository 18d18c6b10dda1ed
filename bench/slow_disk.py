"""The environment of a process whose disk is slow."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_disk.c")


def slowed(folder: Path, ms: int = 30) -> dict[str, str] | None:
    """Environment variables under which every sync takes `ms` longer; None without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / "slow_disk.so"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    environment = {"LD_PRELOAD": str(library), "SLOW_DISK_MS": str(ms)}
    _prove(environment, folder, ms)
    return environment


def _prove(environment: dict[str, str], folder: Path, ms: int) -> None:
    """Fail when the delay does not reach the program: a static binary or a different libc would ignore it."""
    probe = "import os, sys; file = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR); [os.fsync(file) for _ in range(10)]"
    begun = time.monotonic()
    subprocess.run(["python3", "-c", probe, str(folder / "probe")], env=environment, check=True)
    if time.monotonic() - begun < 10 * ms / 1000:
        raise RuntimeError("the slow disk is not slow: LD_PRELOAD had no effect")
