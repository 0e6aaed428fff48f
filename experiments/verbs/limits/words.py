"""What would have helped, for the terminal and as JSON."""

from __future__ import annotations

from typing import Any

import pandas as pd

from contagion.experiments.ensembles.structures import Structures, means_of, people_of, under_rules
from contagion.experiments.ensembles.words import so_many_worlds, spread_table, worlds_in_words, worlds_of
from contagion.experiments.ensembles.words_of_structures import structures_in_words
from contagion.experiments.language.asked import asked_in_words, named
from contagion.experiments.language.differences import ahead_of, cell, change, verdict_that_there_is_more
from contagion.experiments.language.differences import named as by_name
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_in_words
from contagion.experiments.language.sentences import _, between, counted, in_a_row, listed, said
from contagion.experiments.verbs.limits.capacities import MORE
from contagion.experiments.verbs.limits.work import PEOPLE, Limits, ahead, gains
from contagion.sim.files.results import as_json
from contagion.sim.statistics.compare import Precision
from contagion.sim.statistics.spread import FEW

FEW_WORLDS = 0.03  # share of the sets in which one is first; less is not told


def in_words(found: Limits) -> str:
    """The tables for the terminal, and what they say."""
    years, _seeds = _size(found)
    labels = _labels(found.table)
    lines = paragraphs(asked_in_words(found.scenario)) + in_lines(
        _(
            "What would have helped in {scenario}, over {years}: people gained by {more:.0%} more of each capacity, "
            "everything else the same, world by world. {reached:,.0f} are reached without, in the mean.",
            scenario=named(found.scenario),
            years=counted(years, "year"),
            reached=found.table["participants"].iloc[0],
            more=MORE,
        )
    )
    if found.nothing:
        nobody = _(
            "Nobody came to a group in any run, with {more:.0%} more of any of these as little as without: "
            "{capacities}. There is nothing that more of them would help.",
            more=MORE,
            capacities=", ".join(labels),
        )
        return "\n".join([*lines, "", *in_lines(nobody), *paragraphs(_notes(found, labels))])
    how = _(
        "Elasticity: by how many per cent more people are reached for each per cent more of the capacity, in the mean; "
        "whole numbers do not move by exactly {more:.0%}. Its interval says how well the mean is known, not how far "
        "simulations spread; about one in twenty leaves out what is true.",
        more=MORE,
    )
    shares = [_("In brackets behind a number of worlds of 100: its 95% interval.")] if found.made.number >= FEW else []
    said_of_all = [*first_in_worlds(found.table), first_of_all(found), *by_rule(found)]
    notes = [*worlds_in_words(found.made, [found.scenario]), *shares, how, *_notes(found, labels)]
    lines += ["", table_in_words(_totals(found)), "", *paragraphs(said_of_all), ""]
    lines += [_("People gained, by when they came (median, 90 % range):"), "", table_in_words(_by_year(found))]
    return "\n".join([*lines, "", *paragraphs(notes)])


def _notes(found: Limits, labels: list[str]) -> list[str]:
    """What is changed for each capacity, and which were left out."""
    changed = in_a_row(
        _("{capacity}, {parameters}", capacity=label, parameters=listed(parameters.split(" and ")))
        for label, parameters in zip(labels, found.table["parameters"], strict=True)
    )
    return [
        _("What is changed for it: {changed}.", changed=changed),
        *(_("Left out: {why}.", why=said(why)) for why in found.skipped),
    ]


def _size(found: Limits) -> tuple[int, int]:
    return int(found.made.runs.table["years"].iloc[0]) - found.scenario.past, found.made.runs.labels["seed"].nunique()


def _labels(table: pd.DataFrame) -> list[str]:
    return [said(label) for label in table["label"]]


def _totals(found: Limits) -> pd.DataFrame:
    """The people gained, pair by pair, in how many worlds each capacity would help most, and the elasticity."""
    rows = found.table.to_dict("records")
    above, names = found.made.worlds.above, _labels(found.table)
    shown = spread_table([by_name(row, "gained") for row in rows], names, _("more of"), above=above)
    shown.insert(1, _("by"), ["–" if pd.isna(row["rise"]) else number(row["rise"], ".1%") for row in rows])
    shown[_("first in")] = [worlds_of(row["first"], row["gained_count_as"]) for row in rows]
    shown[_("elasticity ({level:.0%} interval)", level=Precision().confidence)] = [_with_interval(row) for row in rows]
    return shown


def first_in_worlds(table: pd.DataFrame) -> list[str]:
    """In how many worlds which capacity would help most, for each per cent more of it."""
    if not (told := _first_in(table)):
        return []
    return [_("Which would help most, world by world, luck included: {told}.", told=in_a_row(told))]


def first_of_all(found: Limits) -> str:
    """Which would help most for each per cent more of it, and how it stands to the others."""
    rows = [by_name(row, "gained") for row in found.table.to_dict("records")]
    if all(verdict_that_there_is_more(row) == "none" for row in rows):
        return _("No clear difference with more of any of these.")
    names = dict(zip(found.table["capacity"], _labels(found.table), strict=True))
    others = {names[name]: row for name, row in ahead(found.made, found.table).items()}
    first = names[found.table["capacity"].iloc[0]]
    told = _("For each per cent more, {first} would help most in the mean.", first=first)
    return " ".join([told, ahead_of(others)])


def by_rule(found: Limits) -> list[str]:
    """Whether it is the same under each rule of deciding."""
    names = dict(zip(found.table["capacity"], _labels(found.table), strict=True))
    return structures_in_words(of_limits(found), names)


def _first_in(table: pd.DataFrame) -> list[str]:
    number = table["gained_count_as"].iloc[0]
    rows = table[table["first"] >= FEW_WORLDS].sort_values("first", ascending=False).to_dict("records")
    told = [
        _("{capacity} in {worlds}", capacity=said(row["label"]), worlds=so_many_worlds(row["first"], number))
        for row in rows
    ]
    if told and (none := 1 - table["first"].sum()) >= FEW_WORLDS:
        told.append(_("none of them in {worlds}", worlds=so_many_worlds(none, number)))
    return told


def _with_interval(row: dict[str, Any]) -> str:
    if pd.isna(row["rise"]):
        return _("none, as decisions on the state alone set it")
    if not row["participants"]:
        return _("none, as nobody is reached without")
    value, low, high = (number(row[f"elasticity{end}"], ".2f") for end in ("", "_low", "_high"))
    if pd.isna(row["elasticity_low"]):
        return _("{value}, too few seeds for an interval", value=value)
    return _("{value} ({interval})", value=value, interval=between(low, high))


def _by_year(found: Limits) -> pd.DataFrame:
    """A row a span of years, a column a capacity."""
    spans = found.by_year.groupby("first_year")
    shown = {_("year"): [between(*map(str, rows[["first_year", "last_year"]].iloc[0])) for _span, rows in spans]}
    for name, label in zip(found.table["capacity"], _labels(found.table), strict=True):
        rows = found.by_year[found.by_year["capacity"] == name].sort_values("first_year")
        shown[label] = [cell(by_name(row, "gained"), change) for row in rows.to_dict("records")]
    return pd.DataFrame(shown)


def as_plain(found: Limits) -> str:
    """The same as JSON, in English whatever is spoken; null where a figure does not exist."""
    years, seeds = _size(found)
    content = {
        "scenario": found.scenario.name,
        "effort": found.scenario.effort,
        "years": years,
        "seeds": seeds,
        "above": found.made.worlds.above,
        "participants": float(found.table["participants"].iloc[0]),
        "capacities": found.table.drop(columns="participants").to_dict("records"),
        "by_year": found.by_year.to_dict("records"),
        "left_out": list(found.skipped),
    }
    for rows in (content["capacities"], content["by_year"]):
        rows[:] = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in rows]
    return as_json(content)


def of_limits(found: Limits) -> Structures | None:
    """The people more by a tenth more of each capacity, which are ranked by those for each per cent more."""
    made = found.made
    people = people_of(made.runs.table, "seed", PEOPLE)
    each = gains(made, found.table)
    more = pd.DataFrame({name: people[name] - people[made.scenarios[0].name] for name in each})
    return under_rules(more, made.worlds.ensemble, found.scenario, means_of(each))
