"""How questions over an ensemble are asked (`questions/asking.py`), and that each of all questions answers, quickly."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from contagion.experiments.ensembles.calibration import RULE
from contagion.experiments.ensembles.ensemble import Ensemble, under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.evaluation.predictions import all_statements
from contagion.experiments.evaluation.series import read_series
from contagion.experiments.questions import predictions, validate
from contagion.experiments.questions.asking import WORLDS_QUICK, YEARS_QUICK, standing, surely
from contagion.experiments.questions.names import PAGES, names
from contagion.experiments.questions.publishing import question
from contagion.experiments.verbs.compare.cases import Shown
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import read
from tests.helpers.asked import asking, by_world, held
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


# ---- readings --------------------------------------------------------------------------------------------------------


def test_an_answer_stands_where_its_middle_is_on_the_same_side():
    found = standing(by_world(1, 2, 3), {"talk-informs": by_world(-9, 1, 9), "rule-threshold": by_world(-5, 0, 3)})
    assert str(found) == "stands in 1 of 2 readings, not in “a number of sources is needed” (+0)"
    down = standing(by_world(-2), {"talk-informs": by_world(-1), "rule-threshold": by_world(4)})
    assert str(down) == "stands in 1 of 2 readings, not in “a number of sources is needed” (+4)"
    assert str(standing(by_world(1), {"talk-informs": by_world(2)})) == "stands in 1 of 1 readings"


def test_those_furthest_away_are_named_first_and_the_others_counted():
    names = ["talk-informs", "rule-simple", "rule-reinforced", "rule-threshold"]
    found = standing(by_world(1), {name: by_world(-size) for size, name in enumerate(names, start=1)})
    assert str(found).endswith("(-4); “being told by several reinforces” (-3); 2 more")


def test_no_difference_has_nothing_that_could_stand():
    assert "no difference" in str(standing(by_world(0), {"talk-informs": by_world(1)}))
    assert "no other reading" in str(standing(by_world(1), {}))


def test_only_readings_that_say_something_of_it_are_asked():
    def asked(ensemble: Ensemble, of_emissions: bool = False) -> dict[str, Ensemble]:
        return replace(asking(), ensemble=ensemble, quick=False).of_readings(lambda there: there.ensemble, of_emissions)

    of_people, of_tonnes = asked(even(2)), asked(even(2), of_emissions=True)
    assert set(of_people) == {name for name, one in READINGS.items() if not one.of_emissions_alone}
    assert set(of_tonnes) == set(READINGS)
    assert of_people["rule-threshold"].table[RULE].unique().tolist() == ["threshold"]
    assert asked(under(even(2), READINGS["talk-informs"])) == {}
    one_rule = replace(even(2), table=even(2).table[lambda rows: rows[RULE] == "simple"])
    assert not {"rule-threshold", "rule-reinforced"} & set(asked(one_rule))


# ---- cases that are held against a base ------------------------------------------------------------------------------

TOY = SimpleNamespace(BASE="base", SHOWN={"people": Shown("people"), "share": Shown("of a hundred", ",.1f")})
PEOPLE = {"base": (100, 200, 300), "more": (120, 210, 340), "less": (90, 150, 299), "either": (90, 210, 300)}
FIGURES = {(case, "people"): of for case, of in PEOPLE.items()}
HELD = held(TOY, PEOPLE, FIGURES | {(case, "share"): [one / 100 for one in of] for case, of in PEOPLE.items()})


def test_changes_are_taken_world_by_world():
    assert HELD.more("people")["more"].values.tolist() == [20, 10, 40]
    assert HELD.change("more", "people") == "+20 (+11 to +38) people, more in 100 of 100 worlds"
    assert HELD.usual("people").to_dict() == {1: 100, 2: 200, 3: 300}
    assert HELD.told().set_index(["scenario", "indicator"]).loc[("less", "people"), "p50"] == -10


def test_a_row_says_what_a_case_changes_and_ends_with_a_verdict():
    rows = HELD.in_rows("people")
    assert list(rows) == ["case", "people", "of a hundred", "verdict"]
    assert rows.loc[0].tolist() == ["base", "200 (110 to 290)", "2.0 (1.1 to 2.9)", "held against"]
    assert rows.loc[1].tolist() == [
        *("more", "+20 (+11 to +38)", "+0.2 (+0.1 to +0.4)", "more (people: more in 100 of 100 worlds)")
    ]
    assert rows["verdict"].str.partition(" (")[0].tolist()[2:] == ["less", "not told"]


def test_sure_is_what_a_verdict_is_told_of():
    people = HELD.more("people")
    assert (surely(people, "more"), surely(people, "less")) == (["more"], ["less"])
    assert surely(people, "more", ["either", "less"]) == []


def test_the_figure_says_what_it_is_held_against():
    assert "More than the case “base” in the same world." in " ".join(words(HELD.figure("Ducks")).split())
