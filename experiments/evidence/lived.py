"""A programme as a scenario: its past as it is known, the same for all that is compared, and what begins from today on.

What was put in is known by year: training places, letters, events, posts. It is decided so in each year; where nothing
is said it is what a town of this size does in the reference, before the first year that is known as in it, and after
the last as in that.

What is asked of your own programme: where, over how many years, and in which scenarios.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil, inf
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contagion.experiments.evidence.known import PLACES, by_year
from contagion.experiments.evidence.programme import Programme
from contagion.models.parameters import Parameters
from contagion.models.parameters.decisions import MAY_CHANGE
from contagion.models.parameters.declaring import WEEKS_A_YEAR, week_of
from contagion.models.parameters.effort import EFFORT, SECTIONS
from contagion.models.runs.study import changed, due, in_force
from contagion.models.scenario import FOLDER, Scenario, Words, all_that, fitted, read
from contagion.models.territory.territory import Territory, home, identity_of
from contagion.sim.errors import InputError, Sentence

GO_ON = ("If we go on", "Si l’on continue")
START = ("Start as a town of this size does", "Démarrer comme une ville de cette taille")
"""What the programme is called: one that there is, and one that is to begin as is usual."""
NONE_YET = ("No programme", "Aucun programme")
"""What all is compared with where nothing exists yet."""
WITHOUT = "no_programme"
FIRST = 2
"""Week of its month in which a programme trains first, where that is not January, for which the reference has one."""
IN_NO_NUMBERS = {"Twenty places a year": "Twice the places", "Two sessions of five": "Two sessions a year"}
"""What decisions of the library are called where their numbers are those of another place."""
_TABLES = ("decision", "alternative", "shock")  # whose rows have dates


def going_on(programme: Programme, territory: Territory) -> Scenario:
    """Return the programme on its current course, fitted to its territory.

    Raises
    ------
    InputError
        If what is known cannot be simulated, or a decision does not fit it.
    """
    usual = _of_this_size(read(), territory)
    values = {"calendar.start": programme.start}
    if programme.began.month > 1:
        values["training.first_week"] = week_of(f"{programme.began:%Y-%m}", programme.start) + FIRST
    by_year = dict(_effort(programme, usual.parameters))
    first = by_year.get(programme.began.year, {}).get(PLACES)
    if founders := next((year.trained for year in programme.known if year.trained is not None), None) or first:
        values["training.founders"] = founders
    rows = [
        {"title": f"As known of {year}", "from": f"{year}-01", "set": there} for year, there in by_year.items() if there
    ]
    decided = [one.model_dump(by_alias=True, exclude_defaults=True) for one in programme.decided]
    content = usual.parameters.model_dump(by_alias=True)
    for name, value in (values | {f"costs.{item}": price for item, price in programme.prices.items()}).items():
        section, _, key = name.partition(".")
        content[section] = {**content[section], key: value}
    content["decision"] = [*rows, *decided]
    english, french = START if programme.to_begin else GO_ON
    effort = Sentence(
        "Effort as {file} says it, and what it does not say as of a town of {here:,} residents aged 15+",
        file=Path(programme.source).name,
        here=usual.effort_for,
    )
    return replace(
        usual,
        name="go_on",
        effort=effort,
        past=programme.past,
        words=Words(english, programme.title),
        french=Words(french, programme.title),
        parameters=_checked(content, programme),
        source=programme.source,
        lines=(),
        set_over=tuple(f"costs.{item}" for item in programme.prices),
        priced=tuple(programme.prices),
    )


def without(base: Scenario) -> Scenario:
    """No programme in the place of another: nobody is trained, nothing is sent or held, and nothing is paid."""
    nothing = {name: 0 for name in EFFORT if name.partition(".")[0] in ("training", "partners", "outreach")}
    parameters = changed(base.parameters.model_copy(update={"decision": ()}), nothing)
    english, french = NONE_YET
    return replace(base, name=WITHOUT, words=Words(english, ""), french=Words(french, ""), parameters=parameters)


def _of_this_size(scenario: Scenario, territory: Territory) -> Scenario:
    """Return the scenario for a territory, with the effort of a town of its size. Effort that the smallest would have
    none of is one."""
    ratio = int(territory.residents.sum()) / scenario.effort_for

    def enough(values: Mapping[str, Any], section: str = "", stay: Collection[str] = ()) -> dict[str, Any]:
        made = dict(values)
        for name, value in values.items():
            how = EFFORT.get(full := f"{section}{name}")
            if how and value and full not in stay and not how.times(value, ratio):
                made[name] = type(value)(ceil(how.step / ratio))
        return made

    content = scenario.parameters.model_dump()
    content |= {section: enough(content[section], f"{section}.", scenario.set_over) for section in SECTIONS}
    content["alternative"] = [enough(row, "alternative.") for row in content["alternative"]]
    content["decision"] = [{**row, "set": enough(row["set"])} for row in content["decision"]]
    return fitted(replace(scenario, parameters=Parameters.model_validate(content)), territory)


def _effort(programme: Programme, usual: Parameters) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what was put in, by the year from which it holds."""
    known: dict[int, dict[str, Any]] = {}
    for number, places in by_year(programme.known, int(usual.training.places)):
        known.setdefault(number, {})[PLACES] = places
    mailings = usual.outreach.campaigns_per_year or 1
    for year in programme.known:
        if year.letters is not None:
            known.setdefault(year.year, {})["outreach.letters"] = round(year.letters / mailings)
        for name, value in (("outreach.events_per_year", year.events), ("partners.coordinators", year.posts)):
            if value is not None:
                known.setdefault(year.year, {})[name] = value
    first = {name: min(year for year in known if name in known[year]) for of in known.values() for name in of}
    for name, year in first.items():  # before its first known year it was as in that year
        known.setdefault(programme.began.year, {}).setdefault(name, known[year][name])
    yield from sorted(known.items())


def option(programme: Programme, territory: Territory, base: Scenario, scenario: Scenario) -> Scenario:
    """Return what a scenario changes in the reference, done by the programme from the next January on.

    A scenario of the library is an option: its dates are put off until then, and effort that is twice the reference's
    becomes twice the current effort. Your own scenario keeps its dates and numbers; no date may lie before today.

    Raises
    ------
    InputError
        For what cannot be decided in the course of a programme, a date before today, and places that sessions cannot
        share equally.
    """
    usual, other = (_of_this_size(one, territory) for one in (read(), scenario))
    before, after = (one.parameters.model_dump(by_alias=True) for one in (usual, other))
    changed = {
        f"{section}.{key}": value
        for section, values in after.items()
        if section not in _TABLES and isinstance(values, Mapping)
        for key, value in values.items()
        if value != before[section][key]
    }
    where = scenario.source or scenario.name
    if fixed := [name for name in changed if name not in MAY_CHANGE]:
        raise InputError(
            f"{where}: {fixed[0]} cannot be decided from {programme.next_january} on: it was so from the "
            "start, or never"
        )
    content = base.parameters.model_dump(by_alias=True)
    rows = [{"title": scenario.title, "from": programme.next_january, "set": changed}] if changed else []
    for table in _TABLES:
        dated = [
            row.model_dump(by_alias=True, include=None if table == "alternative" else written.model_fields_set)
            for row, written in zip(getattr(other.parameters, table), getattr(scenario.parameters, table), strict=True)
        ]
        content[table] = [*content[table], *_from_now_on(programme, scenario, table, dated)]
    content["decision"] += rows
    if _of_the_library(scenario):
        written = [row.set for row in scenario.parameters.decision]
        written.append({name: scenario.parameters.get(name) for name in changed})
        for row, values in zip(content["decision"][len(base.parameters.decision) :], written, strict=False):
            there = _times_what_goes_on(row.get("set") or {}, scenario, values, base)
            title = row.get("title", "")
            row |= {"set": there, "title": title if there == values else IN_NO_NUMBERS.get(title, title)}
    made = replace(
        base,
        name=scenario.name,
        words=_put_off(scenario, scenario.words, programme),
        french=scenario.french and _put_off(scenario, scenario.french, programme),
        parameters=_checked(content, programme, scenario),
        source=scenario.source,
        lines=(),
    )
    _must_be_paid_for(made, base, programme.next_january)
    return made


def _must_be_paid_for(made: Scenario, base: Scenario, since: str) -> None:
    """Refuse more than what goes on where the money that there is does not even pay what is due whatever comes."""
    then, now = (in_force(one.parameters, base.past) for one in (made, base))
    if due(then) > max(then.budget.per_year, due(now)):
        raise InputError(
            f"{made.source or made.name}: coordinators, events and letters from {since} on cost "
            f"{due(then):,.0f} € a year, and there are {then.budget.per_year:,.0f} (budget.per_year): "
            "plan less, or set more"
        )


def _times_what_goes_on(
    values: Mapping[str, Any], scenario: Scenario, written: Mapping[str, Any], base: Scenario
) -> dict[str, Any]:
    """Values of a decision, of a scenario in whose file others are `written` (of Grand Besançon's size); effort as many
    times what goes on as it is of the reference, where both have some."""
    made, usual, now = dict(values), read().parameters, in_force(base.parameters, base.past)
    for name in EFFORT.keys() & values.keys() - {*scenario.set_over}:
        before, here = usual.get(name), now.get(name)
        if 0 < before < inf and 0 < here < inf and written[name] < inf:
            if "training.period_weeks" in values and name == "training.places" and here * written[name] % before:
                raise InputError(
                    f"{scenario.source or scenario.name}: {here:,g} places a year are not as many in each of its "
                    "sessions; set training.places and training.period_weeks in a scenario of your own"
                )
            made[name] = type(values[name])(EFFORT[name].times(here, written[name] / before))
    return made


def as_option(base: Scenario, territory: Territory, own: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return what a programme sets from the end of its past on, as a scenario for `option`, named like `own`."""
    usual = _of_this_size(read(), territory)
    since = f"{int(base.parameters.calendar.start[:4]) + base.past}-01"
    rows = [{"title": own.title, "from": since, "set": dict(values)}]
    content = usual.parameters.model_dump(by_alias=True) | {"decision": rows}
    parameters = Parameters.model_validate(content)
    return replace(usual, name=own.name, words=own.words, french=own.french, parameters=parameters, source="", lines=())


def _from_now_on(
    programme: Programme, scenario: Scenario, table: str, rows: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Rows with dates in the weeks of the programme: put off, so that the first begins in the next January, where the
    scenario is one of the library."""
    start = scenario.parameters.calendar.start
    if _of_the_library(scenario):
        weeks = [week_of(row.get("from", 0), start) for row in rows]
        later = week_of(programme.next_january, programme.start) - min(weeks, default=0)
        for row, week in zip(rows, weeks, strict=True):
            until = {} if row.get("until", inf) in (None, inf) else {"until": week_of(row["until"], start) + later}
            yield {**row, "from": week + later, **until}
        return
    for number, row in enumerate(rows, start=1):
        when = row.get("from", programme.next_january if table != "shock" else 0)
        if week_of(when, programme.start) < programme.now:
            raise InputError(
                f"{scenario.source or scenario.name}: {table} {number}: from = {when} lies before today, "
                f"{programme.today}; say a later date, or leave it out: then it begins in "
                f"{programme.next_january}"
            )
        yield {**row, "from": when}


def _of_the_library(scenario: Scenario) -> bool:
    return bool(scenario.source) and FOLDER in Path(scenario.source).resolve().parents


def _put_off(scenario: Scenario, words: Words, programme: Programme) -> Words:
    """Its words, with the year in which it begins here in place of the one in which it began."""
    if not _of_the_library(scenario):
        return words
    parameters = scenario.parameters
    starts = [week_of(one.start, parameters.calendar.start) for one in parameters.decision]
    began = str(int(parameters.calendar.start[:4]) + min(starts) // WEEKS_A_YEAR) if starts else "-"
    return Words(*(text.replace(began, programme.next_january[:4]) for text in vars(words).values()))


def _checked(content: dict[str, Any], programme: Programme, scenario: Scenario | None = None) -> Parameters:
    try:
        return Parameters.model_validate(content)
    except ValidationError as error:
        raise all_that(error, (scenario.source or scenario.name) if scenario else programme.source) from None


def ahead_in_words(programme: Programme, ahead: int | None = None) -> Sentence:
    """From when on scenarios differ, and until when they are lived: so many years ahead, by default those of its
    file."""
    last = int(programme.next_january[:4]) + (ahead or programme.years) - 1
    return Sentence(
        "Today is {today}. What lies before is the same in all of them; changes begin in January {first}; looked "
        "ahead to the end of {last}.",
        today=programme.today,
        first=programme.next_january[:4],
        last=last,
    )


def place_of(programme: Programme) -> str | None:
    """Return the code of the programme's EPCI; None for Grand Besançon, whose table comes with the project."""
    return None if identity_of(programme.territory.codes) == home() else programme.territory.code


def years_of(programme: Programme, ahead: int | None) -> int:
    """Years of a run that looks so many years ahead, by default as many as its file says."""
    return programme.length - programme.years + (programme.years if ahead is None else ahead)


def must_be_decided(programme: Programme, names: Sequence[str], where: str) -> None:
    """Refuse to vary what cannot be decided in the course of a programme (`InputError`); `where` is where it was
    given."""
    if fixed := [name for name in names if name not in MAY_CHANGE]:
        raise InputError(
            f"{where} {fixed[0]}: cannot be decided from {programme.next_january} on, so each simulation "
            "has its own; `contagion parameters` lists what can be"
        )


def scenarios_of(programme: Programme, territory: Territory, asked: Sequence[Scenario]) -> list[Scenario]:
    """Return the programme on its current course and its options; before these, if it has yet to begin, no programme.
    The first is what the others are compared with.

    Raises
    ------
    InputError
        If a scenario cannot be taken up in the course of a programme.
    """
    base = going_on(programme, territory)
    first = [without(base)] if programme.to_begin else []
    return [*first, base, *(option(programme, territory, base, one) for one in asked)]
