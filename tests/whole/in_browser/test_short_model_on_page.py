"""The line of the short model on the page is that of the commands, for options of levers that it reads."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from contagion.experiments.commands.spend.mixes import BASE, Trials
from contagion.experiments.evidence.short_model import SAYS, short_model_in_words
from contagion.experiments.say.languages import speaking
from contagion.experiments.say.sentences import in_print
from contagion.models.runs.study import changed, from_then_on
from contagion.sim.statistics.spread import difference
from tests.helpers.in_browser import needs_chromium, opens
from tests.whole.in_browser.conftest import EPCI, WORLDS
from tests.whole.in_browser.test_page import settled

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("language", "values"),
    [
        ("fr", {"training.places": 20}),
        ("en", {"training.places": 3, "retention.mentored_share": 0.5}),
        pytest.param("fr", {"training.period_weeks": 26}, marks=pytest.mark.slow),
    ],
)
def test_the_line_of_the_short_model_is_that_of_the_commands(tab, address, asked, lab, language, values):
    trials, numbers = Trials(lab, asked.base, asked.worlds.ensemble, asked.years), range(1, WORLDS + 1)
    runs = trials.runs({BASE: {}, "other": values}, numbers)
    people = trials.outcomes(runs).pivot(index="scenario", columns="seed", values="people").astype(float)
    row = difference(people.loc["other"] - people.loc[BASE], asked.worlds.sets(numbers))
    parameters = from_then_on(asked.base.parameters, partial(changed, values=values), asked.base.past)
    with speaking(language), in_print():
        (line,) = short_model_in_words(asked.base, replace(asked.base, parameters=parameters), row, asked.worlds, runs)
    option = "&".join(f"{name}={value:g}" for name, value in values.items())
    tab.goto(f"{address}#change?lang={language}&{option}&option={option.replace('&', ',').replace('=', ':')}")
    settled(tab)
    assert tab.locator("#told .answer p").last.inner_text() == line
    opens(tab, "note")
    tab.locator("#paper p", has_text=line).wait_for()


@pytest.mark.parametrize("where", ["outreach.letters=4000", f"training.places=4&e={EPCI}"])
def test_of_what_it_does_not_read_it_says_nothing(tab, address, where):
    tab.goto(f"{address}#change?lang=en&{where}")
    settled(tab)
    assert SAYS.partition("{")[0] not in tab.locator("#told").inner_text()
