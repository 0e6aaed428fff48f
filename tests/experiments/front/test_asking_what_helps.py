"""What the door says would help is what the studies say."""

from typing import Any

import pandas as pd
import pytest

import contagion as ct
from experiments.studies.lab import laboratory
from experiments.studies.levers import steps
from experiments.studies.limits import limits


def test_the_door_hands_over_what_the_studies_work_out(at_work, tmp_path):
    lab = laboratory("serial", store=tmp_path / "store")
    place: dict[str, Any] = {"seeds": 2, "years": 1, "store": tmp_path / "store"}
    for mine, made in (
        (ct.limits("ref", ensemble=None, **place), limits),
        (ct.levers("ref", ensemble=None, **place), steps),
    ):
        expected: Any = made(lab, ct.read("ref"), 1, 2)
        pd.testing.assert_frame_equal(mine.table, expected.table, check_exact=True)
        assert mine.skipped == list(expected.skipped)


@pytest.mark.parametrize("ask", [ct.limits, ct.levers])
def test_an_interval_needs_two_seeds(ask):
    with pytest.raises(ct.InputError, match="seeds 1: must be a whole number from 2 on"):
        ask("ref", seeds=1)
