"""Sentences that the page and the note share. Numbers have three digits, so that two of them do not seem to lie further
apart than they do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from contagion.experiments.evidence.agreeing import Observed, observed_of
from contagion.experiments.evidence.words_of_programmes import far_from_all
from contagion.experiments.say.asked import quoted, words_of
from contagion.experiments.say.differences import (
    NONE,
    TENTHS,
    as_borne_by,
    cell,
    change,
    figure,
    often,
    range_of,
    varies,
)
from contagion.experiments.say.levers import means
from contagion.experiments.say.sentences import (
    N_,
    _,
    counted,
    forms,
    looked_up,
    month_in_full,
    ngettext,
    number,
    said,
)
from contagion.models.territory.territory import SHIPPED_SOURCE
from contagion.sim.statistics.spread import FEW, PARTS

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.evidence.worlds import Structures
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.statistics.spread import Verdict


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


COMES_OF = {
    "luck": N_("chance"),
    "parameters": N_("numbers that nobody knows exactly"),
    "structure": N_("how people decide and form pairs"),
}
TO_COUNT = (
    N_("who was trained, and which of them still lead groups"),
    N_("each group: when and where it began, how many came to the first session and to the last"),
    N_("how each participant heard of it"),
    N_("who waits for a group or for a training, and who said no"),
    N_("letters, events and contacts with organisations, and what each of these cost"),
)
GOES_ON = N_("About {people} people come to a group in {years} ({range}).")
BEFORE_KNOWN = N_("Before that: {people} people since {year}.")
BEFORE = N_("Before that: about {people} people since {year} ({range}).")
# What is filled in here for a note that is made by the command, and by the scripts of the page for one that it makes.
ASKS_FROM = N_("From January {first} on, what would change {where} over {years} with {others}, compared with {base}?")
ASKS = N_("What would change {where} over {years} with {others}, compared with {base}?")
AGREES = forms(
    "The answer agrees with {number} figure that is known of this programme.",
    "The answer agrees with {number} figures that are known of this programme.",
)
ASSUMED = N_("Tonnes are not measured. They are carried over from one study elsewhere, with a control group.")
DECIDE = {
    "clear": N_("“{name}”, {when}. After a year, what was counted corrects it."),
    "likely": N_(
        "“{name}” is likely to bring more people, not certain. To choose it, {when}, is to try it, and to look "
        "again after a year."
    ),
    "none": N_(
        "No option is clearly better. To count first costs least. To choose "
        "“{name}” is to try it, and to look again after a year."
    ),
}
"""What to decide, by the verdict on the option with the most people."""
NO_DIFFERENCE = N_("No clear difference from it: {others}.")
HEARD = N_(
    "Of ten people who come, about {others} hear of it by letters, partners or events. About {told} hear of it from "
    "somebody who was in a group or leads one."
)
HOLDS_BACK = N_("What holds it back: {shortage}, in {often}.")
ALL = 0.995  # a share of the spread that is told as all of it


def question(labels: Mapping[str, str], place: str, years: int, first: str = "") -> str:
    """What the note is about; `first` is the year from which on options differ, where there is a past."""
    base, *rest = labels.values()
    told = {"where": within(place), "years": counted(years, "year"), "others": quoted(rest), "base": quoted([base])}
    return looked_up(ASKS_FROM if first else ASKS, first=first, **told)


def before(row: Mapping[str, Any], began: int, known: int | None) -> str:
    """How many people had come when what is told begins to count: as they are known, else as simulations have it, and
    nothing where there was no programme."""
    if not row:
        return ""
    if known is not None:
        return looked_up(BEFORE_KNOWN, people=number(known, ",d"), year=str(began))
    return looked_up(BEFORE, people=figure(as_borne_by(row)[1]), year=str(began), range=range_of(row, figure))


def within(place: str) -> str:
    """In a territory, as its name has it: that of a "Grand" something has an article in French."""
    first, _space, rest = place.partition(" ")
    return _("in Grand {rest}", rest=rest) if first == "Grand" and rest else _("in {place}", place=place)


def right_elsewhere(inside: int, facts: int) -> str:
    """How often the model was right where it had not been shown what came."""
    return _(
        "How often was the model right elsewhere? It was tried on {facts} published facts that it had not been shown. "
        "Its 90 % range ought to hold 9 of 10; it held {inside} of {facts}. A calculation without agents says as well "
        "how many people come. What the model adds is where, who, and what runs short.",
        facts=facts,
        inside=inside,
    )


def known_here(figures: int, elsewhere: bool, near: bool = True) -> str:
    """What of the territory's own the answer rests on; `near`: whether simulations agree with it."""
    if figures and not near:
        return far_from_all()
    if figures:
        return ngettext(*AGREES, figures)
    if elsewhere:
        return _("Nothing was observed here: the answer is carried over from another place, and wide.")
    return _("The answer agrees with one total that was published here.")


def in_all(row: Mapping[str, float], each: float = 1.0) -> str:
    """What there is as it is, as a cell; `each` is what it is divided by."""
    return _("in all {range}", range=cell(row, figure, each)) if varies(dict(row)) else "0"


def more(row: Mapping[str, Any], each: float = 1.0) -> str:
    """A difference, as a cell."""
    if pd.isna(row["p50"]):
        return NONE
    return cell(row, _signed, each) if varies(dict(row)) else "0"


def tonnes(row: Mapping[str, Any]) -> str:
    """Tonnes more that are avoided, as a cell; `row` is one of `Briefing.avoided`."""
    return cell({name: row[f"difference_{name}"] for name in ("p5", "p50", "p95", "p50_error")}, _signed)


def _signed(value: float) -> str:
    return change(value) if value else "0"


def decided(what: str, month: str) -> str:
    """What an option decides, from a month on."""
    return _("{what}, from {month} on.", what=what, month=month)


def heard(personal: float) -> str:
    """By whom people come."""
    told = round(TENTHS * personal)
    return looked_up(HEARD, told=told, others=TENTHS - told)


def holds_back(shortage: str, share: float, cases: int) -> str:
    """What was short most often, and how often, of so many cases."""
    return looked_up(HOLDS_BACK, shortage=_(shortage), often=often(share, cases))


def comes_of(row: Mapping[str, Any], label: str) -> str:
    """What the range of an answer comes of."""
    if pd.isna(row["luck"]) or row["luck"] >= ALL:
        return _("Chance alone may explain the range of “{name}”.", name=label)
    first, second, _third = sorted(PARTS, key=lambda part: -row[part])
    return _(
        "Why is the range so wide? First: {first} ({share:.0%}). Then: {second}.",
        first=_(COMES_OF[first]),
        second=_(COMES_OF[second]),
        share=row[first],
    )


def by_account(found: Structures | None, name: str, label: str, titles: Mapping[str, str]) -> list[str]:
    """What an option brings by each account of how people decide, where these differ; `titles` of the rules."""
    if found is None:
        return []
    each = [one for one in found.each if not one.few]
    if len(each) < 2:
        return []
    if not found.differing:
        return [_("No clear difference between the accounts of how people decide.")]
    parts = [
        _("{people} people ({account})", people=_signed(float(f"{one.middles[name]:.2g}")), account=titles[one.rule])
        for one in each
    ]
    line = _("How people decide changes the answer. “{name}” brings, as a median:", name=label)
    return [" ".join([line, *(f"{part}." for part in parts)])]


def decide(label: str, first: str, verdict: Verdict, tied: Sequence[str] = ()) -> str:
    """What to decide now: by the `verdict` on whether the option brings more people; `tied` are options from which it
    has no clear difference."""
    when = _("from January {first} on", first=first) if first else _("from the start")
    line = looked_up(DECIDE[verdict], name=label, when=when)
    if not tied or verdict == "none":
        return line
    return f"{line} {looked_up(NO_DIFFERENCE, others=quoted(tied))}"


def method(worlds: int | str, title: str, about: Mapping[str, Any], data: str, source: str, near: bool) -> list[str]:
    """What stands behind it; `near`: whether cases agree with what was observed."""
    agree = _("All cases agree with what was observed: {title}.", title=said(title))
    if not near:
        agree = _("No case comes near all that was observed; these come nearest: {title}.", title=said(title))
    return [
        _(
            "The programme was simulated on a computer, week by week and person by person, in {worlds} cases. "
            "Chance, and what nobody knows, differ from one to the other. {agree} All options share the same cases. "
            "The 90 % range leaves out 5 of 100 at each end.",
            worlds=worlds,
            agree=agree,
        ),
        _(ASSUMED),
        _(
            "Made with contagion {version}, edition {edition} of the model, code {code}; data: {source}, {data}.",
            version=about.get("version", NONE),
            edition=about.get("edition", NONE),
            code=str(about.get("code_sha256", NONE))[:12],
            source=source,
            data=data[:12],
        ),
    ]


def checked(numbers: int, assumed: int, patterns: int, shown: int, held: int) -> list[str]:
    """The statement of assurance (`models/evidence/EVALUATION.md`), in five lines; `held` is how often of 100 the 90 %
    range held what was the truth."""
    return [
        _(
            "It is for comparing options, and no forecast of headcounts. Of its {numbers} numbers {assumed} are "
            "assumptions.",
            numbers=numbers,
            assumed=assumed,
        ),
        _(
            "Tests check the program: what must hold in every week, and what can be worked out without it. A case that "
            "is computed again comes out the same."
        ),
        _(
            "Of {patterns} facts that are known here of such programmes, most cases show {shown}.",
            patterns=patterns,
            shown=shown,
        ),
        _(
            "On made-up programmes of which the truth is known, the 90 % range held it {held} times of 100. The model "
            "itself may be wrong. No range counts that.",
            held=held,
        ),
        _(
            "No independent reviewer is named yet, and nobody has signed for it. The whole statement, with what is "
            "open, comes with the program."
        ),
    ]


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
            "title": _("A case"),
            "lines": [
                _(
                    "Most numbers are not known well. A case is one set of all of them that agrees with what was "
                    "observed, with draws of its own. Programmes are compared in the same cases: people who would "
                    "have come without the change come with it, too. What remains is the difference that the "
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
                    "people in three years in Grand Besançon: the cases were chosen to agree with it within its "
                    "error, and with thirty facilitators trained. Whom the 300 count is not known. Here they are read "
                    "as people counted in groups; read with facilitators and people met at tasters, fewer of them were "
                    "in groups. That is another set of cases, which comes with the project and is not used on these "
                    "pages."
                ),
                _(
                    "In another territory, the same cases are taken over, and the effort is scaled by the number of "
                    "residents. Both are assumptions. How much asking does there is not known: it is redrawn for "
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
    """A word, or a few."""

    forms: str  # how it stands in a text, with `|` between forms; the first is what it is listed under
    means: str


TERMS = (
    Term(
        N_("90 % range|90 % ranges"),
        N_("Of 100 simulations, 90 lie between these two numbers; 5 lie below, 5 above."),
    ),
    Term(N_("median|medians"), N_("Half of the simulations have more, half of them fewer.")),
    Term(
        N_("simulation|simulations|each case|in most cases|all the cases"),
        N_("The programme simulated once on a computer. Chance, and what nobody knows, differ each time."),
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
    """The words in the language that is spoken, in the order of the alphabet."""
    return sorted((Term(_(one.forms), _(one.means)) for one in TERMS), key=lambda one: one.forms.casefold())


def evidence_of_counts(programme: Programme, elsewhere: bool) -> str:
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
