"""Mixes as scenarios that every verb takes: of a programme of one's own, what it does from the end of its past on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contagion.experiments.language.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.language.sentences import _
from contagion.experiments.programmes.lived import as_option
from contagion.experiments.verbs.spend.words_of_mixes import bought_in_short, buys
from contagion.models.scenarios.text import Words

if TYPE_CHECKING:
    from contagion.experiments.verbs.spend.portfolio import Portfolio
    from contagion.experiments.verbs.spend.work import Spending
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory


def as_scenarios(found: Spending, territory: Territory, of_programme: bool) -> list[Scenario]:
    """A scenario a portfolio, in the order of the answer; where it is `of_programme`, from the end of its past on."""
    return [_carried(found, one, territory, of_programme) for one in found.portfolios]


def _carried(found: Spending, one: Portfolio, territory: Territory, of_programme: bool) -> Scenario:
    mixed = replace(found.with_mix(one), words=_called(found, one, ENGLISH), french=_called(found, one, FRENCH))
    if not of_programme:
        return mixed
    return as_option(found.scenario, territory, mixed, found.market.values(one.steps))


def _called(found: Spending, one: Portfolio, language: str) -> Words:
    with speaking(language):
        bought = bought_in_short(found.market, one.steps)
        title = _("{budget:,.0f} € a year for {bought}", budget=found.market.budget, bought=bought)
        return Words(title, buys(found.market, one.steps))
