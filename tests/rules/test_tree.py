"""Rule 5: the tree is the one that the README's map shows."""
import os

import pytest

TOP = {
    "firmware", "assets", "include", "tools", "tests", "toolchain",
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "SECURITY.md",
    ".ci", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore", ".gitattributes",
}
BELOW = {
    "firmware": {"core", "link", "config", "session", "display", "system", "CMakeLists.txt"},
    "tests": {"unit", "golden", "fuzz", "e2e", "bench", "rules", "CMakeLists.txt", ".clang-tidy"},
    "assets": {"samples", "themes", "man", "locale", "protocol", "pictures"},
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
