"""Wires the rooms of the house together; the only place that knows every name."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from audio.clips import ClipStore
from audio.lexicon import LexiconFile
from audio.voices import Voice, VoiceError
from audio.voices.absent import Absent
from audio.voices.espeak import Espeak
from audio.voices.google import Google

from . import __version__
from .actions import days, identity
from .actions.ports import Work
from .domain import instants
from .domain.errors import Refusal
from .domain.events import Event
from .live.announcer import Announcer
from .live.fanout import LiveSocketIO, make_socketio
from .live.lag import LagMeter
from .live.namespace import NAMESPACE, Live
from .live.outbox import Outbox
from .live.presence import Connection, Presence
from .runtime import Runtime
from .settings import Settings
from .store.store import Store
from .web import api, desk, guard, kiosk, login, pages, phone, problems, setup, texts
from .web.attempts import Attempts

log = logging.getLogger(__name__)

SCREENS = Path(__file__).parents[1] / "screens"
LARGEST_BODY = 64 * 1024
TICK_EVERY_S = 0.1
DAY_CHECK_EVERY_S = 20.0
WRITER_PATIENCE_S = 3.0
EPOCHS_PER_FACT = 1000
ENDED_KEPT_S = 30 * 24 * 3600
ANSWERS_KEPT_S = 24 * 3600
REVOKED = frozenset({"account.disabled", "account.password_changed", "account.assigned"})


class Mall:
    """A running mall: the store, the pages, the screens' links, the voices."""

    def __init__(self, settings: Settings, runtime: Runtime, clock: Callable[[], datetime]) -> None:
        """Open the instance and wire everything; nothing is pushed before `start`."""
        settings.instance.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.runtime = runtime
        self._clock = clock
        self.store = Store(
            settings.url,
            on_commit=self._committed,
            clock=clock,
            sqlite_journal=settings.sqlite_journal,
        )
        self.presence = Presence()
        self.outbox = Outbox(self.store, runtime, self._emit)
        self.live = Live(self.store, runtime, self.outbox, self.presence, clock=clock)
        self.voices = _voices(settings)
        self.clips = ClipStore(settings.instance / "clips", self.voices)
        self.announcer = self._announcer()
        self.sign_ins = Attempts(most=5, within_s=300)
        self.sign_ins_from = Attempts(most=60, within_s=300)
        self.issuing = Attempts(most=600, within_s=60)
        self.lag = LagMeter(runtime)
        self.flask = self._flask()
        self.socketio: LiveSocketIO = make_socketio(self.flask, runtime.async_mode, namespaces=(NAMESPACE,))
        self.socketio.on_namespace(self.live)
        self._running = False

    def start(self) -> None:
        """Take up where the journal stands: push, speak, and watch the clock."""
        log.info("panggil %s, %s, %s", __version__, self.runtime.async_mode, self.store.describe())
        self._running = True
        head = self.store.head()
        self.outbox.listeners += [self._let_go, self._speak]
        self.outbox.start(head)
        self._take_up_calls(head)
        self._warm()
        self.lag.start()
        for duty in (self._tick, self._keep_day):
            self.runtime.spawn(duty)

    def stop(self) -> None:
        """Let go of the database and the voices. Being killed is as good."""
        self._running = False
        self.outbox.stop()
        self.announcer.close()
        self.store.close()

    def end_session(self, secret: str) -> None:
        """End a session and the sockets opened with it."""
        held = self.store.read(lambda work: work.credential(identity.fingerprint(secret)))
        self.runtime.wait(self.store.act(lambda work: identity.end_session(work, secret)))
        if held is not None:
            self._close_where(lambda known: known.actor.credential == held.id)

    def health(self) -> dict[str, Any]:
        """Return how the server is: every part is asked."""
        parts: dict[str, Any] = {
            "voice": self._voice_health(),
            "sockets": self.presence.counts(),
            "loop": asdict(self.lag.read()),
        }
        try:
            seq = self.runtime.in_thread(self.store.head)
            parts["database"] = {"status": "ok", "kind": self.store.describe()}
            self.runtime.wait(self.store.act(lambda work: work.site()), WRITER_PATIENCE_S)
            if self.store.trouble():
                parts["database"] = {"status": "down", "trouble": self.store.trouble()}
        except Refusal as refusal:
            parts["database"] = {"status": "empty" if refusal.code == "no_mall" else refusal.code}
        except Exception as error:  # noqa: BLE001  # whatever it is, the answer is "down"
            log.warning("health: the database does not answer: %s", error)
            parts["database"] = {"status": "down"}
        usable = parts["database"]["status"] == "ok"
        status = "down" if not usable else parts["voice"]["status"]
        return {"status": status, "version": __version__, "seq": seq if usable else 0, "parts": parts}

    def _flask(self) -> Flask:
        app = Flask("panggil", template_folder=str(SCREENS), static_folder=None)
        app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY)
        app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
        app.extensions["panggil"] = self
        if self.settings.trusted_proxies:
            hops = self.settings.trusted_proxies
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
        guard.register(app)
        problems.register(app)
        texts.register(app)
        for blueprint in (
            api.api, desk.api, kiosk.api, login.api, login.pages, pages.pages, phone.pages, setup.pages,
        ):  # fmt: skip
            app.register_blueprint(blueprint)
        return app

    def _announcer(self) -> Announcer:
        def send(sid: str, name: str, payload: dict[str, object]) -> None:
            self.live.emit_to(name, payload, sid)

        announcer = Announcer(
            loop=self.runtime,
            clips=self.clips,
            lexicon=LexiconFile(self.settings.instance).current,
            speakers=self.presence.speakers,
            send=send,
            spoken=lambda call, _at: self.live.spoken(call),
            monotonic=time.monotonic,
            wall=self._clock,
            # The journal only grows, also where the clock starts anew; a change of speaker raises the epoch by one.
            first_epoch=self.store.head() * EPOCHS_PER_FACT,
        )
        self.live.on_speaker_ack = lambda sid, ack: announcer.on_ack(sid, ack.id, ack.kind, ack.at or "", ack.detail)
        self.live.on_speakers_changed = announcer.on_speakers_changed
        return announcer

    # Each needs the other, so these two are found when they are called.
    def _committed(self, events: Sequence[Event]) -> None:
        self.outbox.committed(events)

    def _emit(self, name: str, payload: dict[str, Any], room: str) -> None:
        self.live.emit_to(name, payload, room)

    def _speak(self, event: Event) -> None:
        self.announcer.on_event({"seq": event.seq, "at": event.at, "type": event.type, "data": event.data})

    def _let_go(self, event: Event) -> None:
        """Close the sockets of whoever lost the right to them."""
        if event.type in REVOKED:
            self._close_where(lambda known: known.actor.name == event.data["name"])
        elif event.type in ("token.revoked", "screen.revoked"):
            self._close_where(lambda known: known.actor.credential == event.data["id"])

    def _close_where(self, wanted: Callable[[Connection], bool]) -> None:
        for connection in self.presence.where(wanted):
            self.live.close(connection)

    def _take_up_calls(self, head: int) -> None:
        """Say the calls that a power cut left unsaid, unless they have expired."""
        _head, events = self.store.events_after(max(0, head - 500), 500)
        spoken = {event.data["call"] for event in events if event.type == "call.spoken"}
        now = instants.iso(self._clock())
        for event in events:
            called = event.type in ("ticket.called", "ticket.recalled")
            over = called and (event.data["call"] in spoken or event.data["expires_at"] <= now)
            if event.type.startswith("ticket.") and not over:
                self._speak(event)

    def _warm(self) -> None:
        """Have the clips made that every day needs."""

        def numbers(work: Work) -> list[int]:
            return [counter.number for counter in work.counters()] if work.has_site() else []

        self.announcer.warm(self.store.read(numbers))

    def _tick(self) -> None:
        while self._running:
            self.runtime.sleep(TICK_EVERY_S)
            try:
                self.announcer.tick()
            except Exception:
                log.exception("the announcer failed; going on")

    def _keep_day(self) -> None:
        """Close the service day after midnight, and forget old idempotency answers."""

        def duty(work: Work) -> None:
            if work.has_site():
                days.close_overdue(work)
                work.forget_answers(instants.after(work.now, -ANSWERS_KEPT_S))
                work.forget_credentials(instants.after(work.now, -ENDED_KEPT_S))

        while self._running:
            try:
                self.runtime.wait(self.store.act(duty))
                self.live.end_lost_rights()
                self.live.remind()
            except Exception:
                log.exception("the day could not be kept; trying again")
            self.runtime.sleep(DAY_CHECK_EVERY_S)

    def _voice_health(self) -> dict[str, Any]:
        """A missing or failing voice is degraded, not down: calls are still shown, and the chime still sounds."""
        trouble = {voice.name: voice.reason for voice in self.voices if isinstance(voice, Absent)} | self.clips.trouble
        engines = [voice.name for voice in self.voices]
        return {"status": "degraded" if trouble else "ok", "engines": engines, "trouble": trouble}


def create_mall(
    settings: Settings, runtime: Runtime, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Mall:
    """Return the mall of an instance, wired and not yet started."""
    return Mall(settings, runtime, clock)


def _voices(settings: Settings) -> list[Voice]:
    voices: list[Voice] = [Google()] if settings.gtts else []
    try:
        return [*voices, Espeak()]
    except VoiceError as error:
        log.warning("no offline voice: %s; calls are announced by the chime alone", error)
        return [*voices, Absent("espeak", str(error))]
