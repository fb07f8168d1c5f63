"""The drafting commands: what delegations ask for, into a real room and back out of it."""
import json

import pytest

import stage

MANY = stage.SAMPLE


def item(plenary, label):
    """Runs of an item as the feed has them, and its entry."""
    shown = json.loads(plenary("show", "--json").stdout)
    for section in shown["document"]["sections"]:
        for entry in section["items"]:
            if entry["label"] == label:
                return entry
    raise AssertionError(f"there is no {label}")


def runs(plenary, label):
    return item(plenary, label)["runs"]


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_delegations_ask_for(room):
    said(room("amend", "c.4", "--delete", "special", "--by", "US"))
    said(room("amend", "c.4", "--delete", "special", "--by", "Japan"))
    said(room("amend", "c.4", "--insert", "common but differentiated", "--after", "Governments have", "--by", "Brazil,EU"))
    line = said(room("amend", "c.4", "--retain", "human rights law", "--by", "Peru"))
    assert line.startswith("c.4  Governments have{+ common but differentiated+ Brazil,EU}[- special- US,Japan] resp")
    marked = runs(room, "c.4")
    assert {"t": " common but differentiated", "ins": ["Brazil", "EU"]} in marked
    assert {"t": " special", "del": ["US", "Japan"]} in marked
    assert {"t": "human rights law", "keep": ["Peru"]} in marked
    said(room("reject", "c.4", "human rights law"))
    accepted = said(room("accept", "c.4", "--all"))
    assert accepted.startswith("c.4  Governments have common but differentiated responsibilities under")
    assert len(runs(room, "c.4")) == 1


def test_the_item_under_discussion_needs_no_label(room):
    said(room("goto", "c.4.ii"))
    assert said(room("amend", "--replace", "diversity", "--with", "range", "--by", "G77")).startswith(
        "c.4.ii  Faithfully represent the [-diversity- G77]{+range+ G77} of")
    assert said(room("bracket", ".", "even when")).endswith("[even when] these may differ from their own;")
    assert said(room("unbracket", ".", "when")).endswith("views, even when these may differ from their own;")


def test_alternatives_are_chosen_among(room):
    said(room("amend", "c.4.ii", "--alternative", "Truly", "--to", "Faithfully", "--by", "US"))
    line = said(room("amend", "c.4.ii", "--alternative", "Fully", "--to", "Faithfully", "--by", "EU"))
    assert line.startswith("c.4.ii  Faithfully / {+Truly+ US} / {+Fully+ EU} represent")
    assert [run.get("alt") for run in runs(room, "c.4.ii")] == [1, 1, 1, None]
    all_of_it = room("accept", "c.4.ii", "--all")
    assert all_of_it.returncode == 0 and "3 alternatives stay" in all_of_it.stderr
    assert said(room("accept", "c.4.ii", "Truly")).startswith("c.4.ii  Truly represent the diversity")


def test_status_and_whom_it_waits_for(room):
    assert said(room("status", "c.4", "agreed", "ad", "ref")) == "c.4  agreed-ad-ref; 1 of 38 agreed"
    said(room("status", "c.4.i", "pending", "--waiting-for", "US, EU"))
    assert item(room, "c.4.i")["who"] == ["US", "EU"]
    assert said(room("status", "c.4", "reopened")) == "c.4  reopened; 0 of 38 agreed"


def test_new_items_renumber_nothing(room):
    before = [line.split("  ")[0] for line in said(room("outline", MANY)).splitlines()]
    for label in ("c.4 bis", "c.4 ter"):
        assert said(room("insert", "--after", "c.4", "Take note.", "--by", "EU")) == f"{label}  Take note."
    assert said(room("insert", "--after", "C.4 BIS", "--alt", "Or so.")).startswith("c.4 alt  ")
    shown = json.loads(room("show", "--json").stdout)
    labels = [entry["label"] for section in shown["document"]["sections"] for entry in section["items"]]
    at = labels.index("c.4.vii")
    assert labels[at + 1:at + 5] == ["c.4 bis", "c.4 ter", "c.4 alt", "d.1"]
    assert len(labels) == 41 and labels[:3] == ["a.1", "a.2", "a.3"], before[:3]
    assert runs(room, "c.4 bis") == [{"t": "Take note.", "ins": ["EU"]}]


def test_only_the_section_travels(broker, room):
    """A change of words publishes one text; the rest of the document lies where it lay."""
    before = broker.retained()
    said(room("amend", "c.4", "--delete", "special", "--by", "US"))
    after = broker.retained()
    changed = sorted(topic.split("/", 3)[-1] for topic in after if after[topic] != before.get(topic))
    assert len(changed) == 1 and changed[0].endswith("/en"), changed


@pytest.mark.parametrize("words, status, answer", [
    (["amend", "x.9", "--delete", "a"], 1, 'no "x.9"'),
    (["amend", "c.4", "--delete", "nowhere to be found"], 1, "is not in c.4"),
    (["amend", "c.4", "--delete", "rights"], 1, "occurs 2 times"),
    (["amend", "c.4", "--delete", "a", "--nth", "x"], 2, "--nth wants a number"),
    (["amend", "c.4"], 2, "give one of --delete"),
    (["amend", "c.4", "--delete", "a", "--insert", "b"], 2, "give one of --delete"),
    (["amend", "c.4", "--replace", "a"], 2, "--replace goes with --with"),
    (["amend", "c.4", "--delete", "a", "--after", "b"], 2, "go with --insert"),
    (["amend", "c.4", "--delete", "special", "--by", "US,,EU"], 1, "--by is empty"),
    (["accept", "c.4", "--all"], 1, "nothing to accept or reject"),
    (["accept", "c.4"], 2, "give the words, or --all"),
    (["unbracket", "c.4", "special"], 1, "no brackets stand round"),
    (["status", "c.4", "great"], 2, "there are open, agreed-informally"),
    (["insert", "text"], 2, "give --after LABEL"),
    (["insert", "--after", "c.4", "--label", "c.3", "text"], 1, "there is a c.3 already"),
])
def test_what_is_wrong_is_said_in_a_line_and_changes_nothing(broker, room, words, status, answer):
    before = broker.retained()
    done = room(*words)
    assert done.returncode == status, done.stderr
    assert answer in done.stderr and done.stderr.count("\n") == 1
    assert broker.retained() == before
