"""Functions of `import contagion` other than commands: scenarios, territories, your own programmes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.experiments.commands.changes import Change, in_python, must_be_taken, plain
from contagion.experiments.evidence.programme import PROSE, Programme, checked
from contagion.models.kernel import EDITION
from contagion.models.runs.vocabulary import path_of
from contagion.sim.errors import InputError
from contagion.sim.reading import given, must_be_plain

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from contagion.experiments.say.charts.territories import Territory
    from contagion.models.mesa_model import ProgrammeModel
    from contagion.models.scenario import Effort, Scenario

    type ScenarioLike = str | Path | Scenario | None
    type Place = str | Path | Iterable[str] | Territory | None
    type Figures = Mapping[str, Any]
    type Day = str | date


MADE_BY = "programme_of"  # in messages
TAKES = ("began", "today", "years", "title", "known", "total", "prices", "decisions", "attendance")
MODEL_TAKES = ("scenario", "seed", "years", "territory", "effort", "settings")
A_YEAR = "years must be mappings, as in {'year': 2025, 'trained': 6}, or a data frame with a column `year`"


def programme_of(
    territory: str,
    *,
    began: Day | None = None,
    today: Day | None = None,
    years: int = 10,
    title: str | None = None,
    known: Iterable[Figures] | Mapping[int, Figures] | pd.DataFrame = (),
    total: Figures | None = None,
    prices: Figures | None = None,
    decisions: Iterable[Change | Figures] = (),
    attendance: Path | str | None = None,
    **unknown: Any,
) -> Programme:
    """Describe your own programme, like a file of `contagion programme init`, for `programme=`.

    Parameters
    ----------
    territory : str
        An EPCI, by name or SIREN.
    began : str or date
        The month of the first training, as in "2024-09"; after `today`, the programme is to begin.
    today : str or date, optional
        What lies before is past. By default the day on which it is asked.
    years : int
        Looked ahead from `today`, or from the start of a programme that is to begin: 1 to 30.
    title : str, optional
    known : sequence of mappings, mapping by year, or DataFrame (a row a year)
        Of a calendar `year`: trained, groups, participants, completers; at its end active, waiting; put in: places
        (training places on offer), letters, events, posts. What is not known is left out, or NaN.
    total : mapping, optional
        Since the start, `until` the end of a year: trained, groups, participants, completers.
    prices : mapping, optional
        Euros by item (`contagion parameters costs`).
    decisions : sequence of Change or mapping
        What is decided already (`contagion.decision`), or rows as a file has them.
    attendance : Path or str, optional
        A CSV file of date, group and people: what is counted of it by year is all that is kept.

    Returns
    -------
    Programme
        `save("programme.toml")` writes a file that says the same.

    Raises
    ------
    InputError
        In one line: the field, what was given and what would be valid.

    Examples
    --------
    >>> ct.programme_of("Dinan", began="2024-09", known=[{"year": 2025, "trained": 6}], today="2026-11-29")
    """
    must_be_taken(MADE_BY, unknown, TAKES)
    figures = {"year": _years(known), "total": _table(total, "total"), "prices": _table(prices, "prices")}
    lists = None if attendance is None else str(path_of(attendance, "attendance"))
    more = {"years": years, "title": title, "decision": _decisions(decisions), "attendance": lists}
    return _check_programme({"territory": territory, "began": began, "today": today or date.today(), **figures, **more})


def _check_programme(content: Mapping[str, Any]) -> Programme:
    """Check values with the reader of files and return the programme."""
    values = {key: plain(value) for key, value in content.items()}
    content_given = {key: value for key, value in values.items() if value not in (None, [], {})}
    try:
        must_be_plain(content_given, MADE_BY, PROSE)
        return checked(content_given, MADE_BY)
    except InputError as mistake:
        raise in_python(mistake) from None


def _years(figures: Any) -> list[dict[str, Any]]:
    """Return the figures of years, without unknown ones."""
    import pandas as pd

    if isinstance(figures, pd.DataFrame):
        rows = (figures if "year" in figures else figures.rename_axis("year").reset_index()).to_dict("records")
    elif isinstance(figures, Mapping):
        rows = [{"year": year, **_mapping(of)} for year, of in figures.items()]
    elif isinstance(figures, Iterable) and not isinstance(figures, str | bytes):
        rows = [_mapping(one) for one in figures]
    else:
        raise InputError(f"{MADE_BY}: known {given(figures)}: {A_YEAR}")
    return [
        {
            str(name): _whole(value)
            for name, value in row.items()
            if not (pd.api.types.is_scalar(value) and pd.isna(value))
        }
        for row in rows
    ]


def _mapping(row: Any) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise InputError(f"{MADE_BY}: known {given(row)}: {A_YEAR}")
    return dict(row)


def _whole(value: Any) -> Any:
    """Return a whole float as an integer: a data frame writes 6 as 6.0 where its column lacks a number."""
    number = plain(value)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _table(values: Any, name: str) -> dict[str, Any] | None:
    if values is not None and not isinstance(values, Mapping):
        raise InputError(f"{MADE_BY}: {name} {given(values)}: must be values by name")
    return None if values is None else {str(key): plain(value) for key, value in values.items()}


def _decisions(some: Any) -> list[dict[str, Any]]:
    """Return decisions as rows of a file."""
    if isinstance(some, Change | Mapping) or not isinstance(some, Iterable):
        some = [some]
    rows = []
    for one in some:
        if isinstance(one, Change) and one.table == "decision":
            rows.append(dict(one.row))
        elif isinstance(one, Mapping):
            rows.append({str(key): plain(value) for key, value in one.items()})
        else:
            raise InputError(f"{MADE_BY}: decisions {given(one)}: must be what ct.decision makes, or rows as in a file")
    return rows


def read(
    scenario: ScenarioLike = None, *changes: Mapping[str, Any] | Change | None, name: str | None = None, **sections: Any
) -> Scenario:
    """Read a scenario, with settings over it, decisions and whatever else its file might have.

    Parameters
    ----------
    scenario : str, Path or Scenario, optional
        A name of the library (`double_places`), a TOML file, or a scenario; by default the reference, `ref`.
    *changes : mapping or Change
        Settings: values by dotted name, ``{"group.size": 10}``, or by section, ``{"group": {"size": 10}}``.
        Or what `decision`, `shock`, `programme` and `public` make, which comes after what the scenario has of the
        kind. All of it is checked together, in any order, as in a file.
    name : str, optional
        What tables and figures call it; by default its own name, and what was changed.
    **sections
        The same, ``group={"size": 10}``.

    Returns
    -------
    Scenario
        With `name`, `title`, `description` and `parameters`. A value outside its declared range is warned of.

    Raises
    ------
    InputError
        In one line: the file or what was set, the field, what was given and what would be valid.

    Examples
    --------
    >>> ct.read("ref", {"group.size": 10}, ct.decision("outreach.letters", 500, since="2020-01"))
    """
    from contagion.experiments.commands.changes import scenario_of

    return scenario_of(scenario, changes, name, sections)


def territory(
    name: Place = None, *, kind: str | None = None, vintage: int = 2017, graph: nx.Graph | None = None
) -> Territory:
    """Return a territory for runs.

    Parameters
    ----------
    name : str, Path, or codes, optional
        An EPCI, a department or a region of France by name or code; the path of a table of communes (`FILE.csv`); or
        INSEE codes. By default Grand Besançon.
    kind : {"epci", "department", "region"}, optional
        Kind of territory, where a name fits several.
    vintage : {2017, 2021}
        Year of the population.
    graph : Graph of NetworkX, optional
        Who knows whom, in place of the law of ties: its nodes are communes, by INSEE code or name, and an edge has a
        `weight` (or, where no edge has one, a `tie_share`) of 0 or more: how much the residents of its first commune
        know those of its second, relative to all others that they know. Weights that add up to 1 are shares, others are
        divided by their sum, commune by commune; an undirected edge counts both ways, a loop is the commune itself. A
        commune without edges has all its ties within. Commuting, colleagues, organisations and how far people go stay.
        `territory(...).graph()` and `results.graph("communes")` are such graphs.

    Raises
    ------
    InputError
        With the nearest names; for a graph, with the invalid node or edge.
    """
    from contagion.experiments.say.charts.territories import place

    there = place(name, kind=kind, vintage=vintage)
    return there if graph is None else there.with_graph(graph)


def model(
    scenario: ScenarioLike = None,
    seed: int = 1,
    *,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    settings: Mapping[str, Any] | None = None,
    **settings_by_name: Any,
) -> ProgrammeModel:
    """Build the Mesa model: agents that act, a space of communes, a data collector; a step is a week.

    It has a random generator of its own: means over many seeds agree with those of `run`, single runs differ.

    Parameters
    ----------
    scenario, seed, years, territory, effort
        As in `run`.
    settings : mapping, optional
        Values over the scenario's, as in `read`.
    **settings_by_name
        The same, with two underscores for the dot: ``training__places=20``.

    Returns
    -------
    ProgrammeModel
        A `mesa.Model`, with `facilitators`, `groups`, `organisations` and `met` residents.

    Raises
    ------
    InputError
        In one line, also where the scenario needs a rule that the Mesa model leaves out.
    """
    from contagion.experiments.commands.asking import Door
    from contagion.experiments.commands.changes import scenario_of
    from contagion.experiments.commands.options import EFFORT
    from contagion.experiments.say.charts.territories import place
    from contagion.models.mesa_model import ProgrammeModel, graph_of
    from contagion.models.runs.simulation import must_fit, territory_for
    from contagion.models.runs.vocabulary import LONGEST, known, seed_of, whole
    from contagion.models.scenario import fitted

    if "rules" in settings_by_name:
        raise InputError("model: takes no rules; in the Mesa model a rule is a method of an agent's subclass")
    sections = {name for name, value in settings_by_name.items() if "__" in name or isinstance(value, Mapping)}
    must_be_taken("model", settings_by_name.keys() - sections, MODEL_TAKES)
    years, seed = whole(years, "years", most=LONGEST), seed_of(seed)
    by_name = {name.replace("__", "."): value for name, value in settings_by_name.items()}
    source, where = scenario_of(scenario, [settings], None, by_name), place(territory).path
    known(effort, EFFORT.choices, "effort")
    there = territory_for(source, where)
    fitted_scenario = fitted(source, there, effort, Door.as_written)
    must_fit(fitted_scenario, there, years)
    return ProgrammeModel(fitted_scenario, seed, years=years, graph=graph_of(there))


def readings() -> pd.DataFrame:
    """List other accounts of how things work, each with its source, for `reading=` where an ensemble is used.

    Returns
    -------
    DataFrame, one row per reading
        reading, title, says (its claim), sets (numbers of the model, and assumptions on savings),
        excludes (other readings), emissions_alone (whether it changes no run), source.
    """
    import pandas as pd

    from contagion.experiments.evidence.readings import READINGS

    return pd.DataFrame(
        [
            {
                "reading": one.name,
                "title": str(one.title),
                "says": str(one.says),
                "sets": one.all,
                "excludes": [other.name for other in READINGS.values() if one.excludes(other)],
                "emissions_alone": one.of_emissions_alone,
                "source": one.source,
            }
            for one in READINGS.values()
        ]
    )


class Answer:
    """A Markdown text that a notebook shows."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<Answer of {len(self.text.split())} words>"

    def _repr_markdown_(self) -> str:
        return f"<!-- edition: {EDITION} -->\n\n{self.text}"


def answer(text: str) -> Answer:
    """Show a finding in a notebook, with the edition of the model that it was found with.

    Parameters
    ----------
    text : str
        In Markdown.
    """
    if not isinstance(text, str):
        raise InputError(f"answer {given(text)}: must be text, in Markdown")
    return Answer(text)
