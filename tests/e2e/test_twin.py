"""Two walls with one name: both say so, and the desks see one entry that stands."""
import json

import stage
from stage import wait_until


def log_of(wall):
    return (wall.folder / f"{wall.name}.log").read_text(encoding="utf-8")


def test_two_walls_of_one_name(broker, tmp_path):
    stage.plenary(broker, "load", stage.SAMPLE)
    walls = [stage.Wall(broker, tmp_path / str(i), size="640x360") for i in range(2)]
    try:
        for wall in walls:
            wall.wait_live()
            wait_until("it says so", lambda w=wall: w.alive() and "its own --name" in log_of(w), 30)
        keepers = set()
        for label in ("a.1", "a.2", "a.3", "a.4"):
            stage.plenary(broker, "goto", label)
            entry = json.loads(broker.retained("plenary/main/display/#")["plenary/main/display/hall"])
            assert entry["online"]
            keepers.add(entry["by"])
        assert len(keepers) == 1
        assert [log_of(wall).count("--name") for wall in walls] == [1, 1]
    finally:
        for wall in walls:
            assert wall.stop() == 0
