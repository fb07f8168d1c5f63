"""A sample of desk_ledger.py: two desks at once, and a broker that loses its store between them."""
import desk_ledger
import pytest


@pytest.mark.parametrize("loss", [None, "old"])
def test_two_desks_at_once(tmp_path, loss):
    wrong = desk_ledger.one_run(tmp_path, 30, 77, loss)
    assert not wrong
