"""A text at the limits of the feed (4,000 items, eight languages of nearly 1 MiB), by the shipped settings of the
broker: loaded again and again, with a wall that follows."""
import json
import time

import pytest
from stage import SAMPLE, Broker, Wall, plenary, wait_until

LANGUAGES = "en fr ar zh es ru de pt".split()
SECTIONS, ITEMS = 250, 16
PAYLOAD_MAX = 60 * 1024
WORDS = "governments have responsibilities under international law " * 9


def section(number):
    ids = [f"s{number}-{i}" for i in range(ITEMS)]
    items = [{"id": name, "level": 1, "label": f"{number}.{i + 1}", "marker": "", "status": "open"}
             for i, name in enumerate(ids)]
    texts = {lang: {"title": f"Section {number}",
                    "items": {name: {"of": 1, "runs": [{"t": f"{lang} {name} {WORDS}"[:249]},
                                                       {"t": "!", "ins": ["EU"]}]} for name in ids}}
             for lang in LANGUAGES}
    return {"id": f"s{number}", "label": f"{number}.", "items": items, "texts": texts}


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "large.json"
    path.write_text(json.dumps({
        "format": "plenary", "v": 1, "sections": [section(n) for n in range(SECTIONS)],
        "document": {"languages": LANGUAGES, "title": {lang: f"Large {lang}" for lang in LANGUAGES}}}))
    return path


def test_a_text_at_the_limits_is_loaded_and_loaded_again(tmp_path, text):
    broker = Broker(tmp_path / "broker").start()
    wall = Wall(broker, tmp_path / "wall")
    log = broker.folder / "mosquitto.log"
    try:
        wait_until("the wall has connected", lambda: "New client connected" in log.read_text())
        for _ in range(3):
            loaded = plenary(broker, "load", text)
            assert "loaded 4000 items in 250 sections" in loaded.stdout
            assert "0.2" in plenary(broker, "next").stdout
        document = json.loads(broker.retained("plenary/main/document")["plenary/main/document"])
        wait_until("the wall shows the last load",
                   lambda: (wall.settled() or [(0, (0, 0))])[-1][1][0] == document["epoch"], 20)
        wall.alive()
        assert "dropped" not in log.read_text()
        first = next(line for line in log.read_text().splitlines() if "New client connected" in line)
        client = first.split(" as ")[1].split()[0]
        assert log.read_text().count(f" as {client} ") == 1, "the wall has connected once"
    finally:
        wall.stop()
        broker.stop()


def test_a_message_over_the_limit_is_refused_and_told(tmp_path):
    broker = Broker(tmp_path / "broker").start()
    wall = Wall(broker, tmp_path / "wall")
    try:
        plenary(broker, "load", SAMPLE)
        plenary(broker, "goto", "c.4")
        wall.wait_live()
        before = broker.retained("plenary/main/cursor")["plenary/main/cursor"]
        broker.publish("plenary/main/cursor", before[:-1] + " " * PAYLOAD_MAX + "}")
        wait_until("displays counts it", lambda: "refused size 1" in plenary(broker, "displays").stdout)
        time.sleep(0.5)
        assert wall.said() == ["plenary-display: refused a message on plenary/main/cursor: "
                               "it is larger than a payload may be"]
        assert wall.settled()[-1][1] == stamp(json.loads(before))
    finally:
        wall.stop()
        broker.stop()


def stamp(message):
    return message["epoch"], message["rev"]
