#!/usr/bin/python3
"""Shows the texts of nine languages in turn on one wall, round after round, and watches its memory: at most
60 MiB (PSS), and no growth after the first ten rounds (RSS: PSS changes with what else runs on the machine).

    tests/e2e/script_rounds.py [--rounds N]     500 rounds, about three minutes

Exits 0 when both hold. Figures are printed every fifty rounds."""
import argparse
import re
import subprocess
import sys
from pathlib import Path

import stage

MOST_MIB, GROWTH_MIB, SETTLED = 60, 2.0, 10
GAP_MS, STEP = 5, 50

# What the samples do not have: article 1 of the Universal Declaration of Human Rights.
DECLARATION = {
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और "
          "अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ ต่างในตนมีเหตุผลและมโนธรรม "
          "และควรปฏิบัติต่อกันด้วยจิตวิญญาณแห่งภราดรภาพ",
    "he": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם "
          "לנהוג איש ברעהו ברוח של אחווה.",
}
LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es", "hi", "th", "he"]


def paragraphs(lang):
    if lang in DECLARATION:
        return [DECLARATION[lang]]
    sample = stage.ROOT / "assets" / "samples" / f"charter-preamble.{lang}.md"
    return [line[2:] for line in sample.read_text("utf-8").splitlines() if line.startswith("- ")]


def draft(file):
    """A section a language; the labels of its items, by section."""
    lines, labels = ["# Nine scripts"], []
    for number, lang in enumerate(LANGUAGES):
        letter = "abcdefghi"[number]
        items = paragraphs(lang)
        lines += [f"## {letter}. {items[0].split()[0][:24]}", *(f"- {item}" for item in items)]
        labels.append([f"{letter}.{i + 1}" for i in range(len(items))])
    file.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return labels


def memory_mib(pid):
    """(PSS, RSS)"""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return tuple(int(re.search(rf"^{what}:\s+(\d+) kB", rollup, re.MULTILINE).group(1)) / 1024
                 for what in ("Pss", "Rss"))


def show(broker, wall, labels, first, rounds):
    """So many rounds: one item a language, another one each round. How many had a picture of their own."""
    way = [section[number % len(section)] for number in range(first, first + rounds) for section in labels]
    done = subprocess.run([str(stage.BIN / "mover"), str(broker.port), stage.ROOM, str(len(way)), str(GAP_MS),
                           way[-1], *way[:-1], way[-1]], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False, timeout=120 + len(way), env=stage.quiet_environment())
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    moves = [line.split() for line in done.stdout.splitlines() if line.startswith("move ")]
    wall.wait_presented((int(moves[-1][2]), int(moves[-1][3])), 30)
    stamps = {shown for _, shown in wall.presented()}
    return sum((int(m[2]), int(m[3])) in stamps for m in moves), len(moves)


def run(rounds, folder, report=print):
    """(the most PSS, what RSS grew by after ten rounds, share of the moves that had a picture), in MiB."""
    broker = stage.Broker(folder / "broker").start()
    wall = None
    shown = moved = at = most = grown = first = 0
    try:
        labels = draft(folder / "nine.md")
        stage.plenary(broker, "load", folder / "nine.md", "--lang", "en")
        wall = stage.Wall(broker, folder)
        wall.wait_live()
        while at < rounds:
            step = min(STEP - at % STEP if at >= SETTLED else SETTLED, rounds - at)
            counts = show(broker, wall, labels, at, step)
            shown, moved, at = shown + counts[0], moved + counts[1], at + step
            pss, rss = memory_mib(wall.process.pid)
            first = first or rss
            most, grown = max(most, pss), max(grown, rss - first)
            report(f"after {at} rounds: PSS {pss:.1f} MiB, RSS {rss:.1f} MiB")
        return most, grown, shown / moved
    finally:
        if wall:
            wall.stop()
        broker.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500, metavar="N")
    arguments = parser.parse_args()
    with stage.Folder() as folder:
        most, grown, shown = run(max(SETTLED, arguments.rounds), folder, lambda line: print(line, flush=True))
    good = most <= MOST_MIB and grown <= GROWTH_MIB and shown > 0.95
    print(f"{len(LANGUAGES)} languages, {100 * shown:.0f} % of the moves with a picture of their own: at most "
          f"{most:.1f} MiB (≤ {MOST_MIB}), {grown:+.1f} MiB after the first {SETTLED} rounds (≤ {GROWTH_MIB:g}): "
          + ("met" if good else "MISSED"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
