"""Demand: what is handed over follows from the runs."""

import re
from itertools import combinations

import pandas as pd
import pytest
from scipy import stats

from experiments.questions import x08_demand


def test_an_effect_is_taken_at_the_reference_of_the_others():
    rows = [
        (contacts, invited, 0.37, seed, 10 * contacts + 1000 * invited + seed * contacts)
        for contacts in (0.0, 4.0, 8.0)
        for invited in (0.0, 4.0)
        for seed in (1, 2)
    ]
    made = pd.DataFrame(rows, columns=[*x08_demand.AXES, "seed", "people"])
    found = x08_demand.effect(made, x08_demand.CONTACTS, "people")
    assert found["change"] == pytest.approx(92)  # 88 and 96
    assert found["change_high"] - found["change"] == pytest.approx(stats.t.ppf(0.975, 1) * 4)
    assert x08_demand.effect(made, x08_demand.INVITED, "people")["change"] == pytest.approx(4000)


def test_where_too_few_register_in_words():
    assert x08_demand._up_to(2.0) == ", all with at most 2 contacts a month"
    assert x08_demand._up_to(0.0) == ", all without contacts"


def test_no_change_has_no_minus():
    found = {"change": -0.1, "change_low": -3.4, "change_high": 2.6}
    assert x08_demand._spread(found, "{:+z.0f}", " points") == "+0 points (-3 to +3)"


def test_shares_add_up_and_paragraph_and_figure_say_what_the_table_says(lab):
    finding = x08_demand.main(quick=True, lab=lab)
    table = finding.table
    assert len(table) == 8
    assert table["short"].to_numpy() == pytest.approx(
        (table["short_registrations"] + table["short_receptive"]).to_numpy()
    )
    shares = table[[f"short_{name}" for name in x08_demand.SHORTAGES]].sum(axis=1)
    assert shares.to_numpy() == pytest.approx(1)
    nobody = table[table[x08_demand.INVITED] == 0]
    assert (nobody["r_word_of_mouth"] == 0).all()
    assert (table.loc[table[x08_demand.INVITED] > 0, "r_word_of_mouth"] > 0).all()
    assert f"{table['r_participants'].max():.2f}" in finding.text
    assert len(re.findall(r"registrations are short [+-]\d+ points \([+-]\d+ to [+-]\d+\)", finding.text)) == 3
    assert finding.figure
    for panel in finding.figure.axes[:2]:  # nothing but people reached stands there, and no two on one another
        assert len(panel.texts) == 4
        assert {text.get_text() for text in panel.texts} <= {f"{people:,.0f}" for people in table["participants"]}
        boxes = [text.get_window_extent() for text in panel.texts]
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
