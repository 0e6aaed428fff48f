"""The dossier: the page saves itself with all that was chosen and typed, and opens as it was left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contagion.experiments.evidence import agreeing
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.made import page
from tests.helpers.in_browser import needs_chromium, opens, saved, violations
from tests.whole.in_browser.conftest import EPCI
from tests.whole.in_browser.test_own_figures import AGREED, goes_on, tell

pytestmark = needs_chromium

TRIED = 150
FIGURES: dict[int, dict[str, float]] = {2025: {"trained": 8, "groups": 2, "participants": 16}}
WORDS = f"e={EPCI}&training.places=4&price.seat=777&option=training.places:6;Six places&option=outreach.letters:900"
NOTE = "note.title=Titre <b>&note.name=Conseil&note.date=2026-12-09&note.without=glossary,2"
IN_FILE = re.compile(r'(?<="application/json" id="dossier">)[^<]*')


@pytest.fixture(scope="module")
def file(asked, tmp_path_factory) -> Iterator[Path]:
    """A page that tries few members, so that figures are compared in a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_past, "TRIED", TRIED)
        patch.setattr(agreeing, "WIDEST", 1e6)
        yield page(replace(asked, made=date(2026, 12, 3)), tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def later(asked, file, tmp_path_factory) -> Path:
    """The page as it is made a year later."""
    return page(replace(asked, made=date(2028, 1, 10)), tmp_path_factory.mktemp("later"))


@pytest.fixture
def tab(new_tab, file) -> Any:
    made = new_tab()
    made.set_default_timeout(25_000)
    made.goto(f"{file.as_uri()}#here?e={EPCI}")
    made.locator("html.scripted").wait_for()
    return made


def shown(tab: Any, address: str) -> None:
    tab.goto("about:blank")
    tab.goto(address)
    tab.locator("html.scripted").wait_for()


def compared(tab: Any) -> None:
    """Wait until figures were compared, from the first members on."""
    tab.wait_for_function(AGREED)


def bar(tab: Any) -> str:
    return " ".join(tab.locator("#bar p").first.inner_text().split())


def inside(file: Path) -> dict[str, Any]:
    """The dossier in a file."""
    (found,) = IN_FILE.findall(file.read_text(encoding="utf-8"))
    return json.loads(found)


def all_that_was_typed(tab: Any) -> dict[str, Any]:
    """What stands in the fields of all steps, and the answer."""
    return tab.evaluate("""() => ({
      fields: [...document.querySelectorAll("main :is(input, select):not([type=file])")]
        .map((one) => [one.id || one.name, one.type === "checkbox" ? one.checked : one.value]),
      options: [...document.querySelectorAll("#options li span")].map((one) => one.textContent),
      language: document.documentElement.lang, step: document.querySelector(".step.open").id,
    })""")


def test_dossier_opens_as_it_was_saved_and_is_the_same_file_but_for_its_contents(tab, new_tab, file, tmp_path):
    tell(tab, FIGURES)
    compared(tab)
    tab.goto(f"{file.as_uri()}#note?lang=en&{WORDS}&{NOTE}")
    tab.locator("html[lang=en] #paper h4").first.wait_for()
    first, agrees = all_that_was_typed(tab), tab.locator("#own-agreed, #own-table").all_text_contents()
    assert first["step"] == "note"
    dossier = saved(tab, "#save-dossier", tmp_path / "dossier.html")
    again = new_tab()
    again.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })")
    again.goto(dossier.as_uri())
    compared(again)
    assert all_that_was_typed(again) == first
    assert again.locator("#own-agreed, #own-table").all_text_contents() == agrees
    assert bar(again) == "Aubrac, Carladez et Viadène with your figures 2 options"
    twice = saved(again, "#save-dossier", tmp_path / "twice.html")
    one, other = (IN_FILE.sub("", one.read_text(encoding="utf-8")) for one in (dossier, twice))
    assert one == other
    assert {**inside(twice), "saved": ""} == {**inside(dossier), "saved": ""}
    assert inside(dossier)["format"] == 1


@pytest.mark.slow
def test_address_with_choices_holds_before_what_a_dossier_has_inside(tab, new_tab, tmp_path):
    opens(tab, "change")
    tab.locator("#training-places").fill("4")
    tab.locator("#take").click()
    dossier, other = saved(tab, "#save-dossier", tmp_path / "dossier.html"), new_tab()
    shown(other, f"{dossier.as_uri()}#change?e={EPCI}&training.places=7")
    assert other.locator("#training-places").input_value() == "7"
    assert other.locator("#options li").count() == 0
    shown(other, dossier.as_uri())
    assert other.locator("#training-places").input_value() == "4"
    assert other.locator("#options li").count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_bar_stays_in_sight_covers_nothing_that_is_focused_and_is_not_printed(new_tab, file, width):
    tab = new_tab(bypass_csp=True, viewport={"width": width, "height": 640})
    tab.goto(f"{file.as_uri()}#change?{WORDS}")
    tab.locator("#told p").first.wait_for()
    for _language in range(2):
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.evaluate("scrollTo(0, document.body.scrollHeight)")
        box = tab.locator("#bar").bounding_box()
        assert 0 <= box["y"] <= 1
        assert box["height"] <= 0.125 * 640
        tab.locator("#print-all").focus()
        while tab.evaluate("document.activeElement.closest('#change')"):
            found = tab.evaluate(
                "(() => { const { y, height } = document.activeElement.getBoundingClientRect(); return y + height; })()"
            )
            assert found > box["height"]
            tab.keyboard.press("Shift+Tab")
        tab.evaluate("scrollTo(0, 0)")
        tab.locator("#language").click()
    tab.emulate_media(media="print")
    assert not tab.locator("#bar").is_visible()


def take(tab: Any, places: str) -> None:
    """Put an option into the note."""
    opens(tab, "change")
    tab.locator("#training-places").fill(places)
    tab.locator("#training-places").blur()
    tab.locator("#take").click()


def options(tab: Any) -> list[str]:
    opens(tab, "change")
    return tab.locator("#options li span").all_text_contents()


def test_nothing_is_lost_by_reload_another_place_back_or_a_second_tab(tab, file):
    take(tab, "4")
    opens(tab, "here")
    tab.locator("#own-yes").check()
    tab.locator("#own-2025-groups").fill("3")
    tab.reload()
    tab.locator("html.scripted").wait_for()
    assert tab.locator("#own-2025-groups").input_value() == "3"  # also what was not computed yet
    tab.locator("#language").click()
    assert tab.locator("#own-2025-groups").input_value() == "3"
    tell(tab, {})
    compared(tab)
    assert bar(tab).endswith("with your figures 0 options")  # that option was of other figures
    take(tab, "5")
    first = options(tab)
    opens(tab, "here")
    tab.locator("#wanted").fill("grand besancon")
    tab.locator("#wanted").press("Enter")
    tab.locator("h1", has_text="Besançon").wait_for()
    assert bar(tab) == "Grand Besançon without your figures 0 options"
    assert "Aubrac" in tab.locator("#choices").inner_text()
    tab.go_back()
    tab.locator("h1", has_text="Aubrac").wait_for()
    compared(tab)
    assert options(tab) == first
    other = tab.context.new_page()
    other.goto(f"{file.as_uri()}#here?lang=en&e={EPCI}")
    compared(other)
    assert options(other) == first
    take(other, "7")
    both = options(other)
    tab.wait_for_function("() => document.getElementById('bar').textContent.includes('2 options')")
    tab.reload()
    compared(tab)
    assert options(tab) == both
    assert bar(tab).endswith("with your figures 2 options")


@pytest.mark.slow
def test_back_and_forward_keep_options_that_were_taken_meanwhile(tab):
    take(tab, "4")
    opens(tab, "note")
    take(tab, "5")
    for step in ("note", "change"):
        tab.go_back()
        tab.locator(f"#{step} h2").first.wait_for()
        assert bar(tab).endswith("2 options")
    assert len(options(tab)) == 2


def undo(tab: Any, said: str, times: int = 1) -> None:
    for _ in range(times):
        tab.locator("#undo").click()
    tab.wait_for_function("(said) => document.getElementById('bar').textContent.includes(said)", arg=said)


def test_each_step_is_undone_and_redone(tab, file):
    """Options added, renamed and taken out, a lever, figures, and the place."""
    assert tab.locator("#undo").get_attribute("aria-disabled") == "true"
    take(tab, "4")
    tab.locator("#called").fill("Four")
    tab.locator("#take").click()
    tab.locator("#options button").nth(1).click()
    assert options(tab) == []
    tab.locator("#undo").click()
    assert options(tab) == ["Four"]
    tab.keyboard.press("Control+z")
    assert "session" in options(tab)[0]
    tab.keyboard.press("Control+Shift+Z")
    assert options(tab) == ["Four"]
    tab.locator("#training-places").fill("6")
    tab.locator("#training-places").blur()
    tab.locator("#undo").click()
    assert tab.locator("#training-places").input_value() == "4"
    assert tab.locator("#redo").get_attribute("aria-disabled") is None
    opens(tab, "here")
    tell(tab, FIGURES)
    compared(tab)
    assert options(tab) == []
    opens(tab, "here")
    tab.locator("#wanted").fill("grand besancon")
    tab.locator("#wanted").press("Enter")
    tab.locator("h1", has_text="Besançon").wait_for()
    undo(tab, "Aubrac")
    compared(tab)
    assert "avec vos chiffres" in bar(tab)
    undo(tab, "sans vos chiffres")
    assert options(tab) == ["Four"]
    assert tab.locator("#own-no").is_checked()
    tab.locator("#redo").click()
    undo(tab, "avec vos chiffres", 0)
    assert tab.locator("#own-2025-groups").input_value() == "2"
    tab.locator("#redo").click()
    tab.locator("h1", has_text="Besançon").wait_for()


@pytest.mark.slow
def test_address_that_somebody_sent_is_a_step_behind_what_was_kept(tab, file):
    take(tab, "4")
    first = options(tab)
    shown(tab, f"{file.as_uri()}#change?e={EPCI}&training.places=7")
    assert options(tab) == []
    tab.locator("#undo").click()
    assert options(tab) == first


def test_field_undoes_by_itself_what_is_typed_there(tab):
    take(tab, "4")
    tab.locator("#called").focus()
    tab.keyboard.press("Control+z")
    assert bar(tab).endswith("1 option")


def opened(tab: Any, file: Path) -> list[str]:
    """What is said of a dossier that is opened."""
    with tab.expect_file_chooser() as chooser:
        tab.locator("#open-dossier").click()
    tab.locator("#of-dossier").evaluate("(one) => one.replaceChildren()")
    chooser.value.set_files(file)
    tab.locator("#of-dossier p").first.wait_for()
    return tab.locator("#of-dossier p").all_inner_texts()


def rewritten(file: Path, name: str, **changes: Any) -> Path:
    """The same file with another dossier inside."""
    told = json.dumps({**inside(file), **changes}).replace("<", "\\u003c")
    made = file.with_name(f"{name}.html")
    made.write_text(IN_FILE.sub(lambda _: told, file.read_text(encoding="utf-8")), encoding="utf-8")
    return made


@pytest.mark.slow
def test_dossier_of_any_place_is_opened_says_what_changed_and_is_a_step(tab, file, tmp_path):
    take(tab, "4")
    dossier = saved(tab, "#save-dossier", tmp_path / "dossier.html")
    tab.locator("#options button").nth(1).click()
    assert opened(tab, dossier) == [tab.locator("#of-dossier").inner_text()]
    assert "Aubrac" in tab.locator("#of-dossier").inner_text()
    assert bar(tab).endswith("1 option")
    tab.locator("#undo").click()
    assert bar(tab).endswith("0 option")
    older = rewritten(
        dossier, "older", page=1, made="2025-02-01", since="2026-01", choices="gone.lever=3&option=training.places:6"
    )
    said = " ".join(opened(tab, older))
    assert "1er février 2025" in said
    assert "gone.lever = 3" in said
    assert "janvier 2026" in said
    assert bar(tab).endswith("1 option")
    shown(tab, f"{file.as_uri()}#change")
    take(tab, "13")
    said = " ".join(opened(tab, dossier))
    assert "Aubrac" in said
    assert bar(tab) == "Aubrac, Carladez et Viadène sans vos chiffres 1 option"
    undo(tab, "Besançon", 2)  # what this browser kept there stands between
    assert bar(tab).endswith("1 option")


def test_file_that_is_no_dossier_is_a_line_and_changes_nothing(tab, file, tmp_path):
    tell(tab, {2025: {"groups": 2}})
    compared(tab)
    take(tab, "4")
    dossier = saved(tab, "#save-dossier", tmp_path / "dossier.html")
    text, before = dossier.read_bytes(), (tab.url, bar(tab), options(tab))
    own = inside(dossier)["own"]
    (tmp_path / "half.html").write_bytes(text[: len(text) // 2])
    (tmp_path / "page.html").write_text("<html><p>other</p></html>")
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    wrong = {
        tmp_path / "half.html": "incomplet",
        tmp_path / "page.html": "aucun dossier",
        file: "aucun dossier",
        tmp_path / "picture.html": "n’est pas un dossier",
        rewritten(dossier, "newer", format=2): "plus récente",
        rewritten(dossier, "old", format=None): "abîmé",
        rewritten(dossier, "choices", choices=3): "abîmé",
        rewritten(dossier, "place", place="<b>"): "intercommunalité, <b>",
        rewritten(dossier, "figures", own=own.replace("groups = 2", "groups = -2")): "-2",
        rewritten(dossier, "trained", own=own.replace("groups = 2", "trained = 9\nplaces = 2")): "2025",
    }
    for bad, said in wrong.items():
        (line,) = opened(tab, bad)
        assert said in line.replace("\u202f", " "), bad
        assert len(line) < 200
        assert tab.locator("#of-dossier p *").count() == 0
        assert (tab.url, bar(tab), options(tab)) == before, bad


def test_figures_of_next_year_are_compared_with_what_was_foreseen(tab, later, tmp_path):
    tell(tab, FIGURES, "2025-01")
    compared(tab)
    goes_on(tab)
    dossier = saved(tab, "#save-dossier", tmp_path / "dossier.html")
    (course,) = inside(dossier)["foreseen"]["2027"]["courses"]
    (_low, _middle, high), (_, active, _) = course["figures"]["participants"], course["figures"]["active"]
    assert [*inside(dossier)["foreseen"]] == ["2027", "2028"]
    assert inside(dossier)["scores"] == []
    tab.goto(f"{later.as_uri()}#here?e={EPCI}")
    said = opened(tab, dossier)
    assert "10 janvier 2028" in said[1]
    compared(tab)
    assert tab.locator("#own-scores").inner_text() == ""
    tell(tab, {2027: {"participants": int(high) + 1, "active": round(active)}}, "2025-01")
    tab.wait_for_function("() => document.querySelectorAll('#own-scores li').length === 2")
    summary, more, within = tab.locator("#own-scores :is(p, li)").all_inner_texts()
    assert summary.startswith("1 des 2 chiffres")
    assert "plus que dans 19 simulations sur 20" in more
    assert f" {int(high) + 1}," in more
    assert "dans la fourchette" in within
    opens(tab, "note")
    assert tab.locator("#paper h3 + p").inner_text() == summary
    goes_on(tab)  # what is foreseen is kept once all simulations are there
    again = inside(saved(tab, "#save-dossier", tmp_path / "again.html"))
    assert [one["verdict"] for one in again["scores"]] == ["more", "inside"]
    assert [*again["foreseen"]] == ["2027", "2028", "2029", "2030"]
    assert again["foreseen"]["2027"] == inside(dossier)["foreseen"]["2027"]  # what is over stays as it was foreseen
