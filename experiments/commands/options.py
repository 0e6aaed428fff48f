"""The options of verbs: each the type that static tools see, with what is asked and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

from contagion.experiments.commands.verb import Option
from contagion.models.runs.vocabulary import LONGEST, STORE

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.say.charts.territories import Territory
    from contagion.models.scenario import Scenario

SMOKE_TEST = "A smoke test: its figures mean nothing."

# ---- what is asked about -------------------------------------------------------------------------------------------

SCENARIO = Option("scenario", "A scenario: a file, or a name of the library; by default the reference.")
SETTINGS = Option("settings", "Set a parameter, as in group.size=10.", words=("set",), name="settings")
PROGRAMME = Option(
    "programme",
    "A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).",
    metavar="FILE|NAME",
)
type ScenarioLike = Annotated["Scenario | Path | str | None", SCENARIO]
type Scenarios = Annotated[
    "Scenario | Path | str",
    Option(
        "scenarios",
        "Scenarios: files, or names of the library; the others are compared with the first.",
        metavar="A B [C ...]",
    ),
]
type ProgrammeLike = Annotated["Programme | Path | str | None", PROGRAMME]
type Programmes = Annotated["Sequence[Programme | Path | str] | None", PROGRAMME.but(kind="programmes")]
type Prices = Annotated[
    "Path | str | None", Option("path", "Prices of your own: a section [costs], as in seat = 640.", metavar="FILE.toml")
]

# ---- over how many runs, in which worlds ---------------------------------------------------------------------------

YEARS = Option("whole", "Years to simulate.", least=1, most=LONGEST)
SEEDS = Option(
    "whole", "Simulations, by default 200; or runs of one parameter set.", words=("replicates", "seeds"), least=2
)
ENSEMBLE = Option(
    "ensemble",
    "Use the plausible parameter sets of an ensemble, which agree with what was observed (by default besancon).",
    metavar="NAME|FILE",
)
type Years = Annotated[int, YEARS]
type Worlds = Annotated[int | None, SEEDS]
type EnsembleLike = Annotated["Path | str | None", ENSEMBLE]
type OneEnsemble = Annotated[
    "Path | str | None", ENSEMBLE.but(help="Take what is uncertain from an ensemble, as in besancon.")
]
type ReadingName = Annotated[
    str | None,
    Option(
        "reading", "Answer under another account of how things work (contagion readings lists them).", metavar="NAME"
    ),
]
type Above = Annotated[
    float,
    Option("number", "Report how often the gain exceeds PEOPLE.", must_be="a number of people", metavar="PEOPLE"),
]
SINGLE = Option(
    "switch",
    "Use one parameter set, the scenario's own: chance alone differs.",
    False,
    after="reading",
    name="single",
)
READINGS = Option(
    "switch",
    "Also report under how many readings the answer stands: some hundred runs.",
    False,
    after="above",
    name="readings",
)
WHY = Option(
    "switch",
    "Also report what the gain would be if no participant became a facilitator, if nobody invited others, and if "
    "participants' word weighed no more than staff's: about five times the runs.",
    False,
    after="above",
    name="why",
)
QUICK = Option("switch", "Smoke test; results are not meaningful.", False, name="quick")

# ---- where, and what is kept ---------------------------------------------------------------------------------------

EFFORT = Option(
    "choice",
    "On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or "
    "keep them. What is set or varied is never scaled.",
    "scaled",
    choices=("scaled", "as-written"),
)
type TerritoryLike = Annotated[
    "Territory | Path | str | Iterable[str] | None",
    Option("territory", "The communes it takes place in; by default Grand Besançon."),
]
type Territories = Annotated[
    "Sequence[Territory | Path | str] | None", Option("territories", "The territories that are set side by side.")
]
type Effort = Annotated[Literal["scaled", "as-written"], EFFORT]
type Engine = Annotated[
    "Literal['serial', 'threads', 'loky', 'dask'] | None",
    Option(
        "choice",
        "Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or "
        "on a Dask cluster.",
        choices=("serial", "threads", "loky", "dask"),
    ),
]
type Workers = Annotated[
    int | None,
    Option("whole", "Threads or processes on this machine (by default one a core).", least=1, most=1000, metavar="N"),
]
type Scheduler = Annotated[
    str | None, Option("text", "Dask scheduler of a cluster, as in tcp://host:8786.", metavar="ADDRESS")
]
type Store = Annotated["Path | str", Option("path", "Where runs are kept.", STORE, metavar="DIR")]
type Rules = Annotated[
    "Mapping[str, Callable[[Any], None]] | None",
    Option("rules", "Rules of your own, by the stage of the week.", only="python"),
]
type Indicators = Annotated[
    "Mapping[str, Callable[[Any], float | None]] | None",
    Option(
        "indicators",
        "Indicators of your own: functions of what a run left, by the names of their columns.",
        only="python",
    ),
]
type Keep = Annotated[
    "str | Sequence[str] | None",
    Option(
        "keep",
        "Tables of each run that are kept whole: events, weeks; of a sweep also figures, then alone.",
        only="python",
    ),
]
type Meant = Annotated[bool, Option("switch", "Skip the confirmation for large jobs.", False)]


# ---- what one verb alone asks --------------------------------------------------------------------------------------

SEED = Option("whole", "Random seed.")
OF_A_SET = SEEDS.but(help="Seeds of each set.", words=("seeds",))
PROFILE = Option("switch", "Also report how long each stage of the week took.", False, name="profile")
type Seed = Annotated[int, SEED]
type ManySeeds = Annotated["int | Iterable[int]", Option("seeds", "How many seeds, from 1 on, or which.")]
type Autonomy = Annotated[bool, Option("switch", "Also report how long it would last if outside inputs then stopped.")]
type ResultsFolder = Annotated["Path | str", Option("path", "A results folder of a run.", metavar="DIR")]
type Changed = Annotated[
    "Mapping[str, Any] | None",
    SETTINGS.but(help="Another price, as in costs.kit=80, or assumption, as in footprint.saving=0.5."),
]

type Name = Annotated[
    "str | int",
    Option("name", "A commune, by name or INSEE code, or the number of a facilitator, counted by date of training."),
]
type ItsSeed = Annotated[
    int | None,
    SEED.but(help="Random seed; by default that of the median of eleven runs by the people who came."),
]

ALL = Option("switch", "Print all indicators, not the main figures alone.", False, name="all")

type Runs = Annotated[int, SEEDS.but(help="Runs.", least=1)]

FEWEST = 20  # worlds in which an answer is judged, of which a tenth is two
type Euros = Annotated[float, Option("number", "The sum.", fits=lambda sum: sum > 0, must_be="a sum in euros above 0")]
type Beside = Annotated["Scenario | Path | str | None", SCENARIO.but(words=("over",))]
type Per = Annotated[
    Literal["year", "programme"],
    Option("choice", "The sum is for each year, or in all.", choices=("year", "programme")),
]
type Judged = Annotated[int, Option("whole", "Simulations in which the answer is judged.", least=FEWEST)]
type Elsewhere = Annotated[
    "Path | str | None",
    Option(
        "path",
        "What a tonne costs in other local actions: a table of your own, in place of the project's.",
        metavar="FILE.toml",
    ),
]

type Varied = Annotated[
    "Mapping[str, Any] | DataFrame",
    Option(
        "design",
        "What is varied over which values: LOW:HIGH:COUNT, or values with commas; for lhs and sobol LOW:HIGH, or "
        "the name alone for its declared range.",
        words=("vary",),
        metavar="NAME=VALUES",
    ),
]
type Points = Annotated[int | None, Option("whole", "Points of lhs and sobol designs.", least=1)]
type SeedsOfAPoint = Annotated["int", SEEDS.but(help="Seeds of each point.", least=1)]
DESIGN = Option("choice", "How points lie.", "grid", choices=("grid", "lhs", "sobol"), after="programme", name="design")
SHARD = Option(
    "shard",
    "Run and keep the I-th of N parts only, as the task of a job array does; all need the same store.",
    metavar="I/N",
    name="shard",
)

type Targets = Annotated["Path | str", Option("path", "A file of what was observed, or besancon.")]
type FirstRound = Annotated[int, Option("whole", "Sets of the first round, for each rule.")]
type SetsOfARule = Annotated[int, Option("whole", "Sets a rule in the ensemble, on average.", least=2)]
type Most = Annotated[int, Option("whole", "Sets tried for each rule, at the most.")]
type SameSeeds = Annotated[int, OF_A_SET.but(help="Seeds of each set, the same for all.")]

SUM = Option("number", fits=lambda euros: euros > 0, must_be="a number of euros above 0", metavar="EUROS")
type Budget = Annotated[float, SUM.but(help="Euros of a year.")]
type Rate = Annotated[float, SUM.but(help="Euros that a person reached is worth.")]
type Sets = Annotated[int, Option("whole", "Sets of the ensemble, from the first on.", least=40)]
type TwoSeeds = Annotated[int, OF_A_SET]

type Condition = Annotated[
    str,
    Option("text", 'What may happen, as in "participants < 1000 at year 5" or "coverage < 0.01 at the end".'),
]
type Over = Annotated[
    Literal["ensemble", "ranges"],
    Option(
        "choice",
        "Parameter sets that agree with what was observed, or that lie evenly over all declared ranges.",
        choices=("ensemble", "ranges"),
    ),
]
type Levers = Annotated[
    "Mapping[str, tuple[float, float] | None] | None",
    Option("ranges", "Another lever to vary (repeatable).", metavar="NAME[=LOW:HIGH]"),
]
type SetsRun = Annotated[
    int | None,
    Option("whole", "Sets of values: by default all of the ensemble, 2000 of ranges.", least=2, metavar="N"),
]
type OneSeed = Annotated[int, OF_A_SET.but(least=1)]
type UpTo = Annotated[int | None, YEARS.but(help="Years to simulate: by default up to the year of CONDITION, or 10.")]
type Dense = Annotated[
    float | None,
    Option(
        "number",
        "Take the widest box in which it holds at least so often.",
        fits=lambda share: 0 < share <= 1,
        must_be="a share above 0, at most 1",
        metavar="SHARE",
    ),
]

# ---- groups of them ------------------------------------------------------------------------------------------------


class Yes(TypedDict, total=False):
    """What every verb asks."""

    yes: Meant


class Place(TypedDict, total=False):
    """Where it takes place."""

    territory: TerritoryLike
    effort: Effort


class Laboratory(TypedDict, total=False):
    """Where runs are made and kept."""

    engine: Engine
    workers: Workers
    scheduler: Scheduler
    store: Store


class OwnRules(TypedDict, total=False):
    """What runs may live by."""

    rules: Rules


class OneRun(Place, OwnRules, Yes, total=False):
    """What is asked of one run."""


class ManyRuns(Place, Laboratory, OwnRules, Yes, total=False):
    """What is asked of many runs."""


class OurRuns(Place, Laboratory, Yes, total=False):
    """What is asked of many runs by the model's own rules."""


class SeveralPlaces(Laboratory, OwnRules, Yes, total=False):
    """What is asked of many runs in several territories."""
