"""The picture of `README.md`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.questions.asking import (
    YEARS,
    Asked,
    Asking,
    Finding,
    More,
    by_world,
    marked,
    middle,
    more,
    spreads,
)
from contagion.experiments.say.charts.axes import Calendar, Marks, nested_course
from contagion.experiments.say.charts.maps import draw_territory
from contagion.experiments.say.charts.style import BLUE, SOFT, counts, label_ends, styled, titled
from contagion.experiments.say.sentences import between, to_its_error
from contagion.models.runs.figures import by_commune
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import Scenario, found, read
from contagion.models.territory.territory import Territory
from contagion.sim.files import Results
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import spread

BASE, OTHER = "ref", "double_places"
PEOPLE = "participants"
LOOKS = {BASE: ("ten places", SOFT, "-"), OTHER: ("twenty", BLUE, "--")}
LEAST_YEARS = 4  # or else nothing has changed yet
PLACES, FROM_YEAR = 10, 3  # more a year, and the years before


def at_a_glance(asking: Asking) -> Finding:
    """At a glance: where does the programme reach people, and what would twice the training places change?

    On the left one run of the reference, the first one (seed 1). On the right the reference and `double_places` (twenty
    training places a year in place of ten, from the fourth year on) in simulations that agree with what was observed,
    the same for both. It is the picture of `README.md`.
    """
    years, scenarios = asking.much(YEARS, LEAST_YEARS), [read(found(Path(name))) for name in (BASE, OTHER)]
    asked: list[Asked] = [({"scenario": one.name}, one) for one in scenarios]
    runs, territory = asking.lived(asked, years).rows("years"), territory_for(scenarios[0])
    places = map_of(simulate(scenarios[0], territory, years=years, seed=1))
    ends, worlds = by_world(runs[runs["year"] == years], "scenario", PEOPLE), asking.worlds_of(runs)
    table = pd.concat([places, course(runs)], ignore_index=True)

    def gain(there: Asking) -> pd.Series:
        at = by_world(there.lived(asked, years).table, "scenario", PEOPLE)
        return at[OTHER] - at[BASE]

    told = asking.more(ends[OTHER] - ends[BASE])
    base, verdict, further = middle(ends[BASE]), told.verdict(), PLACES * (years - FROM_YEAR)
    a_place, reached = more(told.values / further, "{:+z,.1f}"), int((places["people"] > 0).sum())
    rows = [
        ("people, ten places a year", base, "–"),
        ("people, twenty from the fourth year on", middle(ends[OTHER]), "–"),
        ("people more", str(told), verdict),
        (f"people more for each of the {further} further places", a_place, verdict),
        ("communes reached in the first run", f"{reached} of {len(places)}", "one run"),
    ]
    return Finding(
        answer=f"{told} people in {years} years" if verdict == "more" else "Not clear from no change",
        sure=f"more people in {told.often}",
        sentence=f"Twenty training places a year in place of ten, from the fourth year on, bring {told} people in "
        f"{years} years, compared with {base} (medians; in brackets 90 % ranges), more in {told.often}; that "
        f"{asking.standing(told.values, gain)}.",
        follows=f"Each further training place brings {a_place} people by then: hold that against what a place costs."
        if verdict == "more"
        else "Nothing: what twice the places bring is not clearly different from no change.",
        rows=pd.DataFrame(rows, columns=["what", "median of the simulations (90 % range)", "verdict"]),
        overturns=f"In {of_100((told.values <= 0).mean())} of 100 simulations twice the places add nobody, in 25 "
        f"less than {told.values.quantile(0.25):,.0f}.",
        method=f"The reference and the scenario `{OTHER}`, {years} years in {worlds}, the same for both; the change is "
        "taken simulation by simulation. The map is of one run of the reference, the first (seed 1): "
        f"{places['people'].sum():,.0f} people of {reached} of {len(places)} communes come to a group.",
        table=table,
        figure=figure(territory, table, scenarios, told),
    )


def map_of(first: Results) -> pd.DataFrame:
    """Return one row per commune: commune, people since the start, and people per 1,000 residents aged 15 and over."""
    rows = by_commune(first.tables)
    last = rows[rows["year"] == rows["year"].max()]
    shown = {"where": last["commune"], "people": last[PEOPLE], "per_1000": last["coverage"].round(2)}
    return pd.DataFrame({"what": "first run", **shown})


def course(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per scenario and year, from year 0 on, with quantiles of people reached over simulations."""
    start = rows[rows["year"] == rows["year"].min()].assign(year=0, **{PEOPLE: 0})
    made = spreads(pd.concat([start, rows]), ["scenario", "year"], [PEOPLE])
    return made.rename(columns={"scenario": "what"}).drop(columns=f"{PEOPLE}_above")


@styled
def figure(territory: Territory, table: pd.DataFrame, scenarios: list[Scenario], told: More) -> Figure:
    """Draw the map of the first run and, alongside, both courses; the one of more places ends with its gain."""
    gain, (low, high) = told.short, (f"{spread(told.values)[end]:+z,.0f}" for end in ("p5", "p95"))
    drawn = Figure(figsize=(9.6, 4.6))
    left, right = drawn.subplots(1, 2, width_ratios=(1, 1.05))
    places, years = table[table["what"] == "first run"], int(table["year"].max())
    shown = dict(zip(places["where"], places["per_1000"], strict=True))
    label = "people reached per 1,000 aged 15 and over"
    draw_territory(territory, shown, ax=left, label=label, names=5, source=False)
    left.set_title(f"One run: {places['people'].sum():,.0f} people in {years} years")
    calendar, last = Calendar.of_scenarios(scenarios, years), []
    for name, (words, colour, line) in LOOKS.items():
        at = table[table["what"] == name]
        nested_course(right, at.assign(time=calendar.at(WEEKS_A_YEAR * at["year"])), "time", PEOPLE, colour, line=line)
        end, error = at[[f"{PEOPLE}_p50", f"{PEOPLE}_p50_error"]].iloc[-1].tolist()
        last.append((end, f"{words}: {to_its_error(end, error) if name == BASE else gain}", colour))
    calendar.draw(right)
    counts(right, 6, 1.04 * float(table[f"{PEOPLE}_p95"].max()))
    label_ends(right, last, 0.062)
    right.set_title("Many simulations: people reached since the start")
    Marks.of_scenarios(scenarios).draw(right, calendar)
    titled(
        drawn,
        f"Twice the training places a year: {gain} people in {years} years (90 % range: {between(low, high)})",
        f"A model, no forecast. Left: reference, seed 1. Right: {marked(table['worlds'].max())}; {gain}: the median of "
        f"the differences between both, simulation by simulation · {territory.source}",
    )
    return drawn
