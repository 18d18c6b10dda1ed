"""What one announcement says, which of its clips are there, and how it goes over the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from audio import plan
from audio.clips import Clip
from audio.numerals import Lang
from audio.plan import Clause
from audio.turns import Say

CHIME_S = 1.2


class Clips(Protocol):
    """The part of ``audio.clips.ClipStore`` that announcing needs."""

    @property
    def online(self) -> bool: ...
    def clip(self, clause: Clause, *, offline: bool = False) -> Clip: ...
    def ready(self, clause: Clause) -> Clip | None: ...
    def chime(self) -> Clip: ...


@dataclass
class Script:
    """What to say for ``call`` in ``zone``: the ``needed`` clauses, and an ``extra`` one left out when others wait.

    ``in_words`` tells whether the speaker was last given more than the chime.
    """

    zone: str
    call: str
    needed: Sequence[Clause]
    extra: Clause | None
    lang: Lang
    in_words: bool = False

    def duration_s(self, clips: Clips) -> float | None:
        """Seconds of chime and clips at most, or None as long as a needed clip is missing."""
        ready = self._ready(clips)
        extra = clips.ready(self.extra) if self.extra else None
        if not ready:
            return None if self.needed else CHIME_S
        return CHIME_S + sum(clip.duration_ms for clip in [*ready, *([extra] if extra else [])]) / 1000

    def payload(self, turn: Say, clips: Clips, chime: Clip | None, *, alone: bool) -> dict[str, object]:
        """The ``announce`` message. Without every needed clip it carries the chime only: half a sentence misleads.

        ``alone`` tells that nobody waits for the speaker, so that there is time for the extra clause.
        """
        ready = self._ready(clips)
        extra = clips.ready(self.extra) if self.extra and ready and alone else None
        self.in_words = bool(ready)
        said = [*self.needed, self.extra] if self.extra and extra else self.needed
        return {
            "id": turn.announcement.id,
            "zone": self.zone,
            "epoch": turn.epoch,
            "expires_at": turn.announcement.expires,
            "text": plan.sentence(said),
            "lang": self.lang,
            "chime": _wire(chime) if chime else None,
            "clips": [_wire(clip) for clip in [*ready, *([extra] if extra else [])]],
            "repeat": 1,
            "call": self.call,
            "number": turn.announcement.number,
            "counter": turn.announcement.counter,
        }

    def _ready(self, clips: Clips) -> list[Clip]:
        """The clips of the needed clauses; empty as long as one is missing."""
        found = [clip for clip in map(clips.ready, self.needed) if clip]
        return found if len(found) == len(self.needed) else []


def _wire(clip: Clip) -> dict[str, object]:
    return {"url": f"/audio/clips/{clip.sha256}.wav", "sha256": clip.sha256, "duration_ms": clip.duration_ms}
