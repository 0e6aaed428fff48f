"""The same contagion by several packages: one network, and rows that say what was measured."""

import json
import os
import sys
from statistics import mean

import pytest
from click.testing import CliRunner

from contagion.sim.chance.draws import Draws
from tests.benchmarks.network.ours import FixedNetwork
from tests.benchmarks.network.peers import by_all, main, row_of, ties_of, with_starsim


def test_the_ties_are_those_of_the_network_each_once():
    network = FixedNetwork(Draws(3), people=50, degree=4)
    ties = ties_of(network).tolist()
    assert len(ties) == 50 * 4 / 2
    both = sorted([*map(tuple, ties), *((other, one) for one, other in ties)])
    assert both == sorted((one, other) for one in range(50) for other in network.neighbours(one))


def test_all_live_on_one_network_and_each_is_beside_the_other_of_its_kind():
    made, versions = by_all(people=300, runs=6, few=4, python=None)
    assert {name: len(runs) for name, runs in made.items()} == {"ours": 6, "EoN": 6, "Mesa": 4}
    assert set(versions) == set(made)
    row = row_of("ours", made["ours"], made)
    assert row["adopters"] == mean(run["adopters"] for run in made["ours"])
    assert 0 <= row["p_same_as_other_of_its_kind"] <= 1
    assert row_of("EoN", made["EoN"], made)["p_same_as_other_of_its_kind"] == row["p_same_as_other_of_its_kind"]
    alone = row_of("Mesa", made["Mesa"], made)["p_same_as_other_of_its_kind"]
    assert alone != alone  # nothing to hold it against


def test_packages_that_draw_from_other_distributions_are_told_apart():
    few, many = (
        [{"adopters": float(100 * more + n), "set_up_s": 0.0, "run_s": 0.0} for n in range(40)] for more in (1, 2)
    )
    assert row_of("Mesa", few, {"Mesa": few, "Starsim": many})["p_same_as_other_of_its_kind"] < 1e-6


@pytest.mark.skipif(os.name != "posix", reason="a script stands in for the other Python")
def test_what_the_other_python_says_is_read(tmp_path):
    """Starsim itself is in an environment of its own (`by_starsim.py`)."""
    said = {"version": "9.9", "runs": [{"adopters": 7, "set_up_s": 0.5, "run_s": 0.1}]}
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho 'a warning'\necho '{json.dumps(said)}'\n")
    python.chmod(0o755)
    made, version = with_starsim(str(python), ties_of(FixedNetwork(Draws(1), people=20, degree=4)), 1)
    assert (made, version) == (said["runs"], "9.9")


@pytest.mark.parametrize("python", ["/nowhere", sys.executable])
def test_a_python_without_starsim_is_told_before_anything_is_measured(python):
    done = CliRunner().invoke(main, ["--starsim", python])
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{python!r} is no Python that has Starsim." in done.stderr
