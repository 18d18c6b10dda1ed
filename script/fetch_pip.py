"""Puts a pinned pip into an environment that was made without one.

Debian splits `ensurepip` off into python3-venv. Where that cannot be installed (no root), this fetches the
pip wheel from the package index, checks its hash, and lets it install itself. Standard library only.
Usage: python fetch_pip.py ENVIRONMENT
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main(environment: Path) -> None:
    """Install pip into `environment`; ends with a sentence when the index or the hash fails."""
    index = os.environ.get("PIP_INDEX_URL", "").rstrip("/") + "/pip/"
    if not index.startswith("http"):
        sys.exit("Install Debian's python3-venv, or name a package index in PIP_INDEX_URL.")
    try:
        with urllib.request.urlopen(index, timeout=60) as page:  # noqa: S310 - the index the person's pip uses
            listing = page.read().decode()
        link = re.search(rf'href="([^"]*{re.escape(WHEEL)}[^"]*)"', listing)
        if link is None:
            sys.exit(f"{index} does not list {WHEEL}.")
        address = urllib.parse.urljoin(index, link[1].partition("#")[0])
        with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310 - checked by its hash below
            wheel = answer.read()
    except OSError as problem:
        sys.exit(f"pip cannot be fetched from {index}: {problem}")
    if hashlib.sha256(wheel).hexdigest() != SHA256:
        sys.exit(f"{WHEEL} from {index} is not the file that was expected (its hash differs).")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WHEEL
        path.write_bytes(wheel)
        python = environment / "bin" / "python"
        command = [str(python), f"{path}/pip", "install", "--quiet", "--no-index", str(path)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own argument list


if __name__ == "__main__":
    main(Path(sys.argv[1]))
