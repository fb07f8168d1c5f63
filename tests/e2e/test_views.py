"""The same text, three ways: one wall's own view, and the room's."""
import subprocess

import ocr
import stage
from test_tool import ok

DRAFT = """# Draft

## c. Role

1. Governments have {--special--}{>>US<<} {++common++}{>>Brazil<<} duties to everybody.
2. Business follows.
"""


def picture(broker, path, *options):
    stage.screenshot(broker, path, options=list(options))
    return ocr.read(path, "eng")


def test_a_wall_and_a_room_choose_what_is_shown(broker, plenary, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    ok(plenary("load", draft))
    seen = picture(broker, tmp_path / "marked.png")
    assert "common" in seen and "Brazil" in seen
    seen = picture(broker, tmp_path / "own.png", "--view", "clean")
    assert "common" in seen and "special" not in seen
    assert not "Brazil" in seen
    ok(plenary("view", "original"))
    seen = picture(broker, tmp_path / "original.png")
    assert "special" in seen and "common" not in seen
    seen = picture(broker, tmp_path / "still.png", "--view", "marked")
    assert "common" in seen


def test_a_view_that_is_none():
    done = subprocess.run([stage.BIN / "plenary-display", "--view", "tidy"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 2
    assert 'no view "tidy"' in done.stderr and "marked, clean and original" in done.stderr
