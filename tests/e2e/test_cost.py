"""What reading the feed costs, in instructions (callgrind), which do not depend on the machine's mood:
ordinary messages are cheap, and the worst that fits into a payload costs no more than its size."""
import json
import re
import subprocess
import tempfile
from pathlib import Path

import pytest

import protocol
from stage import BIN, ROOT

pytestmark = pytest.mark.release  # instructions are counted

PAYLOAD_MAX = 60 * 1024
LOAD = "5-0123456789abcdef"
ENVELOPE = {"v": 1, "epoch": 5, "rev": 1, "by": "0123456789abcdef", "has": [], "at": 1}


def instructions(topic, payload, function="pl_wire_decode"):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", "--collect-atstart=no",
             f"--toggle-collect={function}", BIN / "wire_probe", "decode"],
            input=f"{topic}\t{payload.hex()}\n", capture_output=True, text=True, timeout=300, check=True)
        total = re.search(r"^(?:summary|totals): (\d+)", Path(folder, "out").read_text(), re.MULTILINE)
        return done.stdout.split("\t")[0].strip(), int(total.group(1))


def text_of(language, size):
    """A section of so many bytes, of the Charter's words."""
    words = [line[2:].strip() for line in
             (ROOT / f"assets/samples/charter-preamble.{language}.md").read_text(encoding="utf-8").splitlines()
             if line.startswith("- ")]
    items, number = {}, 0
    while len(protocol.compact(items)) < size:
        items[f"p{number}"] = {"of": 1, "runs": [{"t": words[number % len(words)]}]}
        number += 1
    return protocol.compact({**ENVELOPE, "title": "", "items": items})


def example(name):
    topic, payload = protocol.examples()[name]
    return topic, protocol.compact(payload)


def members(count, value):
    """An unknown object of many members, in an order that sorting has to mend."""
    names = sorted((f"{n:x}" for n in range(count)), key=lambda n: n[::-1], reverse=True)
    return protocol.compact({**ENVELOPE, "text": "", "until": 0, "x": {n: value for n in names}})


def padded(head, filler, tail, size=PAYLOAD_MAX):
    room = size - len(head) - len(tail)
    return head + filler * (room // len(filler)) + tail


NOTICE = protocol.compact({**ENVELOPE, "until": 0})[:-1]

# The message, and the instructions that it may take.
ORDINARY = {
    "cursor": (*example("cursor-highlight"), 80_000),
    "notice": (*example("notice-coffee"), 40_000),
    "speakers of 256": (*example("speakers-full"), 8_000_000),
    "report of a whole room": (*example("display-whole-room"), 15_000_000),
    "text of 32 KiB, English": (f"plenary/main/text/{LOAD}/a/en", text_of("en", 32768), 3_000_000),
    "text of 32 KiB, Arabic": (f"plenary/main/text/{LOAD}/a/ar", text_of("ar", 32768), 5_000_000),
    "text of 32 KiB, Chinese": (f"plenary/main/text/{LOAD}/a/zh", text_of("zh", 32768), 5_000_000),
    "text of 32 KiB, Russian": (f"plenary/main/text/{LOAD}/a/ru", text_of("ru", 32768), 5_000_000),
}

# The worst of 60 KiB: instructions a byte stay below 1,000, which is 60 million in all, and most of
# all do not grow with the square.
WORST = {
    "many members": ("plenary/main/notice", members(6500, 1)),
    "many lists": ("plenary/main/notice", padded(NOTICE + b',"text":"","x":[', b"[],", b"[]]}")),
    "escapes": ("plenary/main/notice", padded(NOTICE + b',"text":"","x":"', b"\\u00e9", b'"}')),
    "marks out of order": ("plenary/main/notice",
                           padded(NOTICE + b',"text":"', "q\u0323\u0302\u0327".encode(), b'"}', 1100)),
    "many runs": (f"plenary/main/text/{LOAD}/a/en", protocol.compact(
        {**ENVELOPE, "title": "", "items": {f"i{n}": {"of": 1, "runs": [{"t": "x"}] * 1000} for n in range(5)}})),
    "vowel signs": (f"plenary/main/text/{LOAD}/a/ar", padded(
        protocol.compact({**ENVELOPE, "title": ""})[:-1] + b',"items":{"c":{"of":1,"runs":[{"t":"',
        "\u0628\u0650\u0651".encode(), b'"}]}}}', 32768)),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_messages_are_cheap(name, record_property, capsys):
    topic, payload, most = ORDINARY[name]
    verdict, count = instructions(topic, payload)
    with capsys.disabled():
        print(f"\n{name}: {len(payload)} bytes, {count:,} instructions", end=" ")
    record_property("instructions", count)
    assert verdict == "ok"
    assert count <= most


@pytest.mark.parametrize("name", WORST)
def test_the_worst_costs_what_its_size_costs(name, capsys):
    topic, payload = WORST[name]
    verdict, count = instructions(topic, payload)
    with capsys.disabled():
        print(f"\n{name}: {len(payload)} bytes, {count:,} instructions, {verdict}", end=" ")
    assert len(payload) <= PAYLOAD_MAX
    assert count <= 1000 * len(payload)
