"""The store of clips: made once, found again, never trusted blindly."""

import hashlib
import threading

import numpy as np
import pytest

from audio import plan
from audio.clips import ClipStore
from audio.plan import Clause
from audio.voices import Speech, VoiceError
from audio.voices.espeak import Espeak

TICKET = plan.ticket("A-012")


class Engine:
    """A voice that hums, and counts how often it was asked."""

    languages = frozenset({"id"})

    def __init__(self, name="hum", version="1", fault=None, offline=True):
        self.name, self.version, self.fault, self.offline, self.asked = name, version, fault, offline, []

    def synthesise(self, text, lang):
        self.asked.append(text)
        if self.fault:
            self.fault()
        t = np.arange(22_050) / 22_050
        return Speech(0.2 * np.sin(2 * np.pi * 300 * t), 22_050)


def refuse():
    raise VoiceError("out of breath")


def break_down():
    raise KeyError("a bug")


def test_a_clip_is_made_once_and_found_again_by_a_later_store(tmp_path):
    engine = Engine()
    made = ClipStore(tmp_path, [engine]).clip(TICKET)
    store = ClipStore(tmp_path, [engine])
    assert store.clip(TICKET) == store.ready(TICKET) == made
    assert engine.asked == ["nomor antrean A nol satu dua,"]
    assert made.path == store.path(made.sha256)
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    assert made.duration_ms == pytest.approx(1000, abs=2)
    assert (made.text, made.voice) == (TICKET.text, "hum")


def test_ready_makes_nothing(tmp_path):
    engine = Engine()
    assert ClipStore(tmp_path, [engine]).ready(TICKET) is None
    assert engine.asked == []


def test_another_version_or_text_of_the_voice_is_another_clip(tmp_path):
    ClipStore(tmp_path, [Engine()]).clip(TICKET)
    newer = ClipStore(tmp_path, [Engine(version="2")])
    assert newer.ready(TICKET) is None
    assert newer.ready(plan.ticket("A-013")) is None


@pytest.mark.parametrize("spoil", [b"", b"RIFF", None], ids=["emptied", "overwritten", "deleted"])
@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("which", ["sound", "key"])
def test_a_damaged_file_is_noticed_and_made_again(tmp_path, spoil, restarted, which):
    engine = Engine()
    store = ClipStore(tmp_path, [engine])
    made = store.clip(TICKET)
    file = made.path if which == "sound" else next((tmp_path / "keys").iterdir())
    good = made.path.read_bytes()
    if spoil is None:
        file.unlink()
    else:
        file.write_bytes(spoil)
    if restarted:
        store = ClipStore(tmp_path, [engine])
    if which == "sound" or restarted:
        assert store.ready(TICKET) is None
    assert store.clip(TICKET) == made
    assert made.path.read_bytes() == good


def test_a_voice_that_fails_is_followed_by_the_next(tmp_path):
    failing = Engine("shy", fault=refuse)
    store = ClipStore(tmp_path, [failing, Engine()])
    assert store.clip(TICKET).voice == "hum"
    assert store.trouble == {"shy": "out of breath"}
    assert store.ready(TICKET).voice == "hum"
    failing.fault = None
    assert store.clip(TICKET).voice == "shy"
    assert store.trouble == {}
    assert store.ready(TICKET).voice == "shy"


def test_who_cannot_wait_gets_an_offline_voice_and_the_better_one_once_it_is_there(tmp_path):
    store = ClipStore(tmp_path, [Engine("far", offline=False), Engine("near")])
    assert store.online
    assert store.clip(TICKET, offline=True).voice == "near"
    assert store.ready(TICKET).voice == "near"
    assert store.clip(TICKET).voice == "far"
    assert store.ready(TICKET).voice == "far"
    assert ClipStore(tmp_path, [Engine("far", offline=False)]).clip(TICKET, offline=True).voice == "far"


def test_a_voice_with_a_bug_is_followed_by_the_next(tmp_path):
    assert ClipStore(tmp_path, [Engine("buggy", fault=break_down), Engine()]).clip(TICKET).voice == "hum"


def test_a_voice_that_hangs_is_followed_by_the_next_and_not_asked_again_while_it_hangs(tmp_path):
    end = threading.Event()
    stuck = Engine("stuck", fault=lambda: end.wait(30))
    store = ClipStore(tmp_path, [stuck, Engine()], voice_deadline_s=0.1)
    try:
        assert store.clip(TICKET).voice == "hum"
        assert store.clip(plan.ticket("A-013")).voice == "hum"
        assert len(stuck.asked) == 1
        assert "busy" in store.trouble["stuck"]
    finally:
        end.set()


def test_when_every_voice_fails_the_reasons_are_told(tmp_path):
    store = ClipStore(tmp_path, [Engine("shy", fault=refuse), Engine("mute", fault=refuse)])
    with pytest.raises(VoiceError, match="shy: out of breath; mute: out of breath"):
        store.clip(TICKET)
    assert not list(tmp_path.glob("*.wav"))


def test_a_language_no_voice_speaks_is_a_voice_error(tmp_path):
    with pytest.raises(VoiceError, match="hum does not speak en"):
        ClipStore(tmp_path, [Engine()]).clip(Clause("hello", "en"))


def test_many_who_want_the_same_clip_at_once_have_it_made_once(tmp_path):
    engine = Engine()
    store = ClipStore(tmp_path, [engine])
    gate = threading.Barrier(8)
    found = []

    def want():
        gate.wait(10)
        found.append(store.clip(TICKET))

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(engine.asked) == 1
    assert len(found) == 8
    assert len(set(found)) == 1


def test_no_temporary_file_stays_behind(tmp_path):
    ClipStore(tmp_path, [Engine()]).clip(TICKET)
    assert not list(tmp_path.rglob(".*"))


@pytest.mark.parametrize("name", ["", "../keys", "0" * 63, "0" * 64, "A" * 64, "../" + "0" * 64, "0" * 64 + "\n"])
def test_only_clips_can_be_asked_for_by_name(tmp_path, name):
    store = ClipStore(tmp_path, [Engine()])
    store.clip(TICKET)
    assert store.path(name) is None


def test_a_full_disk_is_not_the_voices_fault(tmp_path):
    store = ClipStore(tmp_path, [Engine()])
    (tmp_path / "keys").rmdir()
    with pytest.raises(OSError, match="keys"):
        store.clip(TICKET)


def test_the_chime_is_a_clip_of_the_store(tmp_path):
    store = ClipStore(tmp_path, [Engine()])
    assert store.path(store.chime().sha256) == store.chime().path
    assert store.chime().duration_ms == 1200


def test_the_offline_voice_fills_the_store(tmp_path):
    assert 1500 < ClipStore(tmp_path, [Espeak()]).clip(TICKET).duration_ms < 4000


def test_a_store_without_a_voice_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one voice"):
        ClipStore(tmp_path, [])
