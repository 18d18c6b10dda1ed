"""Many clerks press at once: nobody is called twice, nobody is passed over, every screen hears it all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from display_server.domain.calling import Candidate, Ratio, choose
from display_server.domain.events import Event
from tests.faults.clerks import Clerk, called
from tests.faults.screens import Screen, standing
from tests.programs import wait_for


def test_sixteen_clerks_at_once_call_four_hundred_different_tickets_in_order(open_mall, line_of_400):
    mall = open_mall(line_of_400)
    port = mall.server.port
    halls = [Screen(port, view="hall", zone="Z1") for _ in range(3)]
    elsewhere = Screen(port, view="hall", zone="Z2")
    signs = [Screen(port, view="sign", counter=counter) for counter in range(1, 17)]
    clerks = [Clerk(mall.server, counter, token) for counter, token in mall.tokens.clerks.items()]
    with standing([*halls, elsewhere, *signs]) as screens:
        wait_for(lambda: all(screen.ready.is_set() for screen in screens), "twenty screens are there", timeout_s=10)
        for clerk in clerks:
            clerk.begin()
        for clerk in clerks:
            clerk.join()
        calls = mall.calls()
        last = calls[-1].seq
        wait_for(lambda: all(hall.sees(last) for hall in halls), "every hall heard the last call", timeout_s=10)

        in_order = [call.data["number"] for call in calls]
        assert len(in_order) == len(set(in_order)) == 400
        assert sorted(press.answer["number"] for press in called(clerks)) == sorted(in_order)
        assert {clerk.presses[-1].answer["code"] for clerk in clerks} == {"nothing_waiting"}
        assert [press.sent for clerk in clerks for press in clerk.presses] == [1] * (400 + len(clerks))
        assert_called_by_the_rule(mall.journal())

        for hall in halls:
            assert hall.numbers() == in_order
        assert elsewhere.numbers() == []
        for sign in signs:
            own = [call for call in calls if call.data["counter"] == sign.place["counter"]]
            wait_for(lambda sign=sign, own=own: sign.sees(own[-1].seq), "the sign heard its last call", timeout_s=10)
            assert sign.numbers() == [call.data["number"] for call in own]
        for screen in screens:
            assert (screen.gaps, screen.snapshots, screen.lost) == ([], 1, [])
    mall.check()


def test_one_key_pressed_five_times_at_once_is_one_call_and_one_answer(open_mall, line_of_400):
    mall = open_mall(line_of_400)
    together = Barrier(5)
    clerks = [Clerk(mall.server, 3, mall.tokens.clerks[3]) for _ in range(5)]

    def press(clerk: Clerk, key: str) -> tuple[int, str]:
        together.wait()
        answered = clerk.press(key)
        return answered.status, str(answered.answer)

    with ThreadPoolExecutor(5) as threads:
        for turn in range(1, 11):
            answers = list(threads.map(press, clerks, [f"key {turn}"] * 5))
            assert len(set(answers)) == 1
            assert answers[0][0] == 200
            assert len(mall.calls()) == turn

    other_body = mall.server.api(mall.tokens.clerks[3]).post(
        "/api/v1/counters/3/call", {"number": "A-200"}, key="key 1"
    )
    assert (other_body.status_code, other_body.json()["code"]) == (422, "key_reused")


def assert_called_by_the_rule(journal: list[Event]) -> None:
    """Each call took the ticket that the rule names among those that waited at that moment."""
    waiting: dict[str, Candidate] = {}
    went_ahead: dict[int, list[bool]] = {}
    for event in journal:
        data = event.data
        if event.type == "ticket.issued":
            waiting[data["ticket"]] = Candidate(data["ticket"], data["order"], data["priority"])
        elif event.type == "ticket.called":
            before = went_ahead.setdefault(data["counter"], [])
            choice = choose(list(waiting.values()), before, Ratio())
            assert choice is not None
            assert (data["ticket"], data["went_ahead"]) == (choice.id, choice.went_ahead)
            before.insert(0, choice.went_ahead)
            del waiting[data["ticket"]]
