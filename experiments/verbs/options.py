"""Options that several verbs share, each declared once."""

from __future__ import annotations

from contagion.experiments.lab.folders import STORE
from contagion.experiments.lab.how_much import ENSEMBLE as USUAL_SETS
from contagion.experiments.lab.vocabulary import LONGEST
from contagion.experiments.verbs.verb import Option

MOST_WORKERS = 1000
SCENARIO = Option(
    "scenario",
    "scenario",
    "A scenario: a file, or a name of the library; by default the reference.",
    first=True,
)
SCENARIOS = Option(
    "scenarios",
    "scenarios",
    "Scenarios: files, or names of the library; the others are compared with the first.",
    first=True,
    metavar="A B [C ...]",
)
SETTINGS = Option("settings", "settings", "Set a parameter, as in training.places=20.", words=("set",))
PROGRAMME = Option(
    "programme",
    "programme",
    "A programme of your own, from today on: its file (contagion programme init makes one), or a case (besancon).",
    metavar="FILE|NAME",
)
PROGRAMMES = PROGRAMME.but(kind="programmes")
YEARS = Option("years", "whole", "Years to simulate.", 10, least=1, most=LONGEST)
SEEDS = Option(
    "seeds",
    "whole",
    "Worlds, by default 200; or seeds of one set of values.",
    words=("replicates", "seeds"),
    least=2,
)
ENSEMBLE = Option(
    "ensemble",
    "ensemble",
    "Answer in many worlds, sets of what is uncertain that agree with what was observed (by default besancon).",
    USUAL_SETS,
    metavar="NAME|FILE",
)
ONE_ENSEMBLE = ENSEMBLE.but(help="Take what is uncertain from an ensemble, as in besancon.", default=None)
SINGLE = Option(
    "single",
    "switch",
    "Answer with one set of values, the scenario's own, and luck alone.",
    False,
    only="command",
)
READING = Option(
    "reading",
    "reading",
    "Answer under another account of how things work (contagion readings lists them).",
    metavar="NAME",
)
ABOVE = Option(
    "above",
    "number",
    "Say in how many worlds it is more than that.",
    0.0,
    must_be="a number of people",
    metavar="PEOPLE",
)
WORLDS = (ENSEMBLE, READING, SINGLE, ABOVE)
"""Over which worlds it is answered, and what is looked for in them."""
READINGS = Option(
    "readings",
    "switch",
    "Also say in how many readings what is said first stands: some hundred runs.",
    False,
    only="command",
)
PRICES = Option("prices", "path", "Prices of your own: a section [costs], as in seat = 640.", metavar="FILE.toml")
SMOKE_TEST = "A smoke test: its figures mean nothing."
QUICK = Option("quick", "switch", "Few runs: shows that it works.", False, only="command")
YES = Option("yes", "switch", "Go on although it is much that is asked for.", False)

TERRITORY = Option("territory", "territory", "The communes it takes place in; by default Grand Besançon.")
EFFORT = Option(
    "effort",
    "choice",
    (
        "On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or "
        "keep them. What is set or varied is never scaled."
    ),
    "scaled",
    choices=("scaled", "as-written"),
)
PLACE = (TERRITORY, EFFORT)
TERRITORIES = TERRITORY.but(kind="territories", help="The territories that are set side by side.")
ENGINE = Option(
    "engine",
    "choice",
    (
        "Where runs are made: one after the other, in threads (the default), in processes (rules in plain Python), or "
        "on a Dask cluster."
    ),
    choices=("serial", "threads", "loky", "dask"),
)
WORKERS = Option(
    "workers",
    "whole",
    "Threads or processes on this machine (by default one a core).",
    least=1,
    most=MOST_WORKERS,
    metavar="N",
)
SCHEDULER = Option(
    "scheduler",
    "text",
    "Dask scheduler of a cluster, as in tcp://host:8786.",
    metavar="ADDRESS",
)
KEPT_IN = Option("store", "path", "Where runs are kept.", STORE, metavar="DIR")
LABORATORY = (ENGINE, WORKERS, SCHEDULER, KEPT_IN)
"""Where runs are made and kept."""
RULES = Option("rules", "rules", "Rules of your own, by the stage of the week.", only="python")
OWN = (RULES,)
INDICATORS = Option(
    "indicators",
    "indicators",
    "Indicators of your own: functions of what a run left, by the names of their columns.",
    only="python",
)
KEEP = Option("keep", "keep", "Tables of each run that are kept whole: events, weeks.", only="python")
KEPT_AS_WELL = (INDICATORS, KEEP)
"""What is kept of each run beside the usual."""
