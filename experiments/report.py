"""Results in plain words, for the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import BaseModel

from models.constraint import IN_WORDS
from models.parameters import describe
from sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenarios import Scenario
    from models.territory import Territory
    from sim.results import Results

WIDTH = 100


def in_words(results: Results, scenario: Scenario, territory: Territory) -> str:
    """The summary of a run."""
    made = results.summary
    weeks = results.tables["weeks"]
    years = weeks.groupby(weeks["week"] // 52 + 1).last()
    columns = {
        "year": years.index,
        "people reached": years["participants"],
        "in the year": years["participants"].diff().fillna(years["participants"]).astype(int),
        "groups started": years["groups_started"],
        "trained": years["trained"],
        "active facilitators": years["active"],
        "waiting list": years["waiting"],
    }
    place = f"{_many(len(territory), 'commune')}, {int(territory.residents.sum()):,} residents aged 15 and over"
    lines = [
        scenario.title,
        f"{place}; {_many(made['years'], 'year')}, seed {made['seed']}",
        "",
        *_table(pd.DataFrame(columns)),
        "",
        *in_lines(_story(made)),
        "",
        *in_lines(_what_held_back(made)),
    ]
    return "\n".join(lines)


def _story(made: dict[str, Any]) -> str:
    words = (
        f"{made['participants']:,} people came to {made['groups_started']:,} groups in {made['communes_reached']} "
        f"communes, from {made['communes_with_participants']} communes; {made['completers']:,} completed. "
        f"{made['aspirants']:,} of them wished to facilitate. {made['facilitators_trained']:,} facilitators were "
        f"trained, {made['facilitators_from_groups']:,} of them from groups; {made['facilitators_active']:,} are "
        "active at the end."
    )
    if made["groups_cancelled"]:
        words += f" {made['groups_cancelled']:,} groups that had opened found too few people and were cancelled."
    if made["r_facilitators"] is not None:
        words += f" A facilitator whose time is over gave rise to {made['r_facilitators']:.2f} others on average" + (
            " (in so short a run, times that are over are the short ones)." if made["years"] < 20 else "."
        )
    if made["r_participants"] is not None:
        words += f" {made['r_participants']:.0%} of the participants came by a personal invitation."
    return words


def _what_held_back(made: dict[str, Any]) -> str:
    shares = sorted(((share, name) for name, share in made["binding"].items() if share > 0), reverse=True)
    if not shares:
        return "No training session was held: there was nothing to hold back."
    first = f"What held the programme back: {IN_WORDS[shares[0][1]]} ({shares[0][0]:.0%} of the time)"
    rest = [f"{IN_WORDS[name]} ({share:.0%})" for share, name in shares[1:] if share >= 0.005]
    return first + ("; then " + ", ".join(rest) if rest else "") + ". One run is one possible course; others differ."


def territory_in_words(territory: Territory) -> str:
    """The communes of a territory, the largest first, and the figures of its graph."""
    adults, centre, many = territory.residents.sum(axis=1), territory.centre, len(territory)
    within, to_centre = territory.ties_within_and_to_centre
    communes = pd.DataFrame(
        {
            "code": territory.codes,
            "commune": territory.names,
            "population": territory.population,
            "aged 15+": adults,
            "km²": territory.area_km2.round(1),
            "jobs": territory.jobs.round().astype(int),
            "seats": territory.seats,
            "km to centre": territory.distances.row(centre).round(1),
            "% of ties within": (100 * within).round().astype(int),
            "% to centre": (100 * to_centre).round().astype(int),
        }
    )
    size = (
        f"{_many(len(territory), 'commune')}, {int(territory.population.sum()):,} inhabitants, "
        f"{int(adults.sum()):,} aged 15 and over, {float(territory.area_km2.sum()):.1f} km²; "
        f"centre {territory.names[centre]}"
    )
    links = (
        f"graph of {many:,} nodes and {many**2:,} edges; "
        f"{len(territory.touching)} pairs of communes touch; "
        f"commuting decays by e every {1 / territory.commuting_beta_per_km:.2f} km"
    )
    table = _table(communes.sort_values("population", ascending=False, kind="stable"))
    notes = [f"Source: {territory.source}.", *(f"Filled in: {note}" for note in territory.filled)]
    return "\n".join([size, links, "", *table, "", *(line for note in notes for line in in_lines(note))])


def parameters_in_words(words: tuple[str, ...]) -> str:
    """The parameters that fit all the words."""
    found = [row for row in describe() if all(word.lower() in f"{row['name']} {row['text']}".lower() for word in words)]
    if not found:
        raise InputError(f"no parameter has {' and '.join(map(repr, words))} in its name or meaning")
    table = pd.DataFrame(
        {
            "name": [row["name"] for row in found],
            "default": [_value(row["default"]) for row in found],
            "unit": [row["unit"] for row in found],
            "range": [_range(row["range"]) for row in found],
            "grade": [row["grade"] for row in found],
            "who decides": [row["role"] for row in found],
            "source": [row["source"] for row in found],
            "meaning": [row["text"] for row in found],
        }
    )
    notes = (
        "Grades: G the programme's own figures, A the same programme elsewhere or this territory, B a comparable "
        "programme, C national statistic or general law, D assumption. Sources are explained in models/ODD.md."
    )
    return "\n".join([*_table(table), "", *in_lines(notes)])


def library_in_words(scenarios: Sequence[Scenario], french: bool) -> str:
    """Name, title and description of each scenario; in English where there is no French."""
    parts = []
    for one in scenarios:
        words = one.french or one.words if french else one.words
        described = textwrap.wrap(words.description, WIDTH, initial_indent="    ", subsequent_indent="    ")
        parts.append("\n".join([f"{one.name}: {words.title}", *described]))
    return "\n\n".join(parts)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, tuple):
        plain = len(value) < 7 and not any(isinstance(part, BaseModel) for part in value)
        return ", ".join(map(_value, value)) if plain else f"{len(value)} values"
    return "" if value is None else str(value)


def _range(bounds: tuple[float, float] | None) -> str:
    return "" if bounds is None else f"{_value(float(bounds[0]))} to {_value(float(bounds[1]))}"


def table_in_words(frame: pd.DataFrame) -> str:
    """Any table, for the terminal."""
    return "\n".join(_table(frame))


def _table(frame: pd.DataFrame) -> list[str]:
    """A table in plain text: words to the left, numbers to the right, thousands marked."""
    shown, titles = frame.copy(), []
    for name in frame:
        title = str(name)
        if pd.api.types.is_numeric_dtype(frame[name]):
            shown[name] = [f"{value:,}" for value in frame[name]]
        else:
            words = [str(value) for value in frame[name]]
            width = max([len(title), *map(len, words)])
            shown[name] = [value.ljust(width) for value in words]
            title = title.ljust(width)
        titles.append(title)
    return [line.rstrip() for line in shown.to_string(index=False, header=titles).splitlines()]


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def in_lines(text: str) -> list[str]:
    """Text in lines of the terminal's width."""
    return textwrap.wrap(text, WIDTH)
