"""What became of first pairs: shares and differences by hand, and whose worlds they are."""

import numpy as np
import pytest

from contagion.experiments.ensembles.ensemble import PLACE
from contagion.experiments.questions.beginning import lived as of_runs
from contagion.experiments.questions.beginning.cases import ALONE, COORDINATOR, EVENT, VILLAGE
from contagion.experiments.questions.beginning.lived import SUMMER, YEAR, Beginnings, lived
from contagion.experiments.questions.beginning.measured import ENDED
from contagion.experiments.questions.beginning.places import sample
from tests.helpers.asked import asking
from tests.helpers.even_ensemble import even
from tests.helpers.first_pairs import WORLDS, always, in_worlds, made


def test_a_share_counts_what_had_begun_and_weighs_places():
    """A world of the first class, of weight 1, and two of the last, of weight 6."""
    found = made({ALONE: in_worlds(1, 21, 22, week=SUMMER - 1)})
    whole = 4 * sum(range(1, 7))
    assert found.share(ALONE, SUMMER).value == pytest.approx((1 + 2 * 6) / whole)
    assert found.share(ALONE, SUMMER - 1).value == 0
    first, last = (found.share(ALONE, SUMMER, size=size) for size in ("under 10,000", "250,000 and more"))
    assert (first.value, last.value) == (0.25, 0.5)
    assert found.share(ALONE, SUMMER + 16, ENDED).value == found.share(ALONE, SUMMER, ENDED).value == 0
    assert found.share(ALONE, SUMMER + 17, ENDED).value == found.share(ALONE, SUMMER).value


def test_differences_are_taken_in_the_same_worlds():
    found = made({ALONE: in_worlds(1, 2), EVENT: in_worlds(1, 2)})
    assert found.more(EVENT, ALONE, YEAR) == (0.0, 0.0, 0.0)
    other = made({ALONE: in_worlds(1, 2), EVENT: in_worlds(3, 4)})
    assert other.more(EVENT, ALONE, YEAR).value == 0.0
    assert other.more(EVENT, ALONE, YEAR).high > 0


def test_what_is_done_late_counts_where_no_group_had_begun():
    begun = in_worlds(*range(1, 21), week=SUMMER - 1)
    found = made({ALONE: begun, COORDINATOR: lambda world: min(begun(world), 40) if world < 24 else np.nan})
    assert found.share(COORDINATOR, YEAR, late=True).value == 0
    found = made({ALONE: begun, COORDINATOR: lambda world: 40 if world in (21, 22) else begun(world)})
    assert found.share(COORDINATOR, YEAR, late=True).value == 0.5
    assert found.more(COORDINATOR, ALONE, YEAR, late=True).value == 0.5
    assert found.share(ALONE, YEAR, late=True).value == 0


def test_where_a_case_was_not_lived_it_does_not_count():
    found = made({VILLAGE: always(10)}, {VILLAGE: lambda world: world > 2})
    assert found.share(VILLAGE, YEAR).value == found.more(VILLAGE, ALONE, YEAR).value == 1
    assert np.isnan(found.by(VILLAGE, YEAR)).sum() == len(WORLDS) - 2


def test_the_sets_of_the_worlds_have_what_asking_does_in_their_places():
    ensemble = even(2)
    over = made({}).over(ensemble)
    assert over.table[PLACE].tolist() == pytest.approx([0.5 + world / 10 for world in WORLDS])
    again = over.table.drop(columns=PLACE).iloc[len(ensemble)]
    assert again.equals(ensemble.table.drop(columns=PLACE).iloc[0].rename(len(ensemble)))


@pytest.mark.slow
def test_each_place_lives_its_cases_in_worlds_of_its_own(lab, monkeypatch):
    asked = [place for place in sample(1) if place.village][:2]
    some = {ALONE: of_runs.cases(asked[0])[ALONE]}
    monkeypatch.setattr(of_runs, "cases", lambda _: some)
    rows = lived(asking(2, lab), asked, 2).rows
    assert rows[["place", "seed"]].to_numpy().tolist() == [
        [place.code, world] for place, worlds in zip(asked, ((1, 2), (3, 4)), strict=True) for world in worlds
    ]
    assert rows[PLACE].nunique() == 4
    assert isinstance(lived(asking(2, lab), asked[:1], 2), Beginnings)
