"""The headline figures, each once: what a comparison begins with. People are the participants of all programmes."""

from __future__ import annotations

from typing import NamedTuple

from contagion.experiments.language.sentences import N_


class Headline(NamedTuple):
    """What a figure is called: at the head of a column in the terminal, and for planners."""

    short: str
    title: str


HEADLINE = {
    "people": Headline("people", N_("People who came to a group")),
    "completers": Headline("finished", N_("People who finished a group")),
    "communes_reached": Headline("communes", N_("Communes where a group has met")),
    "facilitators_active": Headline("facilitators", N_("Facilitators active at the end")),
    "cost_total": Headline("euros", N_("Cost, in euros")),
    "cost_per_participant": Headline("euros a person", N_("Cost for each person, in euros")),
}
