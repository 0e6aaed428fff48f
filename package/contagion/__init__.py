"""The front door for analysts: how a climate programme spreads from person to person over a territory.

    import contagion as ct

    results = ct.run("ref", seed=1)                                    # one run
    runs = ct.many("double_places", seeds=50)                          # many
    made = ct.compare("ref", "double_places")                          # in many worlds, the same for both
    swept = ct.sweep({"volunteering.wish": [0.1, 0.2], "group.size": [8, 10]})
    ct.limits("ref"), ct.levers("ref")                                 # what would help, and what it costs
    ct.spend(20_000, "ref")                                            # three ways to spend a sum, and how sure
    ct.discover("participants < 400 at year 5")                        # in which worlds that is so
    ct.worth_knowing()                                                 # what to ask for first
    ct.compare("ref", "double_places", reading="talk-informs")         # under another account; ct.readings()
    ct.calibrate("besancon")                                           # which values agree with what was observed
    ct.many("ref", rules={"pairing.pair_up": mine})                    # with your own rule, a function
    ct.model("ref", seed=1).step()                                     # the Mesa model, week by week
    ct.territory(graph=G)                                              # who knows whom: any graph of NetworkX
    ct.run(programme=ct.programme_of("Dinan", began="2024-09"))        # one's own, from today on
    ct.territory("Dinan Agglomération"), ct.read("ref", {"group.size": 10})

Tables are pandas data frames, plots are axes of matplotlib, and a user's mistake is an `InputError` of one line. Runs
are kept in `results/store`, and are not made again.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
if not (_HERE / "sim").is_dir():  # a checkout: load the parts from its top, so that tracebacks name its files
    __path__[:] = [str(_HERE.parents[1])]

warnings.filterwarnings("ignore", "IProgress not found")  # of a bar for notebooks, which Mesa loads and nobody shows


def __getattr__(name: str) -> Any:
    """Load a public name on first use, from the module that `__init__.pyi` lists, to keep the import quick."""
    if name == "__version__":
        from importlib.metadata import version

        return version("contagion-programme")
    if name.startswith("_") and name != "__all__":
        raise AttributeError(f"module 'contagion' has no attribute {name!r}")
    import re
    from importlib import import_module

    listed = (_HERE / "__init__.pyi").read_text(encoding="utf-8")
    places = {one: place for place, one in re.findall(r"^from (\S+) import (\w+) as", listed, re.MULTILINE)}
    if name == "__all__":
        return sorted(places)
    if name not in places:
        raise AttributeError(f"module 'contagion' has no attribute {name!r}")
    globals()[name] = getattr(import_module(places[name]), name)
    return globals()[name]


def __dir__() -> list[str]:
    return __getattr__("__all__")
