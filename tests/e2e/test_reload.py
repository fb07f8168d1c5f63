"""A newer text is loaded into a running sitting: what stands is kept, the rest is listed."""
import json

import pytest

DRAFT = """# A draft

## a. First

- One small step for the whole of the meeting
- Two walls show what the chair has shown
- Three delegations ask for the floor at once

## b. Second

- Four languages stand beside each other here
- Five statuses are given in the afternoon
"""


def items(plenary):
    room = json.loads(plenary("show", "--json").stdout)
    found = {item["label"]: {k: v for k, v in item.items() if k != "of"} for section in room["document"]["sections"] for item in section["items"]}
    return found, room["cursor"]["item"]


@pytest.fixture
def sitting(plenary, tmp_path):
    """load(text, options…) into a room that has the draft, with marks and statuses."""
    def load(text, *options):
        path = tmp_path / "draft.md"
        path.write_text(text, encoding="utf-8")
        done = plenary("load", path, *options)
        assert done.returncode == 0, done.stderr
        return done.stderr.splitlines()
    load(DRAFT)
    for words in (["status", "a.1", "agreed"], ["status", "b.2", "pending", "--waiting-for", "US"],
                  ["amend", "a.2", "--insert", "bright", "--after", "Two", "--by", "Brazil"],
                  ["amend", "a.3", "--delete", "at once", "--by", "EU"], ["goto", "b.1"]):
        done = plenary(*words)
        assert done.returncode == 0, done.stderr
    return load


def test_the_same_text_keeps_all(sitting, plenary):
    before = items(plenary)
    assert not sitting(DRAFT)
    after = items(plenary)
    assert after == before


def test_what_stands_is_kept_and_the_rest_is_listed(sitting, plenary):
    before, place = items(plenary)
    lost = sitting(DRAFT.replace("One small", "One very small").replace("- Three", "- A new one\n- Three")
                   .replace("Two walls show what the chair has shown", "Two walls show what the secretary has shown")
                   .replace("- Five statuses are given in the afternoon\n", ""))
    after, stays = items(plenary)
    assert stays == place
    assert after["a.1"]["id"] == before["a.1"]["id"] and after["a.1"]["status"] == "open"
    assert after["a.2"]["id"] == before["a.2"]["id"] and "ins" not in str(after["a.2"]["runs"])
    assert after["a.4"] == {**before["a.3"], "label": "a.4"}
    assert after["a.3"]["id"] not in {item["id"] for item in before.values()}
    assert lost == ["a.1: status agreed not kept: its words have changed",
                    'a.2: insertion of Brazil "bright" not kept',
                    'b.2: not in the newer text: "Five statuses are given in the aft…", pending']


def test_fresh_keeps_nothing(sitting, plenary):
    assert not sitting(DRAFT, "--fresh")
    after, place = items(plenary)
    assert {item["status"] for item in after.values()} == {"open"}
    assert place == after["a.1"]["id"]
    assert not any(key in run for item in after.values() for run in item["runs"] for key in ("ins", "del"))


def test_the_text_that_the_proposals_make_keeps_them_as_proposals(sitting, plenary):
    before, _ = items(plenary)
    assert not sitting(DRAFT.replace("Two walls", "Two bright walls"))
    after, _ = items(plenary)
    assert after["a.2"]["runs"] == before["a.2"]["runs"]
