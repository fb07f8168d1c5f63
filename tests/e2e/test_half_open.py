"""A proxy that speaks MQTT itself and has nobody behind it: it answers all that a broker answers, so that neither
TCP nor the keep-alive ever ends the connection, and nothing that was published comes back."""
import time
from types import SimpleNamespace

from fake_broker import FakeBroker
from stage import Wall, wait_until
from test_link_misbehaviour import good


def test_a_wall_tries_another_connection(tmp_path):
    with FakeBroker(good) as broker:
        wall = Wall(SimpleNamespace(url=f"mqtt://127.0.0.1:{broker.port}"), tmp_path, size="640x360")
        try:
            wait_until("two connections were given up", lambda: wall.alive() and len(broker.connections) >= 3, 30)
            assert time.monotonic_ns() - wall.spawned_ns > 5e9  # it is given five seconds, and then two
        finally:
            assert wall.stop() == 0
