"""The page without a server for whoever reads it otherwise: by keyboard, by ear, enlarged, in colours of their own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.in_browser import STEPS, needs_chromium, opens, violations
from tests.whole.in_browser.conftest import WORLDS
from tests.whole.in_browser.test_page_disturbed import MOVED, SLOWLY, at_least, slow, starts

pytestmark = needs_chromium

__all__ = ["slow"]
HEARD = Path(__file__).parent / "heard"
KEPT = ("here", "goes-on", "change")
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), look = getComputedStyle(one);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const said = `${one.tagName} ${one.id} ${one.getAttribute("href") ?? ""} ${one.textContent.slice(0, 20)}`;
  return { at: one === document.body ? "" : said, step: one.closest(".step")?.id ?? "",
    seen: inside && look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 };
}"""
WIDER = """() => {
  const holds = (one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
  const cut = (one) => one.scrollWidth > one.clientWidth + 1 && holds(one);
  const beyond = (one) => one.getBoundingClientRect().right > innerWidth + 1;
  return [...document.querySelectorAll(".step.open *, header *, nav *")]
    .filter((one) => !one.closest("svg, .scroll, table, .hidden, .skip") && one.checkVisibility())
    .filter((one) => cut(one) || beyond(one))
    .map((one) => one.outerHTML.slice(0, 100));
}"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } "
SPACED += "p { margin-bottom: 2em !important }"
TWICE = """() => [...document.querySelectorAll("[id]")].map((one) => one.id)
  .filter((id, n, all) => all.indexOf(id) !== n)"""
MOVING = """() => [...document.querySelectorAll("*")].map((one) => getComputedStyle(one))
  .filter((look) => look.transitionDuration !== "0s" || look.animationName !== "none").length"""


def unfolds(tab: Any) -> None:
    tab.evaluate("() => document.querySelectorAll('details').forEach((it) => { it.open = true; })")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_while_it_computes(new_tab, address, language):
    tab = new_tab(bypass_csp=True)
    tab.add_init_script(SLOWLY)
    tab.goto(f"{address}#change")
    if language == "en":
        tab.locator("#language").click()
    for step in STEPS:
        tab.goto(f"{address}#{step}?{MOVED}")
        unfolds(tab)
        assert violations(tab) == [], step
    tab.goto(f"{address}#place?{MOVED}&commune=25056")
    assert violations(tab) == []


@pytest.mark.slow
@pytest.mark.parametrize("wide", [320, 640])
def test_enlarged_four_times_nothing_is_cut_or_scrolled_sideways(new_tab, address, wide):
    """A window of 1,280 at 400 % is one of 320, at 200 % one of 640."""
    tab = new_tab(viewport={"width": wide, "height": wide * 4 // 5})
    tab.goto(f"{address}#change?{MOVED}")
    at_least(tab, WORLDS)
    for _ in range(2):
        for step in STEPS:
            opens(tab, step)
            unfolds(tab)
            assert tab.evaluate("document.documentElement.scrollWidth") <= wide, step
            assert tab.evaluate(WIDER) == [], step
        tab.locator("#language").click()


def stops(tab: Any, until: str, most: int) -> list[dict[str, Any]]:
    """Where the key Tab leads, until something is focused."""
    found = []
    tab.locator("html.scripted").wait_for()
    for _ in range(most):
        tab.keyboard.press("Tab")
        found.append(tab.evaluate(FOCUSED))
        if until and re.search(until, found[-1]["at"]):
            break
    return found


def test_the_first_figure_is_at_most_fifteen_stops_away_and_each_is_seen(tab, address):
    tab.goto(address)
    way = stops(tab, "BUTTON", 3)
    assert way[0]["at"].startswith("A  #here")  # what comes before the content can be skipped
    way += stops(tab, r"^A  #goes-on", 12)
    assert all(one["seen"] for one in way), way
    tab.keyboard.press("Enter")
    tab.locator("#goes-on .answer").wait_for()
    assert len(way) <= 15
    assert tab.evaluate("() => document.activeElement.id") == "goes-on"  # whoever goes on reads from there
    assert tab.evaluate("() => scrollY") == 0


def test_whoever_skips_to_the_content_comes_to_the_step_that_is_open(one_tab, address):
    one_tab.goto(f"{address}#money?{MOVED}")
    one_tab.locator("html.scripted").wait_for()
    one_tab.keyboard.press("Tab")
    one_tab.keyboard.press("Enter")
    assert one_tab.evaluate("() => document.activeElement.id") == "money"
    assert one_tab.url.endswith(f"#money?{MOVED}")


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_no_step_holds_the_keyboard_and_what_is_focused_is_seen(tab, address, step):
    tab.goto(f"{address}#change?{MOVED}")
    at_least(tab, WORLDS)
    opens(tab, step)
    unfolds(tab)
    tab.evaluate("() => document.activeElement.blur()")
    tab.locator(".skip").focus()
    way = stops(tab, "", 90)
    last = next((n for n, one in enumerate(way) if not one["at"]), None)
    assert last is not None, way[-3:]  # it leads out of the page
    assert [one["at"] for one in way[:last] if not one["seen"]] == []
    assert any(one["step"] == step for one in way)
    assert tab.locator("#language").count() == 1


@pytest.mark.slow
def test_what_is_done_is_said_once_and_nothing_else(slow, address):
    """The live region is there before its text; progress is not read aloud at each case."""
    slow.add_init_script(
        "globalThis.heard = []; addEventListener('DOMContentLoaded', () => new MutationObserver(() =>"
        " globalThis.heard.push(document.getElementById('said').textContent))"
        ".observe(document.getElementById('said'), { childList: true, characterData: true, subtree: true }));"
    )
    starts(slow, address)
    at_least(slow, WORLDS)
    for step in ("places", "sure", "change", "money", "change"):
        opens(slow, step)
    slow.locator("#take").click()
    heard = slow.evaluate("() => globalThis.heard")
    assert heard[0] == slow.locator("#told .answer p").first.text_content()
    assert len(heard) <= 3, heard
    assert slow.locator("[aria-live]:not(output), [role=status], [role=alert]").count() == 1


def test_each_picture_has_a_name_and_says_its_numbers(one_tab, address):
    one_tab.goto(f"{address}#change?{MOVED}")
    at_least(one_tab, WORLDS)
    seen = 0
    for _ in range(2):
        for step in ("goes-on", "change", "places"):
            opens(one_tab, step)
            one_tab.wait_for_function(f"() => document.querySelector('#{step} svg')")
            assert one_tab.evaluate(TWICE) == []
            for picture in one_tab.locator(f"#{step} svg:visible").all():
                assert picture.get_attribute("role") == "img"
                legend = picture.locator("xpath=ancestor::figure[@role='figure']")
                assert legend.get_attribute("aria-label") in {None, legend.locator("figcaption").text_content()}
                named = picture.get_attribute("aria-labelledby").split()
                name, *described = (one_tab.locator(f"[id='{one}']").first.text_content() for one in named)
                assert len(name) > 5
                assert re.search(r"\d", " ".join(described)), (step, name)
                seen += 1
        one_tab.locator("#language").click()
    assert seen >= 2 * 6


@pytest.mark.slow
def test_in_colours_of_ones_own_pictures_keep_theirs_and_their_paper(new_tab, address):
    tab = new_tab(forced_colors="active", color_scheme="dark")
    tab.goto(f"{address}#change?{MOVED}")
    at_least(tab, WORLDS)
    look = tab.locator("#dots").evaluate(
        "(it) => [getComputedStyle(it).backgroundColor, getComputedStyle(it.querySelector('text')).fill]"
    )
    assert look == ["rgb(255, 255, 255)", "rgb(26, 26, 26)"]
    marked = "(all) => all.map((one) => getComputedStyle(one).borderBottomColor)"
    assert len(set(tab.locator(".steps a").evaluate_all(marked))) == 2  # the open step and the others


@pytest.mark.slow
def test_nothing_moves_by_itself_where_that_is_not_wanted(new_tab, address):
    tab = new_tab(reduced_motion="reduce")
    tab.goto(f"{address}#places?{MOVED}")
    tab.locator("#by-year svg").wait_for()
    assert tab.evaluate(MOVING) == 0
    tab.locator("#play").click()
    year, first = tab.locator("#map-year"), tab.locator("#map-year").get_attribute("min")
    tab.wait_for_timeout(1500)
    assert year.input_value() == first
    tab.locator("#play").click()
    assert year.input_value() == str(int(first) + 1)  # it goes year by year


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("step", KEPT)
def test_what_is_heard_of_a_step_is_what_was_read(one_tab, address, step, language):
    """The tree that a screen reader is given, its numbers as #. One that was deleted is written anew, to be read."""
    one_tab.goto(f"{address}#change")
    if language == "en":
        one_tab.locator("#language").click()
    opens(one_tab, step)
    if step == "goes-on":
        one_tab.wait_for_function(
            "() => !/Still computing|Calcul en cours/.test(document.querySelector('#goes-on').textContent)"
        )
    if step == "change":
        one_tab.wait_for_function(
            "() => /90.% range|fourchette à 90.%/.test(document.querySelector('#pictures .note')?.textContent)"
        )
    heard = re.sub(r"\d([\u202f\u00a0.,]?\d)*", "#", one_tab.locator(f"#{step}").aria_snapshot())
    heard = re.sub(r'(\n +- option "#[ \u00a0\u202f]?%")+', r"\1", heard)
    heard = re.sub(r"(- '?img \".*\"'?): .*", r"\1", heard)  # of an image nothing is read but its name
    file = HEARD / f"{step}_{language}.yml"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{heard}\n", encoding="utf-8")
        pytest.fail(f"{file.name} is new: read it as it would be heard")
    assert f"{heard}\n" == file.read_text(encoding="utf-8")
