"""Idempotency keys live and die with their effect."""

import pytest

from display_server.actions.ports import Work
from display_server.actions.tickets import take
from tests.mall import HEAD, Mall


def test_an_answer_is_kept_with_its_effect(small_mall: Mall) -> None:
    def act(work: Work) -> None:
        take(work, HEAD, "KTP")
        work.keep_answer("sari", "key-1", "print", 201, {"number": "A-001"})

    small_mall.store.act(act).result(10)
    assert small_mall.store.read(lambda work: work.answered("sari", "key-1")) == ("print", 201, {"number": "A-001"})
    assert small_mall.state_of("A-001") == "waiting"


def test_an_answer_is_lost_with_its_effect(small_mall: Mall) -> None:
    def act(work: Work) -> None:
        take(work, HEAD, "KTP")
        work.keep_answer("sari", "key-1", "print", 201, {})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        small_mall.store.act(act).result(10)
    assert small_mall.store.read(lambda work: work.answered("sari", "key-1")) is None
    assert small_mall.take() == "A-001"


def test_everybody_has_keys_of_their_own(small_mall: Mall) -> None:
    small_mall.store.act(lambda work: work.keep_answer("sari", "key-1", "print", 200, {})).result(10)
    assert small_mall.store.read(lambda work: work.answered("budi", "key-1")) is None


def test_old_answers_are_forgotten(small_mall: Mall) -> None:
    small_mall.store.act(lambda work: work.keep_answer("sari", "old", "print", 200, {})).result(10)
    small_mall.clock.advance(60)
    small_mall.store.act(lambda work: work.keep_answer("sari", "new", "print", 200, {})).result(10)
    small_mall.store.act(lambda work: work.forget_answers("2026-03-02T01:00:30.000Z")).result(10)
    assert small_mall.store.read(lambda work: work.answered("sari", "old")) is None
    assert small_mall.store.read(lambda work: work.answered("sari", "new")) is not None
