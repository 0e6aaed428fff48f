"""What the form for a programme of one's own says, and what scripts say of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.words.note import AGREES, BEFORE, BEFORE_KNOWN, GOES_ON
from contagion.experiments.language.languages import gettext, ngettext
from contagion.experiments.language.numbers import months
from contagion.experiments.language.sentences import N_, _
from contagion.experiments.programmes.agreeing import published_of
from contagion.experiments.programmes.known import FLOWS
from contagion.experiments.programmes.words import UNKNOWN_PLACES, far_from_all

if TYPE_CHECKING:
    from contagion.experiments.doors.page.own import Opened
    from contagion.models.scenarios.scenario import Scenario

LABELS = {
    "trained": N_("People trained as facilitators"),
    "places": N_("Training places on offer"),
    "groups": N_("Groups that started"),
    "participants": N_("People who came to a group"),
    "completers": N_("People who finished their group"),
    "active": N_("Facilitators at work at the end of the year"),
    "waiting": N_("People waiting for a group at the end of the year"),
    "letters": N_("Letters sent"),
    "events": N_("Public events"),
    "posts": N_("Coordinators, in full-time posts"),
}
COLUMNS = {
    "year": N_("year"),
    "trained": N_("trained"),
    "places": N_("places"),
    "groups": N_("groups"),
    "participants": N_("people"),
    "completers": N_("finished"),
    "active": N_("active"),
    "waiting": N_("waiting"),
    "letters": N_("letters"),
    "events": N_("events"),
    "posts": N_("posts"),
}
"""What the columns of a table are called."""


def told(opened: Opened, base: Scenario) -> dict[str, Any]:
    """What the form says."""
    published = bool(published_of(base, opened.before))
    labels = {name: _(label) for name, label in LABELS.items()}
    return {
        **_questions(bool(base.past)),
        "published": published,
        "hints": [*_hints(opened, base, published)],
        "months": months(),
        "labels": labels,
        "totals": {name: labels[name] for name in FLOWS},
        "columns": ", ".join(_(name) for name in COLUMNS.values()),
    }


def _questions(begun: bool) -> dict[str, str]:
    """Whether there is something to tell: a past, or another one than that with which the page was made."""
    if begun:
        asks, no = _("Which figures does this page start from?"), _("Those that it was made with")
        return {"asks": asks, "no": no, "yes": _("Those, corrected and completed by me")}
    return {"asks": _("Has the programme begun?"), "no": _("Not yet"), "yes": _("Yes")}


def _hints(opened: Opened, base: Scenario, published: bool) -> Iterator[str]:
    """How the form is filled in."""
    if base.past:
        yield _("What this page was made with stands filled in.")
    if base.past and base.past < opened.programme.past:
        since = opened.programme.next_january[:4]
        yield _("With your own figures the page is seen from today: changes begin in January {since}.", since=since)
    if published:
        yield _("What was published here is in all cases already: it counts once, also where you correct it.")
    yield _("Leave empty what you do not know. Each figure that you know makes the answer surer.")
    yield _(
        "Where you say nothing of a year's trainings, letters, events or posts, they are as in the year before. Where "
        "there were none, put 0."
    )


def words() -> dict[str, Any]:
    """Names and sentences by key, whose places scripts fill in."""
    return {
        "own_names": {name: _(label) for name, label in LABELS.items()},
        "own_columns": {name: _(label) for name, label in COLUMNS.items()},
        "no_count": gettext("{where}: “{given}” must be a whole number from 0 to {most}."),
        "no_amount": gettext("{where}: “{given}” must be a number from 0 to {most}."),
        "no_beginning": gettext(
            "The first training: “{given}” must be a month such as 2023-09, from {first} on and before {today}, the "
            "day on which this page was made."
        ),
        "no_year": gettext("{year}: of this page years from {first} to {last} can be told, those that are over."),
        "no_year_at": gettext("{where}: “{given}” must be a year from {first} to {last}."),
        "no_until": gettext("Totals: “{given}” must be a year from {first} to {last}."),
        "twice": gettext("{where}: {year} stands there twice; say all of it once."),
        "own_up_to": gettext("Up to the end of {year}"),
        "since_start": gettext("Totals until the end of {year}"),
        "too_many_finished": gettext(
            "{where}: {completers} people finished a group, and only {participants} came to one."
        ),
        "nobody_trained": gettext(
            "{where}: {groups} groups, and nobody was trained. Say who was trained, or leave that empty."
        ),
        "no_group": gettext(
            "{where}: {participants} people came, and there was no group. Say how many groups there were, or leave "
            "that empty."
        ),
        "too_many_groups": gettext("{where}: {groups} groups, and only {participants} people came to one."),
        "too_many_people": gettext("{where}: “{what}”, {said}: more than there can be here ({most})."),
        "too_few_places": gettext("{where}: {trained} people were trained, and only {places} places were on offer."),
        "own_places": gettext(UNKNOWN_PLACES),
        "too_many_active": gettext("{where}: {active} facilitators are at work, and only {trained} were trained."),
        "other_total": gettext(
            "{what}, until the end of {until}: the total is {said}, and the years make {together} together."
        ),
        "line": gettext("line {number}"),
        "column": gettext("{where}, column “{column}”"),
        "no_line": gettext("{where}: “{given}” is not understood. It must be as in a programme that was saved here."),
        "not_here": gettext(
            "{where}: “{name}” cannot be told on this page. The command takes it: contagion page --programme FILE."
        ),
        "other_place": gettext("{where}: the programme is of “{given}”, and this page of {here}."),
        "no_column": gettext("line 1: the column “{column}” is not known or is missing. There are: {names}."),
        "column_twice": gettext("line 1: the column “{column}” stands there twice."),
        "other_cells": gettext("{where}: there are {cells} cells, and {columns} in the first line."),
        "no_rows": gettext("There is no year in this table."),
        "too_large": gettext("“{name}” is too large: at most {most} kB are read."),
        "no_text": gettext(
            "“{name}” is neither a table as CSV nor a programme that was saved. In a spreadsheet: save as CSV."
        ),
        "not_begun": gettext("Say first since when, and what you know."),
        "own_counts": gettext(
            "Everything on this page now starts from your figures. The cases that agree with them are worth {number} "
            "independent ones."
        ),
        "own_wider": gettext(
            "Few cases come near your figures: for enough to be left, these are read {times} times less exactly."
        ),
        "own_unmet": gettext(
            "No simulation comes near this: {told}. Correct it, or leave it empty; until then the page stays as it was."
        ),
        "own_fewer": gettext("If fewer places were on offer in a year than before, say how many in “{places}”."),
        "own_far_off": gettext("{what}: {value} (simulations: {range})"),
        "own_far": far_from_all(),
        "own_unweighed": gettext(
            "Everything on this page now starts from your programme. You have told none of its results: the answer "
            "rests on what was known before."
        ),
        "own_lived": gettext("{done} of {all} cases compared with your figures"),
        "own_in_year": gettext("{what}, {year}"),
        "own_since": gettext("{what}, since the start, until the end of {year}"),
        "own_kept": gettext(
            "This page starts from your own figures. They are kept in this browser, and neither the address nor a "
            "saved option contains them: to hand them on, save the programme as a file."
        ),
        "own_refused": gettext(
            "This page starts from your own figures. This browser does not keep them, and neither the address nor a "
            "saved option contains them: save the programme as a file."
        ),
        "own_forgotten": gettext(
            "Your figures are no longer kept in this browser. The page starts from them until it is closed."
        ),
        "own_in_note": gettext(
            "This note starts from figures that were typed into the page. The address of the page does not contain "
            "them: opened elsewhere, it gives other results."
        ),
        "own_known": [ngettext(*AGREES, number) for number in (1, 2)],
        "own_note": gettext(
            "The options of your note were reckoned from other figures and are out of it; put them there again."
        ),
        "own_goes_on": gettext(GOES_ON),
        "before": gettext(BEFORE),
        "before_known": gettext(BEFORE_KNOWN),
    }
