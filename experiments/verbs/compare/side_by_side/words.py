"""Territories side by side, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import PLACE
from contagion.experiments.ensembles.words import missed_in_words
from contagion.experiments.language.asked import elsewhere, words_of
from contagion.experiments.language.differences import verdict_in_words
from contagion.experiments.language.headline import HEADLINE
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_lines, to_its_error
from contagion.experiments.language.sentences import N_, _, between, counted, in_a_row, looked_up, said
from contagion.experiments.verbs.compare.side_by_side.work import FIGURES, PER
from contagion.sim.statistics.spread import FEW

if TYPE_CHECKING:
    from contagion.experiments.verbs.compare.side_by_side.work import Side, SideBySide

ENDS = ("p5", "p95")
MORE = {
    "people": N_("{verdict}: per 1,000 residents, {one} has {more} more people than {other} ({range})."),
    "facilitators_active": N_(
        "{verdict}: per 1,000 residents, {one} has {more} more active facilitators than {other} ({range})."
    ),
    "cost_total": N_("{verdict}: per 1,000 residents, {one} spends {more} € more than {other} ({range})."),
    "cost_per_participant": N_("{verdict}: per participant, {one} spends {more} € more than {other} ({range})."),
}


def in_words(found: SideBySide) -> str:
    """A row a territory and scenario, then what differs between them, and what the worlds are of."""
    lines = in_lines(_about(found))
    many = len(found.sides[0].scenarios) > 1
    for scenario in found.sides[0].scenarios:
        if many or scenario.past:
            lines += ["", _("{name}: {title}", name=scenario.name, title=words_of(scenario).title)]
        lines += ["", *table_lines(_table(found, scenario.name)), "", *paragraphs(_told(found, scenario.name))]
    return "\n".join([*lines, "", *paragraphs(_worlds(found))])


def _about(found: SideBySide) -> str:
    side = found.sides[0]
    return _(
        "In {years}, per {per:,} residents aged 15 and over: the median of {worlds} worlds of each territory, and in "
        "brackets the 90 % range.",
        years=counted(side.ahead, "year"),
        per=PER,
        worlds=side.runs.labels["seed"].nunique(),
    )


def _table(found: SideBySide, scenario: str) -> pd.DataFrame:
    of = found.table[found.table["scenario"] == scenario].set_index(["territory", "indicator"])
    rows = []
    for side in found.sides:
        cells = [_cell(of.loc[(side.name, name)]) for name in FIGURES]
        rows.append([side.name, number(side.residents), *cells, observed_in_words(side)])
    columns = [_("territory"), _("residents"), *(HEADLINE[name].short for name in FIGURES), _("observed")]
    return pd.DataFrame(rows, columns=columns)


def observed_in_words(side: Side) -> str:
    """Whether something was observed in a territory."""
    return _("observed here") if side.observed else _("nothing was observed here")


def _cell(row: pd.Series) -> str:
    if pd.isna(row["p50"]):
        return _("none")
    middle = to_its_error(row["p50"], row["p50_error"], form_of(row["p50"]))
    return _("{middle} ({ends})", middle=middle, ends=between(*(number(row[end], form_of(row[end])) for end in ENDS)))


def form_of(value: float) -> str:
    """How a figure is written: to two digits, or whole."""
    return ",.0f" if abs(value) >= 10 else ".2g"


def _told(found: SideBySide, scenario: str) -> list[str]:
    """What differs between each pair, figure by figure."""
    rows = found.apart[found.apart["scenario"] == scenario].to_dict("records")
    return [looked_up(MORE[name], **_more(row)) for name in FIGURES for row in rows if row["indicator"] == name]


def _more(row: dict[str, Any]) -> dict[str, str]:
    """Who has how much more, the one that has more first."""
    turned = row["p50"] < 0
    one, other = (row["other"], row["territory"]) if turned else (row["territory"], row["other"])
    low, high = sorted(-row[end] if turned else row[end] for end in ENDS)
    ends = between(*(number(end, f"+z{form_of(end)}") for end in (low, high)))
    middle = to_its_error(abs(row["p50"]), row["p50_error"], form_of(row["p50"]))
    return {
        "verdict": verdict_in_words(row),
        "one": one,
        "other": other,
        "more": middle,
        "range": _("lowest to highest: {range}", range=ends)
        if row["worlds"] < FEW
        else _("90 % range: {range}", range=ends),
    }


def _worlds(found: SideBySide) -> list[str]:
    """What is told, and what the worlds of each territory are of."""
    lines = [
        _("Differences are taken world by world: world 1 of the one against world 1 of the other, and so on."),
        _("Each territory has worlds of its own, with its own people and luck."),
    ]
    efforts = [(side.name, side.scenarios[0]) for side in found.sides]
    lines += [_("{name}: {effort}.", name=name, effort=said(one.effort)) for name, one in efforts if elsewhere(one)]
    lines += [
        _(
            "{name}: the {years} from {month} on.",
            name=side.name,
            years=counted(side.ahead, "year"),
            month=f"{int(side.scenarios[0].parameters.calendar.start[:4]) + side.scenarios[0].past}-01",
        )
        for side in found.sides
        if any(one.scenarios[0].past for one in found.sides)
    ]
    here, others = ([side for side in found.sides if side.observed == seen] for seen in (True, False))
    if found.sides[0].worlds.ensemble.is_one_set:
        return [*lines, _("All simulations are of one set of values, each with a seed of its own.")]
    if here:
        lines.append(_("Worlds agree with what was observed: {names}.", names=in_a_row([side.name for side in here])))
    for side in found.sides:
        lines += missed_in_words(side.worlds.ensemble)
    if others:
        lines.append(
            _(
                "Nothing was observed: {names}. There, sets that agree with what was observed elsewhere are carried "
                "over, and how much asking does ({name}) is drawn anew for each, from how much other places differ, "
                "which is known roughly.",
                names=in_a_row([side.name for side in others]),
                name=PLACE,
            )
        )
    return list(dict.fromkeys(lines))
