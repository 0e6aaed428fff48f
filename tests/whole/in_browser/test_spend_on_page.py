"""What a sum would buy, searched by the page: the first mix is that of `contagion spend` for the same sum."""

from __future__ import annotations

import re
from typing import Any

import pytest

from contagion.experiments.commands.spend.mixes import Design, Trials
from contagion.experiments.commands.spend.work import Spending, find_ways
from contagion.experiments.say.differences import answer, named
from contagion.experiments.say.languages import FRENCH, speaking
from contagion.experiments.say.levers import levers_in_words
from contagion.experiments.say.sentences import in_print
from contagion.models.runs.study import priced
from tests.helpers.in_browser import needs_chromium, violations
from tests.whole.in_browser.conftest import AHEAD, WORLDS

pytestmark = needs_chromium
SUM, LYON = 20_000, "200046977"
JUDGED = WORLDS * 2 // 3  # the search has half as many others


@pytest.fixture(scope="module")
def spending(asked, lab) -> Spending:
    trials = Trials(lab, asked.base, asked.worlds.ensemble, asked.years)
    return find_ways(trials, priced(asked.base), SUM, Design(worlds=JUDGED))


def searches(tab: Any, euros: object) -> None:
    tab.locator("html.scripted").wait_for()
    tab.locator("#spend-sum").fill(str(euros))
    tab.locator("#spend-search").click()


def ends(tab: Any) -> None:
    tab.locator("#spend-stop").wait_for(state="hidden")


@pytest.mark.slow
def test_the_first_mix_is_that_of_the_command(tab, address, spending):
    """With what it brings, to the digit; the button puts it into the note."""
    first = spending.portfolios[0]
    settings = [f"{name}={value:g}" for name, value in spending.market.values(first.steps).items()]
    tab.goto(f"{address}#money")
    searches(tab, SUM)
    ends(tab)
    with speaking(FRENCH), in_print():
        row = named(spending.table.iloc[0].to_dict(), "gained") | {"worlds": JUDGED}
        line = answer(row, levers_in_words(settings), "Si l’on continue", AHEAD)
    assert line in tab.locator("#spend-found .answer p").first.inner_text()
    assert violations(tab) == []
    tab.locator("#spend-found .row button").first.click()
    assert set(re.split("[,:]", tab.url.partition("option=")[2])) == set(re.split("[,=]", ",".join(settings)))


def test_a_search_that_is_stopped_tells_what_is_known(tab, address):
    tab.goto(f"{address}#money?lang=en")
    searches(tab, "20000,5")
    tab.locator("#spend-progress", has_text="of about").wait_for()
    tab.wait_for_function(
        "() => Number(document.getElementById('spend-progress').textContent.match(/^\\d+/)?.[0]) > 200"
    )
    tab.locator("#spend-stop").click()
    assert "stopped" in tab.locator("#spend-found").inner_text()
    assert tab.locator("#spend-found tbody tr").count() == 2
    tab.locator("#prices-back").evaluate("(it) => { it.closest('details').open = true; }")
    tab.locator("#price-seat").fill("10")
    tab.locator("#spend-again").wait_for()  # other prices buy other mixes
    assert tab.locator("#spend-found tbody tr").count() == 0


@pytest.mark.slow
def test_a_sum_that_buys_nothing_and_none_at_all(tab, address):
    tab.goto(f"{address}#money?lang=en")
    searches(tab, "a lot")
    assert tab.locator("#spend-sum-wrong").is_visible()
    searches(tab, 3)
    ends(tab)
    assert tab.locator("#spend-nothing").is_visible()
    assert tab.locator("#spend-sum-wrong").is_hidden()


def test_a_search_for_many_people_has_fewer_simulations_and_says_so(tab, address):
    tab.goto(f"{address}#money?lang=en&e={LYON}")
    searches(tab, SUM)
    tab.locator("#spend-large").wait_for()
    tab.locator("#spend-stop").click()
    assert tab.locator("#spend-large").is_visible()
