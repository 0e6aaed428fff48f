"""Typing into a field and then pressing the mouse on something else, in two browsers: what is pressed stays where it
is until it is released, and what was typed counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.in_browser import needs_chromium, open_tab
from tests.helpers.in_firefox import firefox, needs_firefox
from tests.whole.in_browser.conftest import WORLDS

HELD = 60  # milliseconds
READY = f"() => Number(document.getElementById('progress').textContent.match(/\\d+/)?.[0]) === {WORLDS}"
MIDDLE = """(id) => {
  const one = document.getElementById(id);
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
PLACES = """() => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter((one) => one.checkVisibility()).map((one) => [one.id, Math.round(one.getBoundingClientRect().y)])"""
"""Where all is that can be clicked."""
LEFT = """() => {
  const field = document.getElementById("training-places");
  field.value = "9";
  field.dispatchEvent(new Event("change", { bubbles: true }));
}"""
KEPT = """() => ["#options li span", "#is-kept", "#each-brings", "#told p"]
  .map((one) => [...document.querySelectorAll(one)].map((it) => it.textContent).join(" / "))"""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("chromium", marks=needs_chromium),
        pytest.param("firefox", marks=[needs_firefox, pytest.mark.slow]),
    ],
)
def tab(request) -> Iterator[Any]:
    if request.param == "firefox":
        with firefox() as found:
            yield found
    else:
        window = request.getfixturevalue("window")
        found, wrong = open_tab(window, viewport={"width": 1280, "height": 800})
        yield found
        found.context.close()
        assert wrong == []


def opens(tab: Any, file: Path, moved: str) -> None:
    """The page anew, with a lever moved."""
    tab.goto("about:blank")
    tab.goto(f"{file.as_uri()}#change?{moved}")
    tab.wait_for_function(READY)


def middle(tab: Any, id: str) -> list[float]:
    """Where the middle of something is, once it stays there for a tenth of a second."""
    there, now = None, tab.evaluate(MIDDLE, id)
    while there != now:
        tab.evaluate("() => new Promise((done) => setTimeout(done, 100))")
        there, now = now, tab.evaluate(MIDDLE, id)
    return now


def presses(tab: Any, id: str) -> None:
    """Press and release the mouse on a button; between, nothing moves that can be clicked."""
    tab.mouse.move(*middle(tab, id))
    before = tab.evaluate(PLACES)
    tab.mouse.down()
    tab.evaluate(f"() => new Promise((done) => setTimeout(done, {HELD}))")
    assert tab.evaluate(PLACES) == before
    tab.mouse.up()


def types(tab: Any, id: str, text: str) -> None:
    tab.mouse.move(*middle(tab, id))
    tab.mouse.down()
    tab.mouse.up()
    tab.evaluate("() => document.activeElement.select()")
    tab.keyboard.type(text)


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_option_is_named_and_added_by_one_click_right_after_its_name_was_typed(tab, file: Path, times: int):
    for n in range(times):
        opens(tab, file, f"training.places={4 + n}")
        types(tab, "called", f"Idée {n}")
        presses(tab, "take")
        options, said, table, answer = tab.evaluate(KEPT)
        assert options == f"Idée {n}"
        assert f"Idée {n}" in said
        assert f"«\u00a0Idée {n}\u00a0»" in answer
        assert not table


def test_lever_that_is_left_by_the_press_moves_nothing_until_the_release_and_then_counts(tab, file: Path):
    opens(tab, file, "training.places=3")
    tab.mouse.move(*tab.evaluate(MIDDLE, "take"))
    before = tab.evaluate(PLACES)
    tab.mouse.down()
    tab.evaluate(LEFT)
    assert tab.evaluate(PLACES) == before
    tab.mouse.up()
    assert tab.evaluate("() => location.hash").endswith("training.places=9&option=training.places:9")


def test_name_that_is_typed_stays_while_levers_are_moved_and_goes_with_its_option(tab, file: Path):
    opens(tab, file, "training.places=5")
    types(tab, "called", "Six places")
    for places, name in ((6, "Six places"), (7, "")):
        types(tab, "training-places", str(places))
        tab.wait_for_function(f"() => location.hash.includes('training.places={places}')")
        tab.wait_for_function(READY)
        assert tab.evaluate("() => document.getElementById('called').value") == name
        if name:
            presses(tab, "take")
    options, said, _table, _answer = tab.evaluate(KEPT)
    assert (options, said) == ("Six places", "")
    assert tab.evaluate("() => document.querySelectorAll('#options tbody tr').length") == 0
