"""The mall's own table of abbreviations."""

import os

import pytest

from audio import lexicon, words


def written(folder, rows, header="text,spoken,flag"):
    file = folder / lexicon.FILE_NAME
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    return file


def test_without_a_file_the_built_in_table_holds(tmp_path):
    assert lexicon.read(tmp_path / lexicon.FILE_NAME) == lexicon.built_in()


def test_the_three_flags_spell_say_and_replace(tmp_path):
    table = lexicon.read(
        written(tmp_path, ["SIM,,eja", "JKN,,kata", "SKCK,surat kelakuan baik,ganti", '"Paspor M",paspor em,ganti'])
    )
    assert words.service("Urus SIM", table) == "urus es i em"
    assert words.service("Urus JKN", table) == "urus jkn"
    assert words.service("Urus SKCK baru", table) == "urus surat kelakuan baik baru"
    assert words.service("Urus paspor M kilat", table) == "urus paspor em kilat"


def test_a_form_of_the_mall_cannot_command_a_voice(tmp_path):
    table = lexicon.read(written(tmp_path, ["SKCK,--[[@]] surat\x07,ganti"]))
    assert words.service("SKCK", table) == "surat"


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (["KTP,x,spell"], "line 2: flag must be"),
        (["KK,,eja", ",x,kata"], "line 3: text is empty"),
        (["KTP,,ganti"], "line 2: ganti needs"),
        (["123,,eja"], "nothing of '123'"),
        (["KTP"], "line 2: flag must be"),
    ],
)
def test_a_broken_row_is_named_by_its_line(tmp_path, rows, complaint):
    with pytest.raises(lexicon.LexiconError, match=complaint):
        lexicon.read(written(tmp_path, rows))


def test_a_file_that_is_no_table_is_refused(tmp_path):
    with pytest.raises(lexicon.LexiconError, match="first line"):
        lexicon.read(written(tmp_path, ["KTP,,eja"], header="a,b"))
    (tmp_path / lexicon.FILE_NAME).write_bytes(b"text,spoken,flag\n\xff\xfe,,eja")
    with pytest.raises(lexicon.LexiconError, match="UTF-8"):
        lexicon.read(tmp_path / lexicon.FILE_NAME)


def test_a_change_of_the_file_counts_at_once_and_a_broken_one_leaves_the_last_good_table(tmp_path):
    table = lexicon.LexiconFile(tmp_path)
    assert table.current().spoken("SIM") == "sim"
    file = written(tmp_path, ["SIM,,eja"])
    assert table.current().spoken("SIM") == "es i em"
    file.write_text("text,spoken,flag\nSIM,,what")
    os.utime(file, ns=(1, 1))
    assert table.current().spoken("SIM") == "es i em"
    assert "flag must be" in table.trouble
    file.unlink()
    assert table.current().spoken("SIM") == "sim"
    assert table.trouble == ""
