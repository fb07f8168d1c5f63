"""A text out of the room into a file, and back: with marks, statuses, alternatives and languages."""
import json
import os
import re
import stat
import subprocess

import pytest

import protocol
import stage
from test_languages import sample
from test_tool import fails, ok, shown

EXAMPLE = protocol.EXAMPLES / "export.json"
DRAFT = stage.ROOT / "assets" / "samples" / "wgec-draft-recommendation.txt"
MARKED = """# A marked draft

## a. First (Question 4)

- We {++strongly ++}{>>Brazil, EU<<}agree {--with--}{>>US<<} {~~the text~>this text~~}{>>Peru<<}. [Agreed ad ref, pending Iran]
- {==Kept words==}{>>Brazil, G77 and China<<} and {++new {--and old--}{>>US<<} ones++}{>>EU<<}, [these / those].
  - Below it. [Pending US, EU]
"""


def exported(run, *words):
    text = ok(run("export", *words))
    content = json.loads(text)
    assert [error.message[:300] for error in protocol.validator("export").iter_errors(content)] == []
    return content, text


def alone(*words):
    """A command that needs no broker."""
    return subprocess.run([stage.BIN / "plenary", *map(str, words)], capture_output=True, text=True, check=False,
                          encoding="utf-8", timeout=10, env=stage.quiet_environment())


@pytest.fixture
def other(broker):
    return lambda *words: stage.plenary(broker, *words, check=False, room="other")


def test_the_sample_goes_round(plenary, other, tmp_path):
    assert plenary("load", DRAFT).returncode == 0
    content, text = exported(plenary)
    assert len(content["sections"]) == 5
    assert exported(plenary)[1] == text
    file = tmp_path / "sample.json"
    assert ok(plenary("export", file)) == ""
    assert file.read_text() == text
    ok(other("load", file), "loaded 38 items in 5 sections: Draft recommendation")
    assert exported(other)[1] == text
    here, there = shown(plenary), shown(other)
    assert here["document"] == there["document"]
    assert here["cursor"]["item"] == there["cursor"]["item"]


def test_marks_statuses_and_alternatives_go_round(plenary, other, tmp_path):
    draft, file = tmp_path / "marked.md", tmp_path / "marked.json"
    draft.write_text(MARKED)
    ok(plenary("load", draft))
    content, text = exported(plenary)
    items = content["sections"][0]["items"]
    assert [(i["status"], i.get("who")) for i in items] == [
        ("agreed-ad-ref", ["Iran"]), ("open", None), ("pending", ["US", "EU"])]
    words = content["sections"][0]["texts"]["en"]["items"]
    assert [run for item in items[:2] for run in words[item["id"]]["runs"]] == [
        {"t": "We "}, {"t": "strongly ", "ins": ["Brazil", "EU"]}, {"t": "agree "},
        {"t": "with", "del": ["US"]}, {"t": " "}, {"t": "the text", "del": ["Peru"]},
        {"t": "this text", "ins": ["Peru"]}, {"t": "."},
        {"t": "Kept words", "keep": ["Brazil", "G77 and China"]}, {"t": " and "},
        {"t": "new ", "ins": ["EU"]}, {"t": "and old", "ins": ["EU"], "del": ["US"]},
        {"t": " ones", "ins": ["EU"]}, {"t": ", [these / those]."}]
    words[items[1]["id"]]["runs"][-1:] = [{"t": ", "}, {"t": "these", "alt": 1}, {"t": "those", "alt": 1},
                                          {"t": "."}]
    file.write_text(json.dumps(content))
    ok(other("load", file))
    again, text = exported(other)
    assert again == content
    ok(plenary("load", file))
    assert exported(plenary)[1] == text


def test_languages_and_what_lags_go_round(plenary, other, tmp_path):
    ok(plenary("load", sample("en")))
    ok(plenary("load", sample("ar"), "--align"))
    ok(plenary("load", sample("fr"), "--align"))
    content, text = exported(plenary)
    assert content["document"]["languages"] == ["en", "ar", "fr"]
    item = content["sections"][0]["items"][0]["id"]
    content["sections"][0]["texts"]["en"]["items"][item]["of"] = 12
    content["sections"][0]["texts"]["ar"]["items"][item]["of"] = 11
    content["sections"][0]["texts"]["fr"]["items"][item]["of"] = 12
    file = tmp_path / "three.json"
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    ok(other("load", file), "languages en, ar, fr")
    again, lagging = exported(other)
    assert {lang: words["items"][item]["of"] for lang, words in again["sections"][0]["texts"].items()} == \
        {"en": 1, "ar": 0, "fr": 1}
    file.write_text(text)
    ok(other("load", file))
    assert exported(other)[1] == text != lagging


def test_the_example_goes_round_as_it_is(plenary):
    ok(plenary("load", EXAMPLE), "loaded 2 items in 1 section, languages en, fr")
    assert exported(plenary)[0] == protocol.load(EXAMPLE)


def test_outline_of_an_export():
    ok(alone("outline", EXAMPLE),
       "c.4 Governments have {++special ++}{--primary --}{==responsibilities==}: [Pending United States]\n")
    ok(alone("outline", EXAMPLE, "--lang", "fr"), "c.4 Les gouvernements")
    fails(alone("outline", EXAMPLE, "--lang", "de"), 'language "de"')


def test_a_room_without_a_text(plenary, tmp_path):
    fails(plenary("export", tmp_path / "x.json"), 'no document in room "main"')
    assert not (tmp_path / "x.json").exists()


def test_a_file_is_there_whole_or_not_at_all(plenary, tmp_path):
    ok(plenary("load", EXAMPLE))
    place, link = tmp_path / "place.json", tmp_path / "link.json"
    place.write_text("old")
    place.chmod(0o640)
    link.symlink_to(place)
    ok(plenary("export", link))
    assert link.is_symlink() and json.loads(place.read_text())["format"] == "plenary"
    assert stat.S_IMODE(os.stat(place).st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".json") == ["link.json", "place.json"]
    fails(plenary("export", tmp_path), "Is a directory")
    fails(plenary("export", tmp_path / "none" / "x.json"), "none/x.json: No such file")
    fails(plenary("export", "--format", "pdf"), 'no format "pdf"; there are json, markdown, text and docx', status=2)
    fails(plenary("export", "--format", "markdown", "--view", "clean"), "--view is for --format text", status=2)
    fails(plenary("export", "--format", "text", "--view", "red"), 'no view "red"', status=2)
    fails(plenary("export", "--lang", "fr"), "json, which holds all languages", status=2)
    fails(plenary("export", "--format", "text", "--lang", "de"), 'language "de"')
    fails(plenary("export", ""), "the name of the file is empty", status=2)


def change(content, path, value):
    *way, last = [int(step) if step.isdigit() else step for step in re.findall(r"[\w-]+", path)]
    for step in way:
        content = content[step]
    content[last] = value


@pytest.mark.parametrize("path, value, said", [
    ("v", 2, "v is of an unknown version"),
    ("format", "docx", "not what `plenary export` writes"),
    ("document.languages[1]", "FR", "document.languages[1] has a bad identifier"),
    ("sections[0].items[1].id", "c4", "sections[0].items says the same thing twice"),
    ("sections[0].items[0].status", "done", "sections[0].items[0].status has a word that is none"),
    ("sections[0].texts.fr.items.c4.runs[0].t", 7, "sections[0].texts.fr.items.c4.runs[0].t has a value"),
    ("sections[0].texts.en.items.c9", {"of": 1, "runs": []}, "sections[0].texts.en.items.c9 names something"),
    ("sections[0].texts.en.items.c4.runs[1].ins[1]", "x" * 61, "runs[1].ins[1] is over a limit"),
])
def test_what_is_wrong_is_told_with_its_place(tmp_path, path, value, said):
    content = protocol.load(EXAMPLE)
    change(content, path, value)
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(content))
    done = alone("load", file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{file}: ") and said in done.stderr and done.stderr.count("\n") == 1


def test_what_is_no_json_is_told_with_its_line(tmp_path):
    file = tmp_path / "wrong.json"
    file.write_text(EXAMPLE.read_text().replace('"label": "c",', '"label": "c"', 1))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if '"label": "c"' in text)
    done = alone("outline", file)
    assert done.stderr == f"{file}:{line + 1}: the file is not one JSON value\n"


def test_markdown_is_read_back_as_it_was(plenary, other, tmp_path):
    draft, file = tmp_path / "marked.md", tmp_path / "out.md"
    draft.write_text(MARKED)
    ok(plenary("load", draft))
    ok(plenary("export", file, "--format", "markdown"))
    ok(other("load", file))
    here, there = exported(plenary)[0], exported(other)[0]
    for content in (here, there):
        for item in content["sections"][0]["items"]:
            item["marker"] = ""
    assert here == there
    assert alone("outline", file).stdout == alone("outline", draft).stdout


def test_what_markdown_cannot_hold_is_listed(plenary, tmp_path):
    ok(plenary("load", EXAMPLE))
    done = plenary("export", tmp_path / "x.md", "--format", "markdown")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "plenary: not in the Markdown: language fr is left out: it goes into a file of its own with --lang",
        'plenary: not in the Markdown: c.4 would be called "c.1"',
        'plenary: not in the Markdown: c.4.i would be called "c.1.i"',
        "plenary: not in the Markdown: c.4.i would lose marks: alternatives, or words to keep that nobody asked for"]
    french = ok(plenary("export", "--format", "text", "--lang", "fr"))
    assert "Les gouvernements ont des responsabilités :" in french and "Governments" not in french


def test_text_as_if_all_were_accepted(plenary, tmp_path):
    draft = tmp_path / "marked.md"
    draft.write_text(MARKED)
    ok(plenary("load", draft))
    clean = ok(plenary("export", "--format", "text"))
    assert "- We strongly agree this text. [Agreed ad ref, pending Iran]\n" in clean and "{" not in clean
    assert "- We agree with the text. [" in ok(plenary("export", "--format", "text", "--view", "original"))
    marked = ok(plenary("export", "--format", "text", "--view", "marked"))
    assert "{--the text--}{>>Peru<<}{++this text++}{>>Peru<<}" in marked


def test_options_that_a_whole_text_has_no_use_for(plenary):
    fails(plenary("load", EXAMPLE, "--lang", "fr"), "leave out --lang", status=2)
    fails(plenary("load", EXAMPLE, "--align"), "without --align", status=2)


def test_a_highlight_of_the_first_item_is_on_the_wall(plenary, tmp_path):
    draft = tmp_path / "lit.md"
    draft.write_text("- One {==light==} here.\n- Two {==more==}.\n")
    done = plenary("load", draft)
    assert done.returncode == 0
    assert done.stderr == (f"{draft}:2: warning: {{== ==}} without names is a highlight, which only the first "
                           "item can keep: its words stay\n")
    room = shown(plenary)
    assert [(h["exact"], h["start"], h["end"]) for h in room["cursor"]["highlights"]] == [("light", 4, 9)]
