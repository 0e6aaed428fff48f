"""Five publics that differ: their shares from the data, their differences within ranges, and how they mix."""

from math import isnan, nan

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import five_groups
from contagion.experiments.questions.five_groups import (
    ALIKE,
    BASE,
    COMPANIES,
    MEMBERS,
    PUBLIC,
    PUBLICS,
    family,
    share_in,
    taken_after,
)
from contagion.models.outcomes.record import Places
from contagion.models.parameters import Parameters, TargetGroup, describe
from contagion.models.parameters.sections.students_and_elected import OUTSIDE, STUDENTS
from contagion.models.runs.cases import case
from contagion.models.scenarios.scenario import FOLDER
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws
from tests.helpers.records_by_hand import record, rows, weeks_of
from tests.helpers.table_rows import interval_of, only

RATES = ("turnover_per_year", "student_turnover_per_year")
GIVEN = five_groups.scenario().parameters
PLACES = Places(("A", "B"), ("Ay", "Bey"), np.array([600, 400]), np.array([600, 400]), np.full(2, nan))


def test_the_shares_are_those_of_the_data():
    assert {row.name: row.share for row in GIVEN.target_group} == pytest.approx(five_groups.shares(), abs=5e-4)


def test_the_mean_receptivity_stays():
    assert sum(row.share * row.receptivity for row in GIVEN.target_group) == pytest.approx(1, abs=0.001)


def test_every_difference_is_an_assumption_within_its_range():
    ranges = {row["name"]: row["range"] for row in describe()}
    usual = TargetGroup(name="usual")
    changed = [
        (f"target_group[].{name}", value)
        for row in GIVEN.target_group
        for name, value in row
        if name not in ("name", "share", "organisations") and value != getattr(usual, name)
    ]
    moving = [(f"population.{name}", getattr(GIVEN.population, name)) for name in RATES]
    for name, value in [*changed, *moving]:
        low, high = ranges[name]
        assert low < value <= high, name
    assert GIVEN.students == Parameters().students.model_copy(update={"organisations": ("school or university",)})
    assert len(changed) >= 6
    lines = (FOLDER / "five_groups.toml").read_text(encoding="utf-8").split("[[target_group]]", 1)[1].splitlines()
    values = [line for line in lines if " = " in line and not line.startswith(("name", "share"))]
    assert len(values) >= 10
    assert all(line.partition("#")[2].strip()[:1] in "CD" and "#" in line for line in values)


def test_each_public_is_found_with_partners_of_its_own(territory):
    """More of a public are in organisations of its kinds than of all residents there."""
    world = World(territory, GIVEN, Draws(1))
    everyone = world.everyone()[::7]
    at = world.organisation(everyone)
    kind = np.where(at >= 0, world.organisations.kinds[at], -1)
    for public, kinds in ((MEMBERS, (0, 2)), (COMPANIES, (1,)), (PUBLIC, (3, 5)), (STUDENTS, (4,))):
        own, there = world.belongs(public, everyone), np.isin(kind, kinds)
        assert there[own].mean() > 1.5 * there[~own].mean()


def test_alike_they_differ_in_nothing_but_size():
    alike = five_groups.cases(GIVEN)[ALIKE]
    assert [(row.name, row.share) for row in alike.target_group] == [
        (row.name, row.share) for row in GIVEN.target_group
    ]
    assert {(row.receptivity, row.conversion, row.slot_share, row.organisations) for row in alike.target_group} == {
        (1.0, 1.0, None, ())
    }
    assert alike.students == Parameters().students
    assert alike.population == GIVEN.population


def by_hand():
    """Four founders or candidates, two of each home and kind; three converts."""
    people = [  # id, commune (B is outside), target group, student, parents
        (1, "A", MEMBERS, 0, -1, -1), (2, "A", MEMBERS, 1, -1, -1), (3, "B", COMPANIES, 0, -1, -1),
        (4, "B", COMPANIES, 0, -1, -1), (5, "A", MEMBERS, 0, 1, 2), (6, "B", COMPANIES, 0, 3, 4),
        (7, "B", MEMBERS, 0, 5, 6),
    ]  # fmt: skip
    columns = ["facilitator", "commune", "target_group", "student", "parent_a", "parent_b"]
    table = rows("facilitators", people, columns, parameters=GIVEN, places=PLACES)
    return family(record(weeks_of(52), parameters=GIVEN, places=PLACES, facilitators=table))


def test_a_family_by_hand():
    made = by_hand()
    assert made["generation"].tolist() == [0, 0, 0, 0, 1, 1, 2]
    assert made[OUTSIDE].tolist() == [0, 0, 1, 1, 0, 1, 1]
    assert made[STUDENTS].tolist() == [0, 1, 0, 0, 0, 0, 0]
    assert made[f"parents: {MEMBERS}"].iloc[4:].tolist() == [1, 0, 0.5]
    assert made[f"parents: {STUDENTS}"].iloc[4:].tolist() == [0.5, 0, 0]
    assert made[f"parents: {OUTSIDE}"].iloc[:4].isna().all()


def test_shares_and_what_is_handed_down_by_hand():
    """Of the converts, those with all, half, no parents outside: 1, 1, 0 of one each, a slope of 1."""
    made = by_hand()
    assert [share_in(made, generation, MEMBERS) for generation in (0, 1, 2)] == [0.5, 0.5, 1.0]
    assert share_in(made.assign(generation=made["generation"] + 5), 3, MEMBERS) == pytest.approx(4 / 7)  # and later
    assert taken_after(made, OUTSIDE) == pytest.approx(1)
    assert isnan(taken_after(made, PUBLIC))  # nobody's parent is


def test_the_interval_leaves_out_a_run_at_a_time():
    families = [pd.DataFrame({"x": [float(value)]}) for value in (1, 2, 6, 7)]
    middle, low, high = five_groups.pooled(families, lambda those: those["x"].mean())
    assert (middle, low, high) == pytest.approx(interval_of(pd.Series([1.0, 2, 6, 7])))
    assert isnan(five_groups.pooled(families[:2], lambda those: those["x"].mean())[1])


def test_the_finding_says_what_the_runs_say(lab):
    finding = five_groups.main(lab, quick=True)
    runs = lab.run([case(five_groups.cases(GIVEN)[BASE])], [1, 2], 3).table
    for public in PUBLICS:
        row = only(finding.table, case=BASE, indicator=five_groups.column(public))
        assert row["mean"] == pytest.approx(runs[five_groups.column(public)].mean())
        assert f"{public} {row['mean']:.2f} (" in finding.method
        said = only(finding.rows, public=public)
        assert said["share among participants over residents"].startswith(f"{row['mean']:.2f} (")
        assert said["verdict"] == five_groups.verdict(row)
    gone = only(finding.table, case=f"to {OUTSIDE}", indicator=five_groups.column(OUTSIDE))
    assert only(finding.rows, public=OUTSIDE)["changed by half of the contacts"].startswith(
        f"{gone['difference']:+z.2f}"
    )
    assert only(finding.table, case=ALIKE, indicator=five_groups.column(PUBLIC))["difference"] != 0


@pytest.mark.parametrize(
    "low, high, verdict", [(1.1, 1.3, five_groups.MORE), (0.7, 0.9, five_groups.LESS), (0.9, 1.1, "not told apart")]
)
def test_a_public_comes_more_often_if_its_whole_interval_says_so(low, high, verdict):
    assert five_groups.verdict(pd.Series({"mean_low": low, "mean_high": high})) == verdict
