"""Why an option brings more people, and how many facilitators come from each: the page says what Python computes in the
same simulations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from contagion.experiments.evidence.channels import NOTHING, SWITCHES, gain_without, switch_off
from contagion.experiments.evidence.words_of_channels import why_in_words
from contagion.experiments.interfaces.page.made import page
from contagion.experiments.say.differences import often
from contagion.experiments.say.languages import speaking
from contagion.experiments.say.sentences import between, in_print, number
from contagion.models.runs.study import changed, from_then_on
from tests.helpers.cells import more
from tests.helpers.in_browser import needs_chromium, opens, violations
from tests.helpers.once import once
from tests.whole.in_browser.conftest import EPCI, WORLDS
from tests.whole.in_browser.test_page import settled

pytestmark = needs_chromium
VALUES = {"training.places": 20}
MOVED, NUMBERS = "training.places=20", range(1, WORLDS + 1)
SIMULATED = f"{8 * WORLDS} simulations"  # two programmes with four switches


def people_without(asked, lab, scenario, channels) -> np.ndarray:
    case = asked.worlds.case(replace(scenario, past=0), partial(switch_off, channels=channels), scenario="one")
    runs = lab.run([case], NUMBERS, asked.years)
    return runs.table.set_index("seed")["participants"].loc[[*NUMBERS]].to_numpy()


@pytest.fixture(scope="module")
def gains(asked, lab) -> Mapping[str, Mapping[str, Any]]:
    step = partial(changed, values=VALUES)
    option = replace(asked.base, parameters=from_then_on(asked.base.parameters, step, asked.base.past))

    def gain(*channels: str) -> np.ndarray:
        return people_without(asked, lab, option, channels) - people_without(asked, lab, asked.base, channels)

    plain, sets = gain(), asked.worlds.sets(NUMBERS)
    off = {NOTHING: gain_without(plain, plain, sets)}
    return off | {name: gain_without(plain, gain(*channels), sets) for name, channels in SWITCHES.items()}


def asks_why(tab: Any) -> None:
    settled(tab)
    tab.locator("#why").click()
    tab.locator("#why-told table").wait_for()
    tab.locator("#why-progress .explaining").wait_for(state="detached")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_gain_without_each_channel_is_that_of_python_and_note_has_it(new_tab, address, gains, language):
    tab = new_tab(bypass_csp=True)
    tab.goto(f"{address}#change?lang={language}&{MOVED}&option={MOVED.replace('=', ':')}")
    asks_why(tab)
    with speaking(language), in_print():
        sentence = why_in_words({name: row for name, row in gains.items() if name != NOTHING})
        cells = [more(row) for row in gains.values()]
    assert tab.locator("#why-told td").all_inner_texts() == cells
    assert tab.locator("#why-told p").first.inner_text() == sentence
    assert tab.locator("#said").inner_text() == sentence
    assert tab.locator("#options .kept button").count() == 2  # of the option that is moved, one button is enough
    assert violations(tab) == []
    opens(tab, "note")
    tab.locator("#paper p", has_text=sentence).wait_for()
    assert violations(tab) == []


def test_option_in_the_note_has_a_button_of_its_own(tab, address):
    tab.goto(f"{address}#change?lang=en&training.places=12&option={MOVED.replace('=', ':')}")
    settled(tab)
    why = tab.locator("#options .kept button", has_text="Why?")
    assert why.get_attribute("aria-label").startswith("Why?: “")
    why.focus()
    tab.keyboard.press("Enter")
    tab.locator("#options table caption", has_text=f"in {WORLDS} simulations").wait_for()
    assert tab.locator("#why-told table").count() == 0
    assert tab.evaluate("() => document.activeElement.textContent") == "Why?"


def test_computation_of_why_is_stopped_and_goes_on(tab, address):
    tab.goto(f"{address}#change?lang=en&{MOVED}")
    settled(tab)
    why = tab.locator("#why")
    why.click()
    tab.locator("#why-progress", has_text=f"of {SIMULATED} computed").wait_for()
    assert why.inner_text() == "Stop the computation"
    why.click()
    assert why.inner_text() == "Why?"
    assert tab.locator("#why-progress .explaining").count() == 0
    why.click()
    tab.locator("#why-progress", has_text="simulations computed").wait_for()
    assert SIMULATED not in tab.locator("#why-progress").inner_text()  # what was simulated before stays
    tab.locator("#why-told caption", has_text=f"in {WORLDS} simulations").wait_for()


def test_nobody_comes_without_a_programme_whatever_is_switched_off(tab, address):
    """Where none has begun the gain is compared with none, and only the option is simulated again."""
    tab.goto(f"{address}#change?lang=en&training.places=4&e={EPCI}")
    asks_why(tab)
    people, *others = tab.locator("#why-told td").all_inner_texts()
    assert len(others) == len(SWITCHES)
    assert people == tab.locator("#told td").first.inner_text() + f" ({tab.locator('#told td').nth(1).inner_text()})"
    assert others != [people] * len(others)


@pytest.fixture(scope="module")
def of_five_years_and_more(asked, tmp_path_factory) -> Any:
    longer = replace(asked, years=7)
    (file,) = once(tmp_path_factory, "longer", lambda folder: page(longer, folder)).iterdir()
    return longer, file


@pytest.mark.parametrize("language", ["fr", "en"])
def test_reproduction_number_is_that_of_python(tab, lab, of_five_years_and_more, language):
    longer, file = of_five_years_and_more
    runs = lab.run([longer.worlds.case(longer.base, scenario="one")], NUMBERS, longer.years)
    values = runs.table["reproduction_number"].to_numpy()
    assert np.isfinite(values).all()
    tab.goto(f"{file.as_uri()}#goes-on?lang={language}")
    tab.locator("#reproduces").wait_for()
    tab.wait_for_function("() => !document.getElementById('going').textContent")
    with speaking(language), in_print():
        low, middle, high = (number(value, ".1f") for value in np.quantile(values, (0.05, 0.5, 0.95)).tolist())
        ends, share = between(low, high), often(float((values > 1).mean()), len(values))
    said = tab.locator("#reproduces").inner_text()
    assert f" {middle} " in said
    assert ends in said
    assert f"{share}." in said
