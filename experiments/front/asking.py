"""What an analyst asks by `import contagion`. Heavy libraries are imported inside, so that the import is quick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from contagion.experiments.front.guard import must_not_begin_a_worker
from contagion.experiments.front.vocabulary import LONGEST, flag, seed_of, seeds_of, whole, worlds_or_seeds
from contagion.experiments.studies.how_much import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from contagion.experiments.front.compared import Comparison
    from contagion.experiments.front.many_runs import Runs
    from contagion.experiments.front.mesa_model import Model
    from contagion.experiments.front.one_run import Results
    from contagion.experiments.front.swept import Sweep
    from contagion.experiments.front.territories import Territory
    from contagion.models.scenarios.scenario import Scenario

    type Asked = str | Path | Scenario | None
    type Place = str | Path | Iterable[str] | Territory | None
    type Effort = Literal["scaled", "as-written"]
    type Ensemble = str | Path | None
    type Rules = Mapping[str, Callable[[Any], None]] | None


def read(
    scenario: Asked = None, settings: Mapping[str, Any] | None = None, *, name: str | None = None, **sections: Any
) -> Scenario:
    """Read a scenario, with settings over it.

    Parameters
    ----------
    scenario : str, Path or Scenario, optional
        A name of the library (`double_places`), a TOML file, or a scenario; by default the reference, `ref`.
    settings : mapping, optional
        Values by dotted name, ``{"training.places": 20}``, or by section, ``{"training": {"places": 20}}``.
    name : str, optional
        What tables and figures call it; by default its own name, and what was set.
    **sections
        The same, ``training={"places": 20}``.

    Returns
    -------
    Scenario
        With `name`, `title`, `description` and `parameters`. A value outside its declared range is warned of.

    Raises
    ------
    InputError
        In one line: the file or what was set, the field, what was given and what would be valid.
    """
    from contagion.experiments.front.scenarios import scenario_of

    return scenario_of(scenario, settings, name, sections)


def territory(
    name: Place = None, *, kind: str | None = None, vintage: int = 2017, graph: nx.Graph | None = None
) -> Territory:
    """A territory to run scenarios over.

    Parameters
    ----------
    name : str, Path, or codes, optional
        An EPCI, a department or a region of France by name or code; the path of a table of communes (`FILE.csv`); or
        INSEE codes. By default Grand Besançon.
    kind : {"epci", "department", "region"}, optional
        Where a name fits several.
    vintage : {2017, 2021}
        Year of the population.
    graph : Graph of NetworkX, optional
        Who knows whom, in place of the law of ties: its nodes are communes, by INSEE code or name, and an edge has a
        `weight` (or, where no edge has one, a `tie_share`) of 0 or more: how much the residents of its first commune
        know those of its second, beside all others that they know. Weights that add up to 1 are shares, others are
        divided by their sum, commune by commune; an undirected edge counts both ways, a loop is the commune itself. A
        commune without edges has all its ties within. Commuting, colleagues, organisations and how far people go stay.
        `territory(...).graph()` and `results.graph("communes")` are such graphs.

    Raises
    ------
    InputError
        With the nearest names; of a graph, with the node or edge that cannot be.
    """
    from contagion.experiments.front.territories import place

    there = place(name, kind=kind, vintage=vintage)
    return there if graph is None else there.with_graph(graph)


def run(
    scenario: Asked = None,
    *,
    seed: int = 1,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    rules: Rules = None,
    yes: bool = False,
) -> Results:
    """Run a scenario once.

    Parameters
    ----------
    scenario : str, Path or Scenario, optional
        As in `read`.
    seed : int
        The same seed gives the same run again, and meets the same people with the same luck in every scenario.
    years : int
    territory : optional
        As in `territory`.
    effort : {"scaled", "as-written"}
        On another territory than the scenario's: what the programme puts in is scaled by population, or kept.
    rules : mapping of str to function, optional
        What is lived in place of a stage of the week of that name (`models/programme/week.py`), or of a rule of one,
        `"pairing.pair_up"`: a function of the model, or a compiled one of its records (README,
        `notebooks/7_write_your_own_rule`). Each run has a copy of it.
    yes : bool
        Go on although it is much that is asked for: more than 20,000 runs, or an hour by a rough estimate.

    Raises
    ------
    InputError
    """
    from contagion.experiments.front.one_run import Results
    from contagion.experiments.front.rules import rules_of, under
    from contagion.experiments.front.scenarios import fitted_to
    from contagion.experiments.front.workers import go_on
    from contagion.experiments.studies.how_much import Asked, leaders_of
    from contagion.models.runs.simulation import simulate

    years, seed, yes = whole(years, "years", most=LONGEST), seed_of(seed), flag(yes, "yes")
    own = rules_of(rules)
    fitted, where, over = fitted_to(scenario, territory, effort)
    chosen = under(own, fitted)
    much = Asked(1, 1, years, f"run: {chosen.name}", len(over), leaders=leaders_of(chosen.parameters))
    much.must_be_meant(yes, go_on)
    made = simulate(chosen, over, years=years, seed=seed, rules=own)
    return Results(made, chosen, where, over)


def model(scenario: Asked = None, seed: int = 1, **asked: Any) -> Model:
    """A run as a model of Mesa, that steps week by week: `Model(scenario, seed, **asked)`, which says what it takes.

    Parameters
    ----------
    scenario, seed
        As in `run`.
    **asked
        `years`, `territory`, `effort` and `rules` as in `run`, `settings`, and what is collected (`contagion.Model`).

    Raises
    ------
    InputError
    """
    from contagion.experiments.front.mesa_model import Model

    return Model(scenario, seed, **asked)


def many(
    scenario: Asked = None,
    seeds: int | Iterable[int] = 30,
    *,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Runs:
    """Run a scenario with many seeds; what the store holds is not run again.

    Parameters
    ----------
    scenario, years, territory, effort, rules, yes
        As in `run`. Text and values of rules are part of what runs are kept under.
    seeds : int, or whole numbers
        How many, from 1 on, or which.
    store : path, optional
        The folder where runs are kept; by default `results/store`.
    workers : int, optional
        Processes; by default one a core, and none for what is soon done. A script that starts some has what it does
        below ``if __name__ == "__main__":``.

    Raises
    ------
    InputError
        For a user's mistake, and where runs failed.
    """
    must_not_begin_a_worker()
    from contagion.experiments.front.many_runs import Runs
    from contagion.experiments.front.workers import laboratory

    years, wanted = whole(years, "years", most=LONGEST), seeds_of(seeds)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers, rules)
    return Runs(lab, chosen, wanted, years, yes)


def compare(
    *scenarios: Asked,
    seeds: int | None = None,
    ensemble: Ensemble = ENSEMBLE,
    reading: str | None = None,
    above: float = 0.0,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Comparison:
    """Compare scenarios with the first: the same people with the same luck live in all of them, in many worlds.

    Parameters
    ----------
    *scenarios
        Two and more, as in `read`.
    seeds : int, optional
        Worlds, by default 200; or seeds of the one set of values, by default 30.
    ensemble : str or path, optional
        From which worlds are taken: sets of what is uncertain that agree with what was observed. None for one set of
        values, those of the scenarios.
    reading : str, optional
        Another account of how things work, one at a time (`readings`), under which all of it is answered.
    above : float
        People more that are of interest: it is told in how many worlds it is more than that.
    years, territory, effort, store, workers, rules, yes
        As in `many`; the rules are those of all scenarios.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from contagion.experiments.front.compared import Comparison
    from contagion.experiments.front.workers import laboratory, must_be_meant, reading_told, runs_of, worlds
    from contagion.experiments.studies.comparison import comparison

    if len(scenarios) < 2:
        raise InputError("compare: needs two scenarios or more, the first being what the others are compared with")
    years, number = whole(years, "years", most=LONGEST), worlds_or_seeds(seeds, ensemble, 30, above)
    lab, chosen = laboratory(scenarios, years, territory, effort, store, workers, rules)
    told = reading_told(reading, ensemble, chosen)
    must_be_meant("compare", lab, chosen, len(chosen), runs_of(number, ensemble), years, yes, f"{number:,} seeds")
    over = worlds(ensemble, lab, above, told)
    return Comparison(lab, comparison(lab, chosen, years, number, automatic=False, worlds=over))


def sweep(
    varied: Mapping[str, Any],
    scenario: Asked = None,
    *,
    points: int | None = None,
    seeds: int = 4,
    ensemble: Ensemble = None,
    reading: str | None = None,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Sweep:
    """Run a scenario over a design of parameter values.

    Parameters
    ----------
    varied : mapping of str to values
        A grid: ``{"training.places": [10, 20, 40]}``. With `points`, a Latin hypercube over ranges,
        ``{"training.places": (5, 40)}``, or None for the declared range.
    points : int, optional
        Of a Latin hypercube.
    seeds : int
        Of each point.
    ensemble : str or path, optional
        From which what is not varied is taken, as in `compare`; by default it is the scenario's.
    reading : str, optional
        As in `compare`.
    scenario, years, territory, effort, store, workers, rules, yes
        As in `many`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from contagion.experiments.front.swept import Sweep, design, how_many, values_of
    from contagion.experiments.front.workers import laboratory, must_be_meant, reading_told, worlds
    from contagion.experiments.studies.sweep import inquiry

    years, seeds = whole(years, "years", most=LONGEST), whole(seeds, "seeds")
    points = None if points is None else whole(points, "points")
    values = values_of(varied, points)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers, rules, tuple(values))
    told = reading_told(reading, ensemble, [chosen], "sweep")
    must_be_meant("sweep", lab, [chosen], how_many(values, points), seeds, years, yes)
    asked = inquiry(chosen, design(values, points), years, seeds, "sweep", worlds(ensemble, lab, reading=told))
    return Sweep(asked.last(lab), points is None)
