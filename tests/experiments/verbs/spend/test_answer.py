"""`ct.spend`: what it hands over is what the study found."""

import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.verbs.spend import mixes
from contagion.experiments.verbs.spend import search as spend
from tests.helpers.spent_by_hand import by_hand, ensemble


def test_it_shows_what_was_found():
    made = by_hand(ensemble())
    shown = made._repr_html_()
    assert "more training place" in shown
    assert "median (90 % range)" in shown
    assert len(made.plot()) == 2
    assert set(made.costs["mix"]) == set(made.table["mix"])


@pytest.mark.slow
def test_the_door_spends_as_the_command_does(at_work, monkeypatch):
    monkeypatch.setattr(spend, "Design", lambda worlds: spend.QUICK)
    monkeypatch.setattr(mixes, "SOLD", mixes.SOLD[:3])
    made = ct.spend(5000, "ref", years=1, workers=1, above=2, yes=True)
    gained = made.worlds.pivot(index="seed", columns="scenario", values="people")
    more = gained[made.table["mix"]].sub(gained["nothing more"], axis=0)
    assert made.table["gained_above"].tolist() == (more > 2).mean().tolist()
    assert isinstance(made.tried, pd.DataFrame)
    assert "more than 2 in" in made._repr_html_()
    assert made.provenance["runs"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"euros": 0}, "euros 0: must be a sum in euros above 0"),
        ({"euros": 900, "per": "month"}, "per 'month' is not known"),
        ({"euros": 900, "worlds": 3}, "worlds 3: must be a whole number from 20 on"),
        ({"euros": 900, "prices": "nowhere.toml"}, "there is no such file of prices"),
    ],
)
def test_mistakes_get_one_line(given, said, at_work):
    with pytest.raises(ct.InputError, match=said):
        ct.spend(**given)
