"""The scenario that is meant: by name, by file, or with what is set over it and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from warnings import warn

from contagion.experiments.doors.python.changes import READ, SETTINGS, Change, dotted, in_python, with_changes
from contagion.experiments.lab.vocabulary import OURS
from contagion.models.parameters.ranges import outside
from contagion.models.scenarios.mistakes import must_be_known
from contagion.models.scenarios.scenario import Scenario, checked
from contagion.models.scenarios.scenario import read as read_file
from contagion.sim.errors import InputError
from contagion.sim.reading import given

NAMED = 3  # settings and others that a scenario is called by


def scenario_of(
    asked: Any = None, changes: Sequence[Any] = (), name: str | None = None, sections: Mapping[str, Any] | None = None
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
    settings = [one for one in changes if not isinstance(one, Change)]
    values = {key: value for one in (*settings, sections) if one is not None for key, value in dotted(one)}
    for one in values:
        must_be_known(one, SETTINGS)
    rows = [one for one in changes if isinstance(one, Change)]
    made = _changed(base, values, rows) if values or rows else base
    if not isinstance(asked, Scenario) or made is not base:
        for line in made.outside_range:
            warn(f"{made.name}: {line}", skip_file_prefixes=OURS)
    return replace(made, name=name) if name else made


def _changed(base: Scenario, values: Mapping[str, Any], rows: Sequence[Change]) -> Scenario:
    """The scenario with values set over it, and with what else it is changed by; all of it is checked together."""
    content = base.parameters.model_dump()
    for one, value in values.items():
        section, _, key = one.partition(".")
        content[section] = {**content[section], key: value}
    try:
        parameters = checked(with_changes(content, rows), READ if rows else SETTINGS)
    except InputError as mistake:
        raise in_python(mistake) from None
    lines = () if any(one.table == "decision" for one in rows) else base.lines
    return replace(
        base,
        name=_called(base.name, values, rows),
        parameters=parameters,
        lines=lines,
        source="" if rows else base.source,  # dates of one's own are kept; those of the library a programme puts off
        set_over=(*base.set_over, *values),
        outside_range=tuple(outside(parameters, lines)),
    )


def _called(name: str, values: Mapping[str, Any], rows: Sequence[Change]) -> str:
    """What a scenario is called that has settings over it."""
    said = [f"{one} = {value:g}" if isinstance(value, float) else f"{one} = {value}" for one, value in values.items()]
    said += [one.called for one in rows]
    more = [f"and {len(said) - NAMED} more"] if len(said) > NAMED else []
    return f"{name}, {', '.join([*said[:NAMED], *more])}"
