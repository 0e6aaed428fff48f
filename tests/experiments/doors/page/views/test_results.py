"""What programmes change, as the page says it: checked against the briefing that it is made of."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.doors.charts.plot import looks
from contagion.experiments.doors.page.views import costs, results
from contagion.experiments.ensembles.ensemble import under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.language.languages import speaking
from contagion.experiments.language.numbers import number
from tests.helpers.html import checked

MAKERS = (results.answer, results.dots, results.differences, results.courses, results.short, costs.costs,
          costs.emissions)  # fmt: skip

TALK = READINGS["talk-informs"]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_region_is_whole_in_both_languages(briefing, asked, make, lang):
    with speaking(lang):
        told = checked(str(make(briefing, replace(asked, lang=lang))))
    assert told
    assert "{" not in told


def test_the_answer_says_the_difference_world_by_world(briefing, asked, french):
    row = briefing.table.query("indicator == 'people'").iloc[0]
    told = checked(results.answer(briefing, asked))
    assert "Places à chaque session de formation" in told  # the levers, as people say them
    assert number(round(row["p95"]), ",").replace("\u202f", " ") in told
    assert f"dans {6 * row['above_zero']:.0f} cas sur 6" in told
    assert "sur 100" not in told + checked(str(results.dots(briefing, asked)))
    assert "6 mondes jusqu" in told  # so few are said to be few


def test_the_answer_begins_with_the_reading_it_is_under(briefing, asked):
    told = replace(briefing, worlds=replace(briefing.worlds, ensemble=under(briefing.worlds.ensemble, TALK)))
    first = re.search(r"<p[^>]*>(.*?)</p>", results.answer(told, asked))
    assert first
    assert TALK.source in first[1]
    assert "Selon la lecture" in first[1] or "Under the reading" in first[1]
    assert TALK.source not in results.answer(briefing, asked)


def test_one_programme_alone_has_an_answer_too(briefing, asked, french):
    alone = replace(briefing, scenarios=briefing.scenarios[:1], table=briefing.table.iloc[:0])
    told = checked(results.answer(alone, asked))
    assert "« Référence » : entre" in told.replace("\u00a0", " ")
    assert "Il n’y a qu’un programme" in checked(str(results.differences(alone, asked)))
    for make in MAKERS[1:]:
        checked(str(make(alone, asked)))


def test_what_changes_nobody_is_said_to_be_zero(briefing, asked, french):
    table = briefing.table.assign(p5=0.0, p25=0.0, p50=0.0, p75=0.0, p95=0.0, above_zero=0.0, below_zero=0.0, above=0.0)
    told = checked(results.answer(replace(briefing, table=table), asked))
    assert "amène exactement autant de personnes que « Référence »" in told


def test_every_figure_has_a_table_a_file_and_an_address(briefing, asked, french):
    html = "".join(str(make(briefing, asked)) for make in MAKERS[1:6])
    figures = html.count("<figure")
    assert figures >= 7
    assert html.count("<table") >= figures
    assert html.count("/fr/table.csv?") == figures
    pictures = re.findall(r"/fr/picture\.svg\?[^\"]*picture=([\w-]+)", html)
    assert len(pictures) == figures
    assert all(f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}"' in html for name in pictures)
    assert html.count("Adresse de cette figure") == figures


def three(briefing):
    """A third programme, which loses in most worlds."""
    third = replace(briefing.scenarios[0], name="third")
    ends = briefing.ends[briefing.ends["scenario"] == "ref"].assign(scenario="third")
    ends["people"] = ends["people"] - 400
    row = briefing.table.assign(scenario="third", above_zero=1 / 6, below_zero=5 / 6)
    row[["p5", "p95"]] -= 400
    course = briefing.differences.assign(scenario="third")
    course[["p5", "p25", "p50", "p75", "p95"]] -= 400
    single = briefing.single[briefing.single["scenario"] == "ref"].assign(scenario="third")
    single["people"] -= 400
    return replace(
        briefing,
        scenarios=(*briefing.scenarios, third),
        ends=pd.concat([briefing.ends, ends]),
        table=pd.concat([briefing.table, row]),
        differences=pd.concat([briefing.differences, course]),
        single=pd.concat([briefing.single, single]),
    )


def test_programmes_have_one_axis_and_their_own_colours(briefing, asked, french):
    told = three(briefing)
    marks = [[mark[1] for mark in looks(told).values()][1:]]
    html = str(results.dots(told, asked))
    charts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    axes = [re.findall(r'<text x="[\d.]+" y="[\d.]+" text-anchor="middle">([^<]+)</text>', one) for one in charts]
    assert axes[0] == axes[1] != []
    assert all(colour in chart for colour, chart in zip(marks[0], charts, strict=True))
    assert marks[0][1] not in charts[0]
    assert "personnes de moins dans un groupe que « Référence »" in checked(html)


def test_tables_name_years_as_the_axes_of_charts_do(briefing, asked, french):
    for make, place in ((results.differences, 0), (results.courses, 1), (results.short, 1)):
        rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", str(make(briefing, asked)), re.DOTALL)
        years = {re.findall(r"([^<>]*)</t[hd]>", row)[place] for row in rows}
        assert years - {"début"} == {"2017", "2018"}, make


def test_of_few_worlds_the_lowest_and_the_highest_are_told(briefing, asked, french):
    """And nothing that lies between two of them."""
    people = briefing.ends.pivot(index="world", columns="scenario", values="people")
    base, mine = (one.name for one in briefing.scenarios)
    apart = people[mine] - people[base]
    row = briefing.table.query("indicator == 'people'").iloc[0]
    assert (row["p5"], row["p95"]) == (apart.min(), apart.max())
    told = checked(results.answer(briefing, asked))
    for end in (apart.min(), apart.max()):
        assert number(abs(end), ",.0f") in told
    assert "dans les 6 cas calculés" in told
    assert "neuf sur dix" not in "".join(str(make(briefing, asked)) for make in MAKERS[:-1])
    last = briefing.course.query(f"scenario == '{mine}' and figure == 'people'").iloc[-1]
    assert (last["p5"], last["p95"]) == (people[mine].min(), people[mine].max())
