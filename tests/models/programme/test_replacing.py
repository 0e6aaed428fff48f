"""What is lived in place of a stage, plain or compiled: the same weeks, and a mistake told in one line."""

import random
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import numba
import numpy as np
import pytest

from contagion.models.programme.invariants import check
from contagion.models.programme.replacing import Replacement, StageError, in_order
from contagion.models.programme.rules import turnover
from contagion.models.programme.run import Run
from contagion.models.programme.week import STAGES
from contagion.models.runs.simulation import build, territory_for
from contagion.models.scenario import read
from contagion.sim.core.compiling import compiled
from contagion.sim.errors import InputError
from tests.helpers.inspected import InspectedRun
from tests.helpers.mistakes import refused
from tests.helpers.what_happened import digest

STAGE = "facilitator turnover"
MOST = 2


@compiled
def at_most(state):
    for n in range(state.n.facilitators):
        if state.facilitators[n].groups_led == MOST:
            state.facilitators[n].loss_limit = 0.0
    turnover.turnover(state)


def at_most_in_python(run):
    people = run.rows("facilitators")
    people["loss_limit"][people["groups_led"] == MOST] = 0.0
    run.live_stage(STAGE)


def lived(stages: dict[str, Any], weeks: int = 80) -> Run:
    """The first weeks of the reference."""
    scenario = read()
    model = build(scenario, territory_for(scenario), years=2, seed=5, stages=stages)
    model.run(weeks, check)
    assert model.week == weeks
    return model


def few_weeks(stages: dict[str, Any]) -> str:
    return digest(lived(stages))


@pytest.mark.slow
def test_a_plain_rule_and_a_compiled_one_live_the_same_weeks():
    digests = [few_weeks({STAGE: rule}) for rule in (at_most_in_python, at_most, numba.njit(at_most))]
    assert len(set(digests)) == 1
    assert few_weeks({}) != digests[0]


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


UNKEYED = "drew random numbers outside keyed streams in week 4 of seed 5; use run.draws"
DRAWS = [draws_of_python, draws_of_numpy]
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


# ---- what of the week a name stands for ------------------------------------------------------------------------------


def test_what_is_replaced_is_in_the_order_of_the_week():
    assert list(in_order(dict.fromkeys(["pairing.open_groups", "partners", "pairing.pair_up", "calendar"]))) == [
        "calendar", "partners", "pairing.pair_up", "pairing.open_groups"
    ]  # fmt: skip
    assert in_order({}) == {}


@pytest.mark.parametrize(
    "names, words",
    [
        (["paring"], "'paring' is not a stage of the week. Expected one of calendar, authority, group sessions"),
        (["paring.pair_up"], "'paring.pair_up' is not a stage of the week"),
        (
            ["pairing.pair"],
            "is not a rule of the week. Expected one of pairing.become_ready, pairing.pair_up, ",
        ),
        (["pairing."], "'pairing.' is not a rule of the week. Expected one of pairing.become_ready"),
        (["pairing.open_groups", "pairing"], "'pairing' and 'pairing.open_groups' are two rules for one place"),
        (["calendar", "partners.look_after_partners", "partners"], "two rules for one place; give it one"),
    ],
)
def test_a_mistake_is_told_in_a_line(names, words):
    line = refused(lambda: in_order(dict.fromkeys(names)))
    assert words in line


# ---- a stage may be a function that works on rows --------------------------------------------------------------------


def test_a_stage_that_lives_what_it_replaces_changes_nothing(build, run):
    as_it_is = {stage.name: lambda model, name=stage.name: model.live_stage(name) for stage in STAGES}
    model = build(years=1, kind=lambda *a, **k: InspectedRun(*a, **k, stages=as_it_is))
    model.run(model.horizon)
    assert digest(model) == digest(run(years=1))


def nobody_at_first(model):
    """Nobody pairs for sixty weeks."""
    if model.week >= 60:
        model.live_stage("pairing")


def test_a_model_of_a_scenario_may_have_stages_replaced(territory):
    model = build(read(), territory, years=2, seed=1, stages={"pairing": nobody_at_first})
    model.run(60)
    assert len(model.rows("facilitators"))
    assert not len(model.rows("groups"))
    model.run(44)
    assert len(model.rows("groups"))


def test_a_stage_of_ones_own_works_on_rows(territory, build):
    """Facilitators of the centre are let go by hand, once; nobody else is touched."""

    def dismiss(model):
        model.live_stage("facilitator turnover")
        if model.week == 30:
            people = model.rows("facilitators")
            for number in model.listed("active"):
                if people["home"][number] == model.territory.centre:
                    people["loss_limit"][number] = 0.0

    base = build(years=1)
    model = InspectedRun(territory, base.parameters, 1, horizon=52, stages={"facilitator turnover": dismiss})
    model.run(52)
    gone = [one for one in model.facilitators if one.home == territory.centre and one.trained_week <= 30]
    assert gone
    assert {one.left_week for one in gone if one.loss_limit == 0.0 and one.left_week >= 0} <= set(range(30, 52))


def test_unknown_list_is_refused_with_those_that_there_are(build):
    with pytest.raises(InputError, match=r"'wating' is no list of a run\. Expected one of active, ready, in training"):
        build(years=1).listed("wating")
