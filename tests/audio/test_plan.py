"""Sentences, clause by clause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio import lexicon, plan
from audio.words import WordsError

TABLE = lexicon.built_in()


def test_a_call_is_one_clause_for_the_ticket_one_for_the_counter_one_for_the_service():
    clauses = plan.call("A-012", 3, TABLE, service_name="Akta kelahiran")
    assert [clause.text for clause in clauses] == [
        "nomor antrean A nol satu dua",
        "silakan menuju loket tiga",
        "layanan akta kelahiran",
    ]
    assert plan.sentence(clauses) == "Nomor antrean A nol satu dua, silakan menuju loket tiga, layanan akta kelahiran"


def test_a_recall_counts_and_a_last_call_says_so():
    again = plan.sentence(plan.call("A-012", 3, TABLE, recalls=1))
    assert again == "Panggilan kedua, nomor antrean A nol satu dua, silakan menuju loket tiga"
    assert plan.sentence(plan.call("A-012", 3, TABLE, recalls=3)).startswith("Panggilan keempat, nomor")
    assert plan.sentence(plan.call("A-012", 3, TABLE, recalls=3, is_last=True)).startswith("Panggilan terakhir, nomor")


def test_a_recall_shares_its_ticket_and_counter_clauses_with_the_call():
    assert plan.call("A-012", 3, TABLE, recalls=1)[1:] == plan.call("A-012", 3, TABLE)


def test_a_call_in_english():
    said = plan.sentence(plan.call("A-012", 3, TABLE, service_name="Birth certificate", recalls=1, lang="en"))
    assert said == "Second call, ticket number A zero one two, please go to counter three, for birth certificate"


def test_layanan_is_not_said_twice():
    assert plan.call("A-1", 1, TABLE, service_name="Layanan koperasi")[-1].text == "layanan koperasi"


def test_a_service_of_nothing_speakable_has_no_clause():
    assert len(plan.call("A-1", 1, TABLE, service_name="(((")) == 2


@given(
    st.from_regex(r"[A-Z]-[0-9]{3}", fullmatch=True),
    st.integers(1, 300),
    st.integers(0, 5),
    st.sampled_from([None, "Akta kelahiran", "Cetak KTP-el (baru, rusak)", "Paspor, umrah"]),
    st.sampled_from(["id", "en"]),
)
def test_a_written_sentence_gives_back_the_clauses_it_was_written_from(number, counter, recalls, service, lang):
    clauses = plan.call(number, counter, TABLE, service_name=service, recalls=recalls, lang=lang)
    assert plan.clauses_of(plan.sentence(clauses), lang) == clauses


@pytest.mark.parametrize("text", ["", " , ", "[[]]", "---"])
def test_a_text_with_nothing_to_say_is_refused(text):
    with pytest.raises(WordsError, match="nothing to say"):
        plan.clauses_of(text)
