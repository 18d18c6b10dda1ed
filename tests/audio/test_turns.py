"""One voice at a time in a zone: the rules, and a machine that tries to break them."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from audio.turns import END_S, GAP_S, PATIENCE_S, START_S, Announcement, Dropped, Failed, Said, Say, Turns

DURATION_S = 5.0
CHIME_S = 1.2


def call(number, counter=1, until=60.0, kind="call", id=None):
    return Announcement(id or f"{kind} {number} {counter} {until}", number, counter, kind, until, f"iso {until}")


def zone(*speakers):
    turns = Turns()
    turns.speakers(speakers, 0.0)
    return turns


def said_by(effects):
    return [(effect.announcement.number, effect.speaker) for effect in effects if isinstance(effect, Say)]


def test_in_an_idle_zone_a_call_is_said_at_once_by_the_preferred_speaker():
    assert said_by(zone("hall", "spare").add(call("A-1"), 0.0, DURATION_S)) == [("A-1", "hall")]


def test_the_next_call_waits_for_the_end_of_the_one_before():
    turns = zone("hall")
    first = call("A-1")
    turns.add(first, 0.0, DURATION_S)
    assert turns.add(call("A-2"), 0.1, DURATION_S) == []
    assert turns.backlog == 1
    turns.acknowledge(first.id, "hall", "started", 0.2)
    assert turns.acknowledge(first.id, "hall", "ended", 5.0) == [Said(first, "hall")]
    assert turns.tick(5.0 + GAP_S / 2) == []
    assert said_by(turns.tick(5.0 + GAP_S)) == [("A-2", "hall")]


def test_calls_come_before_recalls():
    turns = zone("hall")
    first = call("A-1")
    turns.add(first, 0.0, DURATION_S)
    turns.add(call("B-1", kind="recall"), 0.1, DURATION_S)
    turns.add(call("B-2"), 0.2, DURATION_S)
    turns.acknowledge(first.id, "hall", "ended", 1.0)
    assert said_by(turns.tick(2.0)) == [("B-2", "hall")]


def test_a_recall_of_a_call_nobody_has_heard_only_prolongs_it():
    turns = zone("hall")
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.add(call("A-2", until=60.0), 0.1, DURATION_S)
    again = call("A-2", until=90.0, kind="recall")
    assert turns.add(again, 0.2, DURATION_S) == [Dropped(again, "merged")]
    turns.acknowledge(call("A-1").id, "hall", "ended", 1.0)
    [say] = turns.tick(2.0)
    assert (say.announcement.kind, say.announcement.expires_at, say.announcement.expires) == ("call", 90.0, "iso 90.0")


def test_a_ticket_called_to_another_counter_is_said_for_the_last_one_only():
    turns = zone("hall")
    turns.add(call("A-1"), 0.0, DURATION_S)
    early = call("A-2", counter=1)
    turns.add(early, 0.1, DURATION_S)
    assert turns.add(call("A-2", counter=2), 0.2, DURATION_S) == [Dropped(early, "merged")]
    assert turns.backlog == 1


def test_what_has_expired_is_never_said():
    turns = Turns()
    late = call("A-1", until=10.0)
    turns.add(late, 0.0, DURATION_S)
    assert turns.speakers(["hall"], 10.0) == [Dropped(late, "expired")]
    assert turns.add(late, 10.0, DURATION_S) == [Dropped(late, "expired")]


def test_a_withdrawn_ticket_is_not_said():
    turns = Turns()
    gone = call("A-1")
    turns.add(gone, 0.0, DURATION_S)
    assert turns.withdraw("A-1", 1.0) == [Dropped(gone, "withdrawn")]
    assert turns.speakers(["hall"], 2.0) == []


def test_undoing_a_recall_leaves_the_call():
    turns = Turns()
    turns.add(call("A-1"), 0.0, DURATION_S)
    assert turns.withdraw("A-1", 1.0, ["recall"]) == []
    assert turns.backlog == 1


def test_when_the_day_closes_nobody_is_called_any_more():
    turns = Turns()
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.add(call("A-2"), 0.0, DURATION_S)
    assert len(turns.withdraw_all(1.0)) == 2
    assert turns.backlog == 0


def test_an_announcement_waits_for_its_clips_but_not_longer_than_its_patience():
    turns = zone("hall")
    assert turns.add(call("A-1"), 0.0) == []
    assert turns.tick(PATIENCE_S - 0.1) == []
    assert said_by(turns.tick(PATIENCE_S)) == [("A-1", "hall")]


def test_an_announcement_is_said_as_soon_as_its_clips_are_there():
    turns = zone("hall")
    turns.add(call("A-1"), 0.0)
    assert said_by(turns.prepared(call("A-1").id, DURATION_S, 0.3)) == [("A-1", "hall")]


def test_a_speaker_that_does_not_start_loses_the_turn_to_the_next_and_the_epoch_rises():
    turns = zone("hall", "spare")
    [first] = turns.add(call("A-1"), 0.0, DURATION_S)
    assert turns.tick(START_S - 0.1) == []
    [second] = turns.tick(START_S)
    assert (first.speaker, second.speaker) == ("hall", "spare")
    assert second.epoch == first.epoch + 1


def test_what_two_speakers_did_not_say_has_failed():
    turns = zone("hall", "spare", "third")
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.tick(START_S)
    assert turns.tick(2 * START_S) == [Failed(call("A-1"))]


def test_a_speaker_that_starts_and_never_ends_is_given_its_duration_and_no_more():
    turns = zone("hall", "spare")
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.acknowledge(call("A-1").id, "hall", "started", 1.0)
    assert turns.tick(1.0 + DURATION_S + END_S - 0.1) == []
    assert said_by(turns.tick(1.0 + DURATION_S + END_S)) == [("A-1", "spare")]


def test_a_speaker_that_reports_a_failure_is_followed_by_the_next_at_once():
    turns = zone("hall", "spare")
    turns.add(call("A-1"), 0.0, DURATION_S)
    assert said_by(turns.acknowledge(call("A-1").id, "hall", "failed", 0.5)) == [("A-1", "spare")]


def test_a_lost_link_is_no_silence_the_zone_stays_taken_until_the_sound_must_be_over():
    turns = zone("hall", "spare")
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.acknowledge(call("A-1").id, "hall", "started", 0.5)
    assert turns.speakers(["spare"], 1.0) == []
    assert turns.tick(0.5 + DURATION_S - 0.1) == []
    assert said_by(turns.tick(0.5 + DURATION_S)) == [("A-1", "spare")]


def test_an_announcement_of_a_lost_lone_speaker_waits_for_another_until_it_expires():
    turns = zone("hall")
    turns.add(call("A-1", until=20.0), 0.0, DURATION_S)
    turns.speakers([], 1.0)
    assert turns.tick(START_S) == []
    assert said_by(turns.speakers(["hall again"], 5.0)) == [("A-1", "hall again")]

    turns = zone("hall")
    turns.add(call("A-1", until=20.0), 0.0, DURATION_S)
    turns.tick(START_S)
    assert turns.tick(20.0) == [Failed(call("A-1", until=20.0))]


def test_an_end_that_is_reported_late_still_counts():
    turns = zone("hall")
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.tick(START_S)
    assert turns.acknowledge(call("A-1").id, "hall", "ended", 8.0) == [Said(call("A-1"), "hall")]
    assert turns.speakers(["hall", "spare"], 9.0) == []


def test_a_start_that_is_reported_late_keeps_the_zone_until_the_sound_must_be_over():
    turns = zone("hall")
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.tick(START_S)
    turns.acknowledge(call("A-1").id, "hall", "started", START_S + 0.1)
    assert turns.speakers(["hall", "spare"], 4.0) == []
    assert said_by(turns.tick(START_S + 0.1 + DURATION_S)) == [("A-1", "spare")]


def test_reports_of_a_speaker_whose_turn_it_is_not_are_ignored():
    turns = zone("hall", "spare")
    turns.add(call("A-1"), 0.0, DURATION_S)
    assert turns.acknowledge(call("A-1").id, "spare", "ended", 1.0) == []
    assert turns.acknowledge("nothing", "hall", "ended", 1.0) == []
    assert said_by(turns.tick(START_S)) == [("A-1", "spare")]


def test_a_speaker_stays_the_speaker_when_a_preferred_one_comes_and_a_silent_one_is_asked_last():
    turns = zone("spare")
    turns.add(call("A-1"), 0.0, DURATION_S)
    turns.speakers(["hall", "spare"], 0.1)
    turns.acknowledge(call("A-1").id, "spare", "ended", 5.0)
    assert said_by(turns.add(call("A-2"), 6.0, DURATION_S)) == [("A-2", "spare")]
    assert said_by(turns.tick(6.0 + START_S)) == [("A-2", "hall")]
    turns.acknowledge(call("A-2").id, "hall", "ended", 12.0)
    assert said_by(turns.add(call("A-3"), 13.0, DURATION_S)) == [("A-3", "hall")]


class Zone(RuleBasedStateMachine):
    """Honest and dishonest speakers, in any order of events.

    Asked, a speaker may start within ``START_S``; started, it sounds until it reports the end, or for its whole duration when lost.
    """

    def __init__(self):
        super().__init__()
        self.now = 0.0
        self.turns = Turns()
        self.candidates: list[str] = []
        self.asked: list[Say] = []
        self.open: Say | None = None
        self.held_until = 0.0
        self.first_start = True
        self.prepared: set[str] = set()
        self.ended: set[str] = set()
        self.count = 0
        self.order: dict[str, int] = {}

    def take(self, effects):
        for effect in effects:
            if isinstance(effect, Say):
                assert self.open is None or self.now >= self.held_until, "two announcements at once"
                assert effect.announcement.expires_at > self.now, "an expired announcement was said"
                assert effect.speaker in self.candidates
                earlier = [say for say in self.asked if say.announcement.id == effect.announcement.id]
                assert len(earlier) < 2, "said more than twice"
                assert effect.speaker not in [say.speaker for say in earlier], "said twice by one speaker"
                assert effect.announcement.id not in self.ended, "said again after it was over"
                if self.asked:
                    assert effect.epoch >= self.asked[-1].epoch
                    assert (effect.epoch == self.asked[-1].epoch) == (effect.speaker == self.asked[-1].speaker)
                if not earlier:
                    before = [say for say in self.asked if say.announcement.kind == effect.announcement.kind == "call"]
                    assert all(self.order[s.announcement.id] < self.order[effect.announcement.id] for s in before)
                self.asked.append(effect)
                self.open, self.held_until, self.first_start = effect, self.now + START_S, True
            else:
                assert effect.announcement.id not in self.ended, "ended twice"
                self.ended.add(effect.announcement.id)

    @rule(
        number=st.integers(1, 6),
        counter=st.integers(1, 2),
        recall=st.booleans(),
        life=st.sampled_from([0.0, 4.0, 60.0]),
    )
    def press(self, number, counter, recall, life):
        self.count += 1
        id = f"a{self.count}"
        self.order[id] = self.count
        kind = "recall" if recall else "call"
        made = DURATION_S if self.count % 3 else None
        if made:
            self.prepared.add(id)
        self.take(self.turns.add(Announcement(id, f"A-{number}", counter, kind, self.now + life), self.now, made))

    @rule(names=st.lists(st.sampled_from(["hall", "spare", "third"]), unique=True))
    def come_and_go(self, names):
        self.candidates = names
        self.take(self.turns.speakers(names, self.now))

    @rule(number=st.integers(1, 6))
    def withdraw(self, number):
        self.take(self.turns.withdraw(f"A-{number}", self.now))

    @rule(pause=st.sampled_from([0.1, 1.0, 3.0, 9.0]))
    def wait(self, pause):
        self.now += pause
        self.take(self.turns.tick(self.now))

    @precondition(lambda self: self.open is not None)
    @rule(report=st.sampled_from(["started", "ended", "failed"]))
    def report(self, report):
        say = self.open
        assert say is not None
        if report == "started":
            length = DURATION_S if say.announcement.id in self.prepared else CHIME_S
            self.held_until = self.now + length if self.first_start else self.held_until
            self.first_start = False
        else:
            self.open = None
        self.take(self.turns.acknowledge(say.announcement.id, say.speaker, report, self.now))

    @precondition(lambda self: bool(self.asked))
    @rule(report=st.sampled_from(["started", "ended"]), which=st.integers(0, 50))
    def stale_report(self, report, which):
        say = self.asked[which % len(self.asked)]
        if say is not self.open:
            self.take(self.turns.acknowledge(say.announcement.id, say.speaker, report, self.now))

    @invariant()
    def the_backlog_holds_only_what_is_still_open(self):
        assert all(w.announcement.id not in self.ended for w in self.turns._waiting)


Zone.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAnyOrderOfEvents = Zone.TestCase
