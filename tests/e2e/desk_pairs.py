#!/usr/bin/python3
"""Two desks in tmux, by keys alone and at once: each adds speakers and takes some off, sets statuses and puts new
words into items, some of them the same items as the other's. In the end nothing is lost and nothing is there
twice, but for what a desk said was not done since the other was first; and all readers hold the same: both desks,
a third client at the broker, `show` and `export`.

    tests/e2e/desk_pairs.py                       20 runs of 500 changes a desk; the broker loses its store in the tenth,
                                                  and an old one comes back in the fifteenth
    tests/e2e/desk_pairs.py --runs 1 --changes 60 --lose 1"""
import argparse
import json
import random
import re
import sys
import threading
import time

import seat
import stage

KEYS = {"o": "open", "i": "agreed-informally", "a": "agreed-ad-ref", "r": "reopened", "g": "agreed", "d": "deferred"}
BATCH = 12       # changes between two looks at what was said: a screen holds 55 lines


class Hand:
    """One desk's changes, and what it was told of them."""

    def __init__(self, letter, desk, own, shared, seed):
        self.letter, self.desk, self.own, self.shared = letter, desk, own, shared
        self.random = random.Random(seed)
        self.added, self.statuses, self.words = [], {}, []
        self.told = set()

    def batch(self, count):
        self.desk.press("Esc", "Esc")
        for _ in range(count):
            change = self.random.choices((self.add, self.remove, self.set_status, self.put_words), (4, 2, 2, 2))[0]
            change()
        self.listen()

    def add(self):
        name = f"{self.letter}{len(self.added) + 1}x"
        self.added.append(name)
        self.desk.press("+")
        self.desk.answer(name)

    def remove(self):
        """Whoever stands there: what is said tells who it was."""
        self.desk.press("Esc", "S-Tab", *["Down"] * self.random.randrange(4), "x", "Esc")

    def set_status(self):
        label = self.random.choice(self.own)
        key = self.random.choice(sorted(KEYS))
        self.statuses[label] = KEYS[key]
        self.desk.goto(label)
        self.desk.press("s", key)

    def put_words(self):
        word = f"{self.letter}w{len(self.words) + 1}x"
        self.words.append(word)
        self.desk.goto(self.random.choice(self.own + self.shared))
        self.desk.press("i")
        self.desk.answer(word, "")

    def listen(self):
        """All that was said since, read from the desk's own list of it."""
        self.desk.press("Esc", "Esc", "W")
        self.desk.wait("What happened", timeout_s=60)
        time.sleep(0.2)  # what is said of the last change may come with the broker's answer
        screen = self.desk.screen()
        self.told |= set(re.findall(r"^ \d\d:\d\d {1,2}(.*?)\s*$", screen, re.M))
        self.desk.press("Esc")


def changes(hand, count, stop):
    try:
        while count > 0:
            hand.batch(min(BATCH, count))
            count -= BATCH
    except Exception as error:  # in a thread: told by the caller
        stop.append(error)


def lose_store(broker, old):
    """The broker dies, and all that it kept; or what it kept long ago comes back."""
    kept = broker.store.read_bytes() if old else None
    broker.kill()
    for path in broker.folder.glob("*.db*"):
        path.unlink()
    if kept:
        broker.store.write_bytes(kept)
    time.sleep(1.5)
    broker.start()


def shown(broker):
    return json.loads(stage.plenary(broker, "show", "--json").stdout)


def settled(broker, hands):
    """The room when nobody has anything left to say."""
    def quiet():
        busy = [h for h in hands if "OFFLINE" in h.desk.screen() or "reading the room" in h.desk.screen()]
        first = broker.retained()
        time.sleep(2.5)  # a desk that lacks something publishes within 1.5 s
        ordered = {t: p for t, p in first.items() if not re.search(r"/(display|desk|request)/", t)}
        second = {t: p for t, p in broker.retained().items() if not re.search(r"/(display|desk|request)/", t)}
        return not busy and ordered and ordered == second
    stage.wait_until("the room is quiet", quiet, 60, 0.1)


def judge(room, hands):
    """What is wrong; [] where nothing is."""
    wrong = []
    queue = [entry["name"] for entry in room["speakers"]["queue"]]
    runs = {item["label"]: item for section in room["document"]["sections"] for item in section["items"]}
    text = " ".join(run["t"] for item in runs.values() for run in item["runs"])
    told = set().union(*(hand.told for hand in hands))
    not_done = " ".join(line for line in told if line.startswith("not done"))
    gone = {m.group(1) for line in told if (m := re.match(r"(\w+) is off the list$", line))}
    for hand in hands:
        for name in hand.added:
            count = queue.count(name)
            if count > 1:
                wrong.append(f"{name} is on the list {count} times")
            if count == 0 and name not in gone and name not in not_done:
                wrong.append(f"{name} is lost")
            if count == 1 and name in gone and name not in not_done:
                wrong.append(f"{name} was taken off and is there")
        for word in hand.words:
            count = len(re.findall(rf"\b{word}\b", text))
            if count > 1 or (count == 0 and word not in not_done):
                wrong.append(f"{word} is in the text {count} times")
        for label, status in hand.statuses.items():
            if runs[label]["status"] != status:
                wrong.append(f"{label} is {runs[label]['status']}, not {status}")
    return wrong


def check_judge(room, hands):
    """It sees one that is lost, and one that is there twice."""
    queue = room["speakers"]["queue"]
    if not queue:
        return
    for bent in (queue[1:], [*queue, queue[0]]):
        assert judge({**room, "speakers": {**room["speakers"], "queue": bent}}, hands) != judge(room, hands)


def readers(broker, desks, folder):
    """The text as each of them holds it, by name."""
    held = {}
    for desk in desks:
        path = desk.folder / "export.json"
        path.unlink(missing_ok=True)
        desk.press("Esc", "Esc", "^E")
        desk.answer(str(path))
        stage.wait_until(f"{desk.name} has written {path}", path.exists, 20)
        held[desk.name] = seat.export_as_others_see_it(path)
    held["a third client"], _ = seat.room_as_others_see_it(broker)
    path = folder / "third.json"
    stage.plenary(broker, "export", path)
    held["export"] = seat.export_as_others_see_it(path)
    return held


def run(folder, count, seed, lose):
    broker = stage.Broker(folder, persistent=True)
    tmux = seat.Tmux()
    broker.start()
    desks = []
    try:
        stage.plenary(broker, "load", stage.SAMPLE)
        labels = [item["label"] for section in shown(broker)["document"]["sections"] for item in section["items"]]
        for name in ("chair", "secretary"):
            desks.append(seat.Seat(tmux, broker, folder, name, size="200x60"))
        hands = [Hand(letter, desk, labels[i * 14:i * 14 + 14], labels[28:34], seed + i)
                 for i, (letter, desk) in enumerate(zip("AB", desks))]
        failed = []
        threads = [threading.Thread(target=changes, args=(hand, count, failed)) for hand in hands]
        for thread in threads:
            thread.start()
        if lose:
            if lose == "old":
                broker.save()
            stage.wait_until("half is done", lambda: failed or len(hands[0].added) > count * 0.2, 600, 0.1)
            lose_store(broker, lose == "old")
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
        settled(broker, hands)
        for hand in hands:
            hand.listen()
        room = shown(broker)
        wrong = judge(room, hands)
        check_judge(room, hands)
        held = readers(broker, desks, folder)
        wrong += [f"{name} holds another text than {desks[0].name}"
                  for name, text in held.items() if text != held[desks[0].name]]
        dropped = sum(line.startswith("not done") for hand in hands for line in hand.told)
        for desk in desks:
            desk.leave()
        return wrong, dropped
    finally:
        for desk in desks:
            if desk.alive():
                desk.kill()
        tmux.stop()
        broker.stop()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("--runs", type=int, default=20)
    arguments.add_argument("--changes", type=int, default=500, help="of each desk")
    arguments.add_argument("--lose", type=int, default=10, help="the run in which the broker loses its store")
    arguments.add_argument("--old", type=int, default=15, help="the run in which an old store takes its place")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    bad = 0
    for number in range(1, given.runs + 1):
        began = time.monotonic()
        with stage.Folder() as folder:
            lose = "all" if number == given.lose else "old" if number == given.old else None
            wrong, dropped = run(folder, given.changes, given.seed + 100 * number, lose)
        bad += bool(wrong)
        print(f"run {number}: {2 * given.changes} changes in {time.monotonic() - began:.0f} s, {dropped} told as not "
              f"done, {len(wrong)} wrong" + {"all": " (the broker lost its store)",
                                                 "old": " (an old store came back)"}.get(lose, ""), flush=True)
        for line in wrong[:20]:
            print("   ", line, flush=True)
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
