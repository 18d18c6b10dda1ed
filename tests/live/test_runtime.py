"""The runtime keeps its promises in both modes; each case runs in a process of its own, because a loop takes its thread."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

START = """
import concurrent.futures, threading, time
from display_server.__main__ import make_runtime
runtime = make_runtime({mode!r})
"""


def run(mode: str, story: str) -> None:
    code = START.format(mode=mode) + story
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
class TestBothModes:
    def test_callbacks_of_each_thread_run_in_the_order_given(self, mode):
        run(
            mode,
            """
seen = []
def give(who):
    for n in range(2000):
        runtime.soon(lambda n=n: seen.append((who, n)))
threads = [threading.Thread(target=give, args=(who,)) for who in range(4)]
for thread in threads: thread.start()
for n in range(2000): runtime.soon(lambda n=n: seen.append(("loop", n)))
while len(seen) < 10000: runtime.sleep(0.01)
for who in (0, 1, 2, 3, "loop"):
    assert [n for other, n in seen if other == who] == list(range(2000))
""",
        )

    def test_callbacks_run_one_at_a_time_even_when_they_wait(self, mode):
        run(
            mode,
            """
seen = []
def slowly(n):
    seen.append(("in", n)); runtime.sleep(0.05); seen.append(("out", n))
for n in range(3): runtime.soon(lambda n=n: slowly(n))
while len(seen) < 6: runtime.sleep(0.01)
assert seen == [(way, n) for n in range(3) for way in ("in", "out")], seen
""",
        )

    def test_a_callback_may_wait_for_a_native_thread(self, mode):
        run(
            mode,
            """
seen = []
runtime.soon(lambda: seen.append(runtime.in_thread(lambda: (time.sleep(0.05), 7)[1])))
while not seen: runtime.sleep(0.01)
assert seen == [7]
""",
        )

    def test_waiting_gives_up_in_time_and_the_future_goes_on(self, mode):
        run(
            mode,
            """
late = concurrent.futures.Future()
began = time.monotonic()
try:
    runtime.wait(late, 0.1)
    raise SystemExit("waited for ever")
except TimeoutError:
    assert 0.09 < time.monotonic() - began < 5
late.set_result(3)
assert runtime.wait(late, 0.1) == 3 == runtime.wait(late)
""",
        )

    def test_exceptions_pass_through_and_hurt_nobody_else(self, mode):
        run(
            mode,
            """
def fail(): raise LookupError("not here")
for work in (lambda: runtime.in_thread(fail), lambda: runtime.wait(concurrent.futures.ThreadPoolExecutor(1).submit(fail))):
    try:
        work()
        raise SystemExit("nothing was raised")
    except LookupError as error:
        assert str(error) == "not here"
seen = []
runtime.soon(fail)
runtime.spawn(fail)
runtime.soon(lambda: seen.append(1))
while not seen: runtime.sleep(0.01)
""",
        )

    def test_blocked_native_threads_do_not_stop_the_others(self, mode):
        run(
            mode,
            """
gate = threading.Event()
done, turns = [], []
for n in range(8):
    runtime.spawn(lambda n=n: done.append(runtime.in_thread(gate.wait)))
for _ in range(20):
    turns.append(runtime.in_thread(lambda: 1)); runtime.sleep(0.005)
assert len(turns) == 20 and not done
gate.set()
while len(done) < 8: runtime.sleep(0.01)
""",
        )

    def test_it_may_be_used_from_a_native_thread(self, mode):
        run(
            mode,
            """
seen = []
def native():
    runtime.sleep(0.01)
    answer = runtime.in_thread(lambda: 4)
    future = concurrent.futures.Future(); future.set_result(answer + 1)
    answer = runtime.wait(future, 1)
    runtime.spawn(lambda: seen.append(answer))
thread = threading.Thread(target=native); thread.start()
while not seen: runtime.sleep(0.01)
assert seen == [5]
""",
        )


def test_one_instance_has_one_server_and_a_port_one_program(tmp_path):
    from display_server.live.listener import CannotServeError, hold_instance, open_listener

    with hold_instance(tmp_path / "mall"), pytest.raises(CannotServeError, match=r"(?s)sedang memakai.*is using"):
        hold_instance(tmp_path / "mall")
    hold_instance(tmp_path / "mall").close()
    with (
        open_listener("127.0.0.1", 0) as listener,
        pytest.raises(CannotServeError, match=r"(?s)sudah dipakai.*already used"),
    ):
        open_listener("127.0.0.1", listener.getsockname()[1])
    with pytest.raises(CannotServeError, match=r"(?s)tidak dapat dipakai.*cannot be used"):
        open_listener("192.0.2.1", 80)
