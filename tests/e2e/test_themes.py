"""Themes, as a technician has them: by name, from a file, from the settings, and what is said of a bad one."""
import subprocess

import numpy
import pytest
from PIL import Image

import stage

MARK = (200, 30, 90)


@pytest.fixture(scope="module")
def at_c4i(tmp_path_factory):
    broker = stage.Broker(tmp_path_factory.mktemp("themes")).start()
    stage.plenary(broker, "load", stage.SAMPLE)
    stage.plenary(broker, "goto", "c.4.i")
    yield broker
    broker.stop()


def picture(broker, path, *options):
    stage.screenshot(broker, path, size="1280x720", options=options)
    with Image.open(path) as image:
        return numpy.asarray(image.convert("RGB"), dtype=float)


def light(rgb):
    """Relative luminance (WCAG 2.2)."""
    v = numpy.asarray(rgb) / 255
    return numpy.where(v > 0.04045, ((v + 0.055) / 1.055) ** 2.4, v / 12.92) @ [0.2126, 0.7152, 0.0722]


def contrast(a, b):
    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def common(pixels):
    """The colours of a picture, the most frequent first."""
    colours, counts = numpy.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    return colours[numpy.argsort(-counts)]


@pytest.mark.parametrize("name, ground, least", [
    ("dark", (14, 17, 22), 7), ("light", (251, 250, 246), 7), ("high-contrast", (0, 0, 0), 15)])
def test_a_theme_by_its_name(at_c4i, tmp_path, name, ground, least):
    colours = common(picture(at_c4i, tmp_path / "a.png", "--theme", name))
    assert tuple(colours[0]) == ground
    assert contrast(colours[0], colours[1]) >= least, "what is written most is not read well"


def write_theme(folder, lines="", logo=True):
    Image.new("RGB", (120, 120), MARK).save(folder / "logo.png")
    path = folder / "house.theme"
    path.write_text(f"extends = light\nground = #ffffff\n{'logo = logo.png' if logo else ''}\n{lines}\n")
    return path


def marked(pixels):
    return numpy.argwhere((pixels == MARK).all(axis=2))


def test_a_theme_of_ones_own_with_a_logo(at_c4i, tmp_path):
    theme = write_theme(tmp_path)
    pixels = picture(at_c4i, tmp_path / "a.png", "--theme", str(theme))
    assert tuple(common(pixels)[0]) == (255, 255, 255)
    logo = marked(pixels)
    assert len(logo) > 500 and logo[:, 0].min() > 600 and logo[:, 1].max() < 300, "at the foot's start"
    assert len(marked(picture(at_c4i, tmp_path / "b.png", "--theme", "light"))) == 0


def test_a_theme_from_the_settings_is_beside_them(at_c4i, tmp_path):
    (tmp_path / "sub").mkdir()
    write_theme(tmp_path / "sub")
    settings = tmp_path / "plenary.conf"
    settings.write_text("theme = sub/house.theme\n")
    assert len(marked(picture(at_c4i, tmp_path / "a.png", "--config", str(settings)))) > 500
    settings.write_text("theme = light\n")
    assert tuple(common(picture(at_c4i, tmp_path / "a.png", "--config", str(settings)))[0]) == (251, 250, 246)


def test_margins_move_all_of_it(at_c4i, tmp_path):
    def inked(*lines):
        theme = write_theme(tmp_path, "\n".join(lines), logo=False)
        pixels = picture(at_c4i, tmp_path / "a.png", "--theme", str(theme))
        return numpy.argwhere((pixels != 255).any(axis=2))
    wide, narrow = inked(), inked("margin_x = 12", "margin_y = 5")
    assert narrow[:, 1].min() >= 0.12 * 720 - 2 > wide[:, 1].min()
    assert narrow[:, 0].min() >= wide[:, 0].min() + 30 and narrow[:, 0].max() <= wide[:, 0].max() - 30


@pytest.mark.parametrize("lines, said", [
    ("dim = #888888", ":4: dim #888888 on ground #ffffff has a contrast of 3.54:1, but needs 7:1"),
    ("dimm = #888888", ":4: unknown key 'dimm'; did you mean 'dim'?"),
    ("dim = grey", ":4: dim is \"grey\", but must be a colour like #f2b04c"),
    ("logo = none.png", ":4: logo "),
])
def test_a_bad_theme_ends_in_one_line(tmp_path, lines, said):
    theme = write_theme(tmp_path, lines, logo=False)
    done = subprocess.run([str(stage.BIN / "plenary-display"), "--theme", str(theme), "--screenshot", "x.png"],
                          cwd=tmp_path, env=stage.quiet_environment(), capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert f"plenary-display: theme {theme}{said}" in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_a_name_that_is_none_is_wrong_usage(tmp_path):
    done = subprocess.run([str(stage.BIN / "plenary-display"), "--theme", "mauve", "--screenshot", "x.png"],
                          cwd=tmp_path, env=stage.quiet_environment(), capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert "no theme \"mauve\"; there are dark, light, high-contrast" in done.stderr
