"""The report: complete in itself, in order, in one language, the same each time, and true to what it is made of."""

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from typing import Any

from contagion.experiments.doors.report.made import provenance, question
from contagion.experiments.doors.words.answers import change, ends_as_borne
from contagion.experiments.language import names
from contagion.experiments.language.languages import ENGLISH, FRENCH, LANGUAGES, speaking
from contagion.experiments.verbs.worth_knowing.to_ask import TO_ASK
from contagion.models.parameters.sections.money import ITEMS
from tests.helpers.calibration_by_hand import PREDICTED
from tests.helpers.pages import etree

ENGLISH_WORDS = {"the", "of", "and", "with", "worlds", "people", "more", "is", "in", "than", "from", "what"}
LABELS = ("Reference", "Low loss", "Twenty places", "Cautious")
NOT_SAID = ("pre", "code", "style")  # commands and names


def given(items: Collection[str]) -> dict[str, Collection[str]]:
    """The same prices in all scenarios."""
    return dict.fromkeys(("ref", "lowloss", "twenty", "cautious"), items)


def text_of(page: Any, without: tuple[str, ...] = ()) -> str:
    """What is read on a page, outside some elements or tables."""
    left_out = {
        part
        for name in without
        for part in (page.iter(name) if name.isalpha() else page.xpath(f"//*[@aria-labelledby='{name}']"))
    }
    parts = []
    for node in page.iter():
        if isinstance(node.tag, str) and not ({node, *node.iterancestors()} & left_out):
            parts.append(node.text or "")
        if node.getparent() is not None and not ({*node.iterancestors()} & left_out):
            parts.append(node.tail or "")
    return " ".join("".join(parts).split(" "))


def test_another_reading_of_what_was_published_and_how_it_is_met_are_said(made):
    worlds = made.briefing.worlds
    about = {"targets": "besancon_tasters", "title": names.TARGETS[1], "predicted": PREDICTED}
    other = replace(worlds, ensemble=replace(worlds.ensemble, about=about))
    for language, first, beside in (
        (ENGLISH, "By another reading than usual of what was published", "middle 251 (observed 300, at 71 of 100)"),
        (FRENCH, "Selon une autre lecture que d’habitude", "milieu 251 (observé 300, à 71 sur 100)"),
    ):
        html = replace(made, briefing=replace(made.briefing, worlds=other)).html(language)
        assert 0 < html.index(first) < html.index('<main id="report">')
        assert beside in html.replace("\u00a0", " ")
        assert first not in made.html(language)


def test_it_asks_for_nothing_outside(page, reports):
    for node in page.iter():
        for name, value in node.attrib.items():
            assert name not in ("src", "srcset", "data", "action"), (node.tag, name)
            assert name != "href" or value.startswith("#"), value
    for text in reports.values():
        assert not re.search(r"url\(|@import|<script|<link|<iframe", text)


def test_headings_are_in_order(page):
    levels = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    numbered = [node.text.split(".")[0] for node in page.iter("h2") if node.text[0].isdigit()]
    assert numbered == [str(number) for number in range(1, 13)]


def test_names_are_given_once_and_found(page):
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    assert set(page.xpath("//@aria-labelledby")[0].split()) <= set(names)
    assert all(set(value.split()) <= set(names) for value in page.xpath("//@aria-labelledby"))


def test_tables_say_what_their_cells_are(page):
    tables = page.xpath("//table")
    assert len(tables) >= 8
    for table in tables:
        assert table[0].tag == "caption"
        assert table[0].text.strip()
        columns = {sum(int(cell.get("colspan", 1)) for cell in row) for row in table.iter("tr")}
        assert len(columns) == 1, table[0].text
        assert {cell.get("scope") for cell in table.iter("th")} in ({"col", "row"}, {"col", "row", "rowgroup"})
        assert all(row[0].get("scope") == "rowgroup" for row in table.xpath("./tbody[tr[@class='group']]/tr[1]"))
        assert all(row[0].tag == "th" for row in table.xpath("./tbody/tr"))


def test_pictures_have_a_name(page):
    for picture in page.iter("svg", "{http://www.w3.org/2000/svg}svg"):
        assert picture.get("role") == "img"
        assert etree.QName(picture[0]).localname == "title"
        assert picture[0].text.strip()


def test_it_is_the_same_each_time(made, reports):
    assert made.html(FRENCH, command="contagion report", date="2026-11-26") == reports[FRENCH]
    assert all(reports[lang].startswith(f'<!doctype html>\n<html lang="{lang}">') for lang in LANGUAGES)


def test_the_french_one_is_french(reports):
    page = etree.HTML(reports[FRENCH])
    read = text_of(page, NOT_SAID)
    words = re.findall(r"[a-z]+", read.lower())
    assert len(words) > 1500
    assert ENGLISH_WORDS & set(words) == set()
    assert re.findall(r".{12} [;:!?»%€].{5}|.{5}« .{12}|['\"“”].{12}|.{12}\w[:;!?»] .{5}", read) == []


def test_the_answer_is_that_of_the_table(made, reports):
    row = made.briefing.table.set_index(["scenario", "indicator"]).loc[("twenty", "people")]
    assert row["p5"] < 0 < row["p95"]
    said = " ".join(etree.HTML(reports[ENGLISH]).xpath("//ul[@class='answers']/li[2]//text()"))
    low, high = ends_as_borne(row, "p5", "p95")
    assert f"from {-low} people fewer to {high} more after 3 years" in said
    assert f"more people in {6 * row['above_zero']:.0f} worlds of 6" in said
    assert f"More than 20 more in {6 * row['above']:.0f} worlds of 6" in said


def test_every_euro_is_marked_while_prices_are_placeholders(made, reports):
    for text in reports.values():
        told = text_of(etree.HTML(text), ("style", "parameters-table"))
        euros = re.findall(r"€(.)", re.sub(r"(?<![\d,\u202f])(?:0\s€)+(?!\*)", "", told))  # nothing costs nothing
        assert len(euros) > 20
        assert set(euros) == {"*"}
    own = made.html(ENGLISH, given=given(ITEMS))
    assert "*" not in text_of(etree.HTML(own), ("style", "code"))


def test_each_sum_is_marked_by_its_own_prices(made):
    """In the first scenario only training seats have no price of the authority, in the others nothing has."""
    without_seat = [item for item in ITEMS if item != "seat"]
    page = etree.HTML(made.html(ENGLISH, given=given(ITEMS) | {"ref": without_seat}))
    rows = [
        ["*" in cell for cell in row.xpath("./td/text()")]
        for row in page.xpath("//table[caption/@id='costs-table']/tbody/tr")
    ]
    assert rows[:3] == [[True, False, False, False], [True, False, False, False], [False] * 4]
    tonnes = page.xpath("//table[caption/@id='avoided-table']/tbody/tr/td[3]/text()")
    assert ["*" in cell for cell in tonnes] == [True, False, False, False]


def test_placeholders_are_listed_once_and_only_those_that_are_paid(made):
    text = made.html(ENGLISH, given=given(["seat", "letter"]))
    names = re.findall("for which the authority has given none yet: ([^<]*)\\.", text)
    assert [one.split(", ") for one in names] == [
        [
            "kits of groups",
            "rooms of groups",
            "expenses of leaders",
            "leading in place of a partner",
            "coordinators",
            "contacts with organisations",
            "events",
        ]
    ]


def test_the_summary_stands_alone(made):
    short = made.html(FRENCH, short=True, limits=())
    assert [node.text for node in etree.HTML(short).iter("h2")] == [
        "En bref",
        "Six points à connaître avant de décider",
    ]


def test_what_would_have_helped_is_told_of_each_scenario_year_by_year(made, reports):
    (table,) = etree.HTML(reports[ENGLISH]).xpath("//table[caption/@id='helped']")
    assert table.xpath("./thead//th/text()")[-3:] == ["2017", "2018", "2019"]
    groups = table.xpath("./tbody")
    assert [group.xpath("./tr[1]/th/text()")[0] for group in groups] == list(LABELS)
    for group, found in zip(groups, made.limits, strict=True):
        first = found.table.iloc[0]
        cells = group.xpath("./tr[2]//text()[normalize-space()]")
        gains = found.by_year[found.by_year["capacity"] == first["capacity"]]["gained"]
        assert cells[0] == first["label"]
        assert [cell.strip("()") for cell in cells[3:]] == [change(gain).replace("-", "−") for gain in gains]


def test_what_is_asked_of_some_scenarios_is_told_of_these(made):
    table = etree.HTML(made.html(ENGLISH, limits=made.limits[1:2])).xpath("//table[caption/@id='helped']/tbody")
    assert [group.xpath("./tr[1]/th/text()")[0] for group in table] == ["Low loss"]


def test_a_minus_is_a_minus(reports):
    for text in reports.values():
        read = text_of(etree.HTML(text), (*NOT_SAID, "dd"))
        assert "−" in read
        assert re.findall(r".{9}(?<![\w–])-\d.{5}", read) == []


def test_evidence_stands_beside_numbers_that_rest_on_assumptions(made, reports):
    for text in reports.values():
        page = etree.HTML(text)
        assert {of.text.strip() for of in page.xpath("//span[@class='grade']")} == {"[G, D]", "[B, D]", "[D]"}
        graded = "./ancestor-or-self::*[.//span[@class='grade']]"
        for part in page.xpath("//ul[@class='answers']/li | //figcaption"):
            assert part.xpath(graded)[-1] is part
        for name in ("in-brief", "communes", "limits", "money", "emissions"):
            for part in page.xpath(f"//section[@aria-labelledby='{name}']//ul/li"):
                assert part.xpath(graded)[-1] is part, part.text
    euros = etree.HTML(made.html(ENGLISH, given=given(ITEMS))).xpath("//table[caption/@id='costs-table']/caption/span")
    assert [of.text.strip() for of in euros] == ["[G, D]"]


def test_the_date_and_the_command_are_those_given(made, reports):
    page = etree.HTML(reports[FRENCH])
    assert page.xpath("//time/@datetime") == ["2026-11-26"]
    assert page.xpath("//time/text()") == ["26 novembre 2026"]
    assert page.xpath("//pre/code/text()") == ["contagion report"]
    plain = etree.HTML(made.html(FRENCH))
    assert "à la lettre près" in reports[FRENCH]
    assert "à la lettre près" not in made.html(FRENCH)
    assert "à la lettre près" not in made.html(FRENCH, command="x", again="y")
    assert plain.xpath("//time | //pre | //meta[@name='dcterms.created']") == []


def test_what_comes_from_files_is_no_html(made):
    text = made.html(ENGLISH, command="<b>&")
    assert "&lt;b&gt;&amp;" in text


def test_the_question_names_all_scenarios():
    labels = {"a": "A", "b": "B", "c": "C", "d": "D"}
    assert question(labels, "Here", 10) == (
        "What would change in Here over 10 years with “B”, “C” and “D”, compared with “A”?"
    )


def test_what_the_runs_were_made_with_has_no_clock(made):
    with speaking(ENGLISH):
        rows = dict(provenance(made.briefing, made.territory))
    assert rows["worlds"] == "1–6"
    assert rows["data (SHA-256)"] == made.territory.checksum
    assert made.briefing.runs.store.about["made"] not in rows.values()


def test_what_could_be_asked_is_a_list_without_order(reports):
    page = etree.HTML(reports[ENGLISH])
    asked = [item.text for item in page.xpath("//section[@aria-labelledby='sure']/ul/li")]
    assert [one.split(" Who would know")[0] for one in asked] == [one.what for one in TO_ASK]
    assert page.xpath("//section[@aria-labelledby='sure']//ol") == []


def test_a_setting_is_told_by_what_it_means_and_a_source_in_the_language_spoken(reports):
    page = etree.HTML(reports[FRENCH])
    told = " ".join(page.xpath("//section[@aria-labelledby='what-was-compared']//li/text()"))
    assert "_" not in told
    assert "voir data/SOURCES.md" in reports[FRENCH]
    assert "see data" not in reports[FRENCH]
