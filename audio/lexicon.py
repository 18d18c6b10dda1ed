"""How abbreviations are said: the built-in table and the mall's own ``lexicon.csv``.

``lexicon.csv`` lies in the instance folder: UTF-8, header ``text,spoken,flag``. Flags:

* ``eja``: by letter names (``KTP`` is ``ka te pe``); ``spoken`` is ignored.
* ``kata``: as one word (``SIM`` is ``sim``); ``spoken``, when given, is a respelling.
* ``ganti``: ``spoken`` is said instead (``KTP-el`` is ``ka te pe elektronik``).

``text`` may be several words; it is matched whole and without regard to case. A row of the mall wins over the built-in one.
"""

import csv
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from audio.numerals import LETTER_NAMES

Flag = Literal["eja", "kata", "ganti"]
log = logging.getLogger(__name__)
FILE_NAME = "lexicon.csv"

_BUILT_IN: dict[Literal["eja", "kata"], str] = {
    "eja": (
        "ASN BBM BKKBN BPHTB BPJS BPN BPOM BPR DLH DPMPTSP IKD IMB JHT JKN KIA KK KKPR KPP KTP KUA LPK MPP NIB NPWP OPD "
        "OSS PBB PBG PBI PBPU PDAM PIRT PJU PKB PKH PLN PMI PNBP PNS PPPK PTSP PUPR RBA RSUD SIPD SKCK SKPWNI SLF SPPL "
        "SPPT SPT STNK THT TNI TPI UMKM VA WA"
    ),
    "kata": "BUMD BUMN BUMDES BAZNAS DISDUKCAPIL DUKCAPIL KODIM NIK POLRI POLRES SAMSAT SIM TASPEN",
}
_BUILT_IN_REPLACED = {
    "KTP-el": "ka te pe elektronik",
    "e-KTP": "ka te pe elektronik",
    "maks": "maksimal",
    "kab": "kabupaten",
    "kec": "kecamatan",
    "jl": "jalan",
    "PBJT": "pe be je te",
}


class LexiconError(ValueError):
    """A row of ``lexicon.csv`` cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Lexicon:
    """Spoken forms by casefolded text."""

    forms: Mapping[str, str]

    def spoken(self, token: str) -> str | None:
        """The form of one entry, or None when the table does not know it."""
        return self.forms.get(token.casefold())

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds the entries that are more than one plain word, longest first."""
        long = sorted((text for text in self.forms if not text.isalnum()), key=len, reverse=True)
        if not long:
            return None
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, long)) + r")(?!\w)", re.IGNORECASE)


def spelled(text: str) -> str:
    """Letters by their EYD names, everything else left out: ``KTP`` is ``ka te pe``."""
    return " ".join(LETTER_NAMES[letter] for letter in text.upper() if letter in LETTER_NAMES)


def built_in() -> Lexicon:
    """The table that ships with Panggil."""
    return Lexicon(_built_in_forms())


def read(path: Path) -> Lexicon:
    """The built-in table with the rows of ``path`` over it; without the file, the built-in table.

    Raises LexiconError with the line number when a row is broken, OSError when the file cannot be read.
    """
    if not path.exists():
        return built_in()
    forms = _built_in_forms()
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not {"text", "spoken", "flag"} <= set(rows.fieldnames or ()):
                raise LexiconError(f"{path}: the first line must be text,spoken,flag")
            for row in rows:
                text = (row["text"] or "").strip()
                forms[text.casefold()] = _form(text, row, f"{path}, line {rows.line_num}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise LexiconError(f"{path}: not a UTF-8 CSV file ({error})") from error
    return Lexicon(forms)


class LexiconFile:
    """The mall's table as it is now: read again after every change of the file, so that no restart is needed.

    A broken file leaves the last good table in force; the reason is in ``trouble`` and in the log.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lexicon = built_in()
        self._seen: tuple[int, int] | None = None
        self.trouble = ""

    def current(self) -> Lexicon:
        """The table in force. Reads the file only when it has changed."""
        try:
            state = self._path.stat()
            seen = (state.st_size, state.st_mtime_ns)
        except OSError:
            seen = (-1, -1)
        if seen != self._seen:
            self._seen = seen
            try:
                self._lexicon, self.trouble = read(self._path), ""
            except (LexiconError, OSError) as error:
                self.trouble = str(error)
                log.warning("the lexicon is not used: %s", error)
        return self._lexicon


def _form(text: str, row: Mapping[str, str | None], where: str) -> str:
    spoken = _plain(row["spoken"] or "")
    flag = (row["flag"] or "").strip().lower()
    if not text:
        raise LexiconError(f"{where}: text is empty")
    if flag not in get_args(Flag):
        raise LexiconError(f"{where}: flag must be eja, kata or ganti, not {flag!r}")
    if flag == "ganti" and not spoken:
        raise LexiconError(f"{where}: ganti needs something in the column spoken")
    form = spelled(text) if flag == "eja" else spoken or _plain(text).lower()
    if not form:
        raise LexiconError(f"{where}: nothing of {text!r} can be spoken")
    return form


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'-]|_", " ", text).split()).lstrip("-").strip()


def _built_in_forms() -> dict[str, str]:
    forms = {text.casefold(): spelled(text) for text in _BUILT_IN["eja"].split()}
    forms |= {text.casefold(): text.lower() for text in _BUILT_IN["kata"].split()}
    return forms | {text.casefold(): spoken for text, spoken in _BUILT_IN_REPLACED.items()}
