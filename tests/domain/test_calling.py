"""Who is next: arrival order, with priority visitors let ahead by the declared ratio."""

from hypothesis import given
from hypothesis import strategies as st

from display_server.domain.calling import Candidate, Choice, Ratio, choose

ONE_OF_THREE = Ratio(1, 3)


def line(*visitors: str) -> list[Candidate]:
    """A line of visitors by arrival; `p` marks priority: line("1", "2p")."""
    return [Candidate(name, int(name.rstrip("p")), name.endswith("p")) for name in visitors]


def calls_of(visitors: list[Candidate], ratio: Ratio = ONE_OF_THREE) -> list[Choice]:
    """All calls of one counter until nobody waits."""
    made: list[Choice] = []
    waiting = list(visitors)
    while choice := choose(waiting, [call.went_ahead for call in reversed(made)], ratio):
        made.append(choice)
        waiting = [visitor for visitor in waiting if visitor.id != choice.id]
    return made


def test_nobody_is_next_when_nobody_waits() -> None:
    assert choose([], [], ONE_OF_THREE) is None


def test_without_priority_visitors_are_called_in_the_order_of_their_arrival() -> None:
    assert [call.id for call in calls_of(line("3", "1", "2"))] == ["1", "2", "3"]


def test_a_priority_visitor_goes_ahead_of_whoever_came_earlier() -> None:
    assert choose(line("1", "2", "3p"), [], ONE_OF_THREE) == Choice("3p", went_ahead=True)


def test_a_priority_visitor_who_came_first_passes_nobody() -> None:
    assert choose(line("1p", "2", "3p"), [], ONE_OF_THREE) == Choice("1p", went_ahead=False)


def test_two_ordinary_calls_follow_one_that_went_ahead() -> None:
    assert [call.id for call in calls_of(line("1", "2", "3", "4", "5p", "6p"))] == ["5p", "1", "2", "6p", "3", "4"]


def test_priority_visitors_keep_the_order_among_themselves() -> None:
    assert choose(line("1", "5p", "4p"), [], ONE_OF_THREE) == Choice("4p", went_ahead=True)


def test_a_mall_may_declare_plain_arrival_order() -> None:
    assert [call.id for call in calls_of(line("1", "2p", "3"), Ratio(0, 1))] == ["1", "2p", "3"]


def test_a_mall_may_let_every_priority_visitor_ahead() -> None:
    assert [call.id for call in calls_of(line("1", "2p", "3p"), Ratio(1, 1))] == ["2p", "3p", "1"]


visitors = st.lists(st.booleans(), max_size=30).map(
    lambda priorities: [Candidate(str(n), n, priority) for n, priority in enumerate(priorities)]
)
shuffled = visitors.flatmap(st.permutations)


@given(shuffled)
def test_of_any_three_successive_calls_at_most_one_goes_ahead(waiting: list[Candidate]) -> None:
    ahead = [call.went_ahead for call in calls_of(waiting)]
    assert all(sum(ahead[n : n + 3]) <= 1 for n in range(len(ahead)))


@given(shuffled)
def test_everybody_is_called_exactly_once(waiting: list[Candidate]) -> None:
    assert sorted(call.id for call in calls_of(waiting)) == sorted(visitor.id for visitor in waiting)


@given(shuffled, st.lists(st.booleans(), max_size=5))
def test_a_call_goes_ahead_for_priority_or_calls_whoever_came_first(
    waiting: list[Candidate], before: list[bool]
) -> None:
    choice = choose(waiting, before, ONE_OF_THREE)
    if choice is None:
        assert not waiting
        return
    known = {visitor.id: visitor for visitor in waiting}
    passed = [visitor for visitor in waiting if visitor.order < known[choice.id].order]
    assert bool(passed) == choice.went_ahead
    assert not choice.went_ahead or known[choice.id].priority
    assert not any(visitor.priority for visitor in passed)


@given(shuffled)
def test_ordinary_visitors_never_pass_each_other(waiting: list[Candidate]) -> None:
    known = {visitor.id: visitor for visitor in waiting}
    for priority in (False, True):
        orders = [known[call.id].order for call in calls_of(waiting) if known[call.id].priority is priority]
        assert orders == sorted(orders)
