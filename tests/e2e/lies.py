"""Single faults among the real programs, by seeds: a broker, one desk or none, two walls and a watcher do something
honest, one thing goes wrong, honest things go on, and then: was anything said to be done that no wall shows? is a
picture wrong, or do two walls differ, without a badge for more than 5 s? is the chair's next load shown by all?
The messages come from lies_search, which asks the same of a million rooms of the simulator. Run by tools/lies."""
import json
import os
import random
import re
import signal
import subprocess
import time
from glob import glob
from pathlib import Path

import seat
import stage

SEARCH = stage.BIN / "lies_search"
WRONG_S = 5.0  # a picture may be wrong for so long before its badge
NEXT_DRAFT = """Lemon resolution

1. Acknowledges the lemon as a fruit of the table

2. Encourages the growing of melons by the walls

3. Decides to remain seized of the apricot
"""
KINDS = ["document", "items", "text", "cursor", "speakers", "timer", "notice"]
OPENS = {"document": {"place", "speakers", "timer", "notice"}, "items": {"place"}, "text": set(),
         "cursor": {"place"}, "speakers": {"speakers"}, "timer": {"timer"}, "notice": {"notice"}}


class Lie(Exception):
    """What was found."""


class Trial:
    """Everything that happens follows from the seed, but for the machine's own timing."""

    def __init__(self, seed, folder, tell=lambda line: None):
        self.random = random.Random(seed)
        self.seed, self.folder, self.tell_line = seed, Path(folder), tell
        self.began = time.monotonic()
        self.known = {"place": None, "speakers": [], "timer": None, "notice": None}  # what people were told
        self.open = set()       # parts of it that the fault or a failure left open
        self.waits = set()      # parts that the desk may change yet
        self.exempt = set()     # walls that could not know better
        self.lost = self.forgives = False
        self.counter, self.labels, self.fault_name = 0, [], "nothing goes wrong"
        self.broker = stage.Broker(self.folder / "broker", persistent=True)
        self.tmux, self.desk, self.watch, self.relay = None, None, None, None
        self.walls, self.clock = {}, None

    def tell(self, text):
        self.tell_line(f"{time.monotonic() - self.began:6.1f} {text}")

    # ---- who is there ----

    def sit_walls(self, *names):
        for name in names:
            at = self.relay if self.relay and self.relay.whose == name else self.broker
            self.walls[name] = stage.Wall(at, self.folder, name=name, size="640x360")

    def sit_desk(self, name="chair"):
        at = self.relay if self.relay and self.relay.whose == "desk" else self.broker
        self.desk = seat.Seat(self.tmux, at, self.folder, name, size="110x32", environment=self.faked())

    def faked(self):
        """A clock of its own for the desk, which a file sets."""
        if not self.clock:
            return ()
        found = glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        self.clock.write_text("+0\n")
        return (f"LD_PRELOAD={found[0]}", f"FAKETIME_TIMESTAMP_FILE={self.clock}", "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1")

    def verb(self, *words):
        done = stage.plenary(self.broker, *words, check=False, timeout_s=40)
        self.tell(f"$ plenary {' '.join(map(str, words))} -> {done.returncode} "
                  f"{(done.stdout + done.stderr).strip().splitlines()[:1]}")
        return done

    def begin(self, fault):
        self.tmux = seat.Tmux()
        self.broker.start()
        whose = {fault_cut_wall: "annex", fault_cut_desk: "desk"}.get(fault)
        if whose:
            self.relay = stage.Relay(self.broker)
            self.relay.whose = whose
        if fault is fault_clock:
            self.clock = self.folder / "clock"
        stage.plenary(self.broker, "load", stage.SAMPLE)
        self.labels = [item["label"] for section in self.room()["document"]["sections"] for item in section["items"]]
        self.sit_walls("hall", "annex")
        self.watch = subprocess.Popen([str(stage.BIN / "plenary"), "watch", "--broker", self.broker.url],
                                      stdin=subprocess.DEVNULL, stdout=open(self.folder / "watch", "wb"),
                                      stderr=subprocess.STDOUT, env=stage.quiet_environment())
        if self.random.random() < 0.5 or fault in NEEDS_DESK:
            self.sit_desk()
        for wall in self.walls.values():
            wall.wait_live(timeout_s=20)
        if self.desk and self.clock:
            self.desk_timer()
        old = None
        for _ in range(self.random.randrange(3)):
            if old is None and self.random.random() < 0.5:
                old = self.save()
            self.act()
        self.old = old or self.save()

    def room(self):
        return json.loads(stage.plenary(self.broker, "show", "--json").stdout)

    def save(self):
        self.broker.save()
        return self.broker.store.read_bytes()

    def stop(self):
        if self.desk and self.desk.alive():
            self.desk.kill()
        if self.tmux:
            self.tmux.stop()
        if self.watch:
            self.watch.kill()
            self.watch.wait()
        for wall in self.walls.values():
            if wall.process.poll() is None:
                wall.process.send_signal(signal.SIGCONT)
            wall.stop()
        if self.relay:
            self.relay.stop()
        self.broker.stop()

    # ---- honest acts ----

    def name(self):
        self.counter += 1
        return f"Speaker {self.counter}"

    def said(self, part, value):
        """Somebody was told that this is done: all parts else are as before, where those are known."""
        if self.lost:
            self.open = set(self.known)
        self.lost = False
        if part in self.waits and self.desk:
            self.open.add(part)
        elif part == "speakers":
            self.known[part] = [*self.known[part], value] if part not in self.open else self.known[part]
        else:
            self.known[part] = value
            self.open.discard(part)
        self.tell(f"said to be done: {part} {value}")

    def act(self):
        """True: it was said to be done."""
        before = self.stamp()
        if self.desk and self.random.random() < 0.5:
            part = self.act_at_desk()
        else:
            part = self.act_by_verb()
        if part == "place":
            self.expect_followed(before)

    def act_by_verb(self):
        part = self.random.choice(("place", "place", "speakers", "timer", "notice"))
        name, label = self.name(), self.random.choice(self.labels)
        words = {"place": ("goto", label) if self.random.random() < 0.5 else ("next",),
                 "speakers": ("speaker", "add", name), "timer": ("timer", "start", "5:00"),
                 "notice": ("notice", name)}[part]
        asked = time.monotonic()
        done = self.verb(*words)
        if done.returncode == 0:
            shown = done.stdout.split(" ")[0].strip().rstrip(":,") if words == ("next",) else label
            self.said(part, {"place": shown, "speakers": name, "timer": asked, "notice": name}[part])
            return part
        self.open.add(part)
        return None

    def act_at_desk(self):
        name, label = self.name(), self.random.choice(self.labels)
        part = self.random.choice(("place", "place", "speakers"))
        if part == "place":
            self.desk.goto(label)
            self.desk.press("Enter")
        else:
            self.desk.press("Esc", "+")
            self.desk.answer(name)
            self.desk.press("Esc", "Esc")
        time.sleep(1.5)
        screen = self.desk.screen()
        foot = " ".join(screen.splitlines()[-4:])
        self.tell(f"desk, {part} {label if part == 'place' else name}: {self.desk.said()}")
        if re.search(r"OFFLINE|not done|not in the room|cannot|does not|without|nobody|denied|refused|reading|lost", foot):
            self.open.add(part)
            self.waits.add(part)
            return None
        if part == "speakers" and name not in screen:
            raise Lie("the desk says nothing and its list has not what was added")
        self.said(part, label if part == "place" else name)
        return part

    def desk_timer(self):
        self.desk.press("Esc", "T")
        self.desk.answer("5:00", "")
        time.sleep(0.7)
        self.desk.press("Esc", "Esc")
        if "left" in self.desk.screen():
            self.known["timer"] = time.monotonic() - 0.7

    # ---- the questions ----

    def stamp(self):
        """(epoch, rev) of the cursor that lies at the broker."""
        text = self.broker.retained(f"plenary/{stage.ROOM}/cursor").get(f"plenary/{stage.ROOM}/cursor", "")
        try:
            message = json.loads(text)
            return message["epoch"], message["rev"]
        except (ValueError, KeyError, TypeError):
            return None

    @staticmethod
    def live(wall, for_s=WRONG_S):
        """It says live, and has for so long."""
        said = wall.liveness()
        return bool(said) and said[-1][1] == "live" and time.monotonic_ns() - said[-1][0] > for_s * 1e9

    def expect_followed(self, before):
        """The place was moved, by what people are told: each wall that has no badge shows what the broker has."""
        if "place" in self.open:
            return
        stamp = self.stamp()
        end = time.monotonic() + WRONG_S
        late = list(self.walls.values())
        while late and time.monotonic() < end:
            late = [wall for wall in late if wall.name not in self.exempt and self.live(wall, 0)
                    and wall.presented()[-1][1] != stamp]
            time.sleep(0.1)
        if late:
            raise Lie(f"done, by what people are told, and {late[0].name} shows place {late[0].presented()[-1][1]}, "
                      f"the broker has {stamp}, before it {before}")

    def judge_running(self):
        """Places and seconds, which the walls tell while they run."""
        shown = {name: wall.presented()[-1][1] for name, wall in self.walls.items()
                 if self.live(wall) and wall.presented() and name not in self.exempt}
        if len(set(shown.values())) > 1:
            raise Lie(f"two walls differ without a badge: {shown}")
        if self.known["timer"] and "timer" not in self.open:
            for name, wall in self.walls.items():
                lines = [f for f in wall.trace() if f[0] == "seconds"]
                if not lines or name in self.exempt or not self.live(wall):
                    continue
                left = 300 - (time.monotonic() - self.known["timer"])
                if lines[-1][3] == "-" or abs(float(lines[-1][3]) - left) > 4:
                    raise Lie(f"{name} shows a timer of {lines[-1][3]} s, it is {left:.0f}, without a badge")

    def judge_pictures(self):
        """Ends the walls, who leave their last picture, and begins them anew."""
        scenes = {}
        for name, wall in list(self.walls.items()):
            live = self.live(wall)
            wall.stop()
            scene = scene_of(wall)
            self.tell(f"{name}: {'live' if live else 'badge'} {scene}")
            if live and name not in self.exempt:
                scenes[name] = scene
        for name, scene in scenes.items():
            self.judge_picture(name, scene)
        if len(scenes) == 2:
            a, b = scenes.values()
            for part in ("label", "item", "speakers"):
                if a[part] != b[part]:
                    raise Lie(f"two walls differ without a badge: {part}: {a[part]} | {b[part]}")
        self.walls = {}
        self.exempt = {"hall", "annex"} if self.forgives else set()
        self.sit_walls("hall", "annex")

    def judge_picture(self, name, scene):
        wrong = []
        known = {part: value for part, value in self.known.items() if part not in self.open}
        if known.get("place") and scene["label"] != known["place"]:
            wrong.append(f"{scene['label'] or 'nowhere'}, not {known['place']}")
        wrong += [f"no {name_} on the list" for name_ in known.get("speakers", ())[:2] if name_ not in scene["speakers"]]
        if known.get("notice") and known["notice"] not in scene["foot"]:
            wrong.append(f"no notice \"{known['notice']}\"")
        if known.get("timer") and not re.search(r"\d:\d\d", scene["foot"].replace(scene["clock"], "")):
            wrong.append("no timer")
        if wrong:
            raise Lie(f"{name} shows {'; '.join(wrong)}, without a badge")

    def judge_watch(self):
        if self.known["place"] and "place" not in self.open and not self.lost:
            text = (self.folder / "watch").read_text(errors="replace")
            if self.known["place"] not in text:
                raise Lie(f"the watcher never heard of {self.known['place']}: {text[-200:]!r}")

    # ---- the end ----

    def load(self):
        draft = self.folder / "next.txt"
        draft.write_text(NEXT_DRAFT)
        done = self.verb("load", "--fresh", draft)
        if done.returncode and "reset" in self.verb("room", "--help").stdout:
            if self.verb("room", "reset").returncode == 0:
                done = self.verb("load", "--fresh", draft)
        if done.returncode:
            raise Lie(f"the next load fails: {done.stderr.strip()}")
        label = [item["label"] for section in self.room()["document"]["sections"] for item in section["items"]][1]
        if self.verb("goto", label).returncode:
            raise Lie(f"after the load, goto {label} fails")
        self.known["place"], self.open = label, {"speakers", "timer", "notice"}
        epoch = self.room()["epoch"]

        def all_there():
            return all(wall.presented() and wall.presented()[-1][1][0] == epoch for wall in self.walls.values())
        try:
            stage.wait_until("all walls show the next load", all_there, WRONG_S)
        except TimeoutError:
            raise Lie("the next load is not shown by all: "
                      f"{ {n: w.presented()[-1:] for n, w in self.walls.items()} }, epoch {epoch}") from None
        return label

    def end(self, label):
        if not (self.desk and self.desk.alive()):
            self.sit_desk("secretary")

        def all_live():
            return all(self.live(wall, 0) for wall in self.walls.values())
        try:
            stage.wait_until("all walls are live", all_live, 22)
        except TimeoutError:
            raise Lie("a badge stays though a desk is there: "
                      f"{ {n: w.liveness()[-1:] for n, w in self.walls.items()} }") from None
        text = self.verb("displays").stdout
        for name in self.walls:
            if not re.search(rf"^{name} .*shows {re.escape(label)}\b", text, re.M):
                raise Lie(f"displays does not know what {name} shows ({label}): {text.strip()[:300]}")
        for name, wall in self.walls.items():
            wall.stop()
            if "melons" not in scene_of(wall)["item"]:
                raise Lie(f"{name} shows {scene_of(wall)}, not the next load's {label}")

    def join(self):
        if self.random.random() < 0.4:
            self.tell("annex is started again")
            self.walls["annex"].stop()
            if self.forgives:
                self.exempt.add("annex")
            self.sit_walls("annex")
        elif not self.desk and self.random.random() < 0.3:
            self.tell("a secretary's desk comes")
            self.sit_desk("secretary")
            if self.lost:  # it brings its own, older state: how that looks is not asked
                self.open, self.lost = set(self.known), False

    def run(self):
        """What was found; None: nothing."""
        fault = self.random.choices(list(FAULTS), FAULTS.values())[0]
        if fault is fault_clock and not glob("/usr/lib/*/faketime/libfaketimeMT.so.1"):
            fault = fault_nothing
        pictures = self.random.random() < 0.5
        try:
            self.begin(fault)
            self.tell(f"FAULT: {fault.__name__}")
            fault(self)
            self.tell(f"this was: {self.fault_name}")
            time.sleep(self.random.choice((0.5, 6.0)))
            self.join()
            self.act()
            time.sleep(WRONG_S + 0.5)
            self.judge_running()
            self.judge_watch()
            if pictures:
                self.judge_pictures()
            self.end(self.load())
            return None
        except Lie as lie:
            return str(lie)
        finally:
            self.stop()


def scene_of(wall):
    """The words of a wall's last picture, by what they are."""
    scene = {"label": "", "item": "", "speakers": "", "foot": "", "badge": "", "clock": ""}
    for line in wall.trace_file.read_text(encoding="utf-8").splitlines():
        found = re.match(r"scene text (\w+) \S+ \S+ \S+ \|(.*)", line)
        if found and found[1] in scene:
            scene[found[1]] += (" " if scene[found[1]] else "") + found[2]
    clocks = re.findall(r"\b\d\d:\d\d\b", scene["foot"])
    scene["clock"] = clocks[0] if clocks else ""
    return scene


# ---- faults ----

def fault_nothing(trial):
    trial.fault_name = "nothing goes wrong"


def fault_message(trial):
    lines = "".join(f"{topic}\t{payload}\n" for topic, payload in trial.broker.retained().items())
    made = subprocess.run([str(SEARCH), "--poison", str(trial.random.randrange(1 << 40))], input=lines.encode(),
                          capture_output=True, check=True, timeout=20).stdout.decode()
    poison = dict(line.split(" ", 1) for line in made.splitlines())
    payload = bytes.fromhex(poison.get("bytes", ""))
    trial.fault_name = poison["what"]
    trial.tell(f"{poison['topic']} {payload[:300]!r} taken {poison['taken']} far {poison['far']}")
    kind = poison["topic"].split("/")[2]
    if poison["taken"] == "1":
        trial.open |= OPENS[kind]
    trial.forgives = poison["far"] == "1" or (poison["taken"] == "1" and poison["retain"] == "0")
    copies = int(poison["copies"])
    for copy in range(copies):
        topic = poison["topic"] + (f"-{copy}" if copies > 1 else "")
        subprocess.run(["mosquitto_pub", *trial.broker.client(), "-t", topic, "-q", "1",
                        *(["-r"] if poison["retain"] == "1" else []), "-s"], input=payload, check=True, timeout=10)


def broker_back(trial, store):
    trial.broker.kill()
    for path in trial.broker.folder.glob("*.db*"):
        path.unlink()
    if store:
        trial.broker.store.write_bytes(store)
    time.sleep(trial.random.choice((0.3, 2.0)))
    trial.broker.start()


def fault_old_store(trial):
    trial.fault_name = "the broker is killed, its store is old"
    broker_back(trial, trial.old)
    trial.lost = not trial.desk


def fault_no_store(trial):
    trial.fault_name = "the broker is killed, without a store"
    broker_back(trial, None)
    trial.lost = not trial.desk


def fault_restart(trial):
    trial.fault_name = "the broker is restarted"
    trial.broker.stop()
    time.sleep(trial.random.choice((0.3, 2.0)))
    trial.broker.start()


def fault_stands(trial):
    trial.fault_name = "the broker stands for a while"
    trial.broker.send(signal.SIGSTOP)
    time.sleep(trial.random.choice((1.0, 7.0, 12.0)))
    trial.broker.send(signal.SIGCONT)


def fault_power(trial):
    trial.fault_name = "the power fails: broker with an old store, and desk"
    trial.broker.process.send_signal(signal.SIGKILL)
    trial.desk.kill()
    trial.desk = None
    broker_back(trial, trial.old)
    trial.lost = True


def fault_wall(trial):
    trial.fault_name = "a wall is killed and started again"
    wall = trial.walls["annex"]
    wall.process.kill()
    wall.process.wait()
    trial.sit_walls("annex")


def fault_wall_stands(trial):
    trial.fault_name = "a wall stands for a while"
    wall = trial.walls["annex"]
    wall.process.send_signal(signal.SIGSTOP)
    time.sleep(trial.random.choice((2.0, 9.0)))
    trial.act()
    wall.process.send_signal(signal.SIGCONT)


def fault_desk(trial):
    again = trial.random.random() < 0.5
    trial.fault_name = "the desk is killed" + (" and started again" if again else "")
    trial.desk.kill()
    trial.desk = None
    if again:
        trial.sit_desk()


def fault_desk_stands(trial):
    trial.fault_name = "the desk stands for a while"
    os.kill(trial.desk.pid, signal.SIGSTOP)
    time.sleep(trial.random.choice((2.0, 9.0)))
    os.kill(trial.desk.pid, signal.SIGCONT)


def cut(trial, whose):
    half = trial.random.random() < 0.5
    trial.fault_name = f"the way of {whose} is {'half open' if half else 'cut'} for a while"
    if half:
        trial.relay.go_half_open()
    else:
        trial.relay.plugged.clear()
    time.sleep(trial.random.choice((2.0, 8.0)))
    trial.act()
    if half:
        trial.relay.go_on()
    else:
        trial.relay.plugged.set()
    time.sleep(4)  # it comes back


def fault_cut_wall(trial):
    cut(trial, "annex")


def fault_cut_desk(trial):
    cut(trial, "the desk")


def fault_clock(trial):
    step = trial.random.choice(("+1d", "-1d", "+200", "-45"))
    trial.fault_name = f"the desk's clock is set by {step}"
    trial.clock.write_text(step + "\n")


NEEDS_DESK = {fault_desk, fault_desk_stands, fault_power, fault_cut_desk, fault_clock}
FAULTS = {fault_message: 60, fault_nothing: 3, fault_old_store: 6, fault_no_store: 4, fault_restart: 3, fault_stands: 3,
          fault_power: 4, fault_wall: 3, fault_wall_stands: 2, fault_desk: 4, fault_desk_stands: 2, fault_cut_wall: 3,
          fault_cut_desk: 4, fault_clock: 4}


def one(seed, tell=lambda line: None):
    """(what went wrong, what it led to or None)"""
    with stage.Folder() as folder:
        trial = Trial(seed, folder, tell)
        found = trial.run()
    return trial.fault_name, found
