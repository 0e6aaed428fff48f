"""Indicators of the user's own: numbers of what a run left, the same wherever it is made; anything else in a line."""

import sys
from fractions import Fraction
from math import inf, isnan, nan

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.frames import FRAMES, frames
from contagion.models.outcomes.summary import summary
from contagion.models.records import KINDS, STARTED
from contagion.models.runs.indicators import Indicator, Run, figures_of
from contagion.models.runs.simulation import build, record_of, territory_for
from contagion.models.scenarios.scenario import read as scenario_in
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.own_functions import loaded


@pytest.fixture(scope="module")
def record():
    scenario = scenario_in()
    model = build(scenario, territory_for(scenario), years=1, seed=3)
    model.run(WEEKS_A_YEAR)
    return record_of(model)


@pytest.fixture
def of(record):
    """What an indicator is of a run."""
    return lambda function: Indicator.of("mine", function)(Run(record), record.seed)


def test_it_sees_what_people_read_of_a_run(record):
    run, there = Run(record), frames(record)
    assert list(run.tables) == list(there) == list(FRAMES)
    assert len(run.tables) == len(FRAMES)
    for name, table in there.items():
        pd.testing.assert_frame_equal(run.tables[name], table)
    assert run.weeks.equals(there["weeks"])
    assert run.events.equals(there["events"])
    assert run.summary == summary(record)


def test_it_is_a_number(of):
    assert of(lambda run: run.weeks["facilitators_active"].max()) > 0
    assert of(lambda run: (run.events["kind"] == KINDS[STARTED].name).sum()) > 0
    assert of(lambda run: run.summary["participants"] > 10**9) == 0.0
    assert of(lambda run: np.array(7)) == 7.0
    assert of(lambda run: Fraction(1, 4)) == 0.25


@pytest.mark.parametrize("nothing", [None, nan, pd.NA, np.float64("nan")])
def test_it_need_not_exist(of, nothing):
    assert isnan(of(lambda run: nothing))


@pytest.mark.parametrize(
    "given, words",
    [
        ("many", "gave str"),
        (inf, "gave infinity"),
        (1j, "gave complex"),
        (pd.Series([1.0]), "gave Series"),
        ([1], "gave list"),
        (np.array([1]), "gave ndarray"),
    ],
)
def test_what_is_no_number_is_refused(of, given, words):
    with pytest.raises(InputError) as told:
        of(lambda run: given)
    assert str(told.value) == (
        f"indicator 'mine' (<lambda>) {words} on the run of seed 3; it must give a finite number, or None where there "
        "is none"
    )


def test_one_that_fails_says_where_and_on_which_run(of):
    def per_group(run):
        return 1 / len(run.tables["groups"].query("commune == 'nowhere'"))

    with pytest.raises(InputError) as told:
        of(per_group)
    line = str(told.value)
    assert line.startswith("indicator 'mine' (per_group) failed on the run of seed 3: ZeroDivisionError: ")
    assert "(test_indicators.py, line " in line
    assert "\n" not in line
    with pytest.raises(InputError, match="failed on the run of seed 3: KeyError: 'evnts'"):
        of(lambda run: len(run.tables["evnts"]))


def test_none_may_be_drawn(of):
    np_random = np.random
    with pytest.raises(InputError, match="drew random numbers on the run of seed 3"):
        of(lambda run: np_random.rand())
    with pytest.raises(InputError, match="draws by default_rng"):
        Indicator.of("mine", lambda run: np_random.default_rng(1).random())


def test_none_sees_what_another_wrote(record):
    def spoils(run):
        weeks, figures = run.weeks, run.summary
        weeks["participants"] = 0
        figures["participants"] = figures["short"]["people"] = -1
        return weeks["participants"].sum()

    def looks(run):
        return run.weeks["participants"].iloc[-1] + run.summary["short"].get("people", 0)

    made = figures_of([Indicator.of("a", spoils), Indicator.of("b", looks)], record)
    assert made == {"a": 0.0, "b": float(record.last("participants")) + summary(record)["short"].get("people", 0)}


def test_none_carries_anything_from_run_to_run(of):
    counted = [0]

    def counts(run):
        counted[0] += 1
        return counted[0]

    assert [of(counts), of(counts), counted] == [1.0, 1.0, [0]]


NO_INDICATORS = {
    "three": (3, "must be a function, not int"),
    "two things": (lambda run, other: 1, "an indicator takes one thing, (run)"),
    "text unknown": (eval("lambda run: 1"), "its text is not known"),
}


@pytest.mark.parametrize("function, words", NO_INDICATORS.values(), ids=NO_INDICATORS)
def test_what_is_no_indicator_is_refused(function, words):
    with pytest.raises(InputError) as told:
        Indicator.of("mine", function)
    assert str(told.value).startswith("indicator 'mine' (")
    assert words in str(told.value)


def test_a_compiled_one_is_refused(tmp_path):
    made = loaded(tmp_path, "own_compiled", "import numba\n@numba.njit\ndef mine(run):\n    return 1.0\n")
    try:
        with pytest.raises(InputError, match="is compiled; an indicator is a plain function"):
            Indicator.of("mine", made.mine)
    finally:
        sys.modules.pop("own_compiled")


def test_where_it_cannot_be_had_it_says_so():
    lost = Indicator.of("mine", lambda run: 1)
    gone = type(lost.function)("gone", "own.py", "", "0" * 64, False, b"cno_such_module\nmine\n.")
    with pytest.raises(InputError, match=r"^indicator 'mine' \(gone\): cannot be had here \(ModuleNotFoundError: "):
        Indicator("mine", gone).ready()
