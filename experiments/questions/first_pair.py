"""The first pair: what is the chance of a first group by summer, what raises it, and what if nobody came?

A programme begins in January with two facilitators and nothing else, in the main town of an EPCI of France: of the
1,255, some of each class of size are drawn by chance, and each is lived in worlds of its own. Month by month it is told
in how many worlds a first group has begun, and been lived to its end. Cases that do something beside, from the start or
from week 27 on, are held against the pair alone in the same worlds; what is done in summer counts over those in which
no group had begun by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import isnan

import pandas as pd

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.questions.asking import Asking, More, over_an_ensemble
from contagion.experiments.questions.beginning.lived import (
    ALONE,
    CHANGES,
    COURSES,
    DAY,
    LATER,
    MAILING,
    NEXT,
    SIZES,
    STARTS,
    SUMMER,
    TOGETHER,
    WEAK,
    YEAR,
    YEARS,
    Beginnings,
    Told,
    by_size,
    changed_in_summer,
    first_pair_figure,
    lived,
    sample,
)
from contagion.experiments.questions.beginning.measured import BEGUN, ENDED
from contagion.experiments.questions.publishing import Finding, rows_of
from contagion.experiments.say.sentences import listed
from contagion.models.parameters import Parameters

EACH, EACH_QUICK = 12, 2  # EPCI of a class
WORLDS, WORLDS_QUICK = 40, 1  # of an EPCI
VERDICTS = ("more", "less", NOT_TOLD := "cannot be told apart")
BY = {SUMMER: "by the end of June", YEAR: "by the end of December", NEXT: "by the end of the next June"}
MONTHS = tuple(range(1, 19))
NAMED = 2  # cases of a kind in a sentence
EVERYWHERE = "all of France"


def main(asking: Asking) -> Finding:
    """What becomes of first pairs, its figure, and what it says."""
    places = sample(asking.much(EACH, EACH_QUICK))
    found = lived(asking, places, asking.much(WORLDS, WORLDS_QUICK))
    return answered(found, asking.ensemble)


def answered(found: Beginnings, ensemble: Ensemble) -> Finding:
    """What is said of first pairs."""
    at_start, late = by_case(found), by_change(found)
    (best, second), first = ranked(at_start), {week: found.share(ALONE, week) for week in BY}
    table, raised = figures(found), _short(found.share(best, YEAR))
    return Finding(
        answer=f"A first group by summer in {_short(first[SUMMER])} of 100 worlds, by December in "
        f"{_short(first[YEAR])}; with {best} in {raised}",
        sure=f"by summer {_ends(first[SUMMER])}, by December {_ends(first[YEAR])} (95 %); nothing was observed",
        sentence=f"One pair alone, in the main town of an EPCI from January on, has begun a first group "
        f"{BY[SUMMER]} in {_of_100(first[SUMMER])} of 100 worlds, {BY[YEAR]} in {_of_100(first[YEAR])}; with {best} "
        f"it is {_points(at_start[best])} points more.",
        follows=f"{at_the_start(found, at_start)} {in_summer(found, late)} {by_sizes(found)}",
        rows=rows_of_starts(found, at_start),
        overturns=f"That {best} brings more than {second}: {_turned(found, ensemble, best, second)}",
        method=f"{sampled(found)}, of {sum(map(len, by_size().values())):,}, drawn by size and weighted "
        f"({ensemble.about.get('title', ensemble.name)}; how much asking does is drawn anew, widely: nothing was "
        "observed there). The pair is trained as January begins; no group waits for holidays. A day a week is "
        f"{DAY:g} of a post; events, and letters to the town, take nobody's time. Differences are of the same worlds; "
        "95 % intervals are of the EPCI drawn.",
        table=table,
        figure=first_pair_figure(
            table,
            f"One pair alone: a first group by summer in {_short(first[SUMMER])} of 100 worlds, by the end of the year "
            f"in {_short(first[YEAR])}; with {best} in {raised}",
            sampled(found),
        ),
        lines=(
            *(f"## If by week {LATER} no group has begun", "", *rows_of(rows_of_changes(found, late)), ""),
            *("## By inhabitants", "", *rows_of(rows_of_sizes(found))),
        ),
    )


# ---- what is told ----------------------------------------------------------------------------------------------------


def by_case(found: Beginnings) -> dict[str, Told]:
    """By how many more of 100 a start has a group within the year than the pair alone."""
    return {case: found.more(case, ALONE, YEAR) for case in STARTS}


def by_change(found: Beginnings) -> dict[str, Told]:
    """The same of a change in week 27, where no group had begun by then."""
    return {case: found.more(changed_in_summer(case), ALONE, YEAR, late=True) for case in CHANGES}


def ranked(more_of: Mapping[str, Told]) -> tuple[str, str]:
    """The case that brings most, and the next."""
    first, second, *_ = sorted(more_of, key=lambda case: -more_of[case].value)
    return first, second


def verdict(told: Told) -> str:
    """Whether it is more or less, by the interval; else it cannot be told apart."""
    more, less, neither = VERDICTS
    return more if told.low > 0 else less if told.high < 0 else neither


def at_the_start(found: Beginnings, at_start: Mapping[str, Told]) -> str:
    """What raises the chance within the year, what lowers it, and what does neither surely."""
    order = sorted(STARTS, key=lambda case: -at_start[case].value)
    better, worse, neither = ([one for one in order if verdict(at_start[one]) == word] for word in VERDICTS)
    told = f"A pair alone has {_mean(found.registered(ALONE))} registrations in {YEARS} years, {MAILING} add "
    told += f"{found.registered(MAILING, ALONE).value:.1f}; a group needs {Parameters().group.quorum}. "
    told += f"Do not leave it alone: most helps {listed(better[:NAMED])}." if better else "Nothing tried surely helps."
    told += f" Worse: {_some(worse)}." if worse else ""
    told += f" No help is told of {_some(neither)}." if neither else ""
    others = [case for case in better if case != MAILING]
    if better[:1] == [MAILING] and others and found.more(others[0], WEAK, YEAR).low > 0:
        feeble = _points(found.more(WEAK, ALONE, YEAR))
        told += f" Were letters a tenth as strong ({feeble} points), {others[0]} would help most."
    return told


def _some(cases: Sequence[str]) -> str:
    """The first of some cases by name, and how many there are more."""
    first, others = ", ".join(cases[:NAMED]), len(cases) - NAMED
    return f"{first} and {others} more" if others > 0 else first


def in_summer(found: Beginnings, late: Mapping[str, Told]) -> str:
    """What to do where nobody came by week 26."""
    waits, (best, second) = found.share(ALONE, YEAR, late=True), ranked(late)
    said = f"Where by week {LATER} none has begun, {_of_100(waits)} have one by December if all goes on"
    if verdict(late[best]) != "more":
        return f"{said}; no change surely does better."
    first, other = (found.share(changed_in_summer(case), YEAR, late=True) for case in (best, second))
    ahead = found.more(changed_in_summer(best), changed_in_summer(second), YEAR, late=True)
    then = "then" if ahead.low > 0 else "in a tie with"
    return f"{said}: change course, with {best} ({_of_100(first)}), {then} {second} ({_of_100(other)})."


def by_sizes(found: Beginnings) -> str:
    """Whether the largest EPCI differ from the smallest."""
    smallest, largest = (found.share(ALONE, YEAR, size=size) for size in (next(iter(SIZES)), [*SIZES][-1]))
    apart = smallest.high < largest.low or largest.high < smallest.low
    return f"Smallest and largest EPCI {'differ' if apart else NOT_TOLD}."


def _turned(found: Beginnings, ensemble: Ensemble, best: str, second: str) -> str:
    """What would turn the order of two starts round; each world counts alike."""
    ahead = pd.Series(100 * (found.by(best, YEAR) - found.by(second, YEAR)), found.worlds.index)
    return More(found.over(ensemble), ahead.dropna()).overturned("points")


def sampled(found: Beginnings) -> str:
    """How many EPCI and worlds there are."""
    places = found.worlds["place"].nunique()
    each = len(found.worlds) // places
    return f"{places} EPCI, {each} world{'s' * (each > 1)} of each"


# ---- tables ----------------------------------------------------------------------------------------------------------


def rows_of_starts(found: Beginnings, at_start: Mapping[str, Told]) -> pd.DataFrame:
    """A row a start: shares, and what it has more than the pair alone."""
    rows = [_row(found, ALONE, ALONE, None)]
    return pd.DataFrame([*rows, *(_row(found, case, case, at_start[case]) for case in STARTS)])


def rows_of_changes(found: Beginnings, late: Mapping[str, Told]) -> pd.DataFrame:
    """A row a change in week 27, over the worlds without a group by then."""
    asked = [("all goes on", ALONE, None), *((case, changed_in_summer(case), told) for case, told in late.items())]
    return pd.DataFrame(_row(found, *one, weeks=(YEAR, NEXT), late=True) for one in asked)


def _row(
    found: Beginnings,
    name: str,
    case: str,
    more: Told | None,
    weeks: tuple[int, ...] = (SUMMER, YEAR),
    late: bool = False,
) -> dict[str, str]:
    """Shares of a case, and what it has more by the end of December."""
    shares = {f"a group {BY[week]}": _of_100(found.share(case, week, late=late)) for week in weeks}
    points, told = ("–", "held against") if more is None else (_points(more), verdict(more))
    return {"case": name} | shares | {f"points more {BY[YEAR]}": points, "verdict": told}


def rows_of_sizes(found: Beginnings) -> pd.DataFrame:
    """A row a class of size: the pair alone month by month, and with all that is beside it from the start."""
    return pd.DataFrame(
        {
            "inhabitants": size,
            **{f"alone, {BY[week]}": _of_100(found.share(ALONE, week, size=own)) for week in BY},
            f"lived to its end {BY[NEXT]}": _of_100(found.share(ALONE, NEXT, ENDED, size=own)),
            f"{TOGETHER}, {BY[YEAR]}": _of_100(found.share(TOGETHER, YEAR, size=own)),
        }
        for size, own in [*zip(SIZES, SIZES, strict=True), (EVERYWHERE, "")]
    )


def figures(found: Beginnings) -> pd.DataFrame:
    """All shares and differences: a row each, of 1, with their intervals; `week` is how many are over, and those that
    are `late` are of worlds without a group by summer."""
    rows = []
    for size in ("", *SIZES):
        rows += [
            ("course", size, case, event, week, *found.share(case, week, event, size))
            for case, event in COURSES
            for week in (YEAR * month / 12 for month in MONTHS)
        ]
        for case, week in product((*STARTS, TOGETHER, WEAK), BY):
            rows.append(("start", size, case, BEGUN, week, *found.share(case, week, size=size)))
            rows.append(("start, more", size, case, BEGUN, week, *found.more(case, ALONE, week, size)))
        for week in (YEAR, NEXT):
            rows.append(("late", size, ALONE, BEGUN, week, *found.share(ALONE, week, size=size, late=True)))
        for case, week in product(CHANGES, (YEAR, NEXT)):
            name = changed_in_summer(case)
            rows.append(("late", size, case, BEGUN, week, *found.share(name, week, size=size, late=True)))
            rows.append(("late, more", size, case, BEGUN, week, *found.more(name, ALONE, week, size, late=True)))
    return pd.DataFrame(rows, columns=["part", "size", "case", "event", "week", "value", "low", "high"])


def _of_100(told: Told) -> str:
    """A share, of 100, with its interval: "3 (2 to 5)"."""
    return f"{_short(told)}{'' if isnan(told.low) else f' ({_ends(told)})'}"


def _short(told: Told) -> str:
    return of_100(told.value)


def _ends(told: Told) -> str:
    return f"{100 * told.low:.0f} to {100 * told.high:.0f}"


def _points(told: Told) -> str:
    """A difference, in points: "+3 (+1 to +5)"."""
    return _with_signs(told, 100, "+z.0f")


def _mean(told: Told) -> str:
    return _with_signs(told, 1, ".1f")


def _with_signs(told: Told, times: float, form: str) -> str:
    value, low, high = (f"{times * one:{form}}" for one in told)
    return f"{value} ({low} to {high})" if told.low == told.low else value


QUESTION = over_an_ensemble(main)
