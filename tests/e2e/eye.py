#!/usr/bin/python3
"""The eye test: what is left of the wall for a viewer in the last row whose eye tells one arc minute apart.

    tests/e2e/eye.py                        three rooms, twelve items of the sample, every page
    tests/e2e/eye.py --room 86x15 --item c.4 --keep DIR

In each room a real wall (plenary-display, 1920x1080) shows the item; `plenary next` turns its pages; each page
is a screenshot. That is scaled down so that one pixel is one arc minute at the farthest seat (area averaging in
linear light), smoothly enlarged again, and read by tesseract, which must find 98 % of the item's words, in their
order, over all its pages. Nobody helps it with a word list: its dictionaries are off."""
import argparse
import json
import math
import re
import sys
from pathlib import Path

import numpy
from PIL import Image

import reading
import stage

ROOMS = [(65, 8), (75, 10), (86, 15)]  # inches, metres
ITEMS = ["a.1", "a.6", "a.8", "b.1", "c.1", "c.4", "c.4.i", "c.4.vii", "d.4", "d.6", "e.2", "e.10"]
WORDS_LEAST = 98.0  # percent
WIDTH, HEIGHT = 1920, 1080
ENLARGED = 3  # the wall's smallest capitals are 17 arc minutes high


def pixels_to_minutes(inches, metres):
    """How many arc minutes a pixel is at that distance, straight in front of the screen."""
    height_m = inches * 0.0254 * HEIGHT / math.hypot(WIDTH, HEIGHT)
    return height_m / HEIGHT / (metres * math.tan(math.radians(1 / 60)))


def linear(values):
    return numpy.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def display(values):
    return numpy.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)


def from_the_last_row(picture, scale):
    """The picture with one pixel an arc minute, and back to letters that tesseract knows."""
    size = round(picture.width * scale), round(picture.height * scale)
    light = linear(numpy.asarray(picture.convert("RGB"), dtype=numpy.float32) / 255)
    seen = numpy.stack([numpy.asarray(Image.fromarray(light[:, :, c]).resize(size, Image.BOX))
                        for c in range(3)], axis=2)
    small = Image.fromarray(numpy.uint8(numpy.round(display(numpy.clip(seen, 0, 1)) * 255)))
    return small.resize((size[0] * ENLARGED, size[1] * ENLARGED), Image.LANCZOS)


class Item:
    def __init__(self, label, words):
        self.label, self.words = label, words
        self.pages = []  # as seen
        self.share = None
        self.text = ""

    def judge(self, texts):
        self.text = " ".join(texts)
        self.share = reading.accuracy(reading.words(self.words), reading.words(self.text))


def shown(broker, name, item):
    """What the wall says of itself, once it shows this item."""
    def report():
        room = json.loads(stage.plenary(broker, "show", "--json").stdout)
        wall = next((d for d in room["displays"] if d["user"] == name), {})
        at = wall.get("at_item") or {}
        return at if at.get("item") == item else None
    return stage.wait_until(f"the wall reports item {item}", report, 30)


def look(broker, probe, place, words, label, options, scale, folder):
    """Every page of an item, as the last row sees it."""
    stage.plenary(broker, "goto", label)
    section, item = place
    starts = shown(broker, "hall", item)["pages"]
    seen = Item(label, words)
    for number, start in enumerate(starts):
        if number:
            stage.plenary(broker, "next")
        now = json.loads(stage.plenary(broker, "show", "--json").stdout)["cursor"]
        if (now["item"], now["position"]) != (item, start):
            raise RuntimeError(f"{label}: page {number + 1} was to be turned to, and the cursor is at {now}")
        stage.screenshot(broker, Path(folder) / "shot.png", f"{WIDTH}x{HEIGHT}", options=options)
        region = probe.show(section, item, start).region()
        whole = from_the_last_row(Image.open(Path(folder) / "shot.png"), scale)
        seen.pages.append(whole.crop([round(edge * scale * ENLARGED) for edge in region]))
    return seen


def run(inches, metres, labels, folder, keep=None):
    """The items of the sample in a room of that size."""
    broker = stage.Broker(Path(folder) / "broker").start()
    options = ["--screen-diagonal", str(inches), "--viewer-distance", str(metres)]
    scale = pixels_to_minutes(inches, metres)
    wall = None
    try:
        stage.plenary(broker, "load", stage.SAMPLE)
        retained = broker.retained()
        places = {label: ((section, item), words) for section, item, label, words in reading.items_of(retained)}
        wall = stage.Wall(broker, folder, options=options)
        wall.wait_live()
        with reading.Probe(retained, (WIDTH, HEIGHT), metres, inches) as probe:
            items = [look(broker, probe, *places[label], label, options, scale, folder) for label in labels]
    finally:
        if wall:
            wall.stop()
        broker.stop()
    texts = iter(reading.read_all([page for item in items for page in item.pages], "en", dictionaries=False))
    for item in items:
        item.judge([next(texts) for _ in item.pages])
        for number, page in enumerate(item.pages, 1):
            if keep:
                page.save(Path(keep) / f"{inches}x{metres}-{item.label}-{number}.png")
    return items


def room_of(text):
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text}: INCHESxMETRES, as in 65x8")
    return int(match[1]), int(match[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", action="append", type=room_of, metavar="INCHESxMETRES")
    parser.add_argument("--item", action="append", choices=ITEMS)
    parser.add_argument("--keep", metavar="DIR", help="keep what is read")
    options = parser.parse_args()
    failed = 0
    for inches, metres in options.room or ROOMS:
        with stage.Folder() as folder:
            items = run(inches, metres, options.item or ITEMS, folder, options.keep)
        count = [len(reading.words(item.words)) for item in items]
        mean = sum(item.share * n for item, n in zip(items, count)) / sum(count)
        worst = min(items, key=lambda item: item.share)
        print(f"{inches} inch, {metres} m, a pixel is {pixels_to_minutes(inches, metres):.3f}': {len(items)} items, "
              f"{sum(len(item.pages) for item in items)} pages, {sum(count)} words, {mean:.2f} % read; "
              f"worst {worst.label}, {worst.share:.1f} %", flush=True)
        for item in items:
            if item.share < WORDS_LEAST:
                failed += 1
                print(f"    {item.label}: {item.share:.1f} %: {' '.join(item.text.split())}", flush=True)
    print(f"{failed} items are read by less than {WORDS_LEAST:g} %" if failed else
          f"every item is read by {WORDS_LEAST:g} % or more")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
