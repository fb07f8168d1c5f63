"""The link against a real mosquitto."""
import os
import signal
import subprocess
import time

import pytest
from probe import Probe
from stage import Broker, wait_until


@pytest.fixture
def broker(tmp_path):
    own = Broker(tmp_path / "broker").start()
    yield own
    own.stop()


def peak_kib(probe):
    status = open(f"/proc/{probe.process.pid}/status", encoding="ascii").read()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def connected(port, **settings):
    probe = Probe(port, **settings)
    probe.expect("connected")
    return probe


@pytest.mark.parametrize("protocol", ["mqttv5", "mqttv311"])
def test_a_reader_needs_no_client_id(broker, protocol):
    """As every manual writes it: without -i."""
    broker.publish("plenary/main/notice", "kept")
    done = subprocess.run(["mosquitto_sub", "-h", "127.0.0.1", "-p", str(broker.port), "-V", protocol,
                           "-t", "plenary/main/#", "-C", "1", "-W", "5"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "kept\n", "")


def test_there_and_back(broker):
    with Probe(broker.port) as probe:
        assert probe.expect("connected")["protocol"] == "5"
        assert probe.subscribe("a/#", "b")["refused"] == "0"
        probe.tell("pub 7 1 0 0 a/b hello")
        assert probe.expect("message")["text"] == "hello"
        probe.expect("published", token=7)
        probe.tell("pub 8 0 0 0 b once")
        probe.expect("published", token=8)
        assert probe.expect("message")["topic"] == "b"
        probe.tell("unsub a/#")
        probe.expect("unsubscribed")
        probe.tell("pub 9 1 0 0 a/b unheard")
        probe.expect("published", token=9)
        assert len(probe.events("message")) == 2
        assert probe.quit() < 500


def test_retained_first_then_live_in_order(broker):
    broker.publish("r/1", "kept")
    broker.publish("r/2", "kept too")
    with connected(broker.port) as probe, connected(broker.port) as other:
        probe.subscribe("r/#")
        kept = [probe.expect("message"), probe.expect("message")]
        assert {(e["topic"], e["text"], e["retained"]) for e in kept} == {
            ("r/1", "kept", "1"), ("r/2", "kept too", "1")}
        for i in range(50):
            other.tell(f"pub 0 1 1 0 r/{i % 2 + 1} live-{i}")
        other.tell("pub 1 1 1 0 r/1")
        other.expect("published", token=1)
        last = probe.expect("message", len=0)
        live = [e for e in probe.seen if e[""] == "message"][2:]
        numbers = [int(e["text"].split("-")[1]) for e in live if e is not last]
        assert numbers == sorted(numbers)
        assert {e["retained"] for e in live} == {"0"}


def test_killed_and_back_twenty_times(broker):
    """A closed connection is seen at once, and the return within 3 s (the wall's promise)."""
    noticed, back = [], []
    with connected(broker.port) as probe:
        for attempt in range(20):
            killed_at = time.monotonic()
            broker.kill()
            noticed.append(probe.expect("disconnected", timeout_s=2)["at"] - killed_at)
            time.sleep(0.05 * (attempt % 5))  # meets the back-off at different moments
            broker.start()
            returned_at = time.monotonic()
            back.append(probe.expect("connected", timeout_s=5)["at"] - returned_at)
            probe.subscribe("x")
            probe.tell(f"pub {attempt + 1} 1 0 0 x ball")
            probe.expect("message", topic="x")
    print(f"noticed after {max(noticed) * 1e3:.0f} ms at most, back after {max(back) * 1e3:.0f} ms at most")
    assert max(noticed) < 0.5
    assert max(back) < 3.0


def test_away_for_long(broker):
    """After many failures it still comes back within 3 s, and tells each reason once only."""
    with connected(broker.port) as probe:
        broker.kill()
        probe.expect("disconnected")
        time.sleep(4)
        failures = probe.events("failed")
        assert len(failures) == 1 and "Connection refused" in failures[0]["text"]
        broker.start()
        returned_at = time.monotonic()
        assert probe.expect("connected")["at"] - returned_at < 3.0


def test_silent_death(broker):
    """A broker that hangs is given up within two keep-alives (5 s each)."""
    with connected(broker.port) as probe:
        broker.send(signal.SIGSTOP)
        stopped_at = time.monotonic()
        gone = probe.expect("disconnected", timeout_s=15)
        assert gone["at"] - stopped_at < 11.5
        assert "no sign of life" in gone["text"]
        broker.send(signal.SIGCONT)
        continued_at = time.monotonic()
        assert probe.expect("connected")["at"] - continued_at < 3.0


def test_asked_to_reconnect(broker):
    with connected(broker.port) as probe:
        asked_at = time.monotonic()
        probe.tell("reconnect")
        probe.expect("disconnected")
        again = probe.expect("connected")
        assert again["session"] == "2" and again["at"] - asked_at < 0.5


def test_what_cannot_be_sent_is_refused_at_once(broker):
    with connected(broker.port) as probe:
        for line, text in (("pub 1 1 0 0 a/+ x", "topic"), ("sub 1 a/#/b", "topic"),
                           (f"pub 1 1 0 0 {'t' * 201} x", "topic"),
                           (f"pub 1 1 0 0 t {'x' * (60 * 1024 + 1)}", "too large")):
            probe.tell(line)
            assert text in probe.expect("error")["text"]
        broker.kill()
        probe.expect("disconnected")
        probe.tell("pub 2 1 0 0 t x")
        assert "not connected" in probe.expect("error")["text"]
        broker.start()
        probe.expect("connected")
        assert probe.events("published") == [] and probe.events("lost") == []


def test_nothing_is_taken_for_a_session_not_yet_drained(broker):
    """The caller must have read the room anew before it may write into it."""
    with connected(broker.port) as probe:
        probe.tell("drain 0")
        probe.tell("reconnect")
        log = broker.folder / "mosquitto.log"
        wait_until("the second connection", lambda: log.read_text().count("New client connected") == 2)
        probe.tell("pub 5 1 0 0 t x")
        assert "not connected" in probe.expect("error")["text"]
        probe.tell("drain 1")
        probe.expect("connected", session=2)
        probe.tell("pub 6 1 0 0 t x")
        probe.expect("published", token=6)
        assert [e["token"] for e in probe.seen if e[""] in ("published", "lost")] == ["6"]


def test_acl_refusal_is_reported(tmp_path):
    (tmp_path / "acl").write_text("topic readwrite open/#\n")
    broker = Broker(tmp_path / "broker", extra=f"acl_file {tmp_path}/acl\n").start()
    try:
        with connected(broker.port) as probe:
            probe.tell("pub 3 1 1 0 closed/x no")
            refused = probe.expect("refused", token=3)
            assert refused["reason"] == str(0x87) and "authori" in refused["text"].lower()
            probe.tell("pub 4 1 1 0 open/x yes")
            probe.expect("published", token=4)
    finally:
        broker.stop()


def test_a_large_room_arrives_whole(broker):
    """1,537 retained messages: with a broker's own settings 1,020 arrived."""
    with connected(broker.port) as writer:
        writer.tell("fill 1 1537 1000 plenary/main/text/")
        writer.expect("published", timeout_s=20, token=1537)
        assert len(writer.events("published")) == 1537
        assert writer.events("lost") == writer.events("refused") == []
    with connected(broker.port) as reader:
        reader.subscribe("plenary/main/#")
        messages = reader.events("message", quiet_s=1.0)
        assert len(messages) == 1537
        assert {(e["retained"], e["len"]) for e in messages} == {("1", "1000")}
        assert len({e["topic"] for e in messages}) == 1537


def test_more_than_fits_is_refused_not_lost(broker):
    with connected(broker.port) as probe:
        broker.send(signal.SIGSTOP)
        probe.tell("fill 1 9000 10 t/")
        assert "too much" in probe.expect("error")["text"]
        broker.send(signal.SIGCONT)
        probe.expect("published", timeout_s=20, token=8192)
        assert len(probe.events("published")) == 8192


def test_latest_of_each_topic_while_nobody_drains(broker):
    with connected(broker.port) as probe, connected(broker.port) as other:
        probe.subscribe("t/#")
        probe.tell("drain 0")
        for i in range(300):
            other.tell(f"pub {i + 1} 1 0 0 t/{i % 3} value-{i}")
        other.expect("published", token=300)
        time.sleep(0.2)  # the broker sends to both at once
        probe.tell("drain 1")
        texts = [e["text"] for e in probe.events("message")]
        assert texts[-24:] == [f"value-{i}" for i in range(276, 300)]  # eight of each
        assert len(texts) < 300


def test_what_does_not_fit_waits_at_the_broker(broker):
    """Nothing is thrown away, and nobody connects anew."""
    with connected(broker.port, mailbox_bytes=200000) as probe, connected(broker.port) as other:
        probe.subscribe("a/#")
        probe.tell("drain 0")
        other.tell("fill 1 3000 5000 a/")  # more than the sockets between them hold
        other.expect("published", timeout_s=20, token=3000)
        time.sleep(0.5)
        assert peak_kib(probe) < 16 * 1024
        probe.tell("drain 1")
        assert len({e["topic"] for e in probe.events("message", quiet_s=1)}) == 3000
        assert not [e for e in probe.seen if e[""] in ("overflow", "disconnected")]


def test_a_caller_that_is_busy_for_long_keeps_its_connection(broker):
    """The broker throws a client out after 7.5 s without a packet (1.5 keep-alives of 5 s)."""
    with connected(broker.port, mailbox_bytes=100000, will="w/1") as probe, \
            connected(broker.port) as other:
        other.subscribe("w/#", "sent/#")
        probe.subscribe("a/#")
        probe.tell("drain 0")
        other.tell("fill 1 1000 5000 a/")
        other.expect("published", timeout_s=20, token=1000)
        time.sleep(10)
        probe.tell("pub 5 0 0 0 sent/x while-full")
        assert other.expect("message")["text"] == "while-full"
        time.sleep(10)
        probe.tell("drain 1")
        assert len({e["topic"] for e in probe.events("message", quiet_s=1)}) == 1000
        assert other.events("message")[1:] == []
        time.sleep(11)  # two keep-alives more
        assert not probe.events("disconnected")


def test_leaving_with_a_full_mailbox(broker):
    """The good-bye's acknowledgement lies behind what was not read."""
    with connected(broker.port, mailbox_bytes=100000, will="g/status") as probe, \
            connected(broker.port) as other:
        other.subscribe("g/#")
        probe.subscribe("a/#")
        probe.tell("drain 0")
        other.tell("fill 1 1000 5000 a/")
        other.expect("published", timeout_s=20, token=1000)
        time.sleep(0.5)
        probe.tell("goodbye 2000 g/status offline")
        assert probe.expect("goodbye")["good"] == "1"
        assert probe.quit() < 100
        assert [e["text"] for e in other.events("message")] == ["offline"]


def test_a_broker_that_dies_while_the_mailbox_is_full(broker):
    with connected(broker.port, mailbox_bytes=100000) as probe, connected(broker.port) as other:
        probe.subscribe("a/#")
        probe.tell("drain 0")
        other.tell("fill 1 1000 5000 a/")
        other.expect("published", timeout_s=20, token=1000)
        broker.kill()
        time.sleep(0.5)
        probe.tell("drain 1")
        probe.expect("disconnected")
        broker.start()
        probe.expect("connected", session=2)


@pytest.fixture
def lavish_broker(tmp_path):
    own = Broker(tmp_path / "broker", extra="message_size_limit 0\n").start()
    yield own
    own.stop()


def test_one_huge_message_does_not_hurt(lavish_broker):
    broker = lavish_broker
    broker.publish("a/huge", "x" * (20 << 20))
    broker.publish("b/good", "good")
    broker.publish("c/over", "x" * (60 * 1024 + 1))
    with connected(broker.port) as probe:
        probe.subscribe("a/#", "b/#", "c/#")
        probe.expect("message", topic="b/good")
        assert probe.expect("too-large")["topic"] == "c/over"
        assert {e["topic"] for e in probe.events("message")} == {"b/good"}  # the broker kept a/huge
        assert peak_kib(probe) < 16 * 1024


def test_will_when_killed_and_none_when_leaving(broker):
    with connected(broker.port) as observer:
        observer.subscribe("w/#")
        with connected(broker.port, will="w/1") as victim:
            victim.process.kill()
        assert observer.expect("message", topic="w/1")["text"] == "gone"
        with connected(broker.port, will="w/2") as leaver:
            leaver.subscribe("#")
            leaver.quit()
        with connected(broker.port, will="w/3") as changer:
            changer.tell("will w/4 changed")
            changer.tell("reconnect")
            changer.expect("connected", session=2)
            changer.process.kill()
        assert observer.expect("message", topic="w/4")["text"] == "changed"
        # w/3: the will of a connection that was broken off, sent when its successor came
        assert {e["topic"] for e in observer.events("message")} == {"w/1", "w/3", "w/4"}


def test_goodbye(broker):
    with connected(broker.port, will="g/status") as probe, connected(broker.port) as observer:
        observer.subscribe("g/#")
        probe.tell("fill 1 500 500 g/x")
        probe.tell("goodbye 2000 g/status offline")
        assert probe.expect("goodbye")["good"] == "1"
        assert len(probe.events("published")) == 500
        probe.tell("pub 9999 1 0 0 g/status late")
        assert "not connected" in probe.expect("error")["text"]
        assert probe.quit() < 100
        statuses = [e["text"] for e in observer.events("message") if e["topic"] == "g/status"]
        assert statuses == ["offline"]
    assert broker.retained("g/status") == {"g/status": "offline"}


def test_leaving_a_hanging_broker_takes_no_time(broker):
    with connected(broker.port) as probe:
        broker.send(signal.SIGSTOP)
        probe.tell("fill 1 500 5000 h/")
        probe.tell("goodbye 200 h/status offline")
        bye = probe.expect("goodbye")
        assert bye["good"] == "0" and int(bye["ms"]) < 900
        assert probe.quit() < 100
    with connected_to_stopped(broker) as probe:
        assert probe.quit() < 700
    broker.send(signal.SIGCONT)


def connected_to_stopped(broker):
    broker.send(signal.SIGCONT)
    probe = connected(broker.port)
    broker.send(signal.SIGSTOP)
    probe.tell("fill 1 500 5000 h/")
    return probe


def test_users_and_passwords(tmp_path):
    passwords = tmp_path / "passwords"
    passwords.write_text("")
    subprocess.run(["mosquitto_passwd", "-b", str(passwords), "wall", "right"], check=True)
    os.chmod(passwords, 0o600)
    broker = Broker(tmp_path / "broker",
                    extra=f"allow_anonymous false\npassword_file {passwords}\n").start()
    try:
        with connected(broker.port, username="wall", password="right"):
            pass
        with Probe(broker.port, username="wall", password="wrong") as probe:
            assert "refuses the connection: Not authorized" in probe.expect("failed")["text"]
            time.sleep(2.5)  # it goes on trying
            log = (broker.folder / "mosquitto.log").read_text()
            assert log.count("not authorised") >= 3
            subprocess.run(["mosquitto_passwd", "-b", str(passwords), "wall", "wrong"], check=True)
            broker.send(signal.SIGHUP)
            probe.expect("connected")
    finally:
        broker.stop()


def link_switches(probe):
    """Voluntary context switches of the probe's threads so far."""
    total = 0
    for task in os.listdir(f"/proc/{probe.process.pid}/task"):
        status = open(f"/proc/{probe.process.pid}/task/{task}/status", encoding="ascii").read()
        total += int(next(line.split()[1] for line in status.splitlines()
                          if line.startswith("voluntary_ctxt_switches")))
    return total


def test_sleeps_when_idle(broker):
    """Two wake-ups a keep-alive (5 s), for the ping and its answer."""
    with connected(broker.port) as probe:
        probe.subscribe("x")
        before = link_switches(probe)
        time.sleep(11)
        woken = link_switches(probe) - before
        print(f"{woken} wake-ups in 11 s, all threads")
        assert 2 <= woken <= 9
        assert probe.events("disconnected") == []


@pytest.mark.parametrize("qos", [0, 1])
def test_adds_little_to_a_round_trip(broker, qos):
    with connected(broker.port) as probe:
        probe.subscribe("ball", qos=qos)
        probe.tell(f"latency 3000 {qos} ball")
        figures = probe.expect("latency", timeout_s=30)
        print(f"round trip at QoS {qos}: p50 {figures['p50_ms']} ms, p99 {figures['p99_ms']} ms")
        assert float(figures["p50_ms"]) < 0.5
