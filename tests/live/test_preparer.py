"""The one thread that makes clips."""

import threading

from display_server.live import preparer
from display_server.live.preparer import Preparer


def finished(work):
    done = threading.Event()
    assert work.submit(done.set)
    assert done.wait(10)


def test_urgent_work_comes_first_and_the_rest_in_order():
    work, gate, done = Preparer(), threading.Event(), []
    work.submit(lambda: gate.wait(10))
    for name in ("first", "second"):
        work.submit(lambda name=name: done.append(name))
    work.submit(lambda: done.append("urgent"), urgent=True)
    gate.set()
    finished(work)
    work.close()
    assert done == ["urgent", "first", "second"]


def test_work_that_fails_does_not_stop_the_rest(caplog):
    work = Preparer()
    work.submit(lambda: 1 / 0)
    finished(work)
    work.close()
    assert "a clip could not be made" in caplog.text


def test_too_much_work_is_let_go_unless_it_is_urgent(monkeypatch):
    monkeypatch.setattr(preparer, "MOST_WAITING", 1)
    work, gate, busy = Preparer(), threading.Event(), threading.Event()
    work.submit(lambda: busy.set() or gate.wait(10))
    assert busy.wait(10)
    assert work.submit(lambda: None)
    assert not work.submit(lambda: None)
    assert work.submit(lambda: None, urgent=True)
    gate.set()
    work.close()


def test_after_closing_nothing_more_is_taken():
    work = Preparer()
    work.close()
    assert not work.submit(lambda: None, urgent=True)
