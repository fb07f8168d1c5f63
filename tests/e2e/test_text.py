"""What counts as text of the feed, against Python's own Unicode database."""
import unicodedata

import protocol

MARKS_MAX = 30


def expected(text):
    bad = any(unicodedata.category(c) in ("Cc", "Zl", "Zp") or 0x202A <= ord(c) <= 0x202E
              or 0x2066 <= ord(c) <= 0x2069 for c in text)
    return "text" if bad or not unicodedata.is_normalized("NFC", text) else "ok"


def known():
    """Code points that this Python knows: later Unicodes give meaning to others."""
    return [chr(c) for c in range(1, 0x110000)
            if not 0xD800 <= c <= 0xDFFF and unicodedata.category(chr(c)) not in ("Cn", "Co")]


def compare(texts):
    lines = protocol.probe("text", [text.encode().hex() for text in texts])
    assert len(lines) == len(texts)
    wrong = []
    for text, line in zip(texts, lines):
        verdict, cleaned = line.split("\t")
        cleaned = bytes.fromhex(cleaned).decode()
        if verdict != expected(text) or expected(cleaned) != "ok":
            wrong.append((text.encode("unicode_escape"), verdict, cleaned))
    assert wrong == []


def test_every_code_point_alone():
    compare(known())


def test_every_code_point_behind_and_before_others():
    characters = known()
    compare(["a" + c for c in characters])
    compare([c + "\u0301" for c in characters])
    compare(["q\u0323" + c + "x" for c in characters])


def test_every_pair_that_composes():
    pairs = [[chr(int(part, 16)) for part in unicodedata.decomposition(c).split()] for c in known()
             if unicodedata.decomposition(c) and "<" not in unicodedata.decomposition(c)]
    texts = ["".join(pair) for pair in pairs] + [f"words {''.join(pair)} words" for pair in pairs]
    texts += [pair[0] + "\u0323" + pair[1] for pair in pairs if len(pair) == 2]
    texts += [chr(0x1100 + a) + chr(0x1161 + b) for a in range(19) for b in range(21)]
    texts += [chr(0xAC00 + s) + chr(0x11A8 + t) for s in range(0, 11172, 7) for t in range(27)]
    assert len(texts) > 40000
    compare(texts)


def test_cleaning_keeps_every_word():
    text = " ".join(c for c in known() if unicodedata.category(c)[0] in "LN")
    (line,) = protocol.probe("text", [text[:50000].encode().hex()])
    cleaned = bytes.fromhex(line.split("\t")[1]).decode()
    assert cleaned.split() == unicodedata.normalize("NFC", text[:50000]).split()
