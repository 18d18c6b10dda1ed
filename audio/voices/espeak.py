"""espeak-ng, the voice that needs no network: a process per clause, about 20 ms.

The engine's Indonesian has wrong vowels in a few words of nearly every announcement (``loket``, ``empat``, ``belas``), so
these are passed as phonemes; so are the letters whose vowel it loses between other letters. An unknown phoneme is dropped in
silence: every entry is checked against ``--ipa`` in the tests.
"""

import hashlib
import io
import re
import shutil
import subprocess
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from audio.numerals import Lang
from audio.voices import Speech, VoiceError, with_capitals

PHONEMES: dict[Lang, dict[str, str]] = {
    "id": {
        "empat": "@mp'at",
        "keempat": "k@@mp'at",
        "enam": "@n'am",
        "keenam": "k@@n'am",
        "belas": "b@l'as",
        "sebelas": "s@b@l'as",
        "kesebelas": "k@s@b@l'as",
        "loket": "l'okEt",
        "segera": "s@g'@Ra",
        "elektronik": "ElEktR'onik",
        "kependudukan": "k@p@ndud'ukan",
        "kesehatan": "k@seh'atan",
        "ketenagakerjaan": "k@t@nagak@RdZ'aan",
        "persetujuan": "p@Rs@tudZ'uan",
        "F": "'E2f",
        "L": "'E2l",
        "M": "'E2m",
        "N": "'E2n",
        "R": "'E2R",
        "S": "'E2s",
        "X": "'E2ks",
    },
    "en": {"A": "'eI"},
}
"""The engine's own mnemonics by word."""

_VOICES: dict[Lang, str] = {"id": "id", "en": "en"}
SLOWEST_WPM, FASTEST_WPM = 80, 450


class Espeak:
    """The offline voice at ``rate_wpm`` words a minute.

    Raises VoiceError at once when espeak-ng is not installed, ValueError for a rate the engine does not have.
    """

    name = "espeak"
    offline = True
    languages: frozenset[Lang] = frozenset(_VOICES)

    def __init__(self, rate_wpm: int = 140, program: str = "espeak-ng", deadline_s: float = 3.0) -> None:
        if not SLOWEST_WPM <= rate_wpm <= FASTEST_WPM:
            raise ValueError(f"the rate must be {SLOWEST_WPM} to {FASTEST_WPM} words a minute, not {rate_wpm}")
        found = shutil.which(program)
        if found is None:
            raise VoiceError(f"{program} is not installed")
        self._program = found
        self._rate_wpm = rate_wpm
        self._deadline_s = deadline_s
        self.version = f"{self._engine_version()}/{rate_wpm}/{_table_version()}"

    def synthesise(self, text: str, lang: Lang) -> Speech:
        """22.05 kHz mono. Raises VoiceError when the process fails, is late, or gives no sound."""
        with TemporaryDirectory(prefix="panggil-espeak-") as folder:
            file = Path(folder) / "speech.wav"
            self._run(["-v", _VOICES[lang], "-s", str(self._rate_wpm), "-b", "1", "-w", str(file)], render(text, lang))
            try:
                return _read(file.read_bytes())
            except (OSError, EOFError, wave.Error) as error:
                raise VoiceError(f"espeak-ng left no sound: {error}") from error

    def phonemes(self, text: str, lang: Lang = "id") -> str:
        """What would be said, in IPA, on one line; for checking the table."""
        return " ".join(self._run(["-v", _VOICES[lang], "-b", "1", "-q", "--ipa"], render(text, lang)).split())

    def _engine_version(self) -> str:
        found = re.search(r"\d+(\.\d+)+", self._run(["--version"], ""))
        return found[0] if found else "unknown"

    def _run(self, arguments: list[str], text: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - a list of our own arguments; the text goes through standard input
                [self._program, *arguments],
                input=text.encode(),
                capture_output=True,
                timeout=self._deadline_s,
                check=True,
            )
        except subprocess.TimeoutExpired:
            raise VoiceError(f"espeak-ng did not answer within {self._deadline_s:g} s") from None
        except subprocess.CalledProcessError as error:
            raise VoiceError(f"espeak-ng failed: {error.stderr.decode(errors='replace').strip()[:200]}") from error
        except OSError as error:
            raise VoiceError(f"espeak-ng cannot be started: {error}") from error
        return done.stdout.decode(errors="replace")


def render(text: str, lang: Lang) -> str:
    """``text`` with the table's words as phonemes. The brackets of any other origin are taken out first."""
    table = PHONEMES[lang]
    plain = text.replace("[", " ").replace("]", " ")
    named = with_capitals(plain) if lang == "id" else plain
    return re.sub(r"\w+", lambda word: f"[[{table[word[0]]}]]" if word[0] in table else word[0], named)


def _read(data: bytes) -> Speech:
    with wave.open(io.BytesIO(data)) as sound:
        rate, frames = sound.getframerate(), sound.readframes(sound.getnframes())
    samples = np.frombuffer(frames, dtype="<i2").astype(np.float64) / 32768
    if not samples.size or not np.any(samples):
        raise VoiceError("espeak-ng gave silence")
    return Speech(samples, rate)


def _table_version() -> str:
    return hashlib.sha256(
        repr(sorted((lang, sorted(table.items())) for lang, table in PHONEMES.items())).encode()
    ).hexdigest()[:8]
