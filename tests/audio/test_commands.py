"""``python -m audio``: the two commands, as a shell sees them."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio import lexicon, plan
from audio.__main__ import main
from audio.clips import ClipStore
from audio.voices.espeak import Espeak

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("PANGGIL_INSTANCE", str(tmp_path / "instance"))
    (tmp_path / "instance").mkdir()
    return tmp_path / "instance"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["A-012"], "a nol satu dua"),
        (["A-012", "--style", "zeros_cardinal"], "a nol dua belas"),
        (["A-012", "--lang", "en"], "a zero one two"),
        (["A-012", "--counter", "3"], "Nomor antrean A nol satu dua, silakan menuju loket tiga"),
        (
            ["B-012", "--counter", "Ruang 101", "--service", "KTP"],
            "Nomor antrean B nol satu dua, silakan menuju ruang seratus satu, layanan ka te pe",
        ),
    ],
)
def test_words_prints_one_line(capsys, arguments, line):
    assert main(["words", *arguments]) == 0
    assert capsys.readouterr().out == line + "\n"


def test_words_knows_the_dictionary_of_the_mall(capsys, instance):
    (instance / lexicon.FILE_NAME).write_text("text,spoken,flag\nKTP,kartu tanda penduduk,ganti\n")
    assert main(["words", "A-1", "--counter", "1", "--service", "KTP"]) == 0
    assert capsys.readouterr().out.strip().endswith("layanan kartu tanda penduduk")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["words", "A12B"], "not a ticket number"),
        (["words", "A-1", "--counter", "["], "not a counter"),
        (["speak", "halo", "--out", "x.wav", "--voice", "opera"], "unknown voice"),
        (["speak", ",,", "--out", "x.wav"], "nothing to say"),
    ],
)
def test_a_request_that_cannot_be_understood_ends_with_2_and_one_line(capsys, arguments, complaint):
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert complaint in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_a_broken_dictionary_is_named(capsys, instance):
    (instance / lexicon.FILE_NAME).write_text("text,spoken,flag\nKTP,,ganti\n")
    assert main(["words", "A-1", "--counter", "1"]) == 2
    assert "line 2" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_ends_with_1(capsys, tmp_path):
    assert main(["speak", "halo", "--out", str(tmp_path / "nowhere" / "x.wav")]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_voice_that_fails_ends_with_1(capsys, tmp_path, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert main(["speak", "halo", "--out", str(tmp_path / "x.wav"), "--voice", "google"]) == 1
    assert "google" in capsys.readouterr().err
    assert not (tmp_path / "x.wav").exists()


def test_speak_sounds_exactly_like_the_clips_of_the_call(tmp_path):
    clauses = plan.call("A-012", 3, lexicon.built_in(), service_name="Cetak KTP-el", recalls=1)
    out = tmp_path / "call.wav"
    assert main(["speak", plan.sentence(clauses), "--out", str(out)]) == 0
    store = ClipStore(tmp_path / "clips", [Espeak()])
    clips = [soundfile.read(store.clip(clause).path)[0] for clause in clauses]
    assert np.array_equal(soundfile.read(out)[0], np.concatenate(clips))


def test_the_commands_need_nothing_of_the_server_nor_of_unasked_voices():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            """
import sys
from audio.__main__ import main
main(["words", "A-012"])
print(sorted({"display_server", "flask", "gtts", "requests", "scipy", "eventlet"} & set(sys.modules)))
""",
        ],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "a nol satu dua\n[]\n"
