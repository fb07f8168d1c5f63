"""The wall as people see it: pictures read back by OCR, a real window, and what is on it when the broker
dies, comes back, or comes back with old data."""
import ctypes
import difflib
import json
import re
import shutil
import subprocess
import time
import unicodedata

import numpy
import pytest
from PIL import Image

import broker_loss
import ocr
import stage
from test_page import read as read_code

SIZES = ["1920x1080", "3840x2160", "1280x720"]
SPEAKERS = ["Brazil", "India", "Norway"]
C4 = ("Governments have special responsibilities under international human rights law as bearers of duties "
      "to respect, protect and promote human rights. They also have the responsibility to protect and promote "
      "the public interest, which requires them to:")


@pytest.fixture(scope="module")
def at_c4(tmp_path_factory):
    """A broker whose room holds the sample at c.4 with three speakers queued."""
    broker = stage.Broker(tmp_path_factory.mktemp("c4")).start()
    stage.plenary(broker, "load", stage.SAMPLE)
    stage.plenary(broker, "goto", "c.4")
    for name in SPEAKERS:
        stage.plenary(broker, "speaker", "add", name)
    yield broker
    broker.stop()


@pytest.fixture
def empty(tmp_path):
    broker = stage.Broker(tmp_path / "broker").start()
    yield broker
    broker.stop()


@pytest.fixture
def saving(tmp_path):
    """A broker that keeps its retained messages on disk."""
    broker = stage.Broker(tmp_path / "broker", persistent=True).start()
    yield broker
    broker.stop()


@pytest.fixture
def walls(tmp_path):
    """walls(broker, …) starts a wall that ends with the test."""
    running = []

    def start(broker, **how):
        running.append(stage.Wall(broker, tmp_path, **how))
        return running[-1]
    yield start
    assert [wall.stop() for wall in running] == [0] * len(running)


@pytest.fixture(scope="module")
def xvfb():
    """The name of a real X display of 1920x1080."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    name = ":" + server.stdout.readline().decode().strip()
    yield name
    server.terminate()
    server.wait(10)
    server.stdout.close()


def grab(display, path):
    subprocess.run(["import", "-display", display, "-window", "root", str(path)], check=True, timeout=30,
                   stdin=subprocess.DEVNULL)
    return path


# ---- what a picture says --------------------------------------------------------------------------------

@pytest.mark.parametrize("size", SIZES)
def test_the_picture_can_be_read(at_c4, tmp_path, size):
    picture = tmp_path / "wall.png"
    stage.screenshot(at_c4, picture, size)
    assert "%dx%d" % Image.open(picture).size == size
    text = ocr.read(picture)
    share, missing = ocr.recall(C4, text)
    assert share >= 0.97, (missing, text)
    assert ocr.recall("Role of stakeholders", text)[0] == 1, text
    assert ocr.recall(" ".join(SPEAKERS), text)[0] == 1, text
    assert re.search(r"\bc\.4\b", text), text


def test_the_reading_of_pictures_can_fail():
    """What is compared does see a word too few, and a word that stands there once but not twice."""
    assert ocr.recall(C4, C4) == (1.0, [])
    assert ocr.recall(C4, C4.replace("bearers", "")) == (35 / 36, ["bearers"])
    assert ocr.recall("to be or not to be", "to be or not")[1] == ["be", "to"]


def test_another_item_is_another_picture(at_c4, tmp_path):
    """The words found are those of the current item, not of whatever stands around it."""
    stage.plenary(at_c4, "goto", "e.9")
    try:
        stage.screenshot(at_c4, tmp_path / "wall.png")
    finally:
        stage.plenary(at_c4, "goto", "c.4")
    text = ocr.read(tmp_path / "wall.png")
    assert ocr.recall(C4, text)[0] < 0.6, text
    assert ocr.recall("Barriers for participation in enhanced cooperation", text)[0] >= 0.8, text


def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] == "L")


@pytest.mark.parametrize("lang, tesseract, least", [
    ("ar", "ara", 0.85), ("zh", "chi_sim", 0.9), ("ru", "rus", 0.95), ("fr", "fra", 0.95), ("es", "spa", 0.95)])
def test_every_language_can_be_read(empty, tmp_path, lang, tesseract, least):
    """In the order in which it is read: the letters of the item against those on the picture."""
    draft = stage.ROOT / "assets" / "samples" / f"charter-preamble.{lang}.md"
    stage.plenary(empty, "load", draft, "--lang", lang)
    stage.plenary(empty, "goto", "A.2")
    stage.screenshot(empty, tmp_path / "wall.png")
    lines = [line[2:] for line in draft.read_text("utf-8").splitlines() if line.startswith("- ")]
    # The Chinese item alone: with Latin labels and figures on one page tesseract misreads its letters.
    item = (0, 0.28, 1, 0.9) if lang == "zh" else None
    want, have = letters(lines[1]), letters(ocr.read(tmp_path / "wall.png", tesseract, box=item))
    match = difflib.SequenceMatcher(None, want, have, autojunk=False)
    found = sum(block.size for block in match.get_matching_blocks())
    assert found / len(want) >= least, have


# ---- a screenshot is of a whole room or not at all, and nobody notices it ---------------------------------

def test_an_empty_room_has_no_picture(empty, tmp_path):
    started = time.monotonic()
    done = stage.screenshot(empty, tmp_path / "wall.png", check=False, options=["--timeout", "3"])
    assert done.returncode == 1
    assert time.monotonic() - started < 4.5
    assert "no document" in done.stderr and stage.ROOM in done.stderr, done.stderr
    assert not (tmp_path / "wall.png").exists()


def test_without_a_broker_there_is_no_picture(empty, tmp_path):
    empty.stop()
    started = time.monotonic()
    done = stage.screenshot(empty, tmp_path / "wall.png", check=False, options=["--timeout", "2"])
    assert done.returncode == 1
    assert time.monotonic() - started < 4.5
    assert "127.0.0.1" in done.stderr, done.stderr
    assert not (tmp_path / "wall.png").exists()


def test_a_room_that_misses_a_section_has_no_picture(at_c4, empty, tmp_path):
    lost = None
    for topic, payload in at_c4.retained().items():
        if lost is None and "/text/" in topic:
            lost = topic
        else:
            empty.publish(topic, payload)
    done = stage.screenshot(empty, tmp_path / "wall.png", check=False, options=["--timeout", "3"])
    assert done.returncode == 1
    assert "section" in done.stderr, done.stderr


def test_a_screenshot_leaves_no_trace(at_c4, tmp_path):
    before = at_c4.retained("#")
    watcher = subprocess.Popen(
        ["mosquitto_sub", *at_c4.client(), "-t", f"plenary/{stage.ROOM}/display/+", "-F", "%t %r"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        stage.screenshot(at_c4, tmp_path / "wall.png")
        assert at_c4.retained("#") == before
    finally:
        watcher.terminate()
        heard = watcher.communicate(timeout=10)[0].decode().splitlines()
    assert [line for line in heard if line.endswith("0")] == []


# ---- a real window ------------------------------------------------------------------------------------------

@pytest.mark.release  # pixels
@pytest.mark.parametrize("renderer", ["software", "opengles2"])
def test_a_window_shows_the_picture(at_c4, walls, xvfb, tmp_path, renderer):
    """What stands on an X screen is the screenshot, but for the clock's minute; and the trace says who drew it."""
    wall = walls(at_c4, size=None, SDL_VIDEODRIVER="x11", DISPLAY=xvfb, SDL_RENDER_DRIVER=renderer)
    wall.wait_live()
    assert wall.driver() == f"x11, {renderer}"
    stage.wait_until("a picture", wall.presented)
    for _ in range(3):
        minute = int(time.time()) // 60
        stage.screenshot(at_c4, tmp_path / "shot.png")
        grab(xvfb, tmp_path / "window.png")
        if int(time.time()) // 60 == minute:
            break
    shot, window = (numpy.asarray(Image.open(tmp_path / name).convert("RGB"), dtype=int)
                    for name in ("shot.png", "window.png"))
    assert shot.shape == window.shape
    far = numpy.abs(shot - window).max(axis=2) > 8
    assert far.mean() < 0.0005, f"{far.sum()} pixels differ"


def resize_window(display, width, height):
    """As a window manager does it, there being none: every window of the screen."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    root = ctypes.c_ulong(x11.XDefaultRootWindow(connection))
    any_window, count = ctypes.c_ulong(), ctypes.c_uint()
    children = ctypes.POINTER(ctypes.c_ulong)()
    x11.XQueryTree(connection, root, ctypes.byref(any_window), ctypes.byref(any_window), ctypes.byref(children),
                   ctypes.byref(count))
    for i in range(count.value):
        x11.XResizeWindow(connection, ctypes.c_ulong(children[i]), ctypes.c_uint(width), ctypes.c_uint(height))
    x11.XCloseDisplay(connection)
    assert count.value > 0


def test_a_resized_window_says_its_size(empty, walls, xvfb):
    """In its entry, by which the desks and `plenary displays` know the wall."""
    def size():
        return json.loads(empty.retained(f"plenary/{stage.ROOM}/display/hall").popitem()[1])["size"]
    stage.plenary(empty, "load", stage.SAMPLE)
    wall = walls(empty, size="1280x720", options=["--windowed"], SDL_VIDEODRIVER="x11", DISPLAY=xvfb)
    wall.wait_live()
    stage.wait_until("the first size", lambda: size() == [1280, 720], 20)
    resize_window(xvfb, 900, 640)
    stage.wait_until("the new size", lambda: size() == [900, 640], 20)
    assert "900x640" in stage.plenary(empty, "displays").stdout


def test_captions_come_and_go(empty, walls, xvfb, tmp_path):
    """Lines that are published are read off the wall, in order, and are gone ten seconds later."""
    stage.plenary(empty, "load", stage.SAMPLE)
    wall = walls(empty, size=None, SDL_VIDEODRIVER="x11", DISPLAY=xvfb)
    wall.wait_live()
    wanted = "Chair. We support the words as they stand."

    def said_and_seen():
        said = subprocess.run([stage.BIN / "plenary", "caption", "--broker", empty.url], text=True, timeout=30,
                              input="Thank you, Chair. We support\nthe words as they stand.\n",
                              env=stage.quiet_environment(), check=False)
        assert said.returncode == 0
        return wanted in " ".join(screen_text(xvfb, tmp_path).split())
    stage.wait_until("the captions on the screen", said_and_seen, 30)
    stage.wait_until("the captions gone", lambda: "support" not in screen_text(xvfb, tmp_path), 30)
    assert "Tunis Agenda" in screen_text(xvfb, tmp_path)


def test_before_the_meeting_the_page_can_be_read(empty, walls, xvfb, tmp_path):
    wall = walls(empty, size=None, options=["--page-url", "https://meet.example.org/hall-1"],
                 SDL_VIDEODRIVER="x11", DISPLAY=xvfb)
    stage.wait_until("a picture", wall.presented)
    stage.wait_until("the code on the screen", lambda: read_code(Image.open(grab(xvfb, tmp_path / "screen.png"))) ==
                     ["https://meet.example.org/hall-1"], 20)
    assert "Waiting for the meeting" in screen_text(xvfb, tmp_path)


def test_the_badge_is_on_the_screen_and_the_text_stays(saving, walls, xvfb, tmp_path):
    stage.plenary(saving, "load", stage.SAMPLE)
    stage.plenary(saving, "goto", "c.4")
    saving.save()
    wall = walls(saving, size=None, SDL_VIDEODRIVER="x11", DISPLAY=xvfb)
    wall.wait_live()
    text = stage.wait_until("c.4 on the screen", lambda: on_screen(xvfb, tmp_path, C4), 20)
    assert "not live" not in text.lower(), text
    lost = time.monotonic_ns()
    saving.kill()
    badge = wall.wait_liveness({"cut"}, lost, 5)
    assert (badge - lost) / 1e9 <= 1
    text = stage.wait_until("the badge on the screen",
                            lambda: on_screen(xvfb, tmp_path, C4 + " not live since"), 20)
    saving.start()
    back = time.monotonic_ns()
    live = wall.wait_live(back)
    assert (live - back) / 1e9 <= 3
    stage.wait_until("the badge gone", lambda: "not live" not in screen_text(xvfb, tmp_path).lower(), 20)


def screen_text(display, folder):
    return ocr.read(grab(display, folder / "screen.png"))


def on_screen(display, folder, wanted):
    """The screen's text where it holds the wanted words, else None."""
    text = screen_text(display, folder)
    return text if ocr.recall(wanted, text)[0] >= 0.97 else None


# ---- a broker that goes and comes ----------------------------------------------------------------------------

def test_a_lost_broker_is_seen_and_outlived(tmp_path):
    """Each kind of loss once; broker_loss.py --tries 20 does more of the same."""
    lines = []
    good = broker_loss.run(len(broker_loss.KINDS), tmp_path, report=lambda line, **_: lines.append(line))
    assert good == len(broker_loss.KINDS), "\n".join(lines)


def old_store_comes_back(broker, wall):
    """The store of a.1 under a room that has moved on to c.4; the stamp of the cursor at c.4."""
    stage.plenary(broker, "load", stage.SAMPLE)
    stage.plenary(broker, "goto", "a.1")
    wall.wait_live()
    broker.save()
    old = broker.store.with_suffix(".old")
    shutil.copy(broker.store, old)
    for label in ("b.2", "c.3", "c.4"):
        stage.plenary(broker, "goto", label)
    stamp = cursor(broker)
    wall.wait_presented(stamp)
    broker.kill()
    shutil.copy(old, broker.store)
    broker.start()
    wall.wait_live(time.monotonic_ns())
    return stamp


def cursor(broker):
    """(epoch, rev) of what lies at the broker."""
    message = json.loads(broker.retained(f"plenary/{stage.ROOM}/cursor")[f"plenary/{stage.ROOM}/cursor"])
    return message["epoch"], message["rev"]


def item_of(broker, label):
    """The id of the item that is called so."""
    return next(item["id"] for topic, payload in broker.retained().items() if "/items/" in topic
                for item in json.loads(payload)["items"] if item["label"] == label)


def display_report(broker, name="hall"):
    topic = f"plenary/{stage.ROOM}/display/{name}"
    return json.loads(broker.retained(topic)[topic])


def test_old_retained_data_move_nothing_back(saving, walls):
    """Nobody is there to mend it: the broker says a.1, the wall stays at c.4, and says so."""
    wall = walls(saving)
    stamp = old_store_comes_back(saving, wall)
    back = wall.presented()[-1][0]
    assert cursor(saving) < stamp, "the old store was not used"
    time.sleep(2)  # nothing is to happen: there is no event to wait for
    assert all(shown >= stamp for at, shown in wall.presented() if at >= back)
    report = stage.wait_until("the wall's report", lambda: (
        lambda r: r if r.get("holds", {}).get("cursor", [])[:2] == list(stamp) else None)(display_report(saving)))
    assert report["online"] is True
    assert report["at_item"]["item"] == item_of(saving, "c.4")


def test_a_desk_mends_old_retained_data(saving, walls):
    """With a desk alive the room is at c.4 again for everybody who comes."""
    stage.plenary(saving, "load", stage.SAMPLE)
    desk = stage.Desk(saving)
    try:
        stamp = old_store_comes_back(saving, walls(saving))
        stage.wait_until("the cursor is mended", lambda: cursor(saving) >= stamp, 10, 0.2)
        shown = json.loads(stage.plenary(saving, "show", "--json").stdout)
        assert shown["cursor"]["label"] == "c.4", shown["cursor"]
    finally:
        desk.stop()


# ---- what nobody should type -----------------------------------------------------------------------------------

@pytest.mark.parametrize("options, said", [
    (["--size", "garbage"], "size"), (["--size", "0x0"], "size"), (["--size", "1920"], "size"),
    (["--size", "999999x999999"], "size"), (["--size", "16384x16384"], "million pixels"),
    (["--rotate", "45"], "45"), (["--size", "-1x5"], "size"), (["--room", "a/b"], "room"),
    (["--room", "#"], "room"), (["--broker", "http://x"], "broker"), (["--broker", "mqtt://"], "broker"),
    (["--timeout", "soon"], "timeout"), (["--viewer-distance", "-3"], "distance"), (["--theme", "plaid"], "theme"),
    (["--no-such-option"], "no-such-option"), (["word"], "word"), (["--name", ""], "name"),
    (["--lang", "no tag"], "language"), (["--lang", "de-much-too-long-tag"], "language"),
    (["--config", "/nonexistent/plenary.conf"], "/nonexistent/plenary.conf")])
def test_a_wrong_option_is_said(options, said, tmp_path):
    done = subprocess.run(
        [str(stage.BIN / "plenary-display"), "--screenshot", str(tmp_path / "x.png"), "--timeout", "1", *options],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, env=stage.quiet_environment(),
        check=False)
    assert done.returncode in (1, 2), done
    assert said in done.stderr and len(done.stderr.splitlines()) <= 3, done.stderr
    assert not (tmp_path / "x.png").exists()


def test_a_screenshot_that_cannot_be_written_is_said(at_c4, tmp_path):
    done = stage.screenshot(at_c4, tmp_path / "no" / "such" / "folder.png", check=False)
    assert done.returncode == 1
    assert "folder.png: " in done.stderr, done.stderr  # and not the temporary file's name


def test_rubbish_on_every_topic_changes_nothing(at_c4, walls, tmp_path):
    """What others send to the broker: the picture stays, the wall lives and counts what it refused."""
    wall = walls(at_c4)
    wall.wait_live()
    stamp = cursor(at_c4)
    wall.wait_presented(stamp)
    prefix = f"plenary/{stage.ROOM}/"
    rubbish = ["{}", "null", "[" * 50, '{"v":1}', '{"v":2,"epoch":1,"rev":1}', "x" * 62000, '"\\ud800"', "1e999"]
    load = json.loads(at_c4.retained(prefix + "document")[prefix + "document"])["load"]
    kept = at_c4.retained()
    c4 = item_of(at_c4, "c.4")
    try:
        for topic in ("document", "cursor", "speakers", "timer", "notice", f"items/{load}/c", f"text/{load}/c/en",
                      "desk/x", "caption", "nonsense", "items/x", "display/hall/echo"):
            for payload in rubbish:
                at_c4.publish(prefix + topic, payload)
        for topic in ("cursor", "document", "speakers"):
            at_c4.publish(prefix + topic, b"\xff\xfe{\xc0\x80")
        report = stage.wait_until("refusals are counted", lambda: (
            lambda r: r if sum(r["refused"].values()) > 20 else None)(display_report(at_c4)), 15, 0.2)
        assert "version" in report["refused"], report["refused"]
        assert wall.alive() and wall.presented()[-1][1] == stamp
        assert report["at_item"]["item"] == c4
    finally:
        for topic, payload in kept.items():
            at_c4.publish(topic, payload)
