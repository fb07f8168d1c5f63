"""The wall's text against Pango's own: the same text, fonts and width, once through text.c, glyphs.c and
the painter, once laid out and painted by Pango and FreeType alone (text_reference.c). Lines, glyphs and
positions are compared as numbers, the pictures as pictures.
PLENARY_PICTURES=DIR keeps the pictures, ours and Pango's side by side."""
import os
import re
import subprocess
from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageFilter

from stage import BIN, ROOT, quiet_environment

pytestmark = pytest.mark.release  # pixels

FONTS = [Path("/usr/share/fonts") / name for name in (
    "truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf",
    "truetype/noto/NotoSansArabic-Regular.ttf", "truetype/noto/NotoSansArabic-Bold.ttf",
    "truetype/noto/NotoSansHebrew-Regular.ttf", "truetype/noto/NotoSansHebrew-Bold.ttf",
    "truetype/noto/NotoSansDevanagari-Regular.ttf", "truetype/noto/NotoSansDevanagari-Bold.ttf",
    "truetype/noto/NotoSansThai-Regular.ttf", "truetype/noto/NotoSansThai-Bold.ttf",
    "truetype/noto/NotoSansSymbols-Regular.ttf", "truetype/noto/NotoSansSymbols2-Regular.ttf",
    "truetype/noto/NotoSansMath-Regular.ttf",
    "opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Bold.ttc")]
OTHERS = ["Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai",
          "Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math"]
LATIN_FIRST = ["Noto Sans", *OTHERS, "Noto Sans CJK SC"]
CHINESE_FIRST = ["Noto Sans CJK SC", "Noto Sans", *OTHERS]
MARGIN = 40


def sample(name, nth=0):
    """The nth item of a sample in the tree."""
    text = (ROOT / "assets" / "samples" / name).read_text(encoding="utf-8")
    return [line[2:] for line in text.splitlines() if line.startswith("- ")][nth]


TEXTS = {  # name: language, text
    "arabic-charter": ("ar", sample("charter-preamble.ar.md")),
    "arabic-vowel-signs": ("ar", "إِنَّ ٱلْحُقُوقَ وَالوَاجِبَاتِ مُتَسَاوِيَةٌ لِكُلِّ إِنْسَانٍ، وَلَا يَجُوزُ التَّمْيِيزُ بَيْنَهُمْ."),
    "arabic-digits-brackets": ("ar", "تنص الفقرة 4 (ب) من القرار 70/1 [المعدّل] على 25٪ قبل عام 2030 (انظر المرفق)."),
    "arabic-with-latin": ("ar", "وافقت اللجنة على إضافة عبارة Internet Governance Forum (IGF) في الفقرة c.4.ii من النص."),
    "hebrew": ("he", "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם (סעיף 1), ראו A/RES/217 [1948]."),
    "hebrew-points": ("he", "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ."),
    "chinese-charter": ("zh", sample("charter-preamble.zh.md")),
    "chinese-quotes": ("zh", "主席提议将“特殊责任”改为“共同但有区别的责任”（见第4段），并删除“首要”一词；代表团随后要求在“公共利益”之后加上方括号。"),
    "chinese-with-latin": ("zh", "请各国政府在 2030 年前落实 WSIS+10 成果文件（A/RES/70/125）第 c.4.ii 段。"),
    "russian": ("ru", sample("charter-preamble.ru.md")),
    "russian-stress": ("ru", "Пра́во наро́дов на самоопределе́ние — «неотъемлемое» право (п. 4), ё и й на месте."),
    "french": ("fr", "« Où l’œuvre naît-elle ? » demande l’Équateur ; 12 % des délégués répondent : « à Noël »."),
    "english-ligatures": ("en", "The office offers efficient, affordable traffic: AVA To. [We find] “fifty-five” — e.g. 3½ × 4²."),
    "hindi": ("hi", "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है (अनुच्छेद १)।"),
    "thai": ("th", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม (ข้อ 1)"),
    "symbols": ("en", "✓ agreed → next ⚑ point of order ◐ pending ≤ 5 min … ∀x ∈ ℝ"),
    "mixed-ltr": ("en", "The words «حقوق الإنسان» (human rights), שלום and 人权 stand in paragraph 12 (b), 100%."),
    "mixed-rtl": ("ar", "القرار رقم (A/70/L.33) بشأن Wi-Fi 6 و 人权 و права человека، 3.5 مليون [2015–2030]."),
    "broken-word": ("ar", "المستشفيات" * 6),
}
SIZES = [(60, 1180, "regular"), (34, 700, "regular"), (48, 900, "bold")]


def run(*command, stdin):
    done = subprocess.run([str(part) for part in command], input=stdin.encode(), capture_output=True,
                          env=quiet_environment(), timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return [line.split("\t") for line in done.stdout.decode().splitlines()]


def by_line(rows, what):
    """[(start, end, rtl), …] and what stands in each line."""
    lines, parts = [], []
    for row in rows:
        if row[0] == "line":
            lines.append(tuple(map(int, row[1:])))
            parts.append([])
        elif row[0] == what:
            parts[-1].append(row[1:])
    return lines, parts


def shaped(runs_by_line, em):
    """Glyphs of our runs by line: what SDL2_ttf's HarfBuzz makes of them."""
    request = "".join("\t".join([file, face, str(em), script, rtl, x, text]) + "\n"
                      for runs in runs_by_line for file, face, script, rtl, x, _, _, text in runs)
    rows = iter(run(BIN / "text_reference", "shape", stdin=request))
    result = []
    for runs in runs_by_line:
        glyphs = []
        for _ in runs:
            for row in iter(lambda: next(rows), ["end"]):
                glyphs.append((Path(row[1]).name, int(row[2]), float(row[3])))
        result.append(glyphs)
    return result


def render(tmp, name, em, width, weight, direction="auto"):
    lang, text = TEXTS[name]
    ours, theirs = tmp / "ours.png", tmp / "theirs.pgm"
    options = [lang, em, width, weight, direction, MARGIN, em * 2]
    families = CHINESE_FIRST if lang == "zh" else LATIN_FIRST
    probe = run(BIN / "text_probe", ours, *options, stdin=text)
    reference = run(BIN / "text_reference", "layout", theirs, *options, ",".join(families), *FONTS, stdin=text)
    pictures = Image.open(ours).convert("L"), Image.open(theirs).copy()  # not mapped from the file
    keep = os.environ.get("PLENARY_PICTURES")
    if keep:
        both = Image.new("L", (pictures[0].width, sum(p.height for p in pictures)), 96)
        both.paste(pictures[0], (0, 0))
        both.paste(pictures[1], (0, pictures[0].height))
        both.save(Path(keep) / f"{name}-{em}-{weight}-{direction}.png")
    return probe, reference, pictures


def difference(ours, theirs):
    """Of two pictures of the same size, blurred: what differs, of what is there."""
    a, b = (numpy.asarray(p.filter(ImageFilter.GaussianBlur(1)), dtype=float) for p in (ours, theirs))
    return float(numpy.abs(a - b).sum() / max(a.sum(), b.sum(), 1))


def alike(em):
    """Pango puts glyphs on whole pixels and does not hint, SDL2_ttf puts them on parts of pixels and hints
    upright: what that makes of thin strokes weighs more in small letters. A shift by two pixels gives more
    than 0.3 at 60 px (see the test of the measure)."""
    return 0.16 if em >= 48 else 0.22


def centres(ours, theirs, top, bottom):
    """[(centre in ours, centre in theirs)] of the ink of each word between two rows: what is apart where
    both have four empty columns."""
    columns = [numpy.asarray(p, dtype=float)[top:bottom].sum(axis=0) for p in (ours, theirs)]
    inked = numpy.flatnonzero(columns[0] + columns[1] > 100)
    if inked.size == 0:
        return []
    words = numpy.split(inked, numpy.flatnonzero(numpy.diff(inked) > 4) + 1)
    return [tuple(float((c[w] * w).sum() / max(c[w].sum(), 1)) for c in columns) for w in words]


CASES = [(name, *size) for name in TEXTS for size in SIZES]


@pytest.mark.parametrize("name, em, width, weight", CASES, ids=lambda v: str(v))
def test_as_pango_paints_it(tmp_path, name, em, width, weight):
    probe, reference, (ours, theirs) = render(tmp_path, name, em, width, weight)
    assert probe[-1] == ["unknown", "0"]
    our_lines, runs = by_line(probe, "run")
    their_lines, their_glyphs = by_line(reference, "glyph")
    assert our_lines == their_lines
    for number, (got, wanted) in enumerate(zip(shaped(runs, em), their_glyphs, strict=True)):
        wanted = [(Path(file).name, int(glyph), float(x)) for file, glyph, x in wanted]
        assert [g[:2] for g in got] == [w[:2] for w in wanted], f"glyphs of line {number}"
        worst = max((abs(g[2] - w[2]) for g, w in zip(got, wanted)), default=0)
        assert worst <= 0.5, f"line {number} is off by {worst:.2f} px"
    assert ours.size == theirs.size
    assert difference(ours, theirs) < alike(em)
    for number in range(len(our_lines)):
        top = MARGIN + number * em * 2
        apart = [abs(x - y) for x, y in centres(ours, theirs, top, top + em * 2)]
        assert max(apart) <= 1.2 and numpy.mean(apart) <= 0.6, f"line {number}: {max(apart):.2f} px"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("name", ["mixed-ltr", "mixed-rtl", "english-ligatures", "arabic-charter"])
def test_a_forced_direction(tmp_path, name, direction):
    probe, reference, pictures = render(tmp_path, name, 40, 800, "regular", direction)
    assert by_line(probe, "run")[0] == by_line(reference, "glyph")[0]
    assert {rtl for _, _, rtl in by_line(probe, "run")[0]} == {int(direction == "rtl")}
    assert difference(*pictures) < alike(40)


def test_a_wrong_picture_is_told_apart(tmp_path):
    """The measure must bite: one letter less, a shift by two pixels, the lines of another text."""
    _, _, (ours, theirs) = render(tmp_path, "russian", 60, 1180, "regular")
    shifted = Image.new("L", theirs.size)
    shifted.paste(theirs, (2, 0))
    assert difference(ours, shifted) > 0.3
    assert min(abs(x - y) for x, y in centres(ours, shifted, 40, 160)) > 1
    _, _, (other, _) = render(tmp_path, "russian-stress", 60, 1180, "regular")
    assert difference(other.resize(theirs.size), theirs) > 0.5


def test_what_no_font_has_is_counted_and_drawn_as_a_box(tmp_path):
    unknown = "\U00012345"  # cuneiform: in none of the fonts of the list
    rows = run(BIN / "text_probe", tmp_path / "box.png", "en", 60, 800, "regular", "auto", MARGIN, 120,
               stdin=f"a{unknown}b")
    assert rows[-1] == ["unknown", "1"]
    kinds = [(row[7], row[8] if row[7] == "0" else "") for row in rows if row[0] == "run"]
    assert kinds == [("0", "a"), ("1", ""), ("0", "b")]
    box = next(row for row in rows if row[0] == "run" and row[7] == "1")
    left, width = MARGIN + float(box[5]), float(box[6])
    picture = numpy.asarray(Image.open(tmp_path / "box.png").convert("L"))
    inside = picture[MARGIN:, round(left):round(left + width)]
    assert width > 10 and (inside > 200).any(), "no box"
    middle = inside[MARGIN + 28 - MARGIN:80, width // 2 > 0 and round(width / 2)]
    assert middle.min() == 0, "the box is hollow"


def test_the_languages_of_the_samples_need_no_box(tmp_path):
    for file in sorted((ROOT / "assets" / "samples").glob("charter-preamble.*.md")):
        lang = re.search(r"\.(\w+)\.md$", file.name).group(1)
        words = " ".join(file.read_text(encoding="utf-8").split())
        rows = run(BIN / "text_probe", tmp_path / "x.png", lang, 24, 1200, "regular", "auto", 10, 40, stdin=words)
        assert rows[-1] == ["unknown", "0"], file.name
