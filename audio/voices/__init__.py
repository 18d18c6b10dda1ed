"""The one port every engine of speech stands behind, and what can go wrong with one.

``synthesise`` blocks and is called from native threads only. A voice answers within its own deadline or raises
``VoiceError``; whoever calls it then takes the next voice.
"""

import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from audio.numerals import LETTER_NAMES, Lang

Samples = NDArray[np.float64]
T = TypeVar("T")


class VoiceError(Exception):
    """This voice cannot say this now; the message says why, for the log and the health page."""


@dataclass(frozen=True)
class Speech:
    """Mono samples in -1..1 at ``rate`` Hz, as the engine made them."""

    samples: Samples
    rate: int


class Voice(Protocol):
    """An engine. ``version`` changes whenever the same text would sound different: it is part of a clip's key.

    ``offline`` engines answer in well under a second; the others are asked ahead of time only.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def languages(self) -> frozenset[Lang]: ...
    @property
    def offline(self) -> bool: ...

    def synthesise(self, text: str, lang: Lang) -> Speech:
        """Say ``text`` (cleaned words with closing punctuation). Raises VoiceError."""
        ...


class Deadline:
    """Runs one piece of work at a time on a native thread and stops waiting for it after ``limit_s`` seconds.

    Work that overstays cannot be ended, so while it lasts every further piece is refused: at most one thread is ever lost.
    """

    def __init__(self, limit_s: float, what: str) -> None:
        self._limit_s = limit_s
        self._what = what
        self._busy = Lock()

    def run(self, work: Callable[[], T]) -> T:
        """The result of ``work``. Raises VoiceError when it is late or an earlier piece still runs, else what it raised."""
        if not self._busy.acquire(timeout=self._limit_s):
            raise VoiceError(f"{self._what} is still busy with an earlier text")
        answer: Future[T] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
                answer.set_exception(error)
            finally:
                self._busy.release()

        Thread(target=carry_out, name=f"voice-{self._what}", daemon=True).start()
        try:
            return answer.result(self._limit_s)
        except TimeoutError:
            raise VoiceError(f"{self._what} did not answer within {self._limit_s:g} s") from None


_CAPITAL_OF = {name: letter for letter, name in LETTER_NAMES.items() if "e" in name and name != "e"}


def with_capitals(text: str) -> str:
    """Letter names with an e as capitals: engines give ``be`` and ``em`` a wrong vowel, ``B`` and ``M`` the right one."""
    return re.sub(r"\w+", lambda word: _CAPITAL_OF.get(word[0], word[0]), text)
