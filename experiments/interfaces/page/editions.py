"""The texts of the page in a language: its body, with placeholders for scripts, and the texts that scripts use, also
for communes and for the note that the page composes.

A text in `data-fill` has placeholders that depend on territory and time: {place}, {since}, {last}.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from contagion.experiments.evidence import short_model, words_of_channels
from contagion.experiments.evidence.agreeing import observed_of
from contagion.experiments.evidence.channels import SWITCHES
from contagion.experiments.evidence.lived import GO_ON, NONE_YET
from contagion.experiments.evidence.words_of_programmes import known_in_words
from contagion.experiments.interfaces.page import dossier, money, own_past
from contagion.experiments.interfaces.page.checked import assurance, right_elsewhere
from contagion.experiments.interfaces.page.national import national
from contagion.experiments.interfaces.page.pictures import SMALL
from contagion.experiments.interfaces.page.templating import render
from contagion.experiments.interfaces.page.words import (
    ASSUMED,
    OVER_TIME,
    TO_COUNT,
    evidence_of_counts,
    glossary,
    known_here,
    method,
    parts_of_the_method,
    place,
    what_is_short,
)
from contagion.experiments.say import differences
from contagion.experiments.say.asked import EXPLAINED_IN, source_in_words, title
from contagion.experiments.say.differences import FEW_SIMULATIONS
from contagion.experiments.say.differences import SENTENCES as OF_DIFFERENCES
from contagion.experiments.say.languages import FRENCH, gettext, spoken
from contagion.experiments.say.languages import ngettext as plural
from contagion.experiments.say.levers import HEADLINE, ON_THE_PAGE
from contagion.experiments.say.sentences import N_, _, forms, month_in_full, number, said, signs
from contagion.models.kernel import code_digest, provenance
from contagion.models.parameters.sections.money import FUNDERS, ITEMS
from contagion.models.territory.extract import LIKE_HERE, NOT_YET, SOURCE

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.page.made import Asked
    from contagion.experiments.say.levers import Lever


SELDOM = 0.5  # of worlds in which somebody takes part, at most: a commune that is not reached
BETTER = 0.1  # share of worlds by which an option must be ahead to be said to reach a commune
NEVER = forms(
    "From {since} on nobody takes part from {number} commune, in at least half of the simulations: {names}.",
    "From {since} on nobody takes part from {number} communes, in at least half of the simulations: {names}.",
)
GAINED = forms(
    "“{name}” reaches {number} of them in at least 1 simulation more out of 10: {names}.",
    "“{name}” reaches {number} of them in at least 1 simulation more out of 10: {names}.",
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

MAILINGS = forms("{number} mailing of {letters} letters", "{number} mailings of {letters} letters")
TO_FILL = ("place", "since", "last", "communes", "adults", "made")
"""Placeholders of the page that scripts fill in."""


def edition(made: date) -> str:
    """Render the body of the page in the current language."""
    return render(
        "edition",
        **{name: f"{{{name}}}" for name in TO_FILL},
        month="{month}",
        over_time=gettext(OVER_TIME),
        own=own_past.form(),
        levers=[_lever(one) for one in ON_THE_PAGE],
        items=[(item, differences.item(item)) for item in ITEMS],
        most=money.MOST,
        right=right_elsewhere(),
        to_count=[_(line) for line in TO_COUNT],
        method=parts_of_the_method(),
        parts=parts(),
        glossary=glossary(),
        code=_("Made on {day}, by the code {code}.", day=made, code=code_digest()[:8]),
    )


def _lever(one: Lever) -> dict[str, Any]:
    return {
        "name": one.parameter,
        "id": one.parameter.replace(".", "-"),
        "label": _(one.title),
        "hint": _(one.hint, year="{since}"),
        "low": one.low,
        "choices": bool(one.choices),
    }


def words() -> dict[str, Any]:
    """Return the texts of scripts that are the same for every territory."""
    return {
        "signs": {"group": signs(","), "decimal": signs(".")},
        "percent": number(0.01, ".0%"),
        "figures": {name: _(one.title) for name, one in HEADLINE.items()}
        | {"cost_total": gettext("Cost in {years}, in euros")},
        "levers": {one.parameter: gettext(one.short) for one in ON_THE_PAGE},
        "choices": {
            one.parameter: {f"{value:g}": one.said(value) for value in one.choices}
            for one in ON_THE_PAGE
            if one.choices
        },
        "other_choices": {one.parameter: [plural(*one.other, n) for n in (1, 2)] for one in ON_THE_PAGE if one.other},
        "no_whole": gettext("Must be a whole number from {low:,} to {high:,}."),
        "as_planned": gettext("{what} (as planned)"),
        "going_on": GO_ON[spoken() == FRENCH],
        "beside_start": gettext("Compared with “{base}”: {people} people. {verdict}."),
        "no_programme": NONE_YET[spoken() == FRENCH],
        "page_title": gettext("From person to person: {place}"),
        "note_title": gettext("{place}: which option to choose?"),
        "asks_alone": gettext("{place}: what would the programme do here?"),
        "in_grand": gettext("in Grand {rest}"),
        "in_place": gettext("in {place}"),
        **in_both("commune_number", forms("{number} commune", "{number} communes")),
        **words_of_effort(),
        "few_residents": _(
            "Grey: fewer than {number} residents aged 15 and over, where one person alone makes much.", number=SMALL
        ),
        "circles": gettext("A circle is a commune, for want of outlines."),
        "not_observed": gettext(
            "Nothing was observed here: all is carried over from Grand Besançon, and so it is wide. What you know of "
            "your own programme makes it surer."
        ),
        **words_of_places(),
        **_sentences(),
        **money.words(),
        **words_of_the_note(),
        **words_of_options(),
        **words_of_choosing(),
        **own_past.words(),
        **dossier.words(),
    }


def words_of_effort() -> dict[str, str]:
    """Return the texts on yearly effort (`means`)."""
    return {
        "each_year": gettext("Each year: {what}."),
        "as_elsewhere": gettext("If it is done as in Besançon, in proportion to the residents: {what}."),
        "nothing_put_in": gettext("nothing"),
        **in_both("places_put_in", forms("{number} training place a year", "{number} training places a year")),
        **in_both("events_put_in", forms("{number} public event", "{number} public events")),
        **in_both("mailings_put_in", MAILINGS),
    }


def words_of_choosing() -> dict[str, str]:
    """Return the texts on the list of territories."""
    return {
        "none_found": gettext("No intercommunality is called so. The beginning of a word of its name is enough."),
        **in_both("found", forms("{number} intercommunality", "{number} intercommunalities")),
        "more_found": gettext("{shown} of {number} intercommunalities; go on typing."),
    }


def words_of_programme(asked: Asked) -> dict[str, Any]:
    """Return the texts on a programme and its territory."""
    territory, ensemble = asked.territory, asked.worlds.ensemble
    source = territory.source.removesuffix(EXPLAINED_IN).removeprefix(f"{asked.programme.territory.title}: ")
    return {
        "place": place(territory),
        **_of_case(asked, territory.checksum, source_in_words(territory.source)),
        "data": _("Data: {source}.", source=source_in_words(source)),
        "filled": [said(note) for note in territory.filled],
        "known_here": known_here(
            len(observed_of(asked.programme)), ensemble.is_elsewhere(asked.base), ensemble.in_reach
        ),
    }


def words_elsewhere(asked: Asked) -> dict[str, Any]:
    """Return the same for a programme that will begin anywhere, with placeholders for scripts."""
    source = SOURCE.format(vintage=2017).removesuffix(EXPLAINED_IN)
    return {
        **_of_case(asked, national().digest, source_in_words("{place}: " + source)),
        "data": _("Data: {source}.", source=source_in_words(source)),
        "like_here": said(LIKE_HERE),
        "not_yet": said(NOT_YET),
        "of_communes": gettext("{note}: {number:,} of {all:,} communes"),
        "known_here": known_here(0, elsewhere=True),
    }


def _of_case(asked: Asked, data: str, source: str) -> dict[str, Any]:
    programme, base, ensemble = asked.programme, asked.base, asked.worlds.ensemble
    asks = gettext("What would change {where} over {years} with {others}, compared with {base}?")
    if base.past:
        asks = gettext(
            "From January {first} on, what would change {where} over {years} with {others}, compared with {base}?"
        )
    observed = said(str(ensemble.about.get("title", ensemble.name)))
    opened = asked.opened
    return {
        "base": title(base),
        "asks_of": asks,
        "month": month_in_full(date.fromisoformat(f"{programme.next_january}-01")),
        "known": _of_the_programme(programme, asked.last_year),
        "evidence": evidence_of_counts(programme, ensemble.is_elsewhere(base)),
        "observed": observed,
        "method": method(provenance(), data, source, ensemble.in_reach),
        "accounts": [said(one.reading.title) for one in asked.carried.accounts],
        "accounts_say": [said(one.reading.says) for one in asked.carried.accounts],
        "others": [title(one.scenario) for one in asked.tried],
        "payers": [
            differences.payer(name, share) for name, share in zip(FUNDERS, base.parameters.costs.funding, strict=True)
        ],
        "of_own": own_past.told(opened, base) if opened else None,
    }


def _of_the_programme(programme: Programme, last: int) -> list[str]:
    """Write the known figures of a programme, the date of the page and the last year that it simulates."""
    name, place = programme.title, programme.territory.title
    now = _("The page stands at {today} and looks to the end of {last}.", today=programme.today, last=str(last))
    return [*([] if name in place else [f"{said(name)}."]), " ".join([*known_in_words(programme), now])]


def in_both(key: str, of: tuple[str, str]) -> dict[str, str]:
    """Return the sentences for one and for many, each with its key."""
    return {f"one_{key}": plural(*of, 1), f"many_{key}": plural(*of, 2)}


def words_of_places() -> dict[str, str]:
    """Return sentences by key, with placeholders for scripts."""
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
"""Parts that may be left out, by their names in the address, for each option."""


def parts() -> list[tuple[str, str]]:
    return [(name, _(label)) for name, label in PARTS.items()]


def words_of_the_note() -> dict[str, Any]:
    """Return sentences and headings by key, with placeholders for scripts."""
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
        "count": [_(line) for line in TO_COUNT],
        "decide": {
            "clear": gettext("“{name}”, {when}. After a year, what was counted corrects it."),
            "likely": gettext(
                "“{name}” is likely to bring more people, not certain. To choose it, {when}, is to try it, and to look "
                "again after a year."
            ),
            "none": gettext(
                "No option is clearly better. To count first costs least. To choose "
                "“{name}” is to try it, and to look again after a year."
            ),
        },
        "from_january": gettext("from January {first} on"),
        "from_start": gettext("from the start"),
        "no_difference": gettext("No clear difference from it: {others}."),
        "is_checked": _("What was checked, and what was not"),
        "checks": assurance(),
        "quoted": gettext("“{name}”"),
        "heard": gettext(
            "Of ten people who come, about {others} hear of it by letters, partners or events. About {told} hear of it "
            "from somebody who was in a group or leads one."
        ),
        "holds_back": gettext("Most frequent bottleneck: {shortage}, in {often}."),
        "short": what_is_short(),
        "still_computing": gettext("Still computing: {done} of {all} simulations. The numbers will still move."),
        "as_file": gettext("note"),
    }


def words_of_options() -> dict[str, Any]:
    """Return the same for the comparison of options."""
    return {
        "each_brings": gettext("What each option brings in {years}: median (90 % range)"),
        "option": _("option"),
        "of_options": [
            *(_("people who come"), _("people who finish"), _("communes with a group"), _("€ a year")),
            _("tonnes of CO₂e less"),
        ],
        "something_else": _("Other local actions"),
        "as_many_euros": _("as many"),
        "tonnes_assumed": _(ASSUMED),
        "in_all": gettext("in all {range}"),
        "move_on": gettext("Load its settings"),
        "out": gettext("Take it out of the note"),
        "of_option": gettext("{what}: “{name}”"),
        "taken_out": gettext("“{name}” is no longer in your note."),
        "no_option_file": gettext("This is no option that such a page has saved."),
        "of_another_place": gettext("This option is of another territory."),
        "of_another_time": gettext("This option begins in {since}, and here it would be {here}."),
        **words_of_why(),
        "no_such_lever": gettext("This option moves what cannot be moved so here: {name}."),
    }


def words_of_why() -> dict[str, Any]:
    """Return the texts on what an option would bring without the channels."""
    sentences = words_of_channels.SENTENCES
    return {
        "channels": [gettext(sentences[name]) for name in SWITCHES],
        **{
            f"why_{name}": gettext(sentences[name])
            for name in ("first", "next", "gain", "unclear", "equal", "since_start")
        },
        "why": _("Why?"),
        "why_stop": _("Stop the computation"),
        "why_of": gettext("“{name}” compared with “{base}”, over {years}, in {number} simulations"),
        "in_a_programme": _("In a programme"),
        "as_it_is_now": _("as it is"),
        "without": gettext("without {what}"),
    }


def _sentences() -> dict[str, Any]:
    """Return sentences by key with placeholders for scripts, including those of `experiments.say.differences`."""
    return {
        "year": plural("{number:,} year", "{number:,} years", 1),
        "years": plural("{number:,} year", "{number:,} years", 2),
        **{key: gettext(text) for key, text in OF_DIFFERENCES.items()},
        "short_says": gettext(short_model.SAYS),
        "short_compared": {key: gettext(text) for key, text in short_model.COMPARED.items()},
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
        "too_few": gettext("Too few simulations to tell: {number} of at least {least}."),
        "band": gettext("Line: the median. Band: {where}."),
        "lived": gettext("{done} of {all} simulations computed"),
        "enough": gettext(
            "The first {number} simulations all point the same way. That is enough to compare; more would sharpen the "
            "numbers."
        ),
        "dots": gettext("People more or fewer: each dot is {share} of the simulations"),
        "each_case": gettext("People more or fewer: each dot is a simulation"),
        "course": gettext(OVER_TIME),
        "map": gettext("More or fewer people per 1,000 residents of each commune: the median"),
        "agreed": gettext("Grey: no clear difference (fewer than 8 of 10 simulations agree)."),
        "map_told": gettext(
            "From {more} communes of {all} more people come, from {less} fewer (clearly or likely); for the others, no "
            "clear difference."
        ),
        "what": gettext("what"),
        "middle": gettext("median"),
        "low": gettext("lower end"),
        "high": gettext("upper end"),
        "nine": gettext("90 % range"),
        "lowest_to_highest": gettext("lowest to highest"),
        "all_more": gettext("Yes: clearly more people by all {number} accounts."),
        "all_fewer": gettext("Yes: clearly fewer people by all {number} accounts."),
        "none_tells": gettext("No clear difference by any of the {number} accounts."),
        "accounts_differ": gettext(
            "It depends: by {more} of {number} accounts there are clearly more people, by {fewer} clearly fewer, by "
            "{untold} neither is clear."
        ),
        "not_counted": gettext("Not counted, as there are too few simulations: {names}."),
        "account": gettext("If things work so"),
        "people_apart": gettext("people more or fewer: median ({where})"),
        "verdict": gettext("difference"),
        "of_beside": gettext("“{name}” compared with “{base}”, over {years}"),
        "few_worlds": gettext("too few simulations"),
        "no_option": gettext("Move a lever first: then it is tried whether its answer stands."),
        "tried": gettext("{done} of {all} accounts tried"),
        "tried_few": gettext("{all} accounts tried; {number} of them have enough simulations to be counted"),
        "take": _("Put this option into my note"),
        "rename": _("Change its name in my note"),
        "kept": gettext("“{name}” is in your note."),
        "failed": gettext("This cannot be computed here: {why}"),
        "still": gettext("Still computing: {done} of {all} simulations. The numbers will still move."),
        "kept_refused": gettext("This browser keeps nothing for this page."),
        "reproduces": gettext(
            "Each facilitator trained by the end of {year} gives rise to about {number} others by the end of {last} "
            "({range}). Above 1, they replace themselves; that is so in {often}."
        ),
        "old": gettext("This page was made more than a year ago, on {day}. Ask for a new one."),
        "name": gettext("From person to person"),
        "skip": gettext("Go to the content"),
    }
