"""The tool against a real broker: every command, its words, its exit status."""
import json
import re
import signal
import socket
import subprocess
import threading
import time

import pytest

import protocol
import stage

CHAPEAU = "c.4  Governments have special responsibilities"


def ok(done, *parts):
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", done.stderr
    for part in parts:
        assert part in done.stdout
    return done.stdout


def fails(done, *parts, status=1):
    """One plain line, nothing on stdout."""
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    assert done.stderr.startswith("plenary: ")
    assert done.stderr.count("\n") == 1, done.stderr
    for part in parts:
        assert part in done.stderr
    return done.stderr


def shown(run):
    """The room as `show --json` has it, held against its schema."""
    room = json.loads(ok(run("show", "--json")))
    assert [error.message[:300] for error in protocol.validator("show").iter_errors(room)] == []
    return room


# ---- the command line ----

def verbs():
    text = subprocess.run([stage.BIN / "plenary", "--help"], capture_output=True, text=True,
                          check=True).stdout
    commands = text[text.index("Commands:"):text.index("plenary COMMAND --help")]
    return re.findall(r"^  ((?:speaker |timer |room )?[a-z]+)", commands, re.M)


def test_help_lists_every_command_and_each_has_an_example():
    every = verbs()
    assert {"outline", "load", "export", "next", "prev", "goto", "highlight", "screen", "view", "notice", "show", "watch",
            "displays", "speaker add", "speaker next", "speaker done", "speaker remove", "speaker list",
            "speaker open", "speaker close", "timer start", "timer pause", "timer resume",
            "timer stop", "caption", "speaker limit", "speaker order", "speaker pause", "speaker resume", "speaker take",
            "speaker decline", "amend", "bracket", "unbracket", "move", "remove", "undo", "accept", "reject",
            "status", "insert", "log", "room list", "room mend", "room reset",
            "completion", "desk"} == set(every)
    for verb in every:
        done = subprocess.run([stage.BIN / "plenary", *verb.split(), "--help"], capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0
        assert f"plenary {verb}" in done.stdout.split("Example:\n")[1]


def test_the_manual_has_every_command():
    done = subprocess.run(["mandoc", "-T", "utf8", stage.ROOT / "assets/man/plenary.1"],
                          capture_output=True, check=True)
    text = re.sub(".\b", "", done.stdout.decode())
    for verb in verbs():
        assert re.search(rf"^\s+(speaker open, |speaker pause, |speaker take user, )?{verb}\b|timer pause, timer resume, timer stop", text,
                         re.M), verb


@pytest.mark.parametrize("words, parts", [
    (["nxt"], ['no command "nxt"', 'did you mean "next"?']),
    (["speaker", "ad", "X"], ['no command "speaker ad"', 'did you mean "speaker add"?']),
    ([], ["a command is needed"]),
    (["goto"], ["goto needs LABEL"]),
    (["next", "c.4"], ['"c.4" is too much for next']),
    (["next", "--nth", "2"], ['unknown option "--nth"']),
    (["highlight", "--nht", "2", "x"], ['did you mean "--nth"?']),
    (["highlight"], ["give the words"]),
    (["highlight", "x", "--clear"], ["give the words"]),
    (["highlight", "x", "--nth", "0"], ["--nth wants a number from 1"]),
    (["speaker", "add", "X", "--kind", "song"], ['no kind "song"', "point-of-order"]),
    (["speaker", "add", "X", "--for"], ["--for needs a value"]),
    (["screen", "red"], ['no screen "red"', "text, overview and blank"]),
    (["view", "tidy"], ['no view "tidy"', "marked, clean and original"]),
    (["timer", "start", "5"], ['"5" is no time', "5:00"]),
    (["notice", "x", "--until", "25:00"], ["--until wants HH:MM"]),
    (["notice", "x", "--for", "0"], ["--for wants minutes"]),
    (["notice", "x", "--for", "1", "--until", "11:00"], ["--until or --for"]),
    (["next", "--timeout", "soon"], ["timeout"]),
])
def test_what_is_not_understood_exits_2(words, parts):
    done = subprocess.run([stage.BIN / "plenary", *words], capture_output=True, text=True, check=False,
                          env=stage.quiet_environment(), timeout=5)
    fails(done, *parts, status=2)


def test_a_group_without_a_command_lists_it():
    done = subprocess.run([stage.BIN / "plenary", "speaker"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "speaker remove NAME|N" in done.stdout


def test_words_behind_two_dashes(broker):
    done = subprocess.run([stage.BIN / "plenary", "--broker", broker.url, "notice", "--", "--clear",
                           "is no option"], capture_output=True, text=True, check=False, timeout=10,
                          env=stage.quiet_environment())
    ok(done, "--clear is no option")


def test_a_broker_that_is_none():
    done = subprocess.run([stage.BIN / "plenary", "next", "--broker", "http://x"], capture_output=True,
                          text=True, check=False, timeout=10, env=stage.quiet_environment())
    fails(done, "--broker: ", "mqtt://", status=2)


def test_a_certificate_is_not_for_an_open_connection():
    done = subprocess.run([stage.BIN / "plenary", "next", "--broker", "mqtt://x", "--cafile", "ca.pem"],
                          capture_output=True, text=True, check=False, timeout=10, env=stage.quiet_environment())
    fails(done, "--cafile: cafile is of use with mqtts:// only", status=2)


# ---- no broker, no text ----

def test_no_broker():
    port = stage.free_port()
    start = time.monotonic()
    done = subprocess.run([stage.BIN / "plenary", "next", "--broker", f"mqtt://u:secret@127.0.0.1:{port}",
                           "--timeout", "0.5"], capture_output=True, text=True, check=False,
                          env=stage.quiet_environment(), timeout=10)
    fails(done, f"no broker at mqtt://127.0.0.1:{port} (", "refused", "start one or give --broker")
    assert "secret" not in done.stderr
    assert time.monotonic() - start < 3


def test_no_text(plenary):
    fails(plenary("next"), 'no document in room "main"', "plenary load FILE")
    fails(plenary("goto", "a"), "no document")
    fails(plenary("highlight", "x"), "no document")


def test_a_file_that_cannot_be_read_needs_no_broker(tmp_path):
    binary = tmp_path / "draft.pdf"
    binary.write_bytes(b"%PDF-1.4\n\0\0")
    for path in (tmp_path / "nowhere.txt", binary):
        done = subprocess.run([stage.BIN / "plenary", "load", path, "--broker", "mqtt://127.0.0.1:1"],
                              capture_output=True, text=True, check=False, timeout=5,
                              env=stage.quiet_environment())
        assert done.returncode == 1
        assert str(path) in done.stderr and done.stderr.count("\n") == 1


# ---- the text ----

def test_a_file_without_a_name():
    for words in (["load", ""], ["outline", ""], ["export", ""]):
        done = subprocess.run([stage.BIN / "plenary", *words], capture_output=True, text=True, check=False,
                              env=stage.quiet_environment(), timeout=5)
        fails(done, "the name of the file is empty", status=2)


@pytest.mark.parametrize("encoding, said", [
    ("utf-16", "UTF-16: save it as UTF-8"), ("utf-16-le", "UTF-16: save it as UTF-8"),
    ("latin-1", "Latin-1 or Windows-1252: save it as UTF-8"), ("cp1252", "Windows-1252")])
def test_a_file_that_is_not_utf8_says_what_it_is(tmp_path, encoding, said):
    draft = tmp_path / "draft.txt"
    draft.write_bytes("1. Les États\n2. décident\n".encode(encoding))
    done = subprocess.run([stage.BIN / "plenary", "load", draft], capture_output=True, text=True, check=False,
                          env=stage.quiet_environment(), timeout=5)
    assert done.returncode == 1 and done.stderr.startswith(f"{draft}:1: not UTF-8 text") and said in done.stderr


def test_outline_is_a_line_an_item():
    done = subprocess.run([stage.BIN / "plenary", "outline", stage.SAMPLE], capture_output=True, text=True,
                          check=True, env=stage.quiet_environment())
    lines = done.stdout.splitlines()
    assert len(lines) == 38
    assert lines[0].startswith("a.1 Recognizes the IGF")
    assert [line.split(" ")[0] for line in lines].count("c.4.ii") == 1
    assert "e.2 ends with a colon" in done.stderr


def test_load_and_where_it_starts(plenary):
    done = plenary("load", stage.SAMPLE)
    assert done.returncode == 0
    assert done.stdout == "loaded 38 items in 5 sections: Draft recommendation\n"
    assert "e.2 ends with a colon" in done.stderr
    ok(plenary("show"), "Draft recommendation", "a.1  Recognizes the IGF", "0 of 38 agreed")


def test_load_from_standard_input(broker):
    done = subprocess.run([stage.BIN / "plenary", "load", "-", "--broker", broker.url],
                          input=stage.SAMPLE.read_text(), capture_output=True, text=True, check=True,
                          env=stage.quiet_environment())
    assert done.stdout.startswith("loaded 38 items in 5 sections")


def test_a_walk_visits_every_item_once_and_ends(room):
    outline = subprocess.run([stage.BIN / "plenary", "outline", stage.SAMPLE], capture_output=True,
                             text=True, check=True, env=stage.quiet_environment()).stdout
    labels = [line.split(" ")[0] for line in outline.splitlines()]
    fails(room("prev"), "this is the first item: a.1  Recognizes")
    seen = [ok(room("goto", "a.1")).split()[0]]
    while (done := room("next")).returncode == 0:
        seen.append(ok(done).split()[0])
        assert len(seen) <= 38
    assert seen == labels
    fails(done, "this is the last item: e.10  Encourages")
    assert ok(room("prev")).split()[0] == "e.9"


def test_goto(room):
    ok(room("goto", "c.4"), CHAPEAU)
    ok(room("next"), "c.4.i  Consult widely")
    ok(room("goto", "C.4.II"), "c.4.ii  Faithfully represent")
    ok(room("goto", "d"), "d.1  No new multilateral")
    fails(room("goto", "x.9"), 'no "x.9"; there are sections a to e; e has e.1 to e.10')
    fails(room("goto", "c.4.x"), 'no "c.4.x"; c.4 has c.4.i to c.4.vii')
    assert ok(room("show")).splitlines()[2].startswith("place:   d.1  ")


def test_highlight(room):
    ok(room("goto", "c.4"))
    assert ok(room("highlight", "special", "responsibilities")) == 'highlighted "special responsibilities"\n'
    ok(room("highlight", "THEY also have"), 'highlighted "They also have"')
    fails(room("highlight", "human rights"), "occurs 2 times in c.4", "--nth 1 to --nth 2")
    fails(room("highlight", "human rights", "--nth", "3"), "occurs 2 times", "no --nth 3")
    ok(room("highlight", "human rights", "--nth", "2"))
    fails(room("highlight", "unicorns"), '"unicorns" is not in c.4: Governments have')
    fails(room("highlight", "x", "--lang", "fr"), 'not there in language "fr"')
    cursor = shown(room)["cursor"]
    spans = [(h["start"], h["end"], h["exact"]) for h in cursor["highlights"]]
    words = "".join(run["t"] for run in words_of(shown(room), "c.4")["runs"])
    assert len(spans) == 3
    assert all(words[start:end] == exact for start, end, exact in spans)
    assert spans[-1][0] == words.rindex("human rights")
    ok(room("highlight", "--clear"))
    assert shown(room)["cursor"]["highlights"] == []
    ok(room("highlight", "special"))
    ok(room("next"))
    assert shown(room)["cursor"]["highlights"] == []


def words_of(room, label):
    """What `show --json` holds of an item."""
    return next(item for section in room["document"]["sections"] for item in section["items"]
                if item["label"] == label)


def test_view(room):
    ok(room("show"), "view:    marked")
    ok(room("view", "clean"))
    ok(room("show"), "view:    clean")
    ok(room("next"))
    ok(room("screen", "blank"))
    ok(room("show"), "view:    clean")
    ok(room("view", "original"))
    assert json.loads(room("show", "--json").stdout)["cursor"]["view"] == "original"
    ok(room("view", "marked"))
    ok(room("show"), "view:    marked")


def test_screen(room):
    ok(room("screen", "blank"))
    ok(room("show"), "screen:  blank")
    ok(room("screen", "text"))
    ok(room("show"), "screen:  text")
    ok(room("screen", "blank"))
    ok(room("next"))
    ok(room("show"), "screen:  text")


# ---- speakers ----

def test_speakers(plenary):
    ok(plenary("speaker", "list"), "floor: nobody", "0 waiting, the list is open")
    fails(plenary("speaker", "next"), "nobody is waiting")
    fails(plenary("speaker", "done"), "nobody has the floor")
    ok(plenary("speaker", "add", "Brazil", "--for", "G77"), "Brazil for G77, 1 waiting")
    ok(plenary("speaker", "add", "EU", "--kind=reply"), "EU, right of reply, 2 waiting")
    ok(plenary("speaker", "add", "eu"), "eu, 3 waiting, speaks 2nd")
    ok(plenary("speaker", "next"), "Brazil for G77 has the floor, 2 waiting")
    ok(plenary("speaker", "add", "Côte", "d’Ivoire", "--kind", "point-of-order"),
       "Côte d’Ivoire, point of order, 3 waiting, speaks 1st")
    fails(plenary("speaker", "remove", "brazil"), "has the floor", "speaker done")
    fails(plenary("speaker", "remove", "EU"), "more than once (2, 3)", "give the number")
    ok(plenary("speaker", "remove", "2"), "eu is off the list, 2 waiting")
    ok(plenary("speaker", "remove", "côte d'ivoire"), "1 waiting")
    fails(plenary("speaker", "remove", "Peru"), "Peru is not on the list of 1")
    ok(plenary("speaker", "done"), "the floor is free, 1 waiting")
    listed = ok(plenary("speaker", "list"))
    assert listed == "floor: nobody\n  1  EU, right of reply\n1 waiting, the list is open\n"


def test_a_closed_list(plenary):
    ok(plenary("speaker", "close"), "the list is closed")
    fails(plenary("speaker", "add", "X"), "the list is closed", "speaker open", "--anyway")
    ok(plenary("speaker", "add", "X", "--anyway"), "X, 1 waiting")
    ok(plenary("speaker", "open"), "the list is open")
    ok(plenary("speaker", "add", "Y"), "2 waiting")


def test_names_have_a_limit(plenary):
    ok(plenary("speaker", "add", "é" * 60))
    fails(plenary("speaker", "add", "x" * 61), "the name is too long", "60 characters", "120 bytes")
    fails(plenary("speaker", "add", "中" * 41), "the name is too long")
    fails(plenary("speaker", "add", "X", "--for", "y" * 61), "the group is too long")
    fails(plenary("speaker", "add", " "), "the name is empty")
    ok(plenary("speaker", "add", " A \t B\u202e "), "A B, 2 waiting")


def test_two_at_the_same_time_both_land(plenary):
    for turn in range(20):
        done = []
        both = [threading.Thread(target=lambda who=who: done.append(
            plenary("speaker", "add", f"{who}{turn}"))) for who in "AB"]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert [d.returncode for d in done] == [0, 0], [d.stderr for d in done]
        listed = ok(plenary("speaker", "list"))
        assert f"A{turn}\n" in listed and f"B{turn}\n" in listed, (turn, listed)
    assert "40 waiting" in listed


def test_two_steps_at_the_same_time_are_never_one_too_many(room):
    """Both pressed `next`: either both count, or one is told that somebody else has moved on."""
    labels = ["a.1"]
    while (done := room("goto", f"a.{len(labels) + 1}")).returncode == 0:
        labels.append(done.stdout.split()[0])
    for _ in range(10):
        ok(room("goto", "a.1"))
        done = []
        both = [threading.Thread(target=lambda: done.append(room("next"))) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        for one in done:
            if one.returncode != 0:
                fails(one, "not done: somebody else has moved on meanwhile")
        steps = [d.returncode for d in done].count(0)
        assert steps >= 1
        assert shown(room)["cursor"]["label"] == labels[steps], [(d.returncode, d.stdout) for d in done]


# ---- timer and notice ----

def test_timer(plenary):
    fails(plenary("timer", "pause"), "there is no timer")
    ok(plenary("timer", "start", "5:00", "Informal", "talks"), "timer started at 5:00, Informal talks")
    ok(plenary("timer", "start", "5:00", "--label", "Informals"), "timer started at 5:00, Informals")
    assert plenary("timer", "start", "5:00", "Informals", "--label", "x").returncode == 2
    fails(plenary("timer", "resume"), "the timer runs already")
    paused = ok(plenary("timer", "pause"), "Informals")
    assert re.match(r"timer paused at (5:00|4:5\d), ", paused)
    ok(plenary("show"), "(paused), Informals", paused.split()[3].rstrip(","))
    ok(plenary("timer", "resume"), "timer runs on at " + paused.split()[3])
    ok(plenary("timer", "stop"), "timer stopped")
    assert "timer:" not in ok(plenary("show"))


def test_notice(plenary):
    ok(plenary("notice", "Coffee", "until", "11:15"), "Coffee until 11:15")
    ok(plenary("show"), "notice:  Coffee until 11:15")
    ok(plenary("notice", "Back soon", "--for", "90"), "Back soon (until ")
    ok(plenary("notice", "--clear"))
    assert "notice:" not in ok(plenary("show"))
    fails(plenary("notice", "x" * 1025), "the notice is too long")


def test_notice_until_is_in_the_zone_of_the_room(broker, plenary, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text("---\ntitle: T\ntime-zone: Asia/Kathmandu\n---\n\n# One\n\n1. First\n2. Second\n")
    assert plenary("load", draft).returncode == 0
    # Kathmandu is 5:45 ahead of UTC: no whole hour, so a wrong zone cannot pass for it.
    soon = time.time() + 3600
    there = time.strftime("%H:%M", time.gmtime(soon + 5.75 * 3600))
    ok(plenary("notice", "x", "--until", there), f"x (until {there})")
    until = shown(plenary)["notice"]["until"]
    assert until % 60000 == 0 and 0 <= soon * 1000 - until < 60000
    past = time.strftime("%H:%M", time.gmtime(time.time() + 5.75 * 3600 - 3600))
    fails(plenary("notice", "x", "--until", past), f"{past} is past", "in the room")


# ---- what it leaves, and what it says when things go wrong ----

def test_commands_leave_no_entry(broker, room):
    ok(room("next"))
    ok(room("speaker", "add", "X"))
    topics = set(broker.retained())
    assert {"plenary/main/document", "plenary/main/cursor", "plenary/main/speakers"} <= topics
    assert not [t for t in topics if "/desk/" in t or "/display/" in t or "/beat/" in t]


def test_what_is_published_is_what_the_description_says(broker, room):
    """Every payload of a meeting, by an independent validator."""
    feed = protocol.Feed()
    with subprocess.Popen(["mosquitto_sub", "-h", "127.0.0.1", "-p", str(broker.port), "-i", "listener",
                           "-t", "plenary/#", "-F", "%t\t%p"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as listener:
        for words in ("goto c.4|highlight special responsibilities|screen blank|speaker add A --for B|"
                      "speaker add C --kind reply|speaker next|speaker close|speaker done|speaker remove 1|"
                      "timer start 5:00 --label x|timer pause|timer stop|notice Coffee --for 5|"
                      "notice --clear|highlight --clear").split("|"):
            ok(room(*words.split()))
        assert room("load", stage.ROOT / "assets/samples/charter-preamble.ar.md").returncode == 0
        listener.terminate()
        heard = [line.split("\t", 1) for line in listener.stdout.read().decode().splitlines()]
    kinds = {topic.split("/")[2] for topic, _ in heard}
    assert {"document", "items", "text", "cursor", "speakers", "timer", "notice", "beat"} <= kinds
    problems = [feed.problem(topic, json.loads(payload)) for topic, payload in heard if payload]
    assert [problem for problem in problems if problem] == []


def test_show_json_of_an_empty_and_of_a_full_room(broker, plenary, wall):
    empty = shown(plenary)
    assert (empty["load"], empty["epoch"], empty["document"], empty["displays"]) == (None, 0, None, [])
    assert plenary("load", stage.SAMPLE).returncode == 0
    ok(plenary("goto", "c.4.ii"))
    ok(plenary("highlight", "diversity"))
    ok(plenary("speaker", "add", "Brazil"))
    ok(plenary("speaker", "next"))
    ok(plenary("timer", "start", "5:00"))
    ok(plenary("notice", "Coffee"))
    wall(name="hall").wait_live()
    full = shown(plenary)
    assert full["load"].startswith(str(full["epoch"]))
    assert sum(len(section["items"]) for section in full["document"]["sections"]) == 38
    assert full["cursor"]["label"] == "c.4.ii"
    assert words_of(full, "c.4.ii")["runs"][0]["t"].startswith("Faithfully represent")
    assert full["speakers"]["floor"]["speaker"]["name"] == "Brazil"
    assert full["timer"]["mode"] == "down" and full["notice"]["text"] == "Coffee"
    assert [d["name"] for d in full["displays"]] == ["hall"]


def test_ids_stay_where_the_words_stay(room, tmp_path):
    before = {item["label"]: item["id"] for section in shown(room)["document"]["sections"]
              for item in section["items"]}
    text = stage.SAMPLE.read_text()
    second = text.index("\n·", text.index("c. Role of stakeholders") + 200)
    draft = tmp_path / "draft.txt"
    draft.write_text(text[:second] + "\n\n· Welcomes a new bullet in section c;\n" + text[second:])
    assert room("load", draft).returncode == 0
    after = {item["label"]: item["id"] for section in shown(room)["document"]["sections"]
             for item in section["items"]}
    assert len(after) == 39 and len(set(after.values())) == 39
    assert after["c.5.ii"] == before["c.4.ii"]
    assert after["c.5"] == before["c.4"] and after["e.10"] == before["e.10"]
    assert after["c.2"] not in before.values()


def test_displays(broker, room, wall):
    ok(room("displays"), 'no wall in room "main" at ' + broker.url)
    hall, side = wall(name="hall"), wall(name="side", size="1280x720")
    hall.wait_live()
    side.wait_live()
    ok(room("goto", "c.4.ii"))

    def both_show_it():
        lines = ok(room("displays")).splitlines()
        return lines if len(lines) == 2 and all("shows c.4.ii" in line for line in lines) else None
    lines = sorted(stage.wait_until("both walls show c.4.ii", both_show_it))
    assert re.match(r"hall +1920x1080  shows c\.4\.ii, changed (about )?(just now|\d+ s ago) \(took \d+ ms\)$",
                    lines[0]), lines
    assert lines[1].startswith("side ") and "1280x720" in lines[1]
    hall.process.kill()
    stage.wait_until("the broker misses it", lambda: "lost since" in ok(room("displays")), 20)
    assert re.search(r"^hall +lost since \d\d:\d\d$", ok(room("displays")), re.M)
    ok(room("show"), "wall:    hall", "wall:    side")


def test_next_turns_the_page_of_a_wall_first(room, wall):
    small = wall(name="small", size="640x360", options=("--viewer-distance", "18", "--screen-diagonal", "75"))
    small.wait_live()
    ok(room("goto", "a.6"))

    def pages():
        at = [d["at_item"] for d in shown(room)["displays"] if "at_item" in d]
        return at[0]["pages"] if at and len(at[0]["pages"]) > 1 else None
    starts = stage.wait_until("a.6 on several pages", pages)
    for start in starts[1:]:
        assert ok(room("next")).startswith("a.6  …")
        assert shown(room)["cursor"]["position"] == start
    ok(room("next"), "a.7  Despite")


def test_a_broker_killed_in_the_middle(broker, room):
    """Commands over and over; the broker dies under one of them."""
    outcome = []

    def go_on():
        while not outcome:
            done = room("next", "--timeout", "2")
            if done.returncode != 0:
                outcome.append(done)
    for _ in range(3):
        outcome.clear()
        worker = threading.Thread(target=go_on)
        worker.start()
        time.sleep(0.4)  # any moment of a command will do
        broker.kill()
        worker.join(15)
        fails(outcome[0], f"127.0.0.1:{broker.port}")
        assert re.search("lost the broker|no broker", outcome[0].stderr), outcome[0].stderr
        broker.start()
        assert room("load", stage.SAMPLE).returncode == 0


def old_protocol(broker):
    """The address of a way to the broker that knows MQTT 3.1.1 alone."""
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def serve():
        while True:
            near, _ = listener.accept()
            first = near.recv(65536)
            if b"MQTT\x05" in first[:16]:
                near.sendall(b"\x20\x03\x00\x84\x00")
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", broker.port))
            far.sendall(first)
            threading.Thread(target=carry, args=(near, far), daemon=True).start()
            threading.Thread(target=carry, args=(far, near), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return f"mqtt://127.0.0.1:{listener.getsockname()[1]}"


def test_denied_by_the_broker(tmp_path):
    acl = tmp_path / "acl"
    acl.write_text("user chair\ntopic readwrite plenary/#\nuser guest\ntopic read plenary/#\n"
                   "topic write plenary/main/beat/guest\n")
    acl.chmod(0o700)
    passwords = tmp_path / "passwords"
    for user in ("chair", "guest"):
        subprocess.run(["mosquitto_passwd", *([] if passwords.exists() else ["-c"]), "-b", passwords, user,
                        "pw"], check=True)
    broker = stage.Broker(tmp_path / "broker", extra=f"password_file {passwords}\nacl_file {acl}\n")
    config = broker.folder / "mosquitto.conf"
    config.write_text(config.read_text().replace("allow_anonymous true", "allow_anonymous false"))
    broker.start()
    try:
        plain = broker.url
        broker.url = plain.replace("mqtt://", "mqtt://chair:pw@")
        assert stage.plenary(broker, "load", stage.SAMPLE).returncode == 0
        broker.url = plain.replace("mqtt://", "mqtt://guest:pw@")
        fails(stage.plenary(broker, "next", check=False),
              "the broker does not let user 'guest' write cursor")
        broker.url = plain.replace("mqtt://", "mqtt://guest:wrong@")
        start = time.monotonic()
        fails(stage.plenary(broker, "next", "--timeout", "25", check=False),
              "does not let user 'guest' in (", "authori", "--password-file")
        done = stage.plenary(broker, "caption", "--timeout", "25", check=False)
        fails(done, "does not let user 'guest' in (")
        broker.url = plain
        fails(stage.plenary(broker, "next", "--timeout", "25", check=False), "wants a user", "--username")
        assert time.monotonic() - start < 25  # the broker has said it: nobody waits for a time-out
        broker.url = old_protocol(broker).replace("mqtt://", "mqtt://guest:pw@")
        fails(stage.plenary(broker, "next", "--timeout", "2", check=False), "has not come back",
              "speaks MQTT 3.1.1 and cannot say whether it lets user 'guest' write")
        broker.url = broker.url.replace("guest:pw@", "guest:wrong@")
        fails(stage.plenary(broker, "next", "--timeout", "25", check=False), "does not let user 'guest' in (")
    finally:
        broker.stop()


# ---- watch ----

class Watch:
    """`plenary watch`, its lines as they come."""

    def __init__(self, broker):
        self.process = subprocess.Popen([stage.BIN / "plenary", "watch", "--broker", broker.url],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                        env=stage.quiet_environment())
        self.lines = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, part):
        return stage.wait_until(f"a line with {part!r} in {self.lines}",
                                lambda: next((line for line in self.lines if part in line), None))

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(5)
        self.reader.join(5)
        return self.process.returncode


def test_watch(broker, room):
    ok(room("speaker", "add", "Brazil"))
    watch = Watch(broker)
    watch.wait_for("a.1  Recognizes the IGF")
    watch.wait_for("Draft recommendation (38 items, 0 agreed)")
    watch.wait_for("waiting: Brazil")
    ok(room("goto", "c.4.ii"))
    line = watch.wait_for("c.4.ii  Faithfully represent the diversity")
    assert re.fullmatch(r"\d\d:\d\d:\d\d c\.4\.ii  Faithfully .*", line)
    ok(room("highlight", "diversity"))
    watch.wait_for('highlight "diversity"')
    ok(room("highlight", "--clear"))
    watch.wait_for("highlights taken away")
    ok(room("speaker", "next"))
    watch.wait_for("floor: Brazil")
    ok(room("notice", "Coffee"))
    watch.wait_for("notice: Coffee")
    ok(room("timer", "start", "5:00"))
    watch.wait_for("timer runs from 5:00")
    ok(room("screen", "blank"))
    watch.wait_for("screen blank")
    broker.stop()
    watch.wait_for("connection lost")
    broker.start()
    assert room("load", stage.SAMPLE).returncode == 0
    ok(room("goto", "d.2"))
    watch.wait_for("d.2  Encourage the efforts")
    assert watch.end() == 0
    assert not [line for line in watch.lines if "\033" in line]


def test_watch_waits_for_a_broker(broker):
    broker.stop()
    watch = Watch(broker)
    watch.wait_for("no broker")
    broker.start()
    stage.plenary(broker, "load", stage.SAMPLE)
    watch.wait_for("a.1  Recognizes the IGF")
    assert watch.end() == 0


def test_captions_reach_those_who_follow(broker, plenary):
    watch = subprocess.Popen([stage.BIN / "plenary", "watch", "--broker", broker.url], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True, encoding="utf-8", env=stage.quiet_environment())
    try:
        assert "live" in watch.stdout.readline()
        said = subprocess.Popen([stage.BIN / "plenary", "caption", "--broker", broker.url],
                                stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                                env=stage.quiet_environment())
        for words in ("Thank you, Chair.", "Спасибо,\tпредседатель", "the last words without an end"):
            said.stdin.write(words + ("" if words.endswith("end") else "\n"))
            said.stdin.flush()
            if words.endswith("end"):
                said.stdin.close()
            wanted = words.replace("\t", " ")
            assert any(f"caption: {wanted}" in line for line in iter(watch.stdout.readline, ""))
        assert said.wait(10) == 0
        assert said.stderr.read() == ""
        assert not [topic for topic in broker.retained() if topic.endswith("/caption")]
    finally:
        watch.terminate()
        watch.wait(10)


def test_a_caption_that_is_too_long_is_named(broker):
    done = subprocess.run([stage.BIN / "plenary", "caption", "--broker", broker.url], capture_output=True,
                          input="fine\n" + "x" * 3000 + "\nfine again\n", text=True, check=False, timeout=20,
                          env=stage.quiet_environment())
    fails(done, "line 2 is too long")


def test_captions_without_a_broker():
    done = subprocess.run([stage.BIN / "plenary", "caption", "--timeout", "1", "--broker",
                           f"mqtt://127.0.0.1:{stage.free_port()}"], capture_output=True, input="words\n",
                          text=True, check=False, timeout=20, env=stage.quiet_environment())
    fails(done, "no broker at")


def test_speaking_time_by_class(plenary):
    ok(plenary("speaker", "limit", "group", "10:00"), "group: 10:00")
    ok(plenary("speaker", "limit", "delegation", "5:00"))
    ok(plenary("speaker", "limit", "group", "8:30"))
    ok(plenary("speaker", "add", "Brazil", "--class", "group"))
    ok(plenary("speaker", "add", "Chad", "--class", "delegation"))
    ok(plenary("speaker", "add", "Niger"))
    ok(plenary("speaker", "add", "Peru", "--class", "guest"))
    for name, limit_s in (("Brazil", 510), ("Chad", 300), ("Niger", 300), ("Peru", 0)):
        ok(plenary("speaker", "next"), name)
        floor = shown(plenary)["speakers"]["floor"]
        assert floor["speaker"]["name"] == name
        assert floor["clock"]["limit_s"] == limit_s, floor
    assert shown(plenary)["speakers"]["limits"] == {"group": 510, "delegation": 300}
    ok(plenary("speaker", "limit", "group", "none"), "no limit")
    assert shown(plenary)["speakers"]["limits"] == {"delegation": 300}
    fails(plenary("speaker", "limit", "group", "soon"), "no time such as", status=2)
