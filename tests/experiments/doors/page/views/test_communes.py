"""The map and the list of communes."""

import json
import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pandas as pd

from contagion.experiments.doors.page.views import communes
from tests.helpers.html import checked


def test_the_map_carries_the_colours_of_all_years(briefing, asked, french):
    html = communes.chart(briefing, asked)
    checked(html)
    found = re.search(r'data-fills="(\{.*?\})"', html)
    assert found
    fills = json.loads(unescape(found[1]))
    assert len(fills["communes"]) == 68
    assert {len(of) for of in fills["communes"].values()} == {asked.years}
    assert max(max(of) for of in fills["communes"].values()) < len(fills["colours"])
    assert html.count("data-commune=") == 68
    assert len(fills["told"]["25056"]) == asked.years
    assert f"<title>{fills['told']['25056'][asked.years - 1]}</title>" in html


def test_a_difference_that_is_not_told_is_grey(briefing, asked, french):
    untold = briefing.commune_differences.assign(told=False)
    html = communes.chart(replace(briefing, commune_differences=untold), replace(asked, figure="1:more"))
    found = re.search(r'data-fills="(\{.*?\})"', html)
    assert found
    fills = json.loads(unescape(found[1]))
    assert {place for of in fills["communes"].values() for place in of} == {0}
    assert "seulement à partir de 20 mondes" in checked(html)
    runs = SimpleNamespace(labels=pd.DataFrame({"seed": range(20)}))
    many = replace(briefing, commune_differences=untold, runs=runs)
    assert "En gris : moins de neuf mondes sur dix" in checked(communes.chart(many, replace(asked, figure="1:more")))


def test_the_list_says_in_how_many_worlds_nobody_takes_part(briefing, asked, french):
    html = communes.listed(briefing, asked)
    told = checked(html)
    assert html.count("<tr data-commune=") == 68
    assert "où personne ne participe" in told
    first = re.search(r'<tr data-commune="(\d+)"', html)
    assert first
    last = briefing.communes.query("year == 2")
    assert last.set_index("commune").loc[first[1], "with_people"].min() == last["with_people"].min()
    assert 'data-values="' in html


def test_one_programme_alone_is_offered_another(briefing, asked, french):
    alone = replace(briefing, scenarios=briefing.scenarios[:1])
    assert "out_of_the_centre" in communes.listed(alone, replace(asked, set=()))


def test_what_is_asked_of_the_map_must_be_there(asked):
    assert communes.shown(asked) == "1:per_1000"
    assert communes.shown(replace(asked, figure="1:more")) == "1:more"
    for wrong in ("0:more", "7:groups", "x:groups", "1:<b>", "1"):
        assert communes.shown(replace(asked, figure=wrong)) == "1:per_1000"


def test_years_are_those_of_the_calendar(asked):
    assert communes.years(asked) == ["2017", "2018"]
    assert communes.year(replace(asked, year=30)) == 2
