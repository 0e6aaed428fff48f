"""The report and the figures of a run say what was decided in it, and what befell it."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.commands.run.figure import stock_and_flow, what_was_short
from contagion.experiments.commands.run.words import in_words
from contagion.experiments.say import differences as words
from contagion.experiments.say.asked import by_date, in_force, in_run
from contagion.experiments.say.languages import FRENCH, speaking
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import FOLDER, read
from tests.helpers.drawn import unreadable, written

SHOCKS = """
[[shock]]
kind = "coordinator away"
from = "2017-03"
weeks = 26

[[shock]]
kind = "budget cut"
from = "2017-12"
factor = 0.5

[[shock]]
kind = "facilitators lost"
from = "2018-01"
share = 0.4
"""
DECISIONS = """
[[decision]]
title = "Twenty places"
from = "2017-09"
until = "2018-09"
set = { "training.places" = 20 }

[[decision]]
from = "2018-01"
communes = ["outside the centre"]
target_groups = ["students"]
set = { "outreach.letters" = 500 }

[[decision]]
from = "2018-02"
extra_session = true

[[decision]]
title = "Stop"
when = { weeks_without_participants = { at_least = 52 } }
set = { "training.places" = 0 }
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Results of two years with decisions and shocks, the scenario and the territory."""
    path = tmp_path_factory.mktemp("scenario") / "much.toml"
    path.write_text(f'title = "Much"\n{DECISIONS}{SHOCKS}')
    scenario = read(path)
    territory = territory_for(scenario)
    return simulate(scenario, territory, years=2), scenario, territory


def by_hand(noted: list[tuple[int, int, str]]) -> Any:
    """What is read of results: a rule with times at which it acted."""
    text = '[calendar]\nstart = "2017-01"\n[[decision]]\ntitle = "Rule"\nwhen = { queue = { above = 12 } }\n'
    table = pd.DataFrame(noted, columns=["week", "number", "what"])
    return SimpleNamespace(texts={"scenario.toml": text}, tables={"decisions": table})


def test_a_line_each(run):
    assert in_force(run[0]) == [
        "Decision: Twenty places, from 2017-09 until 2018-09",
        "Decision: outreach.letters = 500 (outside the centre, students), from 2018-01",
        "Decision: extra training session, in 2018-02",
        "Decision: Stop, never called for",
        "Shock: coordinator away, from 2017-03 until 2017-09",
        "Shock: budget cut to 50%, from 2017-12",
        "Shock: facilitators lost (40% of the active), in 2018-01",
    ]


def test_a_rule_has_the_times_at_which_it_acted():
    twice = [(0, 1, "begins"), (26, 1, "ends"), (26, 1, "begins")]
    assert in_force(by_hand(twice)) == ["Decision: Rule, from 2017-01 until 2017-07, from 2017-07"]
    often = [(52 * year, 1, what) for year in range(5) for what in ("begins", "ends")]
    assert in_force(by_hand(often)) == ["Decision: Rule, 5 times, first in 2017-01, last in 2021-01"]


def test_the_report_and_the_figures_list_them(run):
    results, scenario, territory = run
    head = in_words(results, scenario, territory).split("\n\n")[0].splitlines()
    assert head[0] == "Much"
    assert head[2:] == in_force(results)
    for draw in (stock_and_flow, what_was_short):
        figure = draw(results, territory)
        assert not unreadable(figure)
        (foot,) = (text.get_text() for text in written(figure) if "seed" in text.get_text())
        numbers = [1, 2, 3, None, 4, 5, 6]  # the rule that was never called for has no mark, and no number
        lines = zip(numbers, in_force(results), strict=True)
        assert foot.splitlines()[1:] == [f"{number}  {line}" if number else line for number, line in lines]


def test_nothing_decided_nothing_said(run):
    _, _, territory = run
    scenario = read()
    results = simulate(scenario, territory, years=1)
    assert in_force(results) == []
    assert len(in_words(results, scenario, territory).split("\n\n")[0].splitlines()) == 2


# ---- what an option changes, in words: one verdict, the median and both ends of the range ----------------------------

ROW = {"above_zero": 0.96, "below_zero": 0.04, "above": 0.5, "p50_error": 40.0, "worlds": 200}


def row(low: float, middle: float, high: float, **changed: float) -> dict[str, float]:
    return ROW | {"p5": low, "p50": middle, "p95": high} | changed


LIKELY = {"above_zero": 0.9, "below_zero": 0.1}
SELDOM = {"above_zero": 0.2, "below_zero": 0.0}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (row(63.0, 1153.0, 3412.0), "Clear difference: with “A”, about 1,150 more people (90 % range: +60 to +3,400)"),
        (
            row(-3412.0, -1153.0, -63.0, above_zero=0.04, below_zero=0.96),
            "Clear difference: with “A”, about 1,150 fewer people (90 % range: -3,400 to -60)",
        ),
        (
            row(-20.0, 380.0, 890.0, **LIKELY),
            "Likely (9 of 10 simulations), not certain: with “A”, about 380 more people (90 % range: -20 to +890)",
        ),
        (
            row(-650.0, 90.0, 1070.0, above_zero=0.57, below_zero=0.4),
            "No clear difference (6 of 10 simulations): with “A”, about 90 more people (90 % range: -650 to +1,100)",
        ),
        (
            row(0.0, 0.0, 160.0, p50_error=2.0, **SELDOM),
            "No clear difference (2 of 10 simulations): with “A”, as many people (90 % range: 0 to +160)",
        ),
        (
            row(63.0, 1153.0, 3412.0, worlds=5, above_zero=1.0),
            "Likely (5 of 5 simulations), not certain: with “A”, about 1,150 more people (FEW: +60 to +3,400)",
        ),
    ],
)
def test_answer_has_verdict_median_and_both_ends(found, said):
    line = words.answer(found, "A", "B", 10)
    for more in (" come to a group in 10 years than with “B”", " come to a group in 10 years as with “B”"):
        line = line.replace(more, "")
    assert line == f"{said}.".replace("FEW", "5 simulations, lowest to highest")


def test_verdict_in_french():
    with speaking(FRENCH):
        said = [words.verdict_in_words(row(1, 2, 3, **so)) for so in ({}, LIKELY, SELDOM)]
    assert said == [
        "Différence nette",
        "Probable (9 simulations sur 10), pas certain",
        "Pas de différence nette (2 simulations sur 10)",
    ]


def test_range_has_no_digit_that_the_error_of_its_median_does_not_bear():
    ends = {error: words.as_borne_by(row(-649.0, 144.4, 1_070.4, p50_error=error)) for error in (36.4, 120.0)}
    assert ends == {36.4: [-650, 140, 1100], 120.0: [-600, 100, 1100]}
    assert words.as_borne_by({"p5": 1234.0, "p50": 1234.0, "p95": 12_345.0}) == [1200, 1230, 12_000]


def test_range_is_rounded_once():
    """-2,851.8 is 2,900 fewer, and not 2,850 and so 2,800; 945.3 is 950, and 900 where hundreds are known."""
    ends = {error: words.as_borne_by(row(-2_851.8, 1.0, 945.3, p50_error=error)) for error in (40.0, 120.0)}
    assert [(low, high) for low, _middle, high in ends.values()] == [(-2900, 950), (-2900, 900)]
    assert words.as_borne_by({"p5": 14_550.0, "p50": 14_550.0, "p95": 14_550.0, "p50_error": 900.0}, 10) == [
        1500,
        1460,
        1500,
    ]


def test_cell_of_one_value_stands_once():
    assert words.cell(row(63.0, 1153.0, 3412.0), words.change) == "+1,150 (+60 to +3,400)"
    assert words.cell(row(3.0, 3.0, 3.0, p50_error=0.0), words.figure) == "3"


def test_options_are_set_against_the_first_by_the_verdict():
    """What the first is ahead of in nine of ten is not called equal, nor is what it is behind."""
    against = {
        name: row(1.0, 2.0, 3.0, above_zero=above, below_zero=1 - above)
        for name, above in (("A", 0.97), ("B", 0.9), ("C", 0.57), ("D", 0.1), ("E", 0.5))
    }
    assert words.ahead_of(against) == (
        "Clearly ahead of A. Likely ahead of B (9 of 10 simulations), not certain. No clear difference from C (6 of 10 "
        "simulations); E (5 of 10 simulations). Likely behind D (9 of 10 simulations), not certain."
    )


def test_numbers_have_three_digits():
    values = (1382.0, 1346.0, 772_417.0, -61.4, 0.2, float("nan"))
    assert [words.figure(value) for value in values] == ["1,380", "1,350", "772,000", "-61", "0", "–"]
    assert [words.change(value) for value in values] == ["+1,380", "+1,350", "+772,000", "-61", "0", "–"]


# ---- what is decided and when it holds: by the dates of a scenario, and as a run had it ----


@pytest.mark.parametrize("name", ["end_of_support", "students", "campaign"])
def test_dates_alone_say_what_a_run_has(name):
    scenario = read(FOLDER / f"{name}.toml")
    results = simulate(scenario, territory_for(scenario), years=4)
    assert [one.spans for one in in_run(results)] == [one.spans for one in by_date(scenario.parameters)]
    assert all(one.spans for one in by_date(scenario.parameters))


def test_what_holds_how_long(tmp_path):
    """A rule on the state of the programme has no dates; what happens once does not last."""
    path = tmp_path / "made.toml"
    path.write_text(
        '[[decision]]\nfrom = "2018-01"\nuntil = "2019-01"\nset = { "training.places" = 20 }\n'
        '[[decision]]\nfrom = "2018-01"\nextra_session = true\n'
        "[[decision]]\nwhen = { queue = { above = 12 } }\nextra_session = true\n"
        '[[shock]]\nkind = "coordinator away"\nfrom = "2020-01"\nweeks = 26\n'
        '[[shock]]\nkind = "facilitators lost"\nfrom = "2020-01"\nshare = 0.5\n'
    )
    found = by_date(read(path).parameters)
    assert [one.spans for one in found] == [((52, 104),), ((52, None),), (), ((156, 182),), ((156, None),)]
    assert [one.once for one in found] == [False, True, True, False, True]
    assert [one.shock for one in found] == [False, False, False, True, True]
