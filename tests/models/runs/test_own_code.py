"""A user's function is sent as it is in memory, a copy for each run, to where nothing of it is found by name."""

import os
import subprocess
import sys

import pytest

from contagion.models.runs.own_code import LARGEST, OwnFunction
from tests.helpers.own_functions import COMPILED, digest
from tests.helpers.places import ROOT


def test_each_copy_begins_anew_and_touches_nothing_of_the_users(read):
    made = read()
    own, methods = OwnFunction.of(made.rule), dict(vars(made.own_helpers.Counter))
    assert [own.load()("m") for _ in range(3)] == [(2, 6, ["active", "lost", "ready", "resting"])] * 3
    copy = own.load()
    assert [copy("m")[:2] for _ in range(2)] == [(2, 6), (4, 7)]  # and within a run it goes on
    assert made.LEFT == []
    assert vars(made.own_helpers.Counter) == methods
    assert made.own_helpers.Counter.seen == 0


def test_a_copy_needs_no_file(read, tmp_path):
    content = tmp_path / "content"
    content.write_bytes(OwnFunction.of(read().rule).content)
    text = f"import pickle, pathlib; print(pickle.loads(pathlib.Path({str(content)!r}).read_bytes())('m')[:2])"
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", text], cwd="/", env=told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(2, 6)"


def test_a_compiled_function_is_compiled_again_from_what_it_is_now(read):
    own = OwnFunction.of(read(own_rules=COMPILED).rule)
    assert own.is_compiled
    assert own.load()(1) == 12
    assert own.load() is own.load()
    made = read(own_rules=COMPILED)
    assert digest(made.rule) == own.sha256
    made.LIMIT = 6
    assert OwnFunction.of(made.rule).load()(1) == 14
    others = [COMPILED.replace("r + L", "r - L"), COMPILED.replace("= 5", "= 4")]
    digests = [digest(made.rule), *(digest(read(own_rules=text).rule) for text in others)]
    assert len({own.sha256, *digests}) == 4


TEXT = "{}\ndef rule(model):\n    {}"
REFUSED = {
    TEXT.format("import threading; lock = threading.Lock()", "lock.acquire()"): "uses lock, which cannot be sent",
    TEXT.format(f"import numpy; table = numpy.zeros({LARGEST // 8})", "table.sum()"): "uses 10 MB of values",
    "class rule:\n    def __init__(self, model): pass": "must be a function, not type",
}


@pytest.mark.parametrize("text, words", REFUSED.items())
def test_what_cannot_be_sent_is_refused_in_one_line(text, words, refused):
    assert words in refused(text)
