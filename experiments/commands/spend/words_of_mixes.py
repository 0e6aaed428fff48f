"""What mixes of levers buy, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.commands.spend.mixes import STANDING
from contagion.experiments.commands.spend.work import SIMPLE, SURER
from contagion.experiments.say.asked import title
from contagion.experiments.say.differences import above_in_words, answer
from contagion.experiments.say.languages import speaking
from contagion.experiments.say.sentences import N_, _, in_a_row, listed, looked_up, ngettext, number, said
from contagion.models.scenario import Words

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.mixes import Market, Steps
    from contagion.experiments.commands.spend.work import Portfolio, Spending

BEST_BY = {
    "people": "most people",
    "robust": "most robust",
    "communes": "most communes",
    SIMPLE: "the best single lever",
    SURER: "most people without what nobody has tried",
}
BRINGS = N_("This is what {budget:,.0f} € more a year would bring. {answer}")
ASSUMPTION_ALONE = N_("What {what} would do is an assumption alone: no programme has tried it.")


def rests_on(of: Market, steps: Steps, beside: bool) -> list[str]:
    """State what part of a mix rests on an assumption alone, in the line that recommends it; `beside`: whether a mix
    without that part is shown as well."""
    names = [said(lever.named) for lever in of.assumed(steps)]
    if not names:
        return []
    line = _(ASSUMPTION_ALONE, what=listed(names))
    return [line, "A mix without it is shown as well."] if beside else [line]


def bought_in_short(of: Market, steps: Steps) -> str:
    """List what a mix is for, by the names of its levers."""
    names = {said(one.named): None for one, number in zip(of.levers, steps, strict=True) if number}
    return listed(names)


def best_by(one: Portfolio) -> str:
    """List the criteria by which a portfolio is the best."""
    names = [BEST_BY[name] for name in one.best_by]
    if set(STANDING) <= set(one.best_by):
        names = ["the best by all three", *names[len(STANDING) :]]
    words = listed(names)
    return words[:1].upper() + words[1:]


def buys(of: Market, steps: Steps) -> str:
    """Describe what a mix buys, with the values before and after."""
    return in_a_row(purchases(of, steps))


def purchases(of: Market, steps: Steps) -> list[str]:
    """Describe what a mix buys, lever by lever."""
    parts = []
    for lever, count in zip(of.levers, steps, strict=True):
        if not count:
            continue
        more, before = count * lever.step, of.scenario.parameters.get(lever.parameter)
        if isinstance(lever.bought, str):
            words = looked_up(lever.bought, more=more)
            form = ".0%" if lever.parameter.startswith("retention.") else ".1f"
        else:
            words, form = ngettext(*lever.bought, round(more)), ",.10g"
        ends = {"before": number(before, form), "after": number(before + more, form)}
        parts.append(_("{words} ({before}, then {after})", words=words, **ends))
    return parts


def headlines(spending: Spending) -> list[str]:
    """State what the first mix brings; if that rests on an assumption alone, also the first mix that does not."""
    assumed = [bool(spending.market.assumed(one.steps)) for one in spending.portfolios]
    more = _(BRINGS, budget=spending.market.budget, answer=_brings(spending, 0))
    if not assumed[0]:
        return [more]
    beside = [_brings(spending, assumed.index(False))] if not all(assumed) else []
    return [more, *rests_on(spending.market, spending.portfolios[0].steps, bool(beside)), *beside]


def _brings(spending: Spending, place: int) -> str:
    """State what a mix brings, and how often it brings more than nothing."""
    row, one = spending.table.iloc[place].to_dict(), spending.portfolios[place]
    people = {name.removeprefix("gained_"): value for name, value in row.items()} | {"worlds": spending.judged.worlds}
    people["below_zero"] = (one.gained < 0).mean()  # where none has more, the answer says whether any has fewer
    label = bought_in_short(spending.market, one.steps)
    text = answer(people, label, title(spending.scenario), spending.years)
    return " ".join([text, *above_in_words(people, spending.above)])


def scenario_words(spending: Spending, one: Portfolio, language: str) -> Words:
    """Return the title and the description of a mix as a scenario, in a language."""
    with speaking(language):
        short_list = bought_in_short(spending.market, one.steps)
        name = _("{budget:,.0f} € a year for {bought}", budget=spending.market.budget, bought=short_list)
        return Words(name, buys(spending.market, one.steps))
