"""The one table of moves, row by row, as docs/protocol.md and the contract give it."""

import pytest

from display_server.domain.errors import Refusal
from display_server.domain.events import TICKET_EVENTS
from display_server.domain.tickets import MOVES, STATES, Ticket, move

THE_TABLE = {
    "call_next": ({"waiting"}, "called", "ticket.called"),
    "call": ({"waiting", "held", "no_show"}, "called", "ticket.called"),
    "recall": ({"called"}, "called", "ticket.recalled"),
    "start": ({"called"}, "serving", "ticket.started"),
    "finish": ({"called", "serving"}, "finished", "ticket.finished"),
    "skip": ({"called"}, "no_show", "ticket.skipped"),
    "hold": ({"called", "serving"}, "held", "ticket.held"),
    "requeue": ({"held", "no_show"}, "waiting", "ticket.requeued"),
    "transfer": ({"called", "serving"}, "waiting", "ticket.transferred"),
    "cancel": ({"waiting"}, "cancelled", "ticket.cancelled"),
    "abandon": ({"waiting", "held", "called"}, "abandoned", "ticket.abandoned"),
}
EVERY_CASE = [(act, state) for act in THE_TABLE for state in STATES]


def a_ticket(state: str, priority_class: str = "none") -> Ticket:
    return Ticket(
        id="t",
        day="2026-03-02",
        number="A-001",
        queue="A",
        service="KTP",
        state=state,
        order=1,
        priority_class=priority_class,
        lang="id",
        issued_at="2026-03-02T01:00:00.000Z",
        called_at=None,
        started_at=None,
        finished_at=None,
        counter=None,
        call=None,
        calls=0,
        outcome=None,
        seq=1,
    )


def test_the_table_has_these_acts_and_no_other() -> None:
    assert MOVES.keys() == THE_TABLE.keys()


@pytest.mark.parametrize(("act", "state"), EVERY_CASE)
def test_an_act_moves_a_ticket_only_from_the_states_of_its_row(act: str, state: str) -> None:
    sources, target, event = THE_TABLE[act]
    if state in sources:
        row = move(a_ticket(state), act)
        assert (row.target, row.event) == (target, event)
    else:
        with pytest.raises(Refusal) as refused:
            move(a_ticket(state), act)
        assert refused.value.code == "wrong_state"
        assert refused.value.facts == {"number": "A-001", "state": state, "act": act}


@pytest.mark.parametrize("state", ["finished", "cancelled", "abandoned"])
def test_nothing_moves_a_ticket_that_is_at_its_end(state: str) -> None:
    assert not [act for act, row in MOVES.items() if state in row.sources]


def test_every_move_is_told_by_an_event_that_exists() -> None:
    told = {row.event for row in MOVES.values()}
    assert told | {"ticket.issued", "ticket.undone"} == TICKET_EVENTS.keys()


def test_a_ticket_says_that_it_has_priority_and_not_why() -> None:
    assert a_ticket("waiting", "lansia").priority
    assert not a_ticket("waiting").priority
