"""The code of the page that remote participants follow: read from pictures, as the last row's phones see them."""
import math

import pytest
import zbar
from PIL import Image

import stage

URL = "https://meet.example.org/hall-1"
LONGEST = "https://meet.example.org/" + "x" * 109
DEPTH = 8  # screen heights to the last row, where nothing is said
# A phone's main camera, 26 mm equivalent, in frames 1920 pixels wide, unzoomed.
PIXELS_A_DEGREE = 1920 / 69


def read(image):
    scanner = zbar.ImageScanner()
    scanner.parse_config("enable")
    grey = image.convert("L")
    seen = zbar.Image(grey.width, grey.height, "Y800", grey.tobytes())
    scanner.scan(seen)
    return [symbol.data for symbol in seen]


def from_the_last_row(picture, shift):
    """What the phone's sensor gets; its grid lies anywhere on the picture's."""
    degrees = 2 * math.degrees(math.atan(0.5 / DEPTH))
    scale = degrees * PIXELS_A_DEGREE / min(picture.size)
    size = [round(side * scale) for side in picture.size]
    return picture.resize(size, Image.BOX, box=(shift / scale, shift * 0.7 / scale, *picture.size))


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    broker = stage.Broker(tmp_path_factory.mktemp("page")).start()
    stage.plenary(broker, "load", stage.SAMPLE)
    stage.plenary(broker, "speaker", "add", "Brazil")
    stage.plenary(broker, "speaker", "next")
    yield broker
    broker.stop()


@pytest.mark.parametrize("screen, size, theme", [
    ("text", "1920x1080", "dark"),
    ("overview", "1280x720", "light"),
    ("blank", "1920x1080", "light"),
    ("blank", "1080x1920", "dark"),
    ("blank", "1024x600", "dark"),
])
def test_a_phone_in_the_last_row_reads_it(room, tmp_path, screen, size, theme):
    stage.plenary(room, "screen", screen)
    stage.screenshot(room, tmp_path / "wall.png", size, options=["--page-url", URL, "--theme", theme])
    picture = Image.open(tmp_path / "wall.png")
    assert read(picture) == [URL]
    assert [read(from_the_last_row(picture, shift / 8)) for shift in range(8)] == [[URL]] * 8


def test_it_is_not_there_where_it_would_be_too_small(room, tmp_path):
    """Beside the text it has a column that the last row, twice as far, could not read it in."""
    stage.plenary(room, "screen", "text")
    stage.screenshot(room, tmp_path / "far.png", options=[
        "--page-url", URL, "--viewer-distance", "12", "--screen-diagonal", "75"])
    assert read(Image.open(tmp_path / "far.png")) == []


def test_the_longest_address(room, tmp_path):
    stage.plenary(room, "screen", "blank")
    stage.screenshot(room, tmp_path / "wall.png", options=["--page-url", LONGEST])
    assert read(from_the_last_row(Image.open(tmp_path / "wall.png"), 0)) == [LONGEST]


@pytest.mark.parametrize("url", ["meet.example.org", "ftp://example.org", "https://", "https://a b.org",
                                 "https://exämple.org", LONGEST + "x"])
def test_what_is_no_page(room, tmp_path, url):
    done = stage.screenshot(room, tmp_path / "wall.png", options=["--page-url", url], check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "--page-url" in done.stderr and "at most 134" in done.stderr
