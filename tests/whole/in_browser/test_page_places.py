"""Where and who, on the page without a server: what its map and its list say is what Python says of the same worlds, in
both languages; the years pass when they are asked to; all is reached by keyboard, and no address breaks it."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest

from contagion.experiments.evidence.lived import option
from contagion.experiments.interfaces.page import editions
from contagion.experiments.interfaces.page.editions import BETTER, SELDOM
from contagion.experiments.interfaces.page.pictures import SMALL
from contagion.experiments.say.charts.style import EDGE
from contagion.experiments.say.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.say.sentences import _, in_print
from contagion.models.runs.lab import close_up
from contagion.models.scenario import read
from tests.helpers.in_browser import needs_chromium, saved
from tests.helpers.reached import LEFT_OUT, Reached, cases, never, reached, rows, value_of
from tests.whole.in_browser.conftest import WORLDS

pytestmark = needs_chromium

MOVED = "training.places=20"
FILLS = "(all) => all.map((one) => [one.dataset.commune, one.getAttribute('fill')])"
TITLES = "(all) => all.map((one) => one.textContent)"
CELLS = "(all) => all.map((row) => [...row.cells].filter((one) => !one.hidden).map((one) => one.textContent))"


@pytest.fixture(scope="module")
def told(asked, lab, tmp_path_factory) -> Reached:
    """What Python says of going on and of an option, in the same worlds."""
    own = tmp_path_factory.mktemp("option") / "own.toml"
    decided = MOVED.replace("=", '" = ')
    own.write_text(f'title = "Mine"\n[[decision]]\ntitle = "Mine"\nfrom = "2020-01"\nset = {{ "{decided} }}\n')
    mine = option(asked.programme, asked.territory, asked.base, read(own))
    both = [asked.base, mine]
    every = [asked.worlds.case(one, scenario=one.name) for one in both]
    runs = close_up(lab).run(every, range(1, asked.number + 1), asked.years)
    start = int(asked.base.parameters.calendar.start[:4])
    return reached(runs, [one.name for one in both], asked.territory, start, asked.base.past, asked.years)


def goes(tab, address: str, where: str) -> None:
    """Open a step, and wait until all worlds are there."""
    tab.goto(f"{address}#{where}")
    tab.wait_for_function(
        "() => !document.getElementById('places-progress').textContent"
        " && !document.getElementById('going').textContent"
        " && document.querySelector('#places.open #by-year svg, #place.open #of-place table, .open #map-first')"
    )


def speaks(tab, language: str) -> None:
    if tab.evaluate("document.documentElement.lang") != language:
        tab.locator("#language").click()


def of(told: Reached, which: int, year: int) -> pd.DataFrame:
    table = told.communes
    return table[(table["scenario"] == told.names[which]) & (table["year"] == year)].set_index("commune")


def value(row: pd.Series, figure: str) -> str:
    if figure == "reached":
        return cases(row["with_people"], WORLDS)
    return value_of(figure, row[figure])


@pytest.mark.slow
def test_the_map_says_of_each_commune_and_year_what_python_says(one_tab, address, told):
    goes(one_tab, address, f"places?{MOVED}")
    seen = set()
    for language in (FRENCH, ENGLISH):
        speaks(one_tab, language)
        with speaking(language), in_print():
            for which, figure in [(w, f) for w in range(2) for f in ("per_1000", "groups", "reached")]:
                one_tab.locator("#map-of").select_option(("base", "option")[which])
                one_tab.locator("#map-figure").select_option(figure)
                for year in range(told.past + 1 if language == FRENCH else told.years, told.years + 1):
                    one_tab.locator("#map-year").fill(str(year))
                    rows = of(told, which, year)
                    found = one_tab.locator("#by-year path title").evaluate_all(TITLES)
                    said = [
                        _("{commune}: {value}", commune=r["name"], value=value(r, figure)) for _i, r in rows.iterrows()
                    ]
                    assert sorted(found) == sorted(said)
                    seen.update(said)
    assert len(seen) > 300


@pytest.mark.slow
def test_a_value_between_two_tenths_goes_to_the_even_one_as_in_python(tab, asked, written, told, tmp_path):
    """As if 400 people lived in each commune: half of those who may come are 1.25 of 1,000."""
    text = written.read_text(encoding="utf-8")
    few = tmp_path / "few.html"
    few.write_text(
        re.sub(r'"adults":\[[^]]*]', f'"adults":{[400] * len(asked.territory.codes)}', text), encoding="utf-8"
    )
    goes(tab, few.as_uri(), "places")
    seen, adults = set(), asked.territory.residents.sum(axis=1)
    for year in range(told.past + 1, told.years + 1):
        tab.locator("#map-year").fill(str(year))
        rows = of(told, 0, year)
        people = [
            round(2 * row["per_1000"] * adults[asked.territory.index[code]] / 1000) / 2 for code, row in rows.iterrows()
        ]
        with speaking(FRENCH), in_print():
            said = [value_of("per_1000", 1000 * one / 400) for one in people]
        found = tab.locator("#by-year path title").evaluate_all(TITLES)
        named = zip(rows["name"], said, strict=True)
        assert sorted(found) == sorted(f"{name}\u00a0: {one}" for name, one in named)
        seen.update(people)
    assert {0.5, 1.5} & seen


def test_the_list_says_what_python_says_and_the_map_beside_it(tab, address, told):
    goes(tab, address, f"places?{MOVED}")
    last = [of(told, which, told.years) for which in range(2)]
    for language in (FRENCH, ENGLISH):
        speaks(tab, language)
        with speaking(language), in_print():
            expected = [
                [row["name"], row["never"], cases(1 - last[1].loc[row["code"], "with_people"], WORLDS), *row["values"]]
                for row in rows(told)
            ]
            assert tab.locator("#by-commune tbody tr").evaluate_all(CELLS) == expected
            assert tab.locator("#never").inner_text() == never(told)
    base, other = (one["with_people"] for one in last)
    gained = (other - base)[(base <= SELDOM) & (other - base >= BETTER - 1e-9)]
    assert len(gained) > 2
    assert f"reaches {len(gained)} of them" in tab.locator("#gained").inner_text()
    lost = (base - other)[base - other >= BETTER - 1e-9]
    assert ("leaves more of them out" in tab.locator("#gained").inner_text()) == bool(len(lost))
    tab.locator("#map-of").select_option("option")
    tab.locator("#map-year").fill("4")
    shown = dict(
        tab.locator("#by-commune tbody tr").evaluate_all(
            "(all) => all.map((row) => [row.dataset.commune, row.cells[3].textContent])"
        )
    )
    heads = tab.locator("#by-commune thead th").all_inner_texts()
    assert heads[3:] == ["People per 1,000, 2020 to 2020, your option", "Groups, 2020 to 2020, your option"]
    with speaking(ENGLISH), in_print():
        assert shown == {code: value(row, "per_1000") for code, row in of(told, 1, 4).iterrows()}


@pytest.mark.slow
def test_where_each_is_reached_it_says_how_often_all_are_as_python_does(tab, written, told, tmp_path, monkeypatch):
    """As if one case in which somebody comes were enough."""
    text = written.read_text(encoding="utf-8")
    each = tmp_path / "each.html"
    each.write_text(re.sub(r'"seldom":[\d.]+', '"seldom":-1', text), encoding="utf-8")
    monkeypatch.setattr(editions, "SELDOM", -1.0)
    goes(tab, each.as_uri(), "places")
    for language in (FRENCH, ENGLISH):
        speaks(tab, language)
        with speaking(language), in_print():
            said = never(told)
        assert tab.locator("#never").inner_text() == said
    assert "No commune is left out in 0 of 10 simulations. Most often left out: " in said
    assert said.count("(") == LEFT_OUT


@pytest.mark.slow
def test_a_colour_is_the_same_number_on_all_maps_whatever_is_moved_and_a_hamlet_has_none(tab, address, asked):
    goes(tab, address, "goes-on")
    first = tab.locator("#map-first path[data-commune]").evaluate_all(FILLS)
    bounds = tab.locator("#map-first > text").evaluate_all(TITLES)
    bounds = bounds[: max(n for n, said in enumerate(bounds) if said.startswith("≥")) + 1]
    goes(tab, address, f"places?{MOVED}")
    fills = {}
    for which, year in (("base", 5), ("base", 3), ("option", 5)):
        tab.locator("#map-of").select_option(which)
        tab.locator("#map-year").fill(str(year))
        fills[which, year] = tab.locator("#by-year path[data-commune]").evaluate_all(FILLS)
        assert tab.locator("#by-year svg > text").evaluate_all(TITLES)[: len(bounds)] == bounds
    assert len({str(one) for one in fills.values()}) == 3
    assert fills["base", 5] == first
    residents = asked.territory.residents.sum(axis=1).tolist()
    few = [code for code, number in zip(asked.territory.codes, residents, strict=True) if number < SMALL]
    assert {fill for code, fill in first if code in few} == {EDGE}
    assert not {fill for code, fill in first if code not in few} & {EDGE}
    tab.locator("#map-figure").select_option("reached")
    assert not tab.locator("#of-middle, #of-few").evaluate_all("(all) => all.filter((one) => one.checkVisibility())")


@pytest.mark.slow
def test_years_pass_when_they_are_asked_to_and_stand_still_at_once(tab, address):
    goes(tab, address, "places")
    year, play = tab.locator("#map-year"), tab.locator("#play")
    first, last, at_first = int(year.get_attribute("min")), year.get_attribute("max"), play.inner_text()
    tab.wait_for_timeout(1500)
    assert year.input_value() == last  # never by itself
    play.click()
    assert year.input_value() == str(first)
    assert play.inner_text() != at_first
    tab.wait_for_function("(next) => document.getElementById('map-year').value === next", arg=str(first + 1))
    assert str(2017 + first) in tab.locator("#by-year-title").inner_text()
    play.click()
    tab.wait_for_timeout(1500)
    assert year.input_value() == str(first + 1)
    assert play.inner_text() == at_first
    play.click()
    tab.wait_for_function("(last) => document.getElementById('map-year').value === last", arg=last)
    assert play.inner_text() == at_first
    year.press("ArrowLeft")
    assert "2020" in year.get_attribute("aria-valuetext")


@pytest.mark.slow
def test_the_list_is_one_stop_and_enter_opens_a_commune_and_back_goes_back(tab, address, told):
    goes(tab, address, f"places?{MOVED}")
    names = tab.locator("#by-commune tbody a").evaluate_all(TITLES)
    assert tab.locator("#by-commune tbody a[tabindex='0']").count() == 1
    tab.locator("#by-commune thead button").last.focus()
    tab.keyboard.press("Tab")
    for key, at in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("End", -1), ("ArrowDown", -1), ("Home", 0)):
        tab.keyboard.press(key)
        assert tab.evaluate("document.activeElement.textContent") == names[at], key
    assert names[0] in tab.locator("#pointed").inner_text()
    tab.keyboard.press("Enter")
    tab.locator("#of-place table").wait_for()
    assert tab.locator("#place-title").inner_text() == names[0]
    code = rows(told)[0]["code"]
    assert tab.url.endswith(f"#place?{MOVED}&commune={code}")
    assert tab.locator(".steps [aria-current]").get_attribute("href") == f"#places?{MOVED}"
    tab.go_back()
    tab.locator("#places").wait_for()
    tab.locator("#map-of-field").wait_for()


@pytest.mark.slow
def test_a_head_sorts_by_its_column(tab, address, told):
    goes(tab, address, "places")
    name = tab.locator("#by-commune thead button").first
    first = rows(told)[0]["name"]
    name.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#by-commune thead th").first.get_attribute("aria-sort") == "ascending"
    assert tab.locator("#by-commune tbody a").first.inner_text() == min(told.communes["name"])
    tab.keyboard.press("Enter")
    assert tab.locator("#by-commune tbody a").last.inner_text() == min(told.communes["name"])
    tab.locator("#by-commune thead button").nth(1).click()
    assert tab.locator("#by-commune tbody a").first.inner_text() == first


@pytest.mark.slow
def test_the_list_is_saved_as_a_table_that_a_spreadsheet_of_the_language_reads(one_tab, address, tmp_path):
    """As it stands there, without what a spreadsheet takes for another number: signs between thousands, marks."""
    goes(one_tab, address, f"places?{MOVED}")
    for language, comma in ((FRENCH, ";"), (ENGLISH, ",")):
        speaks(one_tab, language)
        file = saved(one_tab, "#by-commune + .csv", tmp_path / "communes.csv")
        with file.open(encoding="utf-8-sig", newline="") as read_again:
            heads, *rows_of_file = csv.reader(read_again, delimiter=comma)
        shown = one_tab.locator("#by-commune tbody tr").evaluate_all(CELLS)
        assert rows_of_file == [
            [name, *(re.sub(r"(?<=\d)[\u202f,](?=\d{3})", "", one) for one in of)] for name, *of in shown
        ]
        assert len(heads) == len(shown[0]) == 5


@pytest.mark.slow
def test_of_a_commune_it_says_what_python_says(tab, address, told):
    years = {}
    for code in told.communes["commune"].unique():
        met = told.communes[(told.communes["scenario"] == "go_on") & (told.communes["commune"] == code)]
        years[code] = met.loc[met["with_group"] >= 0.5, "year"].min()
    last = [of(told, which, told.years) for which in range(2)]
    early = next(code for code, year in years.items() if year > 1)
    late = last[0]["with_group"][lambda share: share < 0.5].idxmax()  # as near to half of the cases as there is
    for code in (early, late, "25056"):
        goes(tab, address, f"place?{MOVED}&commune={code}")
        speaks(tab, ENGLISH)
        found = tab.locator("#of-place tbody tr").evaluate_all(CELLS)
        with speaking(ENGLISH), in_print():
            assert found[1][1:] == [value(one.loc[code], "per_1000") for one in last]
            assert found[2][1:] == [cases(1 - one.loc[code, "with_people"], WORLDS) for one in last]
            assert [one.split()[0] for one in found[3][1:]] == [value(one.loc[code], "groups") for one in last]
            assert [one.split()[0] for one in found[5][1:]] == [value(one.loc[code], "facilitators") for one in last]
        assert found[4][1] == ("not by 2021" if pd.isna(years[code]) else f"in {2016 + int(years[code])}")
        if code == "25056":  # with as many digits wherever it is said
            drawn = [
                one.partition(", end of")[0]
                for one in tab.locator("#of-place text", has_text=", end of").all_text_contents()
            ]
            said = tab.locator("#of-place .answer").inner_text()
            assert drawn == found[0][1:]
            assert all(f"about {middle} people" in said and ends.rstrip(")") in said
                       for middle, ends in (one.split(" (") for one in drawn))  # fmt: skip
        tab.goto("about:blank")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["place", "place?commune=99999", "place?commune=<script>alert(1)</script>"])
def test_a_commune_that_there_is_not_is_left_aside(tab, address, where):
    tab.goto(f"{address}#{where}")
    tab.locator("#places").wait_for()
    assert not tab.locator("#place").is_visible()
