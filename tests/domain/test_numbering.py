"""Ticket numbers."""

import pytest

from display_server.domain.numbering import PREFIX, number


@pytest.mark.parametrize(
    ("prefix", "count", "printed"),
    [("A", 1, "A-001"), ("A", 12, "A-012"), ("A", 999, "A-999"), ("A", 1000, "A-1000"), ("DK", 7, "DK-007")],
)
def test_a_number_is_its_prefix_and_the_count_of_its_queue(prefix: str, count: int, printed: str) -> None:
    assert number(prefix, count) == printed


@pytest.mark.parametrize("prefix", ["", "a", "ABC", "1", "A1", "É", "A\n"])
def test_a_prefix_is_one_or_two_capital_letters(prefix: str) -> None:
    assert not PREFIX.fullmatch(prefix)
