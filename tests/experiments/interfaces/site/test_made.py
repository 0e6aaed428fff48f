"""The folder: what is common stands there once, what is there is not made again, and whenever it stops it is whole."""

import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import date
from gzip import decompress

import pytest

from contagion.experiments.interfaces.site import made
from contagion.experiments.interfaces.site.made import Making, atlas, entries, name_of
from contagion.models.territory.gazetteer import find
from contagion.sim.errors import InputError, Interrupted
from tests.helpers.command import contagion

pytestmark = pytest.mark.slow

CODES = ("200050532", "200060457")
PLACES = [find("epci", code) for code in CODES]
HERE = ("agreed", "note_title", "asks_alone", "asks_of", "known_here", "month", "goes_so", "method", "observed")
MAKING = Making(1, 3, 0.0, date(2026, 11, 30), workers=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("site") / "new"
    words = [word for code in CODES for word in ("--epci", code)]
    done = contagion("site", *words, "--seeds", 3, "--years", 1, "--euros", 0, "--workers", 1, "--out", found)
    assert done.exit_code == 0, done.output
    assert f"1 of 2: {PLACES[0].title}" in done.stderr
    return found


def inside(text, id):
    (only,) = re.findall(rf'<script[^>]* id="{id}"[^>]*>(.*?)</script>', text, re.S)
    return only


def test_what_is_common_stands_there_once(folder):
    pages = sorted(file for file in folder.glob("*.html") if file.name != "index.html")
    assert [file.name for file in pages] == sorted(map(name_of, PLACES))
    shared = {file.name.partition("-")[0]: file.read_text(encoding="utf-8") for file in (folder / "shared").iterdir()}
    assert shared.keys() == {"beside", "page", "index"}
    assert len([*(folder / "shared").iterdir()]) == 4  # two are called page
    beside = json.loads(shared["beside"].partition("var beside = ")[2].rstrip(";\n"))
    same, rows = decompress(b64decode(beside["rows"])), []
    for file in pages:
        text = file.read_text(encoding="utf-8")
        numbers = json.loads(inside(text, "numbers"))
        rows.append(len(decompress(b64decode(inside(text, "worlds")))) - numbers["image"])
        assert sum(numbers["step"] * one < len(same) for one in numbers["first"]) > 0.7 * len(numbers["first"])
        assert numbers.keys().isdisjoint({"tables", "told", "sets", "seldom"})
        assert json.loads(inside(text, "words-fr")).keys() <= {"title", "choices", "others", *HERE}
        assert 'id="library"' not in text
        for name in re.findall(r'(?:src|href)="(shared/[^"]+)"', text):
            assert (folder / name).exists()
    assert max(rows) < len(same) / 10


def test_a_page_of_the_folder_says_what_a_page_alone_says(folder, tmp_path):
    """One template: what is within one is beside the other."""
    words = ("--epci", CODES[0], "--seeds", 3, "--years", 1, "--euros", 0, "--store", tmp_path / "store")
    assert contagion("page", *words, "--out", tmp_path / "page").exit_code == 0
    (alone,) = (tmp_path / "page").iterdir()
    one, two = (file.read_text(encoding="utf-8") for file in (alone, folder / name_of(PLACES[0])))
    (back,) = re.findall(r'<p class="screen"><a href="index.html">.*?</a></p>\n', two.partition("</main>")[0])
    main = re.compile(r"<main.*</main>", re.S)
    assert main.findall(one) == [main.findall(two)[0].replace(back, "")]
    assert 'data-territory="200050532"' in two


def test_what_is_there_of_the_same_question_is_not_made_again(folder, monkeypatch):
    before = {file: file.stat().st_mtime_ns for file in folder.glob("*-2*.html")}
    asked, told = [], []
    monkeypatch.setattr(Making, "page", lambda self, place: asked.append(place.code) or "")
    atlas(PLACES, folder, replace(MAKING, made=date.today()), told.append)
    assert (asked, told) == ([], ["2 of 2 pages are there already."])
    assert len(before) == 2
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_what_is_of_another_question_place_or_code_is(monkeypatch):
    this = MAKING.question(PLACES[0])
    others = replace(MAKING, euros=9.0), replace(MAKING, made=date(2027, 1, 1))
    assert this not in [one.question(PLACES[0]) for one in others]
    assert this != MAKING.question(PLACES[1])
    assert this == replace(MAKING, made=date(2026, 12, 1)).question(PLACES[0])  # on another day of the year
    monkeypatch.setattr(made, "says", lambda: "other code")
    assert this != MAKING.question(PLACES[0])


def page_of(place):
    return f'<html data-territory="{place.code}" data-made="2026-11-30" data-observed="False"><head>'


def test_one_that_cannot_be_made_is_said_and_the_others_are_made(tmp_path, monkeypatch):
    def page(_self, place):
        if place is PLACES[0]:
            raise InputError("nobody lives there")
        return page_of(place)

    monkeypatch.setattr(Making, "page", page)
    told = []
    found = atlas(PLACES, tmp_path, MAKING, told.append)
    assert found.pages == [tmp_path / name_of(PLACES[1])]
    assert found.failed == {str(PLACES[0].title): "nobody lives there"}
    assert "nobody lives there" in told[0]
    assert len(entries(tmp_path)) == 1
    monkeypatch.setattr("contagion.experiments.interfaces.verbs.wanted", lambda ask: PLACES)
    done = contagion("site", "--all", "--seeds", 3, "--years", 1, "--euros", 0, "--out", tmp_path)
    assert done.exit_code == 1
    assert "1 page could not be made:" in done.stdout


def test_where_it_is_stopped_what_is_made_is_whole_and_listed(tmp_path, monkeypatch):
    def page(_self, place):
        if place is PLACES[1]:
            raise KeyboardInterrupt
        return page_of(place)

    monkeypatch.setattr(Making, "page", page)
    with pytest.raises(Interrupted, match=r"1 pages of 2 are in .*, and the same command goes on"):
        atlas(PLACES, tmp_path, MAKING, lambda line: None)
    assert {file.name for file in tmp_path.iterdir()} == {name_of(PLACES[0]), "index.html", "shared"}
    assert [one.file for one in entries(tmp_path)] == [name_of(PLACES[0])]


def test_where_a_programme_was_observed_the_page_is_of_it():
    home = find("epci", "Grand Besançon Métropole")
    assert MAKING.programme(home).observed
    assert MAKING.table(home) is None
    assert not MAKING.programme(PLACES[0]).observed
    assert MAKING.programme(PLACES[0]).next_january == "2027-01"


def test_what_is_read_for_a_page_is_in_its_question(monkeypatch, tmp_path):
    """A programme, a scenario, a table of data: each says something on it."""
    monkeypatch.setattr(made, "SAYING", (tmp_path,))
    asked = set()
    for name in ("case.toml", "communes.csv", "page.j2"):
        (tmp_path / name).write_text("as it was")
        asked.add(made.says.__wrapped__())
        (tmp_path / name).write_text("otherwise")
        asked.add(made.says.__wrapped__())
    assert len(asked) == 6
