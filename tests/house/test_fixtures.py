"""The instruments of the tests measure what they claim to: a deaf microphone would pass every test of the voice."""

import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psycopg2
import pytest
from playwright.sync_api import Browser

from tests.browser import Pages, findings
from tests.postgres import Postgres
from tests.programs import whereabouts
from tests.server import Server
from tests.sound_sink import SoundSink, likeness, read_sound

STRICT = "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
PAGE = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Uji</title><main><h1>Uji</h1>{}</main></html>"""


class Shelf(SimpleHTTPRequestHandler):
    """Serves one folder under the content policy of the screens."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", STRICT)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[str]:
    """The address of a server that serves the test's own folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Shelf, directory=str(tmp_path)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def spoken(tmp_path: Path) -> Callable[[str], Path]:
    """Make a WAV file of an Indonesian sentence."""

    def speak(sentence: str) -> Path:
        path = tmp_path / f"{sentence.replace(' ', '-')}.wav"
        subprocess.run([whereabouts("espeak-ng", "espeak-ng"), "-v", "id", "-w", str(path), sentence], check=True)
        return path

    return speak


@pytest.mark.sound
def test_the_sink_hears_a_sentence_and_tells_it_from_another(
    sound_sink: SoundSink, spoken: Callable[[str], Path]
) -> None:
    said = spoken("nomor antrean a nol satu dua, silakan menuju loket tiga")
    other = spoken("nomor antrean c lima delapan empat, silakan menuju loket sebelas")
    with sound_sink.record() as recording:
        sound_sink.play(said)
        assert recording.wait_for(read_sound(said)) >= 0.9
    assert likeness(read_sound(other), recording.so_far()) < 0.5


@pytest.mark.sound
@pytest.mark.browser
def test_the_sink_hears_what_a_page_plays(
    sound_sink: SoundSink,
    spoken: Callable[[str], Path],
    sounding_browser: Browser,
    pages_of: Callable[[Browser], Pages],
    shelf: str,
    tmp_path: Path,
) -> None:
    said = spoken("a nol satu dua")
    (tmp_path / "page.html").write_text(PAGE.format(f'<audio src="{said.name}" autoplay></audio>'))
    (tmp_path / "favicon.ico").touch()
    with sound_sink.record() as recording:
        pages_of(sounding_browser)(f"{shelf}/page.html")
        assert recording.wait_for(read_sound(said)) >= 0.7
    assert likeness(read_sound(spoken("c lima delapan empat")), recording.so_far()) < 0.5


@pytest.mark.sound
def test_silence_resembles_nothing(sound_sink: SoundSink, spoken: Callable[[str], Path]) -> None:
    with sound_sink.record() as recording:
        pass
    assert likeness(read_sound(spoken("a nol satu dua")), recording.so_far()) < 0.1


@pytest.mark.browser
def test_axe_works_under_the_content_policy_and_finds_a_picture_without_words(
    open_page: Pages, shelf: str, tmp_path: Path
) -> None:
    (tmp_path / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (tmp_path / "favicon.ico").touch()
    (tmp_path / "page.html").write_text(PAGE.format('<img src="dot.svg">'))
    assert [finding["id"] for finding in findings(open_page(f"{shelf}/page.html"))] == ["image-alt"]


@pytest.mark.browser
def test_the_watch_sees_errors_of_the_page(open_page: Pages, shelf: str, tmp_path: Path) -> None:
    (tmp_path / "favicon.ico").touch()
    (tmp_path / "page.html").write_text(PAGE.format("<script>1</script>"))
    open_page.watch.expected = ["Content Security Policy"]
    open_page(f"{shelf}/page.html").wait_for_load_state("networkidle")
    assert [text for text in open_page.watch.problems if text.startswith("console: ")]


@pytest.mark.browser
def test_the_watch_sees_requests_to_elsewhere(open_page: Pages, shelf: str, tmp_path: Path) -> None:
    (tmp_path / "favicon.ico").touch()
    (tmp_path / "page.html").write_text(PAGE.format('<img alt="" src="http://panggil.invalid/a.png">'))
    open_page.watch.expected = ["panggil.invalid", "Failed to load resource"]
    open_page(f"{shelf}/page.html", bypass_csp=True)
    assert "external request: http://panggil.invalid/a.png" in open_page.watch.problems


@pytest.mark.postgres
def test_every_fresh_database_is_empty_and_its_own(postgres: Postgres) -> None:
    first, second = postgres.fresh(), postgres.fresh()
    assert first != second
    connection = psycopg2.connect(first.replace("+psycopg2", ""))
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
        assert cursor.fetchone() == (0,)
    connection.close()


def test_a_server_starts_answers_gives_tokens_and_ends_when_asked(server: Server) -> None:
    assert server.api().get("/api/v1/health").json()["status"] == "ok"
    token = server.token("clerk", counter=3)
    assert server.api(token).post("/api/v1/counters/3/open").status_code == 200
    assert server.api().post("/api/v1/counters/3/open").status_code == 401
    begun = time.monotonic()
    server.stop()
    assert time.monotonic() - begun < 2
    assert "Traceback" not in server.output()
