"""What the window really holds after a row of changes, against the picture that painting everything
once gives: on SDL's dummy driver, on X11 with our own painting, and with textures on OpenGL ES."""
import os
import shutil
import subprocess
import time

import numpy
import pytest
from PIL import Image

from stage import BIN, quiet_environment, wait_until

pytestmark = pytest.mark.release  # pixels

WIDTH, HEIGHT, STEPS = 800, 600, 24
needed = [name for name in ("Xvfb", "xwd", "convert") if not shutil.which(name)]


class Probe:
    """paint_probe, until it says that it has painted."""

    def __init__(self, folder, env, width=WIDTH, height=HEIGHT, steps=STEPS, more=()):
        self.picture = folder / "picture.png"
        command = [BIN / "paint_probe", width, height, self.picture, steps, *more]
        self.process = subprocess.Popen([str(c) for c in command], cwd=folder, env=env, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.driver = self.process.stdout.readline().removeprefix("driver ").strip()
        self.painted = self.process.stdout.readline().split()

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(20)
        errors = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return code, errors


def pixels(file):
    with Image.open(file) as image:
        return numpy.asarray(image.convert("RGB"), dtype=int)


def test_the_window_holds_the_whole_picture(tmp_path):
    probe = Probe(tmp_path, quiet_environment(SDL_VIDEO_DUMMY_SAVE_FRAMES="1"))
    assert probe.close() == (0, "")
    assert probe.driver == "dummy, software"
    assert probe.painted[:2] == ["painted", str(STEPS)]
    frames = sorted(tmp_path.glob("SDL_window*.bmp"))
    assert len(frames) == int(probe.painted[2]), "one present for each change, none for a repetition"
    wanted = pixels(probe.picture)
    assert wanted.shape == (HEIGHT, WIDTH, 3)
    assert (wanted != wanted[0, 0]).any(axis=2).mean() > 0.05, "an empty picture proves nothing"
    assert (pixels(frames[-1]) == wanted).all()
    assert not (pixels(frames[0]) == wanted).all()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_window_holds_the_turned_picture(tmp_path, turn):
    """As painted in parts on the window; and pixel for pixel the upright picture of those sides, turned."""
    upright, turned = tmp_path / "upright", tmp_path / "turned"
    sides = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)
    for folder, size, more in ((upright, sides, []), (turned, (WIDTH, HEIGHT), [turn])):
        folder.mkdir()
        probe = Probe(folder, quiet_environment(SDL_VIDEO_DUMMY_SAVE_FRAMES="1"), *size, more=more)
        assert probe.close() == (0, "")
    wanted = numpy.rot90(pixels(upright / "picture.png"), -turn // 90)
    assert wanted.shape == (HEIGHT, WIDTH, 3)
    assert (pixels(turned / "picture.png") == wanted).all()
    frames = sorted(turned.glob("SDL_window*.bmp"))
    assert len(frames) == len(sorted(upright.glob("SDL_window*.bmp"))) > STEPS / 2
    assert (pixels(frames[-1]) == wanted).all()
    assert not (pixels(frames[0]) == wanted).all()


@pytest.mark.parametrize("turn", [0, 90])
def test_a_glide_ends_in_the_picture(tmp_path, turn):
    probe = Probe(tmp_path, quiet_environment(SDL_VIDEO_DUMMY_SAVE_FRAMES="1"), more=[turn, "glide"])
    assert probe.close() == (0, "")
    frames = sorted(tmp_path.glob("SDL_window*.bmp"))
    assert len(frames) > 3 * STEPS, "the glides have frames of their own"
    assert (pixels(frames[-1]) == pixels(probe.picture)).all()
    assert not (pixels(frames[-4]) == pixels(probe.picture)).all()


@pytest.fixture
def x11(tmp_path):
    assert needed == []
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
                               "-nolisten", "tcp"], pass_fds=[writer], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        display = f":{told.readline().strip()}"
    yield display
    server.terminate()
    server.wait(10)


def screen(display, folder):
    dump = subprocess.run(["xwd", "-silent", "-root", "-display", display], capture_output=True, check=True)
    subprocess.run(["convert", "xwd:-", "screen.png"], input=dump.stdout, cwd=folder, check=True)
    return pixels(folder / "screen.png")


def x11_environment(display, **more):
    env = quiet_environment(DISPLAY=display, **more)
    del env["SDL_VIDEODRIVER"]
    return env


@pytest.mark.parametrize("renderer, wanted_driver, tolerance, how", [
    (None, "x11, software", 0, []), ("opengles2", "x11, opengles2", 2, []),
    (None, "x11, software", 0, [90]), ("opengles2", "x11, opengles2", 2, [90]),
    ("opengles2", "x11, opengles2", 2, [180, "glide"]), ("opengles2", "x11, opengles2", 2, [270])])
def test_the_screen_holds_the_whole_picture(tmp_path, x11, renderer, wanted_driver, tolerance, how):
    more = {"SDL_RENDER_DRIVER": renderer} if renderer else {}
    probe = Probe(tmp_path, x11_environment(x11, **more), more=how)
    assert probe.driver == wanted_driver, probe.process.stderr.read() if not probe.driver else ""
    wanted = pixels(probe.picture)
    worst = []

    def alike():
        worst[:] = [int(numpy.abs(screen(x11, tmp_path) - wanted).max())]
        return worst[0] <= tolerance
    try:
        wait_until(f"the screen as the picture, within {tolerance}", alike, every_s=0.2)
    finally:
        code, errors = probe.close()
    assert code == 0, errors


def test_without_a_screen_it_says_so_at_once(tmp_path):
    env = quiet_environment()
    del env["SDL_VIDEODRIVER"]
    if os.path.isdir("/sys/class/drm") and any("-" in name for name in os.listdir("/sys/class/drm")):
        pytest.skip("this machine has graphics outputs, so it may have a screen")
    began = time.monotonic()
    probe = Probe(tmp_path, env)
    code, errors = probe.close()
    assert code == 1 and time.monotonic() - began < 5
    assert errors.startswith("paint_probe: no screen: no graphics card") and "DISPLAY" in errors
    assert not probe.picture.exists()


def test_a_picture_that_cannot_be_written_leaves_nothing(tmp_path):
    folder = tmp_path / "missing"
    done = subprocess.run([str(BIN / "paint_probe"), "320", "200", str(folder / "x.png"), "1"], text=True,
                          cwd=tmp_path, env=quiet_environment(), capture_output=True, timeout=20)
    assert done.returncode == 1 and "x.png" in done.stderr
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x.png").mkdir()
    done = subprocess.run([str(BIN / "paint_probe"), "320", "200", str(tmp_path / "there" / "x.png"), "1"],
                          text=True, cwd=tmp_path, env=quiet_environment(), capture_output=True, timeout=20)
    assert done.returncode == 1 and "x.png" in done.stderr
    assert [p.name for p in (tmp_path / "there").iterdir()] == ["x.png"]
