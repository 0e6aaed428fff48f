"""Runs of a scenario: the results of one, many of them, and one in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import pandas as pd

from contagion.experiments.commands.compare.work import (
    COLUMNS,
    MAIN_INDICATORS,
    InTime,
    differences_in_time,
    must_have_ended,
)
from contagion.experiments.commands.verb import Kept
from contagion.experiments.evidence.words_of_worlds import reservations, under_in_short
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import PAST, asked_in_words, elsewhere, in_force
from contagion.experiments.say.cards import between, figure, over
from contagion.experiments.say.differences import prices
from contagion.experiments.say.sentences import counted, in_lines, listed, paragraphs, table_lines, two_digits
from contagion.models.outcomes.frames import IN_WORDS, NOTHING, TRAINING_IN_WORDS
from contagion.models.parameters.sections.money import Costs
from contagion.models.runs.figures import (
    HIGH,
    LOW,
    WholeTable,
    by_commune,
    interval,
    others_alone,
    others_by_year,
    shortages,
)
from contagion.models.runs.simulation import autonomy, simulate
from contagion.models.runs.vocabulary import Asked, ByName, flag, known, leaders_of, names_of, whole
from contagion.models.scenario import FOLDER
from contagion.sim.errors import InputError
from contagion.sim.files import as_json
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import paired_differences

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask, Here
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory as OfTheModel
    from contagion.sim.files import Results as Output


MEANINGS = {
    "coverage": "participants who live there, per 1,000 residents aged 15+, since the start",
    "participants": "participants who live there, since the start",
    "completers": "completers who live there, since the start",
    "registrations": "registrations from there, since the start",
    "aspirants": "completers from there who wish to facilitate, since the start",
    "groups_started": "groups started there, since the start",
    "facilitators_trained": "facilitators trained from there, since the start",
    "facilitators_active": "active facilitators who live there",
}
"""What the figures of a commune are."""


@dataclass(frozen=True, eq=False, repr=False)
class Results(Answered):
    """What came of one run: one possible course.

    Attributes
    ----------
    output : sim.files.Results
    scenario : Scenario
        What was run, its effort fitted to the territory.
    over : Territory
        With the ties of the scenario.
    ensemble : Ensemble
        Of which it is a member, if it is one.
    territory : Territory
        As it was asked for.
    """

    RENAMED: ClassVar = {"made": "output"}

    output: Output
    scenario: Scenario
    over: OfTheModel
    ensemble: Ensemble
    territory: Any

    @cached_property
    def summary(self) -> ByName:
        """Its indicators by name."""
        return ByName(self.output.summary, "indicator", "summary")

    @cached_property
    def tables(self) -> ByName:
        """`weeks` (stocks, and totals since the start), `events`, `groups`, `facilitators`, `participants`, `ledger`,
        `footprint` and the others; `communes` counts year by year."""
        return ByName(self.output.tables, "table", "tables")

    @property
    def provenance(self) -> dict[str, Any]:
        """What it was made with."""
        return self.output.provenance

    def __getitem__(self, name: str) -> NoReturn:
        """Say where a figure or a table is: a run is no mapping."""
        (self.tables if name in self.tables else self.summary).point_to(name)

    @property
    def weeks(self) -> pd.DataFrame:
        """Week by week: stocks, and totals since the start."""
        return self.tables["weeks"]

    @property
    def events(self) -> pd.DataFrame:
        """What happened, in order."""
        return self.tables["events"]

    @cached_property
    def years(self) -> pd.DataFrame:
        """The same at the end of each year."""
        ends = self.weeks.iloc[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR]
        return ends.drop(columns="week").assign(year=ends["week"] // WEEKS_A_YEAR + 1).reset_index(drop=True)

    @cached_property
    def communes(self) -> pd.DataFrame:
        """Commune by commune: totals since the start at the end of each year, and active facilitators."""
        return by_commune(self.tables)

    @property
    def short(self) -> pd.DataFrame:
        """What was short, over the year up to each week; it does not say what would have helped (`contagion.limits`).

        Returns
        -------
        DataFrame, a row a thing, the most often short first
            of, groups or training; short, what; in_words; share_of_weeks, of those of which something can be said.
        """
        rows = [
            {"of": of, "short": name, "in_words": words_of[name], "share_of_weeks": share}
            for of, words_of, shares in (
                ("groups", IN_WORDS, self.summary["short"]),
                ("training", TRAINING_IN_WORDS, self.summary["short_in_training"]),
            )
            for name, share in shares.items()
        ]
        return pd.DataFrame(rows).sort_values(["of", "share_of_weeks"], ascending=[True, False], ignore_index=True)

    def plot(self: Any, indicator: str = "participants", *, by: str = "week", ax: Axes | None = None) -> Axes:
        """Draw the course of a column of `weeks` (or, by year, of `years`)."""
        from contagion.experiments.commands.run.figure import course_axes

        return course_axes(self, indicator, by, ax)

    def map(self, indicator: str = "coverage", *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw a map of a column of `communes`, at the end of a year (by default the last)."""
        from contagion.experiments.say.charts.axes import Calendar, for_a_map
        from contagion.experiments.say.charts.maps import draw_territory

        at, number = self._at(year)
        name = known(indicator, at, "indicator", "by commune")
        end = Calendar.of_run(self.output).year(number)
        title = f"{self.scenario.name}, seed {self.summary['seed']}: the end of {end}"
        return draw_territory(self.over, at[name].to_dict(), ax=for_a_map(ax), label=MEANINGS[name], title=title)

    def graph(self, what: str = "communes", *, year: int | None = None) -> nx.DiGraph:
        """Return the state at the end of a year (by default the last), as a graph of NetworkX.

        Parameters
        ----------
        what : {"communes", "told", "led"}
            The communes (`distance_km`, `tie_share`, `commuting_share`) with the figures of `communes`; who told whom,
            an edge per registration with `week` and `channel`; or who led whom, an edge per leader and participant,
            with the group as key. People and organisations are nodes by id, people with the `commune` of their home.

        Returns
        -------
        DiGraph; a MultiDiGraph for told and led
        """
        from contagion.experiments.commands.run.exported import NETWORKS, of_communes

        name, (figures, number) = known(what, ("communes", *NETWORKS), "what"), self._at(year)
        if name == "communes":
            return of_communes(self.over.graph, figures)
        return NETWORKS[name](self.tables, number * WEEKS_A_YEAR)

    def to_geojson(self, path: Path | str, *, year: int | None = None) -> Path:
        """Write the communes with their contours and the figures of `communes` at the end of a year; the path."""
        from contagion.experiments.commands.run.exported import write_geojson

        return write_geojson(path, self.over, self._at(year)[0])

    def to_graphml(self, path: Path | str, *, min_tie: float = 0.0, year: int | None = None) -> Path:
        """Write the communes as a graph (`distance_km`, `tie_share`, `commuting_share`) with the figures of `communes`
        at the end of a year; `min_tie` leaves out edges with a smaller share of the ties. The path."""
        from contagion.experiments.commands.run.exported import write_graphml

        return write_graphml(path, self.over, self._at(year)[0], min_tie)

    def _at(self, year: int | None) -> tuple[pd.DataFrame, int]:
        """Return the figures of all communes at the end of a year, by INSEE code, and the year."""
        last = int(self.communes["year"].max())
        number = last if year is None else whole(year, "year", most=last)
        rows = self.communes[self.communes["year"] == number]
        return rows.set_index("commune")[list(MEANINGS)], number

    def size(self) -> str:
        """Where it was, how long, and of which seed."""
        member = f"member {self.summary['seed']} of the ensemble {self.ensemble.name!r}"
        over = f"one run, {'one parameter set' if self.ensemble.is_one_set else member}"
        years = counted(self.summary["years"], "year")
        return f"{self.territory.name}, {years}, seed {self.summary['seed']}; {over}"

    def __repr__(self) -> str:
        people, active = self.summary["participants"], self.summary["facilitators_active"]
        return f"<Results {self.scenario.name}: {self.size()}; {people:,} participants, {active:,} active facilitators>"

    def _answer(self) -> Answer:
        """People, facilitators, money and tonnes, and what was short."""
        summary, scenario = self.summary, self.scenario
        low, high = (two_digits(summary[f"tco2e_avoided_{end}"]) for end in ("p5", "p95"))
        others = others_alone(self.output)
        sentences = [
            _others_alone(self.output) if others else _people(summary),
            f"{_total_cost(self.output, scenario)}.",
            f"Emissions avoided: {low} to {high} t CO2e (90 % range of what is assumed, no measurement).",
            *([] if others else [_shortages(self.output)]),
        ]
        notes = [f"One of many possible outcomes of “{scenario.title}”: {self.size()}."]
        notes += under_in_short(self.ensemble)
        return Answer(sentences, None, notes)

    def _in_words(self, ask: Ask) -> str:
        """Return the text for the terminal."""
        text = in_words(self.output, self.scenario, self.over)
        if not ask.ensemble:
            return f"{text}\n\nThis is one run with one parameter set: one of many possible outcomes."
        world = f"This is simulation {ask.values['seed']} of the ensemble {ask.ensemble}."
        return "\n".join([text, "", *reservations(self.ensemble, self.provenance), world])

    def _as_plain(self) -> str:
        """Its indicators as JSON."""
        return as_json(self.output.summary)

    def _to_keep(self, _ask: Ask) -> Kept:
        """Return what writes the run and its figures."""
        from contagion.experiments.commands.run.figure import save_figures

        def more(folder: Path) -> None:
            self.output.write(folder)
            save_figures(self.output, self.over, folder)

        return Kept(None, {}, more=more)


def simulate_run(ask: Ask, place: Here, seed: int) -> Results:
    """One run of what was seen to be asked."""
    scenario, territory = place.in_world(seed)
    size = Asked(1, 1, ask.years, scenario.source, len(territory), leaders=leaders_of(scenario.parameters))
    size.must_be_meant(ask.values["yes"], ask.door.go_on)
    ask.door.begin(None, size)
    ask.door.outside([scenario])
    seconds: dict[str, float] | None = {} if ask.values.get("profile") else None
    is_quiet = bool(ask.values.get("json")) or seconds is not None
    with ask.door.watching(ask.years * WEEKS_A_YEAR, is_quiet) as after_week:
        how: dict[str, Any] = {"after_week": after_week, "stage_seconds": seconds, "rules": ask.values.get("rules", ())}
        results = simulate(scenario, territory, years=ask.years, seed=seed, **how)
    if scenario.past:
        results.provenance[PAST] = scenario.past
    if ask.values.get("autonomy"):
        lasts = autonomy(scenario.parameters, territory, seed, ask.years * WEEKS_A_YEAR)
        results.summary.update(autonomy_years=lasts.years, autonomy_longer=lasts.longer)
    if seconds:  # a line a stage, the longest first
        total, rows = sum(seconds.values()), sorted(seconds.items(), key=lambda one: -one[1])
        lines = [f"  {name:24}{1000 * duration:8.2f} ms {duration / total:6.1%}" for name, duration in rows]
        ask.door.aside([f"The weeks took {1000 * total:.1f} ms, stage by stage:", *lines])
    return Results(results, scenario, territory, place.ensemble, ask.place)


@dataclass(frozen=True, eq=False)
class Runs(InTime, Answered):
    """Runs of a scenario with many seeds: `table` has a row a run, `years` a row a run and year.

    Over an ensemble, a seed is the number of a member, which has parameters and luck of its own.
    """

    ask: Ask

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.scenarios[0]

    def more(self, number: int, *, yes: bool = False) -> Runs:
        """Add so many seeds; earlier runs are taken from the store. `yes` as in `many`."""
        after, total = max(self.seeds) + 1, len(self.seeds) + whole(number, "more")
        ask = replace(self.ask, values={**self.ask.values, "yes": flag(yes, "yes")})
        ask.meant([self.scenario], 1, total, ask.sizes(seeds=total))  # before so many seeds are written out
        return many(ask, self.scenario, [*self.seeds, *range(after, after + number)])

    def mean(self, indicator: str) -> float:
        """Over the runs."""
        return float(self.table[known(indicator, self.indicators, "indicator")].mean())

    def difference(
        self, base: Runs, indicator: str | Sequence[str] = MAIN_INDICATORS, *, by: str | None = None
    ) -> pd.DataFrame:
        """Return the mean paired difference from other runs, such as the same scenario under other rules.

        Parameters
        ----------
        base : Runs
            Over as many years. Pairs share a seed that both have.
        indicator : str, or sequence of str
        by : {"year", "week"}, optional
            By default at the end.

        Returns
        -------
        DataFrame, one row per indicator and year or week
            year or week, indicator; base and mean, the two means; difference, with its 95 % interval from low to high;
            replicates, the number of pairs.
        """
        _must_pair(self, base)
        names_asked = names_of(indicator, "indicator")
        names = [self._in_time(one, by)[1] for one in names_asked]
        rows = [runs._in_time(names_asked[0], by)[0].assign(scenario=which) for which, runs in enumerate((base, self))]
        both = pd.concat(rows, ignore_index=True)
        if by is None:
            return WholeTable(paired_differences(both, "scenario", 0, names)[COLUMNS])
        return WholeTable(differences_in_time(both, 0, names, by)[[by, *COLUMNS]])

    def summary(self, indicators: Sequence[str] = MAIN_INDICATORS) -> pd.DataFrame:
        """Summarise indicators over the runs.

        Returns
        -------
        DataFrame, one row per indicator
            indicator; median; run_p5 and run_p95, the 90 % range of the runs; mean, and its 95 % interval from low to
            high; seeds.
        """
        rows = []
        for name in [known(one, self.indicators, "indicator") for one in names_of(indicators, "indicators")]:
            values = self.table[name].astype(float)
            mean, low, high = interval(values.to_frame("mean"), ["mean"]).values()
            ends = {"median": values.median(), "run_p5": values.quantile(LOW), "run_p95": values.quantile(HIGH)}
            rows.append({"indicator": name, **ends, "mean": mean, "low": low, "high": high, "seeds": len(values)})
        return WholeTable(rows)

    def _size(self) -> str:
        size = f"{counted(len(self.table), 'run')} of {counted(self.length, 'year')}"
        return f"{size}, {over(self.ask.agreed, len(self.table))}"

    def __repr__(self) -> str:
        row = self.summary(["participants"]).iloc[0]
        people = f"{figure(row['median'])} participants (90 % range: {between(row['run_p5'], row['run_p95'])})"
        return f"<Runs {self.scenario.name}: {self._size()}; {people}>"

    def _answer(self) -> Answer:
        table = pd.DataFrame(
            {
                "": row["indicator"].replace("_", " "),
                "median (90 % range)": f"{figure(row['median'])} ({between(row['run_p5'], row['run_p95'])})",
                "mean (95 % interval)": f"{figure(row['mean'])} ({between(row['low'], row['high'])})",
            }
            for row in self.summary().to_dict("records")
        )
        return Answer([self.scenario.title], table, [self._size(), self.scenario.effort])


def many(ask: Ask, scenario: Scenario, seeds: Sequence[int]) -> Runs:
    """Run a scenario with many seeds; with an ensemble, each seed is a member."""
    ask.meant([scenario], 1, len(seeds), ask.sizes(seeds=len(seeds)))
    runs = ask.lab.run([ask.in_worlds.case(scenario, scenario=scenario.name)], seeds, ask.years)
    must_have_ended(runs, "many")
    return Runs((scenario,), runs, ask, lab=ask.lab)


def _must_pair(runs: Runs, base: object) -> None:
    """Refuse runs that cannot be paired seed by seed."""
    if not isinstance(base, Runs):
        raise InputError(f"difference: must be from other runs of contagion.many, not from {type(base).__name__}")
    if base.length != runs.length:
        years = f"{base.length} and of {runs.length} years"
        raise InputError(f"difference: runs of {years} cannot be paired; make both of the same number of years")
    if not set(runs.seeds) & set(base.seeds):
        raise InputError("difference: the runs have no seed in common; make both with the same seeds")


IT_RESTS_ON = (
    "This is no measurement: it rests on what participants said of themselves in one study with a control group, in "
    "Switzerland, and on assumptions about how much of that is real, how it fades and what is lost or added at home. "
    "The range is that of these assumptions for this one run; other runs differ too. Emissions that fall anyway are "
    "not counted."
)
LONG = 20  # years from which on times that are over are not the short ones alone


def in_words(results: Output, scenario: Scenario, territory: OfTheModel) -> str:
    """Summarise a run for the terminal."""
    summary = results.summary
    place = (
        f"{counted(len(territory), 'commune')}, {territory.residents.sum():,} residents aged 15 and over; "
        f"{counted(summary['years'], 'year')}, seed {summary['seed']}"
    )
    head = [scenario.title, place, *paragraphs([*asked_in_words(scenario), *in_force(results)])]
    cost, alternatives = what_it_cost(results, scenario), bool(scenario.parameters.alternative)
    avoided = avoided_in_words(results.tables["footprint"], summary["cost_total"], alternatives)
    if others_alone(results):
        table, texts = _years_of_others(results), [_others_alone(results), cost, avoided]
    else:
        table, texts = _years(results), [story(summary), cost, what_was_short(results, scenario), avoided]
    texts += _beside(results)
    return "\n".join([*head, "", *table, *(line for text in texts for line in ("", *in_lines(text)))])


def _years(results: Output) -> list[str]:
    """Tabulate the years of the programme's own groups."""
    weeks = results.tables["weeks"]
    years = weeks.groupby(weeks["week"] // 52 + 1).last()
    columns = {
        "year": years.index,
        "people reached": years["participants"],
        "in the year": years["participants"].diff().fillna(years["participants"]).astype(int),
        "groups started": years["groups_started"],
        "trained": years["facilitators_trained"],
        "active facilitators": years["facilitators_active"],
        "waiting list": years["waiting"],
    }
    return table_lines(pd.DataFrame(columns))


def _years_of_others(results: Output) -> list[str]:
    """Tabulate the years of alternative programmes that replace the groups."""
    years = others_by_year(results)
    columns = {
        "year": years.index,
        "people reached": years["participants"].cumsum(),
        "in the year": years["participants"],
        "groups started": years["groups"].cumsum(),
        "trained": years["leaders_trained"].cumsum(),
        "active leaders": years["leaders_active"],
    }
    return table_lines(pd.DataFrame(columns))


def _others_alone(results: Output) -> str:
    """Summarise alternative programmes that replace the groups, over all years."""
    years = others_by_year(results)
    people, groups = years["participants"].sum(), counted(int(years["groups"].sum()), "group")
    names = listed(f"“{name}”" for name in results.tables["alternatives"]["programme"].unique())
    return (
        f"{people:,} {'person' if people == 1 else 'people'} took part in {groups} of {names}, which took the place of "
        "the programme's own groups: there were no facilitators. Limits are said of the programme's own groups "
        "alone."
    )


def _beside(results: Output) -> list[str]:
    """Describe each alternative programme in one sentence."""
    out = []
    for name, years in results.tables["alternatives"].groupby("programme", sort=False):
        total, by_year = years.sum(numeric_only=True), ", ".join(f"{people:,}" for people in years["participants"])
        people, groups, hours = (counted(int(total[f"{one}s"]), one) for one in ("participant", "group", "hour"))
        leaders, active = counted(int(total["leaders_trained"]), "leader"), years["leaders_active"].iloc[-1]
        out.append(
            f"Alternative programme “{name}”: {people} in {groups} ({by_year} a year), {hours} of theirs; "
            f"{leaders} trained, {active:,} active at the end."
        )
    return out


def _people(summary: Mapping[str, Any]) -> str:
    """How many came, finished, wished to facilitate and were trained."""
    people, facilitators = summary["participants"], summary["facilitators_trained"]
    groups, communes = counted(summary["groups_started"], "group"), counted(summary["communes_reached"], "commune")
    homes = counted(summary["communes_with_participants"], "commune")
    return (
        f"{people:,} {'person' if people == 1 else 'people'} came to {groups} in {communes}, from {homes}; "
        f"{summary['completers']:,} completed. {summary['aspirants']:,} of them wished to facilitate. "
        f"{counted(facilitators, 'facilitator')} {_were(facilitators)} trained, "
        f"{summary['facilitators_from_groups']:,} of them from groups; "
        f"{summary['facilitators_active']:,} are active at the end."
    )


def story(summary: dict[str, Any]) -> str:
    """Describe the people of a run: reached, wishing to facilitate, trained, active."""
    texts = [_people(summary)]
    if own := summary["groups_in_house"]:
        texts.append(f"{own:,} of the groups {_were(own)} held inside a partner, for its own members.")
    if cancelled := summary["groups_cancelled"]:
        texts.append(
            f"{counted(cancelled, 'group')} that had opened found too few people and {_were(cancelled)} cancelled."
        )
    if (others := summary["r_facilitators"]) is not None:
        short = " (in so short a run, times that are over are the short ones)" if summary["years"] < LONG else ""
        texts.append(f"A facilitator whose time is over gave rise to {others:.2f} others on average{short}.")
    if (share := summary["r_participants"]) is not None:
        texts.append(f"{share:.0%} of the participants came by a personal invitation.")
    if (years := summary.get("autonomy_years")) is not None:
        time = f"more than {years:g} years" if summary["autonomy_longer"] else f"{years:.1f} years"
        texts.append(f"If outside inputs stopped now, groups would go on starting for {time}.")
    return " ".join(texts)


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _total_cost(results: Output, scenario: Scenario) -> str:
    """State the cost of a run, and at whose prices."""
    costs = scenario.parameters.costs
    whose = "at placeholder prices" if costs == Costs() else "at the scenario's prices"
    return f"It cost {results.summary['cost_total']:,.0f} € of {costs.price_year} {whose}"


def what_it_cost(results: Output, scenario: Scenario) -> str:
    """State the cost of a run, also per person, the time given, and how often money was lacking."""
    summary, costs = results.summary, scenario.parameters.costs
    each = {
        "a participant": summary["cost_per_participant"],
        "a completer": summary["cost_per_completer"],
        "for each year of an active facilitator": summary["cost_per_active_facilitator_year"],
    }
    for_each = ", ".join(f"{euros:,.0f} € {of}" for of, euros in each.items() if euros is not None)
    cost = _total_cost(results, scenario)
    texts = [f"{cost}: {for_each}." if for_each else f"{cost}."]
    if costs.discount_per_year:
        texts.append(
            f"Discounted at {costs.discount_per_year:.3g} a year it is {summary['cost_present_value']:,.0f} €."
        )
    texts.append(f"Besides, volunteers and participants gave {summary['volunteer_hours']:,.0f} hours.")
    if undone := results.tables["weeks"]["unpaid"].sum():
        things = f"{undone:,} {'thing' if undone == 1 else 'things'} {_were(undone)} not done"
        texts.append(f"For want of money {things} (a group that waits counts once a week).")
    return " ".join(texts)


def _shortages(results: Output) -> str:
    """State the bottlenecks of groups, by their share of weeks."""
    groups = _by_share(_shares(shortages(results).iloc[:, 0]), IN_WORDS)
    return f"What was short, in % of the weeks of the last year: {groups or 'neither seats nor registrations'}."


def _shares(short: pd.Series) -> dict[str, float]:
    """Return the share of the time of each bottleneck."""
    return short[short != NOTHING].value_counts(normalize=True).to_dict()


def what_was_short(results: Output, scenario: Scenario) -> str:
    """Describe what was short, and name the command that says what would have helped."""
    texts = [_shortages(results)]
    if training := _by_share(_shares(shortages(results).iloc[:, 1]), TRAINING_IN_WORDS):
        texts.append(f"By the sessions at the end of their periods, {training}.")
    if (idle := results.summary["time_without_partner"]) is not None:
        texts.append(f"Facilitators looked for a partner in vain for {idle:.0%} of their time.")
    shipped = scenario.source in ("", str(FOLDER / f"{scenario.name}.toml"))
    command = f"contagion limits {scenario.name if shipped else scenario.source}"
    same = " (with the same options)" if scenario.set_over or elsewhere(scenario) else ""
    texts.append(f"One run is one possible course. What would have helped is another question: {command}{same}")
    return " ".join(texts)


def _by_share(shares: dict[str, float], words: dict[str, str]) -> str:
    """List what occurred, the largest share of time first, without what hardly occurred."""
    pairs = sorted(((share, name) for name, share in shares.items() if share >= 0.005), reverse=True)
    return ", ".join(f"{words[name]} ({share:.0%})" for share, name in pairs)


def avoided_in_words(footprint: pd.DataFrame, euros: float, alternatives: bool = False) -> str:
    """Describe the emissions avoided by a run that cost so many euros, as a range and with what it rests on, and the
    cost per tonne; `alternatives`: whether there are programmes other than the groups."""
    last = footprint.iloc[-1]
    if not last["cumulative_p95"]:
        return "Nobody has completed or left a group, so no emissions were avoided."
    ends = [last[f"cumulative_{name}"] for name in ("p5", "p50", "p95")]
    low, middle, high = map(two_digits, ends)
    years = counted(int(last["year"]), "year")
    texts = [
        f"Emissions avoided in {years}: {low} to {high} t CO2e (5 and 95 % of draws; half lie above {middle}).",
        IT_RESTS_ON,
    ]
    if alternatives:
        texts.append("What a participant of an alternative programme saves is an assumption throughout.")
    tonne = prices(*(euros / saved if saved else inf for saved in (ends[2], ends[0])))  # the more saved, the cheaper
    texts.append(f"In these years a tonne avoided cost {tonne} € (5 and 95 %); savings go on afterwards.")
    return " ".join(texts)
