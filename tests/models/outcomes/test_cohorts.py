"""Cohorts of those who save keep number, date and sum."""

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.cohorts import LEVELS, cohorts, savers, stacked
from contagion.models.outcomes.footprint import Assumptions, avoided
from contagion.models.outcomes.footprint_of_alternatives import of_a_run
from contagion.models.parameters import Footprint
from tests.helpers.savers import run_of, some_people, stated


def test_cohorts_keep_number_date_and_sum():
    people = some_people(3000, 520)
    made = pd.DataFrame(cohorts(people, 520))
    assert made["week"].tolist() == list(range(0, 521, 13))
    completed, spills = people.completed, people.spills
    kinds = {"completed": completed & spills, "others": ~completed & spills}
    kinds |= {"completed_only": completed & ~spills, "others_only": ~completed & ~spills}
    for kind, who in kinds.items():
        assert who.sum() > 50
        cells = made[[f"{kind}_{n}" for n in range(len(LEVELS))]].to_numpy()
        assert cells.sum() == pytest.approx(who.sum())
        assert (cells @ LEVELS).sum() == pytest.approx(people.level[who].sum())
        assert made["week"].to_numpy() @ cells.sum(axis=1) == pytest.approx(people.week[who].sum())


def test_cohorts_save_what_their_people_save():
    """Within 0.2 % under the stated assumptions, within 0.5 % under any draw of them."""
    people = some_people(3000, 520)
    for assumptions, allowed in ((stated(), 2e-3), (Assumptions.drawn(Footprint(), 300), 5e-3)):
        made = avoided(stacked(cohorts(people, 520)), assumptions, 10)[0, :, -1]
        exact = sum(
            assumptions.saved(people.level[who], 10 - people.week[who] / 52, completed=whole, spills=adds).sum(axis=1)
            for whole in (True, False)
            for adds in (True, False)
            for who in [(people.completed == whole) & (people.spills == adds)]
        )
        assert np.abs(made / exact - 1).max() < allowed


def test_a_run_in_which_nobody_saves_has_its_rows():
    nobody = run_of((3, "started", 1), weeks=52)
    made = pd.DataFrame(cohorts(savers(nobody), 52))
    assert len(made) == 5
    assert made.drop(columns="week").to_numpy().sum() == 0
    assert of_a_run(nobody, 2).drop(columns="year").to_numpy().sum() == 0
