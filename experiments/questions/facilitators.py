"""What contagion adds, and what keeping or winning facilitators does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from contagion.experiments.evidence.targets import read_targets
from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.questions.asking import (
    NOT_CLEAR,
    Asked,
    Asking,
    Finding,
    More,
    Standing,
    by_world,
    in_short,
    marked,
    middle,
    more,
    spreads,
    standing,
    who_fills,
)
from contagion.experiments.say.charts.axes import Calendar, band, nested, nested_course
from contagion.experiments.say.charts.style import (
    BLUE,
    GREEN,
    GREY,
    PAPER,
    SOFT,
    VERMILLION,
    counts,
    label_ends,
    styled,
    titled,
)
from contagion.experiments.say.levers import PLACES
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import per_year
from contagion.models.runs.study import changed
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.models.scenario import read
from contagion.models.theory import critical_conversion
from contagion.sim.model import WEEKS_A_YEAR

# ---- x02_without_contagion -------------------------------------------------------------------------------------------

COMPLETERS = 6  # of a group of eight, of whom 75 % complete
FILLED, EMPTY = "historical", "autonomous"
TOP_UP = {FILLED: "partners fill places left over", EMPTY: "places left over stay empty"}
COLOURS = {FILLED: BLUE, EMPTY: VERMILLION}
TRAINED = "facilitators_trained"
FROM, TO = 0, 2  # of a group, compared in words
IN_ROWS = (1, TO, 4)  # of a group, beside FROM
ASKED = {10: (0, 1, 2, 3, 4), 40: (FROM, TO)}  # of a group want to lead, by places a year
ASKED_QUICK = {10: (0, 2, 4), 40: (FROM, TO)}
LABELS, PEOPLE = ["places", "top_up", "converts"], "participants"
WINDOW = Parameters().group.recruiting_weeks  # the longest that a group recruits, unless it is put off
LOSS_OF_THEORY = 0.25  # a year, of which theory tells
NAMES = {  # of the four courses that are drawn, with their colours
    (FILLED, TO): ("contagion and partners", BLUE),
    (FILLED, FROM): ("partners alone", GREEN),
    (EMPTY, TO): ("contagion alone", VERMILLION),
    (EMPTY, FROM): ("neither", SOFT),
}
SHADED = ((FILLED, TO), (EMPTY, FROM))


@dataclass(frozen=True)
class Gain:
    """People without something, by simulation, and how many more there are with it."""

    without: pd.Series
    more: More

    @property
    def told(self) -> bool:
        """Whether there are more people in 90 % of simulations."""
        return self.more.verdict() == "more"

    @property
    def size(self) -> str:
        """The median gain as a share of the people without it."""
        if not self.told:
            return NOT_CLEAR
        base = self.without.median()
        return f"{self.more.middle / base:+.0%}" if base else "more than none"

    def __str__(self) -> str:
        share = f" ({self.size})" if self.told and self.without.median() else ""
        return f"{self.more} people{share}, more in {self.more.often},"


type Gains = dict[tuple[int, str, int], Gain]  # by places a year, what becomes of those left over, how many want


def x02_without_contagion(asking: Asking) -> Finding:
    """X02. What does contagion add: how much depends on how many of a group become facilitators?

    The study the project is named for, in simulations that agree with what was observed: 0 to 4 of a group want to lead
    (a wish of c / 6 among the completers of a group of eight), with 10 training places a year (none or 2 with 40);
    places that are left over are filled by partners' candidates or stay empty. All else is as it is in each simulation.
    None or 2 of a group with 10 places is asked again under each reading.
    """
    points: list[dict[str, Any]] = [
        {"places": places, "top_up": top_up, "converts": converts}
        for places, some in asking.much(ASKED, ASKED_QUICK).items()
        for top_up in TOP_UP
        for converts in some
    ]
    asked: list[Asked] = [
        (one, {"volunteering.wish": one["converts"] / COMPLETERS, PLACES.parameter: one["places"],
               "training.top_up": one["top_up"]})
        for one in points
    ]  # fmt: skip
    few = [one for one in asked if one[0]["places"] == min(ASKED) and one[0]["converts"] in (FROM, TO)]
    rows = asking.lived(asked).rows("years")
    return answered(rows, asking.of_readings(lambda there: last_of(there.lived(few).rows("years"))), asking)


def last_of(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["year"] == rows["year"].max()]


def people_of(last: pd.DataFrame) -> pd.DataFrame:
    return last.pivot(index="seed", columns=LABELS, values=PEOPLE).astype(float)


def gains_of_wishes(last: pd.DataFrame, asking: Asking) -> Gains:
    """Return the gain in people for each number per group who want to lead, compared with `FROM`."""
    wide = people_of(last)
    return {
        (*at, converts): Gain(wide[*at, FROM], asking.more(wide[*at, converts] - wide[*at, FROM]))
        for *at, converts in wide
        if converts != FROM
    }


def answered(rows: pd.DataFrame, readings: dict[str, pd.DataFrame], asking: Asking) -> Finding:
    """Answer X02 from the yearly `rows`; `readings` has the rows of the last year under each reading."""
    last, years = last_of(rows), int(rows["year"].max())
    made, few, most = gains_of_wishes(last, asking), int(rows["places"].min()), int(rows["places"].max())
    filled, empty, room = made[few, FILLED, TO], made[few, EMPTY, TO], made[most, FILLED, TO]
    under = {name: gains_of_wishes(one, asking) for name, one in readings.items()}
    stands = {
        at: standing(made[few, at, TO].more.values, {name: one[few, at, TO].more.values for name, one in under.items()})
        for at in TOP_UP
    }
    wide = people_of(last)
    partners = Gain(wide[few, EMPTY, TO], asking.more(wide[few, FILLED, TO] - wide[few, EMPTY, TO]))
    nothing = [of_100((one.more.values <= 0).mean()) for one in (filled, empty)]
    return Finding(
        answer=f"{filled.more.short} people by participants who lead, with partners; {empty.more.short} alone",
        sure=f"more in {filled.more.often}, and in {empty.more.often}",
        sentence=f"If {TO} of a group want to lead and not {FROM}, the programme reaches in {years} years {filled} "
        f"where partners' candidates fill the {few} training places a year anyway, and {empty} where places left over "
        f"stay empty. Beside partners it {stands[FILLED]}; alone it {stands[EMPTY]}.",
        follows=_follows(filled, empty, room, few, most),
        rows=_rows_of_wishes(made, partners, few),
        overturns=f"What becomes of places left over, and how many there are: with {most} a year it is "
        f"{room.more.short} people where partners fill them. In {nothing[0]} of 100 simulations participants who lead "
        f"add nothing with partners, and in {nothing[1]} nothing where places stay empty."
        f"{_who_fills(rows, asking, few)}",
        method=_method(asking.worlds_of(rows), years),
        table=_table(rows, stands, years),
        figure=figure(rows, made, asking.worlds_of(rows)),
    )


def _who_fills(rows: pd.DataFrame, asking: Asking, few: int) -> str:
    """Write who fills places left over in the ensemble, and how often all are taken by the year of the totals."""
    said, observed = (
        who_fills(asking.ensemble),
        next(row for row in read_targets(Path(ENSEMBLE)).rows if row.indicator == TRAINED),
    )
    year, places = observed.year, observed.year * few
    taken = rows[(rows["year"] == year) & (rows["places"] == few) & (rows["converts"] == TO)]
    if not said or taken.empty:
        return said
    all_taken = (taken[TRAINED] >= places).groupby(taken["top_up"]).mean()
    return (
        f"{said} {observed.bounds[0]:g} people were trained there on {places} places in {year} years. With {TO} of a "
        f"group who want to lead, all places are taken in {of_100(all_taken[FILLED])} of 100 simulations where "
        f"partners fill them, and in {of_100(all_taken[EMPTY])} where places left over stay empty."
    )


def _follows(filled: Gain, empty: Gain, room: Gain, few: int, most: int) -> str:
    """Write the advice that follows from the clear ones of the three gains and their sizes."""
    said = []
    if empty.told and empty.more.middle > filled.more.middle:
        said.append(
            f"Where places left over stay empty, participants who lead add {empty.more.short} people ({empty.size}); "
            f"where partners send candidates, they add {filled.more.short} ({filled.size})."
        )
    if room.told and room.more.middle > filled.more.middle:
        said.append(
            "Where they do, asking participants to lead goes together with more training places: "
            f"{room.more.short} people with {most} a year, {filled.more.short} with {few}."
        )
    return " ".join(said) or "Nothing: what asking participants to lead would add is not clearly different from none."


def _rows_of_wishes(made: Gains, partners: Gain, few: int) -> pd.DataFrame:
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
            "more people (90 % of simulations)": str(gain.more),
            "more people in": gain.more.often,
            "verdict": f"more: {gain.size}" if gain.told else NOT_CLEAR,
        }
        for what, places, left_over, gain in [*shown, both]
    )


def _method(worlds: str, years: int) -> str:
    outside = Parameters().training.outside_places
    low, high = critical_conversion(LOSS_OF_THEORY, 0), critical_conversion(LOSS_OF_THEORY, WINDOW)
    return (
        f"{worlds}, {years} years each, the same simulations for all cases. The wish to lead is set to c / "
        f"{COMPLETERS} among completers (a group of eight has {COMPLETERS}), and so are the places and what becomes of "
        f"those left over, of which partners' candidates fill at most {outside:g} a session. Numbers are medians of "
        "the simulations, in brackets 90 % ranges; clear is what 90 % show. By theory a network whose places "
        f"never run out carries itself (R = 1) from {low:.2f} to {high:.2f} of a group on, at a loss of "
        f"{LOSS_OF_THEORY:g} a year."
    )


def _table(rows: pd.DataFrame, stands: dict[str, Standing], years: int) -> pd.DataFrame:
    """Return the people of each case, then the median gain from two per group in each reading."""
    people = spreads(rows[rows["year"].isin([3, years])], [*LABELS, "year"], [PEOPLE])
    read = [
        {"places": min(ASKED), "top_up": top_up, "converts": TO, "year": years, "reading": name, "more_p50": middle}
        for top_up, one in stands.items()
        for name, middle in {"none": one.headline, **one.middles}.items()
    ]
    return pd.concat([people, pd.DataFrame(read)], ignore_index=True)


@styled
def figure(rows: pd.DataFrame, made: Gains, worlds: str) -> Figure:
    """Draw people by how many of a group want to lead, at the fewest places, and the courses of four cases."""
    drawn = Figure(figsize=(9.6, 4.6))
    left, right = drawn.subplots(1, 2)
    few, years = int(rows["places"].min()), int(rows["year"].max())
    _by_how_many(left, last_of(rows[rows["places"] == few]), years)
    _courses(right, rows[rows["places"] == few], years)
    said = ", ".join(f"{made[few, top_up, TO].more.short} where {TOP_UP[top_up]}" for top_up in (EMPTY, FILLED))
    titled(
        drawn,
        f"People more in {years} years if {TO} of a group want to lead: {said}",
        f"{few:g} training places a year. Left: {marked(rows['seed'].nunique())}. Right: middles of "
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


# ---- x07_retention_or_conversion -------------------------------------------------------------------------------------

PART = 0.25
SEATS, SEATS_QUICK = (10, 20, 40, inf), (10, 40)
BASE, LESS_LOSS, CONVERSION = "as it is", "less loss", "more conversion"
R = "reproduction_number"
LOOKS = {LESS_LOSS: BLUE, CONVERSION: VERMILLION}
LOSS, WISH = "retention.loss_per_year", "volunteering.wish"
FACTORS = {BASE: {}, LESS_LOSS: {LOSS: 1 - PART}, CONVERSION: {WISH: 1 + PART}}
MOST = {WISH: 1.0}  # a share


def x07_retention_or_conversion(asking: Asking) -> Finding:
    """X07. What gains more people: losing a quarter fewer facilitators, or a quarter more conversion?

    In each simulation of an ensemble, from the loss of facilitators and the wish to lead that it has: a quarter less of
    the one, a quarter more of the other, with 10, 20 or 40 seats a year and without a cap, over ten years. All else is
    as it is in the simulation. (A tenth of either is within chance where each parameter set is run once.)
    """
    asked = [
        ({"seats": seats, "case": name}, partial(step, seats=seats, factors=factors))
        for seats in asking.much(SEATS, SEATS_QUICK)
        for name, factors in FACTORS.items()
    ]
    made = gains_of_quarters(asking.lived(asked).table)
    table = spreads(made, ["seats"], ["people", LESS_LOSS, CONVERSION, "gap", R])
    least, most = made["seats"].min(), made["seats"].max()
    few, many = (asking.more(gap_of(made, seats)) for seats in (least, most))
    told = [
        f"{capped(float(seats))}, a quarter less loss adds {more(at[LESS_LOSS])} people and a quarter more conversion "
        f"{more(at[CONVERSION])}: {ahead(at['gap'])}"
        for seats, at in ((seats, made[made["seats"] == seats]) for seats in (least, most))
    ]
    return Finding(
        answer=f"{capped(least).capitalize()}, {ahead(few.values)}",
        sure=f"{ahead(many.values)} {capped(most)}",
        sentence=f"In {asking.years} years {'; '.join(told)} (median of the simulations; in brackets the 90 % range).",
        follows=follows(few, many, least, most),
        rows=_rows_of_quarters(made, asking),
        overturns=f"{capped(least).capitalize()}: {few.overturned('people')} {capped(most).capitalize()}: "
        f"{many.overturned('people')}",
        method=f"{asking.worlds_of(made)}, each run for {asking.years} years as it is, with a quarter less loss and "
        "with a quarter more completers who wish to lead, the same random draws each time. The seats are set in all "
        "simulations; whether partners' candidates fill those left over, ten at most, is as it is in each. Most "
        "simulations means that the 95 % interval of their share, over sets of values, leaves out a half. What less "
        "loss or more conversion would cost is not in the model: a quarter of either is a comparison of levers, not of "
        "budgets.",
        table=table,
        figure=_figure(made, table, asking.years),
    )


def step(here: Parameters, seats: float, factors: dict[str, float]) -> Parameters:
    """Return parameters with so many seats and with each named parameter multiplied by its factor."""
    moved = {name: min(times * here.get(name), MOST.get(name, inf)) for name, times in factors.items()}
    return changed(here, {PLACES.parameter: seats, **moved})


def gains_of_quarters(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per number of seats and simulation: people as it is, the gain of each change, `gap`, the gain of
    less loss minus that of more conversion, and the reproduction number as it is."""
    parts = []
    for seats, at in runs.groupby("seats", sort=False):
        people = by_world(at, "case", "participants")
        gained = people[[LESS_LOSS, CONVERSION]].sub(people[BASE], axis=0)
        part = gained.assign(seats=seats, people=people[BASE], gap=gained[LESS_LOSS] - gained[CONVERSION])
        parts.append(part.assign(**{R: by_world(at, "case", R)[BASE]}).reset_index())
    return pd.concat(parts, ignore_index=True)


def capped(seats: float) -> str:
    return "without a cap" if seats == inf else f"with {seats:g} seats a year"


def gap_of(made: pd.DataFrame, seats: float) -> pd.Series:
    return made[made["seats"] == seats].set_index("seed")["gap"]


def ahead(gap: pd.Series) -> str:
    less, gained = (gap > 0).mean(), (gap < 0).mean()
    name, share = (LESS_LOSS, less) if less >= gained else (CONVERSION, gained)
    return f"{name} gains more in {of_100(share)} of 100 simulations"


def follows(few: More, many: More, least: float, most: float) -> str:
    """Write the advice from which change gains more in most simulations, with few seats and with many."""
    said = {
        1: "in most simulations keeping facilitators gains more people than winning as large a share of further ones",
        -1: "in most simulations winning facilitators gains more people than keeping as large a share of them",
        0: "it is not clear whether keeping facilitators or winning further ones gains more",
    }
    if few.most == many.most:
        return f"Whether {capped(least)} or {capped(most)}, {said[few.most]}."
    return (
        f"{capped(least).capitalize()}, {said[few.most]}; {capped(most)}, {said[many.most]}. What to work on depends "
        "on how many seats there are, and on what either costs."
    )


def _rows_of_quarters(made: pd.DataFrame, asking: Asking) -> pd.DataFrame:
    """Return one row per number of seats, then two for the fewest seats in simulations with low and with high loss."""
    parts = {capped(float(at["seats"].iloc[0])): at for _, at in made.groupby("seats", sort=False)}
    few, scenario = made[made["seats"] == made["seats"].min()], read()
    loss = pd.Series([asking.over.parameters(scenario, world).get(LOSS) for world in few["seed"]], few.index)
    half, words = loss.median(), f"{capped(float(few['seats'].iloc[0]))}, simulations with a loss"
    parts |= {f"{words} below {half:.2f} a year": few[loss < half]}
    parts |= {f"{words} of {half:.2f} a year or more": few[loss >= half]}
    rows = []
    for name, at in parts.items():
        gap = asking.more(at.set_index("seed")["gap"])
        row = {"seats": name, "people as it is": middle(at["people"]), "a quarter less loss": more(at[LESS_LOSS])}
        row |= {"a quarter more conversion": more(at[CONVERSION]), "difference": str(gap)}
        row["less loss gains more in"] = f"{of_100(float((gap.values > 0).mean()))} of 100 simulations"
        rows.append(row | {"verdict": gap.leaning(LESS_LOSS, CONVERSION)})
    return pd.DataFrame(rows)


@styled
def _figure(made: pd.DataFrame, table: pd.DataFrame, years: int) -> Figure:
    """Draw the gain of each change, two rows per number of seats, and in how many simulations each gains more."""
    figure = Figure(figsize=(9.6, 1.8 + 0.75 * len(table)))
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    ends = ("p5", "p25", "p50", "p75", "p95")
    both = [(name, row) for row in table.to_dict("records") for name in LOOKS]
    rows = pd.DataFrame([{f"gain_{end}": row[f"{name}_{end}"] for end in ends} for name, row in both])
    nested(left, rows, "gain", [LOOKS[name] for name, _ in both])
    left.set_yticks(range(len(both)), [f"{name}, {capped(row['seats'])}" for name, row in both])
    left.invert_yaxis()
    left.set(title="People it adds, by a quarter of either", xlabel=f"people more in {years} years")
    gaps = [gap_of(made, seats) for seats in table["seats"]]
    for place, gap in enumerate(gaps):
        shares = {LESS_LOSS: (gap > 0).mean(), "": (gap == 0).mean(), CONVERSION: (gap < 0).mean()}
        start = 0.0
        for name, share in shares.items():
            right.barh(2 * place + 0.5, 100 * share, left=start, height=1.2, color=LOOKS.get(name, GREY))
            if share > 0.12:
                right.text(start + 50 * share, 2 * place + 0.5, f"{100 * share:.0f}", color=PAPER, ha="center",
                           va="center", fontweight="bold")  # fmt: skip
            start += 100 * share
    right.set(ylim=left.get_ylim(), xlim=(0, 100), title="Which of them adds more", xlabel="of 100 simulations")
    right.set_yticks([])
    first, last = (capped(float(table["seats"].iloc[place])) for place in (0, -1))
    titled(
        figure,
        f"{first.capitalize()}, {ahead(gaps[0])}; {last}, {ahead(gaps[-1])}",
        f"Dots: {marked(table['worlds'].max())}; grey: on both sides of nothing. Blue: less loss of "
        "facilitators adds more; red: more completers who wish to lead; grey between them: no difference.",
    )
    return figure
