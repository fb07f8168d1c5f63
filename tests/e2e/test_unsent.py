"""A desk that ends with changes that are not in the room, however it ends: the next one sends them, each upon the
premise that it was made on, and tells what it does not. By keys alone, on a real broker that comes and goes."""
import json
import signal
import time

import pytest
import stage
from terminal import Terminal

@pytest.fixture
def broker(tmp_path):
    broker = stage.Broker(tmp_path / "broker", persistent=True).start()
    stage.plenary(broker, "load", stage.SAMPLE)
    yield broker
    broker.stop()


def desk(broker, state, columns=140):
    return Terminal([stage.BIN / "plenary", "desk", "--broker", broker.url, "--name", "chair"], columns=columns,
                    XDG_STATE_HOME=str(state), XDG_CONFIG_HOME=str(state))


def keys(terminal, *presses):
    """Each by itself, as a hand does it."""
    for press in presses:
        terminal.send(press)
        time.sleep(0.08)


def files(state):
    return [path for path in (state / "plenary").glob("unsent/*/*/*") if path.stat().st_size > 0]


def shown(broker):
    return json.loads(stage.plenary(broker, "show", "--json").stdout)


def end(terminal, how):
    if how == "Q":
        keys(terminal, "Q")
        assert terminal.wait() == 0
        assert "4 changes are not in the room yet: kept on this machine" in terminal.text()
    elif how == "closed":
        terminal.hang_up()
        assert terminal.process.wait(20) == 0
    else:
        terminal.process.send_signal(getattr(signal, how))
        terminal.process.wait(20)


@pytest.mark.parametrize("how", ["Q", "closed", "SIGHUP", "SIGTERM", "SIGKILL"])
def test_what_was_not_sent_is_sent_by_the_next_desk(broker, tmp_path, how):
    first = desk(broker, tmp_path)
    try:
        first.wait_for("a.1 Recognizes")
        first.wait_for("Enter show")
        broker.stop()
        first.wait_for("OFFLINE")
        keys(first, "+", "Brazil", "\r", "\x1b[6~", "s", "g", "g", "a.3", "\r", "s", "d")
        first.wait_for("4 changes kept")
        assert len(files(tmp_path)) == 1
        end(first, how)
    finally:
        if first.master is not None:
            first.stop()
    broker.start()
    stage.plenary(broker, "status", "a.3", "agreed")  # meanwhile
    with desk(broker, tmp_path) as second:
        second.wait_for("2 sent now, 0 in the room already")
        second.wait_for("show a.2; the wall is not moved late")
        keys(second, "\x1b[B", "?", "?")
        second.wait_for("show a.2; the wall is not moved late")  # it stays
        second.wait_for("Esc: read, 1 more")
        keys(second, "\x1b")
        second.wait_for("a.3: deferred; somebody else has changed it since")
        keys(second, "\x1b")
        second.wait_for("Enter show")
        keys(second, "W")
        text = second.wait_for("What happened")
        assert "a.3: deferred; somebody else" in text and "show a.2; the wall is not moved late" in text
        stage.wait_until("nothing waits", lambda: not files(tmp_path))
    room = shown(broker)
    items = {item["label"]: item["status"] for section in room["document"]["sections"] for item in section["items"]}
    assert [entry["name"] for entry in room["speakers"]["queue"]] == ["Brazil"]
    assert (items["a.1"], items["a.3"]) == ("agreed", "agreed")
    assert room["cursor"]["item"] == "a1"
    with desk(broker, tmp_path) as third:
        third.wait_for("Enter show")
        time.sleep(1)
        assert "kept" not in third.text()
    assert [entry["name"] for entry in shown(broker)["speakers"]["queue"]] == ["Brazil"]


def test_a_crash_right_after_a_key_does_nothing_twice(broker, tmp_path):
    """Whether the broker had it or not when the desk was killed."""
    for i, passed_ms in enumerate((0, 1, 2, 3, 4, 6, 9, 1000)):
        with desk(broker, tmp_path) as terminal:
            terminal.wait_for("Enter show")
            stage.wait_until("the room is read", lambda t=terminal: "reading" not in t.text()
                             and "connecting" not in t.text() and "kept" not in t.text().splitlines()[0])
            keys(terminal, "+", f"State {i}")
            terminal.send("\r")
            time.sleep(passed_ms / 1000)
            terminal.process.kill()
            terminal.process.wait(10)
    with desk(broker, tmp_path) as terminal:
        terminal.wait_for("Enter show")
        # A key that was never read is nobody's loss; the last one has been read.
        stage.wait_until("nothing waits", lambda: not files(tmp_path))
        time.sleep(1)
    names = [entry["name"] for entry in shown(broker)["speakers"]["queue"]]
    assert len(names) == len(set(names)), names
    assert "State 7" in names, names


def test_a_file_that_cannot_be_read_is_put_aside(broker, tmp_path):
    folder = tmp_path / "plenary" / "unsent" / f"127.0.0.1:{broker.port}" / "main"
    folder.mkdir(parents=True)
    (folder / "chair.00000000000000aa").write_bytes(b"\xff\x00 not ours")
    with desk(broker, tmp_path) as terminal:
        terminal.wait_for("was put aside")
        terminal.wait_for("Esc: read")
    with desk(broker, tmp_path) as terminal:
        terminal.wait_for("Enter show")
        assert "put aside" not in terminal.text()
    assert [path.name for path in folder.iterdir()] == ["chair.00000000000000aa.bad"]


def test_a_folder_that_cannot_be_written_is_said(broker):
    with desk(broker, "/proc/nowhere") as terminal:
        terminal.wait_for("a.1 Recognizes")
        broker.stop()
        terminal.wait_for("OFFLINE")
        keys(terminal, "s", "g")
        terminal.wait_for("is not kept on disk")
        keys(terminal, "Q")
        assert terminal.wait() == 0
        assert "1 change is not in the room and could not be kept" in terminal.text()
