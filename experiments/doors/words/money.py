"""Which prices are placeholders, as the report and the page for planners say it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from contagion.experiments.doors.words.charts import item
from contagion.experiments.language.sentences import N_, looked_up
from contagion.experiments.verbs.spend.words_of_money import ITEM_NAMES

# By scenario, the items that it pays at placeholder prices (`experiments.lab.prices.placeholders_paid`).
type Placeholders = Mapping[str, Collection[str]]

ALL_OF_THEM = N_("* At placeholder prices: the authority has given none of its own yet.")
SOME_OF_THEM = N_("* Partly at placeholder prices, for which the authority has given none yet: {names}.")


def at_placeholders(placeholders: Placeholders, paid: Collection[str]) -> str:
    """What the asterisk means: which of the prices that are paid nobody has given."""
    of = [name for name in ITEM_NAMES if any(name in some for some in placeholders.values())]
    if not of:
        return ""
    if len(of) == len(paid):
        return looked_up(ALL_OF_THEM)
    return looked_up(SOME_OF_THEM, names=", ".join(map(item, of)))
