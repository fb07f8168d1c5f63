"""The link against brokers that refuse, drop, stall, send rubbish, and come back."""
import socket
import struct
import threading
import time

import fake_broker as fake
import pytest
import stage
from fake_broker import FakeBroker
from probe import Probe


def good(connection):
    """Answers everything as a broker does."""
    protocol = connection.accept()
    while True:
        kind, flags, body = connection.packet()
        if kind == fake.SUBSCRIBE:
            connection.send(fake.suback_packet(body, protocol, [1]))
        elif kind == fake.PUBLISH and flags & 6:
            topic_len = struct.unpack("!H", body[:2])[0]
            connection.send(bytes([0x40, 2]) + body[2 + topic_len:4 + topic_len])
        elif kind == fake.PINGREQ:
            connection.send(bytes([0xd0, 0]))


def drop(connection):
    connection.connect()


def reset(connection):
    connection.connect()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stall(connection):
    connection.packets_until_gone()


def answer(*packets, after=b""):
    """Answers CONNECT with these bytes, then waits."""
    def act(connection):
        connection.connect()
        for packet in packets:
            connection.send(packet)
        connection.packets_until_gone()
        connection.send(after)
    return act


def rubbish(seed):
    def act(connection):
        connection.connect()
        value = seed
        for _ in range(2000):
            value = (value * 1103515245 + 12345) & 0x7fffffff
            connection.send(bytes([value >> 16 & 255]))
        connection.packets_until_gone()
    return act


def versions(broker):
    """The protocol of each CONNECT that came."""
    return [c.packets[0][2][6] for c in broker.connections if c.packets]


def connects(broker, timeout_s=5.0, **settings):
    with Probe(broker.port, **settings) as probe:
        return probe.expect("connected", timeout_s), probe


# ---- which protocol ----

@pytest.mark.parametrize("refusal", [
    pytest.param(bytes([0x20, 2, 0, 1]), id="connack-1"),
    pytest.param(bytes([0x20, 3, 0, 0x84, 0]), id="connack-0x84")])
def test_falls_back_at_once_where_5_is_refused(refusal):
    with FakeBroker(answer(refusal), good) as broker:
        began = time.monotonic()
        event, probe = connects(broker)
        assert event["protocol"] == "311" and versions(broker) == [5, 4]
        assert event["at"] - began < 0.5
        assert [e for e in probe.seen if e[""] == "failed"] == []


@pytest.mark.parametrize("death", [drop, reset])
def test_falls_back_where_5_meets_a_closed_door(death):
    """Once may be chance: a broker may have died in that moment."""
    with FakeBroker(death, death, good) as broker:
        event, _ = connects(broker)
        assert event["protocol"] == "311" and versions(broker) == [5, 5, 4]
    with FakeBroker(death, good) as broker:
        event, _ = connects(broker)
        assert event["protocol"] == "5" and versions(broker) == [5, 5]


def test_keeps_what_worked_and_goes_back_when_it_no_longer_does():
    def short(connection):
        connection.accept()
        time.sleep(0.05)
    refuse_5 = answer(bytes([0x20, 2, 0, 1]))
    with FakeBroker(refuse_5, short, short, drop, good) as broker, Probe(broker.port) as probe:
        for session, protocol in ((1, 311), (2, 311), (3, 5)):
            assert probe.expect("connected", session=session)["protocol"] == str(protocol)
        assert versions(broker) == [5, 4, 4, 4, 5]


def test_a_refusal_for_another_reason_keeps_5():
    not_authorised = bytes([0x20, 3, 0, 0x87, 0])
    with FakeBroker(answer(not_authorised), answer(not_authorised), good) as broker, \
            Probe(broker.port) as probe:
        assert "refuses the connection: Not authorized" in probe.expect("failed")["text"]
        assert probe.expect("connected")["protocol"] == "5"
        assert versions(broker) == [5, 5, 5]


# ---- every error is worth another try ----

# Where the library waits for more, two connections more ask what speaks there.
@pytest.mark.parametrize("trouble, connections", [
    pytest.param(rubbish(1), 3, id="rubbish-1"), pytest.param(rubbish(2), 3, id="rubbish-2"),
    pytest.param(rubbish(3), 4, id="rubbish-3"),
    pytest.param(answer(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), 4, id="http"),
    pytest.param(answer(bytes([0x20, 3, 0, 0x88, 0])), 3, id="unavailable"),
    pytest.param(answer(bytes([0x20, 200, 0, 0, 0])), 4, id="half-connack"),
    pytest.param(answer(bytes([0x20, 0xff, 0xff, 0xff, 0xff, 1])), 3, id="bad-length"),
    pytest.param(answer(bytes([0x20, 0xff, 0xff, 0xff, 0x7f])), 4, id="256-mib-promised"),
    pytest.param(answer(fake.publish_packet("a", b"x")), 3, id="publish-first"),
    pytest.param(lambda connection: None, 3, id="closed-unread"),
    pytest.param(drop, 3, id="drop"), pytest.param(reset, 3, id="reset")])
def test_tries_again_after(trouble, connections):
    more = [stall, stall] if connections == 4 else [trouble]
    with FakeBroker(trouble, *more, good) as broker, Probe(broker.port) as probe:
        probe.expect("failed", timeout_s=4)
        probe.expect("connected", timeout_s=8)
        assert len(broker.connections) == connections
        assert probe.quit() < 500


def test_a_stalling_broker_costs_two_seconds_a_try():
    """And the first time another second, to find out what speaks there: two connections."""
    with FakeBroker(stall, stall, stall, good) as broker, Probe(broker.port) as probe:
        failed = probe.expect("failed")
        assert "no answer to CONNECT within 2 s" in failed["text"]
        assert probe.expect("connected")["at"] - failed["at"] < 1.0
        assert len(broker.connections) == 4


def test_leaves_a_stalling_broker_at_once():
    with FakeBroker(stall) as broker, Probe(broker.port) as probe:
        time.sleep(0.3)
        assert probe.quit() < 400


def test_connack_byte_by_byte():
    def slow(connection):
        connection.connect()
        for byte in fake.CONNACK_5:
            time.sleep(0.05)
            connection.send(bytes([byte]))
        connection.packets_until_gone()
    with FakeBroker(slow) as broker:
        event, _ = connects(broker)
        assert event["protocol"] == "5" and len(broker.connections) == 1


def test_a_name_that_nobody_knows():
    with Probe(1883, host="no-such-host.invalid") as probe:
        failed = probe.expect("failed", timeout_s=6)
        assert "no-such-host.invalid:1883: name look-up: " in failed["text"]
        assert probe.quit() < 400


def test_a_name_with_two_addresses():
    """localhost is ::1 and 127.0.0.1; the broker listens on the second only."""
    with FakeBroker(good) as broker:
        event, _ = connects(broker, host="localhost")
        assert event["protocol"] == "5"


def test_a_dead_address():
    """192.0.2.0/24 belongs to nobody: either no route, or silence, told within 2 s."""
    with Probe(1883, host="192.0.2.1") as probe:
        began = time.monotonic()
        assert probe.expect("failed", timeout_s=4)["at"] - began < 2.6
        assert probe.quit() < 400


# ---- while a session is up ----

def test_nothing_unacknowledged_is_sent_again():
    """Rule 4: the room may hold newer values by then; what was lost is told, once."""
    def swallow(connection):
        connection.accept()
        for _ in range(3):
            connection.packet()
    with FakeBroker(swallow, good) as broker, Probe(broker.port) as probe:
        probe.expect("connected")
        for token in (1, 2, 3):
            probe.tell(f"pub {token} 1 1 0 a/{token} old")
        gone = probe.expect("disconnected")
        lost = [e["token"] for e in probe.seen if e[""] == "lost"]
        assert sorted(lost) == ["1", "2", "3"] and gone["session"] == "1"
        probe.expect("connected", session=2)
        probe.tell("pub 4 1 1 0 a/4 new")
        probe.expect("published", token=4)
        published = [body for kind, _, body in broker.connections[1].packets if kind == fake.PUBLISH]
        assert len(published) == 1 and published[0].endswith(b"new")
        assert len(probe.events("lost")) == 3


def test_what_was_still_queued_is_lost_too():
    """100 are in flight at most: the rest waits in the library, and must not outlive the session."""
    def swallow(connection):
        connection.accept()
        while len(connection.packets) < 101:
            connection.packet()
        time.sleep(0.2)
    with FakeBroker(swallow, good) as broker, Probe(broker.port) as probe:
        probe.expect("connected")
        probe.tell("fill 1 300 10 a/")
        probe.expect("disconnected")
        probe.expect("connected", session=2)
        assert sorted(int(e["token"]) for e in probe.events("lost")) == list(range(1, 301))
        assert [kind for kind, _, _ in broker.connections[1].packets] == [fake.CONNECT]


def test_half_a_message_is_none():
    whole = fake.publish_packet("a/b", b"whole")
    half = fake.publish_packet("a/b", b"never finished")[:-4]

    def mid_publish(connection):
        connection.accept()
        connection.send(whole + half)
        time.sleep(0.1)
    with FakeBroker(mid_publish, good) as broker, Probe(broker.port) as probe:
        probe.expect("message")
        probe.expect("disconnected")
        probe.expect("connected", session=2)
        assert [e["text"] for e in probe.events("message")] == ["whole"]


def test_rubbish_in_a_session_ends_it():
    def act(connection):
        connection.accept()
        connection.send(fake.publish_packet("a", b"1") + bytes([0x36, 3, 0, 1, 97]))
        connection.packets_until_gone()
    with FakeBroker(act, good) as broker, Probe(broker.port) as probe:
        probe.expect("message")
        probe.expect("disconnected")
        probe.expect("connected", session=2)


def test_the_brokers_reason_is_told():
    def act(connection):
        connection.accept()
        connection.send(bytes([0xe0, 2, 0x8b, 0]))
        connection.packets_until_gone()
    with FakeBroker(act, good) as broker, Probe(broker.port) as probe:
        gone = probe.expect("disconnected")
        assert gone["reason"] == str(0x8b) and "Server shutting down" in gone["text"]
        probe.expect("connected", session=2)


def test_refused_subscription():
    def act(connection):
        protocol = connection.accept()
        _, _, body = connection.packet()
        connection.send(fake.suback_packet(body, protocol, [1, 0x87, 0x87]))
        connection.packets_until_gone()
    with FakeBroker(act) as broker, Probe(broker.port) as probe:
        probe.expect("connected")
        event = probe.subscribe("a", "b", "c")
        assert (event["refused"], event["reason"]) == ("2", str(0x87))


def test_the_brokers_limits_are_kept():
    """Told in CONNACK: no retained messages; packets of 100 bytes. Refused here, not sent."""
    def act(connection):
        connection.connect()
        properties = bytes([0x25, 0, 0x27, 0, 0, 0, 100])
        connection.send(bytes([0x20, 3 + len(properties), 0, 0, len(properties)]) + properties)
        connection.packets_until_gone()
    with FakeBroker(act) as broker, Probe(broker.port) as probe:
        probe.expect("connected")
        probe.tell("pub 1 1 1 0 a kept")
        assert probe.expect("refused", token=1)["reason"] == str(0x9a)
        probe.tell(f"pub 2 1 0 0 a {'x' * 200}")
        assert probe.expect("refused", token=2)["reason"] == str(0x95)
        assert [kind for kind, _, _ in broker.connections[0].packets] == [fake.CONNECT]


def test_a_shorter_keepalive_of_the_brokers_own():
    pinged = threading.Event()

    def act(connection):
        connection.connect()
        connection.send(bytes([0x20, 6, 0, 0, 3, 0x13, 0, 1]))
        while connection.packet()[0] != fake.PINGREQ:
            pass
        pinged.set()
        connection.packets_until_gone()
    with FakeBroker(act) as broker, Probe(broker.port) as probe:
        probe.expect("connected")
        assert pinged.wait(2.5)


# ---- what goes over the line ----

def connect_properties(body):
    """{id: value bytes} of a CONNECT in MQTT 5; only those with two or four bytes are expected."""
    assert body[10] < 128
    rest, found = body[11:11 + body[10]], {}
    while rest:
        size = {0x21: 2, 0x27: 4}[rest[0]]
        found[rest[0]] = int.from_bytes(rest[1:1 + size], "big")
        rest = rest[1 + size:]
    return found


def test_what_connect_says():
    with FakeBroker(good) as broker, Probe(broker.port, will="w/t", username="u", password="p") as probe:
        probe.expect("connected")
        body = broker.connections[0].packets[0][2]
        assert connect_properties(body) == {0x27: 64 * 1024, 0x21: 1000}
        # user, password, retained will at QoS 1, clean start; keep-alive 5 s
        assert body[7] == 0b11101110 and body[8:10] == b"\0\5"
        assert body.endswith(b"\0\3w/t\0\4gone\0\1u\0\1p")


def client_id(connection):
    body = connection.packets[0][2]
    at = 11 + body[10] if body[6] == 5 else 10
    return body[at + 2:at + 2 + struct.unpack("!H", body[at:at + 2])[0]].decode()


def test_client_ids_are_random_and_stay_for_one_program():
    """The same for the next connection: so the broker ends the old one, and sends its will, before."""
    def short(connection):
        connection.accept()
        time.sleep(0.05)
    ids = []
    for _ in range(2):
        with FakeBroker(short, short, good) as broker, Probe(broker.port) as probe:
            probe.expect("connected", session=3)
            own = {client_id(c) for c in broker.connections}
            assert len(own) == 1
            ids += own
    assert ids[0] != ids[1] and all(len(i) == 22 and i.isalnum() for i in ids)


def test_message_expiry():
    with FakeBroker(good) as broker, Probe(broker.port) as probe:
        probe.expect("connected")
        probe.tell("pub 1 1 1 60 r/u x")
        probe.expect("published", token=1)
        body = broker.connections[0].packets[1][2]
        assert body[7:13] == bytes([5, 2, 0, 0, 0, 60])
    with FakeBroker(answer(bytes([0x20, 2, 0, 1])), good) as broker, Probe(broker.port) as probe:
        assert probe.expect("connected")["protocol"] == "311"
        probe.tell("pub 1 1 1 60 r/u x")
        probe.expect("published", token=1)
        assert broker.connections[1].packets[1][2][7:] == b"x"


def test_leaves_with_disconnect():
    with FakeBroker(good) as broker:
        with Probe(broker.port) as probe:
            probe.expect("connected")
            probe.quit()
        packets = broker.connections[0].packets
        stage.wait_until("DISCONNECT", lambda: packets[-1][0] == fake.DISCONNECT)


@pytest.mark.release  # its memory is measured
def test_a_huge_message_over_3_1_1():
    """Nothing in 3.1.1 keeps the broker from sending it; it is read, thrown away and told."""
    def act(connection):
        connection.accept()
        connection.send(fake.publish_packet("a/huge", b"x" * (20 << 20), 4))
        connection.send(fake.publish_packet("a/next", b"next", 4))
        connection.packets_until_gone()
    with FakeBroker(answer(bytes([0x20, 2, 0, 1])), act) as broker, Probe(broker.port) as probe:
        assert probe.expect("connected")["protocol"] == "311"
        large = probe.expect("too-large", timeout_s=10)
        assert (large["topic"], large["len"]) == ("a/huge", str(20 << 20))
        assert probe.expect("message")["text"] == "next"
        status = open(f"/proc/{probe.process.pid}/status", encoding="ascii").read()
        now_kib = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
        assert now_kib < 16 * 1024


def test_an_old_will_comes_before_the_new_session(tmp_path):
    """A half-dead connection: its line is cut silently, the client is back at once over another way.
    With another client id the will would come seconds later and say "gone" of one who is here."""
    broker = stage.Broker(tmp_path / "broker").start()
    frozen = threading.Event()

    def relay(connection):
        upstream = socket.create_connection(("127.0.0.1", broker.port))
        first = connection is front.connections[0]
        pipes = [(connection.sock, upstream), (upstream, connection.sock)]
        for source, sink in pipes:
            threading.Thread(target=pump, args=(source, sink, first), daemon=True).start()
        if first:
            frozen.wait(60)
        threading.Event().wait(60)

    def pump(source, sink, first):
        while True:
            data = source.recv(65536)
            if first and frozen.is_set():
                threading.Event().wait(60)  # neither bytes nor the end get through
            if not data:
                return
            sink.sendall(data)

    try:
        with FakeBroker(relay) as front, Probe(broker.port) as observer, \
                Probe(front.port, will="w/status") as probe:
            observer.expect("connected")
            observer.subscribe("w/#")
            probe.expect("connected")
            frozen.set()
            probe.tell("reconnect")
            probe.expect("connected", session=2)
            probe.tell("pub 1 1 1 0 w/status here")
            probe.expect("published", token=1)
            observer.expect("message", text="here")
            time.sleep(9)
            assert [e["text"] for e in observer.events("message")] == ["gone", "here"]
    finally:
        frozen.set()
        broker.stop()
