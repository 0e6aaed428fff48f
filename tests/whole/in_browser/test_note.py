"""Options side by side, the note and the words that are explained, in a real browser: numbers are those of the command,
what is typed stays text, and the note prints and opens in a word processor."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pandas as pd
import pytest

from contagion.experiments.interfaces.page.editions import parts
from contagion.experiments.say.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.say.sentences import in_print
from tests.helpers.cells import more, tonnes
from tests.helpers.in_browser import needs_chromium, opens, saved
from tests.whole.in_browser.test_page import AHEAD, WORLDS, moves, numbers_of, of_programme, settled

pytestmark = needs_chromium

TWO = "training.places=4&option=partners.coordinators:0.5,training.places:4&option=outreach.letters:900"
UNKIND = '<img src=x onerror="alert(1)"> & </script>\u2028'
FIGURES = (("people", 1), ("completers", 1), ("communes_reached", 1), ("cost_total", AHEAD))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("note")


def opened(tab, file: Path, address: str) -> None:
    """The page at an address, with all cases of its options."""
    tab.goto(f"{file.as_uri()}#change?{address}")
    settled(tab)
    tab.wait_for_function(
        "(all) => document.querySelectorAll('#options li').length >= all", arg=address.count("option=")
    )
    tab.wait_for_timeout(1000)


def paper(tab) -> str:
    opens(tab, "note")
    tab.wait_for_function("() => !document.getElementById('note-progress').textContent")
    return tab.locator("#paper").inner_text()


@pytest.mark.slow
def test_options_are_told_apart_as_the_command_does(tab, file, folder):
    """Those that the page saved, run by the command on the same worlds, give the cells of its table."""
    opened(tab, file, TWO)
    files = []
    for n in range(2):
        tab.locator("#options li").nth(n).locator("button").first.click()
        settled(tab)
        files.append(saved(tab, "#save", folder / f"option{n}.toml"))
        tab.locator("#back").click()
    of_programme(folder, file, "compare", *files, "--seeds", WORLDS, "--out", folder / "compared", "--force")
    table = pd.read_csv(folder / "compared/worlds.csv").set_index(["scenario", "indicator"])
    avoided = pd.read_csv(folder / "compared/footprint.csv").set_index("scenario")
    for language in (FRENCH, ENGLISH):
        with speaking(language), in_print():
            expected = {
                (
                    *(more(table.loc[name, of].to_dict(), each) for of, each in FIGURES),
                    tonnes(avoided.loc[name].to_dict()),
                )
                for name in ("option0", "option1")
            }
        rows = tab.locator("#options tbody tr").all()
        assert len(rows) == 5  # no programme, a start, both, something else for these euros
        assert {tuple(row.locator("td").all_inner_texts()) for row in rows[1:]} > expected
        assert len(expected) == 2
        tab.locator("#language").click()


@pytest.mark.slow
def test_options_stay_up_to_three_and_go(tab, file):
    opened(tab, file, TWO)
    assert tab.locator("#options tbody tr").count() == 5  # no programme, a start, both, something else
    tab.locator("#take").click()
    moves(tab, training_places=9)
    assert not tab.locator("#full").is_visible()
    tab.locator("#take").click()
    assert tab.locator("#full").is_visible()
    assert tab.locator("#options li").count() == 3
    assert tab.locator("#dots-beside circle").count() == 4 * WORLDS  # a start, three options
    tab.locator("#options li").first.locator("button").last.click()
    assert tab.locator("#options li").count() == 2
    assert tab.evaluate("document.activeElement.id") == "beside-title"
    address = tab.url
    tab.reload()
    tab.locator("#options li").nth(1).wait_for()
    assert tab.url == address
    assert "option=outreach.letters:900" in address


SPOILT = {
    "": "",
    "n’est pas une option": "hello",
    "n’est pas une option ": "x" * 30_000,
    "n’est pas une option  ": "\x89PNG\r\n\x1a\n\x00",
    "autre territoire": ("territory ", "territory 1"),
    "commence en 2001-01": (r"since \S+", "since 2001-01"),
    "modifie ce qui ne peut pas": ("= 4.0", "= 4000.0"),
    "modifie ce qui ne peut pas ": ('"training.places"', '"footprint.saving"'),
}


@pytest.mark.slow
def test_an_option_that_was_saved_is_opened_again_and_nothing_else_is(tab, file, folder):
    opened(tab, file, "training.places=4")
    good = saved(tab, "#save", folder / "saved.toml").read_text(encoding="utf-8")
    tab.locator("#back").click()
    tab.locator("summary", has_text="essayée par d’autres").click()
    for why, change in SPOILT.items():
        text = re.sub(*change, good) if isinstance(change, tuple) else change or good
        tab.locator("#option-file").set_input_files({"name": UNKIND, "mimeType": "", "buffer": text.encode("latin-1")})
        if why:
            tab.locator("#option-wrong:visible", has_text=why.strip()).wait_for()
            tab.locator("#back").click()
        else:
            settled(tab)
            assert tab.locator("#training-places").input_value() == "4"
            assert not tab.locator("#option-wrong").is_visible()
        tab.locator("#back").click()


@pytest.mark.slow
def test_the_note_has_what_was_chosen_and_says_it_wherever_it_is_opened(tab, new_tab, file):
    opened(tab, file, TWO)
    whole = paper(tab)
    with speaking(FRENCH), in_print():
        heads = [label for _name, label in parts()]
    titles = tab.locator("#paper h4").all_inner_texts()
    assert [one for one in titles if one in heads] == [one for one in heads if one in titles]
    assert len(titles) == len(heads) + 6
    assert whole.count("€") > 5
    assert [line for line in tab.locator("#more-told p").all_text_contents() if line not in whole] == []
    assert "{" not in whole
    said = [one for one in tab.locator("#paper :is(p, li)").all_inner_texts() if one]
    assert sorted(said) == sorted({*said})  # nothing is said twice
    tab.locator("#parts input[name=money]").uncheck()
    tab.locator("#parts input[data-option]").nth(1).uncheck()
    tab.locator("summary", has_text="Titre").click()
    tab.locator("#own-title").fill(UNKIND)
    tab.locator("#own-name").fill("Ville")
    tab.locator("#own-date").fill("2026-11-30")
    tab.locator("#own-date").dispatch_event("change")
    assert tab.locator("#paper h4").count() == len(titles) - 1
    assert tab.locator("#paper h3").text_content() == UNKIND
    assert ": 900" not in tab.locator("#paper").inner_text()
    assert tab.locator("#paper .note").first.inner_text().endswith("Ville · 30 novembre 2026")
    other = new_tab()
    other.goto(tab.url)
    settled(other)
    other.wait_for_function("() => !document.getElementById('note-progress').textContent")
    assert other.locator("#paper").inner_text() == tab.locator("#paper").inner_text()


@pytest.mark.slow
def test_the_note_tells_communes_of_its_own_options_at_the_end(tab, file):
    """Whatever the map shows, and whatever was moved last."""
    opened(tab, file, TWO)
    opens(tab, "places")
    tab.locator("#by-year svg").wait_for()
    list_at_the_end = tab.locator("#by-commune tbody tr").first.inner_text().split()
    tab.locator("#map-of").select_option("option")
    tab.locator("#map-year").fill("1")
    paper(tab)
    table = tab.locator("#paper .scroll table", has_text="sans option").last
    heads = table.locator("thead th").all_inner_texts()
    assert heads[1].endswith("sans option")
    assert [one[0] + one[-1] for one in heads[2:4]] == ["«»", "«»"]
    assert "900" in "".join(heads[2:4])
    last = f" à {numbers_of(file)['start'] + numbers_of(file)['years'] - 1}, sans option"
    assert [one for one in heads[4:] if not one.endswith(last)] == []
    row = table.locator("tbody tr").first.inner_text().split()
    assert (row[0], row[1], row[-2:]) == (list_at_the_end[0], list_at_the_end[1], list_at_the_end[-2:])
    tab.locator("#parts input[data-option]").nth(0).uncheck()
    tab.locator("#parts input[data-option]").nth(1).uncheck()
    assert table.locator("thead th").count() == 4
    assert "Votre option" not in tab.locator("#paper").inner_text()
    said = tab.locator("#never").text_content()
    assert said in tab.locator("#paper").inner_text()


def test_a_step_is_printed_alone_and_no_number_is_cut(tab, file):
    """At prices of seven digits."""
    tab.goto(f"{file.as_uri()}#money?price.seat=5000000&price.coordinator=9999999")
    tab.locator("#money-items td").first.wait_for()
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 672, "height": 970})
    assert tab.locator(".step:visible").evaluate_all("(all) => all.map((one) => one.id)") == ["money"]
    right = tab.locator("#money td:visible").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert right
    assert max(right) <= 672


def test_the_note_has_four_pages_on_paper_and_no_picture_is_cut(tab, file):
    opened(tab, file, TWO)
    tab.locator("#take").click()
    paper(tab)
    printed = tab.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 672, "height": 970})  # between the margins of A4
    for one in tab.locator("#paper svg").all():
        box = one.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 672
        assert box["height"] < 970
    assert not tab.locator("#chosen").is_visible()
    assert not tab.locator("#goes-on").is_visible()


@pytest.mark.slow
def test_the_note_opens_in_a_word_processor(tab, file, folder):
    opened(tab, file, TWO)
    paper(tab)
    tab.locator("summary", has_text="Titre").click()
    tab.locator("#own-title").fill(UNKIND)
    found = docx.Document(str(saved(tab, "#save-note", folder / "note.docx")))

    def of(style: str) -> list[str]:
        return [one.text for one in found.paragraphs if one.style and one.style.name == style]

    assert of("Title") == [" ".join(UNKIND.split())]
    assert of("Heading 1") == tab.locator("#paper h4").all_inner_texts()
    assert of("List Bullet") == tab.locator("#paper li").all_inner_texts()
    assert [[cell.text for cell in row.cells] for row in found.tables[0].rows] == [
        row.locator("th, td").all_inner_texts() for row in tab.locator("#paper table").first.locator("tr").all()
    ]
    assert len(found.tables) == tab.locator("#paper table").count()
    shown = [one._inline.docPr.get("descr") for one in found.inline_shapes]
    assert len(shown) == tab.locator("#paper svg").count() == 3
    assert all(len(one) > 20 for one in shown)
    assert all(len(one.image.blob) > 2_000 for one in found.part.package.image_parts)
    assert found.core_properties.author == ""
