"""The server is killed: what was answered stays, what was not can be asked again, and it is soon back."""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.clerks import Clerk, called
from tests.faults.mall import FaultyMall
from tests.faults.screens import Screen, standing
from tests.programs import ROOT, started, wait_for

KILLS = {"eventlet": 15, "threading": 5}
"""Each takes two seconds; what is on the disk does not depend on how the server waits."""
READY_WITHIN_S = 3.0
IN_SYNC_WITHIN_S = 10.0


def test_kill_after_kill_under_eight_pressing_clerks_lose_and_double_nothing(open_mall, line_of_1500):
    mall = open_mall(line_of_1500)
    clerks = [Clerk(mall.server, counter, mall.tokens.clerks[counter], think_s=(0.05, 0.15)) for counter in range(1, 9)]
    hall = Screen(mall.server.port, view="hall", zone="Z1")
    with standing([hall]):
        for clerk in clerks:
            clerk.begin()
        ready_after_s, worked_s = [], []
        for _ in range(KILLS[mall.server.mode]):
            time.sleep(random.uniform(0.2, 1.2))
            mall.server.kill()
            begun = time.monotonic()
            mall.server.start()
            ready_after_s.append(time.monotonic() - begun)
            worked_s.append(processor_s(mall))
        print("ready after", " ".join(f"{seconds:.1f}" for seconds in ready_after_s), "s, worked", max(worked_s))
        for clerk in clerks:
            clerk.stop()
        for clerk in clerks:
            clerk.join()

        calls = mall.calls()
        wait_for(lambda: hall.sees(calls[-1].seq), "the hall caught up", timeout_s=IN_SYNC_WITHIN_S)
        assert [call["number"] for call in hall.calls] == shown_by_a_fresh_hall(mall)
        assert hall.gaps == []

    answered = called(clerks)
    committed = {(call.data["ticket"], call.data["counter"], call.seq) for call in calls}
    assert all(press.status == 200 for clerk in clerks for press in clerk.presses)
    # Every press was sent until it was answered: exactly one call for each, none besides.
    assert Counter((press.answer["id"], press.counter, press.answer["seq"]) for press in answered) == Counter(committed)
    assert len({call.data["ticket"] for call in calls}) == len(calls)
    assert any(press.sent > 1 for press in answered)
    # By the clock for most starts, by its own work for all: whoever else uses the machine may delay one.
    assert statistics.median(ready_after_s) <= READY_WITHIN_S
    assert max(worked_s) <= READY_WITHIN_S
    mall.check()


@pytest.mark.parametrize(("moment", "calls_on_disk"), [("after-commit", 1), ("before-commit", 0)])
def test_a_press_that_the_server_died_on_is_answered_when_it_is_sent_again(
    prepare_mall, line_of_400, moment, calls_on_disk
):
    mall = prepare_mall(line_of_400)
    serve_dying(mall, moment)
    clerk = Clerk(mall.server, 3, mall.tokens.clerks[3])
    hall = Screen(mall.server.port, view="hall", zone="Z1")
    with standing([hall]):
        wait_for(hall.ready.is_set, "the hall is there", timeout_s=10)
        (mall.server.instance / "die").touch()
        clerk.begin()
        clerk.stop()
        assert mall.server.process is not None
        mall.server.process.wait(10)
        on_disk = mall.calls()
        assert len(on_disk) == calls_on_disk

        mall.server.start()
        clerk.join()
        (press,) = clerk.presses
        assert press.status == 200
        assert press.sent > 1
        (call,) = mall.calls()
        assert (press.answer["id"], press.answer["seq"]) == (call.data["ticket"], call.seq)
        assert on_disk in ([], [call])
        wait_for(lambda: hall.sees(call.seq), "the hall heard of it", timeout_s=IN_SYNC_WITHIN_S)
        assert [shown["number"] for shown in hall.calls] == [call.data["number"]]
    mall.check()


def test_sigterm_ends_the_server_in_two_seconds_while_clerks_press_and_screens_listen(open_mall, line_of_400):
    mall = open_mall(line_of_400)
    clerks = [Clerk(mall.server, counter, mall.tokens.clerks[counter]) for counter in (1, 2)]
    screens = [Screen(mall.server.port, view="sign", counter=counter) for counter in range(1, 17)]
    with standing(screens):
        wait_for(lambda: all(screen.ready.is_set() for screen in screens), "the signs are there", timeout_s=10)
        for clerk in clerks:
            clerk.begin()
        wait_for(lambda: len(called(clerks)) > 20, "twenty calls", timeout_s=10)
        assert mall.server.stop(timeout_s=2) == 0
        mall.server.start()
        for clerk in clerks:
            clerk.stop()
        for clerk in clerks:
            clerk.join()
    assert len(mall.calls()) == len(called(clerks))
    mall.check()


def test_a_second_server_on_the_same_folder_is_refused_and_harms_nothing(open_mall, line_of_400):
    mall = open_mall(line_of_400)
    refused = mall.server.command("serve", "--port", "1", check=False)
    assert refused.returncode == 1
    assert "Hentikan dahulu server itu" in refused.stderr
    assert "Another server" in refused.stderr
    assert mall.server.api(mall.tokens.clerks[3]).post("/api/v1/counters/3/call-next").status_code == 200


def test_sixty_screens_are_back_in_sync_ten_seconds_after_a_restart(open_mall, line_of_400):
    mall = open_mall(line_of_400)
    port = mall.server.port
    screens = [
        *(Screen(port, view="hall", zone="Z1") for _ in range(6)),
        *(Screen(port, view="sign", counter=1 + number % 16) for number in range(38)),
        *(Screen(port, token=token, view="desk", counter=counter) for counter, token in mall.tokens.clerks.items()),
    ]
    clerk = Clerk(mall.server, 3, mall.tokens.clerks[3])
    with standing(screens):
        assert len(screens) == 60
        wait_for(lambda: all(screen.ready.is_set() for screen in screens), "sixty screens are there", timeout_s=15)
        mall.server.kill()
        mall.server.start()
        press = clerk.press()
        begun = time.monotonic()
        concerned = [screen for screen in screens if screen.place["view"] != "sign" or screen.place["counter"] == 3]
        wait_for(
            lambda: (
                all(screen.ready.is_set() for screen in screens)
                and all(screen.sees(press.answer["seq"]) for screen in concerned)
            ),
            "sixty screens are back and know the latest call",
            timeout_s=IN_SYNC_WITHIN_S,
        )
        print(f"in sync after {time.monotonic() - begun:.1f} s")
        assert all(len(screen.lost) == 1 and screen.gaps == [] for screen in screens)


def shown_by_a_fresh_hall(mall: FaultyMall) -> list[str]:
    return [call["number"] for call in mall.snapshot(view="hall", zone="Z1")["state"]["calls"]]


def processor_s(mall: FaultyMall) -> float:
    """Processor time of the server since it was started."""
    assert mall.server.process is not None
    fields = Path(f"/proc/{mall.server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def serve_dying(mall: FaultyMall, moment: str) -> None:
    """Serve the mall by `tests.faults.dying_server`."""
    command = [sys.executable, "-m", "tests.faults.dying_server", moment, "serve", "--port", str(mall.server.port)]
    output = Path(mall.server.instance.parent) / "dying-server.log"
    with output.open("ab") as log:
        mall.server.process = started(command, env=mall.server.environment, output=log, folder=ROOT)
    mall.server.wait_until_ready()
