"""Every example in the texts that people read: --help of each verb and of the programs, the README, the
manuals, the desk's keys. They are cut out of the texts themselves; there is no second list."""
import re
import shlex
import subprocess

import stage

PROGRAMS = ("plenary", "plenary-display")
MAN = stage.ROOT / "assets" / "man"

# What stands for something of the reader's own.
WORDS = {"FILE": "draft.txt", "WORDS": "special", "TEXT": "Some words.", "NAME": "Brazil", "GROUP": "G77",
         "USER": "lima-2", "LANG": "fr", "DATE": "2026-11-24", "N": "1", "MM:SS": "05:00", "LABEL": "Coffee",
         "VERB": "next", "COMMAND": "next", "FILE.png": "wall.png"}


def said(program, *words):
    return subprocess.run([stage.BIN / program, *words], capture_output=True, text=True, check=True,
                          env=stage.quiet_environment()).stdout


def verbs():
    """As `plenary --help` lists them: of one word, or of two where the first is a family."""
    found = []
    for line in re.search(r"^Commands:\n(.*?)^\S", said("plenary", "--help"), re.S | re.M)[1].splitlines():
        words = line.split()
        alone = "Example:" in said("plenary", words[0], "--help")
        found.append(words[:1] if alone else words[:2])
    return found


def of_help():
    for verb in verbs():
        for line in said("plenary", *verb, "--help").split("\nExample:\n")[1].splitlines():
            yield f"plenary {' '.join(verb)} --help", line.strip()
    for line in re.findall(r"^  (plenary-display .*)$", said("plenary-display", "--help"), re.M):
        yield "plenary-display --help", line


def choices(text):
    """What "[--format csv|text]" and "a|b" leave to choose: without the brackets, and each choice."""
    bracket = re.search(r"\[([^][]*)\]", text)
    if bracket:
        before, after = text[:bracket.start()], text[bracket.end():]
        for inside in ("", bracket[1]):
            yield from choices(before + inside + after)
        return
    word = re.search(r"(?<!\S)[\w-]+(?:\|[\w-]+)+(?!\S)", text)
    for one in word[0].split("|") if word else [None]:
        if one is None:
            yield " ".join(text.split())
        else:
            yield from choices(text[:word.start()] + one + text[word.end():])


def filled(text):
    return re.sub(r"(?<![\w./-])(" + "|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))) + r")(?![\w.|])",
                  lambda found: shlex.quote(WORDS[found[0]]), text)


def is_call(text):
    return text.split(" ")[0] in PROGRAMS or text.startswith('eval "$(plenary ')


def of_readme():
    text = (stage.ROOT / "README.md").read_text(encoding="utf-8").replace("\\|", "|")
    for found in re.finditer(r"`([^`\n]+)`", text):
        if is_call(found[1]) and " " in found[1]:
            for one in choices(found[1]):
                yield "README.md", filled(one)
    for found in re.findall(r"^    (\.?\.?/\S*|plenary\S* .*?)(?:  .*)?$", text, re.M):
        yield "README.md", found


def plain(roff):
    for escape, char in ((r"\(dq", '"'), (r"\(ha", "^"), (r"\-", "-"), (r"\&", "")):
        roff = roff.replace(escape, char)
    return roff


def of_manuals():
    for path in sorted(MAN.iterdir()):
        page = path.read_text(encoding="utf-8")
        for found in re.findall(r"^\.(?:Dl|Ql) (.*?)(?: [.,;])?$", page, re.M):
            if is_call(plain(found)):
                yield path.name, filled(plain(found))
        examples = re.search(r"^\.Sh EXAMPLES$(.*?)^\.Sh ", page, re.S | re.M)
        for line in (examples[1] if examples else "").splitlines():
            if is_call(plain(line)):
                yield path.name, plain(line)


def everything():
    """{call: where it stands}"""
    found = {}
    for where, call in (*of_help(), *of_readme(), *of_manuals()):
        found.setdefault(call, []).append(where)
    return found


def drafts():
    """The drafts that plenary-import(5) shows."""
    page = (MAN / "plenary-import.5").read_text(encoding="utf-8")
    return [plain(found) for found in re.findall(r"^\.Bd .*?\n(.*?)^\.Ed", page, re.S | re.M)]
