"""Any intercommunality is chosen by its name, and what is said of it is what a file says that was made for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.in_browser import needs_chromium, violations
from tests.whole.in_browser.conftest import EPCI, page_of
from tests.whole.in_browser.test_page import settled

pytestmark = needs_chromium

OTHER = "200050532"  # CC Rurales de l'Entre-Deux-Mers


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """A file that was made for another intercommunality."""
    return page_of(OTHER, tmp_path_factory.mktemp("elsewhere"), "page")


def told(tab, address: str) -> list[str]:
    """What is said of an option in all simulations, in both languages."""
    said = []
    for language in ("", "lang=en&"):
        tab.goto(address.format(language=language))
        tab.locator("html.scripted").wait_for()
        settled(tab)
        said += [tab.locator("#told").inner_text(), tab.locator("main").inner_text(), tab.title()]
    return said


@pytest.mark.slow
def test_intercommunality_of_another_file_says_the_same(new_tab, file, elsewhere):
    at = "#change?{language}%straining.places=4"
    made_for_it = told(new_tab(), elsewhere.as_uri() + at % "")
    chosen = told(new_tab(), file.as_uri() + at % f"e={OTHER}&")
    assert chosen == made_for_it
    assert chosen != told(new_tab(), file.as_uri() + at % "")


def test_intercommunality_is_found_by_its_name_and_opened(new_tab, address):
    tab = new_tab()
    tab.goto(address)
    field, items = tab.locator("#wanted"), tab.locator("#choices li")
    field.fill("au")
    assert items.count() == 0
    for typed in ("AUBRAC carl", "carladèz viadene", EPCI, "viadene et aub"):
        field.fill(typed)
        assert items.count() == 1
        assert items.first.inner_text().startswith("CC Aubrac, Carladez et Viadène")
    assert tab.locator("#found").inner_text() == "1 intercommunalité"
    field.fill("com")
    assert items.count() == 12
    assert "continuez" in tab.locator("#found").inner_text()
    field.fill("<b>nowhere")
    assert items.count() == 0
    assert tab.locator("#found").inner_text().startswith("Aucune intercommunalité")
    field.press("Enter")
    assert tab.url == address
    field.fill("carladez")
    field.press("Enter")
    tab.locator("h1", has_text="Aubrac, Carladez et Viadène").wait_for()
    assert tab.url.endswith(f"#here?e={EPCI}")
    assert "Rien n’a été observé ici" in tab.locator("#here").inner_text()
    tab.go_back()
    tab.locator("h1", has_text="Grand Besançon").wait_for()


def test_address_may_begin_with_an_intercommunality(tab, address):
    tab.goto(f"{address}#e={EPCI}")
    tab.locator("h1", has_text="Aubrac, Carladez et Viadène").wait_for()
    assert tab.locator("#here").is_visible()


@pytest.mark.parametrize("code", ["1", "25056", "<b>"])
def test_intercommunality_that_is_none_opens_the_programme_inside(tab, address, code):
    tab.goto(f"{address}#here?e={code}")
    tab.locator("h1", has_text="Grand Besançon").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_the_list(new_tab, address, width):
    tab = new_tab(bypass_csp=True, viewport={"width": width, "height": 800})
    tab.goto(address)
    for typed in ("", "terre", "nowhere"):
        tab.locator("#wanted").fill(typed)
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
