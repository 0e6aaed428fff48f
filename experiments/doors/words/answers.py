"""What scenarios change, in sentences for people who decide: numbers with how far they spread, and in how many worlds.

Numbers have three digits, so that two of them do not seem to lie further apart than they do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contagion.experiments.language.asked import words_of
from contagion.experiments.language.sentences import _
from contagion.models.territory.territory import SHIPPED_SOURCE

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory

KINDS = ("CA", "CC", "CU")  # of EPCI, which stand before their names
# Before a name; one that is part of it has a capital.
ARTICLE = re.compile(r"^(?:(?:de\sl|d|l)['’]|(?:du|des|de\sla|de|la|le|les)\s)")
CODE = re.compile(r"\(`[^`]*`(?:, )?")  # at the beginning of a bracket


def place(territory: Territory) -> str:
    """What a territory is called, without an article, as in titles."""
    if territory.source == SHIPPED_SOURCE:
        return _("Grand Besançon")
    title, colon, _rest = territory.source.partition(": ")
    if not colon:
        return territory.names[territory.centre]
    kind, _space, name = title.partition(" (")[0].partition(" ")
    return ARTICLE.sub("", name) if kind in KINDS else title.partition(" (")[0]


def description(scenario: Scenario) -> str:
    """What a scenario is about, without names of parameters in brackets, and but for sentences that name a command."""
    told = CODE.sub("(", words_of(scenario).description.replace("\n", " ")).replace(" ()", "")
    sentences = told.replace(". ", ".\n").splitlines()
    return " ".join(one for one in sentences if "`" not in one)
