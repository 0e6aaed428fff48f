"""The front door for analysts: how a climate programme spreads from person to person over a territory.

    import contagion as ct

    results = ct.run("ref", seed=1)                                    # one run
    runs = ct.many("double_places", seeds=50)                          # many
    made = ct.compare("ref", "double_places")                          # in many worlds, the same for both
    swept = ct.sweep({"volunteering.wish": [0.1, 0.2], "training.places": [10, 20]})
    ct.limits("ref"), ct.levers("ref")                                 # what would help, and what it costs
    ct.spend(20_000, "ref")                                            # three ways to spend a sum, and how sure
    ct.discover("participants < 400 at year 5")                        # in which worlds that is so
    ct.worth_knowing()                                                 # what to ask for first
    ct.compare("ref", "double_places", reading="talk-informs")         # under another account; ct.readings()
    ct.calibrate("besancon")                                           # which values agree with what was observed
    ct.many("ref", rules={"pairing": mine})                            # with a rule of one's own, a function
    ct.territory("Dinan Agglomération"), ct.read("ref", {"training.places": 20})

Tables are pandas data frames, plots are axes of matplotlib, and a user's mistake is an `InputError` of one line. Runs
are kept in `results/store`, and are not made again.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

_HERE = Path(__file__).resolve().parent
if not (_HERE / "sim").is_dir():  # a checkout: the parts of the package are folders at its top
    __path__.append(str(_HERE.parents[1]))

from contagion.experiments.doors.python.answers import answer
from contagion.experiments.doors.python.asking import compare, many, read, run, sweep, territory
from contagion.experiments.doors.python.asking_what_helps import levers, limits
from contagion.experiments.doors.python.reading import readings
from contagion.experiments.verbs.calibrate.answer import calibrate
from contagion.experiments.verbs.discover.answer import discover
from contagion.experiments.verbs.spend.answer import spend
from contagion.experiments.verbs.worth_knowing.answer import worth_knowing
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.drawing.territories import Territory
    from contagion.experiments.verbs.calibrate.answer import Calibration
    from contagion.experiments.verbs.compare.answer import Comparison
    from contagion.experiments.verbs.discover.answer import Discovery
    from contagion.experiments.verbs.limits.answer import Levers, Limits
    from contagion.experiments.verbs.run.answer import Results
    from contagion.experiments.verbs.run.many import Runs
    from contagion.experiments.verbs.spend.answer import Spending
    from contagion.experiments.verbs.sweep.answer import Sweep
    from contagion.experiments.verbs.worth_knowing.answer import WorthKnowing

    __version__: str

__all__ = [
    "Calibration",
    "Comparison",
    "Discovery",
    "InputError",
    "Levers",
    "Limits",
    "Results",
    "Runs",
    "Spending",
    "Sweep",
    "Territory",
    "WorthKnowing",
    "answer",
    "calibrate",
    "compare",
    "discover",
    "levers",
    "limits",
    "many",
    "read",
    "readings",
    "run",
    "spend",
    "sweep",
    "territory",
    "worth_knowing",
]
_ANSWERS = {
    "Calibration": "verbs.calibrate.answer",
    "Comparison": "verbs.compare.answer",
    "Discovery": "verbs.discover.answer",
    "Levers": "verbs.limits.answer",
    "Limits": "verbs.limits.answer",
    "Results": "verbs.run.answer",
    "Runs": "verbs.run.many",
    "Spending": "verbs.spend.answer",
    "Sweep": "verbs.sweep.answer",
    "Territory": "drawing.territories",
    "WorthKnowing": "verbs.worth_knowing.answer",
}


def __getattr__(name: str) -> Any:
    """The classes of answers are loaded when they are asked for: it takes a while."""
    if name in _ANSWERS:
        return getattr(import_module(f"contagion.experiments.{_ANSWERS[name]}"), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("contagion-programme")
    raise AttributeError(f"module 'contagion' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
