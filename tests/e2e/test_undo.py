"""What the commands of one user have done is taken back step by step, by new messages; what somebody else has
changed since is not overwritten."""
import json

import pytest

import stage


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def shown(room):
    """The room without what goes up by itself: revisions, times, writers."""
    whole = json.loads(room("show", "--json").stdout)
    items = [(i["label"], i["status"], i.get("who"), [(r["t"], r.get("ins"), r.get("del")) for r in i["runs"]])
             for s in whole["document"]["sections"] for i in s["items"]]
    speakers = whole["speakers"] or {"queue": []}
    floor = speakers.get("floor")
    return {"items": items, "cursor": whole["cursor"] and (whole["cursor"]["item"], whole["cursor"]["screen"]),
            "queue": [entry["name"] for entry in speakers["queue"]],
            "floor": floor and floor["speaker"]["name"], "notice": (whole["notice"] or {"text": ""})["text"],
            "open": speakers.get("open", True)}


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_verb_is_taken_back_in_turn(room):
    said(room("notice", "begin"))
    said(room("speaker", "add", "Chad"))
    said(room("goto", "a.1"))
    states = []
    for words in (["goto", "c.4"], ["highlight", "special"], ["screen", "blank"], ["status", "c.4", "pending", "--waiting-for", "US"],
                  ["amend", "c.4", "--delete", "special", "--by", "US"], ["bracket", "c.4", "bearers of duties"],
                  ["insert", "--after", "c.4", "Take note.", "--by", "EU"], ["move", "c.4", "--after", "a.2"],
                  ["remove", "c.4"], ["speaker", "add", "Brazil", "--for", "G77"], ["speaker", "next"],
                  ["speaker", "done"], ["speaker", "remove", "Brazil"], ["notice", "Coffee"], ["speaker", "close"]):
        states.append(shown(room))
        said(room(*words))
    for before in reversed(states):
        assert said(room("undo")).startswith("taken back: ")
        assert shown(room) == before


def test_several_at_once_and_then_nothing(room):
    before = shown(room)
    said(room("status", "a.1", "agreed"))
    said(room("status", "a.2", "agreed"))
    assert said(room("undo", "--count", "2")).splitlines() == ["taken back: status a.2 agreed", "taken back: status a.1 agreed"]
    assert shown(room) == before
    done = room("undo")
    assert done.returncode == 1 and "is left to take back" in done.stderr and done.stderr.count("\n") == 1


def test_over_a_load(room, tmp_path):
    said(room("goto", "c.4"))
    said(room("status", "c.4", "agreed"))
    before = shown(room)
    other = tmp_path / "other.md"
    other.write_text("# Another\n\n1. One.\n2. Two.\n")
    said(room("load", other))
    assert len(shown(room)["items"]) == 2
    assert said(room("undo")).startswith("taken back: load")
    assert shown(room)["items"] == before["items"] and shown(room)["cursor"] == before["cursor"]


def test_not_what_somebody_else_has_changed_since(room, monkeypatch, tmp_path):
    said(room("amend", "c.4", "--delete", "special", "--by", "US"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    said(room("amend", "c.4", "--insert", "indeed", "--by", "EU"))
    now = shown(room)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    done = room("undo")
    assert done.returncode == 1 and "not taken back" in done.stderr
    assert shown(room) == now


def test_a_torn_journal_and_one_that_cannot_be_kept(room, tmp_path, monkeypatch):
    said(room("status", "a.1", "agreed"))
    file = next((tmp_path / "state").rglob("*.acts"))
    assert file.stat().st_mode & 0o777 == 0o600
    with open(file, "a", encoding="utf-8") as torn:
        torn.write("act =half 17\nback 3 =x")
    assert said(room("undo")) == "taken back: status a.1 agreed"
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    said(room("status", "a.1", "agreed"))
    assert stage.ROOM
