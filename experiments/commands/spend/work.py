"""What a yearly sum buys: three ways to spend it, as they turn out in worlds that were not used to choose them.

What a tonne costs in other local actions: the table that comes with the project (`elsewhere.toml`), or one's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from contagion.experiments.commands.compare.costs import ends_over_runs, price_on_top
from contagion.experiments.commands.spend.mixes import (
    BASE,
    COMMAND,
    ROBUST,
    STANDING,
    USUAL,
    Design,
    Evaluation,
    Market,
    Search,
    Trials,
    search,
    sets_of,
    within,
)
from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.evidence.ensemble import Ensemble, certain_of
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.say import cards
from contagion.experiments.say.answers import Answered
from contagion.experiments.say.levers import SOLD
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.figures import interval, price_of_each
from contagion.models.runs.lab import FromRuns
from contagion.models.runs.study import Priced, from_then_on
from contagion.models.scenario import Scenario, all_that
from contagion.sim.errors import InputError, Sentence
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.reading import toml_in
from contagion.sim.statistics.choice import reversals
from contagion.sim.statistics.compare import Sets
from contagion.sim.statistics.spread import difference, independent, quantiles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.spend.mixes import Steps
    from contagion.experiments.say.answers import Answer
    from contagion.models.outcomes.footprint import Certain


SHIPPED = Path(__file__).with_name("elsewhere.toml")

type Text = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
type Euros = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]


class Action(BaseModel):
    """Another action: what it is called, between how many euros a tonne costs by it, whose these are, its evidence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[Text, StringConstraints(min_length=1)]
    fr: Text = ""
    low: Euros
    high: Euros
    whose: Text = ""
    whose_fr: Text = ""
    grade: Text = ""
    source: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(Sentence("low = {low:g} is above high = {high:g}", low=self.low, high=self.high))
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    action: Annotated[list[Action], Field(min_length=1, max_length=30)]


def read_elsewhere(path: Path | None = None) -> list[Action]:
    """Read the actions of a file, by default that of the project."""
    file = path or SHIPPED
    content = toml_in(file, Sentence("{file}: no such file of other actions", file=file))
    try:
        return _File.model_validate(content).action
    except ValidationError as error:
        raise all_that(error, str(file)) from None


SIMPLE, SURER = "simple", "surer"


@dataclass(frozen=True)
class Portfolio:
    """A way to spend the sum.

    Attributes
    ----------
    name : str
        Of its mix, that `steps` buy, planned to cost so many euros a year.
    best_by : tuple of str
        The criteria by which it is the best: some of `STANDING`; `SIMPLE`, the one lever that brings most; `SURER`, the
        most people of those mixes whose effects have been observed here or elsewhere (`Market.assumed`).
    gained, communes : Series
        More than without, by world.
    euros : Series
        A year more than without, by item, on average.
    rival : str, optional
        The mix with the most people of those that spend at least half of the money otherwise; none where none was
        found, or nothing of it stays within the sum in these worlds (`rival_gone`).
    ahead : Series
        People more than by the rival, by world.
    overturned : DataFrame
        Made by `sim.statistics.choice.reversals` of `ahead`.
    """

    name: str
    best_by: tuple[str, ...]
    steps: Steps
    planned: float
    gained: pd.Series
    communes: pd.Series
    euros: pd.Series
    rival: str | None
    rival_gone: bool
    ahead: pd.Series
    overturned: pd.DataFrame


EACH = {"person": "gained", "completer": "completers"}
"""What is had for the euros, by what one of it is called."""


def main_figures(
    judged: Evaluation, portfolios: Sequence[Portfolio], years: int, above: float, sets: Sets
) -> pd.DataFrame:
    """Tabulate the figures of each portfolio; intervals count a parameter set once.

    Returns
    -------
    DataFrame, one row per portfolio
        mix, best_by; planned, euros (a year more, on average); for gained (people), completers, communes and ahead
        (people more than by the rival) the mean, its interval (`_low`, `_high`) and the `difference` by simulation
        (`_p5` to `_p95`, `_above_zero` ...); gained_count_as, to how many independent simulations these amount;
        euros_per_person and euros_per_completer, for the additional euros, with Fieller's interval; worst_part,
        regret_p90, satisficing; rival.
    """
    rows = []
    for one in portfolios:
        of = sets(one.gained.index)
        euros, criteria = judged.more("euros").loc[one.name], judged.criteria.loc[one.name]
        completers = judged.more("completers").loc[one.name]
        each = pd.DataFrame({"gained": one.gained, "completers": completers, "communes": one.communes})
        each["ahead"] = one.ahead.reindex(one.gained.index)
        rows.append(
            {
                "mix": one.name,
                "best_by": " ".join(one.best_by),
                "planned": one.planned,
                "euros": euros.mean(),
                **interval(each, [*each], sets),
                **{
                    f"{name}_{part}": value
                    for name in each
                    for part, value in difference(each[name], of, above).items()
                },
                "gained_count_as": independent(of),
                **{
                    f"euros_per_{name}{end}": value
                    for name, column in EACH.items()
                    for end, value in zip(
                        ("", "_low", "_high"), price_of_each(years * euros, each[column], sets), strict=True
                    )
                },
                **{name: criteria[name] for name in ROBUST},
                "rival": one.rival,
            }
        )
    return pd.DataFrame(rows)


def tonnes_on_top(
    worlds: Trials, runs: Runs, judged: Evaluation, mixes: Mapping[str, Mapping[str, Any]]
) -> pd.DataFrame:
    """Tonnes CO2e that mixes avoid beside the scenario as it is (`BASE`), and what one costs of the euros on top, in
    the mean of the worlds: as participants say (or by the reading of the ensemble), and by each reading of emissions
    alone.

    Returns
    -------
    DataFrame, a row a mix and reading
        mix; reading, its name or empty; tonnes_p5, _p50, _p95 over draws of what is assumed of savings, up to the end
        of the runs; difference_p5, _p50, _p50_error, _p95 over worlds as well, each met with each draw, as people are
        told of; euros_per_tonne_p5, _p50, _p95 over draws, infinite where nothing is avoided.
    """
    own, rows = certain_of(worlds.ensemble, worlds.scenario), []
    savings_by_reading: dict[str, Certain] = {"": own}
    if not own:
        readings = (one for one in READINGS.values() if one.of_emissions_alone)
        savings_by_reading |= {one.name: certain for one in readings if (certain := one.certain_of(worlds.scenario))}
    for reading, certain in savings_by_reading.items():
        saved = worlds.saved(runs, [BASE, *mixes], certain)
        for name in mixes:
            more = saved[name] - saved[BASE]
            prices = price_on_top(worlds.ahead * judged.more("euros").loc[name].to_numpy(), more)
            rows.append(
                {
                    "mix": name,
                    "reading": reading,
                    **{f"tonnes_{part}": value for part, value in quantiles(more.mean(axis=0, keepdims=True)).items()},
                    **{f"difference_{part}": value for part, value in ends_over_runs(more).items()},
                    **{f"euros_per_tonne_{part}": value for part, value in prices.items()},
                }
            )
    return pd.DataFrame(rows)


FEWEST_WAYS = 3


@dataclass(frozen=True, eq=False)
class Spending(FromRuns, Answered):
    """Ways to spend a sum, judged in simulations that were not used to choose them.

    Attributes
    ----------
    again : bool
        Whether the ensemble has fewer sets than there were simulations, so sets of the search recur with other seeds.
    mixes : DataFrame
        Made by `Search.mixes`, in so many simulations (`searched`) at most.
    judged : Evaluation
        The portfolios and their rivals, in the simulations after those of the search, as `runs` are.
    table, tonnes : DataFrame
        A row a way, made by `main_figures`; a row a way and reading, made by `tonnes_on_top`.
    scenarios : sequence of Scenario
        The scenario with each of the portfolios, as for `compare`; of a programme, what it does from next January on.
    """

    RENAMED: ClassVar = {"tried": "mixes"}

    priced: Priced
    market: Market
    ensemble: Ensemble
    again: bool
    years: int
    above: float
    mixes: pd.DataFrame
    searched: int
    portfolios: Sequence[Portfolio]
    judged: Evaluation
    table: pd.DataFrame
    tonnes: pd.DataFrame
    runs: Runs
    actions: Sequence[Action] = ()
    scenarios: Sequence[Scenario] = ()

    @property
    def scenario(self) -> Scenario:
        """What the portfolios come on top of."""
        return self.priced.scenario

    @property
    def worlds(self) -> pd.DataFrame:
        """What came of each way in each world."""
        return self.judged.outcomes

    @property
    def elsewhere(self) -> pd.DataFrame:
        """A row another local action: name, low, high (euros a tonne), whose, grade, source."""
        return pd.DataFrame([one.model_dump(exclude={"fr", "whose_fr"}) for one in self.actions])

    @property
    def costs(self) -> pd.DataFrame:
        """A row a way and item: its price, whether that is a placeholder, and the euros a year more."""
        costs, placeholders = self.scenario.parameters.costs, self.priced.placeholders
        rows = [
            (one.name, item, getattr(costs, item), item in placeholders, euros)
            for one in self.portfolios
            for item, euros in zip(ITEMS, one.euros, strict=True)
        ]
        return pd.DataFrame(rows, columns=["mix", "item", "price", "placeholder", "euros"])

    @property
    def overturned(self) -> pd.DataFrame:
        """Of each way and its rival, where the people more turn: mix, rival, and the columns of `reversals`."""
        return pd.concat([one.overturned.assign(mix=one.name, rival=one.rival) for one in self.portfolios])

    def sets(self, worlds: Iterable[int]) -> list[int]:
        """Which worlds are of one set of values (`sets_of`)."""
        return sets_of(self.ensemble, worlds)

    def with_mix(self, one: Portfolio) -> Scenario:
        """Return the scenario with what a portfolio buys."""
        parameters = from_then_on(self.scenario.parameters, self.market.step(one.steps), self.scenario.past)
        return replace(self.scenario, name=f"{self.scenario.name}_{one.best_by[0]}", parameters=parameters)

    def plot(self: Any) -> list[Axes]:
        """Draw what each portfolio brings, and its cost by item, and return the two axes."""
        from contagion.experiments.commands.spend.figure import spent_figure

        return spent_figure(self).axes

    def __repr__(self) -> str:
        sum_of = f"{self.market.budget:,.0f} € a year on top of {self.scenario.name}"
        return f"<Spending of {sum_of}: {len(self.table)} ways, judged {cards.over(self.ensemble, self.judged.worlds)}>"

    def _answer(self: Any) -> Answer:
        from contagion.experiments.commands.spend.words import in_short

        return in_short(self)

    def _in_words(self: Any, _ask: Ask) -> str:
        """Return the text for the terminal."""
        from contagion.experiments.commands.spend.words import in_words

        return in_words(self)

    def _to_keep(self: Any, _ask: Ask) -> Kept:
        """Return the tables, figure and scenarios to save."""
        from contagion.experiments.commands.spend.figure import spent_figure

        tables = {"portfolios.csv": self.table, "costs.csv": self.costs, "overturned.csv": self.overturned}
        tables |= {"tonnes.csv": self.tonnes, "elsewhere.csv": self.elsewhere}
        tables |= {"tried.csv": self.mixes, "worlds.parquet": self.worlds}
        scenarios = {"scenario": self.scenario, **{one.name: one for one in self.scenarios}}
        return Kept(self.runs, scenarios, tables, {"spend": lambda: spent_figure(self)}, of_ensemble(self.ensemble))


def find_ways(
    worlds: Trials, priced: Priced, budget: float, design: Design = USUAL, levers: Sequence = SOLD
) -> Spending:
    """Search, choose, and judge the chosen in fresh worlds; refused where no mix stays within the sum."""
    with worlds.lab.keep_workers():
        result = search(worlds, budget, design, levers)
        of, names_by_criterion = result.market, choose(result)
        rivals = {name: result.rival(name) for name in names_by_criterion}
        searched = design.searched[-1]
        numbers = range(searched + 1, searched + design.worlds + 1)
        judged, renamed = _fresh(result, worlds, [*names_by_criterion, *filter(None, rivals.values())], numbers)
        mixes = {name: of.values(of.steps_for(shares)) for name, shares in judged.shares.items()}
        runs = worlds.runs({BASE: {}, **mixes}, numbers)
    names, of_sets = list(worlds.ensemble.table), partial(sets_of, worlds.ensemble)
    rows = [{name: worlds.parameters(number).get(name) for name in names} for number in numbers]
    inputs = pd.DataFrame(rows, index=list(numbers))
    portfolios: dict[str, Portfolio] = {}
    for name, best_by in names_by_criterion.items():
        if (now := renamed[name]) is None:
            continue
        if now in portfolios:  # two became one, as they were bought smaller
            best_by = (*portfolios[now].best_by, *best_by)
        other = rivals[name]
        portfolios[now] = _portfolio(of, judged, now, best_by, renamed.get(other or ""), bool(other), inputs, of_sets)
    if not portfolios:
        raise InputError(f"{COMMAND}: no mix stays within {budget:,.2f} € a year in held-out simulations")
    ways = list(portfolios.values())
    sets = worlds.ensemble
    again = not sets.is_one_set and len(sets) < numbers[-1]
    return Spending(
        *(priced, of, sets, again, worlds.ahead, worlds.above, result.mixes, searched, ways, judged),
        main_figures(judged, ways, worlds.ahead, worlds.above, of_sets),
        tonnes_on_top(worlds, runs, judged, {one.name: of.values(one.steps) for one in ways}),
        runs,
    )


def choose(search: Search) -> dict[str, tuple[str, ...]]:
    """Choose the mixes that are best by people, by robustness and by communes; if these coincide, also the single lever
    that brings the most people; and if the first rests on an assumption alone, the best that does not."""
    best: dict[str, tuple[str, ...]] = {}
    for by in STANDING:
        name = search.rounds[-1].first(by)
        best[name] = (*best.get(name, ()), by)
    if len(best) < FEWEST_WAYS and (simplest := search.simplest):
        best[simplest] = (*best.get(simplest, ()), SIMPLE)
    if search.assumed(search.rounds[-1].first(STANDING[0])) and (surer := search.surer):
        best[surer] = (*best.get(surer, ()), SURER)
    return best


def _fresh(
    search: Search, worlds: Trials, names: Sequence[str], numbers: Sequence[int]
) -> tuple[Evaluation, dict[str, str | None]]:
    """Mixes in other worlds, and what each is called there: smaller where it would come to more than the sum there,
    none where nothing is left."""
    parts = {name: within(search.market, worlds, [search.shares[name]], numbers) for name in dict.fromkeys(names)}
    now = {name: next(iter(part.shares), None) for name, part in parts.items()}
    shares = {key: share for part in parts.values() for key, share in part.shares.items()}
    outcomes = pd.concat([part.outcomes for part in parts.values()]).drop_duplicates(
        ["scenario", "seed"], ignore_index=True
    )
    return Evaluation(shares, outcomes), now


def _portfolio(
    of: Market,
    judged: Evaluation,
    name: str,
    best_by: tuple[str, ...],
    rival: str | None,
    rivalled: bool,
    inputs: pd.DataFrame,
    sets: Sets,
) -> Portfolio:
    """Judged beside its rival, if anything is left of that; `rivalled` is whether it had one when it was found,
    `inputs` the uncertain values of each world."""
    people = judged.wide("people")
    ahead = people.loc[name] - people.loc[rival] if rival else pd.Series(dtype=float)
    steps = of.steps_for(judged.shares[name])
    euros = pd.Series({item: judged.more(item).loc[name].mean() for item in ITEMS})
    overturned = reversals(ahead, inputs.loc[ahead.index], same=sets(ahead.index))
    gained, communes = (judged.more(column).loc[name] for column in ("people", "communes"))
    facts = (name, best_by, steps, of.planned(steps), gained, communes, euros, rival, rivalled and rival is None)
    return Portfolio(*facts, ahead, overturned)


def base_budget(spending: Spending) -> pd.Series:
    """Return what the scenario costs a year as it is, on average: euros by item, without those that are 0."""
    euros = pd.Series({item: spending.judged.wide(item).loc[BASE].mean() for item in ITEMS})
    return euros[euros > 0]
