"""The note: complete in itself, in its order, in one language, the same each time, and true to what it is made of."""

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.known import Year
from contagion.experiments.evidence.lived import going_on, option
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.words_of_programmes import known_in_words
from contagion.experiments.interfaces.report.made import _each, as_it_goes_on, what_it_is
from contagion.experiments.say import sentences
from contagion.experiments.say.differences import as_borne_by, often
from contagion.experiments.say.languages import ENGLISH, FRENCH, LANGUAGES
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenario import FOLDER, read
from contagion.sim.statistics.compare import ratio_of_differences
from tests.helpers.calibration_by_hand import PREDICTED
from tests.helpers.pages import etree

ENGLISH_WORDS = {"the", "of", "and", "with", "cases", "people", "more", "is", "in", "than", "from", "what"}
NOT_SAID = ("pre", "code", "style")  # commands and names


def given(items: Collection[str]) -> dict[str, Collection[str]]:
    """The same prices in all scenarios."""
    return dict.fromkeys(("ref", "lowloss", "twenty", "cautious"), items)


def text_of(page: Any, without: tuple[str, ...] = NOT_SAID) -> str:
    """What is read on a page, outside some elements."""
    for name in without:
        for part in [*page.iter(name)]:
            part.getparent().remove(part)
    return " ".join(" ".join(page.itertext()).split(" "))


def rows(page: Any, table: int = 1) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in page.xpath(f"(//table)[{table}]/tbody/tr")]


def test_an_option_says_the_effort_of_the_place_and_not_that_of_its_file(territory):
    """As numbers where it is decided on; else in its own words."""
    programme = replace(read_programme(Path("besancon")), known=(Year(year=2019, trained=6),))
    base = going_on(programme, territory)

    def said(name):
        return what_it_is(option(programme, territory, base, read(FOLDER / f"{name}.toml")), base)

    assert said("double_places") == "training places at each session: 12, from 2020-01 on."
    assert said("mentoring").startswith("The reference, where every facilitator trained from 2020 on has a mentor")
    assert said("adaptive_places").startswith("Decision: Extra session, when queue > ")
    at = programme.territory.codes[1]
    for row in ({"communes": [at]}, {"until": "2022-01"}):  # for some, or for a time
        decisions = [{"from": "2020-01", "set": {"outreach.letters": 900}, **row}]
        own = read(None).parameters.model_dump(by_alias=True) | {"decision": decisions}
        other = replace(base, parameters=Parameters.model_validate(own))
        assert what_it_is(other, base).startswith("Decision: outreach.letters = 900")
    assert what_it_is(base, base).startswith("as it was last: 6 training places a year, 1 post, ")
    assert what_it_is(read(FOLDER / "double_places.toml"), read()).startswith("The reference, with twenty training")


@pytest.mark.slow
def test_another_reading_of_what_was_published_is_said_before_the_question(made):
    worlds = made.briefing.worlds
    about = {"targets": "besancon_tasters", "title": sentences.TARGETS[1], "predicted": PREDICTED}
    other = replace(worlds, ensemble=replace(worlds.ensemble, about=about))
    for language, first in (
        (ENGLISH, "By another reading than usual of what was published"),
        (FRENCH, "Selon une autre lecture des chiffres publiés"),
    ):
        html = made.html(language, briefing=replace(made.briefing, worlds=other))
        question = re.search("<h2>The answer|<h2>La réponse", html)
        assert question
        assert 0 < html.index(first) < question.start()
        assert first not in made.html(language)


def test_it_asks_for_nothing_outside(page, notes):
    for node in page.iter():
        for name, value in node.attrib.items():
            assert name not in ("srcset", "data", "action"), (node.tag, name)
            assert name != "href" or value.startswith("#"), value
            assert name != "src" or re.match(r"data:image/(png|svg\+xml);base64,", value), value[:40]
    for text in notes.values():
        assert not re.search(r"url\(|@import|<script|<link|<iframe", text)


def test_headings_are_in_order_and_names_given_once(page):
    levels = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(set(value.split()) <= set(ids) for value in page.xpath("//@aria-labelledby"))


def test_tables_say_what_their_cells_are_and_pictures_what_they_show(page):
    tables = page.xpath("//table")
    assert len(tables) == 4
    for table in tables:
        assert table[0].tag == "caption"
        assert len({len(row) for row in table.iter("tr")}) == 1
        assert {cell.get("scope") for cell in table.iter("th")} == {"col", "row"}
    (picture,) = page.xpath("//figure/img")
    assert re.search(r"\d", picture.get("alt"))


def test_it_is_the_same_each_time(made, notes):
    assert made.html(FRENCH, command="contagion report", date="2026-11-26") == notes[FRENCH]
    assert all(notes[lang].startswith(f'<!doctype html>\n<html lang="{lang}">') for lang in LANGUAGES)


def test_the_french_one_is_french(notes):
    read = text_of(etree.HTML(notes[FRENCH]))
    words = re.findall(r"[a-z]+", read.lower())
    assert len(words) > 600
    assert ENGLISH_WORDS & set(words) == set()
    assert re.findall(r".{12} [;:!?»%€].{5}|.{5}« .{12}|['\"“”].{12}|.{12}\w[:;!?»] .{5}", read) == []


def test_the_answer_is_that_of_the_table(made, notes):
    table = made.briefing.table.set_index(["scenario", "indicator"])
    people = {name: table.loc[(name, "people")] for name in ("lowloss", "twenty", "cautious")}
    best = max(people, key=lambda name: people[name]["p50"])
    row, low_high = people[best], as_borne_by(people[best].to_dict())
    first = etree.HTML(notes[ENGLISH]).xpath("//p[@class='first']")[0].text
    assert made.basis.labels[best] in first
    for number in low_high:
        assert f"{abs(number):,}" in first
    lived = made.briefing.lived
    assert f"More than 20 more come in {often(row['above'], lived)}." in notes[ENGLISH]


def test_placeholder_prices_are_said_until_they_are_given(made, notes):
    assert "At placeholder prices: the authority has given none of its own yet." in notes[ENGLISH]
    some = made.html(ENGLISH, given=given(["seat", "letter"]))
    assert "Partly at placeholder prices, for which the authority has given none yet: kits of groups" in some
    assert "placeholder" not in made.html(ENGLISH, given=given(ITEMS))


def test_what_each_person_more_costs_is_of_what_comes_on_top(made, notes):
    ends = made.basis.ends
    columns = ("cost_total", "people", "completers")
    more = {of: (ends[of]["twenty"] - ends[of]["ref"]).to_numpy(float) for of in columns}
    each = [ratio_of_differences(more["cost_total"], more[of]) for of in ("people", "completers")]
    line = next(
        li
        for li in etree.HTML(notes[ENGLISH]).xpath("//li/text()")
        if li.startswith("“Twenty places”: ") and "cost" in li
    )
    if any(np.isnan(low) or low <= 0 for _value, low, _high in each):
        assert "is not known" in line
    else:
        assert all(f"{float(f'{value:.2g}'):,.0f} €" in line for value, _low, _high in each)


def test_of_fewer_people_for_fewer_euros_no_price_is_told(made):
    """Each world has ten people fewer, and a thousand euros."""
    ends = made.briefing.ends.copy()
    base = ends[ends["scenario"] == "ref"].set_index("world")
    for name, less in (("people", 10), ("completers", 8), ("cost_total", 1000)):
        own = ends["scenario"] == "lowloss"
        ends.loc[own, name] = base.loc[ends.loc[own, "world"], name].to_numpy(float) - less
    html = made.html(ENGLISH, briefing=replace(made.briefing, ends=ends))
    assert "“Low loss”: what each" not in html
    assert "“Low loss”: each" not in html
    assert "each additional person" in html  # of the others it is


def test_the_date_the_name_the_logo_and_the_command_are_those_given(made, notes):
    page = etree.HTML(notes[FRENCH])
    assert page.xpath("//p[@class='kind']/text()") == ["Note au conseil · 26 novembre 2026"]
    assert page.xpath("//pre/code/text()") == ["contagion report"]
    own = etree.HTML(made.html(FRENCH, name="Ville <b>", logo=b"\x89PNG", date="", command=""))
    assert own.xpath("//p[@class='kind']/text()") == ["Note au conseil · Ville <b>"]
    assert own.xpath("//img[@class='logo']/@alt") == ["Ville <b>"]
    assert own.xpath("//pre") == []
    assert page.xpath("//img[@class='logo'] | //meta[@name='author']") == []


def test_what_was_short_most_often_holds_back_in_groups_and_in_training(made):
    """In the mean of the years, and nothing where nothing ever was."""
    base, other = (one.name for one in made.briefing.scenarios[:2])

    def told(*rows: tuple[Any, ...]) -> list[str]:
        short = pd.DataFrame(rows, columns=["scenario", "year", "where", "cause", "share"])
        return [line for line in as_it_goes_on(replace(made.briefing, short=short)) if "holds" in line]

    pairs = [(base, year, "groups", "pairs", share) for year, share in ((1, 0.0), (2, 0.9), (3, 0.9))]
    less = [(base, 1, "groups", "money", 0.3), (base, 1, "training", "seats", 0.0), (other, 1, "groups", "money", 1.0)]
    (line,) = told(*pairs, *less)
    assert line.startswith("What holds it back: more facilitators wait for a partner than lead, in 4 of 6 simulations")
    assert len(told(*pairs, *less, (base, 1, "training", "takers", 0.1))) == 2
    assert told(*less[1:2]) == []


def test_what_is_known_of_the_programme_stands_on_page_one_and_the_command_in_the_method(made):
    case = read_programme(Path("besancon"))
    told = etree.HTML(made.html(ENGLISH, programme=case, command="contagion report x"))
    text = " ".join(told.itertext())
    places = [text.index(one) for one in (known_in_words(case)[0], "The answer", "How it was worked out")]
    assert places == sorted(places) < [*places[:2], text.index("contagion report x")]
    assert "±" not in text


def test_price_of_each_person_more_is_of_people_then_of_those_who_finish_and_of_fewer_there_is_none():
    rows = pd.DataFrame({"before": [0.0] * 40, "more": [30.0, 31.0] * 20, "fewer": [-30.0, -31.0] * 20})
    ends = {"people": rows, "completers": rows / 2, "cost_total": rows * 100.0}
    basis: Any = SimpleNamespace(
        ends=ends, base=SimpleNamespace(name="before"), briefing=SimpleNamespace(worlds=SimpleNamespace(sets=None))
    )
    assert _each(basis, "more") == (pytest.approx(100), pytest.approx(200))
    assert np.isnan(_each(basis, "fewer")).all()
