"""A tiny application on a real socket, in a process of its own: `python -m tests.live.small_mall MODE LIMITS_JSON`.

Prints its port. GET /state tells what the tests ask; POST /echo counts a body; POST /tell emits to everybody;
GET /drown?sid= emits to one socket without a pause.
"""

import json
import sys
import time

import flask
import flask_socketio

from display_server import __main__ as program
from display_server.live.fanout import make_socketio
from display_server.live.lag import LagMeter
from display_server.live.limits import Limits
from display_server.live.listener import open_listener
from display_server.live.pace import drop, pace


def make_app(async_mode: str, limits: Limits, runtime) -> tuple[flask.Flask, flask_socketio.SocketIO]:
    app = flask.Flask(__name__)
    socketio = make_socketio(app, async_mode, limits=limits)
    meter = LagMeter(runtime)
    meter.start()
    gone: list[tuple[str, str, float]] = []
    heard: list[object] = []

    @socketio.on("connect", namespace="/live")
    def joined(auth: dict[str, object] | None = None) -> bool | None:
        auth = auth or {}
        if auth.get("refuse"):
            return False
        if auth.get("fail"):
            raise RuntimeError("a fault in the connect handler")
        flask_socketio.join_room(auth.get("room", "everybody"), namespace="/live")
        if auth.get("view") == "hall":
            pace(socketio, flask.request.sid, interval_s=limits.ping_interval_s / 12, timeout_s=2)
        return None

    @socketio.on("disconnect", namespace="/live")
    def left(reason: str) -> None:
        gone.append((flask.request.sid, reason, time.monotonic()))

    @socketio.on("say", namespace="/live")
    def said(what: object) -> object:
        heard.append(what)
        return what

    @app.get("/state")
    def state() -> dict[str, object]:
        return {
            "links": len(socketio.server.eio.sockets),
            "members": [sid for sid, _ in socketio.server.manager.get_participants("/live", None)],
            "rooms": len(socketio.server.manager.rooms.get("/live", {})),
            "gone": {sid: reason for sid, reason, _ in gone},
            "heard": heard,
            "lag": vars(meter.read()),
        }

    @app.post("/echo")
    def echo() -> dict[str, int]:
        return {"bytes": len(flask.request.get_data())}

    @app.post("/tell")
    def tell() -> dict[str, int]:
        told = flask.request.get_json()
        for n in range(told["times"]):
            payload = {"n": n, "at": time.time(), "fill": "x" * told["bytes"]}
            socketio.emit("event", payload, namespace="/live", to=told.get("room"))
            runtime.sleep(told.get("pause_s", 0))
        return {}

    @app.post("/drop/<sid>")
    def cut(sid: str) -> dict[str, int]:
        drop(socketio, sid, "asked to")
        return {}

    @app.get("/slow")
    def slow() -> dict[str, int]:
        runtime.in_thread(lambda: time.sleep(1))
        return {}

    return app, socketio


def main() -> None:
    async_mode, given = sys.argv[1], json.loads(sys.argv[2])
    limits = Limits(**given)
    runtime = program.make_runtime(async_mode)
    app, socketio = make_app(async_mode, limits, runtime)
    listener = open_listener("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    program.allow_many_files()
    program.run(async_mode, app, socketio, listener, limits)


if __name__ == "__main__":
    main()
