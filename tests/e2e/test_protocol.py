"""The published description of the feed holds: AsyncAPI document, schemas and examples, each against the
others, against an independent validator, and against the code that reads and writes the feed."""
import copy
import json
import math
import re

import jsonschema
import pytest

import protocol
from stage import ROOT

# protocol.md: retained or not, and the quality of service.
DELIVERY = {
    "document": (True, 1), "items": (True, 1), "text": (True, 1), "cursor": (True, 1),
    "speakers": (True, 1), "timer": (True, 1), "notice": (True, 1), "caption": (False, 0),
    "request": (True, 1), "display": (True, 1), "desk": (True, 1), "beat": (False, 0),
    "echo": (False, 0),
}

# What JSON Schema cannot say of a payload, by the error that the code gives it.
BEYOND_SCHEMAS = {"duplicate", "depth", "epoch", "reference", "size", "position", "text", "limit",
                  "utf8"}  # half a surrogate pair, escaped


@pytest.fixture(scope="module")
def feed():
    return protocol.Feed()


def schema_names():
    return sorted(path.stem for path in protocol.SCHEMAS.glob("*.json"))


def limits():
    text = (ROOT / "include/plenary/limits.h").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = {name: math.prod(int(factor) for factor in value.split("*"))
             for name, value in re.findall(r"(PL_\w+) = ([\d *]+)[,\n]", text)}
    found.update((name, int(value)) for name, value in re.findall(r"#define (PL_\w+) (\d+)LL", text))
    return found


def subschemas(schema):
    if isinstance(schema, dict):
        yield schema
    for value in (schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()):
        yield from subschemas(value)


@pytest.mark.parametrize("name", schema_names())
def test_a_schema_is_one_and_its_references_lead_somewhere(name):
    path = protocol.SCHEMAS / f"{name}.json"
    schema = protocol.load(path)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    resolver = jsonschema.RefResolver(path.as_uri(), schema)
    for part in subschemas(schema):
        if "$ref" in part:
            assert resolver.resolve(part["$ref"])[1] is not None


def test_the_limits_are_those_of_the_code():
    known, seen = limits(), set()
    for name in schema_names():
        for part in subschemas(protocol.load(protocol.SCHEMAS / f"{name}.json")):
            comment = part.get("$comment", "")
            if comment.startswith("PL_"):
                bounds = [part[k] for k in ("maxLength", "maxItems", "maxProperties", "maximum") if k in part]
                assert bounds == [known[comment]], (name, part)
                seen.add(comment)
    assert len(seen) > 25


def test_asyncapi_document_is_valid():
    schema = protocol.load(ROOT / "tests/e2e/asyncapi-3.0.0.json")
    document = protocol.asyncapi()
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(document)] == []
    broken = copy.deepcopy(document)
    broken["channels"]["cursor"]["adress"] = broken["channels"]["cursor"].pop("address")
    assert list(validator.iter_errors(broken)) != []


def test_asyncapi_references_lead_somewhere():
    document = protocol.asyncapi()
    for part in subschemas(document):
        reference = part.get("$ref", "#")
        if reference.startswith("./"):
            assert (protocol.PROTOCOL / reference).is_file(), reference
            continue
        target = document
        for step in reference.split("/")[1:]:
            target = target[step]


def test_every_topic_is_delivered_as_designed():
    document = protocol.asyncapi()
    assert set(document["channels"]) == set(DELIVERY)
    for key, (retained, qos) in DELIVERY.items():
        writes = [o for o in document["operations"].values()
                  if o["action"] == "send" and o["channel"]["$ref"] == f"#/channels/{key}"]
        assert [(o["bindings"]["mqtt"]["retain"], o["bindings"]["mqtt"]["qos"]) for o in writes] == \
            [(retained, qos)]


def test_every_parameter_of_an_address_is_described():
    for key, channel in protocol.asyncapi()["channels"].items():
        assert set(re.findall(r"\{(\w+)\}", channel["address"])) == set(channel["parameters"]), key


def test_each_kind_has_two_examples(feed):
    kinds = [feed.channel(topic) for topic, _ in protocol.examples().values()]
    assert all(kinds.count(key) >= 2 for key in DELIVERY), kinds


@pytest.mark.parametrize("name", protocol.examples())
def test_an_example_is_valid_and_read_and_written_alike(feed, name):
    topic, payload = protocol.examples()[name]
    assert feed.problem(topic, payload) is None
    ((error, anew),) = protocol.decode([(topic, protocol.compact(payload))])
    assert error == "ok"
    payload.pop("later", None)  # an example of a member that is not known
    assert json.loads(anew) == payload
    assert feed.problem(topic, json.loads(anew)) is None


@pytest.mark.parametrize("name", protocol.refused())
def test_what_is_refused_is_refused_by_its_name(name):
    topic, payload, error = protocol.refused()[name]
    schema = protocol.load(protocol.SCHEMAS / "refused.json")
    jsonschema.validate(protocol.load(protocol.EXAMPLES / "refused" / f"{name}.json"), schema)
    assert protocol.decode([(topic, payload)]) == [(error, None)]


def test_every_error_has_an_example_and_a_word_in_the_description():
    source = (ROOT / "firmware/core/message.c").read_text(encoding="utf-8")
    names = set(re.findall(r'\[PL_\w+\] = \{"(\w+)"', source)) - {"ok", "memory"}
    assert len(names) == 21
    in_a_room = {"ahead", "twice"}  # no message is that by itself
    assert {error for _, _, error in protocol.refused().values()} == names - in_a_room
    description = protocol.asyncapi()["info"]["description"]
    assert [name for name in names if f"`{name}`" not in description] == []


def test_schemas_refuse_what_they_can_see(feed):
    accepted = set()
    for name, (topic, payload, error) in protocol.refused().items():
        try:
            content = json.loads(payload)
        except (ValueError, UnicodeDecodeError):
            continue
        if error != "topic" and feed.problem(topic, content) is None:
            accepted.add((name, error))
    numbers = {("number-fraction", "number"), ("number-exponent", "number")}  # integers all the same
    assert {error for _, error in accepted - numbers} <= BEYOND_SCHEMAS


def test_what_the_writer_writes_is_valid(feed):
    kinds = set()
    for line in protocol.probe("generate", [], 20, 1300):
        topic, payload = line.split("\t")
        assert feed.problem(topic, json.loads(bytes.fromhex(payload))) is None
        kinds.add(feed.channel(topic))
    assert kinds == set(DELIVERY)


def places(value, path=()):
    """Paths of everything within a JSON value, of long lists the first and the last two."""
    entries = list(value.items()) if isinstance(value, dict) else \
        list(enumerate(value)) if isinstance(value, list) else []
    for key, inner in entries if len(entries) < 12 else entries[:2] + entries[-2:]:
        yield path + (key,)
        yield from places(inner, path + (key,))


def changes(payload):
    """The payload with one thing changed, in every place: gone, or something else."""
    for path in places({k: v for k, v in payload.items() if k != "later"}):
        for other in (None, True, -1, 0, 1, 2**53, "", "x", "A b", "x" * 1100, [], {}, [0], "\u0007"):
            changed = copy.deepcopy(payload)
            inner = changed
            for step in path[:-1]:
                inner = inner[step]
            if other is None and isinstance(inner, dict):
                del inner[path[-1]]
            elif other == "A b" and isinstance(inner, dict):
                inner[other] = inner.pop(path[-1])
            else:
                inner[path[-1]] = other
            yield path, other, changed


@pytest.mark.parametrize("name", [n for n in protocol.examples() if "full" not in n and "whole" not in n
                                  and "many" not in n and "large" not in n])
def test_schemas_and_code_agree_on_whatever_is_changed(feed, name):
    topic, payload = protocol.examples()[name]
    tries = list(changes(payload))
    verdicts = protocol.decode([(topic, protocol.compact(changed)) for _, _, changed in tries])
    for (path, other, changed), (error, _) in zip(tries, verdicts):
        problem = feed.problem(topic, changed)
        if problem is None:
            assert error == "ok" or error in BEYOND_SCHEMAS, (path, other, error)
        else:
            assert error != "ok", (path, other, problem)


def shown(messages):
    (line,) = protocol.probe("show", [f"{topic}\t{payload.hex()}" for topic, payload in messages])
    content = json.loads(line)
    assert [error.message for error in protocol.validator("show").iter_errors(content)] == []
    return content


def test_the_example_of_show_is_valid():
    errors = protocol.validator("show").iter_errors(protocol.load(protocol.EXAMPLES / "show.json"))
    assert [error.message for error in errors] == []


def test_the_example_of_an_export_is_valid():
    example = protocol.load(protocol.EXAMPLES / "export.json")
    errors = protocol.validator("export").iter_errors(example)
    assert [error.message for error in errors] == []
    example["sections"][0]["texts"]["fr"]["items"]["c4"]["runs"][0]["ins"] = [""]
    assert list(protocol.validator("export").iter_errors(example)) != []


def test_what_is_shown_of_an_empty_room():
    content = shown([])
    assert content["document"] is None and content["load"] is None and content["displays"] == []


def test_what_is_shown_is_what_was_said():
    examples = protocol.examples()
    document = copy.deepcopy(examples["document-six-languages"])
    load = document[1]["load"]
    document[1]["sections"] = [{"id": "preamble", "label": "A."}, {"id": "c", "label": "c."}]
    document[1]["start"] = {"section": "c"}
    envelope = {k: document[1][k] for k in ("v", "epoch", "rev", "by", "has", "at")}
    items = {**envelope, "items": [{"id": "p1", "level": 1, "label": "A.1", "marker": "-", "status": "open"}]}
    english = {**envelope, "title": "Preamble", "items": {"p1": {"of": 1, "runs": [{"t": "We the peoples"}]}}}
    names = ("items-role-of-stakeholders", "text-with-marks", "text-ar", "text-fr", "text-zh-hans",
             "cursor-highlight", "speakers-floor-and-queue", "timer-paused", "notice-coffee", "display-online",
             "display-joining")
    messages = [document, (f"plenary/main/items/{load}/preamble", items),
                (f"plenary/main/text/{load}/preamble/en", english), *(examples[name] for name in names)]
    content = shown([(topic, protocol.compact(payload)) for topic, payload in messages])
    assert content["load"] == load and content["epoch"] == document[1]["epoch"]
    assert content["document"]["title"] == document[1]["title"]["en"]
    assert content["document"]["languages"] == document[1]["languages"]
    first, second = content["document"]["sections"]
    assert first["items"][0]["runs"] == english["items"]["p1"]["runs"]
    said = examples["items-role-of-stakeholders"][1]["items"]
    assert [(i["id"], i["status"]) for i in second["items"]] == [(i["id"], i["status"]) for i in said]
    words = examples["text-with-marks"][1]["items"]
    assert all(i["runs"] == words[i["id"]]["runs"] for i in second["items"] if i["id"] in words)
    assert content["document"]["texts"]["ar"]["sections"]["preamble"]["items"] == \
        examples["text-ar"][1]["items"]
    assert content["cursor"]["label"] == "c.4" and len(content["cursor"]["highlights"]) == 2
    for name, key in (("speakers-floor-and-queue", "speakers"), ("timer-paused", "timer"),
                      ("notice-coffee", "notice")):
        said = examples[name][1]
        assert content[key] == {k: v for k, v in said.items() if k not in envelope}
    assert {d["user"]: d["online"] for d in content["displays"]} == {"hall-1": True, "hall-2": True}
