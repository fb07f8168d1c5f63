"""Rule 8: whoever silences a tool says why, on the same line."""
import re

import pytest
import source

# A directive, with the finding it silences; the reason is what is left of the line.
C_DIRECTIVES = [
    re.compile(r"NOLINT(?:NEXTLINE|BEGIN)?(?P<what>\([\w.,* -]+\))?"),
    re.compile(r"cppcheck-suppress(?P<what>(?:-begin|-file)?[ ]*(?:\[[\w, ]+\]|\w+))?"),
    re.compile(r"#\s*pragma\s+(?:GCC|clang)\s+diagnostic\s+(?:ignored|warning)\s*(?P<what>\"[^\"]+\")?"),
    re.compile(r"#\s*pragma\s+(?:GCC|clang)\s+(?P<what>optimize|system_header)"),
    re.compile(r"clang-format (?P<what>off)"),
    re.compile(r"__attribute__\(\((?P<what>no_sanitize\w*(?:\([^)]*\))?)\)\)"),
]
SHELL_DIRECTIVES = [re.compile(r"#\s*shellcheck\s+disable=(?P<what>[\w,]+)")]
PYTHON_DIRECTIVES = [re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<what>\S*)"),
                     re.compile(r"mark\.(?P<what>xfail|skip)\b(?:\(reason=)?")]


def directives_of(root, name):
    if name.endswith((".c", ".h")):
        return C_DIRECTIVES
    if name.endswith(".py"):
        return [] if name.startswith("tests/rules/") else PYTHON_DIRECTIVES
    if name.startswith((".ci/", "tools/", "toolchain/", "tests/")) and "." not in name.split("/")[-1] \
            or name.endswith(".sh"):
        return SHELL_DIRECTIVES
    return []


def unexplained(root):
    problems = []
    for name in source.files(root):
        directives = directives_of(root, name)
        for number, line in enumerate(source.read(root, name).splitlines() if directives else [], 1):
            for match in filter(None, (d.search(line) for d in directives)):
                if not match.group("what"):
                    problems.append(f"{name}:{number}: does not name the finding")
                elif len(re.findall(r"[A-Za-z]{2,}", line[match.end():])) < 3:
                    problems.append(f"{name}:{number}: gives no reason")
    return problems


def test_every_suppression_has_its_reason(root):
    assert unexplained(root) == []


BARE = {
    "a.c": ["x(); // NOLINT", "x(); // NOLINT(misc-no-recursion)", "// NOLINTNEXTLINE(cert-err34-c): see",
            "// cppcheck-suppress memleak", '#pragma GCC diagnostic ignored "-Wconversion"',
            '#pragma clang diagnostic ignored "-Wall" // yes', "// clang-format off",
            '__attribute__((no_sanitize("undefined")))', "// NOLINT because it is a false alarm"],
    "tools/run": ["# shellcheck disable=SC2086"],
    "tests/e2e/test_a.py": ["import x  # noqa: F401", "@pytest.mark.skip", "@pytest.mark.xfail()"],
}
EXPLAINED = {
    "a.c": ["x(); // NOLINT(misc-no-recursion): depth is bounded by PL_JSON_DEPTH",
            "// cppcheck-suppress memleak ; the caller frees it with the message",
            '#pragma GCC diagnostic ignored "-Wconversion" // cmocka casts in its macros',
            "#pragma GCC diagnostic push", "// clang-format off: one row per key is a table"],
    "tools/run": ["# shellcheck disable=SC2086 # the words are meant to be split"],
    "tests/e2e/test_a.py": ["import x  # noqa: F401 it registers the fixtures"],
}


@pytest.mark.parametrize("name, line", [(n, line) for n, lines in BARE.items() for line in lines])
def test_bent_by_silence_without_a_reason(tree, name, line):
    assert len(unexplained(tree({name: f"\n{line}\n"}))) == 1


@pytest.mark.parametrize("name, line", [(n, line) for n, lines in EXPLAINED.items() for line in lines])
def test_a_reason_is_enough(tree, name, line):
    assert unexplained(tree({name: line + "\n"})) == []
