"""Rule 5: the tree is the one that the README's map shows."""
import os
import re

import pytest
import source

TOP = {
    "firmware", "assets", "include", "tools", "tests", "toolchain",
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "SECURITY.md",
    ".ci", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore", ".gitattributes",
}
BELOW = {
    "firmware": {"core", "link", "config", "session", "display", "system", "CMakeLists.txt", ".clang-tidy"},
    "tests": {"unit", "golden", "fuzz", "e2e", "bench", "rules", "CMakeLists.txt", ".clang-tidy"},
    "assets": {"broker", "samples", "themes", "man", "locale", "protocol", "pictures"},
}
NOT_OURS = {".git", "build", "__pycache__", "node_modules", ".pytest_cache"}


def strangers(root):
    problems = []
    for folder, allowed in [("", TOP), *BELOW.items()]:
        if (root / folder).is_dir():
            here = set(os.listdir(root / folder)) - allowed - NOT_OURS
            problems += sorted(os.path.join(folder, name) for name in here)
    return problems


def test_the_tree_is_the_map(root):
    assert strangers(root) == []


@pytest.mark.parametrize("name", [
    "src/a.c", "Makefile", "notes.md", ".travis.yml", "firmware/util/a.c", "tests/test_a.py",
    "assets/logo.png"])
def test_bent_by_a_stranger(tree, name):
    assert len(strangers(tree({name: "", "README.md": ""}))) == 1


def unbuilt(root):
    """Sources that their directory's CMake lists do not name: nothing compiles or checks them."""
    problems = []
    for name in source.files(root, ".c"):
        folder, base = os.path.split(name)
        lists = [n for n in os.listdir(root / folder) if n == "CMakeLists.txt" or n.endswith(".cmake")]
        words = set(re.findall(r"[\w.]+", re.sub(r"#.*", "", "\n".join(
            source.read(root, f"{folder}/{n}") for n in lists))))
        if not words & {base, base.removesuffix(".c"), base.removesuffix(".c").split("_", 1)[-1]}:
            problems.append(f"{name}: not in {folder}/CMakeLists.txt")
    return problems


def test_every_source_is_built(root):
    assert unbuilt(root) == []


def test_bent_by_a_source_that_nothing_builds(tree):
    root = tree({
        "firmware/core/CMakeLists.txt": "add_library(pl_core json.c # room.c\n)\n",
        "firmware/core/json.c": "", "firmware/core/room.c": "",
        "tests/unit/core.cmake": "plenary_unit(json pl_core)\n",
        "tests/unit/test_json.c": "", "tests/unit/test_room.c": "",
    })
    assert [p.split(":")[0] for p in unbuilt(root)] == ["firmware/core/room.c", "tests/unit/test_room.c"]


def false_paths(root):
    """Paths that README or SECURITY name in code and that are not there."""
    problems = []
    for page in ("README.md", "SECURITY.md"):
        text = source.read(root, page) if (root / page).is_file() else ""
        named = set(re.findall(r"(?:\./)?\b((?:%s)/[\w./-]*\w/?)" % "|".join(sorted(
            name for name in TOP if "." not in name)), text))
        problems += [f"{page}: {name}" for name in sorted(named) if not (root / name).exists()]
    return problems


def test_the_readmes_paths_are_there(root):
    assert false_paths(root) == []


def test_bent_by_a_path_that_is_not_there(tree):
    root = tree({"README.md": "`./tools/test`, [wall](assets/pictures/wall.png), `firmware/core/`\n",
                 "tools/test": "", "firmware/core/a.c": ""})
    assert false_paths(root) == ["README.md: assets/pictures/wall.png"]
