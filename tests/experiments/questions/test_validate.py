"""What the question says of facts and predictions."""

from math import inf, nan
from pathlib import Path

import pandas as pd
import pytest

from experiments.questions import validate
from experiments.studies.validation import CHANCE, KEPT, NOTHING, OUTSIDE, WELL, WITHIN, read_series
from tests.helpers.even_ensemble import even

VERDICTS = {"a": WELL, "b": WITHIN, "c": OUTSIDE, "d": OUTSIDE, "e": NOTHING, CHANCE: OUTSIDE}


@pytest.fixture(scope="module")
def table():
    of = {"figure": "participants, year 3", "low": 1.0, "high": 1.0, "source": "a page", "worlds": 50, "quantile": 0.9}
    rows = [
        of | {"series": name, "programme": name.upper(), "verdict": verdict, "expected": "", "why": ""}
        for name, verdict in VERDICTS.items()
    ]
    rows[2] |= {"expected": "outside", "why": "It grows."}
    made = pd.DataFrame(rows).assign(p5=0.1, p25=0.2, p50=0.5, p75=0.8, p95=1.234567)
    return made.assign(quantile=made["quantile"].where(made["verdict"] != NOTHING, nan))


def test_failures_are_named_with_their_reasons_and_the_null_model_is_apart(table):
    said = validate.in_words(table, even(1), 50)
    assert (
        "50 worlds of the ensemble even (fitted to nothing). Of 5 facts of 5 series to which nothing is fitted" in said
    )
    assert "4 are predicted by at least ten worlds: 1 lie inside the middle half" in said
    assert "1 further out inside nine tenths, and 2 outside" in said
    assert "they share one model and one ensemble" in said
    assert "Outside: C, participants, year 3 (expected). It grows. Outside: D," in said
    assert "(not expected, not explained)" in said
    assert said.count("Outside:") == 2
    assert "0.50 times those that chance gives in year 3 (0.10 to 1.23)" in said


def test_cells_show_failures_in_bold_and_where_a_fact_is_from(table):
    lines = validate.cells(table)
    assert len(lines) == 2 + len(VERDICTS)
    assert lines[4].startswith("| C | participants, year 3 | 1 | 0.2 to 0.8 | 0.1 to 1.23 | 0.90 | 50 | **outside** | ")
    assert lines[4].endswith(" | outside | It grows. | a page |")
    assert "| – | 50 | no prediction |" in lines[6]


def test_facts_in_words():
    said = [validate.fact_of(*ends) for ends in ((3, 3), (1, 2.5), (-inf, 0.7), (2, inf))]
    assert said == ["3", "1 to 2.5", "at most 0.7", "at least 2"]


def test_a_quick_answer_is_whole(lab, monkeypatch):
    """Of one of the series; few worlds say nothing of intervals, and that is said."""
    monkeypatch.setattr(validate, "all_series", lambda: [read_series(Path("edinburgh"))])
    monkeypatch.setattr(validate, "YEARS", (1,))
    found = validate.main(lab=lab, ensemble=even(1), quick=True)
    assert found.table["series"].tolist() == ["edinburgh", "edinburgh", CHANCE]
    assert set(found.table["verdict"]) == {NOTHING}
    assert "Of 2 facts of 1 series to which nothing is fitted, 0 are predicted by at least ten worlds" in found.method
    assert found.figure is not None
    assert len(found.lines) == 5


def test_as_many_misses_as_chance_allows_are_no_failure(table):
    found = validate.answered(table, even(1), 50)
    assert found.answer == "Yes: 2 of 4 facts lie in nine tenths of the worlds"
    assert found.sure == "a right model would miss so many in very roughly 5.2% of cases"  # 1 - 0.9^4 - 4 0.1 0.9^3
    assert found.rows["found"].iloc[:4].tolist() == ["1 of 4", "1 of 4", "2 of 4", "1 of 4"]
    assert found.rows["facts"].iloc[1] == "further out, inside nine tenths"
    assert found.rows["verdict"].iloc[-1] == "no better than chance"
    assert "nearest to the edge: A, participants, year 3 (observed 1, nine" in found.overturns
    worse = validate.answered(table.replace({"verdict": {WITHIN: OUTSIDE}}), even(1), 50)
    assert worse.answer.startswith("Partly: 1 of 4")
    assert worse.rows["verdict"].iloc[2] == "too many"
    assert "no forecast" in worse.follows
    assert "nearest to the worlds: B, participants, year 3" in worse.overturns


def test_a_bound_is_no_fact_among_others(table):
    """Nearly every world keeps it, so that it would make up for a miss."""
    bound = table.iloc[[0]].assign(series="f", low=-inf, verdict=KEPT)
    found = validate.answered(pd.concat([table, bound], ignore_index=True), even(1), 50)
    assert found.answer == "Yes: 2 of 4 facts lie in nine tenths of the worlds"
    assert "bounds that are kept" in found.rows["facts"].tolist()
    assert "Of bounds, a weak test which is counted apart, 1 of 1 hold" in found.method
