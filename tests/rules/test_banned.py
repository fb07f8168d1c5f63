"""Rule 7: what is not called, and not written, anywhere."""
import re

import pytest
import source

BANNED = {
    "no length": "strcpy strcat sprintf vsprintf gets stpcpy wcscpy wcscat",
    "pads, and leaves the end open": "strncpy strncat",
    "cannot say that it failed": "atoi atol atoll atof",
    "overflows without a word": "scanf fscanf sscanf vscanf vsscanf vfscanf",
    "keeps a hidden state": "strtok rand srand random asctime ctime localtime gmtime tmpnam mktemp",
    "grows the stack": "alloca",
    "runs a shell": "system popen",
    "loads code": "dlopen",
    "hides the way": "setjmp longjmp",
    "not for more than one thread or call": "signal",  # but to ignore a signal
}
REASON = {name: why for why, names in BANNED.items() for name in names.split()}
CALL = re.compile(r"(?<![\w.>])(" + "|".join(sorted(REASON)) + r")\s*\((?!SIG\w+, SIG_IGN\))")
TYPEDEF = re.compile(r"\btypedef\s+(struct|union|enum)\b")


def banned(root):
    problems = []
    for name in source.files(root, ".c", ".h"):
        for number, line in enumerate(source.code(source.read(root, name)).splitlines(), 1):
            problems += [f"{name}:{number}: {m.group(1)}: {REASON[m.group(1)]}" for m in CALL.finditer(line)]
            if TYPEDEF.search(line):
                problems.append(f"{name}:{number}: a typedef of a {TYPEDEF.search(line).group(1)}")
    return problems


def test_nothing_banned_is_used(root):
    assert banned(root) == []


@pytest.mark.parametrize("call", sorted(REASON))
def test_bent_by_a_call(tree, call):
    root = tree({"tests/unit/test_x.c": f"/* {call}() */\nint x = {call} (1, 2);\n"})
    assert [p.split(": ")[0:2] for p in banned(root)] == [["tests/unit/test_x.c:2", call]]


@pytest.mark.parametrize("line", ["typedef struct {", "typedef  enum pl_e pl_e;", "typedef union u u;"])
def test_bent_by_a_typedef(tree, line):
    assert len(banned(tree({"firmware/core/a.h": line + "\n"}))) == 1


def test_what_only_looks_like_it(tree):
    root = tree({"firmware/core/a.c": 'snprintf(a, 1, "strcpy(x)"); // gets()\nroom_system(1); r->signal(1);\nsignal(SIGPIPE, SIG_IGN);\n'})
    assert banned(root) == []
