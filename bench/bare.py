"""What the same presses cost without our guarantees: `python -m bench.bare PORT DATABASE`.

Flask-SocketIO with eventlet and sqlite3, as a tutorial has it: one request takes the next ticket, commits and emits. No
identities, no idempotency, no journal, no catch-up, no limits, no rule of priority, no voice; the database on the event loop.
"""

from __future__ import annotations

import sqlite3
import sys
import time
import warnings
from collections import deque

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import eventlet

from flask import Flask, jsonify, request
from flask_socketio import Namespace, SocketIO, join_room

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet")
database = sqlite3.connect(sys.argv[2], isolation_level=None)
lags: deque[float] = deque(maxlen=1200)


@app.post("/api/v1/counters/<int:counter>/call-next")
def call_next(counter: int):
    """Take the next ticket, commit, emit."""
    database.execute("BEGIN IMMEDIATE")
    found = database.execute(
        "SELECT id, number, zone FROM tickets WHERE counter = ? AND state = 'waiting' ORDER BY id LIMIT 1", [counter]
    ).fetchone()
    if found is None:
        database.execute("ROLLBACK")
        return jsonify({"error": "nothing_waiting"}), 409
    ticket, number, zone = found
    database.execute("UPDATE tickets SET state = 'called' WHERE id = ?", [ticket])
    database.execute("COMMIT")
    event = {
        "seq": ticket,
        "after": 0,
        "type": "ticket.called",
        "data": {"number": number, "counter": counter, "call": ""},
    }
    for room in (f"hall:{zone}", f"sign:{counter}", f"desk:{counter}"):
        socketio.emit("event", event, to=room, namespace="/live")
    return jsonify({"number": number, "counter": counter, "seq": ticket})


@app.get("/api/v1/health")
def health():
    """Tell how late the loop is."""
    late = sorted(lags)
    p99 = late[len(late) * 99 // 100] if late else 0.0
    return jsonify({"parts": {"loop": {"p99_ms": round(p99 * 1000, 1)}}})


class Live(Namespace):
    """Rooms, and nothing else."""

    def on_connect(self, auth):
        join_room(f"{auth['view']}:{auth.get('zone') or auth.get('counter')}")
        self.socketio.start_background_task(
            self.socketio.emit, "snapshot", {"seq": 0}, to=request.sid, namespace="/live"
        )


def measure_lag() -> None:
    """Sleep again and again, and note how late it woke."""
    while True:
        before = time.monotonic()
        eventlet.sleep(0.05)
        lags.append(time.monotonic() - before - 0.05)


if __name__ == "__main__":
    socketio.on_namespace(Live("/live"))
    eventlet.spawn(measure_lag)
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]))
