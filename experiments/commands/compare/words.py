"""A comparison of scenarios, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.commands.compare.costs import avoided_by_scenario, of_all_programmes
from contagion.experiments.commands.compare.work import in_worlds, inquiry
from contagion.experiments.evidence.agreeing import agreeing
from contagion.experiments.evidence.known import silent_years
from contagion.experiments.evidence.short_model import short_model_in_words
from contagion.experiments.evidence.stories import doubts_of, stories_in_words
from contagion.experiments.evidence.words_of_worlds import (
    parts_in_words,
    simulations_in_short,
    spread_table,
    standing_in_words,
    structures_in_words,
    worlds_in_words,
)
from contagion.experiments.evidence.worlds import Structures, Worlds, means_of, people_of, under_rules
from contagion.experiments.say.answers import Answer, difference_table
from contagion.experiments.say.asked import effort_in_words, labels, quoted, title, words_of
from contagion.experiments.say.differences import NONE, above_in_words, answer, cell, prices
from contagion.experiments.say.levers import HEADLINE
from contagion.experiments.say.sentences import (
    _,
    as_borne,
    between,
    counted,
    in_a_row,
    in_lines,
    indicator,
    number,
    paragraphs,
    signed,
    table_in_words,
    table_lines,
    to_its_error,
    two_digits,
)
from contagion.models.parameters.sections.money import Costs
from contagion.sim.statistics.compare import Precision
from contagion.sim.statistics.spread import QUANTILES, difference

if TYPE_CHECKING:
    from contagion.experiments.commands.compare.work import Comparison
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory


def in_words(comparison: Comparison, every: bool = False) -> str:
    """Return the comparison for the terminal: the main figures, what was avoided, and in which readings the headline
    stands; with `every`, all indicators."""
    efforts = paragraphs(effort_in_words(comparison.scenarios))
    indicators = (
        [line for scenario in comparison.scenarios[1:] for line in _indicators(comparison, scenario)] if every else []
    )
    lines = [*efforts, *_main_figures(comparison), *indicators, "", *avoided_in_words(comparison)]
    more = ["\n".join(in_lines(line)) for line in standing_in_words(comparison.standing)] if comparison.standing else []
    more += [comparison.reasons.in_words()] if comparison.reasons else []
    if not every:
        more.append("What is said of all indicators is in comparison.csv, and printed if all are asked for.")
    return "\n\n".join(["\n".join(lines), *more])


IN_SHORT = ("people", "completers", "communes_reached", "facilitators_active", "cost_total")


def in_short(comparison: Comparison) -> Answer:
    """State what the scenario with the most people brings, with a table of the main figures, or of people by scenario
    if there are several."""
    differences, labels_of, worlds = in_worlds(comparison), labels(comparison.scenarios), comparison.worlds
    (base, *others), rows = comparison.scenarios, differences.to_dict("records")
    people = {row["scenario"]: row for row in rows if row["indicator"] == "people"}
    best = max(people.values(), key=lambda row: row["p50"])
    years = comparison.length - base.past
    first = _answer(comparison, best, labels_of)
    doubts = doubts_of(base, best["value"], best["base"], years)
    sentences = [" ".join([first, *above_in_words(best, worlds.above)]), *doubts, *_of_short_model(comparison, best)]
    if len(others) == 1:
        main_rows = [row for row in rows if row["indicator"] in IN_SHORT and pd.notna(row["p50"])]
        names = [HEADLINE[row["indicator"]].short for row in main_rows]
        table = difference_table("medians", "difference", dict(zip(names, main_rows, strict=True)))
        table.insert(1, labels_of[base.name], [_middle(row, "base") for row in main_rows])
        table.insert(2, labels_of[others[0].name], [_middle(row, "value") for row in main_rows])
    else:
        main_rows = list(people.values())
        table = difference_table("scenario", "more people", {labels_of[name]: row for name, row in people.items()})
        table.insert(1, "people", [_middle(row, "value") for row in main_rows])
    stands = standing_in_words(comparison.standing, labels_of, in_full=False) if comparison.standing else []
    about = simulations_in_short(worlds.ensemble, comparison.runs.store.about, comparison.number)
    whose = " Prices: placeholders." if any(one.parameters.costs == Costs() for one in comparison.scenarios) else ""
    both = " The table is of both stories." if worlds.ensemble.offered and worlds.ensemble.offered.silent else ""
    notes = [*stands, *about, f"Differences are by simulation: columns do not subtract.{both}{whose}"]
    return Answer(sentences, table, notes, main_rows if len(others) > 1 else ())


def _answer(comparison: Comparison, row: dict[str, Any], names: dict[str, str]) -> str:
    """State what a scenario brings, whose gain in people is in the row: where a programme's own figures leave two
    stories of its past, under each."""
    base, runs = comparison.scenarios[0], of_all_programmes(comparison.runs, comparison.scenarios)
    people, years = people_of(runs, "seed", "people"), comparison.length - base.past
    gains = people[row["scenario"]] - people[base.name]
    stories = stories_in_words(quoted([names[row["scenario"]]]), years, gains, comparison.worlds)
    return " ".join(stories) or answer(row, names[row["scenario"]], names[base.name], years)


def _of_short_model(comparison: Comparison, row: dict[str, Any]) -> list[str]:
    """State what the short model predicts for a scenario, whose gain in people is in the row."""
    (other,) = (one for one in comparison.scenarios if one.name == row["scenario"])
    return short_model_in_words(comparison.scenarios[0], other, row, comparison.worlds, comparison.runs)


def _main_figures(comparison: Comparison) -> list[str]:
    """Scenario by scenario: what each brings, the medians of the main figures, how far differences spread."""
    differences, names = in_worlds(comparison), labels(comparison.scenarios)
    titles = [f"{one.name}: {words_of(one).title}" for one in comparison.scenarios]
    (base, *others), above = comparison.scenarios, comparison.worlds.above
    answers = [
        [
            _answer(comparison, row, names),
            *above_in_words(row, above),
            *doubts_of(base, row["value"], row["base"], comparison.length - base.past),
            *_of_short_model(comparison, row),
        ]
        for row in differences[differences["indicator"] == "people"].to_dict("records")
    ]
    lines = [*paragraphs(map(" ".join, answers)), "", *_middles(comparison, differences, names), ""]
    lines += paragraphs([*titles, *worlds_in_words(comparison, comparison.scenarios)])
    for scenario in others:
        own_rows = differences[
            (differences["scenario"] == scenario.name) & differences["p50"].notna()
        ]  # a price of nobody is none
        of = [
            row | {"form": "+z,.0f" if max(abs(row["p5"]), abs(row["p95"])) >= 10 else "+z.1f"}
            for row in own_rows.to_dict("records")
        ]
        figures = [HEADLINE[row["indicator"]].short for row in of]
        sides = {"scenario": quoted([names[scenario.name]]), "base": quoted([names[base.name]])}
        against = _("{scenario} against {base}, simulation by simulation:", **sides)
        lines += ["", *in_lines(against), "", *table_lines(spread_table(of, figures, ""))]
        if parts := parts_in_words(of[0]):
            lines += ["", *in_lines(parts)]
    structures = structures_in_words(
        of_comparison(comparison), {name: quoted([label]) for name, label in names.items()}
    )
    return lines + ["", *paragraphs(structures)] * bool(structures)


def _middles(comparison: Comparison, differences: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Tabulate the medians of the main figures, one row per scenario."""
    base, by = comparison.scenarios[0], differences.set_index(["scenario", "indicator"])
    rows = [[names[base.name], *(_middle(by.loc[(comparison.scenarios[1].name, name)], "base") for name in HEADLINE)]]
    rows += [
        [names[one.name], *(_middle(by.loc[(one.name, name)], "value") for name in HEADLINE)]
        for one in comparison.scenarios[1:]
    ]
    if base.past:
        month, ahead = (
            f"{int(base.parameters.calendar.start[:4]) + base.past}-01",
            counted(comparison.length - base.past, "year"),
        )
        when = _("In the {years} from {month} on", years=ahead, month=month)
    else:
        when = f"After {counted(comparison.length, 'year')}"
    about = _("{when}: medians.", when=when)
    table = pd.DataFrame(rows, columns=["scenario", *(one.short for one in HEADLINE.values())])
    descend = comparison.table.groupby("scenario")["reproduction_number"].median()
    if descend.notna().any():
        table["R"] = [f"{descend[one.name]:.2g}" for one in comparison.scenarios]
        about = f"{about} R: facilitators who descend from one, of those trained five years before the end."
    return [*in_lines(about), "", *table_lines(table)]


def _indicators(comparison: Comparison, scenario: Scenario) -> list[str]:
    """All indicators of a scenario, against the first."""
    rows, names = (
        comparison.differences[comparison.differences["scenario"] == scenario.name],
        labels(comparison.scenarios),
    )
    base, other = names[comparison.scenarios[0].name], names[scenario.name]
    table = pd.DataFrame(
        {
            "indicator": [indicator(name) for name in rows["indicator"]],
            base: [_figure(value) for value in rows["base"]],
            other: [_figure(value) for value in rows["mean"]],
            "difference": [_signed_text(value) for value in rows["difference"]],
            f"{Precision().confidence:.0%} interval": [
                between(_signed_text(low), _signed_text(high)) if pd.notna(low) else ""
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    about = f"All indicators of {quoted([other])}, against {quoted([base])}:"
    return ["", about, "", *table_lines(table)]


def _middle(row: Any, name: str) -> str:
    value = row[name]
    return NONE if pd.isna(value) else to_its_error(value, row[f"{name}_error"], _form_of_figure(value))


def _figure(value: float) -> str:
    return "" if pd.isna(value) else number(value, _form_of_figure(value))


def _form_of_figure(value: float) -> str:
    return ",.0f" if abs(value) >= 100 else ".3g"


def _signed_text(value: float) -> str:
    if pd.isna(value) or value == 0:
        return "" if value else "0"
    return number(value, "+,.0f" if abs(value) >= 100 else "+.3g")


def _changed(row: dict[str, Any]) -> str:
    ends = [row[f"difference_{name}"] for name in QUANTILES]
    low, _half, high = (two_digits(value, "+") for value in ends)
    middle = _tonnes(row, "difference_p50", "+")
    return f"{low} to {middle} to {high}" if any(ends) else "0"


def _tonnes(row: dict[str, Any], name: str, sign: str = "") -> str:
    """Format a median to two digits, or to fewer if its error is large."""
    value, error = row[name], row[f"{name}_error"]
    return two_digits(as_borne(value, error, 2) if abs(value) >= 10 else value, sign)


def avoided_in_words(comparison: Comparison) -> list[str]:
    """Emissions avoided in each scenario."""
    table = avoided_by_scenario(comparison.runs, comparison.scenarios, comparison.worlds.ensemble)
    rows, names = table.to_dict("records"), labels(comparison.scenarios)
    columns = pd.DataFrame(
        {
            "scenario": [names[name] for name in table["scenario"]],
            "5 %": [two_digits(value) for value in table["p5"]],
            "half": [_tonnes(row, "p50") for row in rows],
            "95 %": [two_digits(value) for value in table["p95"]],
            f"change from {names[comparison.scenarios[0].name]}": [
                _changed(row) if place else "" for place, row in enumerate(rows)
            ],
            "€ per t, 5 to 95 %": [prices(row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]) for row in rows],
        }
    )
    about = (
        "Emissions avoided, t CO2e (5, 50 and 95 % of runs and draws of what is assumed; no measurement, but what "
        "participants said of themselves in one study elsewhere, carried over). Changes are taken run by run and "
        "draw by draw:"
    )
    return [*in_lines(about), "", table_in_words(columns)]


def of_comparison(comparison: Comparison) -> Structures | None:
    """Return the people that each scenario gains under each rule of deciding; rank several scenarios by them."""
    people = people_of(of_all_programmes(comparison.runs, comparison.scenarios), "seed", "people")
    base, *others = (one.name for one in comparison.scenarios)
    more = people[others].sub(people[base], axis=0)
    return under_rules(
        more, comparison.worlds.ensemble, comparison.scenarios[0], means_of(more) if len(others) > 1 else None
    )


PAST_WORLDS, COMPARED_WORLDS = 400, 20  # worlds that are lived through the past, and in which scenarios are compared


def first_look(
    lab: Laboratory, programme: Programme, scenarios: Sequence[Scenario], ensemble: Ensemble, years: int
) -> str:
    """How many people more each scenario brings than the first, in a sentence; where the past has two stories, that the
    answer follows."""
    if silent_years(programme.known):
        return "The answer for each story of the past follows."
    if programme.observed:
        ensemble = agreeing(lab, programme, scenarios[0], ensemble, PAST_WORLDS, COMPARED_WORLDS).ensemble
    comparison = inquiry(scenarios, years, COMPARED_WORLDS, Worlds(ensemble)).last(lab)
    people = of_all_programmes(comparison.runs, comparison.scenarios).pivot(
        index="seed", columns="scenario", values="people"
    )
    base, *others = scenarios
    parts = []
    for one in others:
        row = difference(people[one.name] - people[base.name])
        text = cell(row | {"p50_error": nan}, lambda people: signed(float(f"{people:.1g}")))
        parts.append(f"{quoted([title(one)])}: {text} people")
    return (
        f"A first look, in {COMPARED_WORLDS} simulations, compared with {quoted([title(base)])} (median, 90 % range): "
        f"{in_a_row(parts)}. The whole answer follows."
    )
