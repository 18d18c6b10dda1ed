"""Trimmed, levelled, faded: what every clip has in common. Also the chime."""

import hashlib
import io

import numpy as np
import pytest
import soundfile

from audio import sound
from audio.chime import DURATION_S, LUFS, chime
from audio.voices import Speech, VoiceError
from audio.voices.espeak import Espeak

TEXTS = ["nomor antrean A nol satu dua,", "silakan menuju loket dua belas.", "panggilan kedua,", "a."]


@pytest.fixture(scope="module", params=TEXTS)
def finished(request):
    return sound.finished(Espeak().synthesise(request.param, "id"))


def test_speech_has_the_promised_loudness(finished):
    assert sound.loudness(finished) == pytest.approx(sound.SPEECH_LUFS, abs=1.0)


def test_speech_never_overloads(finished):
    assert sound.true_peak_dbtp(finished) <= -1.0


def test_speech_has_at_most_50_ms_of_silence_at_its_edges(finished):
    loud = np.flatnonzero(np.abs(finished) > 0.01 * np.abs(finished).max())
    assert loud[0] <= 0.05 * sound.RATE
    assert len(finished) - loud[-1] <= 0.05 * sound.RATE + 1


def test_speech_begins_and_ends_at_zero(finished):
    assert abs(finished[0]) < 1e-6
    assert abs(finished[-1]) < 1e-3


@pytest.mark.parametrize("gain", [0.01, 0.1, 1.0])
def test_the_level_of_the_engine_does_not_matter(gain):
    made = Espeak().synthesise(TEXTS[0], "id")
    assert sound.loudness(sound.finished(Speech(made.samples * gain, made.rate))) == pytest.approx(-16, abs=1.0)


def test_a_click_in_loud_speech_is_turned_down_not_cut_off():
    t = np.arange(sound.RATE) / sound.RATE
    speech = 0.05 * np.sin(2 * np.pi * 200 * t)
    speech[12_000:12_010] = 1.0
    out = sound.level(speech, sound.SPEECH_LUFS)
    assert sound.true_peak_dbtp(out) <= -1.0
    assert sound.loudness(out) == pytest.approx(-16, abs=1.0)


def test_silence_is_refused():
    with pytest.raises(VoiceError, match="nothing to hear"):
        sound.finished(Speech(np.zeros(22_050), 22_050))


def test_a_file_is_mono_24_khz_16_bit_and_files_join_without_a_gap():
    first, second = (sound.wav(sound.finished(Espeak().synthesise(text, "id"))) for text in TEXTS[:2])
    info = soundfile.info(io.BytesIO(first))
    assert (info.channels, info.samplerate, info.subtype) == (1, 24_000, "PCM_16")
    parts = [soundfile.read(io.BytesIO(data))[0] for data in (first, second)]
    whole = soundfile.read(io.BytesIO(sound.joined([first, second])))[0]
    assert np.array_equal(whole, np.concatenate(parts))


def test_the_chime_is_the_same_every_time_and_as_loud_and_long_as_designed():
    first = chime()
    assert hashlib.sha256(sound.wav(first)).digest() == hashlib.sha256(sound.wav(chime())).digest()
    assert len(first) == DURATION_S * sound.RATE
    assert sound.loudness(first) == pytest.approx(LUFS, abs=0.5)
    assert sound.true_peak_dbtp(first) <= -1.0


def test_the_chime_falls_from_e_to_c():
    def note_hz(samples):
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 16))
        return float(np.argmax(spectrum) * sound.RATE / (1 << 16))

    whole = chime()
    assert note_hz(whole[: int(0.3 * sound.RATE)]) == pytest.approx(659.26, abs=3)
    assert note_hz(whole[int(0.6 * sound.RATE) :]) == pytest.approx(523.25, abs=3)
