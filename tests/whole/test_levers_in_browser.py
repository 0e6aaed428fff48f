"""Levers in a real browser: the answer stays in sight while one is moved, an option has a name, and all steps print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.in_browser import needs_chromium, open_tab
from tests.whole.test_page_in_browser import page_of, settled

pytestmark = needs_chromium

WINDOWS = [(360, 740), (360, 640), (768, 1024), (1366, 768), (1440, 900)]
MANY = (
    "training.places=6&partners.coordinators=1&outreach.letters=300&outreach.events_per_year=9&retention.paid_share=1"
)
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


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return page_of("200067171", tmp_path_factory.mktemp("levers"), "new")


def plain(said: str) -> str:
    """With spaces that may be broken."""
    return re.sub(r"[\u00a0\u202f]", " ", said)


def sentence(tab) -> str:
    return plain(tab.locator("#told p").first.inner_text())


@pytest.mark.parametrize("moved", ["training.places=6", MANY])
@pytest.mark.parametrize(("wide", "high"), WINDOWS)
def test_whoever_moves_a_lever_sees_the_answer_and_the_lever(window, file, wide, high, moved):
    """No list scrolls within the page, and the sentence hides nothing that is focused (WCAG 2.4.11)."""
    tab, wrong = open_tab(window, viewport={"width": wide, "height": high})
    tab.goto(f"{file.as_uri()}#change?{moved}")
    settled(tab)
    assert tab.evaluate(SCROLLED) == []
    fields = tab.locator("#levers :is(input, select)")
    tab.locator("#change").focus()
    for key in ("Tab", "Shift+Tab"):
        seen: dict[str, Any] = {}
        while len(seen) < fields.count():
            tab.keyboard.press(key)
            found = tab.evaluate(IN_SIGHT)
            if tab.locator("#levers :focus:is(input, select)").count():
                seen[found["at"]] = found
        assert [one for one in seen.values() if not (one["said"] and one["focused"])] == []
        tab.locator("#back").focus()
    tab.context.close()
    assert wrong == []


def test_below_the_sentence_nothing_that_is_focused_is_hidden(window, file):
    tab, wrong = open_tab(window, viewport={"width": 1366, "height": 768})
    tab.goto(f"{file.as_uri()}#change?training.places=6&option=training.places:4&option=outreach.letters:900")
    settled(tab)
    tab.locator("#keep-computed").focus()
    for _ in range(8):
        tab.keyboard.press("Shift+Tab")
        assert tab.evaluate(IN_SIGHT)["focused"]
    tab.context.close()
    assert wrong == []
