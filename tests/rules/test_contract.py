"""Rule 4: include/plenary is the contract that both ends compile against, and nothing else is in it."""
import subprocess

import pytest
import source

CONTRACT = {"limits.h", "document.h", "message.h", "room.h", "wire.h", "export.h",
            "link.h"}


def strangers(root):
    return sorted(set(source.files(root, under=("include",)))
                  - {f"include/plenary/{name}" for name in CONTRACT})


def foreign_includes(root):
    """Contract headers show no private header and no library's type."""
    allowed = {f"plenary/{name}" for name in CONTRACT} | {
        "limits.h", "stdbool.h", "stddef.h", "stdint.h"}
    return [f"{name}:{line}: {header}"
            for name in source.files(root, ".h", under=("include/plenary",))
            for line, _, header in source.includes(source.read(root, name)) if header not in allowed]


def needy(root, compilers=("gcc", "clang-19")):
    """Headers that do not compile alone, included twice, under our warnings."""
    problems = []
    for name in source.files(root, ".h", under=("include/plenary",)):
        unit = f'#include "{name.removeprefix("include/")}"\n' * 2 + "extern int not_empty;\n"
        for compiler in compilers:
            done = subprocess.run(
                [compiler, "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wundef",
                 "-Wstrict-prototypes", "-Werror", "-Iinclude", "-fsyntax-only", "-x", "c", "-"],
                cwd=root, input=unit, capture_output=True, text=True, check=False)
            if done.returncode:
                problems.append(f"{name} ({compiler}): {done.stderr.strip()}")
    return problems


def unintroduced(root):
    """Headers that do not open with at most eight lines on what they are for."""
    problems = []
    for name in source.files(root, ".h", under=("include", "firmware", "tools")):
        text = source.read(root, name)
        opening = text[:text.find("*/")] if text.startswith("/*") and "*/" in text else ""
        if not 1 <= len(opening.rstrip().splitlines()) <= 8:
            problems.append(f"{name}: opens without a comment of one to eight lines")
    return problems


def test_nothing_but_the_contract_in_include(root):
    assert strangers(root) == []
    assert foreign_includes(root) == []


def test_contract_headers_stand_alone(root):
    assert needy(root) == []


def test_headers_say_what_they_are_for(root):
    assert unintroduced(root) == []


def test_bent_by_a_stranger(tree):
    root = tree({"include/plenary/limits.h": "", "include/plenary/json.h": "", "include/util.h": ""})
    assert strangers(root) == ["include/plenary/json.h", "include/util.h"]


@pytest.mark.parametrize("header", ["<cjson/cJSON.h>", '"core/json.h"', '"json.h"', "<stdio.h>"])
def test_bent_by_what_it_includes(tree, header):
    assert len(foreign_includes(tree({"include/plenary/room.h": f"#include {header}\n"}))) == 1


@pytest.mark.parametrize("text", [
    "bool f(void);\n", "struct a { int x; };\n", "int f();\n", "#if NO_SUCH\n#endif\n"])
def test_bent_by_a_header_that_needs_another(tree, text):
    assert needy(tree({"include/plenary/room.h": text}), ("gcc",)) != []


def test_bent_by_a_header_that_does_not_introduce_itself(tree):
    long = "/*\n" + " * line\n" * 9 + " */\n"
    root = tree({"firmware/core/a.h": "#ifndef A\n#endif\n", "firmware/core/b.h": long,
                 "firmware/core/c.h": "/* What c is for.\n * Who owns it. */\n"})
    assert [p.split(":")[0] for p in unintroduced(root)] == ["firmware/core/a.h", "firmware/core/b.h"]


def test_a_header_that_stands_alone(tree):
    root = tree({"include/plenary/room.h": "#ifndef R\n#define R\n#include <stdbool.h>\n"
                                           "struct a { int x; };\nbool f(void);\n#endif\n"})
    assert needy(root) == [] and foreign_includes(root) == []
