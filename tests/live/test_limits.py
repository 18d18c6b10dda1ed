"""Clients that send too much, too slowly, or nonsense are dropped, and slow nobody."""

import contextlib
import os
import socket
import time

import pytest
import websocket

from display_server.live.limits import Bucket, Limits, TimedReader


def ended(link: websocket.WebSocket, within_s: float = 5) -> bool:
    """Whether the server ends this connection in time; what it still says is thrown away, pings unanswered."""
    link.settimeout(within_s)
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            opcode, _ = link.recv_data()
        except websocket.WebSocketTimeoutException:
            return False
        except (OSError, websocket.WebSocketException):
            return True
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return True
    return False


def raw_frame(payload: bytes, opcode: int = 1, fin: int = 1) -> bytes:
    frame = websocket.ABNF(fin, 0, 0, 0, opcode, 1, payload)
    return frame.format()


def send_until_refused(link: websocket.WebSocket, frame: bytes, times: int) -> None:
    with contextlib.suppress(OSError):
        for _ in range(times):
            link.sock.sendall(frame)


def test_a_huge_frame_ends_its_connection_before_it_has_arrived(mall):
    link, _ = mall.join()
    header = raw_frame(b"")[:1] + bytes([0x80 | 127]) + (900_000).to_bytes(8, "big") + b"mask"
    link.sock.sendall(header + b"x" * 17_000)
    assert ended(link)


def test_a_message_of_full_size_is_heard(mall):
    link, _ = mall.join()
    text = "a" * 16_000
    link.send(f'42/live,1["say","{text}"]')
    assert link.recv() == f'43/live,1["{text}"]'


def test_masked_text_arrives_as_it_was_sent_in_pieces_of_any_size(mall):
    link, _ = mall.join()
    for size in (0, 1, 2, 3, 4, 5, 125, 126, 127, 1000):
        word = "é" * size
        whole = f'42/live,7["say","{word}"]'.encode()
        third = len(whole) // 3
        # A multi-byte letter may be cut in two.
        for part, opcode, fin in ((whole[:third], 1, 0), (whole[third : 2 * third], 0, 0), (whole[2 * third :], 0, 1)):
            link.sock.sendall(raw_frame(part, opcode, fin))
        assert link.recv() == f'43/live,7["{word}"]'


def test_endless_fragments_end_their_connection(mall):
    link, _ = mall.join()
    link.sock.sendall(raw_frame(b"4", fin=0))
    send_until_refused(link, raw_frame(b"x" * 4000, opcode=0, fin=0), 20)
    assert ended(link)


def test_endless_empty_fragments_end_their_connection(mall):
    link, _ = mall.join()
    link.sock.sendall(raw_frame(b"4", fin=0))
    send_until_refused(link, raw_frame(b"", opcode=0, fin=0), 1000)
    assert ended(link)


def test_a_flood_of_protocol_pings_ends_its_connection(mall):
    link, _ = mall.join()
    send_until_refused(link, raw_frame(b"", opcode=9), 1000)
    assert ended(link)


def test_a_flood_of_messages_ends_its_connection(mall):
    link, _ = mall.join()
    with contextlib.suppress(OSError, websocket.WebSocketException):
        for _ in range(100):
            link.send('42/live,["say",1]')
    assert ended(link)


def test_as_many_messages_as_are_allowed_do_not(mall):
    link, _ = mall.join()
    for n in range(50):
        link.send(f'42/live,{n}["say",{n}]')
        assert link.recv() == f"43/live,{n}[{n}]"


@pytest.mark.parametrize(
    "nonsense",
    [
        "4",
        "49",
        "4x",
        "42/live,{}",
        "42/live,[]",
        "42/live,[5]",
        '42/live,["say",NaN]',
        '42/live,["say"',
        "42/live,1" + "0" * 200 + '["say"]',
        '451-/live,["say",{"_placeholder":true,"num":0}]',
        "43/live,[]",
        "40/live,[1]",
        '4{"a":1}',
        "4" + '2/live,["say",' + "[" * 8000,
        "2",
        "9",
    ],
)
def test_nonsense_is_counted_and_then_ends_its_connection(mall, nonsense):
    link, _ = mall.join()
    with contextlib.suppress(OSError, websocket.WebSocketException):
        for _ in range(6):
            link.send(nonsense)
    assert ended(link)


@pytest.mark.parametrize("nonsense", ["", "x", "4" + "[" * 10_000])
def test_what_is_no_packet_at_all_ends_its_connection_at_once(mall, nonsense):
    link, sid = mall.join()
    link.send(nonsense)
    assert ended(link)
    mall.until(lambda state: sid in state["gone"], 5)


def test_a_binary_message_is_nonsense(mall):
    link, _ = mall.join()
    with contextlib.suppress(OSError, websocket.WebSocketException):
        for _ in range(6):
            link.send_binary(b"\x00")
    assert ended(link)


def test_a_connection_that_joins_nothing_is_closed(strict_mall):
    link = strict_mall(hello_s=0.5).open()
    assert ended(link)


def test_a_refused_one_is_told_and_closed(strict_mall):
    running = strict_mall(hello_s=0.5)
    for auth in ('{"refuse":true}', '{"fail":true}'):
        link = running.open()
        link.send("40/live," + auth)
        assert link.recv().startswith("44/live,")
        assert ended(link)
    assert running.state()["members"] == []
    assert running.state()["rooms"] == 0


def test_another_namespace_cannot_be_joined(mall):
    link = mall.open()
    link.send("40")
    assert link.recv().startswith("44")


def test_one_that_joined_may_stay(strict_mall):
    running = strict_mall(hello_s=0.2)
    _, sid = running.join()
    time.sleep(0.6)
    assert running.state()["members"] == [sid]


def test_compression_is_not_negotiated(mall):
    link = mall.open(header=["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"])
    assert "sec-websocket-extensions" not in link.headers


def test_a_page_of_somebody_else_cannot_connect(mall):
    with pytest.raises(websocket.WebSocketBadStatusException, match="400"):
        mall.open(origin="http://elsewhere.example")


@pytest.mark.parametrize(
    "head",
    [
        "GET /socket.io/?EIO=4&transport=polling HTTP/1.1",
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade",
        (
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade"
            "\r\nSec-WebSocket-Key1: 1\r\nOrigin: http://a"
        ),
    ],
)
def test_only_websockets_of_today_are_spoken(mall, head):
    with socket.create_connection(("127.0.0.1", mall.port), timeout=10) as raw:
        ours = f"127.0.0.1:{mall.port}"
        raw.sendall(f"{head}\r\nHost: {ours}\r\n\r\n".replace("http://a", f"http://{ours}").encode())
        assert raw.recv(12) == b"HTTP/1.1 400"


def closed_after_s(raw: socket.socket, trickle: bytes = b"") -> float:
    """How long the server keeps the connection, while we send one more byte again and again."""
    began = time.monotonic()
    raw.settimeout(0.1)
    while time.monotonic() < began + 15:
        try:
            if trickle:
                raw.sendall(trickle)
            if not raw.recv(4096):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


@pytest.mark.parametrize("head", [b"", b"GET /state HTTP/1.1\r\nHost: a\r\nX: "])
def test_half_a_head_is_ended_however_slowly_it_goes_on(strict_mall, head):
    running = strict_mall(head_s=1, body_s=2)
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.sendall(head)
        assert closed_after_s(raw, b"x" if head else b"") < 4


def test_half_a_body_is_ended_however_slowly_it_goes_on(strict_mall):
    running = strict_mall(head_s=1, body_s=1)
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        assert closed_after_s(raw, b"x") < 4


def test_two_hundred_half_requests_keep_nobody_waiting_and_go(strict_mall):
    running = strict_mall(head_s=2)
    with contextlib.ExitStack() as opened:
        half = [opened.enter_context(socket.create_connection(("127.0.0.1", running.port))) for _ in range(200)]
        for raw in half:
            raw.sendall(b"GET /state HTTP/1.1\r\n")
        began = time.monotonic()
        running.state()
        assert time.monotonic() - began < 1.5
        for raw in half:
            assert closed_after_s(raw) < 8


def test_a_whole_request_has_the_time_it_needs(strict_mall):
    running = strict_mall(head_s=0.5, body_s=0.5)
    assert running.ask("/slow") == {}
    assert running.ask("/echo", "x" * 50_000) == {"bytes": 50_002}


def test_the_deadlines_of_http_do_not_cut_a_websocket(strict_mall):
    running = strict_mall(head_s=0.3, body_s=0.3, keepalive_s=0.3, write_s=0.3)
    link, _ = running.join()
    time.sleep(1)
    link.send('42/live,1["say",1]')
    assert link.recv() == "43/live,1[1]"


def test_a_bucket_refills_with_time():
    now = [0.0]
    bucket = Bucket(60, 2, clock=lambda: now[0])
    assert [bucket.take(), bucket.take(), bucket.take()] == [True, True, False]
    now[0] = 1.0
    assert [bucket.take(), bucket.take()] == [True, False]
    now[0] = 1000.0
    assert [bucket.take(), bucket.take(), bucket.take()] == [True, True, False]


def test_a_timed_reader_gives_up_at_its_deadline_not_after_each_byte():
    near, far = socket.socketpair()
    with near, far:
        now = [0.0]
        reader = TimedReader(near, Limits(head_s=10), clock=lambda: now[0])
        reader.await_head()
        for at in range(1, 10):
            now[0] = float(at)
            far.sendall(b"x")
            assert reader.read(1) == b"x"
        now[0] = 11.5
        far.sendall(os.urandom(1))
        with pytest.raises(TimeoutError):
            reader.read(1)
