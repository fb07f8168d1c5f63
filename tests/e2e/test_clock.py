"""A laptop that sleeps, clocks that are set while the programs run: nothing in the room jumps, and times of day
are right from then on."""
import datetime
import mmap
import re
import struct
import time

import pytest

import seat
import stage

NS = 1_000_000_000
DAY_S = 24 * 60 * 60
TIMER_S = 20 * 60
NEAR_S = 1.6  # what is shown counts whole seconds


class Clock:
    """The clocks of one program: the system's, and what is added to them."""

    def __init__(self, path):
        path.write_bytes(bytes(24))
        with open(path, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), 24)
        self.environment = {"LD_PRELOAD": str(stage.BIN / "pretended_clock.so"), "PRETENDED_CLOCK": str(path)}

    def add(self, monotonic_s=0, boottime_s=0, realtime_s=0):
        struct.pack_into("=3q", self.page, 0, monotonic_s * NS, boottime_s * NS, realtime_s * NS)


@pytest.fixture
def clock(tmp_path):
    return Clock(tmp_path / "clock")


@pytest.fixture
def broker(tmp_path):
    own = stage.Broker(tmp_path / "broker").start()
    stage.plenary(own, "load", stage.SAMPLE)
    yield own
    own.stop()


@pytest.fixture
def tmux():
    own = seat.Tmux()
    yield own
    own.stop()


def seconds_shown(wall):
    """[(when, of the floor, of the timer that are left)] as the wall shows them."""
    return [(int(line[1]) / NS, int(line[2]), int(line[3])) for line in wall.trace()
            if line[0] == "seconds" and "-" not in line[2:4]]


def assert_steady(wall, desk, since):
    """Wherever the clocks stood, each second came when it was due; on the desk too."""
    shown = seconds_shown(wall)
    assert len(shown) > 2
    for at, floor, left in shown:
        assert abs(floor - (at - since)) < NEAR_S, shown
        assert abs(TIMER_S - left - (at - since)) < NEAR_S, shown
    assert abs(seconds_on_the_desk(desk) - (time.monotonic() - since)) < NEAR_S, desk.screen()


def seconds_on_the_desk(desk):
    """Of the floor, as the chair reads it."""
    found = re.search(r"Brazil.*\n.*│ +(\d+):(\d\d)\b", desk.screen())
    return int(found[1]) * 60 + int(found[2]) if found else None


def of_day(real_s):
    return datetime.datetime.fromtimestamp(real_s, datetime.timezone.utc).strftime("%H:%M")


def start(broker):
    stage.plenary(broker, "speaker", "add", "Brazil")
    stage.plenary(broker, "speaker", "next")
    stage.plenary(broker, "timer", "start", "20:00")
    return time.monotonic()


def test_a_laptop_sleeps(broker, tmux, tmp_path, clock):
    """Its CLOCK_MONOTONIC has stood for 30 s while all others went on. The clocks are those of a command, which is
    gone: the desk that slept gives out what it shows."""
    wall = stage.Wall(broker, tmp_path / "wall")
    desk = seat.Seat(tmux, broker, tmp_path, "chair", size="110x32", environment=[f"{k}={v}" for k, v in clock.environment.items()])
    since = start(broker)
    desk.wait("Brazil")
    clock.add(monotonic_s=-30)
    written = broker.retained()["plenary/main/timer"]
    time.sleep(2)
    assert_steady(wall, desk, since)
    stage.wait_until("the desk tells the timer", lambda: broker.retained()["plenary/main/timer"] != written, 20)
    time.sleep(5)
    assert_steady(wall, desk, since)
    desk.leave()
    wall.stop()


@pytest.mark.parametrize("step_s", [DAY_S, -DAY_S, 2 * 60 * 60 + 25 * 60])
def test_a_desks_clock_is_set(broker, tmux, tmp_path, clock, step_s):
    """NTP comes late: the desk started with a wrong clock, which is set while timer and floor run."""
    wall = stage.Wall(broker, tmp_path / "wall")
    clock.add(realtime_s=-step_s)
    desk = seat.Seat(tmux, broker, tmp_path, "chair", size="110x32",
                     environment=["TZ=UTC", *(f"{k}={v}" for k, v in clock.environment.items())])
    since = start(broker)
    desk.wait("Brazil")
    clock.add()
    time.sleep(16)
    assert_steady(wall, desk, since)
    stage.wait_until("the desk's clock is right", lambda: of_day(time.time()) in desk.screen().splitlines()[0])
    before = time.time()
    stage.plenary(broker, "status", "c.4", "agreed")
    row = stage.wait_until("the record has it", lambda: row_of(tmp_path, "agreed"))
    at = datetime.datetime.fromisoformat(row.split(",")[0]).timestamp()
    assert before - 2 < at < time.time() + 1, row
    desk.leave()
    wall.stop()


def row_of(tmp_path, word):
    for path in (tmp_path / "chair" / "state").rglob("*.csv"):
        rows = [line for line in path.read_text(encoding="utf-8").splitlines() if f",{word}," in line]
        if rows:
            return rows[-1]
    return None


@pytest.mark.parametrize("set_right", [False, True])
def test_a_walls_clock_is_set(broker, tmp_path, clock, set_right):
    """A Pi without a clock of its own starts years ago, and gets the time from the network."""
    start(broker)
    clock.add(realtime_s=-1000 * DAY_S - 3 * 60 * 60)
    wall = stage.Wall(broker, tmp_path, TZ="UTC", **clock.environment)
    wall.wait_live()
    if set_right:
        clock.add()
    time.sleep(2)
    wall.stop()
    words = [line.split(" ", 1)[1] for line in wall.trace_file.read_text(encoding="utf-8").splitlines()
             if line.startswith("scene ")]
    right = {of_day(time.time() - late_s) for late_s in (0, 5)}
    assert any(time_of_day in line for line in words for time_of_day in right) == set_right, words
