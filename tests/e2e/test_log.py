"""The sitting's record: what a broker, the tool's verbs and a recorder of its own come to."""
import csv
import io
import json
import os
import re
import signal
import stat
import subprocess
import time

import pytest

import stage

COLUMNS = "time,event,item,detail,name,on_behalf,kind,seconds,desk,id,stamp"


def environment(state):
    return {**os.environ, "XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(state / "none")}


class Recorder:
    """`plenary log --follow` with a state directory of its own."""

    def __init__(self, broker, state, *words):
        self.path = state / f"recorder-{time.monotonic_ns()}"
        with open(self.path, "w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [stage.BIN / "plenary", "--broker", broker.url, "--room", stage.ROOM, "log", "--follow", *words],
                stdout=output, stderr=output, env=environment(state))

    @property
    def said(self):
        return self.path.read_text(encoding="utf-8")

    def await_line(self, words):
        """Waits until a line has these words; the line."""
        def told():
            return next((line for line in self.said.splitlines() if words in line), None)
        for _ in range(600):
            if told():
                return told()
            assert self.process.poll() is None, self.said
            time.sleep(0.05)
        raise AssertionError(f"{words!r} is not in:\n{self.said}")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        return self.process.returncode


@pytest.fixture
def record(broker, tmp_path):
    recorders = []

    def start(*words, state=tmp_path):
        recorders.append(Recorder(broker, state, *words))
        return recorders[-1]
    yield start
    for one in recorders:
        one.stop()


@pytest.fixture
def log(broker, tmp_path):
    def run(*words, state=tmp_path):
        return subprocess.run([stage.BIN / "plenary", "--broker", broker.url, "--room", stage.ROOM, "log", *words],
                              capture_output=True, text=True, check=False, env=environment(state))
    return run


def do(run, *words):
    done = run(*words)
    assert done.returncode == 0, done.stderr
    return done


def rows(log):
    done = log("--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout, newline="")))


def shown_topics(text):
    room = json.loads(text)
    return {key: value for key, value in room.items() if key not in ("at", "live")}


def sitting(room, recorder):
    """A short one, with names that CSV must quote."""
    recorder.await_line("text: ")
    do(room, "goto", "c.4")
    recorder.await_line("c.4  Governments")
    do(room, "speaker", "add", 'Bolivia, "Plurinational"', "--for", "G77", "--kind", "point-of-order")
    do(room, "speaker", "next")
    recorder.await_line("floor: Bolivia")
    do(room, "amend", "c.4", "--delete", "special", "--by", "US")
    recorder.await_line("reworded for US")
    do(room, "status", "c.4", "pending", "--waiting-for", "US,EU")
    recorder.await_line("c.4  is pending, waiting for US; EU")
    time.sleep(1.2)  # so that there is a speaking time to be seen; how long is not asserted
    do(room, "speaker", "done")
    recorder.await_line("spoke 0:")
    do(room, "status", "c.4", "agreed-ad-ref")
    do(room, "insert", "--after", "c.4", "Something new")
    recorder.await_line("c.4 bis  is new: {+Something new+}")
    do(room, "speaker", "close")
    do(room, "timer", "start", "10:00")
    do(room, "screen", "blank")
    recorder.await_line("the walls show nothing")


def test_a_sitting_is_kept_and_told(room, record, log, tmp_path):
    recorder = record()
    sitting(room, recorder)
    assert recorder.stop() == 0
    kept = rows(log)
    told = [(row["event"], row["item"], row["detail"], row["name"]) for row in kept]
    for expected in [("opened", "c.4"), ("words", "c.4", "[- special- US]", "US"), ("status", "c.4", "pending", "US; EU"),
                     ("status", "c.4", "agreed-ad-ref", ""), ("added", "c.4 bis", "{+Something new+}", ""),
                     ("list", "c.4", "closed", ""), ("timer", "", "started", ""), ("screen", "c.4", "blank", "")]:
        assert any(row[:len(expected)] == expected for row in told), (expected, told)
    spoke = [row for row in kept if row["event"] == "spoke"]
    assert [(row["name"], row["on_behalf"], row["kind"]) for row in spoke] == \
        [('Bolivia, "Plurinational"', "G77", "point-of-order")]
    assert int(spoke[0]["seconds"]) >= 1
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", row["time"]) for row in kept)

    text = log()
    assert text.returncode == 0 and text.stderr == ""
    assert re.search(r"^\d\d:\d\d  c\.4  Governments have special", text.stdout, re.M)
    assert re.search(r"^  agreed-ad-ref +c\.4$", text.stdout, re.M)
    assert not re.search(r"^  pending", text.stdout, re.M)  # it is agreed now
    assert re.search(r'Speaking time\n +0:\d\d  Bolivia, "Plurinational"\n', text.stdout)
    assert re.search(r"On behalf of\n +0:\d\d  G77\n", text.stdout)


def test_the_file_is_the_owners_and_whole_lines_of_rfc_4180(room, record, tmp_path):
    recorder = record()
    sitting(room, recorder)
    recorder.stop()
    files = list(tmp_path.glob("plenary/log/*/*/*.csv"))
    assert len(files) == 1
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700
    text = files[0].read_bytes().decode()
    assert text.startswith(COLUMNS + "\r\n") and text.endswith("\r\n") and text.count("\n") == text.count("\r\n")
    assert ',"Bolivia, ""Plurinational""",' in text


def test_two_on_one_machine_keep_one_record(room, record, log):
    first, second = record(), record()
    second.await_line("text: ")
    sitting(room, first)
    second.await_line("the walls show nothing")
    first.stop()
    second.stop()
    kept = [(row["event"], row["id"], row["stamp"]) for row in rows(log)]
    assert len(kept) == len(set(kept))
    events = [event for event, _, _ in kept]
    assert events.count("spoke") == events.count("floor") == events.count("words") == events.count("text") == 1


def test_one_that_is_killed_goes_on_in_the_same_record(room, record, log):
    first = record()
    first.await_line("text: ")
    do(room, "goto", "c.4")
    do(room, "speaker", "add", "Peru")
    do(room, "speaker", "next")
    first.await_line("floor: Peru")
    first.process.kill()
    first.process.wait()
    do(room, "goto", "d.1")  # while nobody keeps the record
    second = record()
    second.await_line("floor: Peru")
    do(room, "speaker", "done")
    second.await_line("Peru spoke")
    second.stop()
    events = [(row["event"], row["item"]) for row in rows(log)]
    assert events.count(("opened", "c.4")) == events.count(("opened", "d.1")) == 1
    assert [event for event, _ in events].count("floor") == [event for event, _ in events].count("spoke") == 1


def test_a_line_that_was_cut_off_spoils_only_itself(room, record, log, tmp_path):
    first = record()
    first.await_line("text: ")
    first.stop()
    file = next(tmp_path.glob("plenary/log/*/*/*.csv"))
    file.write_bytes(file.read_bytes() + b'2026-11-24T10:00:00+01:00,opened,"c.')
    second = record()
    do(room, "goto", "d.1")
    second.await_line("d.1  ")
    second.stop()
    assert log().returncode == 0
    assert re.search(r"\d\d:\d\d  d\.1  ", log().stdout)


def test_a_wall_that_goes_is_told(room, record, wall):
    recorder = record()
    recorder.await_line("text: ")
    shown = wall(name="hall")
    recorder.await_line("wall hall is here")
    shown.stop()
    recorder.await_line("wall hall is lost")


def test_csv_as_it_goes(room, record):
    recorder = record("--format", "csv")
    recorder.await_line(COLUMNS)
    recorder.await_line(",text,")
    do(room, "goto", "c.4")
    assert recorder.await_line(",opened,c.4,").count("T") >= 1


def test_the_room_holds_no_trace_of_a_recorder(room, record):
    before = do(room, "show", "--json").stdout
    recorder = record()
    recorder.await_line("text: ")
    recorder.stop()
    assert shown_topics(do(room, "show", "--json").stdout) == shown_topics(before)


@pytest.mark.parametrize("words, status, said", [
    (["--day", "yesterday"], 2, "is no day"),
    (["--format", "pdf"], 2, "there are csv and text"),
    (["--follow", "--day", "2026-11-24"], 2, "leave --day out"),
    ([], 1, 'no record of room'),
])
def test_what_cannot_be_is_said_in_a_line(log, words, status, said):
    done = log(*words)
    assert done.returncode == status and said in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_a_day_without_a_record_names_those_there_are(room, record, log):
    recorder = record()
    recorder.await_line("text: ")
    recorder.stop()
    done = log("--day", "2001-02-03")
    assert done.returncode == 1 and re.search(r"the last are of \d{4}-\d\d-\d\d$", done.stderr.strip()), done.stderr


def test_a_record_that_cannot_be_kept_is_said_once(room, record, tmp_path):
    (tmp_path / "plenary").write_text("in the way")
    recorder = record()
    recorder.await_line("the sitting's record is not kept: ")
    do(room, "goto", "c.4")
    recorder.await_line("c.4  ")
    recorder.stop()
    assert recorder.said.count("is not kept") == 1


def test_a_name_in_two_spellings_is_one_delegation(room, record, log):
    """Without a names file; each row keeps what was typed, the sum is one."""
    recorder = record()
    recorder.await_line("text: ")
    for name in ("Côte d’Ivoire", "COTE D'IVOIRE"):
        do(room, "speaker", "add", name, "--for", "African Group" if name[1] == "O" else "african group")
        do(room, "speaker", "next")
        recorder.await_line(f"floor: {name}")
        time.sleep(1.2)
        do(room, "speaker", "done")
        recorder.await_line(f"{name} for")
    recorder.stop()
    told = log().stdout.split("Speaking time")[1]
    assert re.search(r"Côte d’Ivoire \(2 times\)", told) and "COTE" not in told, told
    assert re.search(r"african group \(2 times\)", told) and "African" not in told, told


def test_a_spreadsheet_runs_nothing_of_the_record(room, record, log):
    recorder = record()
    recorder.await_line("text: ")
    do(room, "notice", "=HYPERLINK(\"http://example.org\",A1)")
    recorder.await_line("notice: =HYPERLINK")
    recorder.stop()
    assert [row["detail"] for row in rows(log) if row["event"] == "notice"] == [
        "'=HYPERLINK(\"http://example.org\",A1)"]
    assert "notice: =HYPERLINK" in log().stdout  # read back as it was
    assert not [cell for row in rows(log) for cell in row.values() if re.match(r"\s*[=+@-]", cell)]
