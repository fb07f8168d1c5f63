"""tools/demo: what somebody sees who has just cloned the project."""
import os
import re
import signal
import socket
import subprocess

import pytest
from PIL import Image

import ocr
import stage

DEMO = stage.ROOT / "tools" / "demo"
C4 = ("Governments have special responsibilities under international human rights law as bearers of duties to "
      "respect, protect and promote human rights")


def environment(**more):
    return stage.quiet_environment(PLENARY_BUILD=str(stage.BIN.parent), **more)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def read(picture):
    return ocr.read(picture)


def test_without_a_screen_the_last_line_is_a_picture():
    done = subprocess.run([DEMO], capture_output=True, text=True, check=False, timeout=120,
                          env=environment(), stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    path = done.stdout.splitlines()[-1]
    assert Image.open(path).size == (1920, 1080)
    text = read(path)
    share, missing = ocr.recall(C4 + " Role of stakeholders", text)
    assert share == 1, missing
    assert ocr.recall("Brazil Switzerland Uganda Civil Society", text)[0] == 1, text
    own = re.search(r"mqtt://127\.0\.0\.1:(\d+)", done.stdout)
    assert not own or not listens(int(own.group(1)))


def test_programs_that_are_not_there():
    done = subprocess.run([DEMO], capture_output=True, text=True, check=False, timeout=30,
                          env={**environment(), "PLENARY_BUILD": "/nowhere"}, stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert "no programs in /nowhere/bin" in done.stderr


@pytest.fixture
def xvfb():
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    yield ":" + server.stdout.readline().decode().strip()
    server.terminate()
    server.wait(10)
    server.stdout.close()


def on_screen(display, folder, words):
    picture = folder / "screen.png"
    subprocess.run(["import", "-display", display, "-window", "root", picture], check=True, timeout=30,
                   stdin=subprocess.DEVNULL)
    return ocr.recall(words, read(picture))[0] == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_with_a_screen_it_stays_until_it_is_ended(xvfb, tmp_path, number):
    more = environment(DISPLAY=xvfb, SDL_VIDEODRIVER="x11")
    output = open(tmp_path / "out", "w+", encoding="utf-8")
    demo = subprocess.Popen([DEMO], stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=more,
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))

    def said():
        assert demo.poll() is None, (tmp_path / "out").read_text()
        return (tmp_path / "out").read_text()
    try:
        stage.wait_until("the commands to try", lambda: re.search(r"plenary watch.*\n", said()), 60)
        stage.wait_until("c.4 on the screen", lambda: on_screen(xvfb, tmp_path, C4), 30)
        command = re.search(r"^  (\S+plenary next.*)$", said(), re.M).group(1)
        moved = subprocess.run(command.split(), capture_output=True, text=True, check=True, cwd=stage.ROOT,
                               env=stage.quiet_environment(), timeout=20)
        assert moved.stdout.startswith("c.4.i  Consult widely")
        stage.wait_until("c.4.i on the screen",
                         lambda: on_screen(xvfb, tmp_path, "Consult widely and be participative"), 30)
        own = re.search(r"mqtt://127\.0\.0\.1:(\d+)", said())
        os.kill(demo.pid, number)
        assert demo.wait(15) == 128 + number
        assert not own or not listens(int(own.group(1)))
        stage.wait_until("the wall gone", lambda: not on_screen(xvfb, tmp_path, "Consult widely"), 15)
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait()
        output.close()
