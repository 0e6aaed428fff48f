"""What the charts of the planners' page and report are called, what is written in them, and what they say to those who
do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from contagion.experiments.language.differences import DIGITS, in_most
from contagion.experiments.language.numbers import as_borne, number, rounded, with_error
from contagion.experiments.language.sentences import N_, _, in_a_row, said
from contagion.experiments.verbs.spend.words_of_money import ITEM_NAMES, PAYERS
from contagion.models.outcomes.shortages import IN_WORDS, TRAINING_IN_WORDS
from contagion.sim.statistics.spread import FEW

OVER_TIME = {
    "people": N_("People who took part, since the start"),
    "facilitators_active": N_("Facilitators at work"),
    "communes_reached": N_("Communes in which a group has met"),
    "groups_started": N_("Groups that have started"),
}
MORE = {  # of differences; less than nothing is fewer
    "people": N_("More people who took part"),
    "communes_reached": N_("More communes in which a group has met"),
    "facilitators_active": N_("More facilitators at work"),
    "groups_started": N_("More groups that have started"),
    "cost_total": N_("More euros in all"),
    "cost_per_participant": N_("More euros for each person who took part"),
}


def over_time(figure: str) -> str:
    """The name of a figure over the years."""
    return _(OVER_TIME[figure])


def more(figure: str) -> str:
    """The name of the difference of a figure."""
    return _(MORE[figure])


# ---- dots ------------------------------------------------------------------------------------------------------------


# ---- courses ---------------------------------------------------------------------------------------------------------


def one_by_one(worlds: int) -> str:
    """What single lines are."""
    return _("each line is one of {worlds:,} cases", worlds=worlds)


def bands(worlds: int) -> str:
    """What bands are: doubt, and no range of the thing itself."""
    if worlds < FEW:
        return _("dark: half of the cases; pale: from the lowest to the highest")
    return _("dark: half of the cases; pale: 9 out of 10")


def course_told(ends: Sequence[tuple[str, float, float, float, float]], worlds: int) -> str:
    """Where the scenarios are at the end: name, low, middle and its error, high."""
    each = [
        _("{scenario}: between {low} and {high} {where}, {middle} in the middle",
          scenario=name, where=in_most(worlds), middle=with_error(middle, error),
          **{end: number(as_borne(value, error, DIGITS), ",.0f") for end, value in (("low", low), ("high", high))})
        for name, low, middle, error, high in ends
    ]  # fmt: skip
    return _("At the end, {each}.", each=in_a_row(each))


def since_the_start() -> str:
    """What a time axis counts where scenarios begin at different times."""
    return _("years since the start")


def end_of(year: str) -> str:
    """Where a time axis ends."""
    return _("end of {year}", year=year)


def against(base: str, scenario: str) -> str:
    """What is held against what."""
    return _("“{scenario}”: difference from “{base}”, case by case", scenario=scenario, base=base)


# ---- what was short --------------------------------------------------------------------------------------------------


def what_was_short() -> str:
    return _("What was short, year by year")


def heights(scenario: str) -> str:
    """What the heights of bars are."""
    return _("“{scenario}”: in how many cases of 100, each year", scenario=scenario)


def shortage(where: str, cause: str) -> str:
    """What was short in the groups or in the training."""
    if where == "training":
        return _("In the training: {cause}", cause=said(TRAINING_IN_WORDS[cause]))
    return _("In the groups: {cause}", cause=said(IN_WORDS[cause]))


IN_SENTENCES = {
    ("groups", "registrations"): N_("too few people register to fill the groups"),
    ("groups", "groups"): N_("the groups have too few seats for those who register"),
    ("groups", "pairs"): N_("more facilitators wait for a partner than lead"),
    ("groups", "receptive"): N_("few receptive people are left"),
    ("groups", "money"): N_("something is not done for want of money"),
    ("training", "takers"): N_("training seats stay empty"),
    ("training", "seats"): N_("all training seats are taken"),
    ("training", "money"): N_("training seats are not given for want of money"),
}


def short_told(mostly: Sequence[tuple[str, str, float]]) -> str:
    """What was short most often, and in how many worlds of 100 in the mean of the years."""
    each = [
        _("{shortage} ({share:.0f} cases of 100, in the mean of the years)",
          shortage=_(IN_SENTENCES[where, cause]), share=share)
        for where, cause, share in mostly
    ]  # fmt: skip
    return in_a_row(each) if each else _("Nothing can be said: there were neither seats nor registrations.")


# ---- costs -----------------------------------------------------------------------------------------------------------


def costs() -> str:
    return _("What is paid for, in all the years together")


def in_euros() -> str:
    return _("euros in all")


def lines_over(worlds: int) -> str:
    """What bars and lines are."""
    if worlds < FEW:
        return _("bar: middle of the cases; line: from the lowest to the highest")
    return _("bar: middle of the cases; line: 9 out of 10")


def item(name: str) -> str:
    """What money is spent on."""
    return _(ITEM_NAMES[name])


def who_pays(scenario: str) -> str:
    return _("Who pays: {scenario}", scenario=scenario) if scenario else _("Who pays")


def payer(name: str, share: float | None) -> str:
    """Who pays, and how much of 100 where it is the same for all scenarios."""
    said_name = _(PAYERS[name])
    return said_name if share is None else _("{payer}: {share:.0%}", payer=said_name, share=share / 100)


def costs_told(totals: Sequence[tuple[str, float]], dearest: str) -> str:
    """What scenarios cost in the middle of the worlds, and what most is spent on."""
    each = in_a_row(_("{scenario}: about {euros} €", scenario=name, euros=rounded(euros)) for name, euros in totals)
    return _("{each}. Most is spent on {item}.", each=each, item=dearest) if dearest else each


# ---- maps ------------------------------------------------------------------------------------------------------------

IN_COMMUNES = {
    "per_1000": N_("People who took part since the start, for 1,000 residents aged 15 and over"),
    "groups": N_("Groups that have started since the start"),
    "facilitators": N_("Facilitators at work who live there"),
}
MORE_IN_COMMUNES = {
    "per_1000": N_("More people who took part, for 1,000 residents aged 15 and over"),
    "groups": N_("More groups that have started"),
    "facilitators": N_("More facilitators at work who live there"),
}


def on_the_map(figure: str, apart: bool) -> str:
    """What a map is of."""
    return _((MORE_IN_COMMUNES if apart else IN_COMMUNES)[figure])


def unit_on_the_map(figure: str, apart: bool) -> str:
    """What its colours count."""
    return _("{what} (in the middle of the cases)", what=on_the_map(figure, apart))


def value_of_a_commune(figure: str, value: float, sign: str = "") -> str:
    """A value of a commune, on the map as in the list: to a tenth below ten, but for whole numbers of what is counted,
    and for nothing."""
    whole = abs(value) >= 9.95 or not value or (figure != "per_1000" and value == round(value))
    return number(value, sign + (",.0f" if whole else ".1f"))


def value_on_the_map(commune: str, figure: str, value: float, told: bool | None) -> str:
    """What is said of a commune; `told` whether its difference is, none where it is no difference."""
    if told is False:
        return _("{commune}: not told", commune=commune)
    if isnan(value):
        return commune
    return _(
        "{commune}: {value}", commune=commune, value=value_of_a_commune(figure, value, "" if told is None else "+")
    )


def untold() -> str:
    """Where a difference is not told."""
    return _("not told: fewer than 9 cases out of 10 agree")


def circles(enlarged: bool) -> str:
    """What circles in place of contours are, and whether some are larger than that."""
    told = _("a circle is a commune, its area in proportion to its inhabitants")
    return _("{told}; the smallest are enlarged", told=told) if enlarged else told


def map_told(most: Sequence[tuple[str, float]], nothing: int, communes: int, apart: bool) -> str:
    """Where there is most, and where there is nothing or nothing is told."""
    first = in_a_row(_("{commune} ({value:,.3g})", commune=name, value=value) for name, value in most) if most else ""
    if apart:
        rest = _(
            "In {nothing:,} of {communes:,} communes the difference is not told.", nothing=nothing, communes=communes
        )
    else:
        rest = _("In {nothing:,} of {communes:,} communes there is nothing.", nothing=nothing, communes=communes)
    return " ".join([*([_("Most: {communes}.", communes=first)] if first else []), rest])
