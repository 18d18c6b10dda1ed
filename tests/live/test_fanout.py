"""Rooms, order, and clients that never read."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor

import hypothesis.strategies as st
import pytest
import socketio
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from display_server.live.fanout import RoomIndex, StrictJson

ROOMS = ["hall:Z1", "hall:Z2", "sign:3", "phones"]


class Server:
    """As much of a Socket.IO server as a manager asks for."""

    packet_class = socketio.packet.Packet

    def __init__(self) -> None:
        self.eio = self
        self._ids = 0

    def generate_id(self) -> str:
        self._ids += 1
        return f"sid{self._ids}"


def standing(manager: socketio.Manager) -> dict:
    """All a manager can be asked about who is where."""
    spaces = list(manager.get_namespaces())
    members = {
        (space, room): dict(manager.get_participants(space, room)) for space in spaces for room in manager.rooms[space]
    }
    sids = {sid for people in members.values() for sid in people}
    return {
        "members": members,
        "rooms": {(space, sid): sorted(manager.get_rooms(sid, space)) for space in spaces for sid in sids},
        "connected": {(space, sid): manager.is_connected(sid, space) for space in spaces for sid in sids},
        "pending": (
            {space: sorted(ids) for space, ids in manager.pending_connect.items()},
            {space: sorted(ids) for space, ids in manager.pending_disconnect.items()},
        ),
    }


class SameAsTheOriginal(RuleBasedStateMachine):
    """Whatever happens, the indexed manager stands where Socket.IO's own stands."""

    def __init__(self) -> None:
        super().__init__()
        self.managers = (RoomIndex(), socketio.Manager())
        for manager in self.managers:
            manager.set_server(Server())
        self.people: list[tuple[str, str, str]] = []
        self.count = 0

    def both(self, act) -> object:
        outcomes = []
        for manager in self.managers:
            try:
                outcomes.append(act(manager))
            except (ValueError, KeyError) as error:
                outcomes.append(type(error))
        assert outcomes[0] == outcomes[1]
        return outcomes[0]

    @rule(space=st.sampled_from(["/live", "/other"]), accepted=st.booleans())
    def somebody_comes(self, space: str, accepted: bool) -> None:
        self.count += 1
        eio = f"eio{self.count}"
        sid = self.both(lambda manager: manager.pre_connect(eio, space))
        if accepted:
            self.both(lambda manager: manager.connect(sid, space))
        self.people.append((eio, sid, space))

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def the_same_comes_again(self, data: st.DataObject) -> None:
        eio, _, space = data.draw(st.sampled_from(self.people))
        sid = self.both(lambda manager: manager.pre_connect(eio, space))
        if sid:
            self.people.append((eio, sid, space))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), room=st.sampled_from(ROOMS))
    def somebody_enters_a_room(self, data: st.DataObject, room: str) -> None:
        _, sid, space = data.draw(st.sampled_from(self.people))
        self.both(lambda manager: manager.enter_room(sid, space, room))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), room=st.sampled_from(ROOMS))
    def somebody_leaves_a_room(self, data: st.DataObject, room: str) -> None:
        _, sid, space = data.draw(st.sampled_from(self.people))
        self.both(lambda manager: manager.leave_room(sid, space, room))

    @rule(room=st.sampled_from(ROOMS))
    def a_room_is_closed(self, room: str) -> None:
        self.both(lambda manager: manager.close_room(room, "/live"))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), announced=st.booleans())
    def somebody_goes(self, data: st.DataObject, announced: bool) -> None:
        _, sid, space = data.draw(st.sampled_from(self.people))
        if announced and self.both(lambda manager: manager.is_connected(sid, space)):
            self.both(lambda manager: manager.pre_disconnect(sid, space))
        self.both(lambda manager: manager.disconnect(sid, space))

    @invariant()
    def both_stand_the_same(self) -> None:
        indexed, original = map(standing, self.managers)
        assert indexed == original

    @invariant()
    def the_index_forgets_who_went(self) -> None:
        indexed = self.managers[0]
        assert set(indexed._rooms_of) == {
            (space, sid) for space in indexed.rooms for room in indexed.rooms[space].values() for sid in room
        }


SameAsTheOriginal.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestSameAsTheOriginal = SameAsTheOriginal.TestCase


@given(st.recursive(st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(), st.lists))
def test_strict_json_reads_what_it_wrote(value):
    assert StrictJson.loads(StrictJson.dumps(value)) == value


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "-Infinity", "1" * 101, '"open'])
def test_strict_json_refuses(text):
    with pytest.raises(ValueError, match=r"."):
        StrictJson.loads(text)


def test_strict_json_writes_no_nan():
    with pytest.raises(ValueError, match="not JSON compliant"):
        StrictJson.dumps(float("nan"))


def numbers(link, count: int) -> list[int]:
    """The `n` of the next events, in order of arrival."""
    got: list[int] = []
    while len(got) < count:
        text = link.recv()
        if text == "2":
            link.send("3")
        elif text.startswith("42/live,"):
            got.append(json.loads(text.removeprefix("42/live,"))[1]["n"])
    return got


def test_a_room_hears_everything_in_order_and_others_nothing(mall):
    here = [mall.join(room="hall:Z1")[0] for _ in range(5)]
    there, _ = mall.join(room="hall:Z2")
    mall.ask("/tell", {"times": 200, "bytes": 10, "room": "hall:Z1"})
    for link in here:
        assert numbers(link, 200) == list(range(200))
    mall.ask("/tell", {"times": 1, "bytes": 10, "room": "hall:Z2"})
    assert numbers(there, 1) == [0]


def test_who_leaves_is_gone_from_every_room(mall):
    links = [mall.join(room=f"room{n}") for n in range(20)]
    assert mall.state()["rooms"] == 1 + 20 + 20
    for link, _ in links[:10]:
        link.shutdown()
    state = mall.until(lambda state: state["links"] == 10, 5)
    assert sorted(state["members"]) == sorted(sid for _, sid in links[10:])
    assert state["rooms"] == 1 + 10 + 10


def test_one_that_says_goodbye_has_its_disconnect_handler_run(mall):
    link, sid = mall.join()
    link.send("41/live,")
    assert mall.until(lambda state: sid in state["gone"], 5)["gone"][sid] == "client disconnect"


def test_a_dropped_one_has_its_disconnect_handler_run_with_the_reason(mall):
    _, sid = mall.join()
    mall.ask(f"/drop/{sid}", {})
    state = mall.until(lambda state: state["links"] == 0, 5)
    assert state["gone"][sid] == "asked to"


def test_a_client_that_never_reads_is_dropped_and_slows_nobody(mall):
    readers = [mall.join()[0] for _ in range(4)]
    # Its own kernel takes next to nothing, so that modest messages fill the queue: those who read keep up even where the
    # machine is busy with other things for half a second.
    _deaf, deaf_sid = mall.enter(mall.open(sockopt=[(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]))
    with ThreadPoolExecutor(len(readers)) as pool:
        heard = [pool.submit(numbers, link, 600) for link in readers]
        # Far more than the buffers of both kernels and our own queue hold.
        mall.ask("/tell", {"times": 600, "bytes": 2000, "pause_s": 0.005}, timeout_s=60)
        for reader in heard:
            assert reader.result(20) == list(range(600))
    state = mall.until(lambda state: deaf_sid in state["gone"], 5)
    assert state["gone"][deaf_sid] == "reads too slowly"
    assert len(state["members"]) == 4


def test_a_single_large_snapshot_drops_nobody(mall):
    link, _ = mall.join(room="one")
    mall.ask("/tell", {"times": 1, "bytes": 600_000, "room": "one"})
    assert numbers(link, 1) == [0]
