"""In which worlds a condition holds, for the terminal."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.words import agreeing, of_100, reservations, set_itself, share_in_words
from contagion.experiments.ensembles.words_of_ensembles import targets_in_short
from contagion.experiments.ensembles.words_of_numbers import limit_in_words
from contagion.experiments.lab.figures_by_year import COUNTED
from contagion.experiments.language.asked import asked_in_words, named
from contagion.experiments.language.names import indicator
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_in_words
from contagion.experiments.language.sentences import _, between, counted, in_a_row, listed, ngettext, said
from contagion.experiments.verbs.discover.work import RANGES
from contagion.sim.statistics.discovery.peeling import BY_CHANCE, FEWEST

if TYPE_CHECKING:
    from contagion.experiments.verbs.discover.condition import Condition
    from contagion.experiments.verbs.discover.work import Discovery
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.statistics.discovery.prim import Box, Limit

ROWS = 8  # of the trade-off, at the most
MOSTLY = 0.75  # of the worlds, from which on the contrary is better asked
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def in_words(found: Discovery) -> str:
    """In how many worlds it holds, the boxes in which it does more often, and what they are worth."""
    lines = paragraphs(asked_in_words(found.scenario)) + in_lines(_how_often(found))
    lines += paragraphs([*_worlds(found), *set_itself(found.ensemble, found.scenario)])
    if found.share in (0, 1) or found.too_few:
        return "\n".join([*lines, "", *in_lines(_no_boxes(found))])
    if found.share >= MOSTLY:
        contrary = condition_in_words(found.condition.contrary, found.years, found.scenario)
        text = _("It holds in most: boxes of the contrary say more ({contrary}).", contrary=contrary)
        lines += ["", *in_lines(text)]
    if not found.found.boxes:
        nothing = _("No number or rule tells where it holds: no limit does better than chance.")
        return "\n".join([*lines, "", *in_lines(nothing)])
    for place, box in enumerate(found.found.boxes, start=1):
        lines += [
            "",
            *paragraphs([_box(found, place, box), _again(box)]),
            "",
            table_in_words(limits_in_words(found, box)),
        ]
    lines += ["", *in_lines(_what_is_had_for_what()), "", table_in_words(_offered(found))]
    return "\n".join([*lines, "", *in_lines(_how_to_read())])


def condition_in_words(condition: Condition, years: int, scenario: Scenario) -> str:
    """A condition with the name of its figure; of a programme, with the year of the calendar, and since when it is
    counted."""
    figure, value = indicator(condition.indicator), number(condition.value, ",g")
    if past := scenario.past:
        first = int(scenario.parameters.calendar.start[:4])
        ahead = condition.year or years - past
        told: dict[str, Any] = {"figure": figure, "sign": SIGNS[condition.sign], "value": value, "ahead": ahead}
        told |= {"year": str(first + past + ahead - 1), "since": f"{first + past}-01"}
        if condition.indicator in COUNTED:
            return _(
                "{figure} from {since} on {sign} {value} at the end of {year} (year {ahead} of those ahead)", **told
            )
        return _("{figure} {sign} {value} at the end of {year} (year {ahead} of those ahead)", **told)
    return _(
        "{figure} {sign} {value} at the end of year {year}",
        figure=figure,
        sign=SIGNS[condition.sign],
        value=value,
        year=condition.year or years,
    )


def _how_often(found: Discovery) -> str:
    return _(
        "{condition}, in {scenario}: this holds in {share} of 100 worlds.",
        condition=condition_in_words(found.condition, found.years, found.scenario),
        scenario=named(found.scenario),
        share=share_in_words(found.share, found.independent),
    )


def _worlds(found: Discovery) -> list[str]:
    """What the worlds are of."""
    sets, seeds = len(found.worlds), counted(found.seeds, "seed")
    if found.ensemble.name == RANGES:
        lines = [
            _(
                "{sets:,} sets of all that is uncertain, evenly over the declared ranges, with {seeds} each. None is "
                "more likely than another: a share of them is no probability.",
                sets=sets,
                seeds=seeds,
            )
        ]
    else:
        lines = [
            _(
                "{sets:,} sets of all that is uncertain, of those {agreeing} ({title}), with {seeds} each.",
                sets=sets,
                seeds=seeds,
                agreeing=agreeing(found.ensemble, found.runs.store.about),
                title=said(found.ensemble.about.get("title", found.ensemble.name)),
            ),
            *targets_in_short(found.ensemble.about),
            *reservations(found.ensemble, found.runs.store.about),
        ]
    if found.levers:
        lines.append(_("Beside them varied over their ranges: {names}.", names=", ".join(found.levers)))
    if found.without:
        lines.append(
            ngettext(
                "{number:,} world is left out: the figure does not exist there.",
                "{number:,} worlds are left out: the figure does not exist there.",
                found.without,
            )
        )
    return lines


def _no_boxes(found: Discovery) -> str:
    """Why none is looked for: it is always so, or never, or nearly."""
    reached = found.worlds["figure"]
    low, high = (number(float(f"{end:.3g}"), ",g") for end in (reached.min(), reached.max()))
    span = _("{figure}: {ends} over all worlds.", figure=indicator(found.condition.indicator), ends=between(low, high))
    if found.share == 0:
        why = _("It holds in no world.")
    elif found.share == 1:
        why = _("It holds in all worlds.")
    else:
        why = _(
            "It holds, or does not, in too few of the worlds ({fewer:.0f}; {fewest} are needed) to say where.",
            fewer=found.fewer,
            fewest=FEWEST,
        )
    return f"{why} {span}"


def _box(found: Discovery, place: int, box: Box) -> str:
    where = listed(limit_in_words(limit) for limit in box.limits)
    values = {
        "place": place,
        "where": where,
        "density": of_100(box.density),
        "coverage": of_100(box.coverage),
        "mass": of_100(box.mass),
    }
    if place == 1:
        return _(
            "Box {place}. Where {where}: it holds in {density} of 100 such worlds (density), which are {coverage} of "
            "100 of all in which it holds (coverage). {mass} of 100 worlds lie there.",
            **values,
        )
    return _(
        "Box {place}, of what is left. Where {where}: it holds in {density} of 100 such worlds (density), which are "
        "{coverage} of 100 of all in which it holds (coverage). {mass} of 100 worlds lie there.",
        **values,
    )


def _or(values: tuple[str, ...]) -> str:
    return reduce(lambda some, one: _("{some} or {one}", some=some, one=one), values)


def _again(box: Box) -> str:
    """What such a box is worth where it was not looked for."""
    there = box.halves[~np.isnan(box.halves).any(axis=1)]
    if not len(there):
        return _("In random halves of the worlds no such box is found: do not rely on it.")
    ends = [
        _("{middle} ({ends})", middle=number(100 * middle, ".0f"),
          ends=between(number(100 * low, ".0f"), number(100 * high, ".0f")))
        for low, middle, high in np.quantile(there, (0.05, 0.5, 0.95), axis=0).T
    ]  # fmt: skip
    return _(
        "Such boxes, found in {found} of {halves} random halves of the worlds and judged in the other half, which "
        "flatters nobody: density {density}, coverage {coverage} of 100.",
        found=len(there),
        halves=len(box.halves),
        coverage=ends[0],
        density=ends[1],
    )


def limits_in_words(found: Discovery, box: Box) -> pd.DataFrame:
    """A row a limit of a box."""
    times = len(box.halves)
    return pd.DataFrame(
        {
            _("limit"): [limit_in_words(limit) for limit in box.limits],
            _("parameter"): [_short(limit) for limit in box.limits],
            _("in all worlds"): [_span(found.worlds[limit.factor]) for limit in box.limits],
            _("q, by chance"): [number(limit.q, ".3f") if limit.q >= 0.001 else _("< 0.001") for limit in box.limits],
            _("comes back in halves"): [
                _("{number} of {all}", number=round(times * limit.again), all=times) for limit in box.limits
            ],
        }
    )


def _span(values: pd.Series) -> str:
    if not pd.api.types.is_numeric_dtype(values):
        return _or(tuple(sorted(values.unique())))
    return between(number(values.min(), ".3g"), number(values.max(), ".3g"))


def _what_is_had_for_what() -> str:
    return _("Density is had for coverage: in place of box 1 (*) any of these could be taken.")


def _offered(found: Discovery) -> pd.DataFrame:
    """Some of the boxes that the first was chosen from."""
    offered, chosen = found.found.offered, found.found.boxes[0]
    places = set(np.linspace(0, len(offered) - 1, min(ROWS, len(offered))).round().astype(int).tolist())
    here = [place for place, box in enumerate(offered) if (box.inside == chosen.inside).all()]
    shown = [(place in here, offered[place]) for place in sorted(places | set(here))]
    return pd.DataFrame(
        {
            " ": ["*" if is_chosen else "" for is_chosen, _box in shown],
            _("density"): [of_100(box.density) for _chosen, box in shown],
            _("coverage"): [of_100(box.coverage) for _chosen, box in shown],
            _("worlds"): [of_100(box.mass) for _chosen, box in shown],
            _("limits"): [in_a_row(_short(limit) for limit in box.limits) for _chosen, box in shown],
        }
    )


def _short(limit: Limit) -> str:
    if limit.side == "among":
        return f"{limit.factor} = {_or(limit.value)}"
    return f"{limit.factor} {'≥' if limit.side == 'least' else '≤'} {number(limit.value, '.3g')}"


def _how_to_read() -> str:
    return _(
        "A box says where it holds, not why. q: how often chance alone would make the box as dense without that limit; "
        "limits above {most} are left out. `contagion parameters NAME` says what a name means.",
        most=BY_CHANCE,
    )
