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
    "people": N_("most people"),
    "robust": N_("most robust"),
    "communes": N_("most communes"),
    SIMPLE: N_("the best single lever"),
    SURER: N_("most people without what nobody has tried"),
}


def rests_on(of: Market, steps: Steps, beside: bool) -> list[str]:
    """What of a mix rests on an assumption alone, in the line that recommends it; `beside`, whether one without it
    stands there."""
    named = [said(lever.named) for lever in of.assumed(steps)]
    if not named:
        return []
    line = _("What {what} would do is an assumption alone: no programme has tried it.", what=listed(named))
    return [line, _("A mix without it is shown as well.")] if beside else [line]


def bought_in_short(of: Market, steps: Steps) -> str:
    """What a mix is for, as it is called."""
    names = {said(one.named): None for one, number in zip(of.levers, steps, strict=True) if number}
    return listed(names)


def best_by(one: Portfolio) -> str:
    """What a portfolio is the best by."""
    names = [BEST_BY[name] for name in one.best_by]
    if set(STANDING) <= set(one.best_by):
        names = [N_("the best by all three"), *names[len(STANDING) :]]
    words = listed(map(said, names))
    return words[:1].upper() + words[1:]


def buys(of: Market, steps: Steps) -> str:
    """What a mix buys, with the values before and after."""
    return in_a_row(bought(of, steps))


def bought(of: Market, steps: Steps) -> list[str]:
    """The same, lever by lever."""
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


def headlines(found: Spending) -> list[str]:
    """What the first mix brings; where that rests on an assumption alone, what the first brings that does not."""
    assumed = [bool(found.market.assumed(one.steps)) for one in found.portfolios]
    more = _(
        "This is what {budget:,.0f} € more a year would bring. {answer}",
        budget=found.market.budget,
        answer=_brings(found, 0),
    )
    if not assumed[0]:
        return [more]
    beside = [_brings(found, assumed.index(False))] if not all(assumed) else []
    return [more, *rests_on(found.market, found.portfolios[0].steps, bool(beside)), *beside]


def _brings(found: Spending, place: int) -> str:
    """What a mix brings, and how often it brings more than nothing."""
    row, one = found.table.iloc[place].to_dict(), found.portfolios[place]
    people = {name.removeprefix("gained_"): value for name, value in row.items()} | {"worlds": found.judged.worlds}
    people["below_zero"] = (one.gained < 0).mean()  # where none has more, it is told whether any has fewer
    label = bought_in_short(found.market, one.steps)
    told = answer(people, label, title(found.scenario), found.years)
    return " ".join([told, *above_in_words(people, found.above)])


def called(found: Spending, one: Portfolio, language: str) -> Words:
    """A mix as the title and the words of a scenario, in a language."""
    with speaking(language):
        bought = bought_in_short(found.market, one.steps)
        name = _("{budget:,.0f} € a year for {bought}", budget=found.market.budget, bought=bought)
        return Words(name, buys(found.market, one.steps))
