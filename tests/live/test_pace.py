"""Dead screens are noticed within 5 s; phones are woken rarely; and what we rely on inside Engine.IO is still there."""

import inspect
import json
import time

import engineio
import flask
import pytest
import socketio

from display_server.live.fanout import LiveServer, make_socketio
from display_server.live.link import Link, LinkServer
from display_server.live.pace import Pacer


def read_for(link, seconds: float, answer: bool) -> list[float]:
    """When pings came, in seconds from now; answered or not. Ends early when the server ends the connection."""
    began, pings = time.monotonic(), []
    link.settimeout(0.2)
    while time.monotonic() - began < seconds:
        try:
            text = link.recv()
        except Exception as error:  # noqa: BLE001
            if "timed out" in str(error):
                continue
            break
        if text == "2":
            pings.append(time.monotonic() - began)
            if answer:
                link.send("3")
    return pings


def test_the_greeting_announces_the_pace_of_phones(mall):
    greeting = json.loads(mall.greeting(mall.open())[1:])
    assert (greeting["pingInterval"], greeting["pingTimeout"]) == (25_000, 20_000)
    assert greeting["maxPayload"] == 16_384
    assert greeting["upgrades"] == []


def test_a_dead_screen_is_noticed_within_five_seconds(mall):
    link, sid = mall.join(view="hall")
    # Alive for one round, so that it dies at the worst moment: right after its pong.
    pings = read_for(link, 2.6, answer=True)
    assert len(pings) == 1
    began = time.monotonic()
    state = mall.until(lambda state: sid in state["gone"], 5)
    assert state["gone"][sid] == "ping timeout"
    assert time.monotonic() - began < 5
    mall.until(lambda state: state["links"] == 0, 2)


def test_a_living_screen_is_pinged_every_two_seconds_and_stays(mall):
    link, sid = mall.join(view="hall")
    pings = read_for(link, 7, answer=True)
    assert len(pings) == 3
    assert mall.state()["members"] == [sid]


def test_a_phone_is_not_pinged_at_the_pace_of_screens_and_stays(mall):
    link, sid = mall.join(view="phone")
    assert read_for(link, 5.5, answer=False) == []
    assert mall.state()["members"] == [sid]


def test_a_dead_phone_is_noticed_too(strict_mall):
    running = strict_mall(ping_interval_s=1, ping_timeout_s=0.5)
    _, sid = running.join(view="phone")
    # Whether the missing pong or the silent socket is noticed first is a matter of milliseconds.
    assert running.until(lambda state: sid in state["gone"], 4)["gone"][sid] in {"ping timeout", "transport close"}


def test_pongs_nobody_asked_for_start_nothing(mall):
    link, _ = mall.join(view="hall")
    for _ in range(50):
        link.send("3")
    assert len(read_for(link, 4.5, answer=True)) == 2


class Bell:
    """Ticks at its own interval, a given number of times."""

    def __init__(self, interval_s: float, times: int) -> None:
        self.turn = 0
        self.interval_s = interval_s
        self.left = times
        self.rung: list[float] = []

    def tick(self, now: float) -> float | None:
        self.rung.append(now)
        self.left -= 1
        return now + self.interval_s if self.left else None


def run_pacer(for_s: float, add) -> None:
    """Run a pacer on a clock of our own until `for_s` have passed."""
    now = [0.0]

    class Over(Exception):
        pass

    def sleep(seconds: float) -> None:
        now[0] += seconds
        if now[0] > for_s:
            raise Over

    started = []
    pacer = Pacer(started.append, sleep, clock=lambda: now[0])
    add(pacer)
    assert len(started) == 1
    with pytest.raises(Over):
        started[0]()


def test_each_is_ticked_at_its_own_interval():
    fast, slow = Bell(2, 100), Bell(25, 100)

    def add(pacer: Pacer) -> None:
        pacer.add(fast, 2)
        pacer.add(slow, 25)

    run_pacer(100, add)
    assert 45 <= len(fast.rung) <= 50
    assert 3 <= len(slow.rung) <= 4


def test_what_is_over_is_forgotten_and_what_is_added_again_ticks_once():
    bell, again = Bell(1, 1), Bell(10, 100)

    def add(pacer: Pacer) -> None:
        pacer.add(bell, 1)
        pacer.add(again, 50)
        pacer.add(again, 5)
        pacer.add(again, 6)

    run_pacer(20, add)
    assert len(bell.rung) == 1
    assert [round(at) for at in again.rung] == [6, 16]


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_what_we_rely_on_in_the_pinned_versions_is_still_there(mode):
    live = make_socketio(flask.Flask("contract"), mode)
    server = live.server
    assert type(server) is LiveServer
    assert type(server.eio) is LinkServer
    assert live.sockio_mw.engineio_app is server
    assert server.eio.transports == ["websocket"]
    assert server.eio.max_http_buffer_size == 16_384
    assert (server.eio.ping_interval, server.eio.ping_timeout) == (25, 20)
    assert server.eio.cookie is None
    assert server.eio.cors_allowed_origins is None
    assert server.always_connect is False
    # What `Link` overrides, and what the base class calls it for.
    for name in ("poll", "send", "receive", "close", "schedule_ping", "check_ping_timeout", "_websocket_handler"):
        assert name in vars(engineio.socket.Socket), name
    assert "self.poll()" in inspect.getsource(engineio.socket.Socket._websocket_handler)
    assert "schedule_ping" in inspect.getsource(engineio.server.Server._handle_connect)
    assert set(vars(Link)) & {"schedule_ping", "poll", "send"} == {"schedule_ping", "poll", "send"}
    assert "_engineio_server_class" in vars(socketio.Server)
    assert "def basic_disconnect(self, sid, namespace" in inspect.getsource(socketio.base_manager)
    assert server.eio._async["websocket"] is not None
