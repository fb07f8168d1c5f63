"""Somebody sits at a desk: a real `plenary desk` in tmux, driven by keys alone, its screen read as people read
it. Keys are named as in the desk's own table (`?`)."""
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile

import stage

TMUX = {"PgDn": "PageDown", "PgUp": "PageUp", "Esc": "Escape", "S-Tab": "BTab", "Del": "DC", "Backspace": "BSpace"}


HINTS = ("Enter show", "→ word", "v several", "+ add")  # what stands there while nothing is asked


class Tmux:
    """A tmux server of its own; its socket lies in a short path, of which the kernel takes 107 bytes."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tmux-")
        self.socket = f"{self.folder}/{secrets.token_hex(4)}"

    def run(self, *words, check=True):
        done = subprocess.run(["tmux", "-u", "-S", self.socket, "-f", "/dev/null", *words], capture_output=True, text=True,
                              encoding="utf-8", check=False, timeout=60)
        if check and done.returncode != 0:
            raise RuntimeError(f"tmux {words[0]}: {done.stderr}")
        return done.stdout

    def stop(self):
        self.run("kill-server", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


class Seat:
    def __init__(self, tmux, broker, folder, name, size="80x24", options=(), term="screen-256color", environment=()):
        self.tmux, self.broker, self.name, self.folder = tmux, broker, name, folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.size, self.options, self.term, self.environment = size, options, term, environment
        self.errors = self.folder / "stderr"
        self.sit()

    def sit(self):
        """Opens the desk (again, after it was killed): another session of the same name."""
        width, height = self.size.split("x")
        command = [str(stage.BIN / "plenary"), "desk", "--broker", self.broker.url, "--room", stage.ROOM,
                   "--name", self.name, *self.options]
        environment = [f"XDG_STATE_HOME={self.folder}/state", f"XDG_CONFIG_HOME={self.folder}/config",
                       "LC_ALL=C.UTF-8", f"TERM={self.term}", *self.environment]
        shell = " ".join(["exec", "env", *environment, *(f"'{word}'" for word in command), f"2>>{self.errors}"])
        self.tmux.run("kill-session", "-t", self.name, check=False)
        self.tmux.run("new-session", "-d", "-s", self.name, "-x", width, "-y", height, shell, ";",
                      "set-option", "-w", "remain-on-exit", "on")
        self.pid = int(self.tmux.run("display-message", "-p", "-t", self.name, "#{pane_pid}"))
        self.wait("Enter show", timeout_s=20)
        stage.wait_until("the desk has the room", lambda: "reading the room" not in self.screen()
                         and "connecting" not in self.screen(), 20)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        stage.wait_until("the desk is dead", lambda: not self.alive(), 10)

    def alive(self):
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as file:
                return file.read().rsplit(")", 1)[1].split()[0] != "Z"
        except FileNotFoundError:
            return False

    def press(self, *keys):
        names = [TMUX.get(key, f"C-{key[1:].lower()}" if re.fullmatch(r"\^[A-Z]", key) else key) for key in keys]
        self.tmux.run("send-keys", "-t", self.name, *[name if name != ";" else "\\;" for name in names])

    def type(self, text):
        self.tmux.run("send-keys", "-t", self.name, "-l", text if not text.endswith(";") else text[:-1] + "\\;")

    def answer(self, *texts):
        """Each text, and Enter, when the question is there: what comes with the key that asks is a paste."""
        stage.wait_until(f"the desk {self.name} asks", lambda: not self.screen().splitlines()[-1].strip().startswith(HINTS),
                         10, 0.01)
        for text in texts:
            if text:
                self.type(text)
                end = text.split()[-1][-8:]
                stage.wait_until(f"the desk {self.name} has {end!r}", lambda e=end: e in self.screen().splitlines()[-1], 10, 0.01)
            before = self.screen().splitlines()[-1]
            self.press("Enter")
            stage.wait_until(f"the desk {self.name} has the answer",
                             lambda b=before: self.screen().splitlines()[-1] != b, 10, 0.01)

    def screen(self):
        return self.tmux.run("capture-pane", "-p", "-t", self.name)

    def wait(self, text, timeout_s=10):
        try:
            stage.wait_until(f"the desk {self.name} shows {text!r}", lambda: text in self.screen(), timeout_s, 0.03)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.screen()}\n{self.errors.read_text()}") from None

    def said(self):
        return self.screen().splitlines()[-2].strip()

    def goto(self, label):
        self.press("Esc", "g")
        self.answer(label)

    def find_words(self, words):
        """Chooses words of the selected item by walking to them: each press is one word."""
        self.press("Esc", "Right")
        self.press("Home")
        last = None
        while not self.chosen().startswith(words.split()[0]):
            if last is not None and self.chosen() == last:
                raise AssertionError(f"{words!r} was not found in {self.screen()}")
            last = self.chosen()
            self.press("Right")
            # A desk that is slow would have the next press before this one can be seen.
            try:
                stage.wait_until("the next word is chosen", lambda w=last: self.chosen() != w, 2, 0.01)
            except TimeoutError:
                pass  # it was the last one
        for _ in words.split()[1:]:
            self.press("S-Right")

    def chosen(self):
        """The words in reverse video, in the middle pane: between the two strokes of its row."""
        raw = self.tmux.run("capture-pane", "-e", "-p", "-t", self.name)
        found = []
        for line in raw.splitlines()[2:-3]:  # without the label above
            part, reverse = "", False
            for escape, text in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b]+)", line):
                if text:
                    part += "".join(f"\0{c}" for c in text) if reverse and "│" not in text else text
                else:
                    codes = escape.split(";") if escape else ["0"]
                    reverse = "7" in codes or (reverse and "0" not in codes and "27" not in codes)
            middle = part.split("│")[1] if part.count("│") >= 2 else ""
            found.append("".join(re.findall("\0(.)", middle)).strip())
        return " ".join(part for part in found if part)

    def leave(self):
        if self.alive():
            self.press("Esc", "Esc", "Q")
            try:
                stage.wait_until("the desk ends", lambda: not self.alive(), 10)
            except TimeoutError as error:
                raise TimeoutError(f"{error}\n{self.screen()}") from None


# ---- what a third client sees ----

def room_as_others_see_it(broker):
    """Document, items and words as retained at the broker, in the form in which `export` writes them."""
    retained = {topic.split("/", 2)[2]: json.loads(payload)
                for topic, payload in broker.retained().items() if payload}
    document = retained["document"]
    load = document["load"]
    sections = []
    for section in document["sections"]:
        items = retained[f"items/{load}/{section['id']}"]["items"]
        ids = {item["id"] for item in items}
        texts = {}
        for lang in document["languages"]:
            text = retained.get(f"text/{load}/{section['id']}/{lang}")
            if text:
                texts[lang] = {"title": text["title"], "note": text.get("note"),
                               "items": {i: w["runs"] for i, w in text["items"].items() if i in ids}}
        sections.append({"id": section["id"], "label": section["label"], "items": items, "texts": texts})
    return {"title": document["title"], "sections": sections}, retained


def export_as_others_see_it(path):
    """The same of a file that `export` wrote."""
    file = json.loads(path.read_text(encoding="utf-8"))
    sections = [{"id": s["id"], "label": s["label"], "items": s["items"],
                 "texts": {lang: {"title": t["title"], "note": t.get("note"),
                                  "items": {i: w["runs"] for i, w in t["items"].items()}}
                           for lang, t in s["texts"].items()}} for s in file["sections"]]
    return {"title": file["document"]["title"], "sections": sections}
