"""The words on the screens: both languages complete, Indonesian spelled as the KBBI does."""

import json
import re
from pathlib import Path

import pytest

from tests.programs import ROOT

LOCALES = ROOT / "screens" / "locales"
PAGES = sorted(path.name for path in (LOCALES / "id").glob("*.json"))
MISSPELLED = {
    "antri": "antre",
    "antrian": "antrean",
    "apotik": "apotek",
    "di panggil": "dipanggil",
    "ijin": "izin",
    "jum'at": "Jumat",
    "kwitansi": "kuitansi",
    "mall": "mal",
    "mengantri": "mengantre",
    "merubah": "mengubah",
    "nomer": "nomor",
    "non aktif": "nonaktif",
    "perijinan": "perizinan",
    "resiko": "risiko",
    "silahkan": "silakan",
    "sistim": "sistem",
    "standart": "standar",
    "tehnis": "teknis",
}
ENGLISH = set(
    "the and your you please number waiting ticket counter queue call called calling next back cancel close closed open "
    "break service services screen page password sign again error not found for with from this that until".split()
)


def _texts(language: str, page: str) -> dict[str, str]:
    """The texts of one page by key; nested groups joined with dots."""
    flat: dict[str, str] = {}

    def walk(prefix: str, value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{prefix}.{key}" if prefix else key, inner)
        elif isinstance(value, list):
            for position, inner in enumerate(value):
                walk(f"{prefix}.{position}", inner)
        else:
            assert isinstance(value, str), f"{prefix} is not a text"
            flat[prefix] = value

    walk("", json.loads((LOCALES / language / page).read_text()))
    return flat


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def _misspelled(text: str) -> list[str]:
    return [
        f"{wrong} → {right}" for wrong, right in MISSPELLED.items() if re.search(rf"\b{wrong}\b", text, re.IGNORECASE)
    ]


def test_every_page_speaks_both_languages() -> None:
    assert sorted(path.name for path in (LOCALES / "en").glob("*.json")) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_keys(page: str) -> None:
    assert _texts("id", page).keys() == _texts("en", page).keys()


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_placeholders(page: str) -> None:
    english = _texts("en", page)
    different = [key for key, text in _texts("id", page).items() if _placeholders(text) != _placeholders(english[key])]
    assert not different


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_empty_or_badly_spaced(page: str, language: str) -> None:
    odd = [key for key, text in _texts(language, page).items() if not text.strip() or "  " in text]
    assert not odd


@pytest.mark.parametrize("page", PAGES)
def test_indonesian_is_spelled_as_the_kbbi_does(page: str) -> None:
    wrong = {key: found for key, text in _texts("id", page).items() if (found := _misspelled(text))}
    assert not wrong


@pytest.mark.parametrize("page", PAGES)
def test_no_english_is_left_in_the_indonesian(page: str) -> None:
    left = {
        key: words
        for key, text in _texts("id", page).items()
        if (words := ENGLISH & set(re.findall(r"[a-z]+", re.sub(r"\{\w+\}", "", text.lower()))))
    }
    assert not left


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "panduan").glob("*.md")), ids=lambda path: path.stem)
def test_the_manuals_are_spelled_as_the_kbbi_does(path: Path) -> None:
    assert not _misspelled(path.read_text())


@pytest.mark.parametrize("path", sorted((ROOT / "screens").glob("[!v]*/*.html")), ids=lambda path: path.stem)
def test_the_words_in_the_pages_are_spelled_as_the_kbbi_does(path: Path) -> None:
    assert not _misspelled(re.sub(r"<[^>]+>|\{[{%#].*?[#%}]\}", " ", path.read_text(), flags=re.DOTALL))
