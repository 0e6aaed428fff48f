"""The scenario that is meant: by name, by file, or with settings over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from warnings import warn

from contagion.experiments.lab.vocabulary import OURS
from contagion.models.parameters.ranges import outside
from contagion.models.runs.cases import changed
from contagion.models.scenarios.mistakes import must_be_known
from contagion.models.scenarios.scenario import Scenario
from contagion.models.scenarios.scenario import read as read_file
from contagion.sim.errors import InputError
from contagion.sim.reading import given

SETTINGS = "settings"
NAMED = 3  # settings that a scenario is called by


def scenario_of(
    asked: Any = None,
    settings: Mapping[str, Any] | None = None,
    name: str | None = None,
    sections: Mapping[str, Any] | None = None,
) -> Scenario:
    """See `contagion.read`."""
    if isinstance(asked, Scenario):
        base = asked
    elif asked is None or isinstance(asked, str | Path):
        base = read_file(Path(asked) if asked is not None else None)
    else:
        raise InputError(f"scenario: must be a name, a file or a Scenario, not {type(asked).__name__}")
    if name is not None and not isinstance(name, str):
        raise InputError(f"name {given(name)}: must be text")
    values = {**dict(dotted({} if settings is None else settings)), **dict(dotted(sections or {}))}
    for one in values:
        must_be_known(one, SETTINGS)
    made = base
    if values:
        parameters = changed(base.parameters, values, SETTINGS)
        made = replace(
            base,
            name=_called(base.name, values),
            parameters=parameters,
            set_over=(*base.set_over, *values),
            outside_range=tuple(outside(parameters, base.lines)),
        )
    if not isinstance(asked, Scenario) or values:
        for line in made.outside_range:
            warn(f"{made.name}: {line}", skip_file_prefixes=OURS)
    return replace(made, name=name) if name else made


def dotted(settings: Any) -> Iterator[tuple[str, Any]]:
    """Settings by dotted name, whether they are given so or by section."""
    if not isinstance(settings, Mapping):
        raise InputError(f'{SETTINGS}: must be values by name, as in {{"training.places": 20}}, not {given(settings)}')
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", _plain(one)) for key, one in value.items())
        else:
            yield str(name), _plain(value)


def _plain(value: Any) -> Any:
    """A value of Python, where NumPy or pandas gave one of theirs."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value


def _called(name: str, values: Mapping[str, Any]) -> str:
    """What a scenario is called that has settings over it."""
    said = [f"{one} = {value:g}" if isinstance(value, float) else f"{one} = {value}" for one, value in values.items()]
    more = [f"and {len(said) - NAMED} more"] if len(said) > NAMED else []
    return f"{name}, {', '.join([*said[:NAMED], *more])}"
