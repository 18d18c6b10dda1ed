"""From a press to the loudspeaker of its zone, with the real offline voice and connections that do what they say."""

import queue
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from audio import lexicon, plan
from audio.clips import ClipStore
from audio.turns import GAP_S, PATIENCE_S, START_S
from audio.voices import VoiceError
from audio.voices.espeak import Espeak
from display_server.live.announcer import Announcer

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LABEL = {"name": {"id": "Akta kelahiran", "en": "Birth certificate"}}
PAYLOAD_FIELDS = {
    "id", "zone", "epoch", "expires_at", "text", "lang", "chime", "clips", "repeat", "call", "number", "counter",
}  # fmt: skip


class Silent:
    """A voice that is broken, or as slow as the test lets it be."""

    name, version, languages = "silent", "1", frozenset({"id"})

    def __init__(self, *, offline=True):
        self.offline = offline
        self.gate = threading.Event()
        self.gate.set()
        self.broken = True

    def synthesise(self, text, lang):
        self.gate.wait(30)
        if self.broken:
            raise VoiceError("no breath")
        return Espeak().synthesise(text, lang)


class Hall:
    """Everything around the announcer: a loop, clocks, and the connections of one zone."""

    def __init__(self, store):
        self.store = store
        self.now = 1000.0
        self.callbacks = queue.SimpleQueue()
        self.connected = ["hall"]
        self.heard = []
        self.spoken = []
        self.seq = 0
        self.lost = set()
        self.announcer = Announcer(
            loop=self,
            clips=store,
            lexicon=lexicon.built_in,
            speakers=lambda zone: list(self.connected) if zone == "Z1" else [],
            send=self.send,
            spoken=lambda call, at: self.spoken.append((call, at)),
            monotonic=lambda: self.now,
            wall=lambda: START + timedelta(seconds=self.now - 1000),
        )

    def soon(self, callback):
        self.callbacks.put(callback)

    def run_loop(self):
        """What the loop was asked to do, once something has been."""
        self.callbacks.get(timeout=30)()
        while not self.callbacks.empty():
            self.callbacks.get()()

    def settled(self):
        """Waits until the announcer's thread has done all it was given."""
        done = threading.Event()
        assert self.announcer._preparer.submit(done.set)
        assert done.wait(60)

    def send(self, connection, name, payload):
        if connection in self.lost:
            raise ConnectionError("gone")
        assert name == "announce"
        self.heard.append((connection, payload))

    def event(self, type, seq=None, **data):
        self.seq = seq or self.seq + 1
        at = START + timedelta(seconds=self.now - 1000)
        event = {"seq": self.seq, "at": at.isoformat(), "type": type, "data": data}
        self.announcer.on_event(event)

    def call(self, number, counter=3, type="ticket.called", life_s=60, **more):
        expires = START + timedelta(seconds=self.now - 1000 + life_s)
        self.event(
            type,
            number=number,
            counter=counter,
            service="AK",
            label=LABEL,
            zone=more.pop("zone", "Z1"),
            call=f"c {number}",
            expires_at=expires.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            recalls=more.pop("recalls", 0),
            **more,
        )

    def prepare(self, *numbers, counter=3):
        for number in numbers:
            self.event("ticket.issued", number=number, service="AK", label=LABEL, zone="Z1")
        self.event("counter.opened", counter={"number": counter})
        self.settled()

    def ends(self, which=-1, after_s=5.0):
        connection, payload = self.heard[which]
        self.announcer.on_ack(connection, payload["id"], "started", "")
        self.passes(after_s)
        self.announcer.on_ack(connection, payload["id"], "ended", "")

    def passes(self, seconds):
        self.now += seconds
        self.announcer.tick()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def hall(folder):
    hall = Hall(ClipStore(folder, [Espeak()]))
    yield hall
    hall.announcer.close()


@pytest.fixture
def silent_hall(tmp_path):
    voice = Silent()
    hall = Hall(ClipStore(tmp_path, [voice]))
    hall.voice = voice
    yield hall
    voice.gate.set()
    hall.announcer.close()


def test_a_call_prepared_at_its_issue_is_sent_in_the_very_moment_of_its_event(hall):
    hall.prepare("A-012")
    began = time.perf_counter()
    hall.call("A-012")
    took_s = time.perf_counter() - began
    [(connection, payload)] = hall.heard
    assert connection == "hall"
    assert took_s < 0.1
    assert set(payload) == PAYLOAD_FIELDS
    assert payload["text"] == "Nomor antrean A nol satu dua, silakan menuju loket tiga, layanan akta kelahiran"
    assert (payload["zone"], payload["call"], payload["number"], payload["counter"]) == ("Z1", "c A-012", "A-012", 3)
    assert (payload["lang"], payload["repeat"], payload["expires_at"]) == ("id", 1, "2026-11-23T01:01:00.000Z")
    assert len(payload["clips"]) == 3
    for clip in [payload["chime"], *payload["clips"]]:
        assert clip["url"] == f"/audio/clips/{clip['sha256']}.wav"
        assert hall.store.path(clip["sha256"])
        assert clip["duration_ms"] > 500


def test_a_call_nobody_prepared_waits_for_its_clips(hall):
    hall.call("Q-777", counter=28)
    assert hall.heard == []
    hall.run_loop()
    [(_, payload)] = hall.heard
    assert len(payload["clips"]) >= 2
    assert payload["text"].startswith("Nomor antrean Q tujuh tujuh tujuh, silakan menuju loket dua puluh delapan")


def test_the_second_call_waits_for_the_end_of_the_first_and_leaves_out_the_service_while_a_third_waits(hall):
    hall.prepare("A-001", "A-002", "A-003")
    for number in ("A-001", "A-002", "A-003"):
        hall.call(number)
    assert len(hall.heard) == 1
    assert hall.announcer.backlog("Z1") == 2
    hall.ends()
    hall.passes(GAP_S)
    hall.ends()
    hall.passes(GAP_S)
    assert [payload["number"] for _, payload in hall.heard] == ["A-001", "A-002", "A-003"]
    assert [len(payload["clips"]) for _, payload in hall.heard] == [3, 2, 3]
    assert hall.announcer.backlog("Z1") == 0


def test_the_desk_learns_when_its_call_was_heard_to_the_end(hall):
    hall.prepare("A-001")
    hall.call("A-001")
    hall.ends(after_s=5.0)
    assert hall.spoken == [("c A-001", START + timedelta(seconds=5))]


def test_a_recall_says_which_time_it_is(hall):
    hall.prepare("A-001")
    hall.call("A-001")
    hall.ends()
    hall.passes(GAP_S)
    hall.call("A-001", type="ticket.recalled", recalls=1)
    hall.run_loop()
    assert hall.heard[-1][1]["text"].startswith("Panggilan kedua, nomor antrean A nol nol satu, silakan")


def test_a_recall_of_an_unheard_call_prolongs_it(hall):
    hall.prepare("A-001")
    hall.connected = []
    hall.call("A-001", life_s=10)
    hall.passes(5)
    hall.call("A-001", type="ticket.recalled", recalls=1, life_s=60)
    hall.passes(10)
    hall.connected = ["hall"]
    hall.announcer.on_speakers_changed("Z1")
    [(_, payload)] = hall.heard
    assert payload["text"].startswith("Nomor antrean")
    assert payload["expires_at"] == "2026-11-23T01:01:05.000Z"


@pytest.mark.parametrize(
    "act", ["started", "finished", "skipped", "held", "transferred", "cancelled", "abandoned", "undone"]
)
def test_a_ticket_that_need_not_come_any_more_is_not_called(hall, act):
    hall.prepare("A-001", "A-002")
    hall.call("A-001")
    hall.call("A-002")
    hall.event(f"ticket.{act}", number="A-002", act="call")
    hall.ends()
    hall.passes(GAP_S)
    assert [payload["number"] for _, payload in hall.heard] == ["A-001"]
    assert hall.announcer.backlog("Z1") == 0


def test_undoing_a_recall_does_not_silence_the_call(hall):
    hall.connected = []
    hall.prepare("A-001")
    hall.call("A-001")
    hall.event("ticket.undone", number="A-001", act="recall")
    assert hall.announcer.backlog("Z1") == 1


def test_when_the_day_is_closed_nobody_is_called(hall):
    hall.connected = []
    hall.prepare("A-001")
    hall.call("A-001")
    hall.event("day.closed", day="2026-11-23")
    assert hall.announcer.backlog("Z1") == 0


def test_an_expired_call_is_never_spoken(hall):
    hall.connected = []
    hall.prepare("A-001")
    hall.call("A-001", life_s=60)
    hall.call("A-002", life_s=-5)
    hall.passes(60)
    hall.connected = ["hall"]
    hall.announcer.on_speakers_changed("Z1")
    hall.passes(1)
    assert hall.heard == []
    assert hall.spoken == []


def test_an_event_that_comes_twice_is_announced_once(hall):
    hall.prepare("A-001", "A-002")
    hall.call("A-001")
    hall.seq -= 1
    hall.call("A-001")
    assert hall.announcer.backlog("Z1") == 0
    assert len(hall.heard) == 1


def test_a_speaker_that_never_starts_is_followed_by_the_next_with_a_higher_epoch(hall):
    hall.connected = ["hall", "spare"]
    hall.prepare("A-001")
    hall.call("A-001")
    hall.passes(START_S)
    assert [connection for connection, _ in hall.heard] == ["hall", "spare"]
    first, second = (payload for _, payload in hall.heard)
    assert second["epoch"] > first["epoch"]
    assert second["id"] == first["id"]
    hall.ends()
    assert [call for call, _ in hall.spoken] == ["c A-001"]


def test_a_connection_that_breaks_while_it_is_told_does_not_stop_the_zone(hall):
    hall.connected, hall.lost = ["hall", "spare"], {"hall"}
    hall.prepare("A-001", "A-002")
    hall.call("A-001")
    hall.passes(START_S)
    assert [connection for connection, _ in hall.heard] == ["spare"]


def test_a_zone_without_a_speaker_stays_silent_and_others_do_not_wait_for_it(hall):
    hall.prepare("A-001")
    hall.call("B-001", zone="Z9")
    hall.call("A-001")
    assert [payload["number"] for _, payload in hall.heard] == ["A-001"]
    assert hall.announcer.backlog("Z9") == 1


def test_acks_of_strangers_and_of_unknown_kinds_are_ignored(hall):
    hall.prepare("A-001")
    hall.call("A-001")
    id = hall.heard[0][1]["id"]
    hall.announcer.on_ack("stranger", id, "ended", "")
    hall.announcer.on_ack("hall", "nothing", "ended", "")
    hall.announcer.on_ack("hall", id, "shouted", "")
    assert hall.spoken == []


def test_a_broken_voice_leaves_the_chime_and_the_desk_is_not_told_it_was_spoken(silent_hall):
    silent_hall.settled()
    silent_hall.call("A-001")
    silent_hall.run_loop()
    [(_, payload)] = silent_hall.heard
    assert payload["clips"] == []
    assert payload["chime"]["duration_ms"] == 1200
    assert payload["text"].startswith("Nomor antrean A nol nol satu")
    silent_hall.ends(after_s=1.2)
    assert silent_hall.spoken == []


def test_a_slow_voice_delays_the_chime_by_a_second_at_most(silent_hall):
    silent_hall.settled()
    silent_hall.voice.gate.clear()
    silent_hall.call("A-001")
    silent_hall.passes(PATIENCE_S - 0.1)
    assert silent_hall.heard == []
    silent_hall.passes(0.1)
    assert [payload["clips"] for _, payload in silent_hall.heard] == [[]]


def test_clips_that_come_too_late_serve_the_next_speaker(silent_hall):
    silent_hall.settled()
    silent_hall.connected = ["hall", "spare"]
    silent_hall.voice.gate.clear()
    silent_hall.voice.broken = False
    silent_hall.call("A-001")
    silent_hall.passes(PATIENCE_S)
    silent_hall.voice.gate.set()
    silent_hall.run_loop()
    silent_hall.passes(START_S)
    assert [(connection, len(payload["clips"])) for connection, payload in silent_hall.heard] == [
        ("hall", 0),
        ("spare", 2),
    ]


def test_a_call_goes_before_the_clips_of_tickets_that_only_wait(silent_hall):
    silent_hall.settled()
    silent_hall.voice.broken = False
    silent_hall.voice.gate.clear()
    for number in range(200, 210):
        silent_hall.event("ticket.issued", number=f"B-{number}", service="AK", label=LABEL, zone="Z1")
    silent_hall.call("A-001")
    silent_hall.voice.gate.set()
    silent_hall.run_loop()
    assert len(silent_hall.heard[0][1]["clips"]) >= 2
    assert silent_hall.store.ready(plan.ticket("B-209")) is None


def test_a_call_never_waits_for_an_online_voice(tmp_path):
    far = Silent(offline=False)
    far.gate.clear()
    hall = Hall(ClipStore(tmp_path, [far, Espeak()]))
    try:
        hall.prepare("A-001")
        hall.call("A-001")
        assert len(hall.heard[0][1]["clips"]) == 3
        hall.ends()
        hall.passes(GAP_S)
        hall.call("A-002")
        hall.run_loop()
        assert len(hall.heard[1][1]["clips"]) == 3
    finally:
        far.gate.set()
        hall.announcer.close()


def test_warming_makes_the_clips_every_day_needs(tmp_path):
    hall = Hall(ClipStore(tmp_path, [Espeak()]))
    hall.announcer.warm([1, 2], ["Akta kelahiran"])
    hall.settled()
    hall.announcer.close()
    assert hall.store.ready(plan.counter(2))
    assert hall.store.ready(plan.recall(1))
    assert hall.store.ready(plan.service_clause("Akta kelahiran", lexicon.built_in()))


def test_a_number_without_words_is_announced_by_the_chime(hall):
    hall.settled()
    hall.call("???")
    assert hall.heard[0][1]["clips"] == []


def test_closing_ends_the_thread_and_later_calls_do_no_harm(hall):
    hall.announcer.close()
    hall.call("A-555")
    hall.passes(PATIENCE_S)
    assert len(hall.heard) == 1
