"""Options that several verbs share: each the type that static tools see, with what is asked and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

from contagion.experiments.commands.verb import Option
from contagion.models.runs.vocabulary import LONGEST, STORE

if TYPE_CHECKING:
    from pathlib import Path

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
    "whole", "Worlds, by default 200; or seeds of one set of values.", words=("replicates", "seeds"), least=2
)
ENSEMBLE = Option(
    "ensemble",
    "Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).",
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
    Option("number", "Say in how many worlds it is more than that.", must_be="a number of people", metavar="PEOPLE"),
]
SINGLE = Option(
    "switch",
    "Answer with one set of values, the scenario's own, and luck alone.",
    False,
    after="reading",
    name="single",
)
READINGS = Option(
    "switch",
    "Also say in how many readings what is said first stands: some hundred runs.",
    False,
    after="above",
    name="readings",
)
QUICK = Option("switch", "Few runs: shows that it works.", False, name="quick")

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
    Option("keep", "Tables of each run that are kept whole: events, weeks.", only="python"),
]
type Meant = Annotated[bool, Option("switch", "Go on although it is much that is asked for.", False)]


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
