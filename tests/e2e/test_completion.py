"""The shell's completion, in the shells themselves."""
import subprocess

import pytest

import stage

COMPLETE = """
eval "$({plenary} completion bash)"
COMP_WORDS=({words}) COMP_CWORD=$(({count} - 1))
_plenary
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def complete(*words):
    script = COMPLETE.format(plenary=stage.BIN / "plenary", words=" ".join(f"'{w}'" for w in words), count=len(words))
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize("words, found", [
    (["plenary", "ne"], ["next"]),
    (["plenary", "sp"], ["speaker"]),
    (["plenary", "speaker", "re"], ["remove", "resume"]),
    (["plenary", "speaker", "list", "--nam"], ["--names-file", "--name"]),
    (["plenary", "speaker", "order", "Brazil", "--fi"], ["--first"]),
    (["plenary", "timer", ""], ["start", "pause", "resume", "stop"]),
    (["plenary", "screen", "o"], ["overview"]),
    (["plenary", "status", "c.4", "agreed-i"], ["agreed-informally"]),
    (["plenary", "amend", "c.4", "--re"], ["--retain", "--replace"]),
    (["plenary", "--room", "hall", "load", "--al"], ["--align"]),
    (["plenary", "next", "--brok"], ["--broker"]),
    (["plenary", "--room", "ne"], []),
    (["plenary", "load", "draft"], []),
])
def test_bash(words, found):
    assert complete(*words) == found


def test_rooms_of_the_settings(tmp_path, monkeypatch):
    (tmp_path / "plenary").mkdir()
    (tmp_path / "plenary" / "plenary.conf").write_text("room = hall-1\n[hall-2]\nlang = fr\n[annex]\nlang = es\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{stage.BIN}:/usr/bin:/bin")
    assert complete("plenary", "--room", "") == ["hall-1", "hall-2", "annex"]
    assert complete("plenary", "next", "--room", "hall") == ["hall-1", "hall-2"]
    assert complete("plenary", "--lang", "") == []


def test_every_command_is_there():
    listed = subprocess.run([stage.BIN / "plenary", "--help"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in listed.split("Commands:")[1].split("plenary COMMAND")[0].splitlines() if line}
    assert set(complete("plenary", "")) == names


def test_the_script_is_clean():
    script = subprocess.run([stage.BIN / "plenary", "completion", "bash"], capture_output=True, check=True).stdout
    subprocess.run(["shellcheck", "-s", "bash", "-"], input=script, check=True)


def test_zsh_takes_it():
    done = subprocess.run(["zsh", "-f", "-c", f'eval "$({stage.BIN}/plenary completion zsh)"; whence -w _plenary'],
                          capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("_plenary: function") and done.stderr == ""


def test_another_shell_is_said():
    done = subprocess.run([stage.BIN / "plenary", "completion", "fish"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "there are bash and zsh" in done.stderr
