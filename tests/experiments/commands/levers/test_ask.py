"""What the door says would help is what the studies say."""

from functools import partial
from math import nan
from typing import Any

import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.levers import inquiry as levers
from contagion.experiments.commands.limits import inquiry as limits
from contagion.models.runs.lab import laboratory


def test_the_door_hands_over_what_the_studies_work_out(at_work, tmp_path):
    lab = laboratory("serial", store=tmp_path / "store")
    place: dict[str, Any] = {"seeds": 2, "years": 1, "store": tmp_path / "store"}
    for mine, made in (
        (ct.limits("ref", ensemble=None, **place), limits),
        (ct.levers("ref", ensemble=None, **place), levers),
    ):
        expected: Any = made(ct.read("ref"), 1, 2).last(lab)
        pd.testing.assert_frame_equal(mine.table, expected.table, check_exact=True)
        assert mine.skipped == list(expected.skipped)


@pytest.mark.parametrize("ask", [ct.limits, ct.levers])
def test_an_interval_needs_two_seeds(ask):
    with pytest.raises(ct.InputError, match="seeds 1: must be a whole number from 2 on"):
        ask("ref", seeds=1)


@pytest.mark.parametrize("ask", [ct.limits, ct.levers, partial(ct.compare, "lowloss")])
def test_how_many_people_are_of_interest_is_a_number(ask, at_work):
    with pytest.raises(ct.InputError, match="above nan: must be a number of people"):
        ask("ref", above=nan)


def test_the_share_of_worlds_with_more_than_asked_is_in_the_table_and_shown(at_work):
    made = ct.limits("ref", seeds=4, years=1, above=2)
    assert (made.table["gained_above"] <= made.table["gained_above_zero"]).all()
    assert "more than 2 in" in made._repr_html_()
    compared = ct.compare("ref", "lowloss", seeds=4, years=1, above=2)
    pd.testing.assert_frame_equal(compared.in_worlds(), compared.in_worlds(above=2))
