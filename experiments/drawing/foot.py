"""What stands under a figure: which run or runs it is of, where, whose size the effort is for, and what was decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from contagion.experiments.drawing.marks import Marks
from contagion.experiments.drawing.style import titled, unbroken
from contagion.experiments.language.sentences import N_, forms, looked_up, ngettext, said
from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import EFFORT
from contagion.models.scenarios.scenario import AT_HOME, UNFITTED
from contagion.models.scenarios.text import write
from contagion.models.territory.territory import SHIPPED_SOURCE
from contagion.sim.files.results import Results
from contagion.sim.toml_text import toml_of

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs

WORDS = {
    "scenario": N_("Scenario: {name}"),
    "changes": N_(" (with {changes})"),
    "many_changes": N_(" ({number} settings differ from the defaults)"),
    "seed": N_("seed {seed}"),
    "territory": N_("Territory: {name}"),
}
YEARS = forms("1 year", "{years:g} years")
LISTED = 3  # changes
_NUMBERS = re.compile(r"\)\s?: .*")  # of an effort, behind whose size it is for
FITTED = {*EFFORT, "outreach.attendees"}  # what follows the size of a territory; guests, where events are one a week


def head_and_foot(figure: Figure, title: str, results: Results, note: str = "", marks: Marks | None = None) -> None:
    """Put the title on top, and underneath which run it is, where, and what was decided in it, with the numbers of the
    `marks` that the figure has."""
    told = Marks.of_run(results) if marks is None else marks
    about = results.provenance
    place = where(about.get("data", SHIPPED_SOURCE), [about.get("effort", UNFITTED)])
    foot = " · ".join(part for part in (_run(results), note) if part)
    titled(figure, title, foot, [*place, *told.lines(numbered=marks is not None)])


def where(data: str, efforts: Sequence[str], told: Callable[[str], str] = said) -> list[str]:
    """A line on the territory, but of Grand Besançon, and one on each effort that is not its own."""
    name = Path(data).name if data.endswith(".csv") else data
    named = [] if data == SHIPPED_SOURCE else [looked_up(WORDS["territory"], name=name)]
    own = [told(effort) for effort in efforts if effort not in (UNFITTED, AT_HOME)]
    return [*named, *dict.fromkeys(own)]


def beneath(runs: Runs, scenarios: Sequence[Scenario]) -> list[str]:
    """The same of many runs; of several scenarios, only whose size their efforts are for."""
    efforts, told = [one.effort for one in scenarios], said if len(scenarios) == 1 else _whose
    return where(runs.store.about.get("data", SHIPPED_SOURCE), efforts, told)


def _whose(effort: str) -> str:
    """Whose size an effort is for, without the numbers that came of it."""
    return _NUMBERS.sub(")", said(effort))


def _run(results: Results) -> str:
    """Which scenario, with what changed, which seed, how long."""
    written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
    name = written.get("title") or results.provenance.get("scenario", "")
    scaled = not results.provenance.get("effort", UNFITTED).startswith(UNFITTED)
    text = looked_up(WORDS["scenario"], name=name) + _changes(written, FITTED if scaled else ()) if name else ""
    years = results.summary["years"]
    length = ngettext(*YEARS, years, years=years)
    seed = looked_up(WORDS["seed"], seed=results.summary["seed"])
    return " · ".join(part for part in (text, unbroken(seed), unbroken(length)) if part)


def _changes(written: dict, fitted: Collection[str]) -> str:
    """Which parameters are not at their defaults, but those that were fitted to the territory; or how many, if there
    are more than a few."""
    defaults = toml_of(write(Parameters()), "defaults")
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
        return looked_up(WORDS["many_changes"], number=len(changed))
    return looked_up(WORDS["changes"], changes=", ".join(changed))


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
