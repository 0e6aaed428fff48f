"""Where alternative programmes take the place of the groups, report and figures speak of their people; and years in
which nothing happened have no shortage."""

import numpy as np
import pandas as pd

from contagion.experiments.commands.run.figure import what_was_short
from contagion.experiments.commands.run.work import in_words
from contagion.models.runs.figures import shortages
from tests.helpers.drawn import axes


def test_years_in_which_nothing_happens_have_no_shortage(ended):
    results, scenario, territory = ended
    weeks, found = results.tables["weeks"], shortages(results)
    moves = weeks[["registrations", "participants", "groups_started"]].groupby(weeks["week"] // 52).last().diff()
    empty = np.flatnonzero((moves == 0).all(axis=1))
    opened = set(results.tables["groups"]["opened"] // 52)
    empty = [year for year in empty if year not in opened]
    assert len(empty) > 3
    said = weeks["short"].groupby(weeks["week"] // 52).unique().loc[empty]
    assert ["pairs"] in [[*year] for year in said], "those who are left wait for partners"
    of_empty = (weeks["week"] // 52).isin(empty)
    assert (found[of_empty] == "").all(axis=None)
    pd.testing.assert_frame_equal(found[~of_empty], weeks.loc[~of_empty, ["short", "short_in_training"]])
    figure = what_was_short(results, territory)
    hatched = {round(patch.get_y() - 0.5) for patch in axes(figure)[0].patches if patch.get_width() == 52}
    assert hatched == set(map(int, empty))
    assert "waited for partners than led (" not in " ".join(in_words(results, scenario, territory).split())


def test_want_of_money_is_a_reason_for_an_empty_year(ended):
    results = ended[0]
    weeks = results.tables["weeks"].assign(short="money")
    poor = type(results)(results.tables | {"weeks": weeks}, results.summary, results.provenance)
    assert (shortages(poor)["short"] == "money").all()
