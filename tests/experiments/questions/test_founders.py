"""What a start with few founders gives (`questions/founders.py`), and that its page has them all."""

from pathlib import Path

import pandas as pd
import pytest

from contagion.experiments.questions import founders
from contagion.models.scenarios.effort import fitted
from contagion.models.scenarios.scenario import read


def made_up(opened, started):
    case = dict(zip(founders.CASE, ("Somewhere", 1000, 2, "the start alone", "as pairs"), strict=True))
    both = enumerate(zip(opened, started, strict=True))
    return pd.DataFrame([{**case, "seed": seed, "opened": one, "started": other} for seed, (one, other) in both])


def test_shares_and_intervals_by_hand():
    """Wilson's interval of 1 in 10: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)."""
    made = founders.table(made_up([0] + [3] * 9, [0] * 4 + [1] * 6)).set_index("event")
    assert made.loc["opened", ["runs", "without"]].tolist() == [10, 1]
    assert made.loc["opened", ["share", "low", "high"]].tolist() == pytest.approx([0.1, 0.01788, 0.40415], abs=1e-5)
    assert made.loc["started", "share"] == 0.4
    (cells,) = founders.in_cells(made.reset_index()).to_dict("records")
    assert cells["territory"] == "Somewhere (1,000)"
    assert cells["no group opened, as pairs"] == "10.0% (2% to 40%)"


def test_pairs_open_where_two_founders_found_no_way_to_meet():
    """Seed by seed, whoever opened a group before does so as a pair, and some do who did not."""
    territory = founders.territories()["Dinan Agglomération"]
    opened = {}
    for pairs in (0, 1):
        settings = [*founders.TRAININGS["the start alone"], "training.founders=2", f"training.pairs={pairs}"]
        scenario = fitted(read(Path("ref"), settings), territory)
        assert scenario.parameters.training.founders == 2  # set by hand, so not scaled
        assert scenario.parameters.outreach.letters == 1273  # scaled
        opened[pairs] = [founders.first_group(scenario, territory, seed)["opened"] > 0 for seed in range(1, 31)]
    assert all(now for before, now in zip(opened[0], opened[1], strict=True) if before)
    assert sum(opened[1]) > sum(opened[0])
    assert not all(opened[1])  # one of two who is never active


def test_the_table_has_every_case():
    made = founders.table(made_up([0], [0]))
    row = "| Somewhere (1,000) | the start alone | 2 | 100.0% (21% to 100%) | 100.0% (21% to 100%) |"
    assert row in founders.answer(made).lines


def cases(starts):
    """Ten runs of each number of founders, of whom so many have no group started."""
    parts = [made_up([0] * 10, [0] * none + [1] * (10 - none)).assign(founders=count) for count, none in starts.items()]
    return founders.answer(founders.table(pd.concat(parts)))


def test_what_is_said_turns_with_the_shares():
    found = cases({2: 8, 10: 0})
    assert found.answer == "With 2 founders in 80% of runs, with 10 in 0%"
    assert "helps in 1 of 1 territories" in found.follows
    assert found.rows["verdict"].tolist() == ["often"]
    assert found.rows["none started, 2 founders"].tolist() == ["80% (49% to 94%)"]
    other = cases({2: 0, 10: 0})
    assert "helps in 0 of 1 territories" in other.follows
    assert other.rows["verdict"].tolist() == ["not told"]
