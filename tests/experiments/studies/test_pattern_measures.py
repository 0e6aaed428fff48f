"""What the patterns speak of, by hand, and how the presets are judged."""

from math import nan
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.questions import patterns
from experiments.studies.pattern_measures import MEASURES, YEARS, families, measures, own_group
from models.outcomes.record import Places
from models.parameters import Parameters
from models.records import NONE
from models.scenarios.scenario import FOLDER, read
from tests.helpers.records_by_hand import record, rows, weeks_of

PLACES = Places(("A", "B"), ("Ay", "Bey"), np.array([600, 400]), np.array([600, 400]), np.full(2, nan))
TWO = Parameters.model_validate({"target_group": [{"name": "odd", "share": 0.5}, {"name": "even", "share": 0.5}]})


def led(by, came, shares=(0.5, 0.5)):
    """A run with one group in A in each week: `by` says the target groups of its two leaders, `came` those of the
    people, who live in A or B by turns."""
    leaders = [(10 * n + m, kind) for n, pair in enumerate(by) for m, kind in enumerate(pair)]
    people = [(n, kind, m % 2) for n, group in enumerate(came) for m, kind in enumerate(group)]
    return record(
        weeks_of(520, participants=lambda week: week // 4, active=7),
        parameters=TWO,
        places=PLACES,
        shares=dict(zip(("odd", "even"), shares, strict=True)),
        events=[(n, "started", m, "AB"[home]) for m, (n, _, home) in enumerate(people)],
        facilitators=rows("facilitators", leaders, ["facilitator", "target_group"], parameters=TWO),
        participants=rows("participants", people, ["group", "target_group", "commune"], parameters=TWO),
        groups=rows(
            "groups",
            [(n, 10 * n, 10 * n + 1, 0, n, 2, len(group)) for n, group in enumerate(came)],
            ["group", "leader_a", "leader_b", "commune", "started", "state", "participants"],
        ),
    )


def test_people_who_only_come_to_leaders_of_their_own():
    """h is 1 where all do, 0 where half do of two halves, −1 where nobody does; leaders count half each."""
    assert own_group(mixed("oo ee", "ooo ee")) == 1
    assert own_group(mixed("oe eo", "oo ee")) == 0
    assert own_group(mixed("oo ee", "ee oo")) == -1
    assert own_group(mixed("oo ee", "oo eo")) == pytest.approx((3 / 4 - 1 / 2) / (1 / 2))


def mixed(by, came):
    words = {"o": "odd", "e": "even"}
    return led(*([[words[one] for one in group] for group in text.split()] for text in (by, came)))


def test_a_leader_who_is_no_facilitator_is_left_out():
    """One of the group leads with somebody from outside the programme's facilitators."""
    run = mixed("oe eo", "oo ee")
    run.groups["leader_b"] = NONE
    assert own_group(run) == 1  # the first leaders are odd and even, as are their people


def test_where_one_group_is_everybody_chance_is_all_there_is():
    assert np.isnan(own_group(led([["odd", "odd"]], [["odd"]], (1.0, 0.0))))
    assert np.isnan(own_group(led([], [])))


def test_flows_and_places_by_hand():
    """13 people a year; four of A and three of B come, of 600 and 400 people."""
    made = measures(mixed("oe oe", "oeoe oee"))
    assert made["participants_3"] == 38  # the last week of year 3 is week 155
    assert [made["flow_1"], made["flow_2"]] == [12, 13]
    assert made["late_to_middle"] == 1
    assert made["present"] == 3.5
    assert made["centre_first"] == 1
    assert made["outside_share"] == pytest.approx(3 / 7)
    assert made["outside_a_head"] == pytest.approx((3 / 400) / (4 / 600))


def test_families_of_an_open_call():
    """30, 32, … from the second year on; the first, in which it is set up, is left out."""
    parameters = Parameters.model_validate({"alternative": [{"kind": "team challenge", "name": "teams"}]})
    told = [("teams", year, 26 + 2 * year) for year in range(2, YEARS + 1)] + [("teams", 1, 900)]
    table = rows("alternatives", told, ["programme", "year", "participants"], parameters=parameters)
    made = families(record(weeks_of(520), parameters=parameters, alternatives=table))
    assert made == pytest.approx({"families": 38, "families_trend": 2})


def test_presets_are_judged_by_their_means():
    """A preset whose means lie in the middle misses nothing; one figure outside is named."""
    middle = {
        name: (np.clip(measure.low, -1e6, 1e6) + np.clip(measure.high, -1e6, 1e6)) / 2
        for name, measure in MEASURES.items()
    }  # fmt: skip
    runs: list[dict[str, Any]] = [
        {"case": case, "seed": seed, **middle, **{f"flow_{year}": 1.0 for year in range(1, YEARS + 1)}}
        for case in patterns.CASES
        for seed in (1, 2)
    ]
    for row in runs:
        if row["case"] == "central":
            row["trained_3"] = 27 + row["seed"]  # 28.5 in the mean
        if row["case"] == "cautious":
            row["families"] = 61
    made = patterns.table(pd.DataFrame(runs))
    assert patterns.failures(made) == {
        "ref": "nothing", "lowloss": "nothing", "central": MEASURES["trained_3"].words,
        "cautious": MEASURES["families"].words,
    }  # fmt: skip
    assert "`central` misses P1 trained after 3 years" in patterns.answer(made, 2).text


def test_every_pattern_is_judged():
    judged = {measure.words[:2] for measure in MEASURES.values() if measure.judged}
    assert judged == {f"P{number}" for number in range(1, 8)}
    assert MEASURES["outside_a_head"].expected == "at least 1"
    assert MEASURES["converted_share_3"].expected == "at most 0.1"
    assert MEASURES["trained_3"].expected == "29 to 31"


@pytest.mark.parametrize("preset", patterns.PRESETS)
def test_the_open_call_has_what_the_preset_sets(preset):
    given = read(FOLDER / f"{preset}.toml").parameters
    call = patterns.open_call(given).parameters
    assert call.retention == given.retention
    assert call.group == given.group
    assert call.training.places == call.training.founders == 0
    assert [row.kind for row in call.alternative] == ["team challenge"]


@pytest.mark.parametrize("preset", patterns.PRESETS)
def test_each_value_of_a_preset_says_its_grade(preset):
    lines = (FOLDER / f"{preset}.toml").read_text(encoding="utf-8").split("[group]")[1].splitlines()
    values = [line for line in lines if " = " in line.partition("#")[0]]
    assert len(values) >= 5
    assert all(line.partition("#")[2].strip()[:3] in {f"{grade}: " for grade in "GABCD"} for line in values)
