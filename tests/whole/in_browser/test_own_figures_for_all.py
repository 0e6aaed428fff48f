"""Your own figures for whoever reads the page otherwise: enlarged, with more room between letters, by ear."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.in_browser import STEPS, needs_chromium, opens, violations
from tests.whole.in_browser.test_own_figures import YEARS, few, file, folder, tell, told
from tests.whole.in_browser.test_page_for_all import SPACED, WIDER, unfolds

pytestmark = needs_chromium

__all__ = ["few", "file", "folder"]
BEYOND = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def tab(new_tab, file) -> Any:
    """A narrow tab; the page's policy is set aside, or else axe could not run and no style be added."""
    made = new_tab(bypass_csp=True, viewport={"width": 320, "height": 640})
    made.goto(file.as_uri())
    return made


@pytest.mark.slow
@pytest.mark.parametrize(("wide", "spaced"), [(320, False), (360, True)])
def test_with_own_figures_no_step_is_wider_than_the_window_and_axe_finds_nothing(tab, wide, spaced):
    tell(tab, YEARS)
    told(tab)
    tab.set_viewport_size({"width": wide, "height": 640})
    if spaced:
        tab.add_style_tag(content=SPACED)
    for step in STEPS:
        opens(tab, step)
        unfolds(tab)
        assert tab.evaluate(BEYOND) <= 0, step
        assert tab.evaluate(WIDER) == [], step
        assert violations(tab) == [], step
    assert tab.locator("fieldset:not(:has(> legend))").count() == 0


def test_summary_of_errors_leads_to_each_field(new_tab, small_epci):
    tab = new_tab(bypass_csp=True, viewport={"width": 320, "height": 640})
    tab.goto(small_epci.as_uri())
    tab.locator("#own-yes").check()
    tab.locator("#own-year").select_option("2024")
    for name in ("groups", "trained"):
        tab.locator(f"#own-2024-{name}").fill("-1")
    tab.locator("#own [type=submit]").click()
    links, address = tab.locator("#own-wrong a"), tab.url
    assert links.count() == 2
    for link, name in zip(links.all(), ("trained", "groups"), strict=True):
        link.click()
        assert tab.evaluate("() => document.activeElement.id") == f"own-2024-{name}"
        assert tab.url == address
    assert violations(tab) == []
