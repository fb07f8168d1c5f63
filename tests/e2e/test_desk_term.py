"""The desk's terminal: a pty of our own, the screen as pyte sees it, and what goes over the line."""
import json
import os
import re
import shutil
import signal
import time

import pytest
import stage
from terminal import Terminal, Writes

PROBE = stage.BIN / "term_probe"
XTERM = "xterm-256color"
# Smart terminals get these; all of it is taken back at the end.
MODES = [b"\x1b[?1049", b"\x1b[?2004", b"\x1b[?1000", b"\x1b[?1006"]


@pytest.fixture
def room(tmp_path):
    broker = stage.Broker(tmp_path / "broker").start()
    stage.plenary(broker, "load", stage.SAMPLE)
    yield broker
    broker.stop()


def desk(broker, tmp_path, **more):
    terminal = Terminal([stage.BIN / "plenary", "desk", "--broker", broker.url, "--name", "chair"],
                        XDG_STATE_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), **more)
    terminal.wait_for("Enter show")
    stage.wait_until("the desk has the room", lambda: "reading the room" not in terminal.text() and
                     "connecting" not in terminal.text())
    return terminal


def assert_restored(terminal):
    assert terminal.modes() == terminal.before
    raw = bytes(terminal.raw)
    for mode in MODES:
        on, off = raw.rfind(mode + b"h"), raw.rfind(mode + b"l")
        assert on == -1 or off > on, mode
    assert raw.rfind(b"\x1b[?25l") <= raw.rfind(b"\x1b[?25h"), "the cursor is hidden"


# ---- pictures ----

@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
@pytest.mark.parametrize("term", [XTERM, "screen", "tmux-256color", "linux", "vt100", "vt220"])
def test_every_terminal_shows_the_same(term, locale):
    with Terminal([PROBE], term=term, LC_ALL=locale, LANG=locale) as terminal:
        text = terminal.wait_for("the last line")
        assert text.splitlines()[0] == "80x24"
        for words in ("各 国 政 府", "Les États — « d'abord »", "Государства несут", "تتحمل الدول"):
            assert words.replace(" ", "") in text.replace(" ", "")
        for row in range(2, 8):
            assert terminal.screen.buffer[row][50].data == "│", terminal.text()
        assert terminal.screen.buffer[23][79].data == "#"
        terminal.send("q")
        assert terminal.wait() == 0
        assert_restored(terminal)


@pytest.mark.parametrize("term, words", [
    ("dumb", "cannot place text"), ("nosuchterm", "nothing is known"), ("", "nothing is known")])
def test_a_terminal_that_cannot_is_one_line(term, words):
    with Terminal([PROBE], term=term) as terminal:
        assert terminal.wait() == 1
        shown = bytes(terminal.raw).decode()
        assert words in shown and "TERM" in shown and shown.count("\n") == 1
        assert "\x1b" not in shown
        assert terminal.modes() == terminal.before


def test_no_colour_where_none_is_wanted():
    seen = {}
    for value in ("", "1"):
        with Terminal([PROBE], NO_COLOR=value) as terminal:
            terminal.wait_for("the last line")
            seen[value] = re.search(rb"\x1b\[(\d+;)*3[1-6]m", bytes(terminal.raw))
    assert seen[""] and not seen["1"]


@pytest.mark.parametrize("columns, rows", [(200, 60), (100, 30), (40, 12), (80, 24)])
def test_resizing(columns, rows):
    with Terminal([PROBE], columns=90, rows=26) as terminal:
        terminal.wait_for("the last line")
        terminal.resize(columns, rows)
        terminal.wait_for(f"{columns}x{rows}")
        terminal.wait_for("the last line")
        stage.wait_until("its corner", lambda: terminal.screen.buffer[rows - 1][columns - 1].data == "#")


def test_all_anew_on_request():
    with Terminal([PROBE]) as terminal:
        before = terminal.wait_for("the last line")
        terminal.wait_quiet()
        terminal.screen.reset()
        terminal.send("r")
        after = terminal.wait_for("the last line")
        assert before.splitlines()[2:8] == after.splitlines()[2:8]


# ---- keys ----

def test_keys_come_as_what_they_are(tmp_path):
    log = tmp_path / "keys"
    with Terminal([PROBE, log]) as terminal:
        terminal.wait_for("the last line")
        for keys in ("j", "é", "国", "\r", "\x1b[5~", "\x1b[15~", "\x1bOA", "\x1b[1;2D", "\x1b[Z", "\x03", "\x7f",
                     "\x1b[<0;10;5M", "\x1b[<0;10;5M", "\x1b[<64;1;1M", "\x1b[200~Q\rq\x1b[201~", "\x1b"):
            terminal.send(keys)
            time.sleep(0.02)  # at once they would be a paste
        stage.wait_until("the last key", lambda: "ESCAPE" in log.read_text(encoding="utf-8"))
        terminal.send("q")
        assert terminal.wait() == 0
    lines = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line[0] if len(line) == 3 else " ".join(line[:2]) for line in lines] == [
        "CHAR j", "CHAR é", "CHAR 国", "ENTER", "PAGE_UP", "F5", "UP", "SHIFT_LEFT", "BACKTAB", "CTRL C", "BACKSPACE",
        "CLICK", "DOUBLE_CLICK", "WHEEL_UP", "PASTE Q", "PASTE", "PASTE q", "PASTED",
        "ESCAPE", "CHAR q"]
    assert lines[11][-2:] == ["9", "4"]


def test_a_character_in_two_halves_is_one(tmp_path):
    log = tmp_path / "keys"
    with Terminal([PROBE, log]) as terminal:
        terminal.wait_for("the last line")
        terminal.send(b"\xe5\x9b")
        time.sleep(0.1)
        terminal.send(b"\xbdq")
        assert terminal.wait() == 0
    assert log.read_text(encoding="utf-8").splitlines() == ["CHAR 国 0 0", "CHAR q 0 0"]


def test_a_paste_at_a_desk_does_no_harm(room, tmp_path):
    with desk(room, tmp_path) as terminal:
        before = room.retained()
        terminal.send("\x1b[200~QQ\r\x1b[6~u\x04dbs\x1b[201~")
        terminal.send("?")
        terminal.wait_for("Walking the text")
        after = room.retained()
        assert terminal.process.poll() is None
        assert {t: p for t, p in after.items() if "/desk/" not in t} == \
            {t: p for t, p in before.items() if "/desk/" not in t}


def acts(broker):
    return {t: p for t, p in broker.retained().items() if "/desk/" not in t}


@pytest.mark.parametrize("term", ["vt100", "linux", XTERM])
def test_a_paste_that_nothing_marks_does_no_harm(room, tmp_path, term):
    """The terminal has no bracketed paste, or did not use it: "f" gives the floor, "d" asks, "D" removes."""
    with desk(room, tmp_path, term=term, columns=140) as terminal:
        before = acts(room)
        for text in ("few delegations", "D\rw\rDw", "All States\rshould\r", "\xc3\xa9tats membres"):
            terminal.send(text)
            terminal.wait_for("was pasted and did nothing")
            terminal.send("\x0c")
            terminal.wait_quiet(0.2)
            terminal.send("?")
            terminal.wait_for("Walking the text")
            terminal.send("\x1b")
            terminal.wait_for("Enter show")
        assert acts(room) == before
        terminal.send("m")
        terminal.wait_for("Message at the foot")
        terminal.send("few delegations")
        terminal.wait_for("few delegations")
        terminal.send("\r")
        stage.wait_until("it is text", lambda: "few delegations" in acts(room).get(f"plenary/{stage.ROOM}/notice", ""))


@pytest.mark.parametrize("term, marks", [("vt100", ("", "")), (XTERM, ("\x1b[200~", "\x1b[201~"))])
def test_a_long_paste_is_taken_whole_or_refused(room, tmp_path, term, marks):
    words = "few delegations and the others, "
    with desk(room, tmp_path, term=term, columns=140) as terminal:
        terminal.send("i")
        terminal.wait_for("Insert at the end of")
        terminal.send(f"{marks[0]}{words * 700}{marks[1]}")
        terminal.wait_for("not pasted: it has 22400 characters, and there is room for 16384")
        terminal.send(f"{marks[0]}{words * 225}end{marks[1]}")
        terminal.wait_for("the others, end")
        terminal.send("\r")
        terminal.wait_for("Who asks for")
        terminal.send("\r")
        terminal.wait_for("u takes it back")
        stage.wait_until("all of it is in the text",
                         lambda: f"{words * 225}end" in stage.plenary(room, "export").stdout)


# ---- the way out ----

@pytest.mark.parametrize("how", ["Q", "SIGTERM", "SIGHUP"])
def test_a_desk_leaves_the_terminal_and_the_room_as_they_were(room, tmp_path, how):
    with desk(room, tmp_path) as terminal:
        if how == "Q":
            terminal.send("Q")
        else:
            terminal.process.send_signal(getattr(signal, how))
        assert terminal.wait() == 0
        assert_restored(terminal)
    said = [json.loads(p) for t, p in room.retained().items() if "/desk/" in t]
    assert [entry["online"] for entry in said] == [False]


def test_a_line_that_is_cut_ends_the_desk_with_its_goodbye(room, tmp_path):
    with desk(room, tmp_path) as terminal:
        terminal.hang_up()
        assert terminal.process.wait(20) == 0
    said = [json.loads(p) for t, p in room.retained().items() if "/desk/" in t]
    assert [entry["online"] for entry in said] == [False]


def test_ctrl_c_does_not_end_a_sitting(room, tmp_path):
    with desk(room, tmp_path) as terminal:
        terminal.send("\x03")
        terminal.wait_for("Q leaves")
        terminal.send("jj")
        terminal.process.send_signal(signal.SIGINT)
        terminal.wait_for("Q leaves")
        terminal.send("Q")
        assert terminal.wait() == 0


def test_a_crash_leaves_a_terminal_that_can_be_used():
    with Terminal([PROBE]) as terminal:
        terminal.wait_for("the last line")
        terminal.send("x")
        assert terminal.wait() == -signal.SIGABRT
        assert_restored(terminal)


def test_a_desk_is_stopped_and_continued_under_a_shell(room, tmp_path):
    with Terminal(["bash", "--norc", "--noprofile", "-i"], PS1="$ ", XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.wait_for("$")
        terminal.send(f"{stage.BIN / 'plenary'} desk --broker {room.url}\r")
        terminal.wait_for("a.1 Recognizes")
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.send("echo between $((6*7))\r")
        terminal.wait_for("between 42")
        terminal.send("fg\r")
        terminal.wait_for("a.1 Recognizes")
        stage.wait_until("the picture, and nothing else", lambda: "between" not in terminal.text())
        terminal.send("\x1b[6~")
        terminal.wait_for("show a.2 · in the room")
        terminal.send("Q")
        terminal.wait_for("$")
        terminal.send("exit\r")
        terminal.wait()


def test_a_line_that_takes_nothing_does_not_hold_the_program_up(tmp_path):
    log = tmp_path / "keys"
    with Terminal([PROBE, log], columns=200, rows=60) as terminal:
        terminal.wait_for("the last line")
        terminal.wait_quiet()
        terminal.held.clear()
        for _ in range(80):
            terminal.send("w")
            time.sleep(0.005)
        stage.wait_until("all keys, with the line full",
                         lambda: log.read_text(encoding="utf-8").count("CHAR w") == 80)
        terminal.send("k")
        terminal.held.set()
        terminal.wait_for("CHAR k 0 0")
        stage.wait_until("its corner", lambda: terminal.screen.buffer[59][199].data == "#")
        terminal.send("q")
        assert terminal.wait() == 0
        assert_restored(terminal)


# ---- the broker ----

def test_a_broker_that_refuses_is_said_and_tried_again(tmp_path):
    broker = stage.Broker(tmp_path / "broker", extra="allow_anonymous false\n").start()
    try:
        with Terminal([stage.BIN / "plenary", "--broker", broker.url], XDG_STATE_HOME=str(tmp_path)) as terminal:
            terminal.wait_for("will not have this user: see --username, --password-file")
            broker.stop()
            terminal.wait_for("refused")
            settings = broker.folder / "mosquitto.conf"
            settings.write_text(settings.read_text().replace("allow_anonymous false", ""))
            broker.start()
            stage.plenary(broker, "load", stage.SAMPLE)
            terminal.wait_for("Draft recommendation")
            terminal.send("Q")
            assert terminal.wait() == 0
    finally:
        broker.stop()


# ---- files ----

def ask(terminal, key, answer, words):
    terminal.send(key)
    terminal.wait_for("Load the file" if key == "\x0f" else "Write the text")
    terminal.send(f"{answer}\r")
    terminal.wait_for(words)


def test_load_and_export_from_the_desk(room, tmp_path):
    """By the same code as the commands, and a load is taken back like anything else."""
    with desk(room, tmp_path, columns=200) as terminal:
        before = stage.plenary(room, "export").stdout
        for name, form in (("a.json", "json"), ("a.md", "markdown"), ("a.txt", "text")):
            ask(terminal, "\x05", tmp_path / name, f"written to {tmp_path / name} as {form}")
            options = ("--format", form) if form != "json" else ()
            assert (tmp_path / name).read_text(encoding="utf-8") == stage.plenary(room, "export", *options).stdout
        ask(terminal, "\x05", "/nowhere/a.md", "No such file")
        ask(terminal, "\x0f", "/nowhere/a.md", "No such file")
        ask(terminal, "\x0f", stage.ROOT / "assets" / "samples" / "numbered-resolution.md",
            "the new text is in the room")
        terminal.wait_for("Access to knowledge in the digital age")
        loaded = stage.plenary(room, "export").stdout
        assert "Access to knowledge" in loaded
        terminal.send("u")
        terminal.wait_for("Draft recommendation")
        stage.wait_until("the old text is there",
                         lambda: same_text(stage.plenary(room, "export").stdout, before))
        terminal.send("\x12")
        terminal.wait_for("Access to knowledge in the digital age")
        terminal.wait_for("the new text is in the room")
        terminal.send("Q")
        assert terminal.wait() == 0


def same_text(one, other):
    """The same sections, ids and words."""
    return json.loads(one)["sections"] == json.loads(other)["sections"]


# ---- what goes over the line ----

@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_one_write_a_change_and_none_without(room, tmp_path):
    with desk(room, tmp_path) as terminal:
        terminal.wait_quiet(1.2)
        writes = Writes(terminal, tmp_path / "writes")
        counted = []
        try:
            for key in "jkjkjkjkjk":
                terminal.wait_quiet(0.3)
                before = writes.count()
                terminal.send(key)
                stage.wait_until("the change", lambda before=before: writes.count() > before)
                time.sleep(0.1)
                counted.append(writes.count() - before)
            terminal.wait_quiet(0.3)
            before = writes.count()
            terminal.send("\x00")  # means nothing
            time.sleep(0.3)
            counted.append(1 - (writes.count() - before))
        finally:
            writes.stop()
        # A clock may tick once in between; a change is never two.
        assert sorted(counted)[1:-1] == [1] * 9, counted


def test_text_stays_utf8_in_pieces(room, tmp_path):
    """All that a desk sends in a while is UTF-8 as a whole."""
    with desk(room, tmp_path, columns=200, rows=60) as terminal:
        for keys in ("jjjj", "?", "\x1b", "/the", "\r", "n", "\x0c"):
            terminal.send(keys)
            time.sleep(0.05)
        terminal.wait_quiet()
        bytes(terminal.raw).decode("utf-8")
        assert os.path.exists(f"/proc/{terminal.process.pid}")
