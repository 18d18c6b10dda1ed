"""The words of numbers, counters and services."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from audio import lexicon, numerals, words

EXAMPLES = json.loads((Path(__file__).parent.parent / "data" / "spoken_forms.json").read_text())
TABLE = lexicon.built_in()


@pytest.mark.parametrize("style", words.STYLES)
@pytest.mark.parametrize("example", EXAMPLES["numbers"], ids=lambda example: example["code"])
def test_every_example_number_is_read_to_the_letter(example, style):
    assert words.number(example["code"], style) == example[style]


@pytest.mark.parametrize("example", EXAMPLES["destinations"], ids=lambda example: example["text"])
def test_every_example_destination_is_read_to_the_letter(example):
    assert words.destination(example["text"]) == example["spoken"]


@pytest.mark.parametrize("example", EXAMPLES["abbreviations"], ids=lambda example: example["text"])
def test_every_example_abbreviation_is_read_to_the_letter(example):
    assert words.service(example["text"], TABLE) == example["spoken"]


def test_numerals_agree_with_a_second_witness_in_both_languages():
    def english(value: int) -> str:
        return num2words(value, lang="en").replace("-", " ").replace(",", "")

    for value in range(10_000):
        assert " ".join(numerals.cardinal(value)) == num2words(value, lang="id")
        assert " ".join(numerals.cardinal(value, "en")) == english(value)


# Above a million the second witness itself is not sure of "seribu".
@given(st.integers(10_000, 999_999))
def test_large_numerals_agree_with_the_second_witness(value):
    assert " ".join(numerals.cardinal(value)) == num2words(value, lang="id")


@pytest.mark.parametrize("style", words.STYLES)
def test_two_numbers_of_a_queue_never_sound_alike(style):
    said = {words.number(f"A-{value:03d}", style) for value in range(1, 2000)}
    assert len(said) == 1999


def test_a_number_without_a_style_is_read_digit_by_digit():
    assert words.number("A-012") == "a nol satu dua"


def test_a_number_in_english():
    assert words.number("A-012", lang="en") == "a zero one two"
    assert words.number("A-112", "cardinal", "en") == "a one hundred and twelve"


@pytest.mark.parametrize(
    "code", ["", "A", "-", "A-", "A-1-2", "A 12", "Ä-012", "[[a]]1", "A-٠١", "--5", "A" + "1" * 10]
)
def test_what_is_no_ticket_number_is_refused_by_name(code):
    with pytest.raises(words.WordsError, match="not a ticket number"):
        words.number(code)


def test_an_unknown_style_is_refused():
    with pytest.raises(words.WordsError, match="choose one of"):
        words.number("A-012", "roman")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        (3, "id", "loket tiga"),
        ("003", "id", "loket tiga"),
        ("B3", "id", "loket be tiga"),
        ("Meja 2", "id", "meja dua"),
        (3, "en", "counter three"),
        ("Ruang 101", "en", "room one hundred and one"),
    ],
)
def test_a_counter_says_where_to_go(text, lang, said):
    assert words.destination(text, lang) == said


def test_a_counter_of_nothing_speakable_is_refused():
    with pytest.raises(words.WordsError, match="not a counter"):
        words.destination("[[]] -")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Cetak KTP-el (baru, rusak, hilang, ubah data)", "cetak ka te pe elektronik"),
        ("PBB-P2: informasi, salinan SPPT, pembayaran", "pe be be pe dua"),
        ("Surat Izin Praktik bidan/perawat", "surat izin praktik bidan atau perawat"),
        ("Informasi ganti STNK 5 tahunan, mutasi", "informasi ganti es te en ka lima tahunan mutasi"),
        ("PENDAFTARAN PAJAK", "pendaftaran pajak"),
        ("Perpanjangan SIM C", "perpanjangan sim ce"),
        ("Klaim XKCD", "klaim eks ka ce de"),
    ],
)
def test_a_service_is_said_as_people_say_it(name, said):
    assert words.service(name, TABLE) == said


def test_a_long_service_name_is_cut_between_words():
    said = words.service("Pelayanan " + "sangat " * 30 + "panjang", TABLE)
    assert len(said) <= words.LONGEST_SERVICE
    assert said.endswith("sangat")


@given(st.text(max_size=60))
def test_nothing_of_a_service_name_can_command_a_voice(name):
    said = words.service(name, TABLE)
    assert not said.startswith("-")
    assert not set(said) & set("[]<>\n\r\t\0")
    assert words.clean(said) == said


def test_phoneme_brackets_control_characters_accents_and_minus_signs_are_taken_out():
    assert words.clean("--help [[@@]] \x1b[31mKafé\r\nbaru") == "help @@ 31mKafe baru"
