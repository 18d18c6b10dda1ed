"""Words for what a mall prints: ticket numbers, counters and service names.

Three styles of reading a number, of which ``digits`` is the default:

============== ==================
style          A-012
============== ==================
digits         a nol satu dua
zeros_cardinal a nol dua belas
cardinal       a dua belas
============== ==================

Nothing that reaches a voice comes from outside unfiltered: ``clean`` removes phoneme brackets, control characters and a
leading minus sign, which engines would obey instead of saying them.
"""

import re
import unicodedata
from typing import Literal, get_args

from audio.lexicon import Lexicon, spelled
from audio.numerals import HIGHEST, LETTER_NAMES, Lang, cardinal, digits

Style = Literal["digits", "zeros_cardinal", "cardinal"]
STYLES: tuple[Style, ...] = get_args(Style)

LONGEST_SERVICE = 80
"""Characters of a spoken service name; the rest of a longer one stays on the screens."""

_CODE = re.compile(r"([A-Z0-9]*[A-Z])?-?([0-9]{1,9})", re.ASCII)
_PLACES_EN = {"loket": "counter", "ruang": "room", "meja": "desk", "lantai": "floor", "gedung": "building"}
_SIGNS: dict[Lang, dict[str, str]] = {
    "id": {"&": " dan ", "/": " atau ", "+": " tambah ", "%": " persen "},
    "en": {"&": " and ", "/": " or ", "+": " plus ", "%": " percent "},
}


class WordsError(ValueError):
    """The text has no spoken form; the message says what is wrong with it."""


def number(code: str, style: Style = "digits", lang: Lang = "id", *, capitals: bool = False) -> str:
    """The words of a ticket number such as ``A-012``, ``a012``, ``BPJS-021`` or ``7``.

    With ``capitals`` letters stand as capitals (``A nol satu dua``), which is how a sentence writes them and how engines
    say them best; otherwise by name. Raises WordsError when it is not a number.
    """
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        raise WordsError(f"{code!r} is not a ticket number; expected something like A-012")
    if style not in STYLES:
        raise WordsError(f"{style!r} is not a style; choose one of {', '.join(STYLES)}")
    prefix, figures = match[1] or "", match[2]
    return " ".join([*_letters(prefix, lang, capitals), *_figures(figures, style, lang)])


def destination(text: str | int, lang: Lang = "id") -> str:
    """Where to go: ``3`` is ``loket tiga``, ``Loket B3`` is ``loket be tiga``, ``Ruang 101`` is ``ruang seratus satu``.

    Raises WordsError when nothing speakable is left of it.
    """
    tokens = re.findall(r"[^\W\d_]+|[0-9]+", clean(str(text)))
    if not tokens:
        raise WordsError(f"{text!r} is not a counter; expected something like 3 or Loket 3")
    said = [_place_token(token, lang) for token in tokens]
    is_named = len(tokens[0]) > 1 and tokens[0].isalpha()
    return " ".join(said if is_named else ["loket" if lang == "id" else "counter", *said])


def service(name: str, lexicon: Lexicon, lang: Lang = "id") -> str:
    """A service name as said: no remarks in brackets, nothing after a colon, abbreviations by the lexicon.

    Empty when nothing speakable is left; at most ``LONGEST_SERVICE`` characters, cut between words.
    """
    text = re.sub(r"\([^)]*\)?", " ", clean(name)).partition(":")[0]
    shouted = text.isupper() and len(text.split()) > 1
    said: list[str] = []
    position = 0
    pattern = lexicon.pattern
    for found in pattern.finditer(text) if pattern else ():
        said += _plain_words(text[position : found.start()], lexicon, lang, shouted)
        said += (lexicon.spoken(found[0]) or found[0]).split()
        position = found.end()
    said += _plain_words(text[position:], lexicon, lang, shouted)
    return _shortened(said)


def clean(text: str) -> str:
    """One line that no engine takes for a command: no brackets, control characters, markup or leading minus."""
    flat = unicodedata.normalize("NFKD", text)
    # an accent makes the offline voice change its language in mid-word
    kept = (" " if _is_unspeakable(char) else char for char in flat if not unicodedata.combining(char))
    return " ".join("".join(kept).split()).lstrip("-– ").strip()


def _is_unspeakable(char: str) -> bool:
    return (
        char in '[]<>{}|\\^`~_*#"' or unicodedata.category(char)[0] == "C" or unicodedata.category(char) in ("Zl", "Zp")
    )


def _letters(prefix: str, lang: Lang, capitals: bool) -> list[str]:
    said = []
    for char in prefix:
        if char.isdigit():
            said += digits(char, lang)
        else:
            said.append(char if capitals else LETTER_NAMES[char] if lang == "id" else char.lower())
    return said


def _figures(figures: str, style: Style, lang: Lang) -> list[str]:
    if style == "digits":
        return digits(figures, lang)
    rest = figures.lstrip("0")
    zeros = figures[: len(figures) - len(rest)]
    if style == "cardinal":
        return cardinal(int(figures), lang)
    return digits(zeros, lang) + (cardinal(int(rest), lang) if rest else [])


def _place_token(token: str, lang: Lang) -> str:
    if token.isdigit():
        return _number_word(token, lang)
    if len(token) == 1:
        return LETTER_NAMES.get(token.upper(), token) if lang == "id" else token.upper()
    return _PLACES_EN.get(token.lower(), token.lower()) if lang == "en" else token.lower()


def _number_word(token: str, lang: Lang) -> str:
    value = int(token)
    return " ".join(cardinal(value, lang) if value <= HIGHEST else digits(token, lang))


def _plain_words(text: str, lexicon: Lexicon, lang: Lang, shouted: bool) -> list[str]:
    for sign, word in _SIGNS[lang].items():
        text = text.replace(sign, word)
    said: list[str] = []
    for token in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*|[0-9]+", text):
        known = lexicon.spoken(token)
        if token.isdigit():
            said.append(_number_word(token, lang))
        elif known is not None:
            said += known.split() if lang == "id" else _known_en(token, known)
        elif _is_abbreviation(token, shouted):
            said += spelled(token).split() if lang == "id" else list(token.upper())
        else:
            said.append(token.lower())
    return said


def _known_en(token: str, known: str) -> list[str]:
    # a lexicon speaks Indonesian; in English only its choice between letters and word is of use
    return list(token.upper()) if known == spelled(token) else [token.lower()]


def _is_abbreviation(token: str, shouted: bool) -> bool:
    """Whether to spell a word in capitals that no table knows: no vowel, or short among ordinary words."""
    if not token.isascii():
        return False
    if len(token) == 1:
        return True
    if not token.isupper():
        return False
    return not set(token) & set("AEIOU") or (len(token) <= 5 and not shouted)


def _shortened(said: list[str]) -> str:
    while said and len(" ".join(said)) > LONGEST_SERVICE:
        said = said[:-1]
    while said and said[-1] in ("dan", "atau", "and", "or"):
        said = said[:-1]
    return " ".join(said)
