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
    ct.many("ref", rules={"pairing.pair_up": mine})                    # with a rule of one's own, a function
    ct.model("ref", seed=1).step()                                     # one run as a mesa.Model, week by week
    ct.territory(graph=G)                                              # who knows whom: any graph of NetworkX
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

from contagion.experiments.front.answers import answer
from contagion.experiments.front.asking import compare, many, model, read, run, sweep, territory
from contagion.experiments.front.asking_what_helps import levers, limits
from contagion.experiments.front.calibrating import calibrate
from contagion.experiments.front.discovering import discover
from contagion.experiments.front.reading import readings
from contagion.experiments.front.spending import spend
from contagion.experiments.front.worth_knowing import worth_knowing
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.front.calibrating import Calibration
    from contagion.experiments.front.compared import Comparison
    from contagion.experiments.front.discovering import Discovery
    from contagion.experiments.front.helped import Levers, Limits
    from contagion.experiments.front.many_runs import Runs
    from contagion.experiments.front.mesa_model import Model
    from contagion.experiments.front.one_run import Results
    from contagion.experiments.front.spending import Spending
    from contagion.experiments.front.swept import Sweep
    from contagion.experiments.front.territories import Territory
    from contagion.experiments.front.worth_knowing import WorthKnowing

    __version__: str

__all__ = [
    "Calibration",
    "Comparison",
    "Discovery",
    "InputError",
    "Levers",
    "Limits",
    "Model",
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
    "model",
    "read",
    "readings",
    "run",
    "spend",
    "sweep",
    "territory",
    "worth_knowing",
]
_ANSWERS = {
    "Calibration": "calibrating",
    "Comparison": "compared",
    "Discovery": "discovering",
    "Levers": "helped",
    "Limits": "helped",
    "Model": "mesa_model",
    "Results": "one_run",
    "Runs": "many_runs",
    "Spending": "spending",
    "Sweep": "swept",
    "Territory": "territories",
    "WorthKnowing": "worth_knowing",
}


def __getattr__(name: str) -> Any:
    """The classes of answers are loaded when they are asked for: it takes a while."""
    if name in _ANSWERS:
        return getattr(import_module(f"contagion.experiments.front.{_ANSWERS[name]}"), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("contagion-programme")
    raise AttributeError(f"module 'contagion' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
