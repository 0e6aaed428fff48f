"""Councillors: what is handed over follows from the runs."""

import pandas as pd
import pytest

from contagion.experiments.lab.lab import close_up
from contagion.experiments.questions import x12_officials
from contagion.experiments.questions.cases_in_worlds import changes
from contagion.experiments.questions.in_worlds import runs_in_worlds
from contagion.models.parameters import Parameters
from tests.helpers.even_ensemble import even
from tests.helpers.table_rows import only


def test_asking_in_person_is_as_strong_as_an_invitation_in_that_world():
    here = Parameters().with_values({"registering.letter": 0.02})
    assert x12_officials.as_strong_as_an_invitation(here) == pytest.approx(0.37 * 1.6 / (0.02 * 3.5))
    asked = x12_officials.cases(1088)[x12_officials.AROUND](here).decision[0]
    assert asked.set["outreach.letters"] == 272
    assert asked.set["registering.barrier"] == x12_officials.as_strong_as_an_invitation(here)
    assert asked.target_groups == ("elected officials",)
    assert asked.communes == ("outside the centre",)


def test_what_councillors_change_is_that_of_the_runs(lab):
    found = x12_officials.main(quick=True, lab=lab, ensemble=even(2))
    steps = x12_officials.cases(1088)
    asked = [({"scenario": name}, steps[name]) for name in (x12_officials.BASE, x12_officials.IN_PERSON)]
    runs = runs_in_worlds(even(2), asked, True, close_up(lab))
    opened = only(found.table, scenario=x12_officials.IN_PERSON, indicator="communes_opened")
    assert opened["p50"] == changes(runs, x12_officials.BASE, "communes_opened")[x12_officials.IN_PERSON].median() > 0
    assert found.rows["case"].tolist() == list(steps)
    assert len(found.answer.split()) <= 14


def test_the_answer_names_the_first_case_that_is_told():
    none, some = pd.DataFrame({key: [-1, 0, 1] for key in x12_officials.cases(1)}), [3, 4, 5]
    assert x12_officials._answer(none, none) == "Not surely: asked in person, +0 communes, +0 people"
    assert x12_officials._answer(none.assign(**{x12_officials.AROUND: some}), none) == (
        "Yes, with gates open, asked outside the centre: +4 communes"
    )
    assert "Groups in more communes surely come with none of the cases." in x12_officials._follows(even(1), none, none)
