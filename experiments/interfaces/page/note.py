"""The note for a council as the page puts it together: its parts, in the order of the note that `report` makes, and the
sentences of it that scripts fill in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from contagion.experiments.evidence.agreeing import observed_of
from contagion.experiments.interfaces.briefing.work import WHERE
from contagion.experiments.interfaces.report.made import as_it_goes_on
from contagion.experiments.interfaces.report.noted import what_was_checked
from contagion.experiments.interfaces.words import note as sentences
from contagion.experiments.interfaces.words.page import IN_SENTENCES, glossary
from contagion.experiments.say.asked import source_in_words
from contagion.experiments.say.languages import gettext
from contagion.experiments.say.sentences import N_, _, month_in_full, said

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.briefing.work import Briefing
    from contagion.models.territory.territory import Territory

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


def words() -> dict[str, Any]:
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
