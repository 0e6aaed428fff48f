"""Words that the page and the note share.

What the charts of the planners' page are called, what is written in them, and what they say to those who do not see
them; names of what is short.

What an authority puts in each year, in words: on the page, and in the note for a council.

What the model is, for planners, in one page.

What the words of the planners' texts mean: one list, for the page, for paper and for the note.

The evidence behind the figures that planners are shown, said beside each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from contagion.experiments.evidence.agreeing import Observed, observed_of
from contagion.experiments.interfaces.words.note import known_here
from contagion.experiments.say.differences import cell, figure
from contagion.experiments.say.levers import BY_NAME
from contagion.experiments.say.sentences import N_, _, in_a_row, looked_up, month_in_full, ngettext, number
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import FEW

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme


# ---- courses ---------------------------------------------------------------------------------------------------------


OVER_TIME = N_("People who come to a group, from {month} on")


def over_time(since: date) -> str:
    """What a course is of."""
    return looked_up(OVER_TIME, month=month_in_full(since))


def one_by_one(worlds: int) -> str:
    """What single lines are."""
    return _("each line is one of {worlds:,} cases", worlds=worlds)


def bands(worlds: int) -> str:
    """What bands are: doubt, and no range of the thing itself."""
    if worlds < FEW:
        return _("dark: 50 % range; pale: from the lowest to the highest")
    return _("dark: 50 % range; pale: 90 % range")


def course_told(scenario: str, row: Mapping[str, Any]) -> str:
    """Where a scenario is at the end: the median and both ends of the range."""
    return _("At the end, {scenario}: {people} people.", scenario=scenario, people=cell(row, figure))


def end_of(year: str) -> str:
    """Where a time axis ends."""
    return _("end of {year}", year=year)


# ---- what was short ----------------------------------------------------------------------------

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


# ---- maps ------------------------------------------------------------------------------------------------------------


def on_the_map(since: date) -> str:
    """What a map is of."""
    return _("From {month} on, per 1,000 residents aged 15 and over", month=month_in_full(since))


def unit_on_the_map(since: date) -> str:
    """What its colours count."""
    return _("{what} (median)", what=on_the_map(since))


def value_of_a_commune(figure: str, value: float) -> str:
    """A value of a commune, on the map as in the list: to a tenth below ten, but for whole numbers of what is counted,
    and for nothing."""
    whole = abs(value) >= 9.95 or not value or (figure != "per_1000" and value == round(value))
    return number(value, ",.0f" if whole else ".1f")


def value_on_the_map(commune: str, value: float) -> str:
    """What is said of a commune."""
    if isnan(value):
        return commune
    return _("{commune}: {value}", commune=commune, value=value_of_a_commune("per_1000", value))


def circles(enlarged: bool) -> str:
    """What circles in place of contours are, and whether some are larger than that."""
    told = _("a circle is a commune, its area in proportion to its inhabitants")
    return _("{told}; the smallest are enlarged", told=told) if enlarged else told


def map_told(most: Sequence[tuple[str, float]], nothing: int, communes: int) -> str:
    """Where there is most, and where there is nothing."""
    rest = _("In {nothing:,} of {communes:,} communes there is nothing.", nothing=nothing, communes=communes)
    if not most:
        return rest
    first = in_a_row(_("{commune} ({value:,.3g})", commune=name, value=value) for name, value in most)
    return f"{_('Most: {communes}.', communes=first)} {rest}"


WENT_ON = (
    *("training.places", "training.period_weeks", "partners.coordinators", "outreach.events_per_year"),
    *("outreach.letters", "outreach.campaigns_per_year"),
)
"""What a programme puts in, in words of `means`."""


def means(values: Mapping[str, float]) -> str:
    """What is put in each year, by parameter (`WENT_ON`); what there is nothing of is not named."""
    places = round(values["training.places"] * WEEKS_A_YEAR / values["training.period_weeks"], 1)
    events, posts = values["outreach.events_per_year"], values["partners.coordinators"]
    letters, mailings = values["outreach.letters"], values["outreach.campaigns_per_year"]
    told = [
        (
            places,
            ngettext(
                "{number} training place a year",
                "{number} training places a year",
                round(places),
                number=number(places, ",.10g"),
            ),
        ),
        (posts, BY_NAME["partners.coordinators"].said(posts)),
        (
            events,
            ngettext("{number} public event", "{number} public events", round(events), number=number(events, ",.10g")),
        ),
        (
            letters * mailings,
            ngettext(
                "{number} mailing of {letters} letters",
                "{number} mailings of {letters} letters",
                round(mailings),
                number=number(mailings, ",.10g"),
                letters=number(letters, ",.10g"),
            ),
        ),
    ]
    return ", ".join(words for value, words in told if value) or _("nothing")


def as_last(values: Mapping[str, float]) -> str:
    """What goes on as it was last, by parameter."""
    return _("as it was last: {what}.", what=means(values))


def put_in(values: Mapping[str, float], as_elsewhere: bool) -> str:
    """What is put in each year; `as_elsewhere`: because it is so in Grand Besançon."""
    if as_elsewhere:
        return _("If it is done as in Besançon, in proportion to the residents: {what}.", what=means(values))
    return _("Each year: {what}.", what=means(values))


def parts_of_the_method() -> list[dict[str, Any]]:
    """Titles, and what is said below each."""
    return [
        {
            "title": _("The programme"),
            "lines": [
                _(
                    "Between 2017 and 2019 Grand Besançon ran “Conversations Carbone”: groups of about eight people "
                    "meet six times over four months, led by a pair of facilitators. Some of a group come to lead "
                    "groups themselves. The authority trains ten people a year."
                ),
                _(
                    "That is the loop of the model: people, groups, facilitators, more groups. Each step may be what "
                    "is short: registrations, places of training, somebody to lead with, time, rooms, money."
                ),
            ],
        },
        {
            "title": _("Who is in it: agents"),
            "lines": [
                _(
                    "Each resident aged 15 and over lives in a real commune, has an age, a public that they belong to, "
                    "hours at which they are free, and people whom they know, near rather than far. How many live "
                    "where, how old they are and where they work comes from the census; the rest is assumed. Nobody "
                    "real is in the model."
                ),
                _(
                    "Facilitators, partner organisations and the authority are agents as well. A facilitator looks for "
                    "somebody to lead with, leads a group, rests, and stops some day."
                ),
            ],
        },
        {
            "title": _("A case"),
            "lines": [
                _(
                    "Most numbers are not known well. A case is one set of all of them that agrees with what was "
                    "observed, with luck of its own. Programmes are compared in the same cases: whoever would have "
                    "come without the change is met again with it. What remains is the difference that the programme "
                    "makes."
                ),
                _(
                    "The 90 % range therefore says how much hangs on what is not known. It is no chance that "
                    "something happens out there, because the model itself may be wrong."
                ),
            ],
        },
        {
            "title": _("What is assumed"),
            "lines": [
                _(
                    "Each number has a grade of evidence, from the programme's own figures (G) to a mere assumption "
                    "(D). Most are of grade D, and stand in the ranges that you see. One total was published, 300 "
                    "people in three years in Grand Besançon: the cases were chosen to agree with it within its "
                    "error, and with thirty facilitators trained. Whom the 300 count is not known. Here they are read "
                    "as people counted in groups; read with facilitators and people met at tasters, fewer of them were "
                    "in groups. That is another set of cases, which comes with the project and is not used on these "
                    "pages."
                ),
                _(
                    "In another territory, the same cases are taken over, and the effort is scaled by the number of "
                    "residents. Both are assumptions. How much asking does there is not known: it is drawn anew for "
                    "each case, from how much other places differ, so that cases differ more than in Grand Besançon."
                ),
                _(
                    "Prices are placeholders until you enter yours. Emissions rest on what participants of one study "
                    "said of themselves, elsewhere."
                ),
            ],
        },
        {
            "title": _("What it cannot say"),
            "lines": [
                _(
                    "How many people will come next year. Whether people change their lives. What nobody has described "
                    "in numbers: trust, quarrels, an election, a good idea."
                )
            ],
        },
    ]


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


def counted(programme: Programme, elsewhere: bool) -> str:
    """What the counts of people, groups and facilitators rest on; `elsewhere`: nothing that was observed here."""
    if elsewhere:
        return _("Known: the same programme in another place. That it goes so here, and nearly all else, is assumed.")
    if not (found := observed_of(programme)):
        return known_here(0, elsewhere)
    match [one for one in found if one.name != "trained"]:
        case [Observed(name="participants", in_year=False, value=people)]:
            return _("Known here: one published total, {people:,} people. Nearly all else is assumed.", people=people)
    return ngettext(
        "Known here: {number} figure of this programme. Nearly all else is assumed.",
        "Known here: {number} figures of this programme. Nearly all else is assumed.",
        len(found),
    )
