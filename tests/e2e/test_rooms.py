"""Profiles: the rooms of plenary.conf, where it is found, and what `room list` finds of them."""
import subprocess

import pytest

import stage


@pytest.fixture
def tool(tmp_path):
    """The tool with settings of its own: nothing of this machine's."""
    def run(*words, **environment):
        return subprocess.run([stage.BIN / "plenary", *words], capture_output=True, text=True, check=False,
                              env={**stage.quiet_environment(), "XDG_CONFIG_HOME": str(tmp_path / "user"),
                                   "XDG_CONFIG_DIRS": str(tmp_path / "machine"), **environment})
    return run


def settle(tmp_path, text, where="user"):
    path = tmp_path / where / "plenary" / "plenary.conf"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def test_each_room_is_tried_and_told(room, broker, wall, tool, tmp_path):
    shown = wall(name="hall")
    shown.settled()
    settle(tmp_path, f"broker = {broker.url}\nroom = main\n[empty]\nusername = chair\n"
                     f"[gone]\nbroker = mqtt://127.0.0.1:{stage.free_port()}\n[secret]\npassword_file = nowhere\n")
    before = set(broker.retained("#"))
    done = tool("room", "list")
    assert done.returncode == 0 and done.stderr == ""
    main, empty, gone, secret = done.stdout.splitlines()
    assert main.startswith(f"* main    {broker.url}") and main.endswith("Draft recommendation; 1 wall, 0 desks")
    assert empty.split() == ["empty", broker.url, "chair", "no", "text;", "0", "walls,", "0", "desks"]
    assert "cannot be reached: Connection refused" in gone
    assert f"{tmp_path}/user/plenary/plenary.conf:8: password file" in secret
    assert set(broker.retained("#")) - before <= {"plenary/main/display/hall"}


def test_a_broker_that_says_nothing_does_not_hold_the_others_up(room, broker, tool, tmp_path):
    silent = stage.Relay(broker)
    silent.go_half_open()
    settle(tmp_path, f"broker = {broker.url}\n[mute]\nbroker = mqtt://127.0.0.1:{silent.url.rsplit(':')[-1]}\n")
    main, mute = tool("room", "list", "--timeout", "1").stdout.splitlines()
    silent.stop()
    assert "Draft recommendation" in main and "cannot be reached: " in mute


def test_one_room_without_a_file(broker, tool):
    done = tool("--broker", broker.url, "room", "list")
    assert done.stdout == f"* main  {broker.url}  no text; 0 walls, 0 desks\n"


def test_the_room_chosen_has_its_part_of_the_file(room, broker, tool, tmp_path):
    settle(tmp_path, f"broker = mqtt://127.0.0.1:1\n[main]\nbroker = {broker.url}\n")
    assert tool("--room", "main", "goto", "c.4").returncode == 0
    assert "127.0.0.1:1" in tool("--room", "other", "goto", "c.4").stderr
    assert tool("next", PLENARY_ROOM="main").returncode == 0


@pytest.mark.parametrize("program, words", [("plenary", ["next"]), ("plenary-display", ["--legibility"])])
def test_both_programs_read_the_users_file_else_the_machines(tmp_path, program, words):
    def complaint():
        done = subprocess.run([stage.BIN / program, *words], capture_output=True, text=True, check=False,
                              env={**stage.quiet_environment(), "XDG_CONFIG_HOME": str(tmp_path / "user"),
                                   "XDG_CONFIG_DIRS": f"{tmp_path}/none:{tmp_path}/machine"})
        assert done.returncode == 1
        return done.stderr
    machine = settle(tmp_path, "lang = fr\nbrokr = x\n", "machine")
    assert f"{machine}:2: unknown key 'brokr'; did you mean 'broker'?" in complaint()
    user = settle(tmp_path, "[hall 2]\n")
    assert f"{user}:1: not a room's name: 'hall 2'" in complaint()


def test_names_only_tries_none(tool, tmp_path):
    settle(tmp_path, "broker = mqtt://127.0.0.1:1\n[hall-2]\nlang = fr\n")
    done = tool("room", "list", "--names")
    assert done.stdout.split() == ["main", "hall-2"] and done.stderr == ""
