"""The server, made to die at one chosen moment: `python -m tests.faults.dying_server MOMENT serve …`.

It lives until the file `die` appears in its instance, then kills itself the next time a call is at that moment.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from display_server import __main__ as program
from display_server.app import Mall
from display_server.domain.events import Event

DIE = Path(os.environ["PANGGIL_INSTANCE"]) / "die"


def _die_if_wanted() -> None:
    if DIE.exists():
        os.kill(os.getpid(), signal.SIGKILL)


def _before_commit() -> None:
    @event.listens_for(Engine, "commit")
    def committing(connection: Connection) -> None:
        if connection.exec_driver_sql("PRAGMA query_only").scalar_one() == 0:
            _die_if_wanted()


def _after_commit() -> None:
    def committed(_mall: Any, events: Sequence[Event]) -> None:
        if any(fact.type == "ticket.called" for fact in events):
            _die_if_wanted()
        original(_mall, events)

    original = Mall._committed
    Mall._committed = committed  # type: ignore[method-assign]


if __name__ == "__main__":
    {"before-commit": _before_commit, "after-commit": _after_commit}[sys.argv.pop(1)]()
    program.main()
