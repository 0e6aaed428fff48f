"""The report and the figures of a run say what was decided in it, and what befell it."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.lab.decided import by_date
from contagion.experiments.language.decided import in_force, month_of, planned
from contagion.experiments.verbs.run.figure import stock_and_flow, what_was_short
from contagion.experiments.verbs.run.words import in_words
from contagion.models.parameters.dates import week_of
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
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


@pytest.mark.parametrize("start", ["2017-01", "2018-09"])
def test_the_month_is_that_which_was_written(start):
    for months in range(40):
        year, month = divmod(12 * int(start[:4]) + int(start[5:]) - 1 + months, 12)
        written = f"{year}-{month + 1:02}"
        assert month_of(week_of(written, start), start) == written
        assert month_of(week_of(written, start) + 3, start) == written


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


ROWS = {
    "a title": (
        'title = "Campaign"\nfrom = "2020-01"\nset = { "outreach.letters" = 5000 }',
        "Decision: Campaign, from 2020-01",
    ),
    "with an end": (
        'from = "2019-03"\nuntil = "2019-09"\ncommunes = ["the centre"]\nset = { "outreach.letters" = 5000 }',
        "Decision: outreach.letters = 5000 (the centre), from 2019-03 until 2019-09",
    ),
    "once": ('from = "2020-05"\nextra_session = true', "Decision: extra training session, in 2020-05"),
    "a rule": (
        'title = "More"\nwhen = { queue = { above = 12.3456, at_most = 99 } }\nextra_session = true',
        "Decision: More, when queue > 12.3 and queue ≤ 99, from 2017-01",
    ),
    "a later rule": (
        'from = "2020-01"\nwhen = { weeks_without_participants = { at_least = 52 } }\nset = { "training.places" = 0 }',
        "Decision: training.places = 0, when weeks without participants ≥ 52, from 2020-01",
    ),
}


@pytest.mark.parametrize("row, said", ROWS.values(), ids=ROWS)
def test_a_row_of_a_scenario_is_a_line(tmp_path, row, said):
    path = tmp_path / "made.toml"
    path.write_text(f"[[decision]]\n{row}\n")
    assert [planned(one, "2017-01") for one in by_date(read(path).parameters)] == [said]
