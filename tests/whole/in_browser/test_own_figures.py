"""Your own figures, told on the page without a server: they are weighed as the command weighs them, and what the
page then tells is what the command tells of the file that it saves; what is wrong with them is a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contagion.experiments.evidence import agreeing
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import GO_ON, going_on
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.words_of_programmes import agreement_in_words
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.say.differences import answer
from contagion.experiments.say.languages import FRENCH, speaking
from contagion.experiments.say.levers import levers_in_words
from contagion.experiments.say.sentences import between, in_print, number
from contagion.models.runs.lab import laboratory, territory_of
from contagion.models.territory.gazetteer import find, residents_of
from tests.helpers.command import contagion
from tests.helpers.in_browser import needs_chromium, opens, saved
from tests.whole.in_browser.test_page_disturbed import SLOWLY

pytestmark = needs_chromium

EPCI, WORLDS, AHEAD, TRIED = "200067171", 20, 3, 150
YEARS: dict[int, dict[str, float]] = {
    2023: {"trained": 4, "participants": 9, "groups": 1},
    2024: {"trained": 4, "letters": 900, "participants": 16},
    2025: {"participants": 25, "completers": 19, "active": 6, "posts": 0.8, "events": 3},
}
SINCE: dict[int, dict[str, float]] = {
    2020: {"trained": 0, "places": 0, "participants": 40},
    2021: {"trained": 6, "places": 6, "groups": 9, "participants": 70},
    2023: {"participants": 90, "letters": 8000},
    2025: {"trained": 8, "places": 8, "participants": 110, "active": 21, "posts": 1.5},
}
"""What is known in Grand Besançon that was never published."""
SILENT: dict[int, dict[str, float]] = {
    2023: {"trained": 6, "groups": 1, "participants": 9},
    2024: {"trained": 0},
    2025: {"trained": 0, "participants": 12, "active": 4},
}
FILE = f'territory = "{EPCI}"\nbegan = "2023-03"\n'
PASTS = """() => new Promise((done) => {
  indexedDB.open("contagion", 1).onsuccess = ({ target: { result } }) => {
    result.transaction("options").objectStore("options").getAllKeys().onsuccess = ({ target }) => {
      result.close();
      done(target.result.map((key) => key[2]));
    };
  };
})"""
"""Of which past each option is whose cases the browser has kept; what is told stands in it."""
OF_ANOTHER_PLACE = """() => new Promise((done) => {
  indexedDB.open("contagion", 1).onsuccess = ({ target: { result } }) => {
    const options = result.transaction("options", "readwrite").objectStore("options");
    options.put({}, ["elsewhere", 1, "theirs", ""]).onsuccess = () => { result.close(); done(); };
  };
})"""
"""Keep something as a page of another place does."""
AGREED = "() => document.getElementById('own-agreed').children.length"


@pytest.fixture(scope="module")
def few() -> Iterator[None]:
    """Few worlds are tried, by the page and by the command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_past, "TRIED", TRIED)
        patch.setattr(agreeing, "WIDEST", 1e6)  # so few are far from many figures
        patch.setattr(agreeing.agreeing, "__defaults__", (TRIED, agreeing.KEPT))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def file(few, folder) -> Path:
    return page_of(folder / "new", folder, "--epci", EPCI)


@pytest.fixture(scope="module")
def home(few, folder) -> Path:
    """The page of Grand Besançon, as it was published."""
    return page_of(folder / "home", folder)


@pytest.fixture(scope="module")
def given(folder) -> Path:
    """A programme that began in March 2023, of which two years are known."""
    file = folder / "given.toml"
    years = "".join(f"[[year]]\nyear = {year}\n{_values(YEARS[year])}" for year in (2023, 2024))
    file.write_text(f'title = "Ours (so far)"\n{FILE}today = "2026-05-02"\nyears = {AHEAD}\n{years}')
    return file


def _values(said: dict[str, float]) -> str:
    return "".join(f"{name} = {value}\n" for name, value in said.items())


@pytest.fixture(scope="module")
def known(few, folder, given) -> Path:
    return page_of(folder / "of_given", folder, "--programme", given)


def page_of(out: Path, folder: Path, *words: object) -> Path:
    sizes = ("--seeds", WORLDS, "--years", AHEAD, "--store", folder / "store")
    done = contagion("page", *words, *sizes, "--out", out)
    assert done.exit_code == 0, done.output
    (found,) = out.iterdir()
    return found


@pytest.fixture
def tab(new_tab, file) -> Any:
    made = new_tab()
    made.goto(file.as_uri())
    return made


def tell(tab, years: dict[int, dict[str, float]], month: str = "2023-03") -> None:
    """Say what is known, and have it reckoned."""
    tab.locator("#own-yes").check()
    for name, value in zip(("year", "month"), month.split("-"), strict=True):
        tab.locator(f"#own-{name}").select_option(value)
    for year, said in years.items():
        for name, value in said.items():
            tab.locator(f"#own-{year}-{name}").fill(str(value).replace(".", ","))
    tab.locator("#own [type=submit]").click()


def give(tab, name: str, content: bytes) -> None:
    tab.locator("#own-file").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


def lived(tab) -> None:
    """Wait until the worlds that agree were lived."""
    tab.wait_for_function(AGREED)
    goes_on(tab)


def goes_on(tab) -> str:
    """How it goes on, once all simulations are there."""
    opens(tab, "goes-on")
    tab.wait_for_function(
        "() => document.querySelector('[data-goes-on]').textContent && !document.getElementById('going').textContent"
    )
    return tab.locator("[data-goes-on]").first.inner_text()


def shown(tab) -> list[str]:
    """How it goes on and what that costs, once all simulations are there."""
    goes_on(tab)
    opens(tab, "money")
    tab.locator("#money-items tr").first.wait_for()
    return [tab.locator(where).first.text_content() for where in SHOWN]


def agreement_of(programme: Path, folder: Path) -> str:
    """What the command says of the simulations that agree with a programme."""
    words = ("compare", "double_places", "--programme", programme, "--years", AHEAD, "--seeds", WORLDS, "--details")
    done = contagion(*words, "--store", folder / "store")
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.slow
def test_the_note_is_of_these_figures_alone(tab):
    """Also where no other step was opened before it."""
    tell(tab, YEARS)
    tab.wait_for_function(AGREED)
    opens(tab, "note")
    tab.wait_for_function(
        "() => document.querySelector('#least-reached') && !document.getElementById('note-progress').textContent"
    )
    tab.evaluate("() => ['beforeprint', 'afterprint'].forEach((one) => dispatchEvent(new Event(one)))")
    said = tab.locator("#paper").inner_text()
    rows = tab.locator("#paper table:has(#least-reached) tbody tr").all_inner_texts()
    assert "Rien n’a été observé" not in said
    assert "mars 2023" in said
    assert "2023-03" not in said
    parts = tab.locator("#paper section").all()
    assert all(part.inner_text().strip() != part.locator("h4").inner_text().strip() for part in parts)
    assert "Ce qui manque le plus souvent" in said  # what runs short and by whom people come is that of these figures
    assert "haque participant coûte environ" in said  # on average, where in some simulations nobody comes
    opens(tab, "places")
    tab.locator("#by-year svg").wait_for()
    assert tab.locator("#by-commune tbody tr").all_inner_texts()[: len(rows)] == rows
    assert tab.locator("#never").inner_text() in said


SHOWN = ("[data-goes-on]", "[data-told=as_it_is]", "#goes-on-title", "#levers > .hint", "#money caption")
TOLD = {"file": (YEARS, "2023-03"), "home": (SINCE, "2017-01"), "known": ({2025: YEARS[2025]}, "2023-03")}


@pytest.mark.slow
@pytest.mark.parametrize("of", TOLD)
def test_what_it_tells_is_what_the_command_tells_of_the_file_that_it_saves(new_tab, folder, of, request):
    """The worlds that agree, how it goes on and what that costs, in both languages; and an option beside it: of a
    programme of which nothing was known, of Grand Besançon, and where a file had said some of it already."""
    tab = new_tab()
    tab.goto(request.getfixturevalue(of).as_uri())
    tell(tab, *TOLD[of])
    lived(tab)
    assert "2027" in tab.locator("#goes-on-title").inner_text()
    opens(tab, "here")
    programme = saved(tab, "#own-save", folder / f"{of}.toml")
    agrees(tab, agreement_of(programme, folder))
    made_of_it = new_tab()
    made_of_it.goto(page_of(folder / f"{of}_told", folder, "--programme", programme).as_uri())
    for _language in range(2):
        assert shown(tab) == shown(made_of_it)
        for one in (tab, made_of_it):
            one.locator("#language").click()
    said = beside(tab, folder, of, programme)
    assert tab.locator("#told .answer p:not(.warn)").first.inner_text() == said


def move(tab) -> None:
    """Have an option lived in all worlds."""
    opens(tab, "change")
    tab.locator("#training-places").fill("9")
    tab.locator("#told .answer").wait_for()
    if tab.locator("#on").is_visible():
        tab.locator("#on").click()
    tab.wait_for_function("(all) => document.getElementById('progress').textContent.startsWith(`${all} `)", arg=WORLDS)


def beside(tab, folder: Path, name: str, programme: Path) -> str:
    """What the command says of an option that was moved and saved, beside going on."""
    move(tab)
    option = saved(tab, "#save", folder / f"{name}_option.toml")
    words = ("compare", option, "--programme", programme, "--years", AHEAD, "--seeds", WORLDS)
    done = contagion(*words, "--json", "--store", folder / "store")
    assert done.exit_code == 0, done.output
    (people,) = (row for row in json.loads(done.stdout)["worlds"] if row["indicator"] == "people")
    with speaking(FRENCH), in_print():
        return answer(people, levers_in_words(["training.places=9"]), GO_ON[1], AHEAD)


@pytest.mark.slow
def test_silent_years_are_asked_for_and_both_stories_are_told_as_the_command_tells_them(tab, folder):
    """Nobody was trained in two years, and nothing is said of places: after that the answer is one for each story."""
    tell(tab, SILENT)
    lived(tab)
    assert "fois moins de précision" in tab.locator("#goes-on .answer .warn").inner_text()  # so few were tried
    opens(tab, "here")
    programme = saved(tab, "#own-save", folder / "silent.toml")
    agrees(tab, agreement_of(programme, folder))
    asked = tab.locator("#own-agreed p", has_text="2024, 2025")
    assert "Une session a-t-elle eu lieu" in asked.inner_text()
    assert "`" not in asked.inner_text()
    tab.locator("#language").click()
    move(tab)
    option = saved(tab, "#save", folder / "silent_option.toml")
    words = ("compare", option, "--programme", programme, "--years", AHEAD, "--seeds", WORLDS)
    done = contagion(*words, "--store", folder / "store")
    assert done.exit_code == 0, done.output
    printed = " ".join(done.output.split())
    warnings, said = tab.locator("#told .answer .warn").all_inner_texts(), tab.locator("#told .answer p").nth(1)
    assert len(warnings) == 2  # few fit, and so many people never came anywhere
    assert [one for one in warnings if one not in printed] == []
    told = re.findall(r"more people in .* if none was held", said.inner_text().replace("\u2212", "-"))
    assert told[0] in printed
    opens(tab, "here")
    tab.locator("#own-2024-places").fill("0")
    tab.locator("#own-2025-places").fill("0")
    tab.locator("#own [type=submit]").click()
    tab.wait_for_function("() => !document.getElementById('own-agreed').textContent.includes('2024, 2025')")


@pytest.mark.slow
def test_programme_that_dies_gets_an_answer(tab):
    tell(tab, {year: {"trained": trained, "participants": 0} for year, trained in ((2023, 10), (2024, 0), (2025, 0))})
    lived(tab)
    assert "personne" in tab.locator("[data-goes-on]").first.inner_text()
    assert tab.locator("#goes-on .answer .warn").count() == 1


@pytest.mark.slow
def test_where_something_was_published_worlds_agree_as_the_command_says(new_tab, folder, home):
    """In Grand Besançon, where each set is lived with several seeds: what was published counts once."""
    tab = new_tab()
    tab.goto(home.as_uri())
    tell(tab, *TOLD["home"])
    tab.wait_for_function(AGREED)
    programme = read_programme(saved(tab, "#own-save", folder / "home_told.toml"))
    lab = laboratory("serial", store=folder / "store")
    territory, ensemble = territory_of(lab), read_ensemble(Path("besancon"), lab.store.folder)
    assert territory
    found = agreeing.agreeing(lab, programme, going_on(programme, territory), ensemble)
    agrees(tab, "\n".join(agreement_in_words(found)))


@pytest.mark.slow
def test_before_anything_is_told_it_starts_from_what_it_was_made_of_and_it_can_go_back(new_tab, folder, known, given):
    """A first training in March, letters that were sent: they are lived as the command lives them, and stand filled
    in; what is told in place of them holds until it is taken back."""
    tab = new_tab()
    tab.goto(known.as_uri())
    assert tab.locator("#own-2024-letters").input_value() == "900"
    assert (tab.locator("#own-year").input_value(), tab.locator("#own-month").input_value()) == ("2023", "03")
    first, title = goes_on(tab), tab.locator("#goes-on-title").inner_text()
    said = beside(tab, folder, "made", given)
    assert tab.locator("#told .answer p:not(.warn)").first.inner_text() == said
    opens(tab, "here")
    tell(tab, {2024: {"participants": 4}})
    lived(tab)
    assert goes_on(tab) != first
    opens(tab, "here")
    tab.locator("#own-no").check()
    tab.locator("#own [type=submit]").click()
    assert goes_on(tab) == first
    assert tab.locator("#goes-on-title").text_content() == title
    move(tab)
    assert tab.locator("#told .answer p:not(.warn)").first.inner_text() == said


def agrees(tab, output: str) -> None:
    """What the command says of how worlds agree stands in the page's table."""
    table = tab.locator("#own-table tbody tr").all_inner_texts()
    counts = tab.locator("#own-agreed p").all_inner_texts()
    said = " ".join(output.split())
    effective = re.findall(r"count as ([\d,]+) independent", said)[0]
    assert f" {effective} " in counts[0]
    before = re.findall(r"\(before ([\d,]+)(?: to ([\d,]+))?, now ([\d,]+)(?: to ([\d,]+))?\)", said)
    assert len(before) == len(table) > 5
    with speaking(FRENCH), in_print():
        for row, ends in zip(table, before, strict=True):
            told = [(ends[0], ends[1] or ends[0]), (ends[2], ends[3] or ends[2])]  # equal ends are told once
            said = [between(*(number(float(end.replace(",", "")), ",.0f") for end in one)) for one in told]
            assert row.split("\t")[2:] == said


def told(tab) -> list[str]:
    """What is said of how worlds agree."""
    tab.wait_for_function(AGREED)
    return tab.locator("#own-agreed p, #own-table td").all_inner_texts()


@pytest.mark.slow
def test_a_file_that_was_saved_and_a_table_say_the_same(tab, folder):
    tell(tab, YEARS)
    first = told(tab)
    content = saved(tab, "#own-save", folder / "again.toml").read_bytes()
    tab.locator("#own-forget").click()
    tab.reload()
    tab.locator("html.scripted").wait_for()
    assert not tab.locator("#own-past").is_visible()
    give(tab, "again.toml", content)
    assert told(tab) == first
    assert tab.locator("#own-2025-posts").input_value() == "0,8"
    tab.locator("#own-no").check()
    tab.locator("#own [type=submit]").click()
    assert tab.locator("#own-agreed p").count() == 0
    assert tab.locator("[data-own=no]").first.is_visible()
    give(tab, "table.csv", TABLE.encode("cp1252"))
    told(tab)
    assert saved(tab, "#own-save", folder / "table.toml").read_bytes() == content.replace(b"2023-03", b"2023-01")
    tab.locator("#own-month").select_option("03")
    tab.locator("#own [type=submit]").click()
    assert told(tab) == first


TABLE = """Année;Personnes formées;groupes;participants;allés au bout;active;letters;events;posts
2024;4;;16;;;900;;
2023;4;1;9;;;;;
2025;;;25;19;6;;3;0,8
"""


@pytest.mark.slow
def test_where_no_result_is_known_it_goes_on_from_the_past_as_it_is(tab):
    tell(tab, {}, "2026-05")
    lived(tab)
    assert tab.locator("#own-table").is_hidden()
    assert tab.locator("#first-course svg").count() == 1


ALL = residents_of(find("epci", EPCI))
WRONG = {
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0", "picture.csv"),
    "sheet.xlsx": (b"PK\x03\x04\x14\0\x06", "sheet.xlsx"),
    "large.csv": (b"year,groups\n" + b"2024,1\n" * 30_000, "200"),
    "empty.csv": (b" \n", "empty.csv"),
    "<img src=x onerror=alert(1)>.csv": (b"\0", "<img src=x onerror=alert(1)>"),
    "column.csv": (b"year,<script>alert(1)</script>\n2024,3", "<script>alert(1)</script>"),
    "twice.csv": (b"year,groups,groups\n2024,3,3", "groupes"),
    "cells.csv": (b"year,groups\n2024,3,4", "ligne 2"),
    "negative.csv": (b"year,groups\n2024,3\n2025,-3", "ligne 3, colonne «\u00a0groupes\u00a0»"),
    "absurd.csv": (b"year,groups\n2024,1e9", "1e9"),
    "later.csv": (b"year,groups\n2031,3", "2031"),
    "years.csv": (b"year,groups\n2024,3\n2024,3", "2024"),
    "finished.csv": (b"year,participants,completers\n2024,3,4", "3"),
    "untrained.csv": (b"year,trained,groups\n2024,0,4", "4 groupes"),
    "residents.csv": (b"year,trained\n2024,500000", "500000"),
    "sums.csv": (f"year,participants\n2023,{ALL}\n2024,1".encode(), "2024"),
    "groups.csv": (b"year,groups,participants\n2024,5,4", "5 groupes"),
    "active.csv": (b"year,trained,active\n2024,4,40", "40"),
    "place.toml": (b'territory = "242500361"\nbegan = "2023-01"', "242500361"),
    "prices.toml": (f"{FILE}[prices]\nseat = 640".encode(), "prices"),
    "version.toml": (f"{FILE}version = 2".encode(), "version"),
    "began.toml": (f'territory = "{EPCI}"\nbegan = "1999-01"'.encode(), "1999-01"),
    "total.toml": (f"{FILE}[[year]]\nyear = 2024\ngroups = 9\n[total]\nuntil = 2024\ngroups = 3".encode(), "9"),
    "yearless.toml": (f"{FILE}[[year]]\ngroups = 9".encode(), "ligne 3"),
    "text.toml": (f"{FILE}what is this".encode(), "ligne 3"),
}


def test_what_is_wrong_with_a_file_is_a_line_and_changes_nothing(new_tab, small_epci):
    """It says what and where; what somebody wrote is text."""
    tab = new_tab()
    tab.goto(small_epci.as_uri())
    for name, (content, said) in WRONG.items():
        give(tab, name, content)
        tab.wait_for_function("() => document.activeElement.id === 'own-wrong'")
        line = tab.locator("#own-wrong").inner_text()
        assert said in line, name
        assert "{" not in line, name
        assert len(line) < 300
        assert tab.locator("#own-no").is_checked()
        assert tab.locator("#own-wrong *").count() == 0
        tab.locator("#own-no").focus()


@pytest.mark.slow
def test_figures_that_no_simulation_comes_near_change_nothing(tab, folder):
    """Neither page nor note claims to agree with them; the command refuses the same file."""
    first = goes_on(tab)
    opens(tab, "here")
    tell(tab, {2023: {"trained": 2, "participants": 300}})
    tab.wait_for_function("() => document.activeElement.id === 'own-wrong'")
    line = tab.locator("#own-wrong").inner_text()
    assert "300 (simulations" in line
    assert tab.locator("#own-agreed p").count() == 0
    assert goes_on(tab) == first
    opens(tab, "here")
    programme = saved(tab, "#own-save", folder / "far.toml")
    done = contagion("compare", "double_places", "--programme", programme, "--store", folder / "store")
    assert done.exit_code == 2
    assert "no simulation comes near participants 2023: 300" in " ".join(done.output.split())


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["-1", "1.5", "1000001", "1e"])
def test_a_figure_that_is_none_is_said_at_its_field(tab, typed):
    tab.locator("#own-yes").check()
    tab.locator("#own-year").select_option("2024")
    field = tab.locator("#own-2024-groups")
    field.press_sequentially(typed)
    tab.locator("#own [type=submit]").click()
    assert field.get_attribute("aria-invalid") == "true"
    assert tab.locator("#own-2024-groups-wrong").inner_text()
    assert tab.evaluate("() => document.activeElement.id") == "own-2024-groups"
    assert tab.locator("#own-wrong").inner_text().endswith(tab.locator("#own-2024-groups-wrong").inner_text())
    assert tab.locator("#own-wrong").inner_text().startswith("2024\u00a0: ")  # above the form it is said where
    field.fill("1")
    tab.locator("#own-2024-participants").fill("3")
    tab.locator("#own-2024-completers").fill("4")
    tab.locator("#own-stop").wait_for(state="hidden")
    tab.locator("#own [type=submit]").click()
    assert "4" in tab.locator("#own-wrong").inner_text()
    assert field.get_attribute("aria-invalid") is None
    field.fill("-1")
    tab.locator("#own [type=submit]").click()
    give(tab, "table.csv", b"year,groups\n2024,1")
    told(tab)
    assert not tab.locator("#own .wrong:visible").count()


@pytest.mark.slow
def test_figures_are_there_again_on_reload_at_every_step_and_the_page_and_the_note_say_so(tab):
    tell(tab, YEARS)
    first = told(tab)
    opens(tab, "change")
    tab.locator("#training-places").fill("9")
    tab.locator("#take").wait_for()
    tab.locator("#called").fill("Neuf places")
    tab.locator("#take").click()
    address = tab.url
    tab.reload()
    assert told(tab) == first
    assert tab.url == address
    assert "Neuf places" in tab.locator("#options li").inner_text()
    line = tab.locator("#own-holds").inner_text()
    assert line == tab.locator("#own-kept").text_content()
    assert "adresse" in line
    assert "2025" not in address
    opens(tab, "note")
    assert "adresse" in tab.locator("#paper section").first.inner_text()
    opens(tab, "here")
    tab.locator("#own-forget").click()
    assert tab.locator("#own-kept").inner_text() != line
    assert not tab.locator("#own-forget").is_visible()
    tab.reload()
    tab.locator("html.scripted").wait_for()
    assert tab.locator("#own-no").is_checked()
    assert not tab.locator("#own-holds").is_visible()
    assert not tab.locator("#own [type=submit]").is_visible()  # there is nothing yet to compute with


@pytest.mark.slow
def test_what_was_computed_of_own_figures_is_forgotten_with_them(tab):
    tab.locator("#keep-computed").evaluate("(one) => one.click()")
    tell(tab, YEARS)
    told(tab)
    tab.wait_for_function(f"async () => (await ({PASTS})()).some(Boolean)")
    tab.evaluate(OF_ANOTHER_PLACE)
    tab.locator("#own-forget").click()
    tab.wait_for_function(f"async () => (await ({PASTS})()).filter(Boolean).join() === 'theirs'")


@pytest.mark.slow
def test_a_browser_that_keeps_nothing_says_so(new_tab, small_epci):
    tab = new_tab()
    tab.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })")
    tab.goto(small_epci.as_uri())
    tab.locator("#own-yes").check()
    tell(tab, {2024: {"groups": 2}})
    assert told(tab)
    assert "ne les conserve pas" in tab.locator("#own-holds").inner_text()
    assert not tab.locator("#own-forget").is_visible()


@pytest.mark.slow
def test_it_can_be_stopped_and_options_of_other_figures_leave_the_note(tab):
    tab.add_init_script(SLOWLY)
    tab.reload()
    opens(tab, "change")
    tab.locator("#training-places").fill("9")
    tab.locator("#take").wait_for()
    tab.locator("#take").click()
    opens(tab, "here")
    tell(tab, YEARS)
    tab.locator("#own-stop").click()
    assert not tab.locator("#own-progress").inner_text()
    assert tab.locator("#own-agreed p").count() == 0
    tab.locator("#own [type=submit]").click()
    assert len(told(tab)) > 1
    opens(tab, "note")
    assert tab.locator("#parts [data-option]").count() == 0
