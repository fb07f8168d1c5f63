"""What the tests of the programs share: a broker of their own, the tool, the wall."""
import pytest

import stage


@pytest.fixture
def broker(tmp_path):
    broker = stage.Broker(tmp_path / "broker")
    try:
        yield broker.start()
    finally:
        broker.stop()


@pytest.fixture
def plenary(broker):
    """plenary("goto", "c.4"): one command, whatever its exit status."""
    def run(*words, **options):
        return stage.plenary(broker, *words, check=False, **options)
    return run


@pytest.fixture
def room(plenary):
    """The tool, in a room with the sample loaded."""
    loaded = plenary("load", stage.SAMPLE)
    assert loaded.returncode == 0, loaded.stderr
    return plenary


@pytest.fixture
def wall(broker, tmp_path):
    """wall(name="hall", size="1920x1080"): a wall without a screen, ended with the test."""
    walls = []

    def start(**options):
        walls.append(stage.Wall(broker, tmp_path / "walls", **options))
        return walls[-1]
    yield start
    for one in walls:
        one.stop()
