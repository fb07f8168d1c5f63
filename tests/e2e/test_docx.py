"""A draft in a word processor: its tracked changes come into the room with their authors, and go back."""
import functools
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile

import pytest

import stage
from test_tool import ok

SAMPLES = stage.ROOT / "assets" / "samples"
SPACES = {"office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
          "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
          "dc": "http://purl.org/dc/elements/1.1/"}
NAMED = {prefix: f"{{{uri}}}" for prefix, uri in SPACES.items()}

CHANGES = [("ins", "Brazil", "common but differentiated "), ("del", "United States", "special "),
           ("ins", "EU", "openly "), ("del", "Iran", "promptly ")]
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"
 style:parent-style-name="Standard" style:default-outline-level="1"/>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style></office:styles>
<office:body><office:text>"""
TEXT = """<text:p text:style-name="Title">Draft recommendation</text:p>
<text:p>This text is based on the second meeting.</text:p>
<text:h text:style-name="Heading_20_1" text:outline-level="1">A. Role of stakeholders</text:h>
<text:list text:style-name="L1"><text:list-item><text:p>Governments have {0}{1}responsibilities:</text:p>
<text:list><text:list-item><text:p>to {2}consult widely;</text:p></text:list-item>
<text:list-item><text:p>to act {3}with care.</text:p></text:list-item></text:list></text:list-item>
<text:list-item><text:p>Everybody helps. [Agreed ad ref, pending Peru]</text:p></text:list-item></text:list>
<text:h text:style-name="Heading_20_1" text:outline-level="1">B. Means</text:h>
<text:list text:style-name="L1"><text:list-item><text:p>Money is needed.</text:p></text:list-item></text:list>
</office:text></office:body></office:document>
"""


def region(number, kind, author, words):
    inside = f"<text:p>{words}</text:p>" if kind == "del" else ""
    tag = "insertion" if kind == "ins" else "deletion"
    return (f'<text:changed-region xml:id="c{number}" text:id="c{number}"><text:{tag}><office:change-info>'
            f"<dc:creator>{author}</dc:creator><dc:date>2026-03-0{number + 1}T10:00:00</dc:date></office:change-info>"
            f"{inside}</text:{tag}></text:changed-region>")


def place(number, kind, words):
    if kind == "del":
        return f'<text:change text:change-id="c{number}"/>'
    return f'<text:change-start text:change-id="c{number}"/>{words}<text:change-end text:change-id="c{number}"/>'


def fodt():
    """What four people have changed, as LibreOffice keeps it."""
    regions = "".join(region(i, *change) for i, change in enumerate(CHANGES))
    places = [place(i, kind, words) for i, (kind, _, words) in enumerate(CHANGES)]
    return HEAD + f"<text:tracked-changes>{regions}</text:tracked-changes>" + TEXT.format(*places)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """LibreOffice with a profile of its own: office(file, suffix) → the converted file."""
    assert shutil.which("soffice"), "libreoffice-writer is not installed: tools/setup"
    profile = tmp_path_factory.mktemp("office")

    def convert(file, suffix):
        out = file.parent / "converted"
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", suffix,
                        "--outdir", out, file], check=True, capture_output=True, timeout=120)
        return out / f"{file.stem}.{suffix.split(':')[0]}"
    return convert


@pytest.fixture
def drafted(office, tmp_path):
    file = tmp_path / "draft.fodt"
    file.write_text(fodt(), encoding="utf-8")
    return functools.partial(office, file)


def flat(node):
    return "".join(node.itertext())


def words_of_changes(root):
    """id → words between text:change-start and text:change-end."""
    words, open_ids = {}, []

    def walk(node):
        if node.tag == f"{NAMED['text']}tracked-changes":
            return
        if node.tag == f"{NAMED['text']}change-start":
            open_ids.append(node.get(f"{NAMED['text']}change-id"))
            words.setdefault(open_ids[-1], "")
        elif node.tag == f"{NAMED['text']}change-end":
            open_ids.remove(node.get(f"{NAMED['text']}change-id"))
        pieces = [node.text if node.tag != f"{NAMED['text']}s" else " "]
        add(pieces)
        for child in node:
            walk(child)
            add([child.tail])

    def add(pieces):
        for change in open_ids:
            words[change] += "".join(piece or "" for piece in pieces)
    walk(root.find(".//office:text", SPACES))
    return words


def tracked(file):
    """{(kind, author, words)} as LibreOffice has them in a flat .fodt, without blanks at the ends."""
    root = ET.parse(file).getroot()
    words = words_of_changes(root)
    changes = set()
    for one in root.iterfind(".//text:changed-region", SPACES):
        change = one[0]
        author = change.find(".//dc:creator", SPACES).text
        kind = "ins" if change.tag.endswith("insertion") else "del"
        said = words.get(one.get(f"{NAMED['text']}id"), "")
        if kind == "del": # in the text where deletions are shown, else here
            said += "".join(flat(p) for p in change if not p.tag.endswith("change-info"))
        changes.add((kind, author, said.strip()))
    return changes


def stripped(changes):
    return {(kind, author, words.strip()) for kind, author, words in changes}


def test_four_authors_there_and_back(plenary, drafted, office, tmp_path):
    draft, out = drafted("docx"), tmp_path / "out.docx"
    assert tracked(drafted("fodt")) == stripped(CHANGES)
    ok(plenary("load", draft), "loaded 5 items in 2 sections: Draft recommendation")
    labels = [ok(plenary("next")).split()[0] for _ in range(4)]
    ok(plenary("amend", "A.2", "--insert", "freely ", "--before", "helps", "--by", "Peru,G77"))
    ok(plenary("amend", "B.1", "--delete", "Money", "--by", "US"))
    ok(plenary("amend", "B.1", "--retain", "needed", "--by", "EU"))
    room = ok(plenary("export", "--format", "markdown"))
    done = plenary("export", out)
    assert done.returncode == 0 and "would lose" not in done.stderr and "other" not in done.stderr, done.stderr
    again = tracked(office(out, "fodt"))
    assert again == stripped(CHANGES) | {("ins", "Peru; G77", "freely"), ("del", "US", "Money")}
    ok(plenary("load", out))
    assert ok(plenary("export", "--format", "markdown")) == room
    assert labels == ["A.1.a", "A.1.b", "A.2", "B.1"]


def test_what_libreoffice_saved_loads_as_before(plenary, drafted, office, tmp_path):
    """The export, opened and saved by the word processor, is what was exported."""
    ok(plenary("load", drafted("docx")))
    room = ok(plenary("export", "--format", "markdown"))
    out = tmp_path / "out.docx"
    assert plenary("export", out).returncode == 0
    ok(plenary("load", office(out, "docx")))
    assert ok(plenary("export", "--format", "markdown")) == room


def test_written_from_right_to_left(plenary, tmp_path):
    ok(plenary("load", SAMPLES / "charter-preamble.ar.md"))
    ok(plenary("amend", "A.2", "--insert", "جديد ", "--before", "من جديد", "--by", "EU"))
    out = tmp_path / "ar.docx"
    assert plenary("export", out).returncode == 0
    with zipfile.ZipFile(out) as archive:
        assert b"<w:bidi" in archive.read("word/document.xml")
    ok(plenary("load", out))
    assert "{++جديد ++}{>>EU<<}من" in ok(plenary("export", "--format", "markdown"))


def test_odt_says_what_it_loses(plenary, drafted):
    done = plenary("load", drafted("odt"))
    assert done.returncode == 0 and "save it as .docx" in done.stderr
    assert "common but differentiated responsibilities" in ok(plenary("export", "--format", "text"))


def outline(file, *words):
    return subprocess.run([stage.BIN / "plenary", "outline", file, *words], capture_output=True, text=True, check=True,
                          timeout=60).stdout


@pytest.mark.parametrize("suffix", ["docx", "odt", "html"])
@pytest.mark.parametrize("sample", sorted(p.name for p in SAMPLES.glob("*.md")))
def test_samples_by_way_of_pandoc(sample, suffix, tmp_path):
    """The same items as the direct reader finds, whatever file they came in."""
    made = tmp_path / f"sample.{suffix}"
    subprocess.run(["pandoc", "-s", "-f", "markdown-smart-strikeout-subscript", SAMPLES / sample, "-o", made], check=True,
                   capture_output=True, timeout=60)
    lang = re.search(r"\.(\w\w)\.md", sample)
    words = ["--lang", lang.group(1)] if lang else []
    assert outline(made, *words) == outline(SAMPLES / sample, *words)


def test_html_with_marks(plenary, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<html lang="en"><title>window</title><h1>Draft</h1><ol><li>We <ins>all</ins> <del>some</del> agree '
                    '<span class="insertion" data-author="Brazil; EU">soon</span>.</li><li>More.</li></ol></html>')
    assert outline(page) == "1 We {++all ++}{--some --}agree{++ soon++}.\n2 More.\n"
    ok(plenary("load", page), "loaded 2 items")
    content = json.loads(ok(plenary("export")))
    words = content["sections"][0]["texts"]["en"]["items"]
    assert {"t": " soon", "ins": ["Brazil", "EU"]} in next(iter(words.values()))["runs"]


def test_without_pandoc_one_line_says_what_to_do(plenary, drafted, tmp_path, monkeypatch):
    draft = drafted("docx")
    monkeypatch.setenv("PATH", str(tmp_path))
    done = subprocess.run([stage.BIN / "plenary", "outline", draft], capture_output=True, text=True, check=False,
                          timeout=30)
    assert done.returncode == 1 and done.stdout == "" and len(done.stderr.splitlines()) == 1
    assert "pandoc" in done.stderr and "install" in done.stderr and "Markdown" in done.stderr


def test_broken_files_are_refused_in_a_line(plenary, drafted, tmp_path):
    whole = drafted("docx").read_bytes()
    for name, content in [("cut.docx", whole[:len(whole) // 2]), ("empty.odt", b"PK\x03\x04"), ("e.html", b"<html></html>")]:
        file = tmp_path / name
        file.write_bytes(content)
        done = plenary("load", file)
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and name in done.stderr, done.stderr
    done = plenary("load", tmp_path / "e.html", "--from", "no such")
    assert done.returncode == 2 and "no format" in done.stderr
