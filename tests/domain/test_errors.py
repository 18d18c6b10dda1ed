"""Refusals: every code says in both languages what happened and what to do."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import display_server
from display_server.domain.errors import SENTENCES, STATE_WORDS, Refusal
from display_server.domain.tickets import STATES

ROOM = Path(display_server.__file__).parent


def placeholders(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


def refusals_in_the_code() -> Iterator[tuple[str, set[str]]]:
    """Every `Refusal("code", fact=…)` of the server."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                chosen = node.args[0]
                codes = [chosen.body, chosen.orelse] if isinstance(chosen, ast.IfExp) else [chosen]
                for code in codes:
                    if isinstance(code, ast.Constant):
                        yield code.value, {word.arg for word in node.keywords if word.arg}


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_say_it_with_the_same_facts(code: str) -> None:
    indonesian, english = SENTENCES[code]
    assert indonesian != english
    assert placeholders(indonesian) == placeholders(english)
    for sentence in (indonesian, english):
        assert sentence[0].isupper() or sentence[0] == "{"
        assert sentence.endswith(".")


def test_every_refusal_of_the_code_has_its_sentences_and_their_facts() -> None:
    found = list(refusals_in_the_code())
    assert found
    for code, facts in found:
        assert code in SENTENCES
        missing = placeholders(SENTENCES[code][0]) - facts
        assert not missing, f"{code} does not say {missing}"


def test_every_code_is_used() -> None:
    used = {code for code, _facts in refusals_in_the_code()}
    assert SENTENCES.keys() - used == set()


def test_every_state_has_a_word_in_both_languages() -> None:
    assert STATE_WORDS.keys() == set(STATES)


def test_a_state_is_told_in_the_words_of_the_language() -> None:
    refusal = Refusal("wrong_state", number="A-012", state="no_show", act="recall")
    assert "tidak hadir" in refusal.sentence("id")
    assert "a no-show" in refusal.sentence("en")


def test_a_fact_that_was_forgotten_shows_as_a_question_mark() -> None:
    assert Refusal("unknown_counter").sentence("en") == "There is no counter ?. Check the counter number."
