"""The online voice, through gTTS as it is, against a stand-in on loopback."""

import time

import numpy as np
import pytest

from audio.voices import VoiceError
from audio.voices.google import FAILURES_BEFORE_REST, LONGEST_TEXT, REST_AFTER_REFUSAL_S, REST_S, Google, judged
from tests.audio.google_stand_in import google_stand_in, mp3

__all__ = ["google_stand_in"]

TEXT = "nomor antrean A nol satu dua,"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_good_answer_is_speech(google_stand_in):
    google_stand_in.speaks(mp3(2.0))
    speech = Google().synthesise(TEXT, "id")
    assert speech.rate == 24_000
    assert len(speech.samples) / speech.rate == pytest.approx(2.0, abs=0.1)
    assert google_stand_in.asked == [("translate.google.com:443", TEXT)]


def test_letter_names_are_sent_as_capitals(google_stand_in):
    google_stand_in.speaks(mp3(2.0))
    Google("co.id").synthesise("layanan cetak ka te pe.", "id")
    assert google_stand_in.asked == [("translate.google.co.id:443", "layanan cetak ka T P.")]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda google: google.answers("429 Too Many Requests", b"slow down"), "status 429"),
        (lambda google: google.answers("403 Forbidden", b""), "status 403"),
        (lambda google: google.answers("500 Internal Server Error", b""), "status 500"),
        (lambda google: google.answers("200 OK", b"<html>unusual traffic, are you a robot?</html>"), "no sound"),
        (lambda google: google.speaks(None), "status 200"),
        (lambda google: google.speaks(mp3(2.0), promised=10**6), "no connection"),
        (lambda google: google.speaks(mp3(2.0)[: len(mp3(2.0)) // 4]), "cannot be this text"),
        (lambda google: google.speaks(b"RIFF, but not really"), "is no sound"),
        (lambda google: google.speaks(mp3(2.0, level=0.0)), "silent"),
        (lambda google: google.speaks(mp3(14.0)), "cannot be this text"),
        (lambda google: google.answers("200 OK", b'jQ1olc","[\\"%%%\\"]\n\xff\xfe'), "unreadable"),
    ],
    ids=[
        "429",
        "403",
        "500",
        "captcha",
        "null",
        "cut off",
        "truncated",
        "not a sound",
        "silence",
        "too long",
        "garbage",
    ],
)
def test_a_doubtful_answer_is_refused_after_one_request(google_stand_in, spoil, reason):
    spoil(google_stand_in)
    with pytest.raises(VoiceError, match=reason):
        Google().synthesise(TEXT, "id")
    assert len(google_stand_in.asked) == 1


@pytest.mark.parametrize("dripping", [False, True], ids=["hang", "slow drip"])
def test_the_whole_request_has_one_deadline(google_stand_in, dripping):
    google_stand_in.speaks(mp3(2.0))
    google_stand_in.silent, google_stand_in.drip_s = not dripping, 0.05
    began = time.monotonic()
    with pytest.raises(VoiceError, match=r"did not answer|no connection"):
        Google(deadline_s=0.6).synthesise(TEXT, "id")
    assert time.monotonic() - began < 3.0


def test_after_a_refusal_for_too_many_requests_google_rests_for_an_hour(google_stand_in):
    clock = Clock()
    voice = Google(clock=clock)
    google_stand_in.answers("429 Too Many Requests", b"")
    with pytest.raises(VoiceError, match="429"):
        voice.synthesise(TEXT, "id")
    google_stand_in.speaks(mp3(2.0))
    clock.now = REST_AFTER_REFUSAL_S - 1
    with pytest.raises(VoiceError, match="rests"):
        voice.synthesise(TEXT, "id")
    clock.now = REST_AFTER_REFUSAL_S
    voice.synthesise(TEXT, "id")
    assert len(google_stand_in.asked) == 2


def test_after_several_failures_google_rests_for_a_while(google_stand_in):
    clock = Clock()
    voice = Google(clock=clock)
    google_stand_in.answers("500 Internal Server Error", b"")
    for _ in range(FAILURES_BEFORE_REST):
        with pytest.raises(VoiceError, match="500"):
            voice.synthesise(TEXT, "id")
    with pytest.raises(VoiceError, match="rests"):
        voice.synthesise(TEXT, "id")
    clock.now = REST_S
    google_stand_in.speaks(mp3(2.0))
    voice.synthesise(TEXT, "id")


def test_a_text_too_long_for_one_request_is_never_sent(google_stand_in):
    with pytest.raises(VoiceError, match="characters"):
        Google().synthesise("a " * LONGEST_TEXT, "id")
    assert google_stand_in.asked == []


def test_only_known_hosts_are_asked():
    with pytest.raises(ValueError, match="one of com"):
        Google("com@127.0.0.1:8443")  # type: ignore[arg-type]


def test_an_unreachable_network_is_a_voice_error(monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(VoiceError, match="no connection"):
        Google().synthesise(TEXT, "id")


def test_a_sound_with_no_samples_is_refused():
    with pytest.raises(VoiceError, match="no sound"):
        judged(b"", TEXT)
    assert np.all(np.isfinite(judged(mp3(2.0), TEXT).samples))
