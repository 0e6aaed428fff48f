"""Levers in a real browser: the answer stays in sight while one is moved, an option has a name, and all steps print."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.helpers.in_browser import STEPS, needs_chromium, opens, saved
from tests.whole.in_browser.test_page import settled

pytestmark = needs_chromium
MANY = (
    "training.places=6&partners.coordinators=1&outreach.letters=300&outreach.events_per_year=9&retention.paid_share=1"
)
WINDOWS = [pytest.param(360, 640, MANY, marks=pytest.mark.slow), (1366, 768, "training.places=6")]
SCROLLED = """() => [...document.querySelectorAll("#change *")]
  .filter((one) => one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY))
  .map((one) => one.id || one.className)"""
IN_SIGHT = """() => {
  const boxes = [document.activeElement, document.querySelector("#told p")].map((it) => it.getBoundingClientRect());
  const [one, said] = boxes;
  const seen = (box) => box.top >= -1 && box.bottom <= innerHeight + 1;
  const below = one.top >= said.bottom - 1, beside = one.right <= said.left + 1 || one.left >= said.right - 1;
  const apart = below || beside || one.bottom <= said.top + 1;
  return { at: document.activeElement.id, said: seen(said), focused: seen(one) && apart };
}"""
NAME = '<b onclick="alert(1)">Plus\u202e; de places</b>, & tout le reste de la phrase'
CALLED = '<b onclick="alert(1)">Plus; de places</'


def plain(said: str) -> str:
    """With spaces that may be broken."""
    return re.sub(r"[\u00a0\u202f]", " ", said)


def sentence(tab) -> str:
    return plain(tab.locator("#told p").first.inner_text())


@pytest.mark.parametrize(("wide", "high", "moved"), WINDOWS)
def test_whoever_moves_a_lever_sees_the_answer_and_the_lever(one_tab, file, wide, high, moved):
    """No list scrolls within the page, and the sentence hides nothing that is focused (WCAG 2.4.11)."""
    one_tab.set_viewport_size({"width": wide, "height": high})
    one_tab.goto(f"{file.as_uri()}#change?{moved}")
    settled(one_tab)
    assert one_tab.evaluate(SCROLLED) == []
    fields = one_tab.locator("#levers :is(input, select)")
    one_tab.locator("#change").focus()
    for key in ("Tab", "Shift+Tab"):
        seen: dict[str, Any] = {}
        while len(seen) < fields.count():
            one_tab.keyboard.press(key)
            found = one_tab.evaluate(IN_SIGHT)
            if one_tab.locator("#levers :focus:is(input, select)").count():
                seen[found["at"]] = found
        assert [one for one in seen.values() if not (one["said"] and one["focused"])] == []
        one_tab.locator("#back").focus()


def test_below_the_sentence_nothing_that_is_focused_is_hidden(tab, file):
    tab.set_viewport_size({"width": 1366, "height": 768})
    tab.goto(f"{file.as_uri()}#change?training.places=6&option=training.places:4&option=outreach.letters:900")
    settled(tab)
    tab.locator("#keep-computed").focus()
    for _ in range(8):
        tab.keyboard.press("Shift+Tab")
        assert tab.evaluate(IN_SIGHT)["focused"]


def test_an_option_bears_the_name_that_it_is_given(tab, file):
    """In the list, the sentence, the legend, the note and the address; as text, and not longer than it may be."""
    tab.goto(f"{file.as_uri()}#change?training.places=6")
    settled(tab)
    tab.locator("#called").fill(NAME)
    tab.locator("#take").click()
    told = sentence(tab)
    assert f"« {CALLED} »" in told
    assert CALLED in tab.locator("#course").text_content()
    assert CALLED in tab.locator("#options li").inner_text()
    tab.reload()
    settled(tab)
    assert sentence(tab) == told
    assert tab.locator("#called").input_value() == CALLED
    opens(tab, "note")
    tab.wait_for_function("() => !document.getElementById('note-progress').textContent")
    assert CALLED in tab.locator("#paper .first").inner_text()
    assert f"« {CALLED} » : Places à chaque session de formation : 6" in plain(tab.locator("#paper").inner_text())
    assert tab.locator("#parts").inner_text().count(CALLED) == 1
    assert tab.locator("b").count() == 0
    opens(tab, "places")
    assert tab.locator("#map-of option").last.text_content() == CALLED
    opens(tab, "change")
    tab.locator("#called").fill(" ")
    tab.locator("#called").press("Enter")
    assert CALLED not in tab.locator("#change").inner_text()
    assert "%3B" not in tab.url


@pytest.mark.slow
def test_a_name_is_saved_with_its_option_and_there_again_when_the_file_is_opened(tab, new_tab, file, tmp_path):
    """A file without a name leaves the option as it is called."""
    tab.goto(f"{file.as_uri()}#change?training.places=6")
    settled(tab)
    without = saved(tab, "#save", tmp_path / "without.toml")
    tab.locator("#called").fill(NAME)
    named = saved(tab, "#save", tmp_path / "named.toml")
    tab = new_tab()  # of a browser that keeps nothing yet
    tab.goto(f"{file.as_uri()}#change")
    tab.locator("details", has=tab.locator("#option-file")).locator("summary").click()
    for content, called in ((without, "Places"), (named, CALLED), (without, CALLED)):
        tab.locator("#option-file").set_input_files(content)
        settled(tab)
        assert f"« {called}" in sentence(tab)
        assert tab.locator("#called").input_value() == (CALLED if called == CALLED else "")
    assert tab.locator("b").count() == 0


def test_a_name_stands_in_the_address_before_the_option_is_kept(one_tab, file):
    one_tab.goto(f"{file.as_uri()}#change?training.places=6&called=Plus%20de%20places")
    settled(one_tab)
    assert "« Plus de places »" in sentence(one_tab)
    opens(one_tab, "money")
    assert "called=Plus%20de%20places" in one_tab.url
    one_tab.goto(f"{file.as_uri()}#change?called=nobody")
    assert "nobody" not in one_tab.locator("#main").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["note", "here", "change"])
def test_all_steps_are_printed_if_that_is_asked_for(tab, file, step):
    tab.add_init_script("window.print = () => dispatchEvent(new Event('beforeprint'))")
    tab.goto(f"{file.as_uri()}#change?training.places=6&option=training.places:4")
    settled(tab)
    opens(tab, step)
    tab.locator("#print-all").click()
    tab.emulate_media(media="print")
    assert [one for one in STEPS if not tab.locator(f"#{one}").is_visible()] == []
    assert tab.locator("h1").is_visible()
    assert tab.locator("#pictures svg:visible").count() == 3
    assert tab.locator("#by-year svg:visible, #paper svg:visible").count() > 1
    assert not tab.locator("#place, #print-all, #levers").first.is_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert [one for one in STEPS if tab.locator(f"#{one}").is_visible()] == [step]
