"""What the words of the planners' texts mean: one list, for the page, for paper and for the note."""

from __future__ import annotations

from typing import NamedTuple

from contagion.experiments.language.sentences import N_, _


class Term(NamedTuple):
    """A word, or a few.

    Attributes
    ----------
    forms : str
        How it stands in a text, with `|` between forms; the first is what it is listed under.
    means : str
    """

    forms: str
    means: str


TERMS = (
    Term(
        N_("90 % range|90 % ranges"),
        N_("Of 100 simulations, 90 lie between these two numbers; 5 lie below, 5 above."),
    ),
    Term(N_("median|medians"), N_("Half of the simulations have more, half of them fewer.")),
    Term(
        N_("simulation|simulations|each case|in most cases|all the cases"),
        N_("The programme lived once on a computer. What nobody knows, and luck, are otherwise each time."),
    ),
    Term(
        N_("facilitator|facilitators"),
        N_("A resident who was trained to lead groups, together with somebody else. They are volunteers."),
    ),
    Term(N_("pair|pairs"), N_("Two facilitators who lead a group together.")),
    Term(
        N_("training session|training sessions"),
        N_("When new facilitators are trained, once a year as a rule. It has so many places."),
    ),
    Term(
        N_("people who finish|people who finished a group|finish"),
        N_("They came to at least four of the six meetings of their group."),
    ),
    Term(
        N_("commune where a group has met|communes where a group has met|communes with a group"),
        N_("At least one group met there since the start, whoever came to it."),
    ),
    Term(
        N_("nobody takes part"),
        N_(
            "From the date that is named on, no resident of the commune comes to any group, here or in another commune."
        ),
    ),
    Term(
        N_("partner|partners"),
        N_("An association, a company or a public body that brings people to groups, or lends a room."),
    ),
    Term(
        N_("each additional person|an additional person"),
        N_("What an option costs more, divided by how many more people it brings."),
    ),
    Term(
        N_("clear difference|clear|clearly"),
        N_("At least 95 of 100 simulations agree whether there is more or less; at least 80 where it is likely."),
    ),
    Term(
        N_("tonnes of CO₂e|tonne of CO₂e"),
        N_("Greenhouse gases, counted as the carbon dioxide that warms as much. They are carried over, not measured."),
    ),
)


def glossary() -> list[Term]:
    """The words in the language that is spoken, in the order of the alphabet."""
    return sorted((Term(_(one.forms), _(one.means)) for one in TERMS), key=lambda one: one.forms.casefold())
