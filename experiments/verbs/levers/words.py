"""What another 1,000 euros would do, for the terminal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.structures import Structures, people_of, under_rules
from contagion.experiments.ensembles.words import worlds_in_words
from contagion.experiments.ensembles.words_of_structures import structures_in_words
from contagion.experiments.language.asked import asked_in_words, named
from contagion.experiments.language.differences import cell, change, often, verdict_in_words
from contagion.experiments.language.differences import named as by_name
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_in_words, two_digits
from contagion.experiments.language.sentences import _, between, counted, in_a_row, said
from contagion.experiments.verbs.compare.work import costed
from contagion.experiments.verbs.levers.work import Levers
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.compare import Precision, moves_of_ratio


def in_words(found: Levers) -> str:
    """The table for the terminal."""
    made, table = found.made, found.table
    level = Precision().confidence
    lines = paragraphs(asked_in_words(found.scenario))
    lines += in_lines(
        _(
            "One step more of each lever in {scenario}, after {years}, in the same {worlds:,} worlds: medians and 90 % "
            "ranges of what it changes (t CO2e: of runs and draws of what is assumed), and people per 1,000 € more in "
            "the mean.",
            scenario=named(found.scenario),
            years=counted(int(made.runs.table["years"].iloc[0]) - found.scenario.past, "year"),
            worlds=made.number,
        )
    )
    for priced, rows in table.groupby("priced", sort=False):
        title = _("Levers with a price in the model:") if priced else _("Levers whose own price is not in the model:")
        lines += ["", title, "", table_in_words(_shown(rows, made.worlds.above, level))]
    return "\n".join([*lines, "", *paragraphs(_notes(found, level))])


def _notes(found: Levers, level: float) -> list[str]:
    """What the figures rest on, and what was left out."""
    by_parameter = found.table.set_index("parameter")
    notes = [
        *structures_in_words(of_levers(found), {name: said(name) for name in found.table["lever"]}),
        *worlds_in_words(found.made, [found.scenario]),
        _(
            "Euros are those of the ledger at the scenario's prices: what was bought, and the groups, seats and rooms "
            "that came of it. A lever whose own price is not in the model costs more than is said here."
        ),
        _(
            "The {level:.0%} interval of people per 1,000 € says how well their mean is known, not how far simulations "
            "spread; about one in twenty leaves out what is true. Steps are small, and are not equal.",
            level=level,
        ),
    ]
    if "costs.expenses" in by_parameter.index:
        notes.append(_("No effect of the expenses of leaders is modelled: they only cost."))
    if "training.period_weeks" in by_parameter.index:
        every = by_parameter.loc["training.period_weeks"]
        text = _(
            "Sessions twice as often: every {now:g} weeks, not every {before:g}.",
            now=every["value"],
            before=every["base_value"],
        )
        notes.append(text)
    if overruled := ", ".join(map(said, found.overruled)):
        notes.append(_("Decisions of the scenario set these too, and go before the step: {levers}.", levers=overruled))
    changed = in_a_row(
        _("{capacity}, {parameters}", capacity=said(row["lever"]), parameters=row["parameter"])
        for row in found.table.to_dict("records")
    )
    notes.append(_("What is changed for it: {changed}.", changed=changed))
    return notes + [_("Left out: {why}.", why=said(why)) for why in found.skipped]


def _shown(table: pd.DataFrame, above: float, level: float) -> pd.DataFrame:
    rows = table.to_dict("records")
    people, euros = ([by_name(row, name) for row in rows] for name in ("participants", "cost_total"))
    shown = {
        _("lever"): [said(row["lever"]) for row in rows],
        _("people"): [cell(row, change) for row in people],
        _("difference"): [verdict_in_words(row) for row in people],
        _("above {above:,g} in", above=above): [often(row["above"], row["worlds"]) for row in people],
        "€": [cell(row, change) for row in euros],
        "t CO2e": [_tonnes(row) for row in rows],
        _("people per 1,000 € more ({level:.0%} interval)", level=level): [
            said(row["verdict"]) or per_thousand(row) for row in rows
        ],
    }
    return pd.DataFrame(shown).drop(columns=[] if above else list(shown)[3])


def _tonnes(row: dict[str, Any]) -> str:
    low, middle, high = (two_digits(row[f"tco2e_{end}"], "+") for end in ("p5", "p50", "p95"))
    return middle if low == high else _("{value} ({interval})", value=middle, interval=between(low, high))


def per_thousand(row: dict[str, Any]) -> str:
    """People per 1,000 euros with the interval."""
    value, low, high = (number(row[f"people_per_1000_euros{end}"], ".2g") for end in ("", "_low", "_high"))
    return _("{value} ({interval})", value=value, interval=between(low, high))


def of_levers(found: Levers) -> Structures | None:
    """The people more by each lever; those with a price are ranked by the people for a euro."""
    made = found.made
    runs = costed(made.runs, made.scenarios)
    more = {}
    for name in ("participants", "cost_total"):
        wide = people_of(runs, "seed", name)
        more[name] = wide[found.table["lever"]].sub(wide[found.scenario.name], axis=0)
    people, euros = more["participants"], more["cost_total"]
    priced = found.table.loc[found.table["priced"] & (found.table["verdict"] == ""), "lever"]

    def score(rows: np.ndarray) -> dict[str, Floats]:
        return {
            name: 1000 * (top.mean() / bottom.mean() + moves_of_ratio(top, bottom))
            for name in priced
            for top, bottom in [(people.loc[rows, name].to_numpy(), euros.loc[rows, name].to_numpy())]
            if bottom.mean() > 0
        }

    return under_rules(people, made.worlds.ensemble, found.scenario, score)
