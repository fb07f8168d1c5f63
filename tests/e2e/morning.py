#!/usr/bin/python3
"""A morning of a drafting session, by keys alone: a chair and a secretary at two desks in tmux, two walls, a
`plenary watch`, a real broker. The text is loaded and walked; a list of twelve with two points of order and a
right of reply; eleven amendments by seven delegations; five statuses; a new item; a break; three steps taken
back; the secretary's desk is killed and comes back. In the end both desks' exports, the room as a third client
sees it, and the two walls' scenes are the same.

    tests/e2e/morning.py [--keep DIR]      says each step; a minute"""
import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import seat
import stage

QUEUE = ["Brazil for G77", "EU", "US", "Chad!", "Japan", "Egypt for African Group", "India!", "Norway",
         "reply Iran", "Mexico", "Canada", "Kenya"]
ORDER = ["Chad", "India", "Brazil", "EU", "US", "Japan", "Egypt", "Norway", "Mexico", "Canada", "Kenya", "Iran"]

# label, words, key, answers: eleven amendments by seven delegations.
AMENDMENTS = [
    ("c.4", "special", "d", ["US"]),
    ("c.4", "have", "i", ["common but differentiated", "Brazil, EU"]),
    ("c.4", "law", "t", ["Peru"]),
    ("a.1", "Recognizes", "r", ["Welcomes", "EU"]),
    ("a.2", "should", "r", ["shall", "India"]),
    ("a.3", "well", "d", ["Japan"]),
    ("a.4", "new", "[", ["US"]),
    ("b.1", "Encourages", "|", ["Invites", "Norway"]),
    ("b.2", "Encourages", "i", ["strongly", "Brazil"]),
    ("c.1", "Encourages", "[", [""]),
    ("c.2", "Affirms", "r", ["Reaffirms", "Peru, India"]),
]
STATUSES = [("a.1", "g", "agreed"), ("a.2", "a", "agreed-ad-ref"), ("a.3", "i", "agreed-informally"),
            ("a.4", "d", "deferred"), ("a.5", "r", "reopened")]


def step(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def shown(broker):
    return json.loads(stage.plenary(broker, "show", "--json").stdout)


def until(broker, what, true, timeout_s=15):
    stage.wait_until(what, lambda: true(shown(broker)), timeout_s, 0.2)


def items(room):
    return {item["label"]: item for section in room["document"]["sections"] for item in section["items"]}


def said(item):
    """An item without the revision of its words, which only goes up."""
    return item["label"], item["status"], item.get("who"), item["runs"]


def walk(chair, walls):
    for _ in range(4):
        chair.press("PgDn")
    chair.press("PgUp")
    chair.wait("▶  a.4")
    chair.goto("c.4")
    chair.press("Enter")
    for wall in walls:
        chair.wait(f"{wall.name}: c.4")


def queue(broker, chair, secretary):
    for i, name in enumerate(QUEUE):
        who = secretary if i % 3 == 2 else chair
        who.press("+")
        who.answer(name)
        until(broker, f"{name} is on the list", lambda room, n=i + 1: len(room["speakers"]["queue"]) == n)
    names = [entry["name"] for entry in shown(broker)["speakers"]["queue"]]
    assert names == ORDER, names
    chair.press("f")
    until(broker, "Chad has the floor", lambda room: room["speakers"]["floor"]["speaker"]["name"] == "Chad")
    chair.press("p")
    until(broker, "Chad pauses", lambda room: not room["speakers"]["floor"]["clock"]["running"])
    chair.press("p", "f")
    until(broker, "India has the floor", lambda room: room["speakers"]["floor"]["speaker"]["name"] == "India")
    chair.press("e")
    until(broker, "nobody has the floor", lambda room: not room["speakers"].get("floor"))


def amend(broker, chair, secretary):
    for i, (label, words, key, answers) in enumerate(AMENDMENTS):
        who = secretary if i % 2 else chair
        before = items(shown(broker))[label]["runs"]
        who.goto(label)
        who.wait(f"{label}")
        who.find_words(words)
        who.press(key)
        who.answer(*answers)
        until(broker, f"{key} on {words} of {label}", lambda room, b=before, la=label: items(room)[la]["runs"] != b)
    marks = [name for item in items(shown(broker)).values() for run in item["runs"]
             for kind in ("ins", "del", "keep") for name in run.get(kind, [])]
    assert {"US", "Brazil", "EU", "Peru", "India", "Japan", "Norway"} <= set(marks), marks


def statuses(broker, chair, secretary):
    for i, (label, key, name) in enumerate(STATUSES):
        who = secretary if i % 2 else chair
        who.goto(label)
        who.press("s", key)
        until(broker, f"{label} is {name}", lambda room, la=label, n=name: items(room)[la]["status"] == n)


def new_item(broker, secretary):
    secretary.goto("c.4")
    secretary.press("o")
    secretary.answer("Take note of the report of the working group.", "EU")
    until(broker, "c.4 bis", lambda room: "c.4 bis" in items(room))


def rest(broker, chair, walls):
    """A break: a message, a count-down, a blank wall; and back."""
    chair.press("m")
    chair.answer("Coffee until 11:15")
    chair.press("T")
    chair.answer("Coffee 15:00")
    chair.press("b")
    until(broker, "the wall is blank", lambda room: room["cursor"]["screen"] == "blank")
    chair.wait("WALL BLANK")
    chair.press("F5")
    chair.press("T")
    chair.answer("off")
    chair.press("m", "^U")
    chair.press("Enter")
    until(broker, "the break is over", lambda room: room["cursor"]["screen"] == "text"
          and room["timer"]["mode"] == "off" and not room["notice"]["text"])
    assert all(wall.alive() for wall in walls)


def undo_three(broker, chair):
    before = items(shown(broker))
    chair.goto("b.1")
    chair.press("s", "g")
    chair.goto("b.2")
    chair.press("s", "d")
    chair.goto("b.2")
    chair.press("D")
    until(broker, "b.2 is gone", lambda room: "b.2" not in items(room))
    chair.press("u", "u", "u")
    chair.wait("taken back: b.1: agreed")
    until(broker, "three steps are taken back",
          lambda room: [said(item) for item in items(room).values()] == [said(item) for item in before.values()])


def killed(broker, secretary):
    secretary.kill()
    stage.plenary(broker, "status", "c.2", "pending", "--waiting-for", "US")
    secretary.sit()
    secretary.goto("c.2")
    secretary.wait("pending")


def exports(desks):
    for desk in desks:
        path = desk.folder / "export.json"
        desk.press("Esc", "^E")
        desk.answer(str(path))
        stage.wait_until(f"{desk.name} has written {path}", path.exists, 10)
    return [seat.export_as_others_see_it(desk.folder / "export.json") for desk in desks]


def scene(wall):
    """What it showed last; the time of day, which turns with the minute, left out."""
    return [line for line in wall.trace() if line[0] == "scene" and line[2] != "clock"]


def run(folder):
    broker = stage.Broker(folder)
    tmux = seat.Tmux()
    broker.start()
    walls = [stage.Wall(broker, folder / name, name=name) for name in ("HallA", "HallB")]
    watched = open(folder / "watch.txt", "w", encoding="utf-8")
    watch = subprocess.Popen([str(stage.BIN / "plenary"), "watch", "--broker", broker.url, "--room", stage.ROOM],
                             stdin=subprocess.DEVNULL, stdout=watched, stderr=watched, env=stage.quiet_environment())
    desks = []
    try:
        step("the chair loads the text")
        chair = seat.Seat(tmux, broker, folder, "chair")
        desks.append(chair)
        chair.press("^O")
        chair.answer(str(stage.SAMPLE))
        chair.wait("a.1", timeout_s=20)
        secretary = seat.Seat(tmux, broker, folder, "secretary", size="120x40")
        desks.append(secretary)
        for wall in walls:
            wall.wait_live()
        step("walking")
        walk(chair, walls)
        step("the list of speakers")
        queue(broker, chair, secretary)
        step("eleven amendments")
        amend(broker, chair, secretary)
        step("five statuses")
        statuses(broker, chair, secretary)
        step("a new item")
        new_item(broker, secretary)
        step("a break")
        rest(broker, chair, walls)
        step("three steps back")
        undo_three(broker, chair)
        step("the secretary's desk dies and comes back")
        killed(broker, secretary)
        step("the end: all see the same")
        chair.goto("c.4")
        chair.press("Enter")
        secretary.wait("▶")
        until(broker, "both walls are at c.4", lambda room: room["cursor"]["item"] == "c4")
        first, second = exports(desks)
        third, _ = seat.room_as_others_see_it(broker)
        assert first == second
        assert first == third, json.dumps([first, third])
        for desk in desks:
            desk.leave()
    finally:
        for desk in desks:
            if desk.alive():
                desk.kill()
        time.sleep(0.5)
        for wall in walls:
            wall.stop()
        watch.terminate()
        watch.wait(10)
        watched.close()
        tmux.stop()
        broker.stop()
    scenes = [scene(wall) for wall in walls]
    assert scenes[0] and scenes[0] == scenes[1], scenes
    lines = (folder / "watch.txt").read_text(encoding="utf-8")
    assert "c.4 bis" in lines or "Take note of the report" in lines, lines


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("--keep", metavar="DIR", help="leave screens, traces and exports there")
    keep = arguments.parse_args().keep
    with stage.Folder() as folder:
        run(folder)
        if keep:
            shutil.copytree(folder, Path(keep), dirs_exist_ok=True)
    print("a morning: both desks, a third client and both walls agree")


if __name__ == "__main__":
    main()
