"""What the documents tell people to type does what it says: each example is run, in a room with the sample
loaded, a list of speakers, a timer and somebody who asks for the floor."""
import json
import re
import shutil
import signal
import subprocess
import time

import pytest

import examples
import stage
from terminal import Terminal
from test_time import at

# Not run here, with the reason.
NOT_HERE = {
    r"\./tools/demo": "test_demo.py runs it", r"\./(tools|tests|build)/": "for those who build it; tools/test runs what must hold",
}

# What must have happened before an example can do its part.
BEFORE = {
    r"plenary unbracket c\.4 (?P<words>.*)": "plenary bracket c.4 {words}",
    r"plenary (accept|reject) c\.4 (special|--all)": "plenary amend c.4 --delete special --by US",
    r"plenary (accept|reject) \. (?P<words>.*)": "plenary amend c.4 --insert {words} --by EU",
    r"plenary speaker resume": "plenary speaker pause", r"plenary timer resume": "plenary timer pause",
    r"plenary undo --count 3": "plenary next", r"plenary speaker open": "plenary speaker close",
    r"plenary load agreed.json.*": "plenary export agreed.json",
    r"plenary load draft.docx": "plenary export draft.docx",
    r"plenary load .* --align": "plenary load draft.txt --fresh",
}

ENDLESS = r"plenary (watch|log --follow).*"
DESK = r"plenary( --room \S+)? desk( --room \S+)?"


def build(broker, state):
    """What every example finds."""
    def do(*words):
        done = subprocess.run([stage.BIN / "plenary", "--broker", broker.url, *words], capture_output=True, text=True,
                              env=stage.quiet_environment(XDG_STATE_HOME=str(state)), check=False)
        assert done.returncode == 0, (words, done.stderr)
    do("load", stage.SAMPLE)
    for words in ("goto c.4", "speaker add Peru", "speaker next", "speaker add Chad", "speaker add Brazil",
                  "timer start 20:00 Coffee"):
        do(*words.split())
    request = {"v": 1, "epoch": 0, "rev": 1, "by": "a" * 16, "at": int(time.time() * 1000), "has": [],
               "want": "floor", "number": 1, "kind": "statement"}
    broker.publish(f"plenary/{stage.ROOM}/request/lima-2", json.dumps(request).encode())
    recorder = subprocess.Popen([stage.BIN / "plenary", "--broker", broker.url, "log", "--follow"],
                                stdout=subprocess.PIPE, env=stage.quiet_environment(XDG_STATE_HOME=str(state)))
    assert recorder.stdout.readline()
    recorder.send_signal(signal.SIGTERM)
    recorder.communicate(timeout=10)
    for day in state.glob("plenary/log/*/*/*.csv"):
        shutil.copy(day, day.with_name("2026-11-24.csv"))


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A room at rest: broker and state directory as they stand before each example."""
    folder = tmp_path_factory.mktemp("scene")
    broker = stage.Broker(folder / "broker", persistent=True).start()
    build(broker, folder / "state")
    broker.stop()  # which saves
    shutil.copy(broker.store, folder / "store")
    yield broker, folder
    broker.stop()


@pytest.fixture
def place(scene, tmp_path):
    """(run, folder): run one line as a person does, in a folder with the files that the texts name."""
    broker, kept = scene
    broker.stop()
    shutil.copy(kept / "store", broker.store)
    shutil.copytree(kept / "state", tmp_path / "state")
    broker.start()
    for name in ("draft.txt", "brouillon.txt"):
        shutil.copy(stage.SAMPLE, tmp_path / name)
    shutil.copy(stage.ROOT / "assets" / "themes" / "example.theme", tmp_path)
    (tmp_path / "transcript.txt").write_text("Thank you, Chair.\nWe support the words.\n")
    (tmp_path / "names.csv").write_text("lima-2, Peru, G77, delegation\n")
    environment = stage.quiet_environment(
        PLENARY_BROKER=broker.url, XDG_STATE_HOME=str(tmp_path / "state"), HOME=str(tmp_path), TZ="UTC0",
        PATH=f"{stage.BIN}:/usr/bin:/bin:/usr/local/bin")
    yield environment, tmp_path
    assert broker.process.poll() is None


def shell(place, line, timeout_s=60):
    environment, folder = place
    return subprocess.Popen(["bash", "-c", "exec " + line if line.startswith("plenary") and "<" not in line else line],
                            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, errors="replace"), timeout_s


def run(place, line):
    process, timeout_s = shell(place, line)
    try:
        said = process.communicate(timeout=timeout_s)
    finally:
        process.kill()
    return process.returncode, *said


def run_desk(place, line):
    """Opens it at a terminal, and leaves it."""
    environment, folder = place
    kept = {name: value for name, value in environment.items() if name not in ("LC_ALL", "SDL_VIDEODRIVER", "TERM")}
    with Terminal(["bash", "-c", f"cd {folder} && exec {line}"], **kept) as desk:
        desk.wait_for("? keys")
        desk.send("Q")
        assert desk.wait() == 0, desk.text()


def run_endless(place, line):
    """Until it has said something, or for a second."""
    process, _ = shell(place, line)
    time.sleep(1.5)
    assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=10)
    assert process.returncode == 0 and said[1] == "", said


def run_wall(place, line, broker):
    environment, folder = place
    trace = folder / "trace"
    environment["PLENARY_TRACE"] = str(trace)
    process, _ = shell((environment, folder), line.replace("mqtt://192.0.2.7", broker.url))
    try:
        if re.search(r"--(screenshot|legibility)", line):
            assert process.wait(60) == 0, process.communicate()
            return
        stage.wait_until("the wall is live", lambda: trace.exists() and " live" in trace.read_text(), 30)
        process.terminate()
        assert process.wait(10) == 0, process.communicate()
    finally:
        process.kill()


def before(place, call):
    for pattern, premise in BEFORE.items():
        found = re.fullmatch(pattern, call)
        if found:
            words = {name: f"'{words}'" if "amend" in premise else words for name, words in found.groupdict().items()}
            done = run(place, premise.format(**words))
            assert done[0] == 0, (premise, done)


CALLS = examples.everything()


def marked(call):
    """libfaketime hangs beside the ASan of Debian 13."""
    return pytest.param(call, marks=pytest.mark.release) if "--until" in call else call


@pytest.mark.parametrize("call", [marked(call) for call in CALLS
                                  if not any(re.match(each, call) for each in NOT_HERE)])
def test_an_example_does_what_it_says(place, scene, call):
    environment, folder = place
    before(place, call)
    if call.startswith("plenary-display"):
        run_wall(place, call, scene[0])
    elif re.fullmatch(DESK, call):
        run_desk(place, call)
    elif re.fullmatch(ENDLESS, call):
        run_endless(place, call)
    else:
        if "--until" in call:  # in the morning
            environment = {**environment, **at(time.strftime("%Y-%m-%d 10:42", time.gmtime()), "UTC")}
        status, _, said = run((environment, folder), call)
        assert status == 0, f"{call}: {said} (in {', '.join(CALLS[call])})"


@pytest.mark.parametrize("draft", examples.drafts(), ids=lambda draft: draft.strip().splitlines()[0][:30])
def test_a_draft_of_the_manual_is_read(place, draft):
    front_only = draft.strip().endswith("---")
    (place[1] / "draft.md").write_text(draft + "\n1. One item.\n" * front_only, encoding="utf-8")
    status, outline, said = run(place, "plenary outline draft.md")
    assert (status, said) == (0, ""), said
    assert outline


def test_examples_are_found():
    """In each of the texts; and each reason not to run one is needed."""
    places = {where for found in CALLS.values() for where in found}
    assert {"README.md", "plenary.1", "plenary-desk.1", "plenary-display.1", "plenary-display --help"} <= places
    assert len([where for where in places if where.startswith("plenary ") and where.endswith("--help")]) == \
        len(examples.verbs())
    assert "plenary timer start 15:00 Coffee" in CALLS
    assert "plenary-desk.1" in CALLS["plenary timer start 15:00 Coffee"]  # whose list is the desk's own table
    assert len(CALLS) > 100
    for reason in NOT_HERE:
        assert any(re.match(reason, call) for call in CALLS), reason
    for premise in BEFORE:
        assert any(re.fullmatch(premise, call) for call in CALLS), premise


# The desk's `?`: what is typed after a key, and where its effect is seen.
TYPED = {
    "g": ("item", lambda screen, _: re.search(r"│ c\.4 ", screen)),
    "+": ("speakers", lambda _, room: {"Brazil", "Iran", "Chad"} <= {e["name"] for e in room["speakers"]["queue"]}),
    "L": ("limits", lambda _, room: {"group": 600, "delegation": 300} == room["speakers"]["limits"]),
    "T": ("timer", lambda _, room: room["timer"]["label"] == "Coffee"),
}
NO_EXAMPLE = {"v": "what the key does again", "o": "how labels go on", "^E": "endings of files"}


def shown_examples(desk):
    """{key: what is typed} of the lines with a colon, "= meaning" left out."""
    found = {}
    for line in desk.text().splitlines():
        row = re.match(r"  (\S+)(?: \S+)*?\s{2,}([^:(]+): ([^)]+)$", re.sub(r"in the (list|words): ", "", line))
        if row and row[1] not in NO_EXAMPLE:
            found[row[1]] = re.sub(r" = [^,]*", "", row[3]).removeprefix(row[1] + " ")
    return found


def test_what_the_desks_keys_show_can_be_typed(place):
    environment, folder = place
    stage.wait_until("a room", lambda: run(place, "plenary show")[0] == 0)
    assert run(place, "plenary goto a.1")[0] == 0
    kept = {name: value for name, value in environment.items() if name not in ("LC_ALL", "SDL_VIDEODRIVER", "TERM")}
    with Terminal([stage.BIN / "plenary", "desk"], columns=100, rows=110, **kept) as desk:
        desk.wait_for("? keys")
        desk.send("?")
        desk.wait_for("any key closes")
        found = shown_examples(desk)
        assert set(found) == set(TYPED), found
        desk.send(" ")
        desk.wait_quiet()
        for key, text in found.items():
            desk.send(key)
            desk.wait_quiet(0.3)
            if key == "L":
                desk.send("\x15")  # what is offered goes
            desk.send(text + "\r")
            what, there = TYPED[key]
            stage.wait_until(f"{what} after {key} {text}", lambda there=there: there(
                desk.text(), json.loads(run(place, "plenary show --json")[1])), 10)
