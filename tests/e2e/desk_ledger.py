#!/usr/bin/python3
"""Chair and secretary change one room at the same time, by keys at two real desks: speakers are added and
taken off, words inserted, statuses set, steps taken back. One run in the middle loses the broker with its store
(killed; its file deleted or replaced by an old one; started again). In the end nothing may be lost or stand
twice: each name and each inserted word stands exactly as often as what was done says, each status is the last
that was given; both desks' screens show the list of speakers that a third client has, and `plenary export` the text.

    tests/e2e/desk_ledger.py                          20 runs of 500 changes a desk
    tests/e2e/desk_ledger.py --runs 1 --changes 60    a sample"""
import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import seat
import stage
from terminal import Terminal

LETTERS = {"i": "agreed-informally", "a": "agreed-ad-ref", "r": "reopened", "g": "agreed", "d": "deferred", "o": "open"}
WIDTH, HEIGHT = 150, 130  # the whole list of speakers is seen
LONGEST = 90              # speakers who wait


class Pilot:
    """Somebody at a desk, with a book of what was done."""

    def __init__(self, broker, folder, name, labels, seed):
        self.name, self.labels, self.random = name, labels, random.Random(seed)
        self.terminal = Terminal([stage.BIN / "plenary", "desk", "--broker", broker.url, "--name", name],
                                 columns=WIDTH, rows=HEIGHT, term="linux", XDG_STATE_HOME=str(folder / name),
                                 XDG_CONFIG_HOME=str(folder / name))
        self.terminal.wait_for("Enter show", 30)
        stage.wait_until("the desk has the room", lambda: not re.search("reading the room|connecting",
                                                                        self.terminal.text()), 30)
        self.added, self.removed, self.inserted, self.statuses = [], [], [], {}
        self.done, self.error, self.last = 0, None, ""
        self.takes_back = None  # how the book is corrected when the last step is taken back

    def row(self, y):
        with self.terminal.lock:
            line = self.terminal.screen.buffer[y]
            return "".join(line[x].data for x in range(WIDTH)).strip()

    def said(self):
        return self.row(HEIGHT - 2)

    def expect(self, pattern, asked=False):
        """What the desk says (or asks), once it is that. Something else may be said at once behind it (that the
        broker's store was mended): then it stands among what was said before."""
        rows = (HEIGHT - 1,) if asked else (HEIGHT - 2,)

        def seen():
            return next(filter(None, (re.search(f"^{pattern}", self.row(y)) for y in rows)), None)
        for _ in range(10):
            try:
                return stage.wait_until(pattern, seen, 2, 0.002)
            except TimeoutError:
                found = None if asked else self.said_before(pattern)
                if found:
                    return found
        raise TimeoutError(f"{self.name}: {pattern}\n{self.terminal.text()}")

    def said_before(self, pattern):
        self.terminal.send("W")
        self.terminal.wait_quiet(0.3)
        found = list(re.finditer(rf"\d\d:\d\d +{pattern}", self.terminal.text(), re.M))
        self.terminal.send("\x1b")
        self.terminal.wait_quiet(0.3)
        return found[-1] if found else None

    def goto(self, label):
        """Nothing is said of going there; the head of the middle pane names it."""
        self.terminal.send("\x1b[H")  # the first item, if need be
        self.terminal.send(f"g{label}\r")

    def add(self):
        name = f"{self.name}-{len(self.added)}"
        self.terminal.send(f"+{name}\r")
        self.expect(f"{name}: ")
        self.added.append(name)
        self.takes_back = None

    def remove(self):
        """Whoever is selected: the desk says whom it took off."""
        if self.waiting() == 0:
            self.add()
            return
        before = "|".join(self.removed) or "nobody"
        self.terminal.send("\x1b[Z" + "j" * self.random.randint(1, 4) + "x")
        found = self.expect(rf"(?!(?:{before}) )(\S+) is off the list")
        self.terminal.send("\t")
        self.removed.append(found.group(1))
        self.takes_back = None

    def waiting(self):
        found = re.search(r"│ (\d+) waiting", self.terminal.text())
        return int(found.group(1)) if found else 0

    def insert(self):
        word = f"w{self.name}{self.done}w"
        self.goto(self.random.choice(self.labels))
        self.terminal.send(f"i{word}\r")
        self.expect("Who asks", asked=True)
        self.terminal.send("EU\r")
        self.expect(rf'\S+(?: \S+)?: inserted "{word}"')
        self.inserted.append(word)
        self.takes_back, self.last = self.inserted.pop, rf'\S+(?: \S+)?: inserted "{word}"'

    def status(self):
        label = self.random.choice(self.labels)
        before = self.statuses.get(label, "open")
        letter = self.random.choice([k for k, v in LETTERS.items() if v != before])
        self.goto(label)
        self.terminal.send(f"s{letter}")
        words = LETTERS[letter].replace("-", " ")
        self.expect(rf"{re.escape(label)}: {words}(?:  |$)")
        self.statuses[label] = LETTERS[letter]
        self.takes_back = lambda: self.statuses.update({label: before})
        self.last = rf"{re.escape(label)}: {words}"

    def undo(self):
        if not self.takes_back:
            self.status()
            return
        self.terminal.send("u")
        self.expect(rf"taken back: {self.last}")
        self.takes_back()
        self.takes_back = None

    def change(self):
        waiting = self.waiting()
        weights = [5, 4, 3, 3, 1] if 10 < waiting < LONGEST else [8, 1, 3, 3, 1] if waiting <= 10 else [1, 8, 3, 3, 1]
        act = self.random.choices([self.add, self.remove, self.insert, self.status, self.undo], weights)[0]
        act()
        self.done += 1

    def work(self, count):
        try:
            for _ in range(count):
                self.change()
        except Exception as error:  # pylint: disable=broad-except
            self.error = error

    def names_seen(self):
        """The list of speakers as it stands on the screen, in its order."""
        rows = [line.rsplit("│", 1)[-1] for line in self.terminal.text().splitlines() if "│" in line]
        return [found.group(1) for row in rows if (found := re.match(r"[ >▸*]*\d+ +([A-Z]\S*-\d+)", row))]


def lose_the_store(broker, pilots, count, old):
    """In the middle: the broker dies, and what it starts again with is an old file, or none."""
    stage.wait_until("a quarter is done", lambda: any(p.done >= count // 4 or p.error for p in pilots), 600, 0.05)
    if old:
        broker.save()
        shutil.copy(broker.store, broker.folder / "old.db")
    stage.wait_until("half is done", lambda: any(p.done >= count // 2 or p.error for p in pilots), 600, 0.05)
    broker.kill()
    broker.store.unlink(missing_ok=True)
    if old:
        shutil.copy(broker.folder / "old.db", broker.store)
    broker.start()


def third(broker):
    """Text and list as the retained messages have them."""
    text, retained = seat.room_as_others_see_it(broker)
    return text, [entry["name"] for entry in retained.get("speakers", {}).get("queue", [])]


def settled(broker, pilots):
    """The room once it stays as it is, and both desks show that list."""
    def same():
        try:
            first = third(broker)
            lists = [pilot.names_seen() for pilot in pilots]
            return first if first == third(broker) and all(names == first[1] for names in lists) else None
        except KeyError:  # a part of the room is not there again yet
            return None
    try:
        return stage.wait_until("the room settles, and both desks show its list", same, 40, 0.2)
    except TimeoutError as late:
        raise TimeoutError(f"{late}\n{third(broker)[1]}\n" + "\n".join(str(p.names_seen()) for p in pilots)) from None


def text_faults(text, pilots):
    items = {item["label"]: (item, section) for section in text["sections"] for item in section["items"]}
    words = " ".join(run["t"] for section in text["sections"] for runs in section["texts"]["en"]["items"].values()
                     for run in runs)
    for pilot in pilots:
        for word in pilot.inserted:
            if words.count(word) != 1:
                yield f"{word} stands {words.count(word)} times"
        for label, status in pilot.statuses.items():
            if items[label][0]["status"] != status:
                yield f"{label} is {items[label][0]['status']}, not {status}"
    strangers = set(re.findall(r"w(?:Chair|Secretary)\d+w", words)) - {w for p in pilots for w in p.inserted}
    yield from (f"{word} was taken back, and stands" for word in strangers)


def list_faults(names, pilots):
    gone = {name for pilot in pilots for name in pilot.removed}
    for pilot in pilots:
        for name in pilot.added:
            if names.count(name) != (name not in gone):
                yield f"{name} stands {names.count(name)} times{', but was taken off' if name in gone else ''}"
    yield from (f"{name} was never added" for name in set(names) - {n for p in pilots for n in p.added})


def one_run(folder, count, seed, loss=None):
    """What is wrong afterwards, as lines."""
    broker = stage.Broker(folder / "broker", persistent=True).start()
    stage.plenary(broker, "load", stage.SAMPLE)
    labels = [item["label"] for section in json.loads(stage.plenary(broker, "show", "--json").stdout)
              ["document"]["sections"] for item in section["items"]]
    pilots = []
    watched = open(folder / "watch.txt", "w", encoding="utf-8")
    watch = subprocess.Popen([str(stage.BIN / "plenary"), "watch", "--broker", broker.url, "--room", stage.ROOM],
                             stdin=subprocess.DEVNULL, stdout=watched, stderr=watched, env=stage.quiet_environment())
    try:
        for i, name in enumerate(("Chair", "Secretary")):
            pilots.append(Pilot(broker, folder, name, labels[i::2], seed * 2 + i))
        threads = [threading.Thread(target=pilot.work, args=(count,)) for pilot in pilots]
        for thread in threads:
            thread.start()
        if loss:
            lose_the_store(broker, pilots, count, loss == "old")
        for thread in threads:
            thread.join()
        for pilot in pilots:
            if pilot.error:
                raise pilot.error
        text, names = settled(broker, pilots)
        stage.plenary(broker, "export", str(folder / "export.json"))
        wrong = [*text_faults(text, pilots), *list_faults(names, pilots)]
        if seat.export_as_others_see_it(folder / "export.json") != text:
            wrong.append("export and the third client differ")
        if watch.poll() is not None:
            wrong.append(f"watch ended with {watch.returncode}")
        return wrong
    finally:
        for pilot in pilots:
            pilot.terminal.stop()
        watch.terminate()
        watch.wait(10)
        watched.close()
        broker.stop()


def run(runs, count, first_seed=1, losses=("old", "gone"), report=print):
    """How many runs went well. A loss of the store is in the first run, and of the other kind in the last."""
    good = 0
    for number in range(runs):
        loss = losses[0] if number == 0 else losses[1] if number == runs - 1 else None
        began = time.monotonic()
        with stage.Folder() as folder:
            try:
                wrong = one_run(Path(folder), count, first_seed + number, loss)
            except (TimeoutError, RuntimeError, AssertionError) as error:
                wrong = [f"{type(error).__name__}: {error}"]
        report(f"{number + 1:3} 2 x {count} changes{', store ' + loss if loss else ''}, "
               f"{time.monotonic() - began:.0f} s: {'all well' if not wrong else '; '.join(wrong[:12])}", flush=True)
        good += not wrong
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--changes", type=int, default=500, help="of each desk")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    good = run(arguments.runs, arguments.changes, arguments.seed)
    print(f"{good} of {arguments.runs} runs: nothing lost, nothing twice; the lists of both desks and the room equal, export and the room too")
    return 0 if good == arguments.runs else 1


if __name__ == "__main__":
    sys.exit(main())
