"""X08, demand (`questions/x08_demand.py`): differences and words by hand, and a quick answer."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x08_demand as x08
from contagion.experiments.questions.in_worlds import WORLDS_QUICK
from contagion.models.parameters import Parameters
from tests.helpers.even_ensemble import even


def gain(*values):
    return pd.Series([float(value) for value in values], range(1, len(values) + 1))


def test_a_change_is_from_what_the_world_has():
    here = Parameters().with_values({x08.INVITED[0]: 7.0, x08.STRENGTH[0]: 0.5})
    changed = x08.step(here, x08.TIMES[x08.INSTEAD][1])
    assert [changed.get(name) for name in (x08.CONTACTS, x08.INVITED[0], x08.STRENGTH[0])] == [0, 14, 0.5]
    assert x08.step(here, x08.TIMES["invitations twice as strong"][1]).get(x08.STRENGTH[0]) == 1


def test_differences_are_of_the_same_world():
    rows = [
        {"case": case, "seed": seed, "participants": 100 * seed + more, "r_participants": 0.5, "short": 0.1 * seed}
        for case, more in zip([x08.BASE, *x08.TIMES], range(9), strict=True)
        for seed in (1, 2)
    ]
    made = x08.differences(pd.DataFrame(rows))
    assert made.groupby("case", sort=False)["participants"].unique().map(list).tolist() == [[n] for n in range(1, 9)]
    assert (made["short"] == 0).all()


@pytest.mark.parametrize(
    "lost, instead, said",
    [
        (5, -5, ["contacts with partners bring more people than invitations", "do not make up"]),
        (-5, 5, ["were there bring more people than contacts", "in place of all contacts reach more people"]),
        (None, None, ["more people is not told", "make up for having no contacts is not told"]),
    ],
)
def test_what_follows_is_what_is_told_in_most_worlds(lost, instead, said):
    def made(value):
        return gain(*([value] * 8 if value else [1, -1] * 4))

    words = x08._follows(even(4), {x08.INSTEAD: made(instead), x08.TWICE: made(None)}, made(lost))
    assert all(part in words for part in said)
    assert words.endswith("Whether twice the contacts reach more people is not told.")


def test_a_quick_answer_is_whole_and_its_figure_shows_it(lab):
    finding = x08.main(quick=True, lab=lab, ensemble=even(2))
    table = finding.table.set_index("case")
    assert table["worlds"].tolist() == [WORLDS_QUICK] * 9
    assert (table.loc[x08.NOBODY, ["r_word_of_mouth_p5", "r_word_of_mouth_p95"]] == 0).all()
    assert (table.loc[x08.BASE, "r_word_of_mouth_p95"]) > 0
    assert finding.rows["change"].tolist() == list(x08.TIMES)
    none = table.loc[x08.NONE, "participants_p50_change"]
    assert finding.rows["people"][0].startswith(f"{none:+z,.0f} (")
    assert f"{none:+z,.0f} (" in finding.sentence
    assert finding.figure is not None
    left, _ = finding.figure.axes
    (middles,) = [drawn for drawn in left.collections if len(np.asarray(drawn.get_offsets())) == len(x08.TIMES)]
    assert np.asarray(middles.get_offsets())[:, 0].tolist() == pytest.approx(
        table.loc[list(x08.TIMES), "participants_p50_change"].tolist()
    )
