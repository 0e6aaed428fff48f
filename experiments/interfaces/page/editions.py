"""A page in one language: what is said before anything is moved, and the words that scripts say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contagion.experiments.evidence.lived import GO_ON, NONE_YET
from contagion.experiments.evidence.words_of_programmes import known_in_words
from contagion.experiments.interfaces.page import money as money_told
from contagion.experiments.interfaces.page import note, own_past, places
from contagion.experiments.interfaces.page.pictures import commune_map, course, descent
from contagion.experiments.interfaces.report.noted import right_elsewhere
from contagion.experiments.interfaces.templating import render
from contagion.experiments.interfaces.words.note import GOES_ON, TO_COUNT, before, place
from contagion.experiments.interfaces.words.note import right_elsewhere as right_elsewhere_in_words
from contagion.experiments.interfaces.words.page import OVER_TIME, glossary, over_time, parts_of_the_method, put_in
from contagion.experiments.interfaces.words.page import counted as evidence_of_counts
from contagion.experiments.say.asked import EXPLAINED_IN, source_in_words, title
from contagion.experiments.say.differences import FEW_SIMULATIONS, as_borne_by, figure, range_of
from contagion.experiments.say.differences import SENTENCES as OF_DIFFERENCES
from contagion.experiments.say.languages import FRENCH, gettext, spoken
from contagion.experiments.say.languages import ngettext as plural
from contagion.experiments.say.levers import HEADLINE
from contagion.experiments.say.sentences import _, counted, looked_up, number, said, signs
from contagion.models.kernel import code_digest
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.briefing.work import Briefing
    from contagion.experiments.interfaces.page.carried import Carried
    from contagion.experiments.interfaces.page.money import Money
    from contagion.experiments.interfaces.page.own_past import Tried
    from contagion.experiments.say.levers import Lever
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.files import Results


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
        never=places.never(briefing),
        communes_rows=places.rows(briefing),
        every=places.out_of(briefing.lived),
        few=places.few(territory),
        filled=[said(note) for note in territory.filled],
        circles=places.circles(territory),
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
        parts=note.parts(),
        glossary=glossary(),
        accounts=[(said(one.reading.title), said(one.reading.says)) for one in known.accounts],
        made=_("Made on {day}, by the code {code}.", day=date.fromisoformat(made), code=code_digest()[:8]),
        data=_("Data: {source}.", source=source_in_words(territory.source.removesuffix(EXPLAINED_IN))),
    )
    name = _("From person to person: {place}", place=where)
    sentences = words(base, known)
    own = {
        **note.words_here(programme, briefing, territory, where),
        "others": [title(one.scenario) for one in tried],
        "title": name,
        "agreed": " ".join([sentences["agreed"], places.circles(territory)]).rstrip(),
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
        "beside_start": gettext("Beside “{base}”: {people} people. {verdict}."),
        "no_programme": NONE_YET[spoken() == FRENCH],
        "accounts": [said(one.reading.title) for one in known.accounts],
        **places.words(),
        **_sentences(),
        **money_told.words(),
        **note.words(),
        **note.words_of_options(),
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
            "In the first {number} simulations: {people} people beside “{base}”. With {tells} there is an answer."
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
        "of_beside": gettext("“{name}” beside “{base}”, over {years}"),
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
