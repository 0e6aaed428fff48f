"""Of the packages that extras name, the core needs none, and what needs one says so in a line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import contagion as ct
from tests.helpers.places import ROOT

ABSENT = ("SALib", "multiprocess", "dill", "cloudpickle", "loky", "filelock", "distributed")
TOLD = """
import json, sys
sys.modules |= dict.fromkeys(ABSENT)
import contagion as ct
from contagion.sim.errors import InputError
from tests.helpers.command import complaint

folder, few = sys.argv[1], {"years": 1, "seeds": 2, "store": sys.argv[1] + "/store"}
asked = {
    "run": lambda: ct.run("ref", years=1).summary,
    "compare": lambda: ct.compare("ref", "lowloss", **few).difference("participants").to_json(),
    "calibrate": lambda: complaint("calibrate", "besancon", "--store", folder + "/new", "--out", folder + "/new"),
    "rule": lambda: ct.run("ref", years=1, rules={"pairing": lambda model: None}),
    "indicator": lambda: ct.many("ref", **few, indicators={"mine": lambda run: 1}),
    "loky": lambda: ct.many("ref", **few, ensemble=None, engine="loky"),
    "dask": lambda: ct.many("ref", **few, ensemble=None, engine="dask"),
}
told = {}
for name, ask in asked.items():
    try:
        told[name] = ask()
    except InputError as error:
        told[name] = str(error)
print(json.dumps(told))
"""
RESEARCH = "which is not here: install what the extra [research] names"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is answered where these packages are not, and where."""
    folder = tmp_path_factory.mktemp("core")
    command = [sys.executable, "-c", TOLD.replace("ABSENT", repr(ABSENT)), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), folder


def test_the_core_answers_as_it_does_with_all(told, tmp_path):
    answers, _folder = told
    assert answers["run"] == json.loads(json.dumps(ct.run("ref", years=1).summary))
    made = ct.compare("ref", "lowloss", years=1, seeds=2, store=tmp_path / "store")
    assert answers["compare"] == made.difference("participants").to_json()


@pytest.mark.parametrize(
    "what, line",
    [
        ("calibrate", f"contagion: a sensitivity analysis needs SALib, {RESEARCH}\n"),
        ("rule", f"rule 'pairing' (<lambda>): your own function needs cloudpickle, {RESEARCH}"),
        ("indicator", f"indicator 'mine' (<lambda>): your own function needs cloudpickle, {RESEARCH}"),
        ("loky", f"engine loky needs loky, {RESEARCH}; 0 of 2 runs are done"),
        ("dask", f"engine dask needs distributed, {RESEARCH.replace('research', 'cluster')}; 0 of 2 runs are done"),
    ],
)
def test_what_needs_more_says_so_in_a_line_and_writes_nothing(told, what, line):
    answers, folder = told
    assert answers[what].startswith(line)
    assert "\n" not in answers[what].removesuffix("\n")
    assert {path.name for path in Path(folder).iterdir()} == {"store"}
