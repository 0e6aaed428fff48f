"""What stands under a figure: which run or runs it is of, where, whose size the effort is for, and what was decided."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from experiments.figures.marks import Marks
from experiments.figures.style import titled
from models.parameters import Parameters
from models.parameters.effort import EFFORT
from models.scenarios.scenario import AT_HOME, UNFITTED
from models.scenarios.text import write
from models.territory.territory import SHIPPED_SOURCE
from sim.results import Results

if TYPE_CHECKING:
    from models.scenarios.scenario import Scenario
    from sim.laboratory.laboratory import Runs

WORDS = {
    "scenario": "Scenario: ",
    "changes": " (with {})",
    "many_changes": " ({} settings differ from the defaults)",
    "seed": "seed\u00a0{}",
    "year": "1\u00a0year",
    "years": "{:g}\u00a0years",
    "territory": "Territory: {}",
}
LISTED = 3  # changes
FITTED = {*EFFORT, "outreach.attendees"}  # what follows the size of a territory; guests, where events are one a week


def head_and_foot(figure: Figure, title: str, results: Results, note: str = "", marks: Marks | None = None) -> None:
    """Put the title on top, and underneath which run it is, where, and what was decided in it, with the numbers of the
    `marks` that the figure has."""
    told = Marks.of_run(results) if marks is None else marks
    about = results.provenance
    place = where(about.get("data", SHIPPED_SOURCE), [about.get("effort", UNFITTED)])
    foot = " · ".join(part for part in (_run(results), note) if part)
    titled(figure, title, foot, [*place, *told.lines(numbered=marks is not None)])


def where(data: str, efforts: Sequence[str]) -> list[str]:
    """A line on the territory, but of Grand Besançon, and one on each effort that is not its own."""
    name = Path(data).name if data.endswith(".csv") else data
    named = [] if data == SHIPPED_SOURCE else [WORDS["territory"].format(name)]
    return named + [effort for effort in dict.fromkeys(efforts) if effort not in (UNFITTED, AT_HOME)]


def beneath(runs: Runs, scenarios: Sequence[Scenario]) -> list[str]:
    """The same of many runs; of several scenarios, only whose size their efforts are for."""
    efforts = [one.effort if len(scenarios) == 1 else _whose(one.effort) for one in scenarios]
    return where(runs.store.about.get("data", SHIPPED_SOURCE), efforts)


def _whose(effort: str) -> str:
    """Whose size an effort is for, without the numbers that came of it."""
    begins, bracket, _ = effort.partition("): ")
    return begins + bracket.rstrip(": ")


def _run(results: Results) -> str:
    """Which scenario, with what changed, which seed, how long."""
    written = tomllib.loads(results.texts.get("scenario.toml", ""))
    name = written.get("title") or results.provenance.get("scenario", "")
    scaled = not results.provenance.get("effort", UNFITTED).startswith(UNFITTED)
    text = WORDS["scenario"] + name + _changes(written, FITTED if scaled else ()) if name else ""
    years = results.summary["years"]
    length = WORDS["year"] if years == 1 else WORDS["years"].format(years)
    return " · ".join(part for part in (text, WORDS["seed"].format(results.summary["seed"]), length) if part)


def _changes(written: dict, fitted: Collection[str]) -> str:
    """Which parameters are not at their defaults, but those that were fitted to the territory; or how many, if there
    are more than a few."""
    defaults = tomllib.loads(write(Parameters()))
    changed = []
    for section, values in written.items():
        if isinstance(values, dict) and section != "fr":  # words in French
            names = [name for name in values if f"{section}.{name}" not in fitted]
            usual = defaults.get(section, {})
            changed += [f"{section}.{n} = {_plain(values[n])}" for n in names if usual.get(n) != values[n]]
        elif section == "target_group" and values != defaults[section]:
            changed.append(section)
    if not changed:
        return ""
    if len(changed) > LISTED:
        return WORDS["many_changes"].format(len(changed))
    return WORDS["changes"].format(", ".join(changed))


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
