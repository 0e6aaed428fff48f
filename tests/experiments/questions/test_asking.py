"""How questions over an ensemble are asked (`questions/asking.py`), and that each of all questions answers, quickly."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.work import FigureText
from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import Ensemble, under
from contagion.experiments.evidence.predictions import all_statements
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.evidence.targets import read_series
from contagion.experiments.questions import asking as shared
from contagion.experiments.questions import known, publishing
from contagion.experiments.questions.asking import WORLDS_QUICK, YEARS_QUICK, standing, surely
from contagion.experiments.questions.publishing import PAGES, names, question, title
from contagion.models.kernel import EDITION
from contagion.models.runs.study import changed
from contagion.models.scenario import read
from tests.helpers.answered import made_up
from tests.helpers.asked import asking, by_world, held
from tests.helpers.even_ensemble import even, twice
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
    monkeypatch.setattr(known, "all_series", lambda: [read_series(Path("edinburgh"))])
    monkeypatch.setattr(known, "YEARS", (1,))
    monkeypatch.setattr(known, "all_statements", lambda: all_statements()[-1:])


QUICK = {"x02_without_contagion", "x06_places"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name not in QUICK)) for name in names()]
)
def test_each_question_answers_and_says_the_numbers_of_its_table(name, lab):
    found = question(name)(asking(4, lab))
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


# ---- readings --------------------------------------------------------------------------------------------------------


def test_an_answer_stands_where_its_middle_is_on_the_same_side():
    found = standing(by_world(1, 2, 3), {"talk-informs": by_world(-9, 1, 9), "rule-threshold": by_world(-5, 0, 3)})
    assert str(found) == "stands in 1 of 2 readings, not in “a number of sources is needed” (+0)"
    down = standing(by_world(-2), {"talk-informs": by_world(-1), "rule-threshold": by_world(4)})
    assert str(down) == "stands in 1 of 2 readings, not in “a number of sources is needed” (+4)"
    assert str(standing(by_world(1), {"talk-informs": by_world(2)})) == "stands in 1 of 1 readings"


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

TOY = SimpleNamespace(BASE="base", SHOWN={"people": FigureText("people"), "share": FigureText("of a hundred", ",.1f")})
PEOPLE = {"base": (100, 200, 300), "more": (120, 210, 340), "less": (90, 150, 299), "either": (90, 210, 300)}
FIGURES = {(case, "people"): of for case, of in PEOPLE.items()}
HELD = held(TOY, PEOPLE, FIGURES | {(case, "share"): [one / 100 for one in of] for case, of in PEOPLE.items()})


def test_changes_are_taken_world_by_world():
    assert HELD.more("people")["more"].values.tolist() == [20, 10, 40]
    assert HELD.change("more", "people") == "+20 (+11 to +38) people, more in 100 of 100 simulations"
    assert HELD.usual("people").to_dict() == {1: 100, 2: 200, 3: 300}
    assert HELD.told().set_index(["scenario", "indicator"]).loc[("less", "people"), "p50"] == -10


def test_a_row_says_what_a_case_changes_and_ends_with_a_verdict():
    rows = HELD.in_rows("people")
    assert list(rows) == ["case", "people", "of a hundred", "verdict"]
    assert rows.loc[0].tolist() == ["base", "200 (110 to 290)", "2.0 (1.1 to 2.9)", "compared with"]
    assert rows.loc[1].tolist() == [
        *("more", "+20 (+11 to +38)", "+0.2 (+0.1 to +0.4)", "more (people: more in 100 of 100 simulations)")
    ]
    assert rows["verdict"].str.partition(" (")[0].tolist()[2:] == ["less", "not clear"]


def test_sure_is_what_a_verdict_is_told_of():
    people = HELD.more("people")
    assert (surely(people, "more"), surely(people, "less")) == (["more"], ["less"])
    assert surely(people, "more", ["either", "less"]) == []


# ---- what the questions over an ensemble share (`questions/asking.py`), by hand -----------------------------------

RUNS = pd.DataFrame(
    [
        {"case": case, "seed": seed, "people": people}
        for case, values in {"before": (100, 300, 200), "after": (150, 320, 190)}.items()
        for seed, people in enumerate(values, start=1)
    ]
)
SETS = twice(even(4))


def test_differences_are_told_world_by_world():
    people = shared.by_world(RUNS, "case", "people")
    difference = people["after"] - people["before"]
    assert shared.more(difference) == "+20 (-7 to +47)"
    assert shared.More(SETS, difference).often == "67 of 100 simulations"
    assert shared.middle(people["before"]) == "200 (110 to 290)"


def test_a_middle_has_no_digit_beyond_its_error_and_a_share_its_interval_where_worlds_are_many():
    many = pd.Series([float(value) for value in range(-9, 91)])
    assert shared.middle(many) == "40 (-4 to 85)"
    assert shared.more(many) == "+40 (-4 to +85)"
    assert shared.middle(many / 100, "{:.0%}") == "40% (-4% to 85%)"  # no room for an error
    assert shared.More(SETS, many).often == "90 (83 to 94) of 100 simulations"
    assert shared.share_of_worlds(0.5, 4) == "50 of 100 simulations"
    assert shared.middle(many**3 / 1000) == "70 (0 to 620)"  # the upper end is less well known
    assert shared.middle([7.0] * 100) == "7 (7 to 7)"  # none, as all are alike


def test_a_verdict_needs_nine_worlds_in_ten_on_one_side():
    assert shared.verdict([1] * 19 + [-1]) == "more"
    assert shared.verdict([1] * 18 + [-1] * 2) == shared.NOT_CLEAR
    assert shared.verdict([-3] * 10, down="fewer") == "fewer"
    assert shared.verdict([0] * 10) == shared.NOT_CLEAR


def by_set(*signs):
    """Differences of so many sets, two worlds each."""
    return pd.Series([sign for pair in signs for sign in pair], range(1, 2 * len(signs) + 1))


def test_what_holds_in_most_worlds_is_told_by_sets_of_values():
    assert shared.More(SETS, by_set(*[(5, 1)] * 9, (-1, 2))).most == 1
    assert shared.More(SETS, by_set(*[(-5, -1)] * 9, (-1, 2))).most == -1
    assert shared.More(SETS, by_set(*[(1, -1)] * 5, (1, 1))).most == 0
    assert shared.More(SETS, by_set(*[(1, 0)] * 9, (0, 0))).most == 0  # more in less than half
    assert shared.More(SETS, by_set((1, 1))).most == 0  # one set tells nothing of others
    assert shared.More(SETS, by_set(*[(5, 1)] * 9, (-1, -2))).leaning() == "more in most simulations"
    assert shared.More(SETS, by_set(*[(5, 1)] * 9)).leaning() == "more"
    assert shared.More(SETS, by_set(*[(1, -1)] * 5)).leaning("this", "that") == shared.NOT_CLEAR


def test_a_set_that_comes_again_is_one_set():
    held = by_set(*[(1, 1)] * 7, (-1, -1))
    assert shared.More(SETS, held).most == 1
    again = replace(SETS, table=SETS.table.iloc[[0] * 14 + [2] * 2])  # seven of the eight are the same
    assert shared.More(again, held).most == 0
    assert shared.More(again, by_set(*[(1, 1)] * 8)).most == 1  # whatever they count as


def test_a_row_a_case_says_where_it_lies():
    table = shared.spreads(RUNS, ["case"], ["people"]).set_index("case")
    assert table.loc["after", ["people_p50", "worlds"]].tolist() == [190, 3]
    assert table.loc["before", "people_p95"] == pytest.approx(290)


MANY = twice(even(64))  # of each of three rules, two worlds a set
OF_MANY = range(1, 385)


def of_sets(value):
    """A difference by what is in the set of a world."""
    return pd.Series({world: float(value(MANY.values(world - 1))) for world in OF_MANY})


def test_the_rule_that_turns_it_round_is_named_with_its_interval():
    said = shared.More(MANY, of_sets(lambda here: -5 if here["registering.rule"] == "threshold" else 20)).overturned(
        "people"
    )
    assert said.startswith("It is the other way round where `registering.rule` (whether earlier exposures count")
    assert "is “threshold”: -5 people (-5 to -5) on average" in said


EIGHT = range(1, 9)


def values(**columns):
    return pd.DataFrame(columns, index=list(EIGHT), dtype=float)


def test_who_is_within_the_interval_of_the_best_is_in_the_tie():
    up_and_down = [10 + 3 * (-1) ** world for world in EIGHT]
    made = values(low=[1] * 8, best=[11 + 0.1 * world for world in EIGHT], like=up_and_down)
    assert shared.tied(even(8), made) == ["best", "like"]
    assert shared.tied(even(8), made[["best", "low"]]) == ["best"]


def test_differences_are_taken_world_by_world():
    """As far apart as can be from world to world, and surely one more in each."""
    base = pd.Series([1.0, 100, 1000, 5, 60, 700, 8, 9], list(EIGHT))
    made = pd.DataFrame({"less": base, "more": base + np.array([1, 1.1, 0.9, 1, 1, 1, 1.2, 0.8])})
    assert shared.tied(even(8), made) == ["more"]


# ---- how an answer gets onto its page and into the list of all, with the edition that it was found with --------------

ABOUT = {"commit": "abcdef0123456789+", "version_sha256": "0" * 64}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Of findings, and a list of all in which two questions have a row."""
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path / "findings")
    monkeypatch.setattr(publishing, "README", tmp_path / "README.md")
    rows = "| [Old](findings/patterns.csv) | – | – | – |\n| [Old](findings/x11_students.csv) | a | b | c |\n"
    (tmp_path / "README.md").write_text(f"Before.\n\n{rows}\nAfter.\n", encoding="utf-8")
    return tmp_path / "findings"


def test_a_page_has_all_of_an_answer_in_its_order(folder):
    publishing.publish("x05_structure", made_up(figure=Figure(), lines=["| more |"]), ABOUT)
    page = (folder / "x05_structure.md").read_text(encoding="utf-8")
    parts = ["All is well in 9 of 10 simulations.", "x05_structure.png", "Nothing need be done.", "| all | yes |"]
    parts += ["Bad news would.", "Somebody looked.", "| more |", f"edition {EDITION}, commit abcdef012345"]
    assert sorted(parts, key=page.index) == parts
    assert (folder / "x05_structure.png").stat().st_size > 0
    assert (folder / "x05_structure.csv").read_text(encoding="utf-8") == "a\n1\n"


def test_an_answer_takes_the_place_of_its_row_in_the_list_of_all(folder):
    for name in ("patterns", "x11_students"):
        publishing.publish(name, made_up(figure=Figure() if name == "x11_students" else None), ABOUT)
    said = f"All is well. | in 9 of 10 simulations | edition {EDITION}, {date.today()}"
    first, second = (
        f"| [{title(name)}](findings/{name}.{end}) | {said} |\n"
        for name, end in (("patterns", "md"), ("x11_students", "csv"))
    )
    list_of_all = (folder.parent / "README.md").read_text(encoding="utf-8")
    assert list_of_all == f"Before.\n\n{first}{second}\nAfter.\n"
    assert sorted(file.name for file in folder.iterdir()) == ["patterns.csv", "patterns.md", "x11_students.csv"]
    assert "![" not in (folder / "patterns.md").read_text(encoding="utf-8")
