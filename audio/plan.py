"""A sentence as clauses, so that each is made once: one clip per ticket, one per counter, one per service.

    Nomor antrean A nol satu dua, silakan menuju loket tiga, layanan akta kelahiran
    Panggilan kedua, nomor antrean A nol satu dua, silakan menuju loket tiga

A clause carries no capital at its start and no punctuation: the same sound serves in every place of a sentence.
The comma between two clauses hides the joint; clips are played one after the other without a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from audio.lexicon import Lexicon
from audio.numerals import Lang, ordinal_en, ordinal_id
from audio.words import Style, WordsError, clean, destination, number, service

_OPENINGS: dict[Lang, tuple[str, ...]] = {
    "id": ("nomor antrean ", "panggilan "),
    "en": ("ticket number ", "second call", "third call", "final call", "repeated call"),
}


@dataclass(frozen=True)
class Clause:
    """One breath of a sentence. ``text`` is ready for a voice: cleaned, in words, without punctuation."""

    text: str
    lang: Lang = "id"

    @property
    def closing(self) -> str:
        """``,`` when the sentence goes on after this clause, ``.`` when the voice should fall."""
        return "," if self.text.startswith(_OPENINGS[self.lang]) else "."


def ticket(code: str, style: Style = "digits", lang: Lang = "id") -> Clause:
    """Whose turn it is. Raises WordsError when ``code`` is not a ticket number."""
    opening = "nomor antrean" if lang == "id" else "ticket number"
    return Clause(f"{opening} {number(code, style, lang, capitals=True)}", lang)


def counter(text: str | int, lang: Lang = "id") -> Clause:
    """Where to go. Raises WordsError when ``text`` names no counter."""
    opening = "silakan menuju" if lang == "id" else "please go to"
    return Clause(f"{opening} {destination(text, lang)}", lang)


def service_clause(name: str, lexicon: Lexicon, lang: Lang = "id") -> Clause | None:
    """For which service, or None when nothing of the name can be said."""
    said = service(name, lexicon, lang)
    return Clause(f"{'layanan' if lang == 'id' else 'for'} {_without_repetition(said, lang)}", lang) if said else None


def recall(recalls: int, lang: Lang = "id") -> Clause:
    """The opening of an announcement that is said again: ``panggilan kedua`` for ``recalls`` = 1."""
    if recalls < 1:
        raise WordsError("the first call has no opening of its own")
    if lang == "id":
        return Clause(f"panggilan {ordinal_id(recalls + 1)}", lang)
    return Clause(f"{ordinal_en(recalls + 1)} call" if recalls < 3 else "repeated call", lang)


def last(lang: Lang = "id") -> Clause:
    """The opening of a last call."""
    return Clause("panggilan terakhir" if lang == "id" else "final call", lang)


def call(
    code: str,
    where: str | int,
    lexicon: Lexicon,
    *,
    service_name: str | None = None,
    recalls: int = 0,
    is_last: bool = False,
    style: Style = "digits",
    lang: Lang = "id",
) -> list[Clause]:
    """Every clause of one announcement, in the order they are said. Raises WordsError for a bad number or counter."""
    opening = [last(lang)] if is_last else [recall(recalls, lang)] if recalls else []
    named = service_clause(service_name, lexicon, lang) if service_name else None
    return [*opening, ticket(code, style, lang), counter(where, lang), *([named] if named else [])]


def sentence(clauses: Sequence[Clause]) -> str:
    """The clauses as one written line, with a capital at its start and no full stop."""
    text = ", ".join(clause.text for clause in clauses)
    return text[:1].upper() + text[1:]


def clauses_of(text: str, lang: Lang = "id") -> list[Clause]:
    """A written sentence back as clauses: those of ``call`` for a line that ``sentence`` wrote.

    Raises WordsError when nothing speakable is in it.
    """
    parts = [part for part in (clean(part).strip(" .!?;:") for part in text.split(",")) if any(map(str.isalnum, part))]
    if not parts:
        raise WordsError("there is nothing to say in this text")
    return [Clause(_lowered(part), lang) for part in parts]


def _lowered(part: str) -> str:
    # a single capital is a letter of the alphabet, not the start of a sentence
    return part if len(part) > 1 and not part[1].islower() else part[:1].lower() + part[1:]


def _without_repetition(said: str, lang: Lang) -> str:
    return said.removeprefix("layanan ") if lang == "id" else said
