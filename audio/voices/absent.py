"""The engine that is not there: calls go on with the chime and the screens, and the health page says why."""

from audio.numerals import Lang
from audio.voices import Speech, VoiceError


class Absent:
    """Stands for an engine that could not be started; ``reason`` says why."""

    version = "0"
    offline = True
    languages: frozenset[Lang] = frozenset({"id", "en"})

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason

    def synthesise(self, text: str, lang: Lang) -> Speech:
        """Always raises VoiceError."""
        del text, lang
        raise VoiceError(self.reason)
