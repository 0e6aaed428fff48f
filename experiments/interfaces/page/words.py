"""Longer texts of the page and its note: answer, method, assumptions and glossary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from contagion.experiments.evidence.agreeing import Observed, observed_of
from contagion.experiments.evidence.words_of_programmes import far_from_all
from contagion.experiments.say.sentences import N_, _, forms, ngettext
from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.territory.territory import SHIPPED_SOURCE

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.territory.territory import Territory


KINDS = ("CA", "CC", "CU")  # of EPCI, which stand before their names
# Before a name; one that is part of it has a capital.
ARTICLE = re.compile(r"^(?:(?:de\sl|d|l)['’]|(?:du|des|de\sla|de|la|le|les)\s)")


def place(territory: Territory) -> str:
    """Return the name of a territory without an article, for titles."""
    if territory.source == SHIPPED_SOURCE:
        return _("Grand Besançon")
    title, colon, _rest = territory.source.partition(": ")
    if not colon:
        return territory.names[territory.centre]
    kind, _space, name = title.partition(" (")[0].partition(" ")
    return ARTICLE.sub("", name) if kind in KINDS else title.partition(" (")[0]


TO_COUNT = (
    N_("who was trained, and which of them still lead groups"),
    N_("each group: when and where it began, how many came to the first session and to the last"),
    N_("how each participant heard of it"),
    N_("who waits for a group or for a training, and who said no"),
    N_("letters, events and contacts with organisations, and what each of these cost"),
)
AGREES = forms(
    "The answer agrees with {number} figure that is known of this programme.",
    "The answer agrees with {number} figures that are known of this programme.",
)
ASSUMED = N_("Tonnes are not measured. They are carried over from one study elsewhere, with a control group.")
OVER_TIME = N_("People who come to a group, from {month} on")


def known_here(figures: int, elsewhere: bool, near: bool = True) -> str:
    """Write which figures of the territory support the answer; `near`: whether simulations agree with them."""
    if figures and not near:
        return far_from_all()
    if figures:
        return ngettext(*AGREES, figures)
    if elsewhere:
        return _("Nothing was observed here: the answer is carried over from another place, and wide.")
    return _("The answer agrees with one total that was published here.")


def method(about: Mapping[str, Any], data: str, source: str, near: bool) -> list[str]:
    """Write the method behind the answer. Scripts fill in the number of simulations, {worlds}, and the observations,
    {observed}; `near`: whether simulations agree with these."""
    agree = _("All simulations agree with what was observed: {title}.", title="{observed}")
    if not near:
        agree = _("No simulation comes near all that was observed; these come nearest: {title}.", title="{observed}")
    return [
        _(
            "The programme was simulated on a computer, week by week and person by person, {worlds} times. "
            "Chance, and what nobody knows, differ from one to the other. {agree} All options share the same "
            "simulations. The 90 % range leaves out 5 of 100 at each end.",
            worlds="{worlds}",
            agree=agree,
        ),
        _(ASSUMED),
        _(
            "Made with contagion {version}, edition {edition} of the model, code {code}; data: {source}, {data}.",
            version=about["version"],
            edition=about["edition"],
            code=about["code_sha256"][:12],
            source=source,
            data=data[:12],
        ),
    ]


def what_is_short() -> list[list[str]]:
    """Name the bottlenecks of groups and of training, in the order of their numbers in a run."""
    in_groups = {
        "registrations": _("too few people register to fill the groups"),
        "groups": _("the groups have too few seats for those who register"),
        "pairs": _("more facilitators wait for a partner than lead"),
        "receptive": _("few receptive people are left"),
        "money": _("something is not done for want of money"),
    }
    in_training = {
        "takers": _("training seats stay empty"),
        "seats": _("all training seats are taken"),
        "money": _("training seats are not given for want of money"),
    }
    return [[in_groups[cause] for cause in SHORTAGES], [in_training[cause] for cause in TRAINING_SHORTAGES]]


def parts_of_the_method() -> list[dict[str, Any]]:
    """Return the parts of the method, each with a title and lines."""
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
                    "That is the loop of the model: people, groups, facilitators, more groups. Each step may be the "
                    "bottleneck: registrations, places of training, somebody to lead with, time, rooms, money."
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
            "title": _("A simulation"),
            "lines": [
                _(
                    "Most numbers are not known well. A simulation takes one set of all of them that agrees with what "
                    "was observed, with draws of its own. Programmes are compared in the same simulations: people who "
                    "would have come without the change come with it, too. What remains is the difference that the "
                    "programme makes."
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
                    "people in three years in Grand Besançon: the simulations were chosen to agree with it within its "
                    "error, and with thirty facilitators trained. Whom the 300 count is not known. Here they are read "
                    "as people counted in groups; read with facilitators and people met at tasters, fewer of them were "
                    "in groups. That is another set of simulations, which comes with the project and is not used on "
                    "these pages."
                ),
                _(
                    "In another territory, the same simulations are taken over, and the effort is scaled by the number "
                    "of residents. Both are assumptions. How much asking does there is not known: it is redrawn for "
                    "each simulation, from how much other places differ, so that simulations differ more than in Grand "
                    "Besançon."
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
    """An entry of the glossary."""

    forms: str  # its forms in texts, separated by `|`; the first is its entry
    means: str


TERMS = (
    Term(
        N_("90 % range|90 % ranges"),
        N_("Of 100 simulations, 90 lie between these two numbers; 5 lie below, 5 above."),
    ),
    Term(N_("median|medians"), N_("Half of the simulations have more, half of them fewer.")),
    Term(
        N_("simulation|simulations"),
        N_("The programme simulated once on a computer. Chance, and what nobody knows, differ each time."),
    ),
    Term(
        N_("facilitator|facilitators"),
        N_("A resident who was trained to lead groups, together with somebody else. They are volunteers."),
    ),
    Term(
        N_("short model"),
        N_("A calculation of stocks and flows, without people or places, to compare this model with."),
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
        N_("At least one group met there since the start, wherever its participants live."),
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
    """Return the glossary in the current language, sorted alphabetically."""
    return sorted((Term(_(one.forms), _(one.means)) for one in TERMS), key=lambda one: one.forms.casefold())


def evidence_of_counts(programme: Programme, elsewhere: bool) -> str:
    """Write the evidence for counts of people, groups and facilitators; `elsewhere`: nothing was observed here."""
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
