"""Whether it is a contagion: words and thresholds by hand, and that a switch is one."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import contagion
from contagion.models.scenario import read
from contagion.models.theory import reproduction
from tests.helpers.asked import asking

MEDIANS = {
    contagion.BASE: 1.4,
    **dict(zip(contagion.LEVERS["wish"], (1.2, 1.01, 0.5), strict=True)),
    **dict(zip(contagion.LEVERS["loss"], (1.3, 1.2, 1.1), strict=True)),
    **dict(zip(contagion.LEVERS["places"], (1.0, 0.9), strict=True)),
}


@pytest.mark.parametrize(
    "above, verdict", [(1.0, "Yes"), (0.95, "Yes"), (0.94, "Likely"), (0.8, "Likely"), (0.5, "Not clear"), (0.05, "No")]
)
def test_verdict_follows_from_the_share_of_simulations(above, verdict):
    assert contagion.verdict_of(above) == verdict


def test_where_r_falls_below_one_is_between_two_steps():
    assert contagion.where_below(pd.Series(MEDIANS)) == (
        "In simulations the median of R falls below 1 between “half of the wish” and “a quarter of the wish” and "
        "between “five places a year” and “two places a year”; it stays above 1 up to “three times the loss”."
    )
    low = pd.Series(MEDIANS) - 0.6
    assert contagion.where_below(low).startswith("In simulations it stays below 1 up to “a quarter of the wish”")


def test_critical_wish_is_interpolated_between_the_steps_around_one():
    wish = contagion.LEVERS["wish"]
    number = pd.DataFrame([[1.5, 1.3, 1.2, 0.8], [0.9, 0.8, 0.7, 0.6]], [1, 2], [contagion.BASE, *wish])
    here = read().parameters.volunteering.wish  # the ensemble of tests leaves it as it is
    made = contagion.critical_wishes(asking(2), number)
    assert made[1] == pytest.approx(here * (0.5 - 0.25 / 2))
    assert np.isnan(made[2])


def test_critical_wish_of_theory_makes_r_one_at_the_loss_of_each_simulation():
    asked, number = asking(2), pd.DataFrame(index=[1, 2])
    recruiting = read().parameters.group.recruiting_weeks / 2
    losses = asked.ensemble.table["retention.loss_per_year"].iloc[:2]
    for wish, loss in zip(contagion.theory(asked, number), losses, strict=True):
        assert reproduction(contagion.COMPLETERS * wish, loss, recruiting) == pytest.approx(1)


def test_a_switch_keeps_participants_out_and_may_leave_their_places_empty():
    off = contagion.switched(read().parameters, contagion.ALONE)
    assert (off.volunteering.wish, off.training.top_up) == (0, read().parameters.training.top_up)
    empty = contagion.switched(read().parameters, contagion.EMPTY)
    assert (empty.volunteering.wish, empty.training.top_up) == (0, "autonomous")
    assert contagion.moved(read().parameters, "places", 5).training.places == 5
    assert contagion.moved(read().parameters, "loss", 2.0).retention.loss_per_year == 0.5


def test_readings_are_summed_up_by_their_medians():
    assert contagion.under_readings({}) == "No reading applies."
    readings = {"a": pd.Series([1.0, 1.2, 9.0]), "b": pd.Series([0.5])}
    assert contagion.under_readings(readings) == "Under 2 readings the median of R is 0.50 to 1.20."
