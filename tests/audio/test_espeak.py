"""The offline voice."""

import numpy as np
import pytest

from audio.numerals import LETTER_NAMES
from audio.voices import VoiceError
from audio.voices.espeak import PHONEMES, Espeak, render

IPA = {
    "empat": "əmpˈat",
    "keempat": "kəəmpˈat",
    "enam": "ənˈam",
    "keenam": "kəənˈam",
    "belas": "bəlˈas",
    "sebelas": "səbəlˈas",
    "kesebelas": "kəsəbəlˈas",
    "loket": "lˈokɛt",
    "segera": "səɡˈəra",
    "elektronik": "ɛlɛktrˈonik",
    "kependudukan": "kəpəndudˈukan",
    "kesehatan": "kəsehˈatan",
    "ketenagakerjaan": "kətənaɡakərdʒˈaan",
    "persetujuan": "pərsətudʒˈuan",
    "F": "ˈɛf",
    "L": "ˈɛl",
    "M": "ˈɛm",
    "N": "ˈɛn",
    "R": "ˈɛr",
    "S": "ˈɛs",
    "X": "ˈɛks",
}

IPA_OF_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "a be tʃe de e ɛf ɡe ha i dʒe ka ɛl ɛm ɛn o pe ki ɛr ɛs te u fe we ɛks je zɛt".split(),
        strict=True,
    )
)


@pytest.fixture(scope="module")
def espeak():
    return Espeak()


@pytest.mark.parametrize("word", PHONEMES["id"])
def test_every_word_of_the_table_is_said_whole_and_with_its_right_vowels(espeak, word):
    assert espeak.phonemes(word) == IPA[word]


def test_a_whole_call_is_said_right(espeak):
    assert espeak.phonemes("nomor antrean B nol satu dua belas,") == "nˈomɔr antrˈɛan bˈe nˈol sˈatu dˈua bəlˈas"
    assert espeak.phonemes("silakan menuju loket tiga.") == "silˈakan mənˈudʒu lˈokɛt tˈiɡa"


def test_abbreviations_are_said_by_the_letter_names_of_the_language(espeak):
    assert espeak.phonemes("layanan ka te pe.") == "lajˈanan kˈa tˈe pˈe"
    assert espeak.phonemes("de pe em pe te es pe.").replace("ˈ", "") == "de pe ɛm pe te ɛs pe"


@pytest.mark.parametrize("letter", LETTER_NAMES)
def test_every_letter_keeps_its_vowel_alone_and_among_others(espeak, letter):
    name = IPA_OF_LETTERS[letter]
    assert espeak.phonemes(f"nomor antrean {letter} nol,").replace("ˈ", "") == f"nomɔr antrɛan {name} nol"
    assert espeak.phonemes(f"layanan P {letter} T.").replace("ˈ", "") == f"lajanan pe {name} te"


def test_the_letter_a_is_a_letter_in_english(espeak):
    assert espeak.phonemes("A zero.", "en").startswith("ˈeɪ")


def test_the_same_text_gives_the_same_sound(espeak):
    first, second = (espeak.synthesise("loket tiga.", "id") for _ in range(2))
    assert np.array_equal(first.samples, second.samples)
    assert first.rate == 22_050


@pytest.mark.parametrize("text", ["--version", "-w /tmp/x", "[[@@@]] halo", "halo; rm -rf", "$(halo)", "@file"])
def test_a_text_is_only_ever_said(espeak, text):
    assert espeak.synthesise(text, "id").samples.size > 1000


def test_brackets_of_others_never_reach_the_engine():
    assert render("[[loket]] tiga", "id").replace("[[l'okEt]]", "").strip() == "tiga"


def test_silence_is_an_error(espeak):
    with pytest.raises(VoiceError, match="silence"):
        espeak.synthesise(" ", "id")


def test_the_version_tells_engine_rate_and_table(espeak):
    assert espeak.version != Espeak(rate_wpm=150).version
    assert espeak.version.split("/")[1] == "140"


def test_a_missing_program_is_a_voice_error():
    with pytest.raises(VoiceError, match="not installed"):
        Espeak(program="espeak-of-yesterday")


def test_a_rate_the_engine_does_not_have_is_refused():
    with pytest.raises(ValueError, match="words a minute"):
        Espeak(rate_wpm=10)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exec sleep 20", "did not answer"),
        ("echo broken >&2; exit 1", "failed: broken"),
        ("cat >/dev/null", "left no sound"),
    ],
    ids=["hangs", "fails", "writes nothing"],
)
def test_a_program_that_misbehaves_is_a_voice_error(tmp_path, script, reason):
    program = tmp_path / "engine"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "eSpeak 1.51" && exit\n{script}\n')
    program.chmod(0o755)
    with pytest.raises(VoiceError, match=reason):
        Espeak(program=str(program), deadline_s=0.5).synthesise("loket tiga.", "id")
