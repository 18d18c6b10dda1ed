"""What happens to everybody else when very many clients leave at the same moment, as when an access point dies.

    python -m bench.leave [--clients 5000]

Starts a server with Socket.IO's own manager and engine, then ours, each with the same number of raw WebSocket clients held by
a second process, which drops them all at once; prints the longest time the server's loop stood still, side by side.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import selectors
import socket
import subprocess
import sys
import time

HANDSHAKE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
JOIN = b"40/live,{}"
JOIN_FRAME = bytes([0x81, 0x80 | len(JOIN)]) + bytes(4) + JOIN
ROOMS = ["phones", "hall:Z1"]
AT_ONCE = 100


def serve(which: str) -> None:
    """Serve until killed; one line of JSON for each line read: the worst lag since the last one, in milliseconds."""
    import flask
    import flask_socketio

    from display_server import __main__ as program
    from display_server.live.fanout import make_socketio
    from display_server.live.limits import Limits
    from display_server.live.listener import allow_many_files, open_listener

    eventlet = program.eventlet

    allow_many_files()
    runtime = program.EventletRuntime()
    app = flask.Flask("leave")
    if which == "ours":
        socketio = make_socketio(app, "eventlet")
    else:
        options = {"transports": ["websocket"], "async_handlers": False, "namespaces": ["/live"]}
        socketio = flask_socketio.SocketIO(app, async_mode="eventlet", **options)

    def joined(_auth: object = None) -> None:
        for room in ROOMS:
            flask_socketio.join_room(room, namespace="/live")

    socketio.on_event("connect", joined, namespace="/live")
    socketio.on_event("disconnect", lambda _reason: None, namespace="/live")
    worst = [0.0]

    def measure() -> None:
        while True:
            before = time.monotonic()
            runtime.sleep(0.005)
            worst[0] = max(worst[0], time.monotonic() - before - 0.005)

    def answer() -> None:
        while runtime.in_thread(sys.stdin.readline):
            links = len([link for link in socketio.server.eio.sockets.values() if not link.closed])
            members = len(list(socketio.server.manager.get_participants("/live", "phones")))
            print(json.dumps({"worst_ms": worst[0] * 1000, "links": links, "members": members}), flush=True)
            worst[0] = 0.0

    runtime.spawn(measure)
    runtime.spawn(answer)
    listener = open_listener("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    if which == "ours":
        program.settle_memory()
        program.run("eventlet", app, socketio, listener, Limits())
    else:
        green = program.PatientListener(listener)
        eventlet.wsgi.server(green, app, custom_pool=eventlet.GreenPool(20_000), log_output=False)


def crowd(port: int, count: int) -> None:
    """Join `count` clients; say so; wait for a word; leave all at once."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    del soft
    waiting = selectors.DefaultSelector()
    everybody: list[socket.socket] = []
    joined = 0
    while joined < count:
        while len(everybody) < count and len(everybody) - joined < AT_ONCE:
            client = socket.create_connection(("127.0.0.1", port))
            client.sendall(HANDSHAKE)
            client.setblocking(False)
            everybody.append(client)
            waiting.register(client, selectors.EVENT_READ, bytearray())
        for key, _ in waiting.select(5):
            client, heard = key.fileobj, key.data
            heard += client.recv(65536)
            if heard.endswith(b"}") and b"maxPayload" in heard and b"40/live" not in heard:
                if b"sent" not in heard:
                    client.send(JOIN_FRAME)
                    heard += b"sent"
            elif b"40/live" in heard:
                waiting.unregister(client)
                joined += 1
    print("joined", flush=True)
    sys.stdin.readline()
    os._exit(0)


def leave(which: str, count: int) -> dict[str, float]:
    """One server, one crowd: the worst stall in milliseconds while it left, and how long until it was forgotten."""
    me = [sys.executable, "-m", "bench.leave"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    server = subprocess.Popen([*me, "--serve", which], **pipes)
    port = int(server.stdout.readline())
    people = subprocess.Popen([*me, "--crowd", str(port), "--clients", str(count)], **pipes)
    try:
        began = time.monotonic()
        people.stdout.readline()
        arrival_s = time.monotonic() - began
        ask(server)
        people.stdin.write("go\n")
        began = time.monotonic()
        worst_ms = 0.0
        while True:
            told = ask(server)
            worst_ms = max(worst_ms, told["worst_ms"])
            if not told["members"] and not told["links"]:
                return {"stall_ms": worst_ms, "gone_s": time.monotonic() - began, "arrival_s": arrival_s}
            time.sleep(0.1)
    finally:
        for process in (people, server):
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()


def ask(server: subprocess.Popen) -> dict[str, float]:
    """The worst stall since the last question, and who is still there."""
    server.stdin.write("?\n")
    return json.loads(server.stdout.readline())


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--serve", choices=["default", "ours"], help=argparse.SUPPRESS)
    parser.add_argument("--crowd", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
    elif given.crowd:
        crowd(given.crowd, given.clients)
    else:
        print(f"{given.clients} clients leave at once   longest stall ms   all forgotten after s   (arrival s)")
        told = {which: leave(which, given.clients) for which in ("default", "ours")}
        for which, one in told.items():
            print(f"{which:28}{one['stall_ms']:18.0f}{one['gone_s']:24.1f}{one['arrival_s']:14.1f}")
        print(f"ratio of the stalls, default / ours: {told['default']['stall_ms'] / told['ours']['stall_ms']:.1f}")


if __name__ == "__main__":
    main()
