"""What the wall lays out, line by line, and how well a picture of it can be read."""
import json
import re
import subprocess
import tempfile
import unicodedata
from pathlib import Path

import numpy
from PIL import Image, ImageOps

import stage

TESSERACT = {"ar": "ara", "zh": "chi_sim", "en": "eng", "fr": "fra", "ru": "rus", "es": "spa", "hi": "hin",
             "th": "tha", "he": "heb"}
READ_EMS = (28, 34, 40)  # pixels; what tesseract knows best


# ---- what is laid out -----------------------------------------------------------------------------------

class Look:
    """One picture of the wall: the item's lines as (start, end, rtl), the runs of each, and where."""

    def __init__(self, rows):
        self.item = next(row[2] for row in rows if row[0] == "shown")
        page = next(row for row in rows if row[0] == "page")
        self.page, self.starts = int(page[1]), [int(p) for p in page[3:]]
        self.lines, self.runs, self.boxes, ems = [], [], [], set()
        for row in rows:
            if row[0] == "line":
                self.lines.append(tuple(map(int, row[1:4])))
                self.runs.append([])
                self.boxes.append((float(row[5]), *map(int, row[6:9])))  # left, top, width, pitch
                ems.add(int(row[4]))
            elif row[0] == "run":
                self.runs[-1].append(row[1:])
        assert len(ems) == 1, "an item has letters of one size"
        self.em = ems.pop()
        self.left, self.top, self.width, self.pitch = self.boxes[0]

    def region(self):
        """The item's words on the picture, in pixels."""
        air = self.em // 5
        return (max(int(self.left) - air, 0), self.top - air, int(self.left) + self.width + air,
                self.boxes[-1][1] + self.pitch + air)

    def page_text(self, words):
        end = self.starts[self.page + 1] if self.page + 1 < len(self.starts) else len(words)
        return words[self.starts[self.page]:end].rstrip(" ")


class Probe:
    """wall_probe with what lies at a broker."""

    def __init__(self, retained, size=(1920, 1080), metres=0, inches=0, theme="dark", lang=""):
        self.process = subprocess.Popen(
            [str(stage.BIN / "wall_probe"), *map(str, (*size, metres, inches, theme, lang))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env=stage.quiet_environment())
        self.document = json.loads(retained[f"plenary/{stage.ROOM}/document"])
        self.rev = 1000000
        for _ in range(2):  # items and texts may come before their document
            for topic, payload in retained.items():
                self.say(f"{topic}\t{payload}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def say(self, line):
        self.process.stdin.write(line + "\n")

    def show(self, section, item, position=0, picture=None):
        """The wall with the cursor there; painted, where a picture is named."""
        self.rev += 1
        cursor = {"v": 1, "epoch": self.document["epoch"], "rev": self.rev, "by": "f" * 16, "has": [],
                  "at": self.document["at"], "section": section, "item": item, "position": position,
                  "highlights": [], "screen": "text"}
        self.say(f"plenary/{stage.ROOM}/cursor\t{json.dumps(cursor)}")
        self.say(f"paint {picture}" if picture else "look")
        self.process.stdin.flush()
        rows = []
        for line in self.process.stdout:
            if line == "end\n":
                return Look(rows)
            rows.append(line.rstrip("\n").split("\t"))
        raise RuntimeError("wall_probe ended")


def items_of(retained):
    """[(section, item, label, words)] of a room in its original language, in the document's order."""
    document = json.loads(retained[f"plenary/{stage.ROOM}/document"])
    base, lang = f"plenary/{stage.ROOM}", document["languages"][0]
    found = []
    for section in document["sections"]:
        place = f"{document['load']}/{section['id']}"
        texts = json.loads(retained[f"{base}/text/{place}/{lang}"])["items"]
        for item in json.loads(retained[f"{base}/items/{place}"])["items"]:
            words = "".join(run["t"] for run in texts[item["id"]]["runs"])
            found.append((section["id"], item["id"], item["label"], words))
    return found


# ---- reading pictures -------------------------------------------------------------------------------------

def dark_on_light(picture):
    """Grey, whatever the theme: the ground is what most pixels have."""
    grey = ImageOps.autocontrast(picture.convert("L"))
    return ImageOps.invert(grey) if numpy.median(numpy.asarray(grey)) < 128 else grey


def read_all(pictures, lang, dictionaries=True):
    """The words on each of the pictures, in one go: opening a language takes longer than reading a page.
    Tesseract is told that no line is dirt: of scanned paper it leaves out what looks like specks to it, and so
    lost lines of Arabic with many dots, of one picture and not of another that looks the same."""
    options = ["--psm", "6", "-c", "textord_noise_rejrows=0", "-c", "textord_noise_rejwords=0"]
    if not dictionaries:
        options += ["-c", "load_system_dawg=0", "-c", "load_freq_dawg=0"]
    with tempfile.TemporaryDirectory(prefix="plenary-") as folder:
        names = []
        for number, picture in enumerate(pictures):
            names.append(str(Path(folder) / f"{number}.png"))
            dark_on_light(picture).save(names[-1])
        listed = Path(folder) / "list"
        listed.write_text("\n".join(names) + "\n")
        done = subprocess.run(["tesseract", str(listed), "-", "-l", TESSERACT[lang], *options],
                              stdin=subprocess.DEVNULL, capture_output=True, check=True,
                              env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"})
    pages = done.stdout.decode("utf-8").split("\f")[:len(pictures)]
    assert len(pages) == len(pictures), done.stderr.decode()
    return pages


def read_at_sizes(pictures, ems, lang):
    """[texts] of each picture, whose letters have these ems: read at several sizes, for a letter is now and then
    misread at one of them."""
    scaled = [picture.resize((round(picture.width * to / em), round(picture.height * to / em)), Image.LANCZOS)
              for picture, em in zip(pictures, ems, strict=True) for to in READ_EMS]
    texts = read_all(scaled, lang)
    return [texts[i:i + len(READ_EMS)] for i in range(0, len(texts), len(READ_EMS))]


def letters(text):
    """Letters, their marks and digits: what is compared where a script has no words between blanks. The
    shapes of Arabic letters are their letters, lengthening is none."""
    return [c for c in unicodedata.normalize("NFKC", text).replace("ـ", "").lower()
            if unicodedata.category(c)[0] in "LMN"]


def words(text):
    """Words in their order; what a hyphen or a line's end parts counts as parts, everywhere."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "").replace("'", "")
    return re.findall(r"[^\W_]+", text)


def distance(wanted, got):
    """Fewest insertions, deletions and replacements that make one list from the other."""
    numbers = {}
    a, b = (numpy.array([numbers.setdefault(x, len(numbers)) for x in part], dtype=int)
            for part in (wanted, got))
    steps = numpy.arange(len(b) + 1)
    row = steps.copy()
    for one in a:
        best = row + 1
        best[1:] = numpy.minimum(best[1:], row[:-1] + (b != one))
        row = numpy.minimum.accumulate(best - steps) + steps
    return int(row[-1])


def accuracy(wanted, got):
    """In percent: 100 less the share of the wanted that would have to be changed. May be below 0."""
    return 100.0 * (1 - distance(wanted, got) / max(len(wanted), 1))
