"""The public description of the feed (assets/protocol) and the real reader, for tests: schemas by topic,
examples, and wire_probe on a pipe. Validation is python3-jsonschema's, which shares no line with ours."""
import json
import re
import subprocess
from pathlib import Path

import jsonschema
import yaml

from stage import BIN, ROOT

PROTOCOL = ROOT / "assets" / "protocol"
SCHEMAS = PROTOCOL / "schemas"
EXAMPLES = PROTOCOL / "examples"


def load(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def validator(name):
    path = SCHEMAS / f"{name}.json"
    resolver = jsonschema.RefResolver(path.as_uri(), load(path))
    return jsonschema.Draft202012Validator(load(path), resolver=resolver)


def asyncapi():
    return yaml.safe_load((PROTOCOL / "asyncapi.yaml").read_text(encoding="utf-8"))


def channels():
    """channel → (pattern of its topics, name of its schema), as the AsyncAPI document has them."""
    document = asyncapi()
    found = {}
    for key, channel in document["channels"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(channel["address"]))
        (message,) = channel["messages"].values()
        message = document["components"]["messages"][message["$ref"].split("/")[-1]]
        found[key] = (re.compile(pattern), Path(message["payload"]["$ref"]).stem)
    return found


class Feed:
    """Says of a topic and a payload whether the published schemas allow it."""

    def __init__(self):
        self.channels = channels()
        self.validators = {key: validator(schema) for key, (_, schema) in self.channels.items()}

    def channel(self, topic):
        keys = [key for key, (pattern, _) in self.channels.items() if pattern.fullmatch(topic)]
        assert len(keys) == 1, (topic, keys)
        return keys[0]

    def problem(self, topic, payload):
        error = next(self.validators[self.channel(topic)].iter_errors(payload), None)
        return error and f"{topic}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def compact(payload):
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def examples():
    """name → (topic, payload)"""
    return {path.stem: (load(path)["topic"], load(path)["payload"])
            for path in sorted(EXAMPLES.glob("*.json")) if path.stem not in ("show", "export")}


def refused():
    """name → (topic, bytes, error)"""
    found = {}
    for path in sorted((EXAMPLES / "refused").glob("*.json")):
        example = load(path)
        if "payload" in example:
            payload = compact(example["payload"])
        elif "text" in example:
            payload = example["text"].encode()
        else:
            payload = bytes.fromhex(example["hex"])
        found[path.stem] = (example["topic"], payload, example["error"])
    return found


def probe(mode, lines, *arguments):
    done = subprocess.run([BIN / "wire_probe", mode, *map(str, arguments)], check=True,
                          input="".join(line + "\n" for line in lines), capture_output=True,
                          text=True, timeout=120)
    return done.stdout.splitlines()


def decode(messages):
    """[(topic, bytes)] → [(error's name or "ok", what the real writer makes of it or None)]"""
    lines = probe("decode", [f"{topic}\t{payload.hex()}" for topic, payload in messages])
    assert len(lines) == len(messages)
    parts = [line.split("\t") for line in lines]
    return [(p[0], bytes.fromhex(p[1]) if len(p) > 1 else None) for p in parts]
