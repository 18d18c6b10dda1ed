"""``python -m audio``: what would be said (``words``), and how it sounds (``speak``).

Exit codes: 0 done, 1 the voice or the disk failed, 2 the request cannot be understood.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from audio import lexicon, plan, sound, words
from audio.clips import ClipStore
from audio.numerals import LANGS
from audio.voices import Voice, VoiceError
from audio.voices.espeak import Espeak
from audio.voices.google import Google

VOICES = ("espeak", "google")


def voice_named(name: str) -> Voice:
    """The engine of that name. Raises ValueError for an unknown one, VoiceError when it is not installed."""
    if name == "espeak":
        return Espeak()
    if name == "google":
        return Google()
    raise ValueError(f"unknown voice {name!r}; choose one of {', '.join(VOICES)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; prints the result, or one line of error on standard error. Returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "words":
            print(_words(asked))
        else:
            _speak(asked)
    except (words.WordsError, lexicon.LexiconError, ValueError) as error:
        return _failed(str(error), 2)
    except VoiceError as error:
        return _failed(f"the voice failed: {error}", 1)
    except OSError as error:
        return _failed(str(error), 1)
    return 0


def _words(asked: argparse.Namespace) -> str:
    table = lexicon.read(Path(os.environ.get("PANGGIL_INSTANCE", "instance")) / lexicon.FILE_NAME)
    if asked.counter is not None:
        return plan.sentence(
            plan.call(
                asked.number, asked.counter, table, service_name=asked.service, style=asked.style, lang=asked.lang
            )
        )
    if asked.service:
        named = plan.service_clause(asked.service, table, asked.lang)
        return plan.sentence([plan.ticket(asked.number, asked.style, asked.lang), *([named] if named else [])])
    return words.number(asked.number, asked.style, asked.lang)


def _speak(asked: argparse.Namespace) -> None:
    clauses = plan.clauses_of(asked.text, asked.lang)
    voice = voice_named(asked.voice)
    with TemporaryDirectory(prefix="panggil-speak-") as folder:
        clips = ClipStore(Path(folder), [voice], voice_deadline_s=10.0)
        asked.out.write_bytes(sound.joined([clips.clip(clause).path.read_bytes() for clause in clauses]))


def _failed(message: str, code: int) -> int:
    print(f"audio: {message}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m audio", description="The words and the sound of an announcement.")
    commands = parser.add_subparsers(dest="command", required=True)
    said = commands.add_parser("words", help="print the exact words")
    said.add_argument("number", help="ticket number, such as A-012")
    said.add_argument("--counter", help="counter number or name: the whole sentence is printed")
    said.add_argument("--service", help="name of the service")
    said.add_argument("--style", choices=words.STYLES, default="digits", help="how the number is read")
    spoken = commands.add_parser("speak", help="write the finished sound of a sentence, without the chime")
    spoken.add_argument("text", help="the sentence, as the command words prints it")
    spoken.add_argument("--out", type=Path, required=True, help="WAV file to write")
    spoken.add_argument("--voice", default="espeak", help=f"one of {', '.join(VOICES)}")
    for command in (said, spoken):
        command.add_argument("--lang", choices=LANGS, default="id", help="language of the words")
    return parser


if __name__ == "__main__":
    sys.exit(main())
