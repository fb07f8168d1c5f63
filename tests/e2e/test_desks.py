"""Desks as people use them, by keys alone: a morning with two of them, and a pair at once on a broker that loses
its store. The whole of the latter is a command of its own: desk_pairs.py."""
import desk_pairs
import morning


def test_a_morning(tmp_path):
    morning.run(tmp_path)


def test_two_desks_at_once_and_a_broker_that_forgets(tmp_path):
    wrong, _ = desk_pairs.run(tmp_path, 48, 7, lose="old")
    assert wrong == []
