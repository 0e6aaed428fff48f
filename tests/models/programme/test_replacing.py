"""What is lived in place of a stage, plain or compiled: the same weeks, and a mistake told in one line."""

import os
import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numba
import numpy as np
import pytest

from contagion.models.programme.model import ConversationModel
from contagion.models.programme.replacing import Replacement, StageError
from contagion.models.programme.rules import retention
from contagion.models.runs.simulation import build, territory_for
from contagion.models.scenarios.scenario import read
from contagion.sim.core.compiling import compiled
from contagion.sim.errors import InputError
from tests.helpers.what_happened import digest

ROOT = Path(__file__).resolve().parents[3]
STAGE = "facilitator turnover"
MOST = 2
BEGIN = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests", sys.argv[1] + "/tests/models/programme"]
from test_replacing import STAGE, at_most, few_weeks
"""
IN_PLAIN_PYTHON = (
    f"{BEGIN}\nfrom contagion.sim.core.compiling import PLAIN\nassert PLAIN\nprint(few_weeks({{STAGE: at_most}}))"
)


@compiled
def at_most(state):
    for n in range(state.n.facilitators):
        if state.facilitators[n].groups_led == MOST:
            state.facilitators[n].loss_limit = 0.0
    retention.turnover(state)


def at_most_in_python(model):
    for one in model.active:
        if one.groups_led == MOST:
            one.loss_limit = 0.0
    model.live_stage(STAGE)


def lived(stages: dict[str, Any], weeks: int = 80) -> ConversationModel:
    """The first weeks of the reference."""
    scenario = read()
    model = build(scenario, territory_for(scenario), years=2, seed=5, checked=True, stages=stages)
    model.run(weeks)
    assert model.week == weeks
    return model


def few_weeks(stages: dict[str, Any]) -> str:
    return digest(lived(stages))


def python(text: str, *words: str, **environment: str) -> str:
    """What a process of its own prints."""
    command, told = [sys.executable, "-c", text, str(ROOT), *words], {**os.environ, **environment}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def as_it_is(name: str) -> Any:
    return lambda model: model.live_stage(name)


def test_a_plain_rule_and_a_compiled_one_live_the_same_weeks():
    digests = [few_weeks({STAGE: rule}) for rule in (at_most_in_python, at_most, numba.njit(at_most))]
    assert len(set(digests)) == 1
    assert few_weeks({}) != digests[0]


@pytest.mark.slow
def test_plain_python_lives_a_compiled_rule_alike():
    assert python(IN_PLAIN_PYTHON, NUMBA_DISABLE_JIT="1") == few_weeks({STAGE: at_most})


def test_the_stages_between_those_replaced_are_lived_once():
    assert few_weeks({name: as_it_is(name) for name in ("observation", "pairing", "calendar")}) == few_weeks({})


def for_the_records(state):
    pass


@compiled
def of_the_model(model):
    pass


@compiled
def gives(state):
    return state.clock.week


@compiled
def no_such_table(state):
    state.facilitatorz[0].load = 0


TAKES = r"a compiled rule takes \(state\), as the model's own rules do"
REFUSED = [
    (
        for_the_records,
        r"takes \(state\) and is not compiled: mark it @compiled \(contagion.sim.core.compiling\), or let it take .*",
    ),
    (of_the_model, rf"is compiled and takes \(model\); {TAKES}"),
    (gives, "gives back int64; a rule changes the records, and gives nothing"),
    (no_such_table, r"cannot be compiled \(Unknown attribute 'facilitatorz' of type Tables\(state\), line \d+\)"),
]


@pytest.mark.parametrize("rule, words", REFUSED, ids=lambda one: getattr(one, "__name__", ""))
def test_what_cannot_be_lived_is_refused_before_anything_is(rule, words):
    with pytest.raises(InputError, match=f"^{words}$") as told:
        Replacement("pairing", rule).make_ready()
    assert "\n" not in str(told.value)


def draws_of_python(model):
    if model.week == 4:
        random.random()


def draws_of_numpy(model):
    if model.week == 4:
        np.random.random()  # noqa: NPY002 - what is not to be done


def draws_of_mesa(model):
    if model.week == 4:
        model.random.random()


def draws_of_mesas_numpy(model):
    if model.week == 4:
        model.rng.random()


def fails(model):
    if model.week == 4:
        raise ValueError("no\ngood")


@numba.njit
def fails_compiled(state):
    if state.clock.week == 4:
        raise ValueError("no good")


@contextmanager
def another_thread_draws():
    """A thread of something else that draws from Python's generator all the time."""
    over = Event()

    def draw():
        while not over.is_set():
            random.random()

    thread = Thread(target=draw)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


UNKEYED = "drew random numbers outside keyed streams in week 4 of seed 5; use model.draws"
DRAWS = [draws_of_python, draws_of_numpy, draws_of_mesa, draws_of_mesas_numpy]
NO_GOOD = r"failed in week 4 of seed 5: ValueError: no good \(test_replacing.py, line \d+\)"
FAILS = [
    *((draws, UNKEYED) for draws in DRAWS),
    (fails, NO_GOOD),
    (fails_compiled, NO_GOOD),
]


@pytest.mark.parametrize("rule, words", FAILS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_rule_that_fails_is_told_with_its_week_and_seed(rule, words):
    with pytest.raises(StageError, match=rf"^rule 'partners' \({rule.__name__}\) {words}$") as told:
        lived({"partners": rule}, weeks=6)
    assert isinstance(told.value, InputError)


def goes_through_all(model):
    for _ in range(200_000):
        pass
    model.live_stage("partners")


def test_a_rule_is_blamed_for_what_it_draws_and_not_for_what_another_thread_does():
    with another_thread_draws():
        lived({"partners": goes_through_all}, weeks=6)
        for rule in DRAWS[:3]:
            with pytest.raises(StageError, match=UNKEYED):
                lived({"partners": rule}, weeks=6)
