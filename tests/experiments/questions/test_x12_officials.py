"""Councillors: how they are asked, and what is said of a toy."""

import pytest

from contagion.experiments.questions import x12_officials as x12
from contagion.models.parameters import Parameters
from tests.helpers.asked import held

CASES = list(x12.cases(1))


def test_asking_in_person_is_as_strong_as_an_invitation_in_that_world():
    here = Parameters().with_values({"registering.letter": 0.02})
    assert x12.as_strong_as_an_invitation(here) == pytest.approx(0.37 * 1.6 / (0.02 * 3.5))
    asked = x12.cases(1088)[x12.AROUND](here).decision[0]
    assert asked.set["outreach.letters"] == 272
    assert asked.set["registering.barrier"] == x12.as_strong_as_an_invitation(here)
    assert asked.target_groups == ("elected officials",)
    assert asked.communes == ("outside the centre",)


def test_the_answer_names_the_first_case_that_is_told():
    none = held(x12, CASES, {(case, x12.COMMUNES): (-1, 0, 1) for case in CASES[1:]})
    assert x12.answer(none) == "Not surely: asked in person, +0 communes, +0 people"
    assert "Groups in more communes surely come with none of the cases." in x12.follows(none)
    some = held(x12, CASES, {(x12.AROUND, x12.COMMUNES): (3, 4, 5)})
    assert x12.answer(some) == "Yes, with gates open, asked outside the centre: +4 communes"
    assert "surely come with “gates open, asked outside the centre”." in x12.follows(some)
