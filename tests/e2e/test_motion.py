"""Every frame that a real wall presents while it moves on, recorded by SDL's dummy driver: none is empty, none
is half of a picture, and nothing waits for a glide."""
import json
import os
import re
import time

import numpy
import pytest
from PIL import Image

import script_rounds
import stage

pytestmark = pytest.mark.release  # frames are timed

WIDTH, HEIGHT = 1280, 720
INK = 12          # levels from the ground; what differs by less is no ink
FIRST = 0.65      # how strong the new words are in the first frame (motion.c)
TILE = 40


class Recorder:
    """A wall of the sample whose frames are kept."""

    def __init__(self, broker, folder, at, options=()):
        self.broker = broker
        stage.plenary(broker, "load", stage.SAMPLE)
        stage.plenary(broker, "goto", at)
        self.wall = stage.Wall(broker, folder, size=f"{WIDTH}x{HEIGHT}", options=options,
                               SDL_VIDEO_DUMMY_SAVE_FRAMES="1")
        self.wall.wait_live()
        self.rest()

    def files(self):
        return sorted(self.wall.folder.glob("SDL_window*.bmp"))

    def rest(self, quiet_s=1.0):
        """No frame for quiet_s."""
        def quiet():
            self.wall.alive()
            lines = [line for line in self.wall.trace() if line[0] in ("presented", "glided", "settled")]
            return lines and time.monotonic_ns() - int(lines[-1][1]) > quiet_s * 1e9
        stage.wait_until("the wall is at rest", quiet, 30)

    def record(self, act):
        """(last frame before, frames since) as arrays, and the trace since."""
        before, lines = len(self.files()), len(self.wall.trace())
        act()
        stage.wait_until("something is presented",
                         lambda: "presented" in [line[0] for line in self.wall.trace()[lines:]])
        self.rest()
        frames = [pixels(file) for file in self.files()[before - 1:]]
        return frames[0], frames[1:], self.wall.trace()[lines:]


def pixels(file):
    with Image.open(file) as image:
        return numpy.asarray(image.convert("L"), dtype=float)


@pytest.fixture
def recorder(broker, tmp_path):
    made = []

    def make(at, options=()):
        made.append(Recorder(broker, tmp_path / "wall", at, options))
        return made[-1]
    yield make
    for one in made:
        assert one.wall.stop() == 0


def send(broker, *changes):
    """Cursors one right after the other, as from a desk whose chair is in a hurry; their stamps."""
    topic = f"plenary/{stage.ROOM}/cursor"
    room = json.loads(stage.plenary(broker, "show", "--json").stdout)
    places = {item["label"]: (section["id"], item["id"])
              for section in room["document"]["sections"] for item in section["items"]}
    cursor = json.loads(broker.retained(topic)[topic])
    cursor["highlights"], cursor["position"] = [], 0
    stamps = []
    for label, screen in changes:
        cursor["section"], cursor["item"] = places[label]
        cursor["screen"] = screen
        cursor["rev"] += 1
        stamps.append((cursor["epoch"], cursor["rev"]))
        broker.publish(topic, json.dumps(cursor))
    return stamps


# ---- what a frame may be ------------------------------------------------------------------------------------

def words(frame):
    """Where the item's words stand, and those round it: between the rules, right of the bar."""
    return frame[int(HEIGHT * 0.2):int(HEIGHT * 0.88), int(WIDTH * 0.055):]


def strength(frame, of, other, ground):
    """How strongly `of` is painted in the frame where `other` has nothing: in all, and tile by tile."""
    alone = (abs(of - ground) > 60) & (abs(other - ground) < INK)
    total = (frame - ground)[alone].sum() / (of - ground)[alone].sum()
    tiles = []
    for y in range(0, frame.shape[0], TILE):
        for x in range(0, frame.shape[1], TILE):
            part = alone[y:y + TILE, x:x + TILE]
            if part.sum() > 20:
                cut = numpy.s_[y:y + TILE, x:x + TILE]
                tiles.append((frame - ground)[cut][part].sum() / (of - ground)[cut][part].sum())
    assert len(tiles) > 10, "too little ink to judge by"
    return total, tiles


def check_blend(frame, old, new):
    """A whole picture between the two: each everywhere of one strength, together one. Returns the new one's."""
    ground = float(numpy.median(new))
    least = min(abs(old - ground).sum(), abs(new - ground).sum())
    assert abs(frame - ground).sum() > 0.7 * least, "an empty frame"
    comes, came = strength(frame, new, old, ground)
    goes, gone = strength(frame, old, new, ground)
    assert max(abs(t - comes) for t in came) < 0.06, "the new text is half drawn"
    assert max(abs(t - goes) for t in gone) < 0.06, "the old text is half gone"
    assert abs(comes + goes - 1) < 0.05
    return comes


def test_the_check_of_frames_can_fail():
    random = numpy.random.default_rng(1)
    old, new = (numpy.where(random.random((400, 800)) > 0.8, 240.0, 16.0) for _ in range(2))
    ground = numpy.full_like(old, 16)
    assert check_blend(0.3 * old + 0.7 * new, old, new) == pytest.approx(0.7, abs=0.01)
    half = numpy.vstack([new[:200], old[200:]])
    for wrong in (ground, half, numpy.vstack([new[:300], ground[300:]]), 0.2 * old + 0.2 * new + 0.6 * ground):
        with pytest.raises(AssertionError):
            check_blend(wrong, old, new)


# ---- what is recorded -----------------------------------------------------------------------------------------

def test_a_section_change_fades_over(recorder):
    """From the first frame on a whole blend, the new text the stronger, stronger each time; what is not the
    item's is the new one at once."""
    one = recorder("c.4")
    old, frames, trace = one.record(lambda: stage.plenary(one.broker, "goto", "d.1"))
    assert len(frames) >= 2, "no glide"
    assert [line[0] for line in trace][0] == "presented" and trace[-1][0] == "settled"
    strengths = [check_blend(words(frame), words(old), words(frames[-1])) for frame in frames[:-1]]
    assert strengths[0] == pytest.approx(FIRST, abs=0.05), "the first frame"
    assert all(a <= b + 0.01 for a, b in zip(strengths, strengths[1:])), strengths
    place = numpy.s_[:int(HEIGHT * 0.1)]
    assert (old[place] != frames[-1][place]).any(), "the section's title is another one"
    for frame in frames:
        assert (frame[place] == frames[-1][place]).all()


def test_a_move_within_a_section_is_never_empty(recorder):
    one = recorder("c.4")
    old, frames, trace = one.record(lambda: stage.plenary(one.broker, "next"))
    assert len(frames) >= 2 and trace[-1][0] == "settled"
    ground = float(numpy.median(old))
    ink = [abs(words(frame) - ground).sum() for frame in [old, *frames]]
    assert min(ink) > 0.5 * min(ink[0], ink[-1]), ink
    heights = [numpy.nonzero((abs(frame[:, :int(WIDTH * 0.05)] - ground) > 60).any(axis=1))[0]
               for frame in frames]
    label = [h[h > HEIGHT * 0.12][0] for h in heights]
    assert all(a >= b for a, b in zip(label, label[1:])) and label[0] > label[-1], label


def test_moves_in_a_hurry_do_not_queue_up(recorder):
    """What comes is shown when it comes, whatever glides (the link keeps only the latest of those that wait);
    after the last one there is one glide to the end."""
    one = recorder("a.1")
    stamps = []
    _, _, trace = one.record(lambda: stamps.extend(send(one.broker, *[(label, "text") for label in (
        "c.4", "d.1", "b.1", "e.2", "c.1")])))
    shown = [(int(f[2]), int(f[3])) for f in trace if f[0] == "presented"]
    assert len(shown) > 1 and set(shown) <= set(stamps) and shown[-1] == stamps[-1], shown
    after = trace[min(i for i, f in enumerate(trace) if f[0] == "presented" and (int(f[2]), int(f[3])) == stamps[-1]):]
    settled = [f for f in after if f[0] == "settled"]
    assert len(settled) == 1 and (int(settled[0][2]), int(settled[0][3])) == stamps[-1], after
    assert "glided" not in [f[0] for f in after[after.index(settled[0]):]], after


def test_a_neutral_screen_is_there_at_once(recorder):
    """In the middle of a glide, which is over then."""
    one = recorder("c.4")
    _, frames, trace = one.record(lambda: send(one.broker, ("d.1", "text"), ("d.1", "blank")))
    last = max(i for i, f in enumerate(trace) if f[0] == "presented")
    assert [f[0] for f in trace[last:]] == ["presented"], trace[last:]
    stage.plenary(one.broker, "notice", "the same screen, later")
    stage.plenary(one.broker, "notice", "--clear")
    one.rest()
    middle = numpy.s_[int(HEIGHT * 0.2):int(HEIGHT * 0.85)]
    assert (frames[-1][middle] == pixels(one.files()[-1])[middle]).all()


def test_reduced_motion_changes_at_once(recorder):
    one = recorder("c.4", options=["--reduced-motion"])
    _, frames, trace = one.record(lambda: stage.plenary(one.broker, "goto", "d.1"))
    assert {f[0] for f in trace} == {"presented"}
    assert all((words(frame) == words(frames[-1])).all() for frame in frames)


def test_a_turned_screenshot_is_the_upright_one_turned(broker, tmp_path):
    """For every turn, and as the panel gets it: of the size that was asked for."""
    stage.plenary(broker, "load", stage.SAMPLE)
    stage.plenary(broker, "goto", "c.4")
    stage.plenary(broker, "speaker", "add", "Brazil")
    for turn in (90, 180, 270):
        size, sides = (1280, 720), (720, 1280) if turn % 180 else (1280, 720)
        for _ in range(3):
            minute = int(time.time()) // 60
            stage.screenshot(broker, tmp_path / "upright.png", "%dx%d" % sides)
            stage.screenshot(broker, tmp_path / "turned.png", "%dx%d" % size, options=["--rotate", str(turn)])
            if int(time.time()) // 60 == minute:
                break
        upright, turned = (pixels(tmp_path / f"{name}.png") for name in ("upright", "turned"))
        assert turned.shape == (720, 1280)
        assert (turned == numpy.rot90(upright, -turn // 90)).all(), turn


def test_rotate_stands_in_the_configuration(broker, tmp_path):
    stage.plenary(broker, "load", stage.SAMPLE)
    file = tmp_path / "plenary.conf"
    file.write_text("rotate = 90\nreduced_motion = yes\n", encoding="ascii")
    stage.screenshot(broker, tmp_path / "a.png", "640x480", options=["--config", str(file)])
    stage.screenshot(broker, tmp_path / "b.png", "640x480")
    with Image.open(tmp_path / "a.png") as a, Image.open(tmp_path / "b.png") as b:
        assert a.size == b.size == (640, 480)
        assert a.tobytes() != b.tobytes()


def test_nine_scripts_in_turn_stay_in_memory(tmp_path):
    """A sample of script_rounds.py, which does five hundred rounds."""
    most, grown, shown = script_rounds.run(25, tmp_path, lambda line: None)
    assert most <= script_rounds.MOST_MIB
    assert grown <= script_rounds.GROWTH_MIB
    assert shown > 0.8


def test_a_window_under_x_says_nothing(broker, tmp_path):
    """SDL would look for Wayland first, whose library complains of a variable that is not set."""
    stage.plenary(broker, "load", stage.SAMPLE)
    wall = stage.Wall(broker, tmp_path, SDL_VIDEODRIVER="", DISPLAY=":77777")
    wall.process.wait(20)
    wall.stop()
    said = (tmp_path / "hall.log").read_text()
    assert re.search(r"no screen", said) and "XDG_RUNTIME_DIR" not in said, said
