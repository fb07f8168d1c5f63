"""What the tests of the programs share: a broker of their own, the tool, the wall; and that no program of theirs
had anything to say to a sanitizer. tools/test runs them with the asan build, but those marked `release`."""
import pytest

import stage


def pytest_configure(config):
    stage.watch_with_sanitizers()
    config.addinivalue_line("markers", "release: measures time or pixels: run with the release build")


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_unsaid():
    """What a program says that ends after the last test's end, with a fixture of a module."""
    yield
    assert stage.complaints() == ""


@pytest.fixture(autouse=True)
def no_complaints():
    """The first fixture of a test is the last to end: all that the test started has ended by then. Reports lie
    in files, as walls are killed and a desk's screen goes by."""
    yield
    said = stage.complaints()
    if said:
        pytest.fail(said, pytrace=False)


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
