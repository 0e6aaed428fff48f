"""What planners are told of money: what things and payers are called, what the programme costs, and each person and
tonne for it, here and elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.say.differences import as_borne_by, figure, range_of
from contagion.experiments.say.languages import FRENCH, spoken
from contagion.experiments.say.numbers import number, rounded, two_digits
from contagion.experiments.say.sentences import N_, _, between, looked_up, said
from contagion.models.parameters.sections.money import ITEMS, unit
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.elsewhere import Action

ITEM_NAMES = dict(
    zip(
        ITEMS,
        (
            N_("training seats"), N_("trainers from outside"), N_("kits of groups"), N_("rooms of groups"),
            N_("expenses of leaders"), N_("pay of facilitators"), N_("mentoring"), N_("leading in place of a partner"),
            N_("coordinators"), N_("contacts with organisations"), N_("letters"), N_("events"),
            N_("teams of challenges"), N_("captains of challenges"), N_("workshops"), N_("leaders of workshops"),
        ),
        strict=True,
    )
)  # fmt: skip
UNITS = (
    *(N_("seat"), N_("group"), N_("leader"), N_("first group"), N_("full-time year"), N_("contact"), N_("letter")),
    *(N_("event"), N_("team"), N_("captain"), N_("workshop"), N_("session")),
)
PAYERS = {"authority": N_("the authority"), "Région": N_("the region (Région)"), "ADEME": N_("ADEME")}
ALWAYS_SO = N_("“{name}”: {middle} € a year in all simulations.")
AS_IT_IS = N_("“{name}”: about {middle} € a year ({range}).")
BY_PAYER = N_("By who pays, € a year: the median, and what is more (median)")
A_PERSON = N_("Each person who comes costs about {middle} € ({range}).")
IN_THE_MEAN = N_("On average over the simulations, each person who comes costs about {middle} €.")
FOR_EACH = N_(
    "“{name}”: each additional person who comes costs about {person} €, each who finishes about {completer} €."
)
FOR_NONE = N_("“{name}”: what each additional person costs is not known.")
A_TONNE = N_(
    "On average over the simulations, a tonne of CO₂e avoided by “{name}” costs {range} €, depending on how much each "
    "person saves: an estimate from what participants in one study reported."
)
A_TONNE_IF = N_("It costs {range} € if {account}.")
NO_TONNE = N_("“{name}”: what a tonne of CO₂e costs is not known.")
AT_LEAST = N_("at least {number}")
# By scenario, the items that it pays at placeholder prices (`models.runs.prices.placeholders_paid`).
type Placeholders = Mapping[str, Collection[str]]

ALL_OF_THEM = N_("* At placeholder prices: the authority has given none of its own yet.")
SOME_OF_THEM = N_("* Partly at placeholder prices, for which the authority has given none yet: {names}.")


def item(name: str) -> str:
    """What money is spent on."""
    return _(ITEM_NAMES[name])


def payer(name: str, share: float) -> str:
    """Who pays, and which share, as is assumed."""
    return _("{payer}: {share:.0%} (assumed)", payer=_(PAYERS[name]), share=share)


def price_of(name: str, euros: float) -> str:
    """What a unit of an item costs."""
    return _("{price} € per {unit}", price=number(euros, ",.10g"), unit=said(unit(name)))


def at_placeholders(placeholders: Placeholders, paid: Collection[str]) -> str:
    """What the asterisk means: which of the prices that are paid nobody has given."""
    of = [name for name in ITEM_NAMES if any(name in some for some in placeholders.values())]
    if not of:
        return ""
    if len(of) == len(paid):
        return looked_up(ALL_OF_THEM)
    return looked_up(SOME_OF_THEM, names=", ".join(map(item, of)))


def as_it_is(name: str, row: Mapping[str, Any], each: float = 1.0) -> str:
    """What the programme costs a year, by the median and both ends of all that is spent; `each` is what that is divided
    by."""
    middle = figure(as_borne_by(row, each)[1])
    return looked_up(
        ALWAYS_SO if row["p5"] == row["p95"] else AS_IT_IS, name=name, middle=middle, range=range_of(row, figure, each)
    )


def for_each(label: str, person: float, completer: float) -> str:
    """What one person more costs, who came and who finished; NaN where that cannot be told."""
    if pd.isna(person) or pd.isna(completer):
        return looked_up(FOR_NONE, name=label)
    return looked_up(FOR_EACH, name=label, person=rounded(person), completer=rounded(completer))


def a_tonne(label: str, said_so: tuple[float, float], otherwise: Sequence[tuple[str, float, float]]) -> str:
    """What a tonne costs by an option: as participants say, and by other accounts (title, low, high). An account by
    which nothing is avoided gives no price."""
    if said_so[0] == inf:
        return looked_up(NO_TONNE, name=label)
    others = [
        looked_up(A_TONNE_IF, range=prices(low, high), account=said(account))
        for account, low, high in otherwise
        if low < inf
    ]
    return " ".join([looked_up(A_TONNE, name=label, range=prices(*said_so)), *others])


def prices(low: float, high: float) -> str:
    """A range of prices: `high` is infinite where the money may avoid nothing, `low` where it never does."""
    if low == inf:
        return _("not known")
    return between(rounded(low), rounded(high)) if high < inf else looked_up(AT_LEAST, number=rounded(low))


def a_person(euros: np.ndarray, people: np.ndarray, sets: Sequence[int]) -> str:
    """What each person who comes costs, by case; on average where in some case nobody comes, and empty if in all."""
    if not people.all():
        return looked_up(IN_THE_MEAN, middle=rounded(euros.sum() / people.sum())) if people.any() else ""
    each = euros / people
    row = difference(each, sets)
    return looked_up(A_PERSON, middle=figure(as_borne_by(row)[1]), range=range_of(row, figure))


def actions_in_words(some: Sequence[Action]) -> pd.DataFrame:
    """A row another local action: what it is called, euros a tonne, whose they are, the grade of its evidence."""
    french = spoken() == FRENCH
    return pd.DataFrame(
        [
            {
                "": (one.fr if french else "") or one.name,
                _("euros a tonne"): prices(one.low, one.high),
                _("whose euros"): (one.whose_fr if french else "") or one.whose,
                _("evidence"): one.grade,
            }
            for one in some
        ]
    )


def tonnes_for(euros: float, low: float, high: float) -> str:
    """Tonnes for so many euros, where one costs so much; not known where it may cost nothing."""
    return between(two_digits(euros / high), two_digits(euros / low)) if low > 0 else _("not known")
