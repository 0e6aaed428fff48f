"""What an analyst has by `import contagion` beside the verbs. Heavy libraries are imported inside, so that the import
is quick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from contagion.models.kernel import EDITION
from contagion.sim.errors import InputError
from contagion.sim.reading import given

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    import pandas as pd

    from contagion.experiments.commands.changes import Change
    from contagion.experiments.interfaces.python.mesa_model import Model
    from contagion.experiments.say.charts.territories import Territory
    from contagion.models.scenario import Scenario

    type Asked = str | Path | Scenario | None
    type Place = str | Path | Iterable[str] | Territory | None


def read(
    scenario: Asked = None, *changes: Mapping[str, Any] | Change | None, name: str | None = None, **sections: Any
) -> Scenario:
    """Read a scenario, with settings over it, decisions and whatever else its file might have.

    Parameters
    ----------
    scenario : str, Path or Scenario, optional
        A name of the library (`double_places`), a TOML file, or a scenario; by default the reference, `ref`.
    *changes : mapping or Change
        Settings: values by dotted name, ``{"training.places": 20}``, or by section, ``{"training": {"places": 20}}``.
        Or what `decision`, `shock`, `programme` and `public` make, which comes after what the scenario has of the
        kind. All of it is checked together, in any order, as in a file.
    name : str, optional
        What tables and figures call it; by default its own name, and what was changed.
    **sections
        The same, ``training={"places": 20}``.

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
    >>> ct.read("ref", {"training.places": 12}, ct.decision("training.places", 20, since="2020-01"))
    """
    from contagion.experiments.commands.changes import scenario_of

    return scenario_of(scenario, changes, name, sections)


def territory(
    name: Place = None, *, kind: str | None = None, vintage: int = 2017, graph: nx.Graph | None = None
) -> Territory:
    """A territory to run scenarios over.

    Parameters
    ----------
    name : str, Path, or codes, optional
        An EPCI, a department or a region of France by name or code; the path of a table of communes (`FILE.csv`); or
        INSEE codes. By default Grand Besançon.
    kind : {"epci", "department", "region"}, optional
        Where a name fits several.
    vintage : {2017, 2021}
        Year of the population.
    graph : Graph of NetworkX, optional
        Who knows whom, in place of the law of ties: its nodes are communes, by INSEE code or name, and an edge has a
        `weight` (or, where no edge has one, a `tie_share`) of 0 or more: how much the residents of its first commune
        know those of its second, beside all others that they know. Weights that add up to 1 are shares, others are
        divided by their sum, commune by commune; an undirected edge counts both ways, a loop is the commune itself. A
        commune without edges has all its ties within. Commuting, colleagues, organisations and how far people go stay.
        `territory(...).graph()` and `results.graph("communes")` are such graphs.

    Raises
    ------
    InputError
        With the nearest names; of a graph, with the node or edge that cannot be.
    """
    from contagion.experiments.say.charts.territories import place

    there = place(name, kind=kind, vintage=vintage)
    return there if graph is None else there.with_graph(graph)


def model(scenario: Asked = None, seed: int = 1, **asked: Any) -> Model:
    """A run as a model of Mesa, that steps week by week: `Model(scenario, seed, **asked)`, which says what it takes.

    Parameters
    ----------
    scenario, seed
        As in `run`.
    **asked
        `years`, `territory`, `effort` and `rules` as in `run`, `settings`, and what is collected (`contagion.Model`).

    Raises
    ------
    InputError
    """
    from contagion.experiments.interfaces.python.mesa_model import Model

    return Model(scenario, seed, **asked)


def readings() -> pd.DataFrame:
    """Other accounts of how things work, each with its source, for `reading=` of whatever has an ensemble.

    Returns
    -------
    DataFrame, a row a reading
        reading, title, says (what it takes to be so), sets (numbers of the model, and what is assumed of savings),
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
    """A text of Markdown that a notebook shows."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<Answer of {len(self.text.split())} words>"

    def _repr_markdown_(self) -> str:
        return f"<!-- edition: {EDITION} -->\n\n{self.text}"


def answer(text: str) -> Answer:
    """What was found, for a notebook to show; it bears the edition of the model that it was found with.

    Parameters
    ----------
    text : str
        In Markdown.
    """
    if not isinstance(text, str):
        raise InputError(f"answer {given(text)}: must be text, in Markdown")
    return Answer(text)
