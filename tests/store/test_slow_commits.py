"""On a disk that syncs slowly, whoever presses while a group is carried out joins its commit."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest
from sqlalchemy import event

from display_server.actions import tickets
from display_server.actions.ports import Work
from display_server.domain.events import Event
from display_server.store.work import SqlWork
from tests.mall import HEAD, Mall


def take(work: Work) -> Event:
    return tickets.take(work, HEAD, "KTP")


@pytest.mark.parametrize(
    ("commit_s", "crowded", "commits"), [(10.0, True, 1), (10.0, False, 2), (0.001, True, 2)],
    ids=["slow and crowded", "slow and lonely", "fast"],
)  # fmt: skip
def test_late_comers_share_a_commit_only_where_commits_are_slow_and_many_press(
    small_mall: Mall, commit_s: float, crowded: bool, commits: int
) -> None:
    writer = small_mall.store._writer
    writer._commit_s, writer._crowded = commit_s, crowded
    made: list[object] = []
    event.listen(small_mall.store._writing, "commit", made.append)
    carried_out, go = threading.Event(), threading.Event()

    def held(_work: SqlWork) -> None:
        carried_out.set()
        go.wait(10)

    first = small_mall.store.act(held)
    assert carried_out.wait(10)
    late: list[Future[Event]] = [small_mall.store.act(take) for _ in range(2)]
    go.set()
    first.result(10)
    assert [future.result(10).data["number"] for future in late] == ["A-001", "A-002"]
    assert len(made) == commits
    assert small_mall.store.check() == []
