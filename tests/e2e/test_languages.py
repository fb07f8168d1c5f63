"""Several language versions bound to the items of one text."""
import re
import subprocess
import time
import unicodedata

import pytest

import ocr
import stage
from test_tool import fails, ok, shown

SAMPLES = stage.ROOT / "assets" / "samples"
LANGS = ["fr", "ar", "zh", "ru", "es"]


def sample(lang):
    return SAMPLES / f"charter-preamble.{lang}.md"


def letters(text):
    """Letters alone, of any script, composed alike; the shapes of Arabic letters are their letters."""
    return [c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) in ("Lo", "Ll", "Lu")]


@pytest.fixture
def charter(plenary):
    ok(plenary("load", sample("en")))
    return plenary


@pytest.fixture
def six(charter):
    for lang in LANGS:
        ok(charter("load", sample(lang), "--align"), f"language {lang}")
    return charter


def outlined(lang):
    """The words of each item as the draft has them."""
    done = subprocess.run([stage.BIN / "plenary", "outline", sample(lang)], capture_output=True, text=True,
                          encoding="utf-8", check=True)
    return [line.split(" ", 1)[1] for line in done.stdout.splitlines()]


def in_language(room, lang):
    """{item: words joined} of one language of `show --json`."""
    return {item: "".join(run["t"] for run in words["runs"])
            for section in room["document"]["texts"][lang]["sections"].values()
            for item, words in section["items"].items()}


def test_six_languages_bound_to_one_text(broker, six, tmp_path):
    room = shown(six)
    assert room["document"]["languages"] == ["en", *LANGS]
    ids = [item["id"] for section in room["document"]["sections"] for item in section["items"]]
    of = {item["id"]: item["of"] for section in room["document"]["sections"] for item in section["items"]}
    for lang in LANGS:
        words = in_language(room, lang)
        assert sorted(words) == sorted(ids)
        assert [words[one] for one in ids] == outlined(lang)
        for section in room["document"]["texts"][lang]["sections"].values():
            assert {item: entry["of"] for item, entry in section["items"].items()} == of
    stage.screenshot(broker, tmp_path / "ar.png", options=["--lang", "ar"])
    wanted = letters(in_language(room, "ar")[ids[0]])
    seen = letters(ocr.read(tmp_path / "ar.png", "ara"))
    pairs = set(zip(wanted, wanted[1:]))
    assert len(pairs & set(zip(seen, seen[1:]))) >= 0.9 * len(pairs)
    stage.screenshot(broker, tmp_path / "en.png")
    english = letters(ocr.read(tmp_path / "en.png", "ara"))
    assert len(pairs & set(zip(english, english[1:]))) < 0.5 * len(pairs)


def test_a_language_again_replaces_its_words(six, tmp_path):
    before = shown(six)
    draft = tmp_path / "fr.md"
    draft.write_text(sample("fr").read_text().replace("résolus à préserver", "décidés à préserver", 1))
    ok(six("load", draft, "--align", "--lang", "fr"))
    after = shown(six)
    assert after["load"] == before["load"]
    assert after["document"]["languages"] == before["document"]["languages"]
    french = " ".join(in_language(after, "fr").values())
    assert "décidés à préserver" in french and "résolus à préserver" not in french
    assert in_language(after, "ar") == in_language(before, "ar")


def test_a_newer_text_is_told_with_its_languages(six, tmp_path):
    draft = tmp_path / "en.md"
    draft.write_text(sample("en").read_text(encoding="utf-8") + "\n\nOne more.\n", encoding="utf-8")
    done = six("load", draft)
    assert done.returncode == 0, done.stderr
    assert ", languages " + ", ".join(["en", *LANGS]) + ": " in done.stdout


def test_watch_follows_in_a_language(broker, six):
    watch = subprocess.Popen([stage.BIN / "plenary", "watch", "--lang", "fr", "--broker", broker.url],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
                             env=stage.quiet_environment())
    try:
        lines = iter(watch.stdout.readline, "")
        assert any("Nous, peuples des Nations Unies" in line for line in lines)
        ok(six("next"))
        assert any("à proclamer à nouveau" in line for line in lines)
    finally:
        watch.terminate()
        watch.wait(10)


DRAFT = """# A text

## a. First

1. One
2. Two
   - Under two

## b. Second

1. One of b
2. Two of b
"""


@pytest.mark.parametrize("old, new, line, reason", [
    ("2. Two of b\n", "2. Two of b\n3. Three of b\n", 13, "section b has 3 items here and 2 in the room"),
    ("2. Two of b\n", "", 9, "section b has 1 item here and 2 in the room"),
    ("   - Under two", "3. Under two", 7, "level 1 here"),
    ("## b. Second\n\n1. One of b\n2. Two of b\n", "", None, "1 section here and 2 in the room"),
    ("2. Two of b\n", "2. Two of b\n\n## c. Third\n\n1. One of c\n", 14, "3 sections here and 2 in the room"),
    ("2. Two of b", "3. Two of b", 12, "here stands where"),
])
def test_where_two_texts_part(broker, plenary, tmp_path, old, new, line, reason):
    draft, other = tmp_path / "en.md", tmp_path / "fr.md"
    draft.write_text(DRAFT)
    assert old in DRAFT
    other.write_text(DRAFT.replace(old, new))
    ok(plenary("load", draft, "--lang", "en"))
    before = broker.retained()
    place = f"fr.md:{line}: " if line else "fr.md: "
    said = fails(plenary("load", other, "--lang", "fr", "--align"), place, reason)
    assert said.count("\n") == 1
    assert broker.retained() == before


def test_labels_are_compared_loosely(plenary, tmp_path):
    """Letters of another alphabet are no difference, and no title of its own is the original's."""
    draft, other = tmp_path / "en.md", tmp_path / "ru.md"
    draft.write_text(DRAFT)
    other.write_text(DRAFT.replace("# A text\n\n", "").replace("## a. First", "## а. Первый")
                     .replace("## b. Second", "## б. Второй"))
    ok(plenary("load", draft, "--lang", "en"))
    ok(plenary("load", other, "--lang", "ru", "--align"), "language ru: A text")
    assert shown(plenary)["document"]["texts"]["ru"]["title"] == "A text"


def test_what_cannot_be_bound(plenary, charter):
    fails(charter("load", sample("en"), "--align"), "original")
    assert plenary("load", stage.SAMPLE).returncode == 0
    fails(plenary("load", sample("fr"), "--align"), "charter-preamble.fr.md", "in the room")


def test_a_room_without_a_text(plenary):
    fails(plenary("load", sample("fr"), "--align"), "no document in room")


def test_a_text_in_parts(broker, plenary, tmp_path):
    """Long sections are split, and both languages at the same items."""
    draft, other = tmp_path / "en.md", tmp_path / "fr.md"
    words = "words that fill the line up to its very end " * 9
    for path, letter in ((draft, "e"), (other, "f")):
        path.write_text("# A text\n\n## a. One section\n\n" +
                        "".join(f"{n}. {letter}{n} {words}\n" for n in range(1, 401)) + "\n## b. Another\n\n1. Last\n")
    ok(plenary("load", draft, "--lang", "en", "--timeout", "20"))
    began = time.monotonic()
    ok(plenary("load", other, "--lang", "fr", "--align", "--timeout", "20"), "aligned 401 items")
    assert time.monotonic() - began < 20
    room = shown(plenary)
    assert len(room["document"]["sections"]) > 4
    items = [(section["id"], item["id"], item["label"]) for section in room["document"]["sections"]
             for item in section["items"]]
    for section, item, label in items[:400]:
        runs = room["document"]["texts"]["fr"]["sections"][section]["items"][item]["runs"]
        assert runs[0]["t"].startswith("f" + re.search(r"\d+$", label).group() + " "), (label, runs[0]["t"][:20])


def display(broker, *options):
    return subprocess.run([stage.BIN / "plenary-display", "--broker", broker.url, *map(str, options)],
                          capture_output=True, text=True, encoding="utf-8", timeout=60,
                          env=stage.quiet_environment())


@pytest.mark.parametrize("langs, reason", [
    ("en,ar,fr", "more than a wall shows"),
    ("en,en", "same language twice"),
    ("en,", '"" is no language'),
    ("en,a r", '"a r" is no language'),
])
def test_languages_that_no_wall_shows(broker, langs, reason):
    done = display(broker, "--lang", langs, "--screenshot", "/nowhere/x.png")
    assert done.returncode == 2 and reason in done.stderr and done.stderr.count("\n") == 1, done.stderr


def seen_pairs(picture, lang):
    seen = letters(ocr.read(picture, lang))
    return set(zip(seen, seen[1:]))


def pairs_of(words):
    wanted = letters(words)
    return set(zip(wanted, wanted[1:]))


def test_a_wall_in_two_languages(broker, six, tmp_path):
    """Beside each other in a near room, one below the other in the usual one: both are there to be read."""
    room = shown(six)
    first = room["document"]["sections"][0]["items"][0]
    wanted = {"en": pairs_of("".join(run["t"] for run in first["runs"])),
              "ru": pairs_of(in_language(room, "ru")[first["id"]])}
    near = ["--viewer-distance", "5", "--screen-diagonal", "75"]
    for name, more in (("beside", near), ("below", ["--size", "1080x1920"])):
        stage.screenshot(broker, tmp_path / f"{name}.png", options=["--lang", "en,ru", *more])
        for lang, reader in (("en", "eng"), ("ru", "rus")):
            seen = seen_pairs(tmp_path / f"{name}.png", reader)
            assert len(wanted[lang] & seen) >= 0.85 * len(wanted[lang]), (name, lang)


def test_translation_follows(broker, plenary, tmp_path):
    """Words that were not touched since the original moved on lag, though their file is loaded again."""
    draft, other = tmp_path / "en.md", tmp_path / "fr.md"
    draft.write_text("# A text\n\n## a. First\n\n1. One of the old words\n2. Two\n")
    other.write_text("# Un texte\n\n## a. Premier\n\n1. Un des anciens mots\n2. Deux\n")
    ok(plenary("load", draft, "--lang", "en"))
    ok(plenary("load", other, "--lang", "fr", "--align"))

    def of(lang):
        document = shown(plenary)["document"]
        if lang == "en":
            return {item["id"]: item["of"] for section in document["sections"] for item in section["items"]}
        return {item: words["of"] for section in document["texts"][lang]["sections"].values()
                for item, words in section["items"].items()}

    assert of("fr") == of("en")
    ok(plenary("bracket", "1", "old words"))
    behind = [item for item in of("en") if of("fr")[item] < of("en")[item]]
    assert len(behind) == 1
    ok(plenary("load", other, "--lang", "fr", "--align"))
    assert of("fr")[behind[0]] < of("en")[behind[0]], "the same words do not translate what is new"
    ok(plenary("goto", "1"))
    for langs, reader in (("fr", "fra"), ("en,fr", "fra")):
        stage.screenshot(broker, tmp_path / "lags.png", options=["--lang", langs])
        assert "traduction" in ocr.read(tmp_path / "lags.png", reader)
    other.write_text(other.read_text().replace("anciens mots", "[anciens mots]"))
    ok(plenary("load", other, "--lang", "fr", "--align"))
    assert of("fr") == of("en")
    stage.screenshot(broker, tmp_path / "current.png", options=["--lang", "fr"])
    assert "traduction" not in ocr.read(tmp_path / "current.png", "fra")
