"""Other luck with which worlds agree: on runs made by hand."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.programmes.agreeing import Agreement
from contagion.experiments.programmes.known import Total
from contagion.experiments.programmes.luck import TRIED, luck_that_agrees
from contagion.experiments.programmes.programme import read_programme
from contagion.models.scenarios.scenario import read
from tests.helpers import worth_knowing_by_hand as by_hand

KNOWN = 300


def by_luck(people, wider=1.0):
    """What is drawn where so many people come by each seed; and what was lived, and for how long."""
    lived: list[Any] = []

    def run_each(asked, years):
        lived.extend((seed, years) for _, seed in asked)
        table = pd.DataFrame([{"seed": seed, "year": years, "participants": people(seed)} for _, seed in asked])
        return SimpleNamespace(rows=lambda _: table)

    sets = replace(by_hand.ensemble(40), seeds=tuple(range(101, 141)))
    agreement = Agreement(sets, pd.DataFrame(), 100.0, wider)
    programme = replace(read_programme(Path("besancon")), known=(), total=Total(until=2019, participants=KNOWN))
    lab: Any = SimpleNamespace(run_each=run_each)
    return luck_that_agrees(lab, programme, read(), agreement, 40, 3), lived


def test_a_set_keeps_its_own_luck_and_the_other_is_such_as_agrees():
    """Of ten only one agrees, and it is that."""
    luck, lived = by_luck(lambda seed: KNOWN if seed % TRIED == 3 else 10 * KNOWN)
    assert luck.shape == (40, 3)
    assert luck[:, 0].tolist() == list(range(101, 141))
    assert {*(luck[:, 1:] % TRIED).ravel().tolist()} == {3}
    assert len(np.unique(luck)) == 120
    assert len(lived) == len({*lived}) == 40 * 2 * TRIED
    assert {years for _, years in lived} == {3}
    assert by_luck(lambda seed: KNOWN if seed % TRIED == 3 else 10 * KNOWN)[0].tolist() == luck.tolist()


def test_what_agrees_alike_is_drawn_alike_and_wide_errors_tell_less():
    even = by_luck(lambda _: KNOWN)[0][:, 1:] % TRIED
    assert {*even.ravel().tolist()} == {*range(TRIED)}

    def near(seed):
        return KNOWN if seed % TRIED < 5 else 0.7 * KNOWN

    often = [(by_luck(near, wider=wide)[0][:, 1:] % TRIED < 5).mean() for wide in (1.0, 100.0)]
    assert often[0] > 0.95
    assert 0.3 < often[1] < 0.7


def test_where_all_fail_some_are_taken():
    assert by_luck(lambda _: np.nan)[0].shape == (40, 3)
