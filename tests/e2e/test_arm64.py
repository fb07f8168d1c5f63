"""The programs of the Pi: built by the arm64 preset, run under qemu against the same broker, and held to the
picture of this machine."""
import json
import platform
import shutil
import subprocess

import numpy
import pytest
from PIL import Image

import stage

pytestmark = pytest.mark.release  # pixels, against the release build's

ARM = stage.ROOT / "build" / "arm64" / "bin"
QEMU = "qemu-aarch64-static"
PROGRAMS = ["plenary", "plenary-display"]


@pytest.fixture(scope="module")
def arm64():
    """Built here, so that the test never looks at programs of yesterday."""
    if platform.machine() == "aarch64":
        pytest.skip("this machine is the Pi's own kind: the other tests are about it")
    for words in (["--preset", "arm64"], ["--build", "--preset", "arm64"]):
        done = subprocess.run(["cmake", *words], cwd=stage.ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, check=False, timeout=600)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return ARM


@pytest.fixture
def broker(tmp_path):
    started = stage.Broker(tmp_path / "broker").start()
    yield started
    started.stop()


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_is_an_arm64_program(arm64, program):
    header = (arm64 / program).read_bytes()[:20]
    assert header[:5] == b"\x7fELF\x02" and header[18:20] == b"\xb7\x00"


def test_the_picture_is_the_same(arm64, broker, tmp_path):
    stage.plenary(broker, "load", stage.SAMPLE)
    stage.plenary(broker, "goto", "c.4")
    stage.plenary(broker, "highlight", "human", "rights", "law")
    for name in ("Brazil", "مصر", "中国"):
        stage.plenary(broker, "speaker", "add", name)
    # Before and after: the minute on the wall's clock may change between.
    stage.screenshot(broker, tmp_path / "before.png")
    stage.screenshot(broker, tmp_path / "arm.png", binary=arm64 / "plenary-display", before=[QEMU],
                     options=["--timeout", "60"], timeout_s=110)
    stage.screenshot(broker, tmp_path / "after.png")
    before, arm, after = (numpy.asarray(Image.open(tmp_path / f"{name}.png").convert("RGB"), dtype=int)
                          for name in ("before", "arm", "after"))
    assert before.shape == arm.shape == (1080, 1920, 3)
    assert len(numpy.unique(before)) > 50, "an empty picture is like any other"
    assert min(numpy.abs(other - arm).max() for other in (before, after)) == 0


def test_the_tool_drives_a_room(arm64, broker):
    def tool(*words):
        return subprocess.run(
            [QEMU, str(arm64 / "plenary"), *words, "--broker", broker.url, "--room", stage.ROOM],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
            env=stage.quiet_environment())
    outline = tool("outline", str(stage.SAMPLE))
    assert outline.returncode == 0, outline.stderr
    assert outline.stdout == stage.plenary(broker, "outline", stage.SAMPLE).stdout
    assert tool("load", str(stage.SAMPLE)).returncode == 0
    moved = tool("goto", "c.4")
    assert moved.returncode == 0, moved.stderr
    shown = json.loads(stage.plenary(broker, "show", "--json").stdout)
    assert shown["cursor"]["label"] == "c.4"


def test_the_emulator_is_there():
    """Without it the tests above would say nothing."""
    assert shutil.which(QEMU)
