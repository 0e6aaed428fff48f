"""The scenario that is meant, by name, by file or changed: by settings, decisions, shocks, other programmes and
publics, as its file has them (`experiments/scenarios/README.md`), in Python's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from types import EllipsisType
from typing import Any, ClassVar
from warnings import warn

from contagion.experiments.say.answers import Renamed
from contagion.models.parameters.contradictions import outside
from contagion.models.runs.vocabulary import OURS
from contagion.models.scenario import Scenario, checked, must_be_known
from contagion.models.scenario import read as read_file
from contagion.sim.errors import InputError, perhaps, several
from contagion.sim.reading import given, must_be_plain

type Day = str | date

MOST_NAMES = 3  # settings and others that a scenario is called by
READ, SETTINGS = "read", "settings"  # in messages
OVERLAYS = {"students": "students", "elected": "elected", "elected officials": "elected"}
OF_MESA = {"rng": "seed"}  # Mesa's keywords, and ours for the same
IN_PYTHON = (  # the words of a file, and those of Python
    (r"\bfrom = ", "since = "),
    (r"\btakes from\b", "takes since"),
    (r"\balternative(?= \d|:)", "programme"),
    (r"\btarget_group(?= \d|:)", "public"),
    (r"\bor extra_session = true", "or extra_session=True"),
)


@dataclass(frozen=True, repr=False)
class Change(Renamed):
    """What a scenario is changed by (`contagion.read`): a table of a scenario's file (decision, shock, alternative,
    target_group, students or elected), and what stands there, by the names of the file."""

    RENAMED: ClassVar = {"called": "label"}
    table: str
    row: tuple[tuple[str, Any], ...]

    @property
    def label(self) -> str:
        """What a scenario is called after that has it."""
        row = dict(self.row)
        values = [f"{name} = {value}" for name, value in dict(row.get("set", {})).items()]
        own = row.get("title") or ", ".join(values) or row.get("name") or row.get("kind") or self.table
        since = f" since {row['from']}" if "from" in row and not row.get("title") else ""
        return f"{own}{since}"

    def __repr__(self) -> str:
        return f"<Change {self.table}: {', '.join(f'{name} = {value!r}' for name, value in self.row)}>"


def decision(
    setting: str | Mapping[str, Any] | None = None,
    value: Any = ...,
    *,
    since: Day | int | None = None,
    until: Day | int | None = None,
    title: str | None = None,
    communes: Iterable[str] | None = None,
    target_groups: Iterable[str] | None = None,
    partner_types: Iterable[str] | None = None,
    when: Mapping[str, Mapping[str, float]] | None = None,
    for_weeks: int | None = None,
    extra_session: bool | None = None,
    again_after_weeks: int | None = None,
    **unknown: Any,
) -> Change:
    """Describe what an authority decides in the course of a run; `contagion.read` checks that it is possible.

    Parameters
    ----------
    setting, value : str and its value, or mapping
        ``"outreach.letters", 500``, or several as settings are given to `contagion.read`.
    since, until : str, date or int, optional
        A month ("2020-01"), a day, or the number of a week; by default from the first on, until the next decision on
        the same.
    title : str, optional
    communes, target_groups, partner_types : sequence of str, optional
        Only there, or only for these.
    when : mapping, optional
        The state in which it begins: ``{"queue": {"above": 12}}``; also below, at_least, at_most.
    for_weeks : int, optional
        With `when`: how long it then holds.
    extra_session : bool, optional
        In place of a setting: a training session is held.
    again_after_weeks : int, optional
        With `when` and `extra_session`: fewest weeks between two of them.

    Examples
    --------
    >>> ct.read("ref", ct.decision("outreach.letters", 500, since="2020-01"))
    >>> ct.read("ref", ct.decision(extra_session=True, when={"queue": {"above": 12}}))
    """
    takes = {"since": since, "until": until, "title": title, "communes": communes, "target_groups": target_groups}
    takes |= {"partner_types": partner_types, "when": when, "for_weeks": for_weeks, "extra_session": extra_session}
    takes |= {"again_after_weeks": again_after_weeks}
    must_be_taken("decision", unknown, ("setting", "value", *takes))
    return _change("decision", {**takes, "set": _set(setting, value)})


def shock(
    kind: str,
    *,
    since: Day | int,
    weeks: int | None = None,
    factor: float | None = None,
    share: float | None = None,
    **unknown: Any,
) -> Change:
    """Describe a shock to the programme in the course of a run; `contagion.read` checks that it is possible.

    Parameters
    ----------
    kind : {"coordinator away", "budget cut", "facilitators lost", "in-person groups suspended"}
    since : str, date or int
        A month ("2020-03"), a day, or the number of a week.
    weeks : int, optional
        How long it lasts; by default to the end of the run.
    factor : float, optional
        For a budget cut: the share that is left.
    share : float, optional
        Share of the posts that are vacant, or of the facilitators who are lost.

    Examples
    --------
    >>> ct.read("ref", ct.shock("coordinator away", since="2020-03", weeks=26, share=0.5))
    """
    takes = {"since": since, "weeks": weeks, "factor": factor, "share": share}
    must_be_taken("shock", unknown, ("kind", *takes))
    return _change("shock", {"kind": kind, **takes})


def programme(
    kind: str,
    name: str | None = None,
    *,
    since: Day | int | None = None,
    until: Day | int | None = None,
    **values: Any,
) -> Change:
    """Another programme beside the groups; `contagion.read` takes it, or says why it is not possible.

    Parameters
    ----------
    kind : {"team challenge", "workshop"}
    name : str, optional
        By default that of its kind.
    since, until : str or int, optional
        A month, a day, or the number of a week: when it begins, and from when it takes in nobody.
    **values
        What it has otherwise than its kind (`contagion parameters workshop`), as in ``budget_share=0.25``.

    Examples
    --------
    >>> ct.read("ref", ct.programme("workshop", budget_share=0.25), budget={"per_year": 80_000.0})
    """
    row = {"kind": kind, "name": kind if name is None else name, "since": since, "until": until}
    return _change("alternative", {**row, **values})


def public(name: str, **values: Any) -> Change:
    """Describe a public that differs from others; `contagion.read` checks that it is possible.

    Parameters
    ----------
    name : str
        "students" or "elected", who lie across the target groups; or a target group. Target groups cover everybody:
        yours replace those of the scenario, and their shares add up to 1.
    **values
        Parameters that differ for them, as in ``receptivity=1.5`` (`contagion parameters target_group`, `students`,
        `elected`).

    Examples
    --------
    >>> ct.read("ref", ct.public("students", slots=1.2, organisations=["school or university"]))
    >>> ct.read("ref", ct.public("members of associations", share=0.2, receptivity=1.5), ct.public("others", share=0.8))
    """
    overlay = OVERLAYS.get(name) if isinstance(name, str) else None
    return _change(overlay, values) if overlay else _change("target_group", {"name": name, **values})


def in_python(mistake: InputError) -> InputError:
    """Reword a mistake for users of Python."""
    mistakes = []
    for one in mistake.mistakes:
        line = str(one.line)
        for words, ours in IN_PYTHON:
            line = re.sub(words, ours, line)
        mistakes.append(InputError(line).at(one.field))
    return several(mistakes, mistake.number)


def _set(setting: Any, value: Any) -> dict[str, Any]:
    """Return the parameters that a decision sets, by dotted name."""
    if setting is None and isinstance(value, EllipsisType):
        return {}
    if isinstance(setting, str) and not isinstance(value, EllipsisType):
        return {setting: plain(value)}
    if not isinstance(setting, Mapping) or not isinstance(value, EllipsisType):
        must_be = 'must be a setting and its value, as in "outreach.letters", 500, or several by name'
        raise InputError(f"decision {given(setting)}: {must_be}")
    return dict(by_dotted_name(setting))


def _change(table: str, row: Mapping[str, Any]) -> Change:
    """Build a change with the names that a scenario's file uses."""
    values = {"from" if name == "since" else name: _as_read(value) for name, value in row.items() if value is not None}
    return Change(table, tuple((name, value) for name, value in values.items() if name != "set" or value))


def _as_read(value: Any) -> Any:
    """Convert a value to what a file would contain: lists, plain numbers and text."""
    if isinstance(value, Mapping):
        return {name: _as_read(one) for name, one in value.items()}
    if isinstance(value, str) or not isinstance(value, Iterable):
        return plain(value)
    return [_as_read(one) for one in value]


def must_be_taken(what: str, unknown: Iterable[str], takes: Iterable[str]) -> None:
    """Refuse what a function does not take, and say the nearest that it does."""
    takes = [*takes]
    for name in unknown:
        near = [OF_MESA[name]] if OF_MESA.get(name) in takes else get_close_matches(name, takes, n=1)
        raise InputError(f"{what}: takes no {name!r} here{perhaps(*near) or f'; it takes {", ".join(takes)}'}")


def by_dotted_name(settings: Any) -> Iterator[tuple[str, Any]]:
    """Yield settings by dotted name, whether they are given so or by section."""
    if not isinstance(settings, Mapping):
        raise InputError(f'{SETTINGS}: must be values by name, as in {{"group.size": 10}}, not {given(settings)}')
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", plain(one)) for key, one in value.items())
        else:
            yield str(name), plain(value)


def plain(value: Any) -> Any:
    """Convert a value of NumPy or pandas to one of Python; of a time return its day, of a missing time None."""
    if isinstance(value, datetime):
        return value.date() if value == value else None
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value


def scenario_of(
    source: Any = None, changes: Sequence[Any] = (), name: str | None = None, sections: Mapping[str, Any] | None = None
) -> Scenario:
    """See `contagion.read`."""
    if isinstance(source, Scenario):
        base = source
    elif source is None or isinstance(source, str | Path):
        base = read_file(Path(source) if source is not None else None)
    else:
        raise InputError(f"scenario: must be a name, a file or a Scenario, not {type(source).__name__}")
    if name is not None and not isinstance(name, str):
        raise InputError(f"name {given(name)}: must be text")
    settings = [one for one in changes if not isinstance(one, Change)]
    values = {key: value for one in (*settings, sections) if one is not None for key, value in by_dotted_name(one)}
    for one in values:
        must_be_known(one, SETTINGS)
    rows = [one for one in changes if isinstance(one, Change)]
    scenario = _with_changes(base, values, rows) if values or rows else base
    if not isinstance(source, Scenario) or scenario is not base:
        for line in scenario.outside_range:
            warn(f"{scenario.name}: {line}", skip_file_prefixes=OURS)
    if not name:
        return scenario
    return replace(scenario, name=name, words=replace(scenario.words, title=name), french=None)


def _with_changes(base: Scenario, values: Mapping[str, Any], rows: Sequence[Change]) -> Scenario:
    """Return the scenario with new values and other changes, all checked together. Target groups replace those of the
    scenario."""
    content = base.parameters.model_dump()
    for one, value in values.items():
        section, _, key = one.partition(".")
        content[section] = {**content[section], key: value}
    groups = content["target_group"]
    for table, row in ((one.table, dict(one.row)) for one in rows):
        must_be_plain({table: row}, READ)
        if table in OVERLAYS.values():
            content[table] = {**content[table], **row}
        else:
            before = () if table == "target_group" and content[table] is groups else content[table]
            content[table] = [*before, row]
    try:
        parameters = checked(content, READ if rows else SETTINGS)
    except InputError as mistake:
        raise in_python(mistake) from None
    lines = () if any(one.table == "decision" for one in rows) else base.lines
    texts = [f"{one} = {value:g}" if isinstance(value, float) else f"{one} = {value}" for one, value in values.items()]
    texts += [one.label for one in rows]
    more = [f"and {len(texts) - MOST_NAMES} more"] if len(texts) > MOST_NAMES else []
    return replace(
        base,
        name=f"{base.name}, {', '.join([*texts[:MOST_NAMES], *more])}",
        parameters=parameters,
        lines=lines,
        source="" if rows else base.source,  # your own dates are kept; those of the library a programme puts off
        set_over=(*base.set_over, *values),
        outside_range=tuple(outside(parameters, lines)),
    )
