"""What another 1,000 euros would do, for the terminal."""

from __future__ import annotations

from typing import Any

import pandas as pd

from contagion.experiments.ensembles.words import how_many, luck_in_words, worlds_in_words
from contagion.experiments.ensembles.words_of_structures import structures_in_words
from contagion.experiments.language.asked import asked_in_words, named
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_in_words, two_digits
from contagion.experiments.language.sentences import _, between, counted, in_a_row, said
from contagion.experiments.verbs.compare.by_structure import of_levers
from contagion.experiments.verbs.levers.work import INDICATORS, Steps


def in_words(found: Steps) -> str:
    """The table for the terminal."""
    made, table = found.made, found.table
    level, seeds = made.precision.confidence, made.runs.labels["seed"].nunique()
    lines = paragraphs(asked_in_words(found.scenario))
    lines += in_lines(
        _(
            "One step more of each lever in {scenario}, after {years}, {same}. Mean changes "
            "± half their {level:.0%} intervals; t CO2e avoided as 5 to 95 % of runs and draws of what is assumed; "
            "people per 1,000 € more with a {level:.0%} interval.",
            scenario=named(found.scenario),
            years=counted(int(made.runs.table["years"].iloc[0]) - found.scenario.past, "year"),
            same=_("in the same {worlds:,} worlds", worlds=seeds)
            if made.worlds
            else _("with the same {seeds}", seeds=counted(seeds, "seed")),
            level=level,
        )
    )
    above = made.worlds.above if made.worlds else 0.0
    for priced, rows in table.groupby("priced", sort=False):
        title = _("Levers with a price in the model:") if priced else _("Levers whose own price is not in the model:")
        lines += ["", title, "", table_in_words(_shown(rows, above))]
    return "\n".join([*lines, "", *paragraphs(_notes(found, level))])


def _notes(found: Steps, level: float) -> list[str]:
    """What the figures rest on, and what was left out."""
    by_parameter = found.table.set_index("parameter")
    apart = [
        _(
            "Nine in ten: where the people gained lie in nine worlds of ten; more in: in how many worlds of 100 there "
            "are more; of it luck: how much of the spread over worlds is luck, and its standard error. Of a mean, the "
            "interval counts a set of values once; of a single set it is not known."
        ),
        *structures_in_words(of_levers(found), {name: said(name) for name in found.table["lever"]}),
        *worlds_in_words(found.made, [found.scenario]),
    ] if found.made.worlds else []  # fmt: skip
    notes = [
        *apart,
        _(
            "Euros are those of the ledger at the scenario's prices: what was bought, and the groups, seats and rooms "
            "that came of it. A lever whose own price is not in the model costs more than is said here."
        ),
        _(
            "About one in twenty of these {level:.0%} intervals leaves out what is true. Steps are small, and are not "
            "equal.",
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


def _shown(table: pd.DataFrame, above: float) -> pd.DataFrame:
    rows = table.to_dict("records")
    heads = dict(zip(INDICATORS, (_("people"), _("communes"), _("active facil."), "€"), strict=True))
    shown = {_("lever"): [said(row["lever"]) for row in rows]}
    for name, head in heads.items():
        form = ",.0f" if name == "cost_total" else ".1f"
        shown[head] = [
            f"{number(row[name], f'+{form}')} ± {_half(row[f'{name}_high'] - row[name], form)}" for row in rows
        ]
        if name == "participants" and "participants_p5" in table:
            shown[_("nine in ten")] = [
                between(*(number(row[f"participants_{end}"], "+z,.0f") for end in ("p5", "p95"))) for row in rows
            ]
            shown[_("more in")] = [_worlds(row, "above_zero") for row in rows]
            shown[_("of it luck")] = [
                luck_in_words(row["participants_luck"], row["participants_luck_error"]) for row in rows
            ]
            if above:
                head = _("more than {above:,g} in", above=above)
                shown[head] = [_worlds(row, "above") for row in rows]
    shown["t CO2e"] = [between(two_digits(row["tco2e_p5"], "+"), two_digits(row["tco2e_p95"], "+")) for row in rows]
    shown[_("people per 1,000 € more")] = [said(row["verdict"]) or per_thousand(row) for row in rows]
    return pd.DataFrame(shown)


def _worlds(row: dict[str, Any], share: str) -> str:
    return how_many(row[f"participants_{share}"], row["participants_count_as"])


def _half(value: float, form: str) -> str:
    """Half an interval; a dash where it is not known."""
    return "–" if pd.isna(value) else number(value, form)


def per_thousand(row: dict[str, Any]) -> str:
    """People per 1,000 euros with the interval."""
    value, low, high = (number(row[f"people_per_1000_euros{end}"], ".2g") for end in ("", "_low", "_high"))
    return _("{value} ({interval})", value=value, interval=between(low, high))
