"""Spelled-out numbers, digits, ordinals and letter names in Indonesian and English.

Letter names follow EYD V (``a be ce … zet``). Numbers go up to 999 999 999.
"""

from typing import Literal

Lang = Literal["id", "en"]
LANGS: tuple[Lang, ...] = ("id", "en")

HIGHEST = 999_999_999

LETTER_NAMES = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "a be ce de e ef ge ha i je ka el em en o pe ki er es te u fe we eks ye zet".split(),
        strict=True,
    )
)

_DIGITS: dict[Lang, list[str]] = {
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan".split(),
    "en": "zero one two three four five six seven eight nine".split(),
}
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def digits(text: str, lang: Lang = "id") -> list[str]:
    """Each decimal digit of ``text`` as one word."""
    return [_DIGITS[lang][int(digit)] for digit in text]


def cardinal(number: int, lang: Lang = "id") -> list[str]:
    """``number`` in words: 212 is ``dua ratus dua belas``.

    Raises ValueError below 0 and above ``HIGHEST``.
    """
    if not 0 <= number <= HIGHEST:
        raise ValueError(f"numbers from 0 to {HIGHEST} can be spoken, not {number}")
    return _cardinal_id(number) if lang == "id" else _cardinal_en(number)


def ordinal_id(number: int) -> str:
    """``pertama``, ``kedua``, ``ketiga`` … for number >= 1."""
    return "pertama" if number == 1 else "ke" + " ".join(_cardinal_id(number))


def ordinal_en(number: int) -> str:
    """``first``, ``second``, ``third`` … ``tenth``, then ``number eleven``, for number >= 1."""
    names = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
    return names[number - 1] if number <= len(names) else "number " + " ".join(_cardinal_en(number))


def _cardinal_id(number: int) -> list[str]:
    if number < 10:
        return [_DIGITS["id"][number]]
    if number < 20:
        ones = number - 10
        return [{0: "sepuluh", 1: "sebelas"}[ones]] if ones < 2 else [_DIGITS["id"][ones], "belas"]
    for size, name in ((1_000_000, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= size:
            count, rest = divmod(number, size)
            # "satu juta" keeps its numeral, the smaller ones melt into se-
            head = ["se" + name] if count == 1 and size < 1_000_000 else [*_cardinal_id(count), name]
            return head + (_cardinal_id(rest) if rest else [])
    raise AssertionError("every number is below 20 or at least 10")


def _cardinal_en(number: int) -> list[str]:
    if number < 10:
        return [_DIGITS["en"][number]]
    if number < 20:
        return [_TEENS[number - 10]]
    if number < 100:
        tens, ones = divmod(number, 10)
        return [_TENS[tens - 2]] + ([_DIGITS["en"][ones]] if ones else [])
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            count, rest = divmod(number, size)
            link = ["and"] if 0 < rest < 100 else []
            return [*_cardinal_en(count), name, *link, *(_cardinal_en(rest) if rest else [])]
    raise AssertionError("every number is below 100 or at least 100")
