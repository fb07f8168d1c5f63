"""One message, restart or wall that does not follow, with the real programs: what the verbs say of it, how they cure
it, and what stands on the walls meanwhile."""
import json
import shutil
import subprocess
import time

import pytest
import stage
from lies import scene_of
from probe import Probe
from terminal import Terminal

EVIL = "e" * 16
LAST = 2**53 - 1
LAST_EPOCH = 2**44 - 1
BELOW = f"plenary/{stage.ROOM}/"
ACL = "".join(f"topic read {BELOW}{topic}\n" for topic in (
    "document", "items/#", "text/#", "cursor", "speakers", "timer", "notice", "caption", "beat/+"))


def said(done):
    assert (done.returncode, done.stderr) == (0, ""), (done.returncode, done.stdout, done.stderr)
    return done.stdout


def refused(done, *words, status=1):
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def lies_there(broker, topic):
    """The bytes that the broker holds; it answers at once."""
    return subprocess.run(["mosquitto_sub", *broker.client(), "-t", BELOW + topic, "-C", "1", "-W", "5"], check=True,
                          stdin=subprocess.DEVNULL, capture_output=True).stdout.rstrip(b"\n")


def evil(broker, topic, epoch=None, rev=1, **body):
    epoch = json.loads(lies_there(broker, "document"))["epoch"] if epoch is None else epoch
    message = {"v": 1, "epoch": epoch, "rev": rev, "by": EVIL, "has": [], "at": int(time.time() * 1000), **body}
    broker.publish(BELOW + topic, json.dumps(message))


def shows(run):
    return json.loads(said(run("show", "--json")))


def wait_at(run, label, *names):
    """Until these walls (hall) say that they show the item."""
    def lines():
        said_of = {line.split()[0]: line for line in run("displays").stdout.splitlines()}
        return all(f"shows {label}," in said_of.get(name, "") for name in names or ("hall",))
    stage.wait_until(f"{names} show {label}", lines, 15, 0.1)


def picture(wall):
    assert wall.stop() == 0
    return scene_of(wall)


# ---- does the wall follow? ----

def test_a_wall_that_is_heard_and_does_not_follow_is_named(broker, room, wall):
    relay = stage.Relay(broker)
    try:
        wall(name="annex").wait_live()
        deaf = stage.Wall(relay, broker.folder.parent / "deaf", name="balcony")
        try:
            deaf.wait_live()
            said(room("goto", "c.4"))
            relay.hears.clear()  # it goes on saying that it is there
            refused(room("goto", "b.2"), "in the room", "balcony does not follow", status=3)
            assert shows(room)["cursor"]["label"] == "b.2"
            relay.hears.set()
            wait_at(room, "b.2", "balcony")
            said(room("goto", "c.4"))
        finally:
            relay.hears.set()
            deaf.stop()
    finally:
        relay.stop()


def test_no_wall_is_waited_for_where_none_is_heard(broker, room, wall):
    said(room("goto", "c.4"))
    live = wall()
    live.wait_live()
    wait_at(room, "c.4")
    entry = json.loads(lies_there(broker, "display/hall"))
    live.stop()
    assert json.loads(lies_there(broker, "display/hall"))["online"] is False
    start = time.monotonic()
    said(room("goto", "a.1"))
    assert time.monotonic() - start < 4
    broker.publish(BELOW + "display/ghost", json.dumps({**entry, "name": "ghost", "by": EVIL}))
    done = room("goto", "b.2")  # what says that it is there, and is not
    assert done.returncode == 0 and done.stderr == "plenary: warning: nothing is heard of ghost\n", done


# ---- the cures ----

def test_begun_anew_where_the_epochs_are_used_up(broker, room, wall):
    running = wall()
    running.wait_live()
    said(room("speaker", "add", "Brazil"))
    evil(broker, "document", epoch=LAST_EPOCH, load=f"{LAST_EPOCH}-{EVIL}", languages=["en"],
         title={"en": "Evil"}, sections=[])
    done = room("load", stage.SAMPLE)
    assert done.returncode == 1 and "begin it anew: plenary room reset" in done.stderr, done
    said(room("room", "reset"))
    assert shows(room)["speakers"]["queue"] == []
    assert room("load", stage.SAMPLE).returncode == 0
    said(room("goto", "c.4"))
    late = wall(name="late")
    wait_at(room, "c.4", "hall", "late")
    for one in (running, late):
        scene = picture(one)
        assert (scene["label"], scene["badge"]) == ("c.4", "")


@pytest.mark.parametrize("topic, body, verb", [
    ("cursor", {"position": 0, "highlights": [], "screen": "text"}, ["goto", "c.4"]),
    ("speakers", {"list": "open", "queue": []}, ["speaker", "add", "Chad"])])
def test_mended_where_the_revs_are_used_up(broker, room, wall, topic, body, verb):
    """Nobody was there when it came: to who joins it is a message like any."""
    said(room("goto", "b.2"))
    said(room("speaker", "add", "Brazil"))
    here = json.loads(lies_there(broker, "cursor"))
    body = {"section": here["section"], "item": here["item"], **body} if topic == "cursor" else body
    evil(broker, topic, rev=LAST, **body)
    assert room(*verb).returncode == 1
    said(room("room", "mend"))
    wall().wait_live()
    said(room(*verb))
    wait_at(room, "c.4" if topic == "cursor" else "b.2")
    queue = [entry["name"] for entry in shows(room)["speakers"]["queue"]]
    assert queue == (["Chad"] if topic == "speakers" else ["Brazil"])


def test_nothing_is_built_on_what_cannot_be_read(broker, room):
    verbs = {"cursor": ["goto", "c.4"], "speakers": ["speaker", "add", "Chad"], "timer": ["timer", "start", "5:00"],
             "notice": ["notice", "Coffee"]}
    said(room("speaker", "add", "Brazil"))
    for topic, verb in verbs.items():
        broker.publish(BELOW + topic, "{")
        refused(room(*verb), topic)
        assert lies_there(broker, topic) == b"{"
        assert "begun anew" in said(room("room", "reset", topic))
        said(room(*verb))
    now = shows(room)
    assert [entry["name"] for entry in now["speakers"]["queue"]] == ["Chad"]
    assert (now["cursor"]["label"], now["notice"]["text"]) == ("c.4", "Coffee")


def test_who_asks_first_is_heard_among_very_many(broker, room):
    with Probe(broker.port) as flood:
        flood.expect("connected")
        for i in range(300):
            request = {"v": 1, "epoch": 0, "rev": 1, "by": f"{i:016x}", "at": int(time.time() * 1000), "has": [],
                       "want": "floor", "number": 1, "kind": "statement"}
            flood.tell(f"pub {i + 1} 1 1 0 {BELOW}request/u{i} {json.dumps(request, separators=(',', ':'))}")
        flood.expect("published", token=300, timeout_s=20)
    assert len(broker.retained(BELOW + "request/+")) == 300
    for user in ("u0", "u299"):
        said(room("speaker", "take", user))
    assert [entry["user"] for entry in shows(room)["speakers"]["queue"]] == ["u0", "u299"]
    refused(room("speaker", "take", "nobody"), 'no request of "nobody"')


# ---- who may not write ----

@pytest.fixture
def users(tmp_path):
    """A broker that lets the chair write and everybody read; the urls of both."""
    acl, passwords = tmp_path / "acl", tmp_path / "passwords"
    acl.write_text(f"{ACL}user chair\ntopic readwrite {BELOW}#\nuser guest\n{ACL}")
    acl.chmod(0o700)
    for user in ("chair", "guest"):
        subprocess.run(["mosquitto_passwd", *([] if passwords.exists() else ["-c"]), "-b", passwords, user, "pw"],
                       check=True)
    broker = stage.Broker(tmp_path / "broker", extra=f"password_file {passwords}\nacl_file {acl}\n").start()
    plain = broker.url

    def sit(user):
        broker.url = plain.replace("mqtt://", f"mqtt://{user}:pw@")
        return broker
    yield sit
    broker.stop()


def test_a_guest_reads_all_and_is_not_told_what_is_not_so(users, tmp_path):
    stage.plenary(users("chair"), "load", stage.SAMPLE)
    stage.plenary(users("chair"), "speaker", "add", "Brazil")
    guest = users("guest")
    assert "a.1" in said(stage.plenary(guest, "show", check=False))
    assert "Brazil" in said(stage.plenary(guest, "speaker", "list", check=False))
    said(stage.plenary(guest, "export", tmp_path / "text.json", check=False))
    assert len(json.loads((tmp_path / "text.json").read_text())["sections"]) == 5
    refused(stage.plenary(guest, "displays", check=False), "may not see the walls")
    desk = Terminal([stage.BIN / "plenary", "desk", "--broker", guest.url], columns=140, rows=30,
                    XDG_STATE_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path))
    try:
        desk.wait_for("a.1 Recognizes")
        desk.wait_for("Enter show")
        desk.send("\x1b[6~")
        desk.wait_for("not sent: this user may only read")
    finally:
        desk.stop()
    assert shows(lambda *words: stage.plenary(users("chair"), *words, check=False))["cursor"]["label"] == "a.1"


# ---- what the broker holds ----

def test_a_broker_that_comes_back_empty(broker, room, wall):
    old = wall()
    old.wait_live()
    said(room("goto", "c.4"))
    wait_at(room, "c.4")
    broker.kill()
    broker.start()
    old.wait_liveness({"lost"}, 0, 20)
    refused(room("next"), "no document")
    scene = picture(old)
    assert scene["label"] == "c.4" and "the broker has lost this room" in scene["badge"], scene


def test_two_walls_and_an_old_store(tmp_path, wall):
    broker = stage.Broker(tmp_path / "keeps", persistent=True).start()
    walls = []
    try:
        def run(*words):
            return stage.plenary(broker, *words, check=False)
        assert run("load", stage.SAMPLE).returncode == 0
        said(run("goto", "a.1"))
        broker.save()
        old = tmp_path / "old.db"
        shutil.copy(broker.store, old)
        walls.append(stage.Wall(broker, tmp_path / "walls", name="hall"))
        walls[0].wait_live()
        for label in ("b.2", "c.3", "c.4"):
            said(run("goto", label))
        broker.kill()
        shutil.copy(old, broker.store)
        broker.start()
        walls[0].wait_liveness({"behind"}, 0, 20)
        walls.append(stage.Wall(broker, tmp_path / "walls", name="annex"))
        walls[1].wait_live()
        wait_at(run, "a.1", "annex")
        wait_at(run, "c.4", "hall")
        at = time.monotonic_ns()
        said(run("goto", "d.2"))  # what walls report is known to who writes
        walls[0].wait_live(at)
        wait_at(run, "d.2", "hall", "annex")
        for one in walls:
            scene = picture(one)
            assert (scene["label"], scene["badge"]) == ("d.2", "")
    finally:
        for one in walls:
            one.stop()
        broker.stop()
