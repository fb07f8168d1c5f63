"""Every screen shows the same second, whatever its own clock says; times of day are the room's."""
import json
import statistics
import subprocess
import time

import pytest

import ocr
import stage

pytestmark = pytest.mark.release  # clocks; and libfaketime does not live beside ASan

# Pretended clocks; what is monotonic stays so, as on a machine whose clock is merely wrong.
AHEAD, BEHIND = "+30s", "-30s"
LEAST = 4  # seconds that two walls must both have shown
APART_NS = 400_000_000  # median: on a machine under load a picture may come late


def clock(offset):
    """The environment of a program whose clock is off."""
    library = subprocess.run(["bash", "-c", "ls /usr/lib/*/faketime/libfaketime.so.1"],
                             capture_output=True, text=True, check=True).stdout.split()[0]
    return {"LD_PRELOAD": library, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1"}


@pytest.fixture
def room(tmp_path):
    broker = stage.Broker(tmp_path / "broker").start()
    desk = None
    running = []

    def wall(name, offset):
        running.append(stage.Wall(broker, tmp_path, name=name, size="1024x600", **clock(offset)))
        return running[-1]
    stage.plenary(broker, "load", stage.SAMPLE)
    desk = stage.Desk(broker)  # beats, with the offsets of the commands that wrote
    yield broker, wall
    desk.stop()
    assert [each.stop() for each in running] == [0] * len(running)
    broker.stop()


def shown(wall, column):
    """{second: when it was shown first} of the floor (0) or the timer (1)."""
    first = {}
    for line in wall.trace():
        if line[0] == "seconds" and line[2 + column] != "-":
            first.setdefault(int(line[2 + column]), int(line[1]))
    return first


def both(one, other, column):
    """How far apart they showed each second that both began to show."""
    a, b = shown(one, column), shown(other, column)
    begun = max(min(a.values(), default=0), min(b.values(), default=0))  # not what stood at the start
    return [a[s] - b[s] for s in a.keys() & b.keys() if min(a[s], b[s]) > begun]


def assert_together(one, other, column):
    apart = stage.wait_until(f"{LEAST} seconds that both walls show",
                             lambda: len(both(one, other, column)) >= LEAST and both(one, other, column), 30)
    assert abs(statistics.median(apart)) < APART_NS, apart


def notice_ends(wall):
    """When its notice went."""
    lines = [line for line in wall.trace() if line[0] == "seconds"]
    gone = [int(new[1]) for old, new in zip(lines, lines[1:]) if (old[4], new[4]) == ("1", "0")]
    return gone and gone[-1]


def test_every_screen_shows_the_same_second(room):
    broker, start = room
    fast = start("fast", AHEAD)
    fast.wait_live()
    stage.plenary(broker, "timer", "start", "9:00")
    stage.plenary(broker, "speaker", "add", "Brazil")
    stage.plenary(broker, "speaker", "next")
    slow = start("slow", BEHIND)  # late: what it knows of clocks, it has from the desk's beats
    slow.wait_live()
    assert_together(fast, slow, 0)
    assert_together(fast, slow, 1)
    left = shown(slow, 1)
    assert 440 < min(left) <= max(left) < 540, left  # not half a minute beside it


def test_a_notice_ends_everywhere_at_once(room):
    broker, start = room
    walls = [start("fast", AHEAD), start("slow", BEHIND)]
    for wall in walls:
        wall.wait_live()
    stage.plenary(broker, "notice", "Coffee", "--for", "5")
    topic, payload = next(iter(broker.retained(f"plenary/{stage.ROOM}/notice").items()))
    now_ms = time.time_ns() // 1_000_000
    notice = json.loads(payload)  # once more by the same writer, with an end that a test can wait for
    began_ns = time.monotonic_ns()
    broker.publish(topic, json.dumps({**notice, "rev": notice["rev"] + 1, "at": now_ms, "until": now_ms + 6000}))
    ends = stage.wait_until("both notices are gone", lambda: all(map(notice_ends, walls)) and
                            [notice_ends(wall) for wall in walls], 40)
    assert abs(ends[0] - ends[1]) < 3 * APART_NS, ends
    assert 5e9 < min(ends) - began_ns, "before its end"


# 2026-03-29 01:00 UTC: Central Europe puts its clocks on. Each machine is in a zone of its own.
@pytest.mark.parametrize("zone, machine, moment, clock_says", [
    ("Europe/Zurich", "America/New_York", "2026-03-29 00:59:00", "01:59"),
    ("Europe/Zurich", "America/New_York", "2026-03-29 01:00:00", "03:00"),
    ("Asia/Kathmandu", "Europe/Zurich", "2026-06-01 12:00:00", "17:45"),
    ("Pacific/Chatham", "Pacific/Honolulu", "2026-06-01 12:00:00", "00:45"),
])
def test_the_clock_is_the_rooms(tmp_path, zone, machine, moment, clock_says):
    broker = stage.Broker(tmp_path / "broker").start()
    try:
        draft = tmp_path / "draft.md"
        draft.write_text(f"---\ntitle: A text\ntime-zone: {zone}\n---\n\n1. One\n", encoding="utf-8")
        stage.plenary(broker, "load", draft)
        seconds = subprocess.run(["date", "-u", "-d", moment, "+%s"], capture_output=True, text=True,
                                 check=True).stdout.strip()
        here = subprocess.run(["date", "-d", f"@{seconds}", "+%Y-%m-%d %H:%M:%S"], capture_output=True,
                              text=True, check=True, env={"TZ": machine}).stdout.strip()
        stage.screenshot(broker, tmp_path / "wall.png", TZ=machine, **{**clock(here), "FAKETIME": f"@{here}"})  # and goes on
        assert clock_says in ocr.read(tmp_path / "wall.png")
    finally:
        broker.stop()


ZONED = """---
title: Night
time-zone: {}
---

A. First

1. One item.
"""


def at(moment, zone="Europe/Zurich"):
    """The environment of a program that begins at this moment of the room's clock."""
    seconds = int(subprocess.run(["date", "-d", f'TZ="{zone}" {moment}', "+%s"], capture_output=True, text=True,
                                 check=True).stdout)
    return clock(f"{seconds - int(time.time()):+d}s")


@pytest.mark.parametrize("now, until, hours", [
    ("2026-10-24 22:00", "03:15", 6.25), ("2026-03-28 23:00", "06:00", 6), ("2026-10-24 22:00", "02:30", 4.5)])
def test_until_is_the_time_that_was_asked_for_when_clocks_change(tmp_path, now, until, hours):
    """On the night, in the room's zone; the machine's own is another."""
    broker = stage.Broker(tmp_path / "broker").start()
    try:
        draft = tmp_path / "draft.md"
        draft.write_text(ZONED.format("Europe/Zurich"))
        stage.plenary(broker, "load", draft)
        done = subprocess.run([stage.BIN / "plenary", "--broker", broker.url, "notice", "Bus", "--until", until],
                              capture_output=True, text=True, check=False,
                              env=stage.quiet_environment(**at(now), TZ="America/Lima"))
        assert done.stdout == f"Bus (until {until})\n", done
        notice = json.loads(broker.retained()[f"plenary/{stage.ROOM}/notice"])
        assert abs(notice["until"] - notice["at"] - hours * 3600_000) < 60_000
    finally:
        broker.stop()


def test_a_time_that_the_clocks_skip_is_told(tmp_path):
    broker = stage.Broker(tmp_path / "broker").start()
    try:
        draft = tmp_path / "draft.md"
        draft.write_text(ZONED.format("Europe/Zurich"))
        stage.plenary(broker, "load", draft)
        done = subprocess.run([stage.BIN / "plenary", "--broker", broker.url, "notice", "Bus", "--until", "02:30"],
                              capture_output=True, text=True, check=False,
                              env=stage.quiet_environment(**at("2026-03-28 23:00")))
        assert done.returncode == 1 and "there is no 02:30 in the room: its clocks go forward over it" in done.stderr
    finally:
        broker.stop()


def test_a_zone_that_does_not_exist_is_told_at_the_load(broker, plenary, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text(ZONED.format("Mars/Base"))
    for verb in ("load", "outline"):
        done = plenary(verb, draft)
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr == f"{draft}:3: there is no time zone \"Mars/Base\"; write one such as Europe/Zurich, " \
                              "or leave the line out\n"
    assert broker.retained() == {}
    draft.write_text(ZONED.format("Asia/Calcutta"))
    assert plenary("load", draft).returncode == 0


def test_a_wall_says_that_it_does_not_know_the_rooms_zone(broker, plenary, tmp_path):
    """At the foot, not only on stderr: its clock is this machine's. An old name is known by the links."""
    zones = tmp_path / "zones"
    (zones / "Asia").mkdir(parents=True)
    (zones / "Asia" / "Kolkata").symlink_to("/usr/share/zoneinfo/Asia/Kolkata")
    draft = tmp_path / "draft.md"
    draft.write_text(ZONED.format("Asia/Calcutta"))
    assert plenary("load", draft).returncode == 0

    def foot():
        said = stage.screenshot(broker, tmp_path / "wall.png", TZDIR=str(zones), TZ="UTC0").stderr
        assert ('"Asia/Calcutta", which is not known here' in said) == (not (zones / "tzdata.zi").exists())
        return ocr.read(tmp_path / "wall.png", layout=6, box=(0, 0.9, 1, 1))
    assert "Calcutta?" in foot()
    (zones / "tzdata.zi").write_text("L Asia/Kolkata Asia/Calcutta\n")
    assert "Calcutta" not in foot()
