"""What `import contagion` has, by name; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from contagion.experiments.doors.all import ALL
from contagion.experiments.doors.python.verbs import function_of

VERBS = (*ALL, *(verb.beside for verb in ALL if verb.beside))
RETURNED = {verb.returns for verb in VERBS if "[" not in verb.returns}
PLACES = {
    **{place.rpartition(".")[2]: place for place in RETURNED},
    "Model": "experiments.doors.python.mesa_model.Model",
    "InputError": "sim.errors.InputError",
    "Territory": "experiments.drawing.territories.Territory",
    "axes": "experiments.drawing.axes.axes",
    "answer": "experiments.doors.python.answers.answer",
    "model": "experiments.doors.python.asking.model",
    "Change": "experiments.doors.python.changes.Change",
    "decision": "experiments.doors.python.changes.decision",
    "programme": "experiments.doors.python.changes.programme",
    "programme_of": "experiments.doors.python.programmes.programme_of",
    "public": "experiments.doors.python.changes.public",
    "shock": "experiments.doors.python.changes.shock",
    "read": "experiments.doors.python.asking.read",
    "readings": "experiments.doors.python.reading.readings",
    "territory": "experiments.doors.python.asking.territory",
}
"""Where what is no verb stands within the package."""


def _loaded(place: str) -> Any:
    module, _, name = place.rpartition(".")
    return getattr(import_module(f"contagion.{module}"), name)


PUBLIC: dict[str, Callable[[], Any]] = {
    **{name: partial(_loaded, place) for name, place in PLACES.items()},
    **{verb.name: partial(function_of, verb) for verb in VERBS},
}
