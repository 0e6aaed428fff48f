"""Sentences of the note for a council: the answer, what each option brings and costs, what is sure, what to count.

What scenarios change, in sentences for people who decide: numbers with how far they spread, and in how many worlds.

Numbers have three digits, so that two of them do not seem to lie further apart than they do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

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
from contagion.experiments.say.sentences import N_, _, counted, forms, looked_up, ngettext, number, said
from contagion.models.territory.territory import SHIPPED_SOURCE
from contagion.sim.statistics.spread import PARTS

if TYPE_CHECKING:
    from contagion.experiments.evidence.structures import Structures
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
    "luck": N_("luck"),
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
ASKS_FROM = N_("From January {first} on, what would change {where} over {years} with {others}, beside {base}?")
ASKS = N_("What would change {where} over {years} with {others}, beside {base}?")
AGREES = forms(
    "The answer agrees with {number} figure that is known of this programme.",
    "The answer agrees with {number} figures that are known of this programme.",
)
ASSUMED = N_("Tonnes are no measurement. They come of one study elsewhere, with a control group, carried over.")
DECIDE = {
    "clear": N_("“{name}”, {when}. After a year, what was counted corrects it."),
    "likely": N_(
        "“{name}” is likely to bring more people, not certain. Whoever decides for it, {when}, tries it, and looks "
        "again after a year."
    ),
    "none": N_(
        "No option is clearly better. To count first costs least. Whoever decides for "
        "“{name}” tries it, and looks again after a year."
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
        "Its 90 % range ought to hold 9 of 10; it held {inside} of {facts}. Ten lines of arithmetic say as well how "
        "many people come. What the model adds is where, who, and what runs short.",
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
        return _("What the range of “{name}” comes of cannot be told from luck.", name=label)
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
            "The programme was lived on a computer, week by week and person by person, in {worlds} cases. What nobody "
            "knows is otherwise in each, and so is luck. {agree} All options live in the same cases. The 90 % range "
            "leaves out 5 of 100 at each end.",
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
    """The statement of assurance (`models/evidence/assurance.md`), in five lines; `held` is how often of 100 the 90 %
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
            "is made anew comes out the same."
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
