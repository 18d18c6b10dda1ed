"""How often somebody tried."""

from display_server.web import attempts
from display_server.web.attempts import Attempts


class Stopwatch:
    """Seconds that the test lets pass."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_so_many_in_so_long_and_then_how_long_to_wait() -> None:
    watch = Stopwatch()
    tried = Attempts(2, 60, watch)
    assert [tried.wait_s("sari"), tried.wait_s("sari")] == [0, 0]
    watch.now_s = 45
    assert tried.wait_s("sari") == 15
    watch.now_s = 60
    assert tried.wait_s("sari") == 0


def test_everybody_is_counted_alone() -> None:
    tried = Attempts(1, 60, Stopwatch())
    assert tried.wait_s("sari") == 0
    assert tried.wait_s("budi") == 0
    assert tried.wait_s("sari") == 60


def test_attempts_are_forgiven() -> None:
    tried = Attempts(1, 60, Stopwatch())
    tried.wait_s("sari")
    tried.forgive("sari")
    tried.forgive("nobody")
    assert tried.wait_s("sari") == 0


def test_a_flood_of_names_does_not_fill_the_memory() -> None:
    tried = Attempts(1, 60, Stopwatch())
    for n in range(attempts.REMEMBERED + 10):
        tried.wait_s(n)
    assert len(tried._seen) == attempts.REMEMBERED
