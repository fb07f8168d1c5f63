"""Rule 2: arrows point down. core and link do not know each other; only the mains introduce them."""
import re

import pytest
import source

CONTRACT = r"include/plenary/(?!link\.h)\w+\.h"
LINK = r"include/plenary/link\.h"

# Per directory, the project's headers that a file there may include.
ARROWS = {
    "include/plenary/": [CONTRACT],
    "firmware/core/": [CONTRACT, r"firmware/core/.*"],
    "firmware/link/": [r"include/plenary/(link|limits)\.h", r"firmware/link/.*"],
    "firmware/config/": [r"include/plenary/limits\.h", r"firmware/config/.*"],
    "firmware/session/": [CONTRACT, LINK, r"firmware/(session|config)/.*", r"firmware/core/utf8\.h"],
    "firmware/display/": [CONTRACT, LINK, r"firmware/(display|config|session)/.*"],
    # utf8 and json know no room: columns of a terminal, spellings of a name, and what a word processor's converter says.
    "tools/desk/": [CONTRACT, LINK, r"tools/desk/.*", r"firmware/(config|session)/.*",
                    r"firmware/core/(json|utf8)\.h"],
    "tests/": [r".*"],
}

# Who may reach plenary/link.h besides link itself and the tests: the two mains and their halves.
MAINS = {
    "firmware/session/session.h": "the common half of the two mains",
    "firmware/session/session.c": "the common half of the two mains",
    "firmware/session/connect.h": "settings of the broker for both mains",
    "firmware/session/connect.c": "settings of the broker for both mains",
    "firmware/display/main.c": "the wall's main",
    "tools/desk/main.c": "the desk's main",
    "tools/desk/visit.c": "the half of the desk's main that waits: time-outs, signals, verdicts",
}


def reach(root, name, seen=None):
    """Every project header that `name` includes, through others too."""
    seen = set() if seen is None else seen
    for _, mark, header in source.includes(source.read(root, name)):
        path = source.resolve(root, name, header) if mark == '"' else None
        if path and path not in seen:
            seen.add(path)
            reach(root, path, seen)
    return seen


def bent_arrows(root):
    problems = []
    for name in source.files(root, ".c", ".h"):
        allowed = next((a for top, a in ARROWS.items() if name.startswith(top)), [])
        for line, mark, header in source.includes(source.read(root, name)):
            path = source.resolve(root, name, header)
            if mark == "<" and path:
                problems.append(f"{name}:{line}: <{header}> is ours: quote it")
            elif path and not any(re.fullmatch(a, path) for a in allowed):
                problems.append(f"{name}:{line}: {path} is not for {name}")
            elif mark == '"' and not path:
                problems.append(f"{name}:{line}: \"{header}\" is not in this tree")
    return problems


def uninvited_introductions(root):
    return [f"{name}: reaches plenary/link.h, which is for {' and '.join(MAINS)}"
            for name in source.files(root, ".c", ".h", under=("firmware", "tools"))
            if not name.startswith("firmware/link/") and name not in MAINS
            and "include/plenary/link.h" in reach(root, name)]


def test_arrows_point_down(root):
    assert bent_arrows(root) == []


def test_only_the_mains_introduce_link_and_room(root):
    assert uninvited_introductions(root) == []


EVERY_HEADER = {
    "include/plenary/room.h": "", "include/plenary/link.h": "", "include/plenary/limits.h": "",
    "firmware/core/json.h": "", "firmware/core/room_parts.h": "", "firmware/link/relay.h": "", "firmware/config/config.h": "",
    "firmware/display/text.h": "", "tools/desk/term.h": "",
}


@pytest.mark.parametrize("name, header", [
    ("firmware/core/room.c", "plenary/link.h"),
    ("firmware/core/room.c", "firmware/config/config.h"),
    ("firmware/core/room.c", "../display/text.h"),
    ("firmware/link/link.c", "plenary/room.h"),
    ("firmware/link/link.c", "core/json.h"),
    ("firmware/config/config.c", "plenary/link.h"),
    ("firmware/display/layout.c", "firmware/core/json.h"),
    ("firmware/display/main.c", "firmware/link/relay.h"),
    ("firmware/display/main.c", "desk/term.h"),
    ("tools/desk/main.c", "../../firmware/core/room_parts.h"),
    ("tools/desk/screen.c", "display/text.h"),
    ("include/plenary/room.h", "firmware/core/json.h"),
    ("include/plenary/room.h", "plenary/link.h"),
])
def test_bent_by_an_include_upwards(tree, name, header):
    assert len(bent_arrows(tree({**EVERY_HEADER, name: f'#include "{header}"\n'}))) == 1


def test_bent_by_angle_brackets_and_by_a_header_that_is_not_there(tree):
    assert "quote it" in bent_arrows(tree({
        **EVERY_HEADER, "firmware/core/room.c": "#include <plenary/room.h>\n"}))[0]
    assert "not in this tree" in bent_arrows(tree({
        "firmware/core/room.c": '#include "gone.h"\n'}))[0]


def test_arrows_that_may_be(tree):
    assert bent_arrows(tree({
        **EVERY_HEADER,
        "firmware/core/room.c": '#include "plenary/room.h"\n#include "json.h"\n',
        "firmware/display/main.c": '#include "plenary/link.h"\n#include "plenary/room.h"\n',
        "tools/desk/main.c": '#include "config/config.h"\n#include "term.h"\n',
        "tests/unit/test_json.c": '#include "firmware/core/json.h"\n',
    })) == []


@pytest.mark.parametrize("name", ["firmware/display/layout.c", "tools/desk/screen.c"])
def test_bent_by_a_third_that_introduces(tree, name):
    root = tree({**EVERY_HEADER, name: '#include "plenary/link.h"\n'})
    assert [name in problem for problem in uninvited_introductions(root)] == [True]


def test_bent_by_introducing_through_a_private_header(tree):
    problems = uninvited_introductions(tree({
        **EVERY_HEADER,
        "tools/desk/client.h": '#include "plenary/link.h"\n',
        "tools/desk/screen.c": '#include "client.h"\n',
        "tools/desk/main.c": '#include "client.h"\n',
    }))
    assert [p.split(":")[0] for p in problems] == ["tools/desk/client.h", "tools/desk/screen.c"]
