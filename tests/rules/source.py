"""Reads the project's C sources the way the rules need them: without comments, by include, by function."""
import os
import re
from pathlib import Path

IGNORED = {".git", "build", "__pycache__", "node_modules", ".pytest_cache"}


def files(root, *suffixes, under=("",)):
    """Every file below `root` (relative, sorted) with one of the suffixes, build output left out."""
    found = set()
    for top in under:
        for folder, folders, names in os.walk(Path(root) / top):
            folders[:] = [name for name in folders if name not in IGNORED]
            found.update(Path(folder, name).relative_to(root).as_posix() for name in names)
    return sorted(name for name in found if not suffixes or name.endswith(suffixes))


def read(root, name):
    return (Path(root) / name).read_text(encoding="utf-8", errors="replace")


_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)


def code(text):
    """The text with comments blanked and literals emptied, every line kept where it was."""
    def blank(match):
        token = match.group(0)
        if token[0] in "\"'":
            return token[0] * 2 + "\n" * token.count("\n")
        return " " + "\n" * token.count("\n")
    return _TOKEN.sub(blank, text)


_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    """(line, '<' or '"', name) of each include."""
    without_comments = _TOKEN.sub(
        lambda m: m.group(0) if m.group(0)[0] in "\"'" else "\n" * m.group(0).count("\n"), text)
    return [(without_comments.count("\n", 0, m.start()) + 1, m.group(1), m.group(2))
            for m in _INCLUDE.finditer(without_comments)]


def functions(text):
    """(name, first line, lines) of each function. .clang-format puts a function's braces, and no
    others, alone in the first column; the signature's lines count."""
    lines = code(text).split("\n")
    found = []
    for opening, line in enumerate(lines):
        if line.rstrip() != "{":
            continue
        first = opening
        while first > 0 and re.match(r"[\w\s*(]", lines[first - 1]) and lines[first - 1].strip() \
                and not lines[first - 1].rstrip().endswith((";", "}")):
            first -= 1
        closing = next(i for i in range(opening, len(lines)) if lines[i].startswith("}"))
        name = re.search(r"(\w+)\s*\(", " ".join(lines[first:opening]))
        found.append((name.group(1) if name else "?", first + 1, closing - first + 1))
    return found


def resolve(root, name, include):
    """The project's file that a quoted include means, or None for a foreign one."""
    for base in (Path(name).parent.as_posix(), "", "include", "firmware", "tools", "tests"):
        path = os.path.normpath(os.path.join(base, include))
        if (Path(root) / path).is_file():
            return path
    return None
