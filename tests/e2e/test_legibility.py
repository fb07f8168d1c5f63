"""Can it be read? Samples of what udhr.py and eye.py do at length, and that they would notice if not."""
import subprocess

import pytest
from PIL import Image, ImageDraw

import eye
import ocr
import reading
import stage
import udhr

pytestmark = pytest.mark.release  # pixels, by the hundred

ARTICLES = [4, 29]  # a short one, and one that is paged in most languages
BRACKETS = {"th": [1]}  # where the text has square brackets, which the wall draws bold


@pytest.mark.skipif(not udhr.PACKAGE.is_dir(), reason="npm package udhr: tools/setup could not fetch it")
@pytest.mark.parametrize("lang", udhr.FILES)
def test_the_wall_is_read_as_pango_is(tmp_path, lang):
    for article in udhr.run(lang, ARTICLES + BRACKETS.get(lang, []), tmp_path):
        assert article.wrong == [], (article.number, article.wall, article.pango)
        assert article.wall > 85, article.number


@pytest.mark.parametrize("inches, metres, label", [(65, 8, "c.4.i"), (75, 10, "b.1"), (86, 15, "c.4")])
def test_the_last_row_reads_it(tmp_path, inches, metres, label):
    item, = eye.run(inches, metres, [label], tmp_path)
    assert item.share >= eye.WORDS_LEAST, item.text
    assert len(item.pages) > 1 or label != "c.4", "c.4 is too long for one page there"


def test_letters_below_the_floor_are_not_read(tmp_path):
    """The eye test bites: letters made for a room a third as deep cannot be read from the last row."""
    broker = stage.Broker(tmp_path / "broker").start()
    try:
        stage.plenary(broker, "load", stage.SAMPLE)
        stage.plenary(broker, "goto", "c.4")
        items = {label: (section, item, words) for section, item, label, words in
                 reading.items_of(broker.retained())}
        stage.screenshot(broker, tmp_path / "near.png",
                         options=["--screen-diagonal", "86", "--viewer-distance", "5"])
    finally:
        broker.stop()
    seen = eye.from_the_last_row(Image.open(tmp_path / "near.png"), eye.pixels_to_minutes(86, 15))
    text, = reading.read_all([seen], "en", dictionaries=False)
    assert reading.accuracy(reading.words(items["c.4"][2]), reading.words(text)) < 60, text


def test_an_arc_minute():
    """65 inches at 8 m: 0.75 mm a pixel, and 2.33 mm an arc minute (facts of trigonometry)."""
    assert eye.pixels_to_minutes(65, 8) == pytest.approx(0.7495 / 2.3271, rel=1e-3)
    lines = Image.new("RGB", (300, 300), "black")
    draw = ImageDraw.Draw(lines)
    for x in range(0, 300, 2):
        draw.line([(x, 0), (x, 300)], fill="white")
    middle = eye.from_the_last_row(lines, 1 / 10).getpixel((45, 45))
    assert all(abs(channel - 188) <= 2 for channel in middle)  # half the light, which is no half of 255


def test_the_measures_can_fail():
    assert reading.distance("kitten", "sitting") == 3
    assert reading.accuracy("abcd", "abcd") == 100 and reading.accuracy("abcd", "abxd") == 75
    assert reading.accuracy(reading.words("to be or not"), reading.words("to or be not")) == 50
    assert reading.letters("ﻼ É, 3") == list("لاé3")
    assert reading.words("Multi-stakeholder’s 2½") == ["multi", "stakeholders", "21", "2"]


def test_other_breaks_and_another_order_are_seen(tmp_path):
    """A wall that is a word narrower than Pango's picture, or whose glyphs are swapped, is wrong."""
    draft = tmp_path / "draft.md"
    text = "نحن شعوب الأمم المتحدة وقد آلينا على أنفسنا أن ننقذ الأجيال المقبلة (12) من ويلات الحرب " * 3
    draft.write_text(f"# A text\n\n## A. One\n\n1. {text}\n", encoding="utf-8")
    broker = stage.Broker(tmp_path / "broker").start()
    try:
        stage.plenary(broker, "load", draft, "--lang", "ar")
        retained = broker.retained()
    finally:
        broker.stop()
    (section, item, _, words), = reading.items_of(retained)
    with reading.Probe(retained) as probe:
        look = probe.show(section, item)
    lines, glyphs, _ = udhr.pango(look, look.page_text(words), "ar", tmp_path)
    assert look.lines == lines and udhr.wrong_order(look, glyphs) == ""
    look.runs[0] = list(reversed(look.runs[0])) if len(look.runs[0]) > 1 else look.runs[1]
    assert udhr.wrong_order(look, glyphs).startswith("line 1")
    look.width -= 60
    assert udhr.pango(look, look.page_text(words), "ar", tmp_path)[0] != lines


def test_the_gallery_hangs_pictures(tmp_path):
    """The rooms are put together by the tool: a verb that changes must not break them unseen."""
    done = subprocess.run([str(stage.ROOT / "tools" / "gallery"), "--only", "over-time", "--out", str(tmp_path)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    sheet = Image.open(tmp_path / "gallery.png")
    wall = Image.open(tmp_path / "over-time.png")
    assert wall.size == (1920, 1080) and sheet.width > 700
    text = ocr.read(tmp_path / "over-time.png")
    assert ocr.recall("Nepal Fiji commit to the IGF and to use", text)[0] == 1, text
