"""What planners are shown of scenarios beside the first, world by world: the page and the report are made of it.

All comes of the same runs: the same worlds in each scenario, differences taken world by world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.costs import AvoidedEmissions, avoided_beside_the_first, avoided_in
from contagion.experiments.commands.compare.work import check_unique_names, must_have_ended, of_all_programmes
from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble
from contagion.experiments.evidence.worlds import Structures, means_of, people_of, told_apart, under_rules
from contagion.experiments.say.levers import HEADLINE
from contagion.models.outcomes.costs import QUANTITIES, prices
from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.parameters.sections.money import FUNDERS, ITEMS
from contagion.models.runs.figures import PER
from contagion.models.runs.lab import Inquiry
from contagion.models.runs.vocabulary import WORLDS
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.spread import WIDE, around_the_middle, difference, ends_of, independent

if TYPE_CHECKING:
    from contagion.experiments.evidence.worlds import Worlds
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.laboratory.laboratory import Runs


COMMAND = "compare"  # in messages
IN_TIME = ("people", "facilitators_active", "communes_reached", "groups_started")
"""What has a course over the years."""
ADD_UP = (0, 3)  # of these: people and groups, which count from the end of a past on


@dataclass(frozen=True)
class Lived:
    """A scenario in its worlds."""

    ends: pd.DataFrame  # a row a world: scenario, seed, the `HEADLINE` figures at the end
    years: Floats  # (worlds, years + 1, figures): the `IN_TIME`, at the end of its past and of each year after it
    before: Floats  # (worlds,): people who came in its past
    communes: Floats  # (counts, worlds, years, C): the `COUNTS`
    short: dict[str, Floats]  # by where, (years, causes): in which share of the worlds
    euros: Floats  # (worlds, items, funders)
    avoided: AvoidedEmissions


def lived(runs: Runs, scenario: Scenario, years: int, territory: Territory, ensemble: Ensemble = ONE_SET) -> Lived:
    """What the runs of a scenario come to; the ensemble says under which reading.

    Raises
    ------
    InputError
        Where runs failed.
    """
    must_have_ended(runs, COMMAND)
    ended, rows = of_all_programmes(runs, [scenario]), runs.rows("years")
    beside = runs.rows("alternatives") if scenario.parameters.alternative else None
    past = scenario.past
    rows["people"] = rows["participants"] + rows["alternative_participants"]
    made = in_worlds(rows, IN_TIME)
    return Lived(
        ends=ended[["scenario", "seed", *HEADLINE]],
        years=ahead_of(made, past, ADD_UP),
        before=made[:, past, 0],
        communes=in_communes(runs, years, territory, past),
        short=in_short(runs, years),
        euros=in_euros(runs, scenario),
        avoided=avoided_in(ended, runs.rows("savings"), beside, scenario, ensemble),
    )


SINGLE = 10  # worlds whose runs are shown one by one


def in_worlds(years: pd.DataFrame, figures: Sequence[str]) -> Floats:
    """Figures of the tables `years` of runs of a scenario, in the order of the laboratory; all begin with nothing.

    Returns
    -------
    array (worlds, years + 1, figures)
    """
    made = years[list(figures)].to_numpy(float).reshape(-1, int(years["year"].max()), len(figures))
    return np.pad(made, ((0, 0), (1, 0), (0, 0)))


def ahead_of(made: Floats, past: int, flows: Sequence[int]) -> Floats:
    """Figures from the end of a past on, along the years, the second axis; `flows` are those that add up, which count
    from there."""
    ahead = made[:, past:].copy()
    ahead[..., flows] -= made[:, past : past + 1, flows]
    return ahead


def courses(axes: dict[str, Sequence[Any]], made: Floats, count: float | None = None) -> pd.DataFrame:
    """How figures spread over the worlds: `ends_of` so many and the error of their middle, a row a scenario, year and
    figure; the worlds `count` as so many that are independent.

    Parameters
    ----------
    axes : dict
        What the axes of `made` but that of the worlds are: scenario, year, figure.
    made : array (scenarios, worlds, years, figures)
    """
    return tidy(axes, **ends(made, count))


def singles(axes: dict[str, Sequence[Any]], made: Floats, worlds: Sequence[int]) -> pd.DataFrame:
    """Figures of single runs in the first worlds, a row a scenario, world and year."""
    few = made[:, :SINGLE]
    names = {"scenario": axes["scenario"], "world": worlds[:SINGLE], "year": axes["year"]}
    return tidy(names, **{name: few[..., place] for place, name in enumerate(axes["figure"])})


def ends(made: Floats, count: float | None = None) -> dict[str, Floats]:
    """Where values lie over worlds, the second axis, and the standard error of their middle (`p50_error`)."""
    told = ends_of(made.shape[1])
    *found, low, high = np.quantile(made, [*told.values(), *around_the_middle(count or made.shape[1])], axis=1)
    return dict(zip(told, found, strict=True)) | {"p50_error": (high - low) / (2 * WIDE)}


def placed(rows: pd.DataFrame, axes: dict[str, Sequence[Any]], values: Sequence[str]) -> Floats:
    """Columns of a table as an array, each with these axes; 0 where there is no row."""
    made = np.zeros([len(values), *(len(labels) for labels in axes.values())])
    at = []
    for name, labels in axes.items():  # of the values of a column few differ; what is no label is at -1
        codes, known = pd.factorize(rows[name])
        at.append(np.append(pd.Index(labels).get_indexer(known), -1)[codes])
    made[:, *at] = rows[list(values)].to_numpy().T
    return made


def tidy(axes: dict[str, Sequence[Any]], **columns: Floats) -> pd.DataFrame:
    """Arrays with these axes as columns of a table. Its labels are plain objects: pandas looks for one among a few
    thousand of them several times as fast as among its own strings."""
    places = np.indices([len(labels) for labels in axes.values()]).reshape(len(axes), -1)
    named = {}
    for (name, labels), at in zip(axes.items(), places, strict=True):
        index = pd.Index(labels)
        named[name] = (index.astype(object) if index.dtype == "str" else index).take(at)
    return pd.DataFrame(named | {name: values.ravel() for name, values in columns.items()})


COUNTS = ("participants", "groups", "facilitators_active")
FLOWS = 2  # of these add up; the last is a stock


def in_communes(runs: Runs, years: int, territory: Territory, past: int = 0) -> Floats:
    """What there was in each commune from the end of a past up to the end of each year in runs of a scenario: array
    (counts, worlds, years after the past, C)."""
    rows = runs.rows("communes", ["year", "commune", *COUNTS])
    worlds = np.unique(runs.labels["seed"]).tolist()
    made = placed(rows, {"seed": worlds, "year": range(1, years + 1), "commune": territory.codes}, COUNTS)
    ahead = made[:, :, past:]
    ahead[:FLOWS] = ahead[:FLOWS].cumsum(axis=2)
    return ahead


def communes(made: Floats, scenarios: Sequence[str], territory: Territory, past: int = 0) -> pd.DataFrame:
    """What there is in the middle of the worlds, of what is counted a whole one, and in which share of them there is
    anything, there and everywhere; `made`: array (counts, scenarios, worlds, years, C), whose years follow a past."""
    people, groups, _ = made
    reached = {"with_people": (people > 0).mean(axis=1), "with_group": (groups > 0).mean(axis=1)}
    everywhere = np.broadcast_to((people > 0).all(axis=3).mean(axis=1)[:, :, None], reached["with_people"].shape)
    whole = np.quantile(made[1:], 0.5, axis=2, method="lower")
    middle = np.stack([np.median(people, axis=1), *whole])
    return _table(scenarios, territory, middle, past, **reached, everywhere=everywhere)


def _table(scenarios: Sequence[str], territory: Territory, middle: Floats, past: int, **more: Floats) -> pd.DataFrame:
    """Medians of the counts, array (counts, scenarios, years, C), and further columns; a row a scenario, year and
    commune."""
    people, groups, facilitators = middle
    residents = territory.residents.sum(axis=1).astype(float)
    per_1000 = PER * people / np.where(residents > 0, residents, np.nan)
    axes = {"scenario": scenarios, "year": range(past + 1, past + people.shape[1] + 1), "commune": territory.codes}
    table = tidy(axes, per_1000=per_1000, groups=groups, facilitators=facilitators, **more)
    table.insert(3, "name", np.tile(np.array(territory.names, object), len(table) // len(territory)))
    return table


WHERE = {"groups": SHORTAGES, "training": TRAINING_SHORTAGES}


def in_short(runs: Runs, years: int) -> dict[str, Floats]:
    """In which share of the worlds of a scenario something was short, in the groups and in the training: arrays
    (years, causes)."""
    rows, made = runs.rows("short"), {}
    for where, causes in WHERE.items():
        found = rows[f"in_{where}"].to_numpy(object).reshape(-1, years)
        made[where] = np.stack([(found == cause).mean(axis=0) for cause in causes], axis=1)
    return made


def short(made: Sequence[dict[str, Floats]], scenarios: Sequence[str]) -> pd.DataFrame:
    """The same of scenarios, as a table."""
    parts = []
    for where, causes in WHERE.items():
        shares = np.stack([one[where] for one in made])
        axes = {"scenario": scenarios, "year": range(1, shares.shape[1] + 1), "where": [where], "cause": causes}
        parts.append(tidy(axes, share=shares))
    return pd.concat(parts, ignore_index=True)


def costs(spent: Floats, scenarios: Sequence[str], count: float | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is paid in all for each item that costs anything in one of the scenarios, and which shares of it by whom.

    Parameters
    ----------
    spent : array (scenarios, worlds, items, funders)
        Of each made by `in_euros`.
    count : float, optional
        As how many independent worlds they count.
    """
    costing = spent.any(axis=(0, 1, 3))
    of_items, of_funders = spent.sum(axis=3)[:, :, costing], spent.sum(axis=2)
    items = [item for item, any_of_it in zip(ITEMS, costing, strict=True) if any_of_it]
    axes, low_to_high = {"scenario": scenarios}, ends(of_items, count)
    between = {end: low_to_high[end] for end in ("p5", "p50", "p50_error", "p95")}
    return (
        tidy(axes | {"item": items}, **between, share=_shares(of_items)),
        tidy(axes | {"payer": list(FUNDERS)}, share=_shares(of_funders)),
    )


def _shares(euros: Floats) -> Floats:
    """Of the mean total, those of parts of what was spent: array (scenarios, worlds, parts) to (scenarios, parts)."""
    mean = euros.mean(axis=1)
    total = mean.sum(axis=1, keepdims=True)
    return np.divide(mean, total, out=np.zeros_like(mean), where=total > 0)


def in_euros(runs: Runs, scenario: Scenario) -> Floats:
    """What is paid in all in the runs of a scenario, after its past: array (worlds, items, funders). Where prices
    change in the course of a run, it is told of all its years."""
    if scenario.parameters.prices_change:
        rows = runs.rows("paid", ["item", "funder", "euros"])
        axes = {"seed": np.unique(runs.labels["seed"]).tolist(), "item": ITEMS, "funder": FUNDERS}
        return placed(rows, axes, ["euros"])[0]
    years = runs.rows("years")
    own, names = scenario.parameters.costs, list(QUANTITIES)
    bought = years.loc[years["year"] == years["year"].max(), names].to_numpy()
    if scenario.past:
        bought = bought - years.loc[years["year"] == scenario.past, names].to_numpy()
    return (bought * list(prices(own).values()))[:, :, None] * np.array(own.funding)


def of_briefing(briefing: Briefing) -> Structures | None:
    """The people more by each scenario, ranked where there are several; of one alone, the people it reaches."""
    people = people_of(briefing.ends, "world", "people")
    base, *others = (one.name for one in briefing.scenarios)
    more = people[others].sub(people[base], axis=0) if others else people[[base]]
    ranked = means_of(more) if len(others) > 1 else None
    return under_rules(more, briefing.worlds.ensemble, briefing.scenarios[0], ranked)


@dataclass(frozen=True)
class Briefing:
    """Scenarios in the same worlds; the first is what the others are compared with. Of few worlds p5 and p95 are the
    lowest and the highest (`sim.statistics.spread.ends_of`).

    Years and weeks count from the beginning of the runs, people and groups from the end of the past on.
    """

    scenarios: Sequence[Scenario]  # their effort fitted to the territory
    worlds: Worlds  # their ensemble, and the difference of interest
    runs: Runs  # looked at closely (`models.runs.lab.close_up`)
    years: int
    table: pd.DataFrame  # a row a scenario but the first and figure of `HEADLINE` (`evidence.worlds.told_apart`)
    ends: pd.DataFrame  # a row a scenario and world: scenario, world, the `HEADLINE` at the end
    # A row a scenario, year (0 without a past) and figure of `IN_TIME`: p5, p25, p50, p75, p95 over worlds, p50_error.
    course: pd.DataFrame
    single: pd.DataFrame  # a row a scenario, world and year: the `IN_TIME` themselves, of the first ten worlds
    # A row a scenario, year, where ("groups", "training") and cause (a name of `IN_WORDS` or `TRAINING_IN_WORDS` of
    # `models.outcomes.counting.counts`, and of `say.charts.style.CAUSES`): share of the worlds in which it was short.
    short: pd.DataFrame
    # A row a scenario and item that costs anything in one of them: p5, p50, p50_error, p95 of the euros in all; share,
    # of the mean total.
    costs: pd.DataFrame
    funding: pd.DataFrame  # a row a scenario and payer: share, of the mean total
    avoided: pd.DataFrame  # a row a scenario (`commands.compare`: avoided_beside_the_first)
    # A row a scenario, year after the past and commune (INSEE code, with its name): per_1000, groups, facilitators are
    # medians over worlds of participants since the past by 1,000 residents aged 15 and over, of groups that have
    # started there since then, of facilitators active who live there (of two in the middle the lower). with_people and
    # with_group are shares of worlds in which since then somebody who lives there has come, a group has met there;
    # everywhere, in which somebody of each commune has come.
    communes: pd.DataFrame
    before: Mapping[str, Any] = field(default_factory=dict)  # people who came in the past (`spread.difference`)

    @property
    def elsewhere(self) -> bool:
        """Whether nothing was observed on this territory that the worlds agree with."""
        return self.worlds.ensemble.is_elsewhere(self.scenarios[0])

    @cached_property
    def lived(self) -> int:
        """How many worlds each scenario was run in."""
        return self.runs.labels["seed"].nunique()

    @property
    def past(self) -> int:
        """Years of the runs that are over; people and groups count from their end on."""
        return self.scenarios[0].past

    @property
    def since(self) -> date:
        """The first day of the month from which on they count."""
        year, month = map(int, self.scenarios[0].parameters.calendar.start.split("-"))
        return date(year + self.past, month, 1)


def inquiry(
    scenarios: Sequence[Scenario], worlds: Worlds, territory: Territory, years: int = 10, replicates: int = WORLDS
) -> Inquiry[Briefing]:
    """What is told of scenarios beside the first one; there is an answer after 5, 10, 20 … worlds.

    Parameters
    ----------
    territory : Territory
        That of the laboratory.
    replicates : int
        Worlds.

    Raises
    ------
    InputError
        Where two scenarios have one name; with the first runs, where runs failed.
    """
    names = check_unique_names(scenarios, COMMAND)

    def answer(runs: Runs) -> Briefing:
        def of_each(made: Runs) -> list[Lived]:
            return [lived(made.of("scenario", one.name), one, years, territory, worlds.ensemble) for one in scenarios]

        again = pd.concat([one.ends for one in of_each(runs.again)]) if runs.again else None
        each = of_each(runs)
        ends, met = pd.concat([one.ends for one in each], ignore_index=True), np.unique(runs.labels["seed"]).tolist()
        made, there = np.stack([one.years for one in each]), np.stack([one.communes for one in each], axis=1)
        past = scenarios[0].past
        axes = {"scenario": names, "year": range(past, years + 1), "figure": IN_TIME}
        count = independent(worlds.sets(met))
        items, funding = costs(np.stack([one.euros for one in each]), names, count)
        return Briefing(
            scenarios,
            worlds,
            runs,
            years,
            table=told_apart(ends, names[0], [*HEADLINE], worlds, again),
            ends=ends.rename(columns={"seed": "world"}),
            course=courses(axes, made, count),
            single=singles(axes, made, met),
            short=short([one.short for one in each], names),
            costs=items,
            funding=funding,
            avoided=avoided_beside_the_first([one.avoided for one in each], names),
            communes=communes(there, names, territory, past),
            before=difference(each[0].before, worlds.sets(met)) if past else {},
        )

    cases = [worlds.case(scenario, scenario=scenario.name) for scenario in scenarios]
    return Inquiry(cases, years, replicates, answer, close=True, worlds=True)
