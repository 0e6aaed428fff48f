from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pandas import DataFrame

from contagion.experiments.doors.python.answers import answer as answer
from contagion.experiments.doors.python.asking import model as model
from contagion.experiments.doors.python.asking import read as read
from contagion.experiments.doors.python.asking import territory as territory
from contagion.experiments.doors.python.changes import Change as Change
from contagion.experiments.doors.python.changes import decision as decision
from contagion.experiments.doors.python.changes import programme as programme
from contagion.experiments.doors.python.changes import public as public
from contagion.experiments.doors.python.changes import shock as shock
from contagion.experiments.doors.python.mesa_model import Model as Model
from contagion.experiments.doors.python.programmes import programme_of as programme_of
from contagion.experiments.doors.python.reading import readings as readings
from contagion.experiments.doors.site.made import Atlas as Atlas
from contagion.experiments.drawing.axes import axes as axes
from contagion.experiments.drawing.territories import Territory as Territory
from contagion.experiments.verbs.calibrate.work import Calibration as Calibration
from contagion.experiments.verbs.compare.side_by_side.work import SideBySide as SideBySide
from contagion.experiments.verbs.compare.work import Comparison as Comparison
from contagion.experiments.verbs.discover.work import Discovery as Discovery
from contagion.experiments.verbs.history.work import History as History
from contagion.experiments.verbs.levers.work import Levers as Levers
from contagion.experiments.verbs.limits.work import Limits as Limits
from contagion.experiments.verbs.reach.work import Reach as Reach
from contagion.experiments.verbs.run.many import Runs as Runs
from contagion.experiments.verbs.run.work import Results as Results
from contagion.experiments.verbs.spend.work import Spending as Spending
from contagion.experiments.verbs.sweep.work import Sweep as Sweep
from contagion.experiments.verbs.worth_knowing.work import WorthKnowing as WorthKnowing
from contagion.models.runs.results_folder import Again as Again
from contagion.sim.errors import InputError as InputError
from contagion.experiments.programmes.programme import Programme
from contagion.models.scenarios.scenario import Scenario

__version__: str

def run(
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    years: int = ...,
    seed: int = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    autonomy: bool = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Results:
    """Run SCENARIO, a file or the name of one of the library (by default the reference), once.

    Parameters
    ----------
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    years : int
        Years to simulate.
    seed : int
        Whole number that all chance is drawn from.
    ensemble : Path | str | None
        Take what is uncertain from an ensemble, as in besancon.
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    autonomy : bool
        Also say how long it would last if outside inputs then stopped.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Results

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.run("ref", seed=1, years=2)
    """

def history(
    name: str | int,
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    years: int = ...,
    seed: int | None = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> History:
    """What became of NAME in one run of SCENARIO? Its story, its years, and what happened.

    NAME is a commune (Torpes, or 25564) or the number of a facilitator (12, or “facilitator 12”).

    Parameters
    ----------
    name : str | int
        A commune, by name or INSEE code, or the number of a facilitator, counted by date of training.
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    years : int
        Years to simulate.
    seed : int | None
        Seed of the run that is told; by default of eleven runs the one in the middle by how many people came.
    ensemble : Path | str | None
        Take what is uncertain from an ensemble, as in besancon.
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    History

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.history("Torpes", "ref", seed=1, years=2)
    """

def many(
    scenario: Scenario | Path | str | None = ...,
    seeds: int | Iterable[int] = ...,
    *,
    programme: Programme | Path | str | None = ...,
    years: int = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    indicators: Mapping[str, Callable[[Any], float | None]] | None = ...,
    keep: str | Sequence[str] | None = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Runs:
    """Run a scenario with many seeds, or in many members of an ensemble; what the store holds is not run again.

    Parameters
    ----------
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    seeds : int | Iterable[int]
        How many seeds, from 1 on, or which.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    years : int
        Years to simulate.
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    indicators : Mapping[str, Callable[[Any], float | None]] | None
        Indicators of your own: functions of what a run left, by the names of their columns.
    keep : str | Sequence[str] | None
        Tables of each run that are kept whole: events, weeks.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Runs

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.many("ref", 4, years=2)
    """

def compare(
    *scenarios: Scenario | Path | str,
    programme: Programme | Path | str | None = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    above: float = ...,
    years: int = ...,
    seeds: int | None = ...,
    indicators: Mapping[str, Callable[[Any], float | None]] | None = ...,
    keep: str | Sequence[str] | None = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Comparison:
    """Compare scenarios with the first, with the same luck in all of them, in many worlds that may be.

    Parameters
    ----------
    *scenarios : Scenario | Path | str
        Scenarios: files, or names of the library; the others are compared with the first.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    above : float
        Say in how many worlds it is more than that.
    years : int
        Years to simulate.
    seeds : int | None
        Worlds, by default 200; or seeds of one set of values.
    indicators : Mapping[str, Callable[[Any], float | None]] | None
        Indicators of your own: functions of what a run left, by the names of their columns.
    keep : str | Sequence[str] | None
        Tables of each run that are kept whole: events, weeks.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.compare("ref", "lowloss", seeds=4, years=2)
    """

def levers(
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    above: float = ...,
    seeds: int | None = ...,
    years: int = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Levers:
    """What would another 1,000 euros do? One step more of each lever of SCENARIO.

    Parameters
    ----------
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    above : float
        Say in how many worlds it is more than that.
    seeds : int | None
        Worlds, by default 200; or seeds of one set of values.
    years : int
        Years to simulate.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Levers

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.levers("ref", ensemble=None, seeds=2, years=1)
    """

def limits(
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    above: float = ...,
    seeds: int | None = ...,
    years: int = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Limits:
    """What would have helped? 10 % more of each capacity of SCENARIO.

    People gained by 10 % more training places, wish to facilitate, leading time, reach of a pair, registering,
    partners' rooms, hosts and money, in total and by year, in the same worlds.

    Parameters
    ----------
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    above : float
        Say in how many worlds it is more than that.
    seeds : int | None
        Worlds, by default 200; or seeds of one set of values.
    years : int
        Years to simulate.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Limits

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.limits("ref", ensemble=None, seeds=2, years=1)
    """

def reach(
    scenario: Scenario | Path | str | None = ...,
    *,
    seeds: int = ...,
    programme: Programme | Path | str | None = ...,
    years: int = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Reach:
    """Which communes are never reached? Of many runs of SCENARIO, in how many.

    Two things are counted for each commune: the runs in which nobody who lives there came to a group, and those
    in which no group met there.

    Parameters
    ----------
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    seeds : int
        Runs.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    years : int
        Years to simulate.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Reach

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.reach("ref", seeds=2, years=1)
    """

def spend(
    euros: float,
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    per: Literal['year', 'programme'] = ...,
    prices: Path | str | None = ...,
    elsewhere: Path | str | None = ...,
    worlds: int = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    above: float = ...,
    years: int = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Spending:
    """How are EUROS more best spent? Three ways, with what each buys, brings and costs.

    Mixes of the levers that have a price are searched in some worlds and judged in others: people gained and
    how sure that is, cost by item, and which assumption would overturn the choice.

    Without a scenario, a programme or a territory it is asked of the case study: Grand Besançon, from January
    2020 on.

    Parameters
    ----------
    euros : float
        The sum.
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    per : Literal['year', 'programme']
        The sum is for each year, or in all.
    prices : Path | str | None
        Prices of your own: a section [costs], as in seat = 640.
    elsewhere : Path | str | None
        What a tonne costs in other local actions: a table of your own, in place of the project's.
    worlds : int
        Worlds in which the answer is judged.
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    above : float
        Say in how many worlds it is more than that.
    years : int
        Years to simulate.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Spending

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.spend(20_000, "ref", ensemble=None, worlds=20, years=1)
    """

def sweep(
    varied: Mapping[str, Any] | DataFrame,
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    points: int | None = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    seeds: int = ...,
    years: int = ...,
    indicators: Mapping[str, Callable[[Any], float | None]] | None = ...,
    keep: str | Sequence[str] | None = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Sweep:
    """Run SCENARIO over a design of parameter values, and keep one row a run.

    In Python, a data frame is a design of your own: one row per point, with the seed in a column `seed`, or
    with the same seeds for each point. Exit status 1 if a run failed.

    Parameters
    ----------
    varied : Mapping[str, Any] | DataFrame
        What is varied over which values: LOW:HIGH:COUNT, or values with commas; for lhs and sobol LOW:HIGH, or the
        name alone for its declared range.
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    points : int | None
        Points of lhs and sobol designs.
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    seeds : int
        Seeds of each point.
    years : int
        Years to simulate.
    indicators : Mapping[str, Callable[[Any], float | None]] | None
        Indicators of your own: functions of what a run left, by the names of their columns.
    keep : str | Sequence[str] | None
        Tables of each run that are kept whole: events, weeks.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.sweep({"training.places": [10, 20]}, seeds=2, years=1)
    """

def calibrate(
    targets: Path | str,
    *,
    first: int = ...,
    sets: int = ...,
    most: int = ...,
    seeds: int = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    yes: bool = ...,
) -> Calibration:
    """Which values of all that is uncertain agree with TARGETS, a file of what was observed (or besancon)?

    The numbers without a known value lie anywhere in their ranges; sets of them are run and weighted by how
    likely they make what was observed, under each rule of deciding. With a folder the sets are kept as an
    ensemble.

    Parameters
    ----------
    targets : Path | str
        A file of what was observed, or besancon.
    first : int
        Sets of the first round, for each rule.
    sets : int
        Sets a rule in the ensemble, in the mean.
    most : int
        Sets tried for each rule, at the most.
    seeds : int
        Seeds of each set, the same for all.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Calibration

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.calibrate("besancon", first=64, sets=10, most=64)
    """

def worth_knowing(
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    budget: float = ...,
    rate: float = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    sets: int = ...,
    seeds: int = ...,
    years: int = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> WorthKnowing:
    """What to ask for first, before a yearly budget is spent?

    Six ways of spending it are run in the same worlds of an ensemble. Says which is best now, what it would be
    worth to know what is uncertain before deciding, and which question, to whom, is worth most.

    Parameters
    ----------
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    budget : float
        Euros of a year.
    rate : float
        Euros that a person reached is worth.
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    sets : int
        Sets of the ensemble, from the first on.
    seeds : int
        Seeds of each set.
    years : int
        Years to simulate.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    WorthKnowing

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.worth_knowing(sets=40, seeds=2, years=1)
    """

def discover(
    condition: str,
    scenario: Scenario | Path | str | None = ...,
    *,
    programme: Programme | Path | str | None = ...,
    over: Literal['ensemble', 'ranges'] = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    vary: Mapping[str, tuple[float, float] | None] | None = ...,
    points: int | None = ...,
    seeds: int = ...,
    years: int | None = ...,
    dense: float | None = ...,
    indicators: Mapping[str, Callable[[Any], float | None]] | None = ...,
    keep: str | Sequence[str] | None = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Discovery:
    """In which worlds does CONDITION hold? As in "participants < 1000 at year 5", or "coverage < 0.01 at the end".

    In how many worlds of 100 it holds in SCENARIO (by default the reference), and within which limits of all
    that is uncertain it holds more often: boxes, with their density and coverage.

    Parameters
    ----------
    condition : str
        What may happen, as in "participants < 1000 at year 5" or "coverage < 0.01 at the end".
    scenario : Scenario | Path | str | None
        A scenario: a file, or a name of the library; by default the reference.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    over : Literal['ensemble', 'ranges']
        Worlds that agree with what was observed, or all that is uncertain evenly over its declared ranges.
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    vary : Mapping[str, tuple[float, float] | None] | None
        A lever to vary beside (repeatable).
    points : int | None
        Sets of values: by default all of the ensemble, 2000 of ranges.
    seeds : int
        Seeds of each set.
    years : int | None
        Years to simulate: by default up to the year of CONDITION, or 10.
    dense : float | None
        Take the widest box in which it holds at least so often.
    indicators : Mapping[str, Callable[[Any], float | None]] | None
        Indicators of your own: functions of what a run left, by the names of their columns.
    keep : str | Sequence[str] | None
        Tables of each run that are kept whole: events, weeks.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Discovery

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.discover("participants < 200 at year 1", points=40)
    """

def outcomes(
    folder: Path | str,
    *,
    settings: Mapping[str, Any] | None = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> Again:
    """Work out the figures of a run again from its results folder, and say which differ from those kept there.

    Nothing is run, and nothing is written. What is read after a run only can be set.

    Parameters
    ----------
    folder : Path | str
        A results folder of a run.
    settings : Mapping[str, Any] | None
        Another price, as in costs.kit=80, or assumption, as in footprint.saving=0.5.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Again

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.outcomes("results/first_run", settings={"costs.kit": 80.0})
    """

def report(
    *scenarios: Scenario | Path | str,
    programme: Programme | Path | str | None = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    above: float = ...,
    seeds: int | None = ...,
    years: int = ...,
    prices: Path | str | None = ...,
    elsewhere: Path | str | None = ...,
    date: str = ...,
    name: str = ...,
    logo: Path | str | None = ...,
    out: Path | str,
    docx: Path | str | None = ...,
    xlsx: Path | str | None = ...,
    force: bool = ...,
    lang: Literal['en', 'fr'] = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    yes: bool = ...,
) -> list[Path]:
    """A note for a council: options beside going on, in many worlds, in four pages.

    The question, the answer, the options, what they cost and who pays, what is sure, what to decide and what to
    count: as HTML for the screen and for paper, as a document that can be edited, with its tables as a
    workbook.

    Parameters
    ----------
    *scenarios : Scenario | Path | str
        Scenarios: files, or names of the library; the others are compared with the first.
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    above : float
        Say in how many worlds it is more than that.
    seeds : int | None
        Worlds, by default 200; or seeds of one set of values.
    years : int
        Years to simulate.
    prices : Path | str | None
        Prices of your own: a section [costs], as in seat = 640.
    elsewhere : Path | str | None
        What a tonne costs in other local actions: a table of your own, in place of the project's.
    date : str
        Date of the note; without, none is printed.
    name : str
        The authority whose note it is.
    logo : Path | str | None
        Its logo.
    out : Path | str
        The note, to be read in a browser or printed.
    docx : Path | str | None
        The same for a word processor.
    xlsx : Path | str | None
        The figures and tables behind it.
    force : bool
        Write over files that are there.
    lang : Literal['en', 'fr']
        Its language.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    list[Path]

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.report("ref", "lowloss", seeds=8, years=1, out="report.html")
    """

def page(
    *,
    programme: Programme | Path | str | None = ...,
    euros: float = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    above: float = ...,
    years: int = ...,
    seeds: int | None = ...,
    out: Path | str = ...,
    territory: Territory | Path | str | Iterable[str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    yes: bool = ...,
) -> list[Path]:
    """A page for planners that needs no server: one file, to open by double click, to send, or to put on any web
    server.

    What to expect, what would change, what it costs, how sure: worlds are lived in the reader's own browser,
    and nothing is sent anywhere. Without a programme or a territory it is of the case study, Grand Besançon
    from January 2020.

    Parameters
    ----------
    programme : Programme | Path | str | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    euros : float
        Work out beforehand what so many euros more a year would buy (0: leave it out).
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    above : float
        Say in how many worlds it is more than that.
    years : int
        Years to simulate.
    seeds : int | None
        Worlds, by default 200; or seeds of one set of values.
    out : Path | str
        The folder it is written into.
    territory : Territory | Path | str | Iterable[str] | None
        The communes it takes place in; by default Grand Besançon.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    list[Path]

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.page(programme="besancon", euros=0, seeds=4, out="page")
    """

def site(
    *,
    epci: str | Sequence[str] | None = ...,
    all: bool = ...,
    euros: float = ...,
    years: int = ...,
    seeds: int | None = ...,
    workers: int | None = ...,
    out: Path | str,
    yes: bool = ...,
) -> Atlas:
    """A folder of pages for any web server: one for each territory, and a list of them.

    Each page is that of the verb page for a programme that is to begin next January; where one was observed, it
    is of that. What all have in common stands there once. What is there of the same code, and of the same
    question, is not made again.

    Parameters
    ----------
    epci : str | Sequence[str] | None
        An EPCI, by name or SIREN; as many as there are to be.
    all : bool
        All of France: a night on two cores; what was made is not made again.
    euros : float
        Work out beforehand what so many euros more a year would buy (0: leave it out).
    years : int
        Years to simulate.
    seeds : int | None
        Worlds, by default 200; or seeds of one set of values.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    out : Path | str
        The folder it is written into.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    Atlas

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.site(epci="Loue-Lison", euros=0, seeds=4, years=2, out="site")
    """

def side_by_side(
    *scenarios: Scenario | Path | str,
    programme: Sequence[Programme | Path | str] | None = ...,
    ensemble: Path | str | None = ...,
    reading: str | None = ...,
    above: float = ...,
    years: int = ...,
    seeds: int | None = ...,
    territory: Sequence[Territory | Path | str] | None = ...,
    effort: Literal['scaled', 'as-written'] = ...,
    engine: Literal['serial', 'threads', 'loky', 'dask'] | None = ...,
    workers: int | None = ...,
    scheduler: str | None = ...,
    store: Path | str = ...,
    rules: Mapping[str, Callable[[Any], None]] | None = ...,
    yes: bool = ...,
) -> SideBySide:
    """The same scenarios in several territories, side by side: per 1,000 residents, each territory in worlds of
    its own, and which of them can be told apart.

    Parameters
    ----------
    *scenarios : Scenario | Path | str
        Scenarios: files, or names of the library; the others are compared with the first.
    programme : Sequence[Programme | Path | str] | None
        A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).
    ensemble : Path | str | None
        Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).
    reading : str | None
        Answer under another account of how things work (contagion readings lists them).
    above : float
        Say in how many worlds it is more than that.
    years : int
        Years to simulate.
    seeds : int | None
        Worlds, by default 200; or seeds of one set of values.
    territory : Sequence[Territory | Path | str] | None
        The territories that are set side by side.
    effort : Literal['scaled', 'as-written']
        On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or
        keep them. What is set or varied is never scaled.
    engine : Literal['serial', 'threads', 'loky', 'dask'] | None
        Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or
        on a Dask cluster.
    workers : int | None
        Threads or processes on this machine (by default one a core).
    scheduler : str | None
        Dask scheduler of a cluster, as in tcp://host:8786.
    store : Path | str
        Where runs are kept.
    rules : Mapping[str, Callable[[Any], None]] | None
        Rules of your own, by the stage of the week.
    yes : bool
        Go on although it is much that is asked for.

    Returns
    -------
    SideBySide

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.

    Examples
    --------
    >>> ct.side_by_side("ref", territory=["Grand Besançon", "Dinan"], seeds=4, years=2)
    """
