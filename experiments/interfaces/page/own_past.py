"""A past that readers enter on the page: the data with which a browser runs as many simulations as the command, and
weights them in the same way (`experiments.evidence`).

The simulations have one decision per possible past year, with the known values; it changes no run. A host dates these
decisions and writes the yearly effort into them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.evidence import agreeing
from contagion.experiments.evidence.agreeing import TRIED
from contagion.experiments.evidence.ensemble import reference
from contagion.experiments.evidence.known import (
    DRAWN,
    FLOWS,
    HALF,
    HELD,
    PEOPLE,
    PLACES,
    RUNS,
    SESSION,
    STOCKS,
    Year,
)
from contagion.experiments.evidence.lived import FIRST, going_on, option
from contagion.experiments.evidence.stories import (
    MOST_A_YEAR,
    MUCH_MORE,
    NEVER_SEEN,
    STORIES,
    TIMES,
    TOO_FEW,
    TWOFOLD,
    WIDENED,
)
from contagion.experiments.evidence.words_of_programmes import ASKED, UNKNOWN_PLACES, far_from_all
from contagion.experiments.interfaces.page.words import AGREES
from contagion.experiments.say.languages import gettext, ngettext
from contagion.experiments.say.levers import ON_THE_PAGE
from contagion.experiments.say.sentences import N_, _, months
from contagion.models.parameters import Parameters
from contagion.models.parameters.declaring import WEEKS_A_YEAR, week_of
from contagion.models.parameters.effort import EFFORT as SCALED
from contagion.models.parameters.effort import MOST_EVENTS
from contagion.models.runs.study import changed, in_force
from contagion.models.scenario import RESIDENTS, library
from contagion.models.territory.gazetteer import residents_of
from contagion.models.territory.territory import home
from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.evidence.worlds import Worlds
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory


MOST = 10  # years of a past, unless the known programme has more
EFFORT = {
    "places": PLACES,
    "letters": "outreach.letters",
    "events": "outreach.events_per_year",
    "posts": "partners.coordinators",
}
"""Known yearly effort, and the parameter that each sets (`lived`)."""
MONTH = "training.first_week"  # of a programme that began in another month than January

RECORDS = ("state.parameters", "state.start", "state.world.parameters")
COUNT, POSTS, LARGEST = 1_000_000, 10_000, 200_000  # greatest figure, posts and bytes of a file accepted


@dataclass(frozen=True)
class Opened:
    """A past for readers to edit."""

    programme: Programme  # on the day on which the page is made
    before: Ensemble  # before weighting; the page tries as many of its simulations as the command
    told: Sequence[tuple[int, int]]  # set and seed of each simulation that the page holds

    @property
    def most(self) -> int:
        """Greatest number of past years."""
        return max(MOST, self.programme.past)

    @property
    def values(self) -> int:
        """Number of values that these years decide."""
        return self.most * len(EFFORT)

    def seen(self, number: int) -> list[tuple[int, int]]:
        """Return at least so many simulations as (set, seed), those of `told` first."""
        more = ((n % len(self.before), n + 1) for n in range(number))
        return [*dict.fromkeys([*self.told, *more])][: max(number, len(self.told))]


def opened(
    programme: Programme, base: Scenario, worlds: Worlds, before: Ensemble, number: int, made: date
) -> Opened | None:
    """Return the editable past for a page with so many simulations of an ensemble; None where more is known or decided
    than its form can express."""
    today = max(programme.today, made)
    if programme.prices or programme.decided or before.left_to(without_month(base)) or before.seeds:
        return None
    seeds = [worlds.lived_with(world) for world in range(1, number + 1)]
    published = agreeing.already(base, before, agreeing.observed_of(programme)) if worlds.ensemble.seeds else []
    sets = agreeing.sets_of(published, TRIED) if worlds.ensemble.seeds else len(before)
    told = [((seed - 1) % sets % len(before), seed) for seed in seeds]
    return Opened(replace(programme, today=today, began=min(programme.began, today)), before, told)


def without_month(base: Scenario) -> Scenario:
    """Let the programme begin in January, which leaves the first training to the parameter sets."""
    return replace(base, parameters=changed(base.parameters, {MONTH: reference().get(MONTH)}))


def with_years(parameters: Parameters, past: int, most: int) -> Parameters:
    """Replace the decisions by one per year of the longest past; those before a shorter past repeat its first year."""
    rows = []
    for number in range(most):
        year = max(number - (most - past), 0)
        there = parameters.with_decisions(parameters.in_force(year * WEEKS_A_YEAR))
        values = {name: there.get(name) for name in EFFORT.values()}
        rows.append({"title": f"own {number}", "from": year * WEEKS_A_YEAR, "set": values})
    return Parameters.model_validate({**parameters.model_dump(by_alias=True), "decision": rows})


def numbers(opened: Opened, base: Scenario, territory: Territory) -> Mapping[str, Any]:
    """Return the data of an editable past for scripts."""
    programme, before = opened.programme, opened.before
    usual, start = going_on(_unknown(programme), territory).parameters, programme.start
    months = [f"{start[:4]}-{month:02}" for month in range(2, 13)]
    return {
        "most": opened.most,
        "today": programme.today.isoformat(),
        "since": programme.next_january,
        "made": _known(programme) if base.past else None,
        "territory": programme.territory.code,
        "called": str(programme.territory.title).partition(" (")[0],
        "names": [name for name in Year.model_fields if name != "year"],
        "flows": FLOWS,
        "stocks": STOCKS,
        "effort": EFFORT,
        "usual": {name: usual.get(name) for name in EFFORT.values()},
        "founders": usual.get("training.founders"),
        "mailings": usual.outreach.campaigns_per_year or 1,
        "first_weeks": [None, *(week_of(month, start) + FIRST for month in months)],
        "people": PEOPLE,
        "largest": {"count": COUNT, "events": MOST_EVENTS, "posts": POSTS, "bytes": LARGEST}
        | dict.fromkeys(PEOPLE, residents_of(programme.territory)),
        "weighing": {
            "tried": TRIED,
            "seeds": agreeing.SEEDS,
            "published": agreeing.published_of(base, before),
            "kept": agreeing.KEPT,
            "enough": agreeing.ENOUGH,
            "share": float(np.hypot(agreeing.READING, agreeing.MISSED)),
            "least": agreeing.LEAST,
            "far": agreeing.FAR,
            "widest": agreeing.WIDEST,
            "twofold": TWOFOLD,
            "start": Draws(1).stream("which of the tried are kept").uniform(0),
            "key": str(Draws(1).key("order of the sets")),
        },
        "offered": {
            "key": str(Draws(1).key(DRAWN)),
            "half": HALF,
            "session": str(Draws(1).key(SESSION)),
            "held": HELD,
            "runs": RUNS,
        },
        "doubted": None if base.territory in {"", home()} else {"times": TIMES, "most": 1000 * MOST_A_YEAR / RESIDENTS},
    }


def _unknown(programme: Programme) -> Programme:
    """Return the programme as if nothing were known of it and it had begun in January."""
    return replace(programme, began=programme.began.replace(month=1), known=(), total=None)


def _known(programme: Programme) -> dict[str, Any]:
    """Return the known figures of a programme in the form's terms."""
    total = {"total": programme.total.model_dump(exclude_none=True)} if programme.total else {}
    known = {str(year.year): year.said for year in programme.known if year.said}
    return {"title": programme.title.partition(" (")[0], "began": f"{programme.began:%Y-%m}", "years": known, **total}


NAMES = {
    "trained": (N_("trained"), N_("People trained as facilitators")),
    "places": (N_("places"), N_("Training places on offer")),
    "groups": (N_("groups"), N_("Groups that started")),
    "participants": (N_("people"), N_("People who came to a group")),
    "completers": (N_("finished"), N_("People who finished their group")),
    "active": (N_("active"), N_("Facilitators at work at the end of the year")),
    "waiting": (N_("waiting"), N_("People waiting for a group at the end of the year")),
    "letters": (N_("letters"), N_("Letters sent")),
    "events": (N_("events"), N_("Public events")),
    "posts": (N_("posts"), N_("Coordinators, in full-time posts")),
}
"""Names of a figure as a column of a table, and in the form."""


def _columns() -> dict[str, str]:
    return {"year": _("year"), **{name: _(short) for name, (short, _label) in NAMES.items()}}


def _labels() -> dict[str, str]:
    return {name: _(label) for name, (_short, label) in NAMES.items()}


def form() -> dict[str, Any]:
    """Return the texts of the form that are the same for every territory."""
    labels = _labels()
    return {
        "months": months(),
        "labels": labels,
        "totals": {name: labels[name] for name in FLOWS},
        "columns": ", ".join(_columns().values()),
    }


def told(opened: Opened, base: Scenario) -> dict[str, Any]:
    """Return the questions of the form and the hints for filling it in."""
    published = bool(agreeing.published_of(base, opened.before))
    return {
        **_questions(bool(base.past)),
        "published": published,
        "hints": [*_hints(opened, base, published)],
    }


def _questions(begun: bool) -> dict[str, str]:
    """Return the question whether to enter a past, or to correct the one of the page, with its answers."""
    if begun:
        asks, no = _("Which figures does this page start from?"), _("Those that it was made with")
        return {"asks": asks, "no": no, "yes": _("Those, corrected and completed by me")}
    return {"asks": _("Has the programme begun?"), "no": _("Not yet"), "yes": _("Yes")}


def _hints(opened: Opened, base: Scenario, published: bool) -> Iterator[str]:
    """Yield the hints for filling in the form."""
    if base.past:
        yield _("What this page was made with stands filled in.")
    if base.past and base.past < opened.programme.past:
        since = opened.programme.next_january[:4]
        yield _("With your own figures the page is seen from today: changes begin in January {since}.", since=since)
    if published:
        yield _("What was published here is in all simulations already: it counts once, also where you correct it.")
    yield _("Leave empty what you do not know. Each figure that you know makes the answer surer.")
    yield _(
        "Where you say nothing of a year's trainings, letters, events or posts, they are as in the year before. Where "
        "there were none, put 0."
    )


def words() -> dict[str, Any]:
    """Return names and sentences by key, with placeholders for scripts."""
    return {
        "own_names": _labels(),
        "own_columns": _columns(),
        "no_count": gettext("{where}: “{given}” must be a whole number from 0 to {most}."),
        "no_amount": gettext("{where}: “{given}” must be a number from 0 to {most}."),
        "no_beginning": gettext(
            "The first training: “{given}” must be a month such as 2023-09, from {first} on and before {today}, the "
            "day on which this page was made."
        ),
        "no_year": gettext("{year}: this page takes the years that are over, from {first} to {last}."),
        "no_year_at": gettext("{where}: “{given}” must be a year from {first} to {last}."),
        "no_until": gettext("Totals: “{given}” must be a year from {first} to {last}."),
        "twice": gettext("{where}: {year} is listed twice; say all of it once."),
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
            "{where}: this page does not take “{name}”. The command does: contagion page --programme FILE."
        ),
        "other_place": gettext("{where}: the programme is of “{given}”, and this page of {here}."),
        "no_column": gettext("line 1: the column “{column}” is not known or is missing. There are: {names}."),
        "column_twice": gettext("line 1: the column “{column}” is listed twice."),
        "other_cells": gettext("{where}: there are {cells} cells, and {columns} in the first line."),
        "no_rows": gettext("There is no year in this table."),
        "too_large": gettext("“{name}” is too large: at most {most} kB are read."),
        "no_text": gettext(
            "“{name}” is neither a table as CSV nor a programme that was saved. In a spreadsheet: save as CSV."
        ),
        "not_begun": gettext("Say first since when, and what you know."),
        "own_counts": gettext(
            "Everything on this page now starts from your figures. The simulations that agree with them are worth "
            "{number} independent ones."
        ),
        "own_wider": gettext(WIDENED),
        "own_session": gettext(ASKED),
        "own_stories": gettext(STORIES),
        "too_few_told": gettext(TOO_FEW),
        "much_more": gettext(MUCH_MORE),
        "never_seen": gettext(NEVER_SEEN),
        "own_unmet": gettext(
            "No simulation comes near this: {told}. Correct it, or leave it empty; until then the page stays as it was."
        ),
        "own_fewer": gettext("If fewer places were on offer in a year than before, say how many in “{places}”."),
        "own_far_off": gettext("{what}: {value} (simulations: {range})"),
        "own_far": far_from_all(),
        "own_unweighed": gettext(
            "Everything on this page now starts from your programme. You have entered none of its results: the answer "
            "rests on what was known before."
        ),
        "own_lived": gettext("{done} of {all} simulations compared with your figures"),
        "own_in_year": gettext("{what}, {year}"),
        "own_since": gettext("{what}, since the start, until the end of {year}"),
        "own_kept": gettext(
            "This page starts from your own figures. They are kept in this browser, and neither the address nor a "
            "saved option contains them: to hand them on, save the dossier."
        ),
        "own_refused": gettext(
            "This page starts from your own figures. This browser does not keep them, and neither the address nor a "
            "saved option contains them: save the dossier."
        ),
        "own_forgotten": gettext(
            "Your figures are no longer kept in this browser. The page starts from them until it is closed; a dossier "
            "that was saved still contains them."
        ),
        "own_in_note": gettext(
            "This note starts from figures that were typed into the page. The address of the page does not contain "
            "them, the dossier does."
        ),
        "own_known": [ngettext(*AGREES, number) for number in (1, 2)],
        "own_note": gettext(
            "The options of your note were computed from other figures and are out of it; put them there again."
        ),
        "own_goes_on": gettext("About {people} people come to a group in {years} ({range})."),
        "before": gettext("Before that: about {people} people since {year} ({range})."),
        "before_known": gettext("Before that: {people} people since {year}."),
    }


@dataclass(frozen=True)
class Tried:
    """A scenario of the library, applied to a programme from next January on."""

    scenario: Scenario
    values: Mapping[str, Any]  # the levers that it moves

    @property
    def numbers(self) -> dict[str, Any]:
        """Data for scripts: the values and, for towns of another size, effort as a multiple of the current one, the
        same as over the reference."""
        usual = reference()
        times = {
            name: value / before
            for name, value in self.values.items()
            if name in SCALED and 0 < (before := usual.get(name)) < inf
        }
        return {"values": self.values, "times": times}


def tried(programme: Programme, territory: Territory, base: Scenario) -> Iterator[Tried]:
    """Yield the scenarios that move levers and nothing else; `base` is the current course of the programme."""
    for one in library():
        try:
            made = option(programme, territory, base, one)
        except InputError:  # not a decision for a programme that has begun
            continue
        if values := _moved(made, base):
            yield Tried(made, values)


def _moved(made: Scenario, base: Scenario) -> dict[str, Any]:
    """Return the levers that a scenario moves for good; empty where it does anything else."""
    before, after = base.parameters, made.parameters
    if after.model_copy(update={"decision": before.decision}) != before:
        return {}
    now, values = in_force(before, base.past), dict[str, Any]()
    for number in range(len(before.decision), len(after.decision)):
        row = after.decision[number].model_dump(by_alias=True, exclude_defaults=True)
        if {*row} - {"title", "from", "set"} or after.begin(number) != WEEKS_A_YEAR * base.past:
            return {}
        values |= row["set"]
    levers = {one.parameter: one for one in ON_THE_PAGE}
    if any(name not in levers or (not levers[name].choices and value % 1) for name, value in values.items()):
        return {}
    return {name: value for name, value in values.items() if value != now.get(name)}
