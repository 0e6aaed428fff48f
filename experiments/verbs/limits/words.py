"""What would have helped, for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from contagion.experiments.ensembles.words import (
    luck_in_words,
    nine_in_ten,
    so_many_worlds,
    spread_table,
    worlds_in_words,
    worlds_of,
)
from contagion.experiments.ensembles.words_of_structures import structures_in_words
from contagion.experiments.language.asked import asked_in_words, named
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_in_words
from contagion.experiments.language.sentences import _, between, counted, in_a_row, listed, said
from contagion.experiments.verbs.compare.by_structure import of_limits
from contagion.experiments.verbs.limits.capacities import MORE
from contagion.experiments.verbs.limits.work import Limits
from contagion.sim.files.results import as_json

FEW_WORLDS = 0.03  # share of the sets in which one is first; less is not told


def in_words(found: Limits) -> str:
    """The tables for the terminal, and what they say."""
    years, seeds = _size(found)
    level, labels = found.made.precision.confidence, _labels(found.table)
    apart = found.made.worlds is not None
    lines = paragraphs(asked_in_words(found.scenario)) + in_lines(
        _(
            "What would have helped in {scenario}, over {years}: people gained by {more:.0%} more of each capacity, "
            "everything else the same, world by world. {reached:,.0f} are reached without, in the mean.",
            scenario=named(found.scenario),
            years=counted(years, "year"),
            reached=found.table["participants"].iloc[0],
            more=MORE,
        )
        if apart
        else _(
            "What would have helped in {scenario}, over {years}: people gained, beside the {reached:,.0f} reached "
            "without, by {more:.0%} more of each capacity, with the same {seeds} seeds, and half their {level:.0%} "
            "intervals.",
            scenario=named(found.scenario),
            years=counted(years, "year"),
            reached=found.table["participants"].iloc[0],
            more=MORE,
            seeds=seeds,
            level=level,
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
        "Elasticity: by how many per cent more people are reached for each per cent more of the capacity; whole "
        "numbers do not move by exactly {more:.0%}. About one in twenty of these {level:.0%} intervals leaves out what "
        "is true.",
        more=MORE,
        level=level,
    )
    totals = (
        gains_in_worlds(found.table, found.made.worlds.above, found.seeds)
        if found.made.worlds
        else _totals(found.table)
    )
    first = [first_in_worlds(found.table), *by_rule(found)] if apart else [_first(found.table)]
    notes = [*(worlds_in_words(found.made, [found.scenario]) if apart else []), how, *_notes(found, labels)]
    lines += ["", table_in_words(totals), "", _("People gained, by when they came:"), ""]
    lines += [table_in_words(gains_by_year(found)), "", _("In brackets: not distinguishable from none.")]
    lines += ["", *paragraphs(first), "", *paragraphs(notes)]
    return "\n".join(lines)


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


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            _("more of"): _labels(table),
            _("by"): ["–" if pd.isna(row["rise"]) else number(row["rise"], ".1%") for row in rows],
            _("people gained"): [
                f"{number(row['gained'], '+z,.0f')} ± {number(row['gained_high'] - row['gained'], ',.0f')}"
                for row in rows
            ],
            _("elasticity"): [_with_interval(row) for row in rows],
        }
    )


def gains_in_worlds(table: pd.DataFrame, above: float, worlds: int) -> pd.DataFrame:
    """How far the gain spreads over worlds, with the elasticity of the mean."""
    rows = [{name.removeprefix("gained_"): value for name, value in row.items()} for row in table.to_dict("records")]
    shown = spread_table(rows, _labels(table), _("more of"), above=above, outermost=nine_in_ten(worlds))
    shown.insert(1, _("by"), ["–" if pd.isna(row["rise"]) else number(row["rise"], ".1%") for row in rows])
    shown[_("of it luck")] = [luck_in_words(row["luck"], row["luck_error"]) for row in rows]
    shown[_("first in")] = [worlds_of(row["first"], row["count_as"]) for row in rows]
    shown[_("elasticity")] = [_with_interval(row) for row in table.to_dict("records")]
    return shown


def first_in_worlds(table: pd.DataFrame) -> str:
    """In how many worlds which capacity would help most, for each per cent more of it."""
    if not (told := _first_in(table)):
        return _("None of these helps in any world.")
    often = _("Which would help most, world by world, luck included: {told}.", told=in_a_row(told))
    return f"{often} {first_in_the_mean(table)}"


def by_rule(found: Limits) -> list[str]:
    """Whether it is the same under each rule of deciding."""
    names = dict(zip(found.table["capacity"], _labels(found.table), strict=True))
    return structures_in_words(of_limits(found), names)


def first_in_the_mean(table: pd.DataFrame) -> str:
    """Which would help most in the mean of the worlds, and which are tied with it."""
    first, others = said(table.iloc[0]["label"]), table.iloc[1:][table["like_first"].iloc[1:].astype(bool)]
    if not table.iloc[0]["gained_low"] > 0:
        return _("In the mean of the worlds none can be told from no gain.")
    if len(others):
        tied = ", ".join(map(said, others["label"]))
        return _("In the mean more of {first} helps most, and is tied with: {others}.", first=first, others=tied)
    return _("In the mean more of {first} helps most.", first=first)


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


def gains_by_year(found: Limits, year: Callable[[int], str] = str) -> pd.DataFrame:
    """A row a capacity, a column a span of years, each called as `year` says."""
    shown = {_("more of"): _labels(found.table)}
    for _span, rows in found.by_year.groupby("first_year"):
        first, last = (int(rows[end].iloc[0]) for end in ("first_year", "last_year"))
        of = rows.set_index("capacity").loc[found.table["capacity"]]
        clear = (of["gained_low"] > 0) | (of["gained_high"] < 0)
        gains = [number(value, "+z,.0f") for value in of["gained"]]
        head = _("year {year}", year=year(first)) if first == last else between(year(first), year(last))
        shown[head] = [gain if sure else f"({gain})" for gain, sure in zip(gains, clear, strict=True)]
    return pd.DataFrame(shown)


def _first(table: pd.DataFrame) -> str:
    """Which capacity would help most, and which cannot be told from it."""
    helping = [said(label) for label in table.loc[table["gained_low"] > 0, "label"]]
    if not helping:
        return _("None of these can be told from no gain, with so many seeds.")
    if (first := said(table.iloc[0]["label"])) not in helping:
        return _(
            "Only a gain by {capacities} can be told from none, with so many seeds.", capacities=", ".join(helping)
        )
    if others := [said(row["label"]) for row in table.iloc[1:].to_dict("records") if row["like_first"]]:
        return _(
            "More of {first} would help most; with so many seeds it cannot be told from {others}.",
            first=first,
            others=", ".join(others),
        )
    return _("More of {first} would help most.", first=first)


def as_plain(found: Limits) -> str:
    """The same as JSON, in English whatever is spoken; null where a figure does not exist."""
    years, seeds = _size(found)
    content = {
        "scenario": found.scenario.name,
        "effort": found.scenario.effort,
        "years": years,
        "seeds": seeds,
        **({"above": found.made.worlds.above} if found.made.worlds else {}),
        "participants": float(found.table["participants"].iloc[0]),
        "capacities": found.table.drop(columns="participants").to_dict("records"),
        "by_year": found.by_year.to_dict("records"),
        "left_out": list(found.skipped),
    }
    for rows in (content["capacities"], content["by_year"]):
        rows[:] = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in rows]
    return as_json(content)
