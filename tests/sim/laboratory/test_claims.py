"""Claims: what a command is at is left to it, as long as it lives."""

import os
import socket
import sys
import time

import pytest

from contagion.sim.laboratory import claims
from contagion.sim.laboratory.claims import Claims
from tests.helpers.laboratory_toys import python, within
from tests.helpers.stores import claim, held


def test_what_others_claim_is_left_alone_and_what_is_ours_is_not(store):
    with Claims(store.folder) as own:
        own.hold({"c"})
        claim(store)
        assert own.of_others() == {"a", "b"}
        (one,) = [said for said in held(store.folder) if said["keys"] == ["c"]]
        assert one["process"] == os.getpid()
    assert [said["keys"] for said in held(store.folder)] == [["a", "b"]]


def test_a_claim_that_is_not_touched_is_lost(store):
    file = claim(store)
    with Claims(store.folder) as own:
        own.hold(set())
        assert own.of_others() == {"a", "b"}
        late = time.time() - claims.LEASE_SECONDS - 5
        os.utime(file, (late, late))
        assert own.of_others() == set()
    assert not file.exists()


def test_a_claim_of_a_dead_process_of_this_machine_is_lost_at_once(store):
    with python("print()") as dead:
        dead.communicate()
    mine, other = claim(store, host=claims._host(), process=dead.pid), claim(store, keys=["c"], process=dead.pid)
    with Claims(store.folder) as own:
        assert own.of_others() == {"c"}
    assert not mine.exists()
    assert other.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"host": "x"}', '{"host": "x", "process": "y", "keys": []}'])
def test_a_broken_claim_is_none(store, content):
    claim(store).write_text(content)
    with Claims(store.folder) as own:
        assert own.of_others() == set()
    assert held(store.folder) == []


def test_a_claim_is_touched_as_long_as_it_is_held(store, monkeypatch):
    monkeypatch.setattr(claims, "LEASE_SECONDS", 0.3)
    with Claims(store.folder) as own:
        own.hold({"a"})
        (file,) = (store.folder / "claims").iterdir()
        os.utime(file, (0, 0))
        assert within(5, lambda: file.stat().st_mtime > 0)


def test_a_host_is_this_machine():
    assert claims._host().startswith(socket.gethostname())
    assert claims._host() == claims._host()
    assert sys.platform != "linux" or "pid:[" in claims._host()
    assert not claims._runs(2**22 + 1)
    assert claims._runs(os.getpid())
