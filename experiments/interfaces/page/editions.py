"""A page in one language: what is said before anything is moved, and the words that scripts say, of communes and of the
note that the page puts together among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from contagion.experiments.evidence.agreeing import observed_of
from contagion.experiments.evidence.lived import GO_ON, NONE_YET
from contagion.experiments.evidence.words_of_programmes import known_in_words
from contagion.experiments.interfaces import words as sentences
from contagion.experiments.interfaces.briefing import WHERE
from contagion.experiments.interfaces.page import money as money_told
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.pictures import SMALL, commune_map, course, descent
from contagion.experiments.interfaces.report.made import as_it_goes_on, right_elsewhere, what_was_checked
from contagion.experiments.interfaces.templating import render
from contagion.experiments.interfaces.words import (
    GOES_ON,
    IN_SENTENCES,
    OVER_TIME,
    TO_COUNT,
    before,
    evidence_of_counts,
    glossary,
    over_time,
    parts_of_the_method,
    place,
    put_in,
    value_of_a_commune,
)
from contagion.experiments.interfaces.words import right_elsewhere as right_elsewhere_in_words
from contagion.experiments.say.asked import EXPLAINED_IN, source_in_words, title
from contagion.experiments.say.differences import FEW_SIMULATIONS, NONE, TENTHS, as_borne_by, figure, range_of
from contagion.experiments.say.differences import SELDOM as HARDLY
from contagion.experiments.say.differences import SENTENCES as OF_DIFFERENCES
from contagion.experiments.say.languages import FRENCH, gettext, spoken
from contagion.experiments.say.languages import ngettext as plural
from contagion.experiments.say.levers import HEADLINE
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
    signs,
)
from contagion.models.kernel import code_digest
from contagion.sim.statistics.spread import FEW, difference

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.briefing import Briefing
    from contagion.experiments.interfaces.page.carried import Carried
    from contagion.experiments.interfaces.page.money import Money
    from contagion.experiments.interfaces.page.own_past import Tried
    from contagion.experiments.say.levers import Lever
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.files import Results


SELDOM = 0.5  # of worlds in which somebody takes part, at most: a commune that is not reached
BETTER = 0.1  # share of worlds by which an option must be ahead to be said to reach a commune
NAMED = 6  # communes in a sentence
LEFT_OUT = 3  # of those that are reached, how many are named
NEVER = forms(
    "From {since} on nobody takes part from {number} commune, in at least half of the simulations: {names}.",
    "From {since} on nobody takes part from {number} communes, in at least half of the simulations: {names}.",
)
GAINED = forms(
    "“{name}” reaches {number} of them in at least 1 case more out of 10: {names}.",
    "“{name}” reaches {number} of them in at least 1 case more out of 10: {names}.",
)
FROM_HERE = forms(
    "{option}: about {people} person from here comes to a group from {since} to {year} ({range}).",
    "{option}: about {people} people from here come to a group from {since} to {year} ({range}).",
)
OTHERS = forms("{shown} and {number} other", "{shown} and {number} others")
ALL_REACHED = N_(
    "From {since} on each commune, taken one at a time, sends somebody in more than half of the simulations. No "
    "commune is left out in {number} of {every} simulations."
)
FIRST_LEFT, LEFT = N_("{commune} ({number} of {every} simulations)"), N_("Most often left out: {names}.")


def never(briefing: Briefing) -> str:
    """The communes from which nobody comes, in most worlds."""
    last = _at_the_end(briefing)
    seldom: pd.DataFrame = last[last["with_people"] <= SELDOM].sort_values("with_people", kind="stable")
    if seldom.empty:
        return _all_reached(briefing, last.sort_values("with_people", kind="stable"))
    since, names = str(briefing.since.year), named_in_a_row(seldom["name"].tolist())
    return ngettext(*NEVER, len(seldom), since=since, names=names)


def _all_reached(briefing: Briefing, last: pd.DataFrame) -> str:
    """That each commune is reached in most worlds says nothing of all of them together."""
    worlds, since = briefing.lived, str(briefing.since.year)
    every, missed = out_of(worlds), [cases(1 - share, worlds) for share in last["with_people"]]
    told = looked_up(ALL_REACHED, since=since, number=cases(last["everywhere"].iloc[0], worlds), every=every)
    left = [(name, number) for name, number in zip(last["name"], missed, strict=True) if number != "0"][:LEFT_OUT]
    if not left:
        return told
    (commune, number), *others = left
    first = looked_up(FIRST_LEFT, commune=commune, number=number, every=every)
    names = ", ".join([first, *(f"{name} ({number})" for name, number in others)])
    return f"{told} {looked_up(LEFT, names=names)}"


def named_in_a_row(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    shown, rest = ", ".join(names[:NAMED]), len(names) - NAMED
    return ngettext(*OTHERS, rest, shown=shown) if rest > 0 else shown


def rows(briefing: Briefing) -> list[dict[str, Any]]:
    """The list of communes, those that are reached least often first; scripts go on from the numbers in it."""
    last = _at_the_end(briefing).sort_values("with_people", kind="stable")
    return [
        {
            "code": row["commune"],
            "name": row["name"],
            "never": cases(1 - row["with_people"], briefing.lived),
            "values": [_value(name, row[name]) for name in ("per_1000", "groups")],
        }
        for row in last.to_dict("records")
    ]


def cases(share: float, worlds: int) -> str:
    """A share of cases as so many of ten; while they are few, as so many of them."""
    if worlds < FEW:
        return str(round(share * worlds))
    if 0 < share < HARDLY:
        return "< 1"
    if 1 - HARDLY < share < 1:
        return f"> {TENTHS - 1}"
    return str(round(TENTHS * share))


def out_of(worlds: int) -> int:
    """Of how many cases it is told."""
    return worlds if worlds < FEW else TENTHS


def _at_the_end(briefing: Briefing) -> pd.DataFrame:
    base = briefing.communes[briefing.communes["scenario"] == briefing.scenarios[0].name]
    return base[base["year"] == briefing.years]


def _value(name: str, value: float) -> str:
    return NONE if pd.isna(value) else value_of_a_commune(name, value)


def few(territory: Territory) -> str:
    """Which communes have no colour of their own on a map of people by residents, if there are any."""
    if territory.residents.sum(axis=1).min() >= SMALL:
        return ""
    return _("Grey: fewer than {number} residents aged 15 and over, where one person alone makes much.", number=SMALL)


def circles(territory: Territory) -> str:
    """What is drawn where no contours are known."""
    if set(territory.codes) <= set(territory.contours or {}):
        return ""
    return _("A circle is a commune, for want of outlines.")


def in_both(key: str, of: tuple[str, str]) -> dict[str, str]:
    """A sentence for one and for many, by keys of their own."""
    return {f"one_{key}": plural(*of, 1), f"many_{key}": plural(*of, 2)}


def words_of_places() -> dict[str, str]:
    """Sentences by key, whose places scripts fill in."""
    return {
        "per_1000": gettext("People who come, per 1,000 residents of each commune, from {month} to the end of {year}"),
        "groups": gettext("Groups that meet in each commune, from {month} to the end of {year}"),
        "reached": gettext(
            "Simulations out of {every} in which somebody from each commune comes, from {month} to the end of {year}"
        ),
        "in_year": gettext("end of {year}"),
        "map_most": gettext("Most: {names}. Nothing in {nothing} of {all} communes."),
        **in_both("never", NEVER),
        "all_reached": gettext(ALL_REACHED),
        "first_left": gettext(FIRST_LEFT),
        "left_out": gettext(LEFT),
        "lost": gettext("“{name}” leaves more of them out: {names}."),
        **in_both("gained", GAINED),
        "none_gained": gettext("“{name}” reaches none of them clearly more often."),
        "one_other": plural(*OTHERS, 1),
        "many_others": plural(*OTHERS, 2),
        "commune": gettext("Commune"),
        "head_never": gettext("Nobody takes part, simulations out of {every}: {of}"),
        "head_people": gettext("People per 1,000, {since} to {year}, {of}"),
        "head_groups": gettext("Groups, {since} to {year}, {of}"),
        "head_middle": gettext("{option}: median ({where})"),
        "going": gettext("without option"),
        "with_own": gettext("your option"),
        "play": gettext("Play"),
        "pause": gettext("Pause"),
        "next_year": gettext("Next year"),
        "of_commune": gettext("{commune}: {value}"),
        "residents": gettext("{number} residents aged 15 and over"),
        **in_both("from_here", FROM_HERE),
        "course_here": gettext("People from {name} who come to a group, from {month} on"),
        "what_people": gettext("People who come, from {month} on"),
        "what_per_1000": gettext("Of 1,000 residents"),
        "what_never": gettext("Nobody takes part, simulations out of {every}"),
        "what_groups": gettext("Groups that meet here"),
        "what_first": gettext("First of these groups (median)"),
        "in_the_year": gettext("in {year}"),
        "what_facilitators": gettext("Facilitators at work who live here"),
        "not_by_then": gettext("not by {year}"),
    }


PARTS = {
    "goes-on": N_("What to expect"),
    "places": N_("Where and who"),
    "money": N_("What it costs, and who pays"),
    "sure": N_("What is sure, and what to count"),
    "sources": N_("How it was worked out"),
    "glossary": N_("The words, and what they mean"),
}
"""Parts that may be left out, by their names in the address, beside each option."""


def parts() -> list[tuple[str, str]]:
    return [(name, _(label)) for name, label in PARTS.items()]


def words_of_the_note() -> dict[str, Any]:
    """Sentences and heads by key, whose places scripts fill in."""
    return {
        "in_note": {name: _(label) for name, label in PARTS.items()},
        "terms": [{"forms": one.forms} for one in glossary()],
        "kind": _("Note for the council"),
        "asks": _("The question"),
        "answers": _("The answer"),
        "you_said": _("What is known of the programme"),
        "typed": gettext("The figures that were typed in; the programme began in {month}"),
        "own_observed": _("the figures above"),
        "first_communes": gettext("The first {number} of {all} communes, those that are reached least often first"),
        "by_item": _("By item, € a year: the median, and what is more"),
        "item": _("item"),
        "the_options": _("The options"),
        "what_each_is": gettext("“{name}”: {what}"),
        "decides": gettext("{what}, from {month} on."),
        "is_sure": _("What is sure, and what is not"),
        "to_decide": _("What to decide now, and what to count"),
        "to_count": _("What to count in the next year, so that the answer can be corrected:"),
        "count": [_(line) for line in sentences.TO_COUNT],
        "decide": {verdict: gettext(text) for verdict, text in sentences.DECIDE.items()},
        "from_january": gettext("from January {first} on"),
        "from_start": gettext("from the start"),
        "no_difference": gettext(sentences.NO_DIFFERENCE),
        "is_checked": _("What was checked, and what was not"),
        "checks": sentences.checked(**what_was_checked()._asdict()),
        "quoted": gettext("“{name}”"),
        "heard": gettext(sentences.HEARD),
        "holds_back": gettext(sentences.HOLDS_BACK),
        "short": [[_(IN_SENTENCES[where, cause]) for cause in causes] for where, causes in WHERE.items()],
        "still_computing": gettext("Still computing: {done} of {all} cases. The numbers will still move."),
        "as_file": gettext("note"),
    }


def words_here(programme: Programme, briefing: Briefing, territory: Territory, place: str) -> dict[str, Any]:
    """The same of a programme and its territory."""
    ensemble, asks = briefing.worlds.ensemble, sentences.ASKS_FROM if briefing.scenarios[0].past else sentences.ASKS
    told = "{worlds}", "{observed}", briefing.runs.store.about
    return {
        "note_title": _("{place}: which option to choose?", place=place),
        "asks_alone": _("{place}: what would the programme do here?", place=place),
        "asks_of": gettext(asks).replace("{where}", sentences.within(place)),
        "known_here": sentences.known_here(len(observed_of(programme)), briefing.elsewhere, ensemble.in_reach),
        "month": month_in_full(date.fromisoformat(f"{programme.next_january}-01")),
        "goes_so": as_it_goes_on(briefing),
        "observed": said(str(ensemble.about.get("title", ensemble.name))),
        "method": sentences.method(*told, territory.checksum, source_in_words(territory.source), ensemble.in_reach),
    }


def words_of_options() -> dict[str, Any]:
    """The same of options side by side."""
    return {
        "each_brings": gettext("What each option brings in {years}: median (90 % range)"),
        "option": _("option"),
        "of_options": [
            *(_("people who come"), _("people who finish"), _("communes with a group"), _("€ a year")),
            _("tonnes of CO₂e less"),
        ],
        "something_else": _("Other local actions"),
        "as_many_euros": _("as many"),
        "tonnes_assumed": _(sentences.ASSUMED),
        "in_all": gettext("in all {range}"),
        "move_on": gettext("Load its settings"),
        "out": gettext("Take it out of the note"),
        "of_option": gettext("{what}: “{name}”"),
        "taken_out": gettext("“{name}” is no longer in your note."),
        "no_option_file": gettext("This is no option that such a page has saved."),
        "of_another_place": gettext("This option is of another territory."),
        "of_another_time": gettext("This option begins in {since}, and here it would be {here}."),
        "no_such_lever": gettext("This option moves what cannot be moved so here: {name}."),
    }


@dataclass(frozen=True)
class Edition:
    """What a page says in a language."""

    language: str
    title: str
    main: Markup  # all that stands between head and foot
    words: dict[str, Any]  # what scripts say: sentences by key, signs of numbers, levers and figures by name


def edition(
    programme: Programme,
    briefing: Briefing,
    territory: Territory,
    known: Carried,
    one_course: Results,
    costs: Money,
    tried: Sequence[Tried],
    made: str,
    home: str = "",
) -> Edition:
    """The edition in the language that is spoken; `one_course` is a run of the programme as it goes on, `tried` are
    options that others have tried, `made` is a day, `home` the file that lists the pages of a folder."""
    base, where = briefing.scenarios[0], place(territory)
    ahead = briefing.years - base.past
    main = render(
        "page",
        "edition",
        home=home,
        place=where,
        title=_("{place}: what would the programme do here?", place=where),
        known=_of_the_programme(programme, known, str(int(programme.next_january[:4]) + ahead - 1)),
        observed=programme.observed,
        own=known.opened and own_past.told(known.opened, base),
        communes=counted(len(territory.codes), "commune"),
        adults=number(int(territory.residents.sum()), ",d"),
        since=programme.next_january[:4],
        last=str(int(programme.next_january[:4]) + ahead - 1),
        answer=_as_it_goes_on(briefing, ahead),
        base=title(base),
        years=briefing.years,
        never=never(briefing),
        communes_rows=rows(briefing),
        every=out_of(briefing.lived),
        few=few(territory),
        filled=[said(note) for note in territory.filled],
        circles=circles(territory),
        descent=descent(one_course, base.parameters.calendar.start),
        before=before(briefing.before, programme.began.year, programme.came_before),
        over_time=over_time(briefing.since),
        past=base.past,
        course=course(briefing, title(base), id="course-first"),
        map=commune_map(briefing.communes, territory, briefing.since, id="map-first"),
        levers=[_lever(one, known, programme.next_january[:4]) for one in known.levers],
        money=money_told.told(costs, known.usual),
        evidence=evidence_of_counts(programme, briefing.elsewhere),
        right=right_elsewhere_in_words(*right_elsewhere()),
        to_count=[_(line) for line in TO_COUNT],
        method=parts_of_the_method(),
        tried=[title(one.scenario) for one in tried],
        parts=parts(),
        glossary=glossary(),
        accounts=[(said(one.reading.title), said(one.reading.says)) for one in known.accounts],
        made=_("Made on {day}, by the code {code}.", day=date.fromisoformat(made), code=code_digest()[:8]),
        data=_("Data: {source}.", source=source_in_words(territory.source.removesuffix(EXPLAINED_IN))),
    )
    name = _("From person to person: {place}", place=where)
    sentences = words(base, known)
    own = {
        **words_here(programme, briefing, territory, where),
        "others": [title(one.scenario) for one in tried],
        "title": name,
        "agreed": " ".join([sentences["agreed"], circles(territory)]).rstrip(),
    }
    return Edition(spoken(), name, Markup(main), {**sentences, **own})


def _of_the_programme(programme: Programme, known: Carried, last: str) -> list[str]:
    """What is known of it, what it puts in, and where in time the page stands."""
    name, place = programme.title, programme.territory.title
    now = _("The page stands at {today} and looks to the end of {last}.", today=programme.today, last=last)
    return [
        *([] if name in place else [f"{said(name)}."]),
        " ".join([*known_in_words(programme), now]),
        put_in(known.usual, programme.to_begin and not programme.decided),
    ]


def _as_it_goes_on(briefing: Briefing, ahead: int) -> str:
    """How many people come if nothing changes, from the end of the past on."""
    ends = briefing.ends
    row = difference(ends["people"], briefing.worlds.sets(ends["world"]))
    return looked_up(
        GOES_ON,
        people=figure(as_borne_by(row)[1]),
        years=counted(ahead, "year"),
        range=range_of(row, figure),
    )


def _lever(one: Lever, known: Carried, year: str) -> dict[str, Any]:
    usual = known.usual[one.parameter]
    return {
        "name": one.parameter,
        "id": one.parameter.replace(".", "-"),
        "label": _(one.title),
        "hint": _(one.hint, year=year),
        "usual": f"{usual:g}",
        "low": one.low,
        "high": known.most(one),
        "choices": _choices(one, known) if one.choices else [],
    }


def _choices(one: Lever, known: Carried) -> list[tuple[str, str]]:
    """What there is to choose from, what is usual here among it."""
    usual, made = known.usual[one.parameter], []
    for value in known.choices(one):
        told = one.said(value)
        planned = one.other and value == usual and value not in one.choices
        made.append((f"{value:g}", _("{what} (as planned)", what=told) if planned else told))
    return made


def words(base: Scenario, known: Carried) -> dict[str, Any]:
    """What scripts say of a programme as it goes on."""
    return {
        "signs": {"group": signs(","), "decimal": signs(".")},
        "percent": number(0.01, ".0%"),
        "figures": {name: _(one.title) for name, one in HEADLINE.items()}
        | {"cost_total": gettext("Cost in {years}, in euros")},
        "levers": {one.parameter: gettext(one.short) for one in known.levers},
        "choices": {one.parameter: dict(_choices(one, known)) for one in known.levers if one.choices},
        "base": title(base),
        "going_on": GO_ON[spoken() == FRENCH],
        "beside_start": gettext("Compared with “{base}”: {people} people. {verdict}."),
        "no_programme": NONE_YET[spoken() == FRENCH],
        "accounts": [said(one.reading.title) for one in known.accounts],
        **words_of_places(),
        **_sentences(),
        **money_told.words(),
        **words_of_the_note(),
        **words_of_options(),
        **own_past.words(),
    }


def _sentences() -> dict[str, str]:
    """Sentences by key, whose places scripts fill in; those of `experiments.say.differences` among them."""
    return {
        "year": plural("{number:,} year", "{number:,} years", 1),
        "years": plural("{number:,} year", "{number:,} years", 2),
        **{key: gettext(text) for key, text in OF_DIFFERENCES.items()},
        "lowest": plural(*FEW_SIMULATIONS, 1),
        "lowest_of": plural(*FEW_SIMULATIONS, 2),
        "between": gettext("{low} to {high}"),
        "in_a_row": gettext("{some}; {one}"),
        "own": gettext("Your option"),
        "nothing": gettext("Move a lever: what would change stands here then."),
        "end_of": gettext("end of {year}"),
        "answer_before": gettext("The answer is that for {value}; correct the number."),
        "first_cases": gettext(
            "In the first {number} simulations: {people} people compared with “{base}”. With {tells} there is an "
            "answer."
        ),
        "too_few": gettext("Too few cases to tell: {number} of at least {least}."),
        "band": gettext("Line: the median. Band: {where}."),
        "lived": gettext("{done} of {all} cases computed"),
        "enough": gettext(
            "The first {number} cases all point the same way. That is enough to compare; more would sharpen the "
            "numbers."
        ),
        "dots": gettext("People more or fewer: each dot is {share} of the cases"),
        "each_case": gettext("People more or fewer: each dot is a case"),
        "course": gettext(OVER_TIME),
        "map": gettext("People more or fewer, of 1,000 residents of each commune: the median"),
        "agreed": gettext("Grey: no clear difference (fewer than 8 of 10 simulations agree)."),
        "map_told": gettext(
            "From {more} communes of {all} more people come, from {less} fewer (clearly or likely); for the others, no "
            "clear difference."
        ),
        "what": gettext("what"),
        "middle": gettext("median"),
        "nine": gettext("90 % range"),
        "lowest_to_highest": gettext("lowest to highest"),
        "all_more": gettext("Yes: clearly more people by all {number} accounts."),
        "all_fewer": gettext("Yes: clearly fewer people by all {number} accounts."),
        "none_tells": gettext("No clear difference by any of the {number} accounts."),
        "accounts_differ": gettext(
            "It depends: by {more} of {number} accounts there are clearly more people, by {fewer} clearly fewer, by "
            "{untold} neither is clear."
        ),
        "not_counted": gettext("Not counted, as there are too few cases: {names}."),
        "account": gettext("If things work so"),
        "people_apart": gettext("people more or fewer: median ({where})"),
        "verdict": gettext("difference"),
        "of_beside": gettext("“{name}” compared with “{base}”, over {years}"),
        "few_worlds": gettext("too few simulations"),
        "no_option": gettext("Move a lever first: then it is tried whether its answer stands."),
        "tried": gettext("{done} of {all} accounts tried"),
        "tried_few": gettext("{all} accounts tried; {number} of them have enough cases to be counted"),
        "take": _("Put this option into my note"),
        "rename": _("Change its name in my note"),
        "kept": gettext("“{name}” is in your note."),
        "failed": gettext("This cannot be computed here: {why}"),
        "no_engine": gettext(
            "this browser has no WebAssembly or no workers. What stands here was computed beforehand."
        ),
        "kept_refused": gettext("This browser keeps nothing for this page."),
        "old": gettext("This page was made more than a year ago, on {day}. Ask for a new one."),
        "name": gettext("From person to person"),
        "skip": gettext("Go to the content"),
    }
