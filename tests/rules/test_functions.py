"""Rule 6: functions are short."""
import statistics

import pytest
import source

LONGEST, LONG, LONG_SHARE, MEDIAN = 80, 50, 0.03, 15


def lengths(root, *under):
    return [(count, f"{name}:{line} {function}") for name in source.files(root, ".c", ".h", under=under)
            for function, line, count in source.functions(source.read(root, name))]


def too_long(found):
    """What breaks the rule in a list of (lines, where)."""
    problems = [f"{where}: {count} lines" for count, where in found if count > LONGEST]
    long = sorted((f for f in found if f[0] > LONG), reverse=True)
    if len(long) > LONG_SHARE * len(found):
        problems.append(f"{len(long)} of {len(found)} functions are over {LONG} lines: {long}")
    if found and statistics.median(count for count, _ in found) > MEDIAN:
        problems.append(f"the median is {statistics.median(count for count, _ in found)} lines")
    return problems


@pytest.mark.parametrize("part", [("firmware", "tools"), ("tests",)], ids=["product", "tests"])
def test_functions_are_short(root, part, record_testsuite_property, capsys):
    found = sorted(lengths(root, *part), reverse=True)
    counts = [count for count, _ in found] or [0]
    line = (f"{' and '.join(part)}: {len(found)} functions, median {statistics.median(counts):g} lines, "
            f"{sum(c > LONG for c in counts)} over {LONG}, longest {counts[0]}")
    with capsys.disabled():
        print(f"\n{line}", end=" ")
    record_testsuite_property(f"functions {part[0]}", line)
    assert too_long(found) == []


def function(lines, name="f"):
    """A function of so many lines in all."""
    return f"static int {name}(int a)\n{{\n" + "    a++;\n" * (lines - 4) + "    return a;\n}\n\n"


def test_bent_by_one_too_long(tree):
    root = tree({"firmware/core/a.c": function(80) + function(3) * 99})
    assert too_long(lengths(root, "firmware")) == []
    root = tree({"firmware/core/a.c": function(81, "monster") + function(4) * 99})
    assert too_long(lengths(root, "firmware")) == ["firmware/core/a.c:1 monster: 81 lines"]


def test_bent_by_too_many_long(tree):
    root = tree({"tools/a.c": function(51) * 4 + function(5) * 96})
    assert "4 of 100" in too_long(lengths(root, "tools"))[0]
    root = tree({"tools/a.c": function(51) * 3 + function(5) * 97})
    assert too_long(lengths(root, "tools")) == []


def test_bent_by_the_median(tree):
    assert "median is 16" in too_long(lengths(tree({"tools/a.c": function(16) * 9}), "tools"))[0]
    assert too_long(lengths(tree({"tools/a.c": function(15) * 9}), "tools")) == []


def test_reads_functions_as_they_are_written(tree):
    root = tree({"tools/a.c": '''#include <stdio.h>

/* A comment
 * before. */
struct point {
    int x;
};

static const char *names[] = {
    "{",
    "}",
};

enum pl_error
a_name_on_the_next_line(int a,
                        int b)
{
    if (a) {
        return "}\\
{";
    }
}
int g(void)
{
}
'''})
    assert [(where.split()[1], count) for count, where in lengths(root, "tools")] == \
        [("a_name_on_the_next_line", 9), ("g", 3)]
