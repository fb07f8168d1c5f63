"""The rules of the house, held on the tree itself; every rule is also bent on a small tree of its own,
so that a rule which no longer bites is a failing test."""
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def build():
    """The release build: PLENARY_BUILD, else build/release."""
    return Path(os.environ.get("PLENARY_BUILD", ROOT / "build" / "release"))


@pytest.fixture
def tree(tmp_path):
    """tree({"firmware/core/a.c": "…"}) writes a small source tree and gives its root."""
    def write(contents):
        for name, text in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path
    return write
