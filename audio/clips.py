"""Finished clips on disk: made once per clause, found again by what they say, checked before use.

In the folder, ``<sha256>.wav`` is a sound named by its own content, and ``keys/<key>`` holds the name of the sound for one
voice, version, language and text. Anything may be deleted at any time; it is made again. A file that does not match its name
is treated as missing.
"""

import hashlib
import io
import json
import logging
import os
import re
import threading
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from audio import chime as chimes
from audio import sound
from audio.plan import Clause
from audio.voices import Deadline, Samples, Voice, VoiceError

log = logging.getLogger(__name__)

VOICE_DEADLINE_S = 5.0
_Mark: TypeAlias = tuple[int, int, int]
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Clip:
    """One finished sound: mono WAV at ``audio.sound.RATE``, at ``path``, named by the sha256 of its bytes."""

    sha256: str
    path: Path
    duration_ms: int
    text: str
    voice: str


class ClipStore:
    """The clips of one mall, made by ``voices`` in the order given.

    ``clip`` and ``chime`` may take seconds and belong on a native thread; ``ready`` and ``path`` only look. Safe to use from
    several threads. A changed lexicon changes the texts, so only the clips it concerns are made anew.
    Raises OSError when the folder cannot be made, ValueError without any voice.
    """

    def __init__(self, folder: Path, voices: Sequence[Voice], voice_deadline_s: float = VOICE_DEADLINE_S) -> None:
        if not voices:
            raise ValueError("a clip store needs at least one voice")
        self._folder = folder
        self._voices = [(voice, Deadline(voice_deadline_s, voice.name)) for voice in voices]
        self._keys = folder / "keys"
        self._keys.mkdir(parents=True, exist_ok=True)
        self._known: dict[str, tuple[Clip, _Mark]] = {}
        self._making: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self.trouble: dict[str, str] = {}
        """Why a voice failed the last time it was asked, by voice; empty when all is well."""

    @property
    def online(self) -> bool:
        """Whether some voice may keep one waiting."""
        return not all(voice.offline for voice, _ in self._voices)

    def clip(self, clause: Clause, *, offline: bool = False) -> Clip:
        """The sound of ``clause``, from disk or made now by the first voice that can.

        With ``offline`` only such voices are asked, if there are any: for a call that somebody is waiting for.
        Raises VoiceError when every voice fails, OSError when the disk does.
        """
        text = clause.text + clause.closing
        reasons: list[str] = []
        quick = [pair for pair in self._voices if pair[0].offline] if offline else []
        for voice, deadline in quick or self._voices:
            if clause.lang not in voice.languages:
                reasons.append(f"{voice.name} does not speak {clause.lang}")
                continue
            key = self._key(voice, clause)

            def say(voice: Voice = voice, deadline: Deadline = deadline) -> Samples:
                return sound.finished(deadline.run(lambda: voice.synthesise(text, clause.lang)))

            try:
                made = self._made(key, clause.text, voice.name, say)
            except OSError:
                raise
            except Exception as error:
                # an engine may fail in ways its port does not name; the next voice speaks in any case
                if not isinstance(error, VoiceError):
                    log.exception("voice %s failed unexpectedly", voice.name)
                self.trouble[voice.name] = str(error)
                reasons.append(f"{voice.name}: {error}")
                continue
            self.trouble.pop(voice.name, None)
            return made
        raise VoiceError("; ".join(reasons))

    def ready(self, clause: Clause) -> Clip | None:
        """The sound of ``clause`` by the best voice that has it already, without making anything."""
        for voice, _ in self._voices:
            found = self._found(self._key(voice, clause))
            if found:
                return found
        return None

    def chime(self) -> Clip:
        """The two notes. Raises OSError when the disk fails."""
        return self._made(self._hash(["chime", sound.VERSION]), "", "chime", chimes.chime)

    def path(self, sha256: str) -> Path | None:
        """The WAV file of that name, or None for anything that is not a clip in this folder."""
        if not _NAME.fullmatch(sha256):
            return None
        file = self._folder / f"{sha256}.wav"
        return file if file.is_file() else None

    def _made(self, key: str, text: str, voice: str, say: Callable[[], Samples]) -> Clip:
        with self._guard:
            lock = self._making.setdefault(key, threading.Lock())
        try:
            with lock:
                found = self._found(key)
                return found or self._kept(key, text, voice, sound.wav(say()))
        finally:
            with self._guard:
                self._making.pop(key, None)

    def _kept(self, key: str, text: str, voice: str, data: bytes) -> Clip:
        sha256 = hashlib.sha256(data).hexdigest()
        file = self._folder / f"{sha256}.wav"
        _put(file, data)
        note = {"sha256": sha256, "text": text, "voice": voice}
        _put(self._keys / key, json.dumps(note, ensure_ascii=False).encode())
        clip = Clip(sha256, file, _duration_ms(data), text, voice)
        self._known[key] = clip, _mark(file)
        return clip

    def _found(self, key: str) -> Clip | None:
        known = self._known.get(key)
        try:
            if known is not None and known[1] == _mark(known[0].path):
                return known[0]
            note = json.loads((self._keys / key).read_bytes())
            file = self._folder / f"{note['sha256']}.wav"
            data = file.read_bytes()
            if hashlib.sha256(data).hexdigest() != note["sha256"]:
                log.warning("clip %s is damaged and will be made again", file.name)
                return None
            clip = Clip(note["sha256"], file, _duration_ms(data), note["text"], note["voice"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, wave.Error):
            return None
        self._known[key] = clip, _mark(file)
        return clip

    def _key(self, voice: Voice, clause: Clause) -> str:
        return self._hash([voice.name, voice.version, sound.VERSION, clause.lang, clause.text, clause.closing])

    @staticmethod
    def _hash(parts: list[str]) -> str:
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _mark(file: Path) -> _Mark:
    """Changes when the file does. Raises OSError when it is gone."""
    state = file.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns


def _put(file: Path, data: bytes) -> None:
    # no sync to the disk: after a power cut the clip's own hash tells whether it survived
    temporary = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _duration_ms(data: bytes) -> int:
    with wave.open(io.BytesIO(data)) as file:
        return int(file.getnframes() * 1000 / file.getframerate() + 0.5)
