"""X02. What does contagion add: how much depends on how many of a group become facilitators?

The study the project is named for, in worlds that agree with what was observed: 0 to 4 of a group want to lead (a wish
of c / 6 among the completers of a group of eight), with 10 training places a year (none or 2 with 40); places that are
left over are filled by partners' candidates or stay empty. All else is as it is in each world. None or 2 of a group
with 10 places is asked again under each reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.questions.asking import (
    MARKED,
    NOT_TOLD,
    Asked,
    Asking,
    More,
    Standing,
    in_short,
    over_an_ensemble,
    spreads,
    standing,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.axes import Calendar
from contagion.experiments.say.charts.bands import band, nested_course
from contagion.experiments.say.charts.style import BLUE, GREEN, SOFT, VERMILLION, counts, label_ends, styled, titled
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import per_year
from contagion.models.theory import critical_conversion
from contagion.sim.model import WEEKS_A_YEAR

COMPLETERS = 6  # of a group of eight, of whom 75 % complete
FILLED, EMPTY = "historical", "autonomous"
TOP_UP = {FILLED: "partners fill places left over", EMPTY: "places left over stay empty"}
COLOURS = {FILLED: BLUE, EMPTY: VERMILLION}
FROM, TO = 0, 2  # of a group, compared in words
IN_ROWS = (1, TO, 4)  # of a group, beside FROM
ASKED = {10: (0, 1, 2, 3, 4), 40: (FROM, TO)}  # of a group want to lead, by places a year
ASKED_QUICK = {10: (0, 2, 4), 40: (FROM, TO)}
LABELS, PEOPLE = ["places", "top_up", "converts"], "participants"
WINDOW = Parameters().group.recruiting_weeks  # the longest that a group recruits, unless it is put off
LOSS = 0.25  # a year, of which theory tells
NAMES = {  # of the four courses that are drawn, with their colours
    (FILLED, TO): ("contagion and partners", BLUE),
    (FILLED, FROM): ("partners alone", GREEN),
    (EMPTY, TO): ("contagion alone", VERMILLION),
    (EMPTY, FROM): ("neither", SOFT),
}
SHADED = ((FILLED, TO), (EMPTY, FROM))


@dataclass(frozen=True)
class Gain:
    """People without something, by world, and how many more there are with it."""

    without: pd.Series
    more: More

    @property
    def told(self) -> bool:
        """Whether nine worlds in ten agree that there are more people."""
        return self.more.verdict() == "more"

    @property
    def size(self) -> str:
        """Of those without."""
        if not self.told:
            return NOT_TOLD
        base = self.without.median()
        return f"{self.more.middle / base:+.0%}" if base else "more than none"

    def __str__(self) -> str:
        share = f" ({self.size})" if self.told and self.without.median() else ""
        return f"{self.more} people{share}, more in {self.more.often},"


type Gains = dict[tuple[int, str, int], Gain]  # by places a year, what becomes of those left over, how many want


def main(asking: Asking) -> Finding:
    """People reached by how many of a group want to lead, and what that changes in each world."""
    points: list[dict[str, Any]] = [
        {"places": places, "top_up": top_up, "converts": converts}
        for places, some in asking.much(ASKED, ASKED_QUICK).items()
        for top_up in TOP_UP
        for converts in some
    ]
    asked: list[Asked] = [
        (one, {"volunteering.wish": one["converts"] / COMPLETERS, "training.places": one["places"],
               "training.top_up": one["top_up"]})
        for one in points
    ]  # fmt: skip
    few = [one for one in asked if one[0]["places"] == min(ASKED) and one[0]["converts"] in (FROM, TO)]
    rows = asking.lived(asked).rows("years")
    return answered(rows, asking.of_readings(lambda there: last_of(there.lived(few).rows("years"))), asking)


def last_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last year."""
    return rows[rows["year"] == rows["year"].max()]


def people_of(last: pd.DataFrame) -> pd.DataFrame:
    return last.pivot(index="seed", columns=LABELS, values=PEOPLE).astype(float)


def gains(last: pd.DataFrame, asking: Asking) -> Gains:
    """What each number of people of a group changes, `FROM` left out."""
    wide = people_of(last)
    return {
        (*at, converts): Gain(wide[*at, FROM], asking.more(wide[*at, converts] - wide[*at, FROM]))
        for *at, converts in wide
        if converts != FROM
    }


def answered(rows: pd.DataFrame, readings: dict[str, pd.DataFrame], asking: Asking) -> Finding:
    """What is said of the runs; `readings` are the last years under each."""
    last, years = last_of(rows), int(rows["year"].max())
    made, few, most = gains(last, asking), int(rows["places"].min()), int(rows["places"].max())
    filled, empty, room = made[few, FILLED, TO], made[few, EMPTY, TO], made[most, FILLED, TO]
    under = {name: gains(one, asking) for name, one in readings.items()}
    stands = {
        at: standing(made[few, at, TO].more.values, {name: one[few, at, TO].more.values for name, one in under.items()})
        for at in TOP_UP
    }
    wide = people_of(last)
    partners = Gain(wide[few, EMPTY, TO], asking.more(wide[few, FILLED, TO] - wide[few, EMPTY, TO]))
    nothing = [of_100((one.more.values <= 0).mean()) for one in (filled, empty)]
    return Finding(
        answer=f"{filled.more.short} people by contagion beside partners, {empty.more.short} alone",
        sure=f"more in {filled.more.often}, and in {empty.more.often}",
        sentence=f"If {TO} of a group want to lead and not {FROM}, the programme reaches in {years} years {filled} "
        f"where partners' candidates fill the {few} training places a year anyway, and {empty} where places left over "
        f"stay empty. Beside partners it {stands[FILLED]}; alone it {stands[EMPTY]}.",
        follows=_follows(filled, empty, room, few, most),
        rows=_rows(made, partners, few),
        overturns=f"What becomes of places left over, and how many there are: with {most} a year it is "
        f"{room.more.short} people where partners fill them. In {nothing[0]} of 100 worlds contagion adds nothing "
        f"beside partners, and in {nothing[1]} nothing where places stay empty.",
        method=_method(asking.worlds_of(rows), years),
        table=_table(rows, stands, years),
        figure=figure(rows, made, asking.worlds_of(rows)),
    )


def _follows(filled: Gain, empty: Gain, room: Gain, few: int, most: int) -> str:
    """By which of the three changes can be told, and how large they are."""
    said = []
    if empty.told and empty.more.middle > filled.more.middle:
        said.append(
            f"Where a programme lives on its own participants, getting them to lead comes first ({empty.size}); where "
            f"partners send candidates it adds less ({filled.size})."
        )
    if room.told and room.more.middle > filled.more.middle:
        said.append(
            "Where they do, asking participants to lead goes together with more training places: "
            f"{room.more.short} people with {most} a year, {filled.more.short} with {few}."
        )
    return " ".join(said) or "Nothing: what asking participants to lead would add cannot be told from none."


def _rows(made: Gains, partners: Gain, few: int) -> pd.DataFrame:
    shown = [
        (f"{converts} of a group want to lead, not {FROM}", places, TOP_UP[top_up], gain)
        for (places, top_up, converts), gain in made.items()
        if converts in IN_ROWS and (converts == TO or places == min(ASKED))
    ]
    both = f"partners fill places, {TO} of a group want to lead", few, "they fill them, or nobody does", partners
    return pd.DataFrame(
        {
            "what is added": what,
            "places a year": f"{places:g}, {left_over}",
            "people without": in_short(gain.without),
            "more people (nine worlds in ten)": str(gain.more),
            "more people in": gain.more.often,
            "verdict": f"more: {gain.size}" if gain.told else NOT_TOLD,
        }
        for what, places, left_over, gain in [*shown, both]
    )


def _method(worlds: str, years: int) -> str:
    outside = Parameters().training.outside_places
    low, high = critical_conversion(LOSS, 0), critical_conversion(LOSS, WINDOW)
    return (
        f"{worlds}, {years} years each, the same worlds for all cases. The wish to lead is set to c / {COMPLETERS} "
        f"among completers (a group of eight has {COMPLETERS}), and so are the places and what becomes of those left "
        f"over, of which partners' candidates fill at most {outside:g} a session. Numbers are medians of the "
        "worlds, in brackets 90 % ranges; told is what nine in ten have. By theory a "
        f"network whose places never run out carries itself (R = 1) from {low:.2f} to {high:.2f} of a group on, at a "
        f"loss of {LOSS:g} a year."
    )


def _table(rows: pd.DataFrame, stands: dict[str, Standing], years: int) -> pd.DataFrame:
    """People of each case, and what two of a group change in each reading."""
    people = spreads(rows[rows["year"].isin([3, years])], [*LABELS, "year"], [PEOPLE])
    read = [
        {"places": min(ASKED), "top_up": top_up, "converts": TO, "year": years, "reading": name, "more_p50": middle}
        for top_up, one in stands.items()
        for name, middle in {"none": one.headline, **one.middles}.items()
    ]
    return pd.concat([people, pd.DataFrame(read)], ignore_index=True)


@styled
def figure(rows: pd.DataFrame, made: Gains, worlds: str) -> Figure:
    """People by how many of a group want to lead at the fewest places, and the courses of four cases."""
    drawn = Figure(figsize=(9.6, 4.6))
    left, right = drawn.subplots(1, 2)
    few, years = int(rows["places"].min()), int(rows["year"].max())
    _by_how_many(left, last_of(rows[rows["places"] == few]), years)
    _courses(right, rows[rows["places"] == few], years)
    said = ", ".join(f"{made[few, top_up, TO].more.short} where {TOP_UP[top_up]}" for top_up in (EMPTY, FILLED))
    titled(
        drawn,
        f"People more in {years} years if {TO} of a group want to lead: {said}",
        f"{few:g} training places a year. Left: {MARKED.format(worlds=rows['seed'].nunique())}. Right: middles of "
        f"{worlds}; bands, of the first and the last: nine in ten, year by year.",
    )
    return drawn


def _by_how_many(ax: Axes, last: pd.DataFrame, years: int) -> None:
    table, ends = spreads(last, ["top_up", "converts"], [PEOPLE]), []
    for top_up, words in TOP_UP.items():
        at = table[table["top_up"] == top_up].sort_values("converts")
        nested_course(ax, at, "converts", PEOPLE, COLOURS[top_up])
        label = words.replace(" fill ", "\nfill ").replace(" stay ", "\nstay ")
        ends.append((float(at[f"{PEOPLE}_p50"].iloc[-1]), label, COLOURS[top_up]))
    ax.set(xlabel="of a group of eight, so many want to lead", title=f"People reached in {years} years")
    ax.set_xticks(sorted(table["converts"].unique()))
    counts(ax, 6, 1.04 * float(table[f"{PEOPLE}_p95"].max()))
    label_ends(ax, ends, 0.05)


def _courses(ax: Axes, rows: pd.DataFrame, years: int) -> None:
    calendar, ends = Calendar(Parameters().calendar.start, years * WEEKS_A_YEAR), []
    for (top_up, converts), (name, colour) in NAMES.items():
        at = rows[(rows["top_up"] == top_up) & (rows["converts"] == converts)]
        course = per_year(at, PEOPLE)
        course.loc[1:, "mean"] = at.groupby("year")[PEOPLE].median()
        end = band(ax, course, colour, calendar=calendar, shaded=(top_up, converts) in SHADED)
        ends.append((end, f"{name} {in_short(last_of(at)[PEOPLE])}", colour))
    ax.set(title="People reached since the start")
    calendar.draw(ax)
    ax.set_ylim(bottom=0)
    ax.grid(axis="y")
    label_ends(ax, ends, 0.062)


QUESTION = over_an_ensemble(main)
