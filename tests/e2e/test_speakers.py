"""The list of speakers by commands: its rules, requests of remote participants, the names file."""
import json
import time

import pytest

import stage
from terminal import Terminal

NAMES = """user, name, group, class
lima, Peru, G77, delegation
foe, Friends of the Earth, , civil society
, "Korea, Republic of", AG, delegation
"""
SPEAKERS = f"plenary/{stage.ROOM}/speakers"


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(done, *words, status=1):
    assert done.returncode == status, done.stdout
    assert done.stderr.count("\n") == 1 and done.stdout == ""
    for word in words:
        assert word in done.stderr


def queue(plenary):
    return [entry["name"] for entry in speakers(plenary)["queue"]]


def speakers(plenary):
    return json.loads(said(plenary("show", "--json")))["speakers"]


def ask(broker, user, number=1, want="floor", kind="statement", **more):
    request = {"v": 1, "epoch": 0, "rev": number, "by": "a" * 16, "at": int(time.time() * 1000), "has": [],
               "want": want, "number": number, "kind": kind, **more}
    broker.publish(f"plenary/{stage.ROOM}/request/{user}", json.dumps(request).encode())


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(NAMES, encoding="utf-8")
    return path


def test_points_of_order_come_first_and_replies_last(plenary):
    for words in ("A", "r1 --kind reply", "B", "p1 --kind point-of-order", "p2 --kind point-of-order", "C --for G77"):
        said(plenary("speaker", "add", *words.split()))
    assert queue(plenary) == ["p1", "p2", "A", "B", "C", "r1"]
    assert "the 2nd reply on the list" in said(plenary("speaker", "add", "R1", "--kind", "reply"))
    said(plenary("speaker", "add", "p3", "--kind", "point-of-order", "--last"))
    assert queue(plenary)[-1] == "p3"


def test_an_order_by_hand(plenary):
    for name in "ABCD":
        said(plenary("speaker", "add", name))
    assert said(plenary("speaker", "order", "D", "--before", "B")) == "D speaks 2nd of 4\n"
    assert said(plenary("speaker", "order", "3", "--last")) == "B speaks 4th of 4\n"
    assert said(plenary("speaker", "order", "b", "--first")) == "B speaks 1st of 4\n"
    assert queue(plenary) == ["B", "A", "D", "C"]
    said(plenary("speaker", "order", "B", "--before", "B"))
    assert queue(plenary) == ["B", "A", "D", "C"]
    assert said(plenary("speaker", "next", "D")) == "D has the floor, 3 waiting\n"
    refused(plenary("speaker", "order", "X", "--first"), "X is not on the list of 3")
    refused(plenary("speaker", "order", "A", "--before", "D"), "D has the floor")
    refused(plenary("speaker", "order", "A"), "where to?", status=2)
    refused(plenary("speaker", "order", "A", "--first", "--last"), "where to?", status=2)


def test_a_clock_is_paused(plenary):
    refused(plenary("speaker", "pause"), "nobody has the floor")
    said(plenary("speaker", "limit", "delegation", "5:00"))
    said(plenary("speaker", "limit", "group", "10:00"))
    said(plenary("speaker", "add", "Brazil"))
    said(plenary("speaker", "add", "Peru", "--for", "G77"))
    said(plenary("speaker", "next"))
    assert speakers(plenary)["floor"]["clock"]["limit_s"] == 300
    assert said(plenary("speaker", "pause")) == "the clock of Brazil stands\n"
    assert "paused" in said(plenary("speaker", "list"))
    assert speakers(plenary)["floor"]["clock"]["running"] is False
    refused(plenary("speaker", "pause"), "stands already")
    assert said(plenary("speaker", "resume")) == "the clock of Brazil runs on\n"
    refused(plenary("speaker", "resume"), "runs already")
    said(plenary("speaker", "next"))
    assert speakers(plenary)["floor"]["clock"]["limit_s"] == 600


def test_a_remote_participant_asks(broker, plenary, names):
    ask(broker, "lima", kind="point-of-order", name="United States", **{"for": "G77"})
    ask(broker, "foe", 4)
    listed = said(plenary("speaker", "list", "--names-file", names))
    assert "  ?  Peru for G77, point of order asks (user lima)\n" in listed
    assert "  ?  Friends of the Earth asks (user foe)\n" in listed
    assert "United States" not in listed
    assert "  ?  lima for G77, point of order asks (user lima)\n" in said(plenary("speaker", "list"))
    said(plenary("speaker", "add", "Brazil"))
    assert said(plenary("speaker", "take", "lima", "--names-file", names)) == (
        "Peru for G77, point of order, 2 waiting, speaks 1st\n")
    entry = speakers(plenary)["queue"][0]
    assert (entry["name"], entry["user"], entry["class"], entry["for"]) == ("Peru", "lima", "group", "G77")
    said(plenary("speaker", "take", "friends of the earth", "--names-file", names))
    room = json.loads(broker.retained(SPEAKERS)[SPEAKERS])
    assert room["queue"][2]["class"] == "civil society"
    assert room["answers"] == [{"user": "lima", "number": 1, "granted": True},
                               {"user": "foe", "number": 4, "granted": True}]
    listed = said(plenary("speaker", "list", "--names-file", names))
    assert "asks" not in listed
    assert "by group: G77 1 · others 2\nby class: delegation 2 · civil society 1\n" in listed
    refused(plenary("speaker", "take", "foe"), 'no request of "foe"; 0 ask')
    ask(broker, "foe", 5, want="withdraw")
    assert "Friends of the Earth wants off the list" in said(plenary("speaker", "list", "--names-file", names))
    said(plenary("speaker", "take", "foe"))
    assert queue(plenary) == ["Peru", "Brazil"]
    ask(broker, "foe", 6)
    assert said(plenary("speaker", "decline", "foe")) == "declined: foe\n"
    assert speakers(plenary)["answers"][-1] == {"user": "foe", "number": 6, "granted": False}
    assert "asks" not in said(plenary("speaker", "list"))


def test_the_names_file_gives_the_class(plenary, names):
    said(plenary("speaker", "add", "friends", "of the earth", "--names-file", names))
    said(plenary("speaker", "add", "Peru", "--class", "observer", "--names-file", names))
    assert [entry["class"] for entry in speakers(plenary)["queue"]] == ["civil society", "observer"]


def test_a_names_file_that_is_wrong_is_said(plenary, names, tmp_path):
    names.write_text("lima, Peru\nlima, Chad\n", encoding="utf-8")
    refused(plenary("speaker", "list", "--names-file", names),
            f'names file {names}: line 2: a second "lima"; the user stands in line 1 already')
    refused(plenary("speaker", "list", "--names-file", tmp_path / "none"), "No such file or directory")
    refused(plenary("speaker", "list", "--names-file", tmp_path), "Is a directory")


def test_the_names_file_stands_in_the_settings(broker, plenary, names):
    settings = names.parent / "plenary.conf"
    settings.write_text("names_file = names.csv\nscreen_diagonal = 75\n", encoding="utf-8")
    ask(broker, "lima")
    assert "Peru asks" in said(plenary("speaker", "list", "--config", settings))


def test_a_desk_takes_what_is_asked_and_gives_the_floor(broker, room, names, tmp_path):
    """By keys alone; the room is read by commands."""
    with Terminal([stage.BIN / "plenary", "desk", "--broker", broker.url, "--room", stage.ROOM, "--names-file", names],
                  XDG_STATE_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path)) as desk:
        desk.wait_for("nobody has the floor")
        desk.wait_for("Enter show")
        desk.send("L\r")
        desk.wait_for("delegation 5:00")
        desk.send("+kor\t, per\t for G77, Iran!\r")
        desk.wait_for("3 waiting")
        ask(broker, "foe", 3)
        desk.wait_for("Friends of the Earth asks for the floor")
        desk.send("f")
        desk.wait_for("left of 5:00")
        desk.send("\t\ty")
        stage.wait_until("the request is on the list", lambda: queue(room) == [
            "Korea, Republic of", "Peru", "Friends of the Earth"])
        desk.send("\x1b[A\x1b[A\r")  # two up, Enter: Korea
        stage.wait_until("Korea has the floor", lambda: speakers(room)["floor"]["speaker"]["name"] == "Korea, Republic of")
        desk.send("p")
        desk.wait_for("PAUSED")
        desk.send("uuu")  # the pause, the floor, the request
        stage.wait_until("all of it is taken back", lambda: queue(room) == ["Korea, Republic of", "Peru"])
        assert speakers(room)["floor"]["speaker"]["name"] == "Iran"
        desk.wait_for("Friends of the")
        assert "Friends of the Earth asks" in said(room("speaker", "list", "--names-file", names))
        desk.send("Q")
        assert desk.wait() == 0


def test_a_name_is_found_in_whatever_spelling(plenary, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("ci, Côte d’Ivoire, African Group, group\nbr, Brazil, G77\n", encoding="utf-8")
    for typed in ("Côte d'Ivoire", "COTE D'IVOIRE", "cote  d\u02bcivoire", "brazil"):
        said(plenary("speaker", "add", typed, "--names-file", path))
    said(plenary("speaker", "add", "BRAZIL", "--for", "african group", "--names-file", path))
    queued = [(entry["name"], entry.get("for"), entry["class"]) for entry in speakers(plenary)["queue"]]
    assert queued == 3 * [("Côte d’Ivoire", None, "group")] + [
        ("Brazil", None, "delegation"), ("Brazil", "African Group", "group")]
    said(plenary("speaker", "remove", "1"))
    refused(plenary("speaker", "remove", "COTE D’IVOIRE"), "on the list more than once (1, 2)")


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\ufeff\u00ad", "\u200e", "\U000e0041", "\u200d", "\ufe0f"])
def test_a_name_hides_nothing(room, hidden):
    name = f"Bra{hidden}zil"
    why = f"has a character that nobody sees, U+{ord(hidden[-1]):04X}; type it anew"
    for words in (("speaker", "add", name), ("speaker", "add", "Peru", "--for", name),
                  ("speaker", "add", "Peru", "--class", name), ("speaker", "limit", name, "5:00"),
                  ("amend", "c.4", "--delete", "special", "--by", f"EU,{name}"),
                  ("status", "c.4", "pending", "--waiting-for", name)):
        refused(room(*words), why)
    assert speakers(room) is None


def test_joiners_stay_where_letters_need_them(plenary):
    for name in ("می\u200cشود", "ශ්\u200dරී ලංකා"):
        said(plenary("speaker", "add", name))
    assert queue(plenary) == ["می\u200cشود", "ශ්\u200dරී ලංකා"]
