"""The summary at the top of `models/ODD.md` is two pages long, and its figures are those of the tables."""

import re
from collections import Counter
from itertools import takewhile
from math import floor, log10

import pandas as pd

from contagion.experiments.evaluation.pattern_measures import MEASURES
from contagion.experiments.questions.publishing import FINDINGS
from contagion.models.parameters import Parameters, describe
from contagion.models.programme.week import STAGES
from contagion.models.runs.simulation import territory_for
from contagion.models.scenarios.scenario import read
from tests.helpers.places import ROOT

ODD = ROOT / "models" / "ODD.md"
(SUMMARY,) = re.findall(r"^## Summary\n.*?(?=^## )", ODD.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
FLAT = " ".join(SUMMARY.split())


def cells(line: str) -> list[str]:
    return line.strip("| \n").split(" | ")


def table(text: str, first: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so."""
    lines = iter(text.splitlines())
    while not next(lines).startswith(f"| {first} |"):
        pass
    return [cells(line) for line in takewhile(lambda line: line.startswith("|"), lines)][1:]


def figures(name: str) -> pd.DataFrame:
    """The figures behind an answer."""
    return pd.read_csv(FINDINGS / f"{name}.csv")


def finding(name: str) -> str:
    """The page of an answer."""
    return " ".join((FINDINGS / f"{name}.md").read_text(encoding="utf-8").split())


def test_it_is_two_pages_long():
    assert len(SUMMARY.splitlines()) <= 100


def test_it_has_every_stage_of_the_week():
    assert re.findall(r"^\d+\. \*([\w ]+)\*:", SUMMARY, re.MULTILINE) == [stage.name for stage in STAGES]


def test_its_patterns_are_those_of_the_table():
    rows = table(SUMMARY, "pattern")
    assert len(rows) > 3
    for pattern, measure, expected, reference, met in rows:
        (name,) = [name for name, one in MEASURES.items() if one.words == f"{pattern} {measure}"]
        mean, sd = of_case("ref").loc[name, ["mean", "sd"]]
        digits = max(0, 1 - floor(log10(sd)))  # two of a standard deviation
        said = (MEASURES[name].expected, f"{mean:,.{digits}f} ± {sd:,.{digits}f}")
        assert (expected, reference) == said, measure
        assert met.startswith("yes") == MEASURES[name].meets(mean), measure


def of_case(case: str) -> pd.DataFrame:
    """Means and deviations of the patterns in one case, by measure."""
    rows = figures("patterns")
    return rows[rows["case"] == case].set_index("measure")


def test_what_other_presets_reach_is_that_of_the_table():
    ref, central, cautious = (
        f"{of_case(case).loc['participants_3', 'mean']:.0f}" for case in ("ref", "central", "cautious")
    )
    assert f"(`central`, `cautious`) reach {central} and {cautious} people" in FLAT
    assert f"where `ref` reaches {ref}." in FLAT


def test_how_close_seeds_bring_scenarios_is_that_of_the_table():
    ratios = figures("paired_variance")["ratio"]
    assert len(ratios) == 6
    assert f"{ratios.min():.1f} to {ratios.max():.1f} times smaller" in FLAT


def test_what_parameters_rest_on_is_counted():
    grades = Counter(row["grade"] for row in describe())
    said = [grades.total(), grades["D"], grades["G"], grades["A"], grades["B"], grades["C"]]
    (sentence,) = re.findall(r"Of \d+ parameters .*? general laws", FLAT)
    assert [int(number) for number in re.findall(r"\d+", sentence)] == said


def test_the_calibrated_number_is_that_of_the_answer():
    answer = finding("calibration")
    best, low, high = re.findall(r"(\S+) meets P1 best \((\S+) to (\S+) within", answer)[0]
    fifth, last = re.findall(r"their factors are (\S+), \S+ and (\S+) \(5, 50 and 95 of 100\)", answer)[0]
    assert f"`outreach.factor` = {Parameters().outreach.factor:g}" in FLAT
    assert f"{best} meets P1 best, {low} to {high} do within the tolerance" in FLAT
    assert f"factors from {fifth} to {last} do (5 to 95 of 100 draws)" in FLAT


def test_how_policies_rank_is_that_of_the_answer():
    rows = figures("x05_structure")
    often = [round(100 * share) for share in rows.loc[rows["policy"] == "20 training places", "first"]]
    said = f"Over {len(often)} ways to build the model, 20 training places add most people in"
    assert f"{said} {min(often)} to {max(often)} of 100 worlds" in FLAT


def test_the_territory_is_that_of_the_data():
    here = territory_for(read())
    assert f"({here.residents.sum():,} in Grand Besançon)" in FLAT
    assert f"communes ({len(here.codes)})" in FLAT
