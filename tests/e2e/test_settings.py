"""What the documents say of settings is what the programs take: every documented key, in one file for both,
and no other."""
import re
import subprocess

import pytest

import stage

PROGRAMS = {"plenary": ["show", "--timeout", "0.3"],
            "plenary-display": ["--screenshot", "wall.png", "--timeout", "0.3"]}
NOWHERE = "mqtt://127.0.0.1:2"


def ask(program, *words, folder=None):
    return subprocess.run([str(stage.BIN / program), *words], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, env=stage.quiet_environment(), timeout=30, check=False)


def helped(program):
    """(keys of the file, names that may not stand there), as --help has them."""
    text = ask(program, "--help").stdout
    options = {name.replace("-", "_") for name in re.findall(r"^  --([a-z-]+)", text, re.M)}
    file_only, not_there = re.search(r"In the file only: ([^(]*)\(.*Not in the file: ([^.]*)\.", text, re.S).groups()
    words = [set(re.findall(r"[a-z_]+", part)) for part in (file_only, not_there)]
    return (options | words[0]) - words[1], words[1]


def in_manual(program):
    """The options of the page's section OPTIONS."""
    page = (stage.ROOT / "assets" / "man" / f"{program}.1").read_text(encoding="utf-8")
    section = re.search(r"^\.Sh OPTIONS$(.*?)^\.Sh ", page, re.S | re.M)[1]
    # later names of a line come without another Fl: ".It Fl -cafile , -cert , -key"
    return {name.replace("-", "_") for line in re.findall(r"^\.It (Fl .*)$", section, re.M)
            for name in re.findall(r"(?<!\w)-([a-z][a-z-]+)", line)}


def said_of(program, folder, text):
    """What the program says of a file, without a broker to talk to."""
    (folder / "plenary.conf").write_text(text, encoding="utf-8")
    return ask(program, "--config", "plenary.conf", "--broker", NOWHERE, *PROGRAMS[program], folder=folder).stderr


def in_file_text():
    """Examples of the file in README and manual: their text, without the indentation."""
    readme = (stage.ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Configuration")[1].split("\n## ")[0]
    page = (stage.ROOT / "assets" / "man" / "plenary.1").read_text(encoding="utf-8")
    files = page.split(".Sh FILES")[1].split(".Sh ")[0]
    return ["\n".join(line[4:] for line in section.splitlines() if line.startswith("    ") or not line.strip()),
            re.search(r"^\.Bd .*?\n(.*?)^\.Ed", files, re.S | re.M)[1]]


@pytest.mark.parametrize("program", PROGRAMS)
def test_help_and_manual_name_the_same_options(program):
    keys, not_there = helped(program)
    file_only = {key for key in keys if key.endswith("_inline")} | {"password"}
    assert in_manual(program) == (keys - file_only) | not_there


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_documented_key_loads_in_both(program, tmp_path):
    keys = set().union(*(helped(each)[0] for each in PROGRAMS))
    assert {"page_url", "view", "names_file", "broker"} <= keys
    refused = [key for key in sorted(keys) if "unknown key" in said_of(program, tmp_path, f"{key} = 1\n")]
    assert refused == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_other_key_loads(program, tmp_path):
    keys = set().union(*(helped(each)[0] for each in PROGRAMS))
    names = set().union(*(helped(each)[1] for each in PROGRAMS)) - keys
    names |= {"fullscreen", "screen_height", "overscan", "fonts", "remote_url", "connector", "colour", "keys"}
    taken = [name for name in sorted(names) if "unknown key" not in said_of(program, tmp_path, f"{name} = 1\n")]
    assert taken == []


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("example", in_file_text())
def test_the_example_of_the_file_loads(program, example, tmp_path):
    """Letter for letter: what fails is the broker, which is not there."""
    assert "broker" in example and "[hall-2]" in example
    (tmp_path / "broker-password").write_text("sesame\n")
    names = re.search(r"names_file\s*=\s*(\S+)", example)[1]
    (tmp_path / names).write_text("br,Brazil,G77,group\n")
    said = said_of(program, tmp_path, example)
    assert "plenary.conf" not in said and "127.0.0.1" in said, said


def test_a_key_of_one_program_is_checked_by_the_other(tmp_path):
    assert "plenary.conf:1: write yes or no for 'windowed'" in said_of("plenary", tmp_path, "windowed = perhaps\n")
    assert "did you mean 'page_url'" in said_of("plenary", tmp_path, "pageurl = https://example.org\n")
