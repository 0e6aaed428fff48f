"""How questions over an ensemble are asked (`questions/asking.py`), and that each of all questions answers, quickly."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contagion.experiments.evaluation.predictions import all_statements
from contagion.experiments.evaluation.series import read_series
from contagion.experiments.questions import predictions, validate
from contagion.experiments.questions.asking import WORLDS_QUICK, YEARS_QUICK
from contagion.experiments.questions.names import PAGES, names
from contagion.experiments.questions.publishing import question
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import read
from tests.helpers.asked import asking, by_world
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page, words

NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
BEFORE_AN_INTERVAL = re.compile(rf"({NUMBER.pattern}) ?%?(?= \({NUMBER.pattern})")
LONGEST = 20  # words of an answer
OF_NO_ROW = {"patterns", "sensitivity"}  # whose sentence has a middle of all worlds, which stands in no table


def numbers_of(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]


@pytest.fixture(autouse=True)
def few_of_the_slow_ones(monkeypatch):
    """Those whose quick runs are many are asked of less."""
    monkeypatch.setattr(validate, "all_series", lambda: [read_series(Path("edinburgh"))])
    monkeypatch.setattr(validate, "YEARS", (1,))
    monkeypatch.setattr(predictions, "all_statements", lambda: all_statements()[-1:])


QUICK = {"x02_without_contagion", "x05_structure", "x06_places", "x09_pair_rule"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name not in QUICK)) for name in names()]
)
def test_each_question_answers_and_says_the_numbers_of_its_table(name, lab):
    asked = question(name)
    usual: dict[str, Any] = {number.name: number.default for number in asked.numbers}
    found = asked.main(quick=True, lab=lab, **usual, **({"ensemble": even(4)} if asked.ensemble else {}))
    assert len(found.table)
    assert [*found.rows][-1:] == ["verdict"] * bool(len(found.rows))
    assert not found.rows.isna().any(axis=None)
    assert len(found.answer.split()) <= LONGEST
    assert "nan" not in f"{found.answer} {found.sure} {found.sentence} {found.method}".split()
    assert found.sentence[-1] == "."
    if found.figure is not None:
        found.figure.draw_without_rendering()
        assert len(words(found.figure)) > 40
    if name in PAGES:
        fits_a_page(name, found)
    if name in OF_NO_ROW:
        return
    known = found.table.select_dtypes("number").to_numpy(float).ravel()
    shown = numbers_of(" ".join(map(str, found.rows.to_numpy().ravel())))
    known = np.concatenate([known, 100 * known, -known, shown])
    for text in BEFORE_AN_INTERVAL.findall(found.sentence):
        digits = len(text.partition(".")[2])
        assert (abs(known - numbers_of(text)[0]) <= 0.51 * 10**-digits).any(), text


def test_a_case_sets_values_takes_a_step_or_is_another_scenario(lab):
    def no_training(here):
        return changed(here, {"training.places": 0 * here.training.places})

    asked: Any = [
        ({"case": "as it is"}, {}),
        ({"case": "set"}, {"training.places": 0}),
        ({"case": "step"}, no_training),
    ]
    asked.append(({"case": "scenario"}, read(Path("lowloss"))))
    runs = asking(2, lab).lived(asked).table
    assert sorted(runs["seed"].unique()) == list(range(1, WORLDS_QUICK + 1))
    assert set(runs["years"]) == {YEARS_QUICK}
    log = runs.pivot(index="seed", columns="case", values="event_log_sha256")
    assert (log["set"] == log["step"]).all()
    assert log.nunique(axis=1).tolist() == [3] * WORLDS_QUICK


def test_under_each_reading_it_is_asked_anew_of_fewer_worlds(lab):
    whole = asking(2, lab)
    logs = whole.of_readings(lambda there: there.lived([({"case": "as it is"}, {})]).table["event_log_sha256"].tolist())
    assert list(logs) == ["talk-informs", "rule-threshold"]
    assert logs["talk-informs"] != logs["rule-threshold"]
    assert whole.of_readings(lambda there: there.worlds, most=3) == dict.fromkeys(logs, 3)
    stands = whole.standing(by_world(1, 2, 3), lambda there: by_world(5 if there.ensemble.reading else -5))
    assert str(stands) == "stands in 2 of 2 readings"


def test_what_is_much_is_little_where_it_is_quick():
    assert asking().much("whole", "quick") == "quick"
    assert (asking().worlds, asking().years) == (WORLDS_QUICK, YEARS_QUICK)
