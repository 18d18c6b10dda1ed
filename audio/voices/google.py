"""Google's voice through gTTS: natural, needs the internet, and is off until an administrator asks for it.

It speaks an undocumented page function that may refuse, stall or answer with something else at any time, and gTTS does not
check the server's certificate. So nothing of an answer is believed: it must decode, last about as long as its text, and not
be silent. Only ticket numbers, counters and service names are ever sent. No request is repeated; after failures the voice
rests. Where no answer comes, the next voice speaks.
"""

import io
import time
from collections.abc import Callable
from typing import Literal

import numpy as np

from audio.numerals import Lang
from audio.voices import Deadline, Speech, VoiceError, with_capitals

LONGEST_TEXT = 100
"""Characters of one request; gTTS would cut longer texts at every comma."""

HOSTS: dict[str, str] = {"com": "translate.google.com", "co.id": "translate.google.co.id"}
"""The only hosts ever asked, by the name an administrator chooses."""

SHORTEST_S, LONGEST_S = 0.25, 15.0
FAILURES_BEFORE_REST = 3
REST_S, REST_AFTER_REFUSAL_S = 300.0, 3600.0
_SLOWEST_CHARS_PER_S, _FASTEST_CHARS_PER_S = 4.0, 30.0
_SILENT_RMS = 0.003


class TooManyRequests(VoiceError):
    """Google wants no more requests for a while."""


class Google:
    """The online voice. ``deadline_s`` bounds a whole request, however slowly its bytes drip in.

    Raises ValueError for a host that is not in ``HOSTS``.
    """

    name = "google"
    version = "gtts/1"
    offline = False
    languages: frozenset[Lang] = frozenset({"id", "en"})

    def __init__(
        self,
        host: Literal["com", "co.id"] = "com",
        deadline_s: float = 4.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if host not in HOSTS:
            raise ValueError(f"the host must be one of {', '.join(HOSTS)}, not {host!r}")
        self._host = host
        self._deadline_s = deadline_s
        self._deadline = Deadline(deadline_s, self.name)
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    def synthesise(self, text: str, lang: Lang) -> Speech:
        """Mono at the rate Google sends (24 kHz). Raises VoiceError for every refusal, delay and doubtful answer."""
        said = with_capitals(text) if lang == "id" else text
        if len(said) > LONGEST_TEXT:
            raise VoiceError(f"the text has {len(said)} characters; google takes {LONGEST_TEXT}")
        if self._clock() < self._rests_until:
            raise VoiceError("google rests after failures")
        try:
            speech = judged(self._deadline.run(lambda: self._fetch(said, lang)), said)
        except VoiceError as error:
            self._count(error)
            raise
        self._failures = 0
        return speech

    def _count(self, error: VoiceError) -> None:
        self._failures += 1
        if isinstance(error, TooManyRequests):
            self._rests_until = self._clock() + REST_AFTER_REFUSAL_S
        elif self._failures >= FAILURES_BEFORE_REST:
            self._rests_until = self._clock() + REST_S

    def _fetch(self, text: str, lang: Lang) -> bytes:
        # a second of importing that a mall without this voice never pays
        from gtts import gTTS
        from gtts.tts import gTTSError

        try:
            request = gTTS(
                text, tld=self._host, lang=lang, lang_check=False, timeout=(self._deadline_s / 2, self._deadline_s)
            )
            return b"".join(request.stream())
        except gTTSError as error:
            raise _refusal(error) from error
        except Exception as error:
            # the page answers with whatever it likes, and gTTS takes it apart without looking
            raise VoiceError(f"google answered something unreadable: {error!r:.200}") from error


def _refusal(error: Exception) -> VoiceError:
    answer = getattr(error, "rsp", None)
    if answer is None:
        return VoiceError("google refused: no connection")
    kind = TooManyRequests if answer.status_code == 429 else VoiceError
    return kind(f"google refused: status {answer.status_code}")


def judged(data: bytes, text: str) -> Speech:
    """The decoded sound of ``data`` when it can be ``text`` spoken. Raises VoiceError otherwise."""
    import soundfile

    if not data:
        raise VoiceError("google sent no sound")
    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="float64", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
        raise VoiceError(f"google's answer is no sound: {error}") from error
    mono = samples.mean(axis=1)
    duration_s = len(mono) / rate
    if not 8000 <= rate <= 48000:
        raise VoiceError(f"google's sound has an odd rate: {rate} Hz")
    shortest = max(SHORTEST_S, len(text) / _FASTEST_CHARS_PER_S)
    longest = min(LONGEST_S, 2.0 + len(text) / _SLOWEST_CHARS_PER_S)
    if not shortest <= duration_s <= longest:
        raise VoiceError(f"google's sound lasts {duration_s:.1f} s, which cannot be this text")
    if not np.all(np.isfinite(mono)) or float(np.sqrt(np.mean(mono**2))) < _SILENT_RMS:
        raise VoiceError("google's sound is silent")
    return Speech(mono, int(rate))
