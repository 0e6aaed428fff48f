"""A request in words: the title of a scenario, the settings over it, whom its effort is for; decisions of an authority
and shocks to its programme, as in a run or by the dates of a scenario alone; territories; and the amount of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import isinf
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.say.languages import FRENCH, spoken, typeset
from contagion.experiments.say.levers import levers_in_words
from contagion.experiments.say.sentences import (
    N_,
    _,
    counted,
    in_lines,
    listed,
    month,
    number,
    paragraphs,
    said,
    table_lines,
)
from contagion.models.parameters.decisions import AWAY, LOST
from contagion.models.parameters.declaring import week_of
from contagion.models.records import BEGINS, ENDS
from contagion.models.runs.vocabulary import FEW_SECONDS, MANY_LEADERS
from contagion.models.scenario import AT_HOME, UNFITTED, Words
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import toml_of

if TYPE_CHECKING:
    from contagion.models.parameters import Parameters
    from contagion.models.runs.vocabulary import Asked
    from contagion.models.scenario import Scenario
    from contagion.models.territory.extract import Extract
    from contagion.models.territory.territory import Territory
    from contagion.sim.files import Results


def words_of(scenario: Scenario) -> Words:
    """Return title and description of a scenario in the current language, or in English where its file has no other."""
    if spoken() == FRENCH and scenario.french:
        return Words(*(typeset(text, FRENCH) for text in (scenario.french.title, scenario.french.description)))
    return scenario.words


def title(scenario: Scenario) -> str:
    """Return the title of a scenario up to a colon; a title made of settings is put into words."""
    words = words_of(scenario).title
    settings = words.split(" + ")
    return levers_in_words(settings) if all("=" in one for one in settings) else words.partition(":")[0].strip()


def labels(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Return the labels of scenarios by name; labels that two share also show the name."""
    said = {one.name: title(one) for one in scenarios}
    twice = [one for one in said.values() if list(said.values()).count(one) > 1]
    return {name: f"{words} ({name})" if words in twice else words for name, words in said.items()}


def quoted(labels: Iterable[str]) -> str:
    """Quote names of scenarios for use within a sentence."""
    return listed(_("“{name}”", name=label) for label in labels)


def shown(scenario: Scenario) -> str:
    """Return the name of a scenario in a figure as typed, or its title where it has a past."""
    return quoted([title(scenario)]) if scenario.past else scenario.name


def by_the_end(scenario: Scenario, years: int) -> str:
    """Write when a run of so many years ends: by the calendar where some years are already past."""
    if not scenario.past:
        return f"after {counted(years, 'year')}"
    return f"at the end of {int(scenario.parameters.calendar.start[:4]) + years - 1}"


def named(scenario: Scenario) -> str:
    """Write the name of a scenario and, in brackets, its title."""
    return f"{scenario.name} ({words_of(scenario).title})"


def asked_in_words(scenario: Scenario) -> list[str]:
    """Write the settings over a scenario, if any, and whom its effort is for, unless that is Grand Besançon."""
    values = [f"{name} = {typed(scenario.parameters.get(name))}" for name in dict.fromkeys(scenario.set_over)]
    return [*([f"Set: {', '.join(values)}."] if values else []), *effort_in_words([scenario])]


def since_when(scenario: Scenario, years: int) -> list[str]:
    """Write, for a scenario with a past, which years lie ahead, from when on changes apply and since when totals
    count; `years` is the length of the run."""
    if not scenario.past:
        return []
    first = int(scenario.parameters.calendar.start[:4])
    begins, ends = first + scenario.past, first + years - 1
    ahead = f"The {counted(years - scenario.past, 'year')} that lie ahead are those from January {begins} to the end of"
    since = f"until something else is decided on it; totals are counted since {first}."
    return [f"{ahead} {ends}. What is varied holds from then on, {since}"]


def typed(value: Any) -> str:
    """Write the value of a parameter as it may be typed."""
    if value in (None, ()):
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return " ".join(map(typed, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def elsewhere(scenario: Scenario) -> bool:
    """Return whether the effort of a scenario differs from Grand Besançon's own."""
    return scenario.effort not in (UNFITTED, AT_HOME)


def effort_in_words(scenarios: Sequence[Scenario]) -> list[str]:
    """Write whom the effort of scenarios is for, unless it is Grand Besançon's own; one line each if they differ."""
    others = [scenario for scenario in scenarios if elsewhere(scenario)]
    if len({scenario.effort for scenario in others}) == 1:
        return [f"{said(others[0].effort)}."]
    return [f"{one.name}: {said(one.effort)}." for one in others]


PAST = "past_years"
"""Key in the provenance of a run for the past years of a programme that has begun."""

type Span = tuple[int, int | None]  # weeks, from the first until before the second; None: for good


@dataclass(frozen=True)
class Decided:
    """A decision, or a shock."""

    row: dict[str, Any]  # as its scenario has it
    spans: tuple[Span, ...]  # empty for a rule on the state that has not acted

    @property
    def shock(self) -> bool:
        """Whether nobody decided it."""
        return "kind" in self.row

    @property
    def once(self) -> bool:
        """Whether it happens in a week, and does not last."""
        return "extra_session" in self.row or self.row.get("kind") == LOST


def in_run(results: Results) -> list[Decided]:
    """Return the decisions and shocks of a run; rules on the state of the programme have the times when they acted."""
    written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
    noted, found = results.tables["decisions"], []
    for place, row in enumerate(written.get("decision", []), start=1):
        begins, ends = (noted.loc[(noted["number"] == place) & (noted["what"] == w), "week"] for w in (BEGINS, ENDS))
        found.append(Decided(row, tuple(zip_longest(begins.tolist(), ends.tolist()))))
    return found + [_shock(row) for row in written.get("shock", [])]


def by_date(parameters: Parameters) -> list[Decided]:
    """Return the decisions and shocks of a scenario; rules on the state of the programme have no times yet."""
    found = []
    for place, decision in enumerate(parameters.decision):
        end = parameters.end(place)
        span = (parameters.begin(place), None if isinf(end) else int(end))
        row = decision.model_dump(by_alias=True, exclude_defaults=True)
        found.append(Decided(row, () if decision.when else (span,)))
    return found + [_shock(shock.model_dump(by_alias=True, exclude_none=True)) for shock in parameters.shock]


def _shock(row: dict[str, Any]) -> Decided:
    end = row["from"] + row["weeks"] if "weeks" in row else None
    return Decided(row, ((row["from"], end),))


SIGNS = {"above": ">", "below": "<", "at_least": "≥", "at_most": "≤"}
LISTED = 3  # times that a rule on the state of the programme acted; of more, the first and the last


def in_force(results: Results) -> list[str]:
    """Write one line per decision and shock of a run: what it is, and its first and last month.

    Rules on the state of the programme have the times when they acted.
    """
    written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
    return [decision_in_words(one, written) for one in in_run(results)]


def decision_in_words(one: Decided, written: dict[str, Any]) -> str:
    """Write the line of a decision or shock of a run, whose scenario is `written`."""
    return _line(one, written["calendar"]["start"], "never called for")


def planned(one: Decided, start: str) -> str:
    """Write the line of a decision or shock of a scenario; rules show their condition instead of times."""
    conditions = [
        f"{state.replace('_', ' ')} {SIGNS[bound]} {number(value, '.3g')}"
        for state, bounds in one.row.get("when", {}).items()
        for bound, value in bounds.items()
    ]
    since = _span(week_of(one.row.get("from", 0), start), None, start, once=False)
    if not conditions:
        return _line(one, start, since)
    return _line(one, start, f"when {listed(conditions)}, {since}")


def _line(one: Decided, start: str, otherwise: str) -> str:
    """Write what it is and when it applies, or `otherwise` where there are no times."""
    spans = [_span(*span, start, one.once) for span in one.spans]
    if len(spans) > LISTED:
        first, last = (month_of(one.spans[place][0], start) for place in (0, -1))
        spans = [f"{len(spans)} times, first in {first}, last in {last}"]
    when = ", ".join(spans) or otherwise
    if one.shock:
        return f"Shock: {what(one)}, {when}"
    return f"Decision: {what(one)}, {when}"


def what(one: Decided) -> str:
    """Write what was decided, or which shock happened, without dates."""
    return _befell(one.row) if one.shock else _decided(one.row)


def _decided(row: dict[str, Any]) -> str:
    """Write the title of a decision, or what it does and for whom."""
    if title := " ".join(row.get("title", "").split()):
        return title
    what = ", ".join(f"{name} = {value}" for name, value in row.get("set", {}).items()) or "extra training session"
    whom = [name for key in ("communes", "target_groups", "partner_types") for name in row.get(key, [])]
    return f"{what} ({', '.join(whom)})" if whom else what


def _befell(row: dict[str, Any]) -> str:
    kind = row["kind"]
    if kind == AWAY and row.get("share", 1) < 1:
        return f"{kind} ({row['share']:.0%} of the posts)"
    if "share" in row and kind != AWAY:
        return f"{kind} ({row['share']:.0%} of the active)"
    return f"{kind} to {row['factor']:.0%}" if "factor" in row else kind


def _span(begin: int, end: int | None, start: str, once: bool) -> str:
    since = month_of(begin, start)
    if once:
        return f"in {since}"
    if end is None:
        return f"from {since}"
    return f"from {since} until {month_of(end, start)}"


def month_of(week: int, start: str) -> str:
    """Write the month in which a week begins, where week 0 begins in the month `start` ("2021-09")."""
    years, weeks = divmod(int(week), WEEKS_A_YEAR)
    first_year, first_month = (int(part) for part in start.split("-"))
    months = 12 * (first_year + years) + first_month - 1 + (12 * weeks + 11) // WEEKS_A_YEAR
    return month(months // 12, months % 12 + 1)


MOST_COMMUNES, MOST_PIECES = 100, 5  # that are listed

EXPLAINED_IN = N_("; see data/SOURCES.md")  # which whoever has the page alone has not
IN_SOURCES = (EXPLAINED_IN, N_("census 2022"), N_("): INSEE"))


def territory_in_words(territory: Territory) -> str:
    """Describe a territory: its size, the figures of its graph, its communes, the largest first, and its source."""
    adults, centre, many = territory.residents.sum(axis=1), territory.centre, len(territory)
    size = (
        f"{counted(many, 'commune')}, {int(territory.population.sum()):,} inhabitants, "
        f"{int(adults.sum()):,} aged 15 and over, {float(territory.area_km2.sum()):.1f} km²; centre "
        f"{territory.names[centre]}"
    )
    links = (
        f"graph of {many:,} nodes and {many**2:,} edges; {len(territory.touching)} pairs of communes "
        f"touch; commuting decays by e every {1 / territory.commuting_beta_per_km:.2f} km"
    )
    table = table_lines(_communes(territory).head(MOST_COMMUNES))
    if (rest := many - MOST_COMMUNES) > 0:
        table.append(f"and {rest:,} smaller {'commune' if rest == 1 else 'communes'}")
    notes = [f"Source: {source_in_words(territory.source)}."]
    notes += [f"Filled in: {note}" for note in territory.filled]
    return "\n".join([size, links, "", *table, "", *paragraphs(notes)])


def _communes(territory: Territory) -> pd.DataFrame:
    """Return one row per commune, the most populous first."""
    within, to_centre = territory.ties_within_and_to_centre
    communes = pd.DataFrame(
        {
            "commune": territory.names,
            "code": territory.codes,
            "population": territory.population,
            "aged 15+": territory.residents.sum(axis=1),
            "km²": territory.area_km2.round(1),
            "jobs": territory.jobs.round().astype(int),
            "seats": territory.seats,
            "km to centre": territory.distances.row(territory.centre).round(1),
            "% of ties within": (100 * within).round().astype(int),
            "% to centre": (100 * to_centre).round().astype(int),
        }
    )
    return communes.sort_values("population", ascending=False, kind="stable")


def extract_in_words(extract: Extract, filled: Sequence[str]) -> str:
    """Describe a table taken out of the national ones: size, pieces, values filled in."""
    table = extract.table
    people = table["population"].astype(int)
    size = (
        f"{said(extract.perimeter.title)}: {counted(len(table), 'commune')}, {people.sum():,} "
        f"inhabitants in {table['population_year'].iloc[0]}, "
        f"{table['area_km2'].astype(float).sum():,.1f} km²; the largest is "
        f"{table['name'][people.argmax()]}; {counted(len(extract.pairs), 'pair')} of communes touch"
    )
    size += "." if len(extract.pieces) == 1 else f". {_pieces(extract)}"
    return "\n".join([*in_lines(size), *filled_in_words(filled).splitlines()])


def filled_in_words(filled: Sequence[str]) -> str:
    """Write which values a table of communes lacked, and how they were filled in."""
    return "\n".join(paragraphs(f"Filled in: {note}." for note in filled))


def _pieces(extract: Extract) -> str:
    names = dict(zip(extract.table["insee_code"], extract.table["name"], strict=True))
    people = dict(zip(extract.table["insee_code"], extract.table["population"].astype(int), strict=True))
    words = []
    for part in extract.pieces[:MOST_PIECES]:
        others, largest = len(part) - 1, names[max(part, key=people.__getitem__)]
        words.append(f"{largest} and {counted(others, 'commune')} more" if others else largest)
    if (more := len(extract.pieces) - MOST_PIECES) > 0:
        words.append(f"{more} more")
    return f"It is in {len(extract.pieces)} pieces that do not touch: {'; '.join(words)}."


def source_in_words(source: str) -> str:
    """Return the source of a table of communes, its English words in the current language."""
    for words in IN_SOURCES:
        source = source.replace(words, said(words))
    return source


AS_EXPECTED = 1.5  # a time is corrected if it is off by a greater factor


def work_in_words(asked: Asked) -> str:
    """Write the number and length of runs, the leaders from outside if they are many, and how long the runs take."""
    leaders = f" with {asked.leaders:,} leaders from outside" if asked.leaders > MANY_LEADERS else ""
    runs, time = f"{counted(asked.runs, 'run')} of {counted(asked.years, 'year')}", time_in_words(asked.hours)
    return f"{runs}{leaders}, {time} on {counted(asked.workers, 'worker')}"


def much_in_words(asked: Asked) -> str:
    """Write the same, with the space that the runs take in the store."""
    if asked.runs <= 1:
        return work_in_words(asked)
    size = asked.megabytes
    room = f"{size / 1000:,.1f} GB" if size >= 1000 else f"{max(size, 1):,.0f} MB"
    return f"{work_in_words(asked)} and {room} in the store"


def to_make(first: str, most: int = 0, time: str = "") -> str:
    """Write how much to run first, and the most that will be run."""
    more = f" More until it is precise: at most {most:,} in all, {time}." if most else ""
    return f"To make: {first}.{more}"


def pace_in_words(asked: Asked, seconds: float) -> str:
    """Write how long a study takes given the measured seconds per run; empty where the study is short or the estimate
    was about right."""
    measured = asked.runs * seconds / 3600
    short = 3600 * max(measured, asked.hours) < FEW_SECONDS
    if short or asked.hours / AS_EXPECTED < measured < asked.hours * AS_EXPECTED:
        return ""
    return f"Measured on this computer: {time_in_words(measured)} in all."


def time_in_words(hours: float) -> str:
    """Write a duration, roughly."""
    if 3600 * hours < FEW_SECONDS:
        return "a few seconds"
    if hours < 1.5 / 60:
        return f"about {max(round(360 * hours), 1) * 10} seconds"
    if hours < 1:
        return f"about {60 * hours:,.0f} minutes"
    return f"about {hours:,.1f} hours" if hours < 48 else f"about {hours / 24:,.0f} days"
