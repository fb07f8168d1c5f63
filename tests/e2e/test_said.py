"""What programs say at a terminal: whatever a file is called, nothing goes there that it would obey."""
import json
import re
import subprocess
import unicodedata

import pytest

import stage

NAMES = {"escape": b"a\x1b[31mb", "bell": b"a\x07b", "line": b"a\nb", "c1": "a\u009b31mb".encode(), "raw": b"a\x9b31mb",
         "bidi": "a\u202etxt.b".encode(), "delete": b"a\x7fb"}
CALLS = {
    "warning": ("plenary", "outline", "{}"), "load": ("plenary", "load", "--fresh", "{}"), "no file": ("plenary", "outline", "{}.no"),
    "config": ("plenary", "--config", "{}", "show"), "wall": ("plenary-display", "--config", "{}"),
    "names": ("plenary", "speaker", "add", "Peru", "--names-file", "{}"), "export": ("plenary", "export", "{}/x"),
    "verb": ("plenary", "{}"), "option": ("plenary", "show", "--{}"), "label": ("plenary", "goto", "{}"),
    "day": ("plenary", "log", "--day", "{}"), "theme": ("plenary-display", "--theme", "./{}"),
    "view": ("plenary-display", "--view", "{}"), "log": ("plenary", "log", "--format", "{}"),
    "stray": ("plenary-display", "{}"), "wall option": ("plenary-display", "--{}"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_a_terminal_obeys(broker, room, tmp_path, call, name):
    path = tmp_path.__fspath__().encode() + b"/" + NAMES[name]
    with open(path, "wb") as draft:  # as a draft, a warning; as settings, an error; as names, one too
        draft.write(b"---\nfoo: bar\n---\n\n1. One, two, three, four, five\n")
    program, *words = CALLS[call]
    done = subprocess.run([stage.BIN / program, *[word.encode().replace(b"{}", NAMES[name]) for word in words]],
                          cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=30,
                          env=stage.quiet_environment(PLENARY_BROKER=broker.url))
    for said in (done.stdout, done.stderr):
        text = said.decode("utf-8")  # which it is
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text), text
    assert done.stderr.count(b"\n") == 1, done.stderr


@pytest.mark.parametrize("name, title", [
    (unicodedata.normalize("NFD", "Résolution.txt").encode(), "Résolution"), (b"a\x1b[31mb.md", "a [31mb"),
    (b"\xff.txt", "Untitled")])
def test_a_file_of_any_name_is_a_text_with_a_title(broker, plenary, tmp_path, name, title):
    """On a Mac, names come decomposed; a text without a title has that of its file."""
    with open(tmp_path.__fspath__().encode() + b"/" + name, "wb") as draft:
        draft.write(b"1. One item\n")
    done = subprocess.run([stage.BIN / "plenary", "load", name], cwd=tmp_path, capture_output=True, check=False,
                          env=stage.quiet_environment(PLENARY_BROKER=broker.url))
    assert done.returncode == 0, done.stderr
    assert json.loads(plenary("show", "--json").stdout)["document"]["title"] == title
