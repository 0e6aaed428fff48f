"""Decisions and shocks on time axes: a dotted line where each begins, a light shade as long as it holds; and the lines
underneath that say what they are.

What stands under a figure: which run or runs it is of, where, whose size the effort is for, and what was decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from contagion.experiments.say.asked import PAST, Decided, by_date, decision_in_words, in_run, planned, what
from contagion.experiments.say.charts.axes import SEVERAL, inches_of
from contagion.experiments.say.charts.style import INK, PAPER, SOFT, titled, unbroken
from contagion.experiments.say.sentences import said
from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import EFFORT
from contagion.models.scenarios.scenario import AT_HOME, UNFITTED, write
from contagion.models.territory.territory import SHIPPED_SOURCE
from contagion.sim.files import Results
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import toml_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.say.charts.axes import Calendar
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


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
    named = [] if data == SHIPPED_SOURCE else [f"Territory: {name}"]
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
    text = f"Scenario: {name}{_changes(written, FITTED if scaled else ())}" if name else ""
    seed, years = results.summary["seed"], results.summary["years"]
    length = "1 year" if years == 1 else f"{years:g} years"
    return " · ".join(filter(None, (text, unbroken(f"seed {seed}"), unbroken(length))))


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
    if len(changed) > LISTED:
        return f" ({len(changed)} settings differ from the defaults)"
    return f" (with {', '.join(changed)})" if changed else ""


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


TOLD = 6  # decisions and shocks
ACTED = 3  # times of a rule on the state of the programme that are marked; of more, the first and the last
SHORT = 30  # letters of a label
LETTER = 0.065  # inches: labels that would lie on each other are one
PAD = 14  # points from the axes to their title, with labels between
LOOK: dict[str, Any] = {"color": INK, "linewidth": 0.9, "linestyle": (0, (1, 1.6))}
SHADE: dict[str, Any] = {"color": SOFT, "alpha": 0.08, "linewidth": 0, "zorder": 0.5}
SMALL = 7.5  # points


@dataclass(frozen=True)
class Marks:
    """What is told of decisions and shocks."""

    found: Sequence[tuple[Decided, str]] = ()  # each with its line
    more: int = 0  # how many more there are
    past: int = 0  # the weeks that are over, of scenarios that have a past: what was decided then is not told

    @classmethod
    def of_run(cls, results: Results) -> Marks:
        """Those of a run; of a programme that has begun, those that lie ahead."""
        written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
        past = WEEKS_A_YEAR * results.provenance.get(PAST, 0)
        ahead = [one for one in in_run(results) if not _is_over(one, past)]
        return replace(cls._few([(one, decision_in_words(one, written)) for one in ahead]), past=past)

    @classmethod
    def of_scenarios(cls, scenarios: Sequence[Scenario]) -> Marks:
        """Those of scenarios that stand together, by their dates, each once; of which of the scenarios they are."""
        found: dict[str, tuple[Decided, list[str]]] = {}
        past = WEEKS_A_YEAR * scenarios[0].past
        for scenario in scenarios:
            for one in by_date(scenario.parameters):
                if _is_over(one, past):
                    continue
                line = planned(one, scenario.parameters.calendar.start)
                found.setdefault(line, (one, []))[1].append(scenario.name)
        of = {line: "" if len(scenarios) == 1 else f" ({', '.join(names)})" for line, (_one, names) in found.items()}
        few = cls._few([(one, f"{line}{of[line]}") for line, (one, _names) in found.items()])
        return replace(few, past=past)

    @classmethod
    def _few(cls, found: list[tuple[Decided, str]]) -> Marks:
        if len(found) <= TOLD + 1:  # one more line would take no less room
            return cls(found)
        return cls(found[:TOLD], len(found) - TOLD)

    @property
    def numbered(self) -> bool:
        """Whether marks have numbers: but for one alone, which has a short name."""
        marked = [one for one, _ in self.found if one.spans]
        return len(marked) > 1 or any(len(what(one)) > SHORT for one in marked)

    @property
    def labels(self) -> list[str]:
        """What stands at the marks of each; empty if it has none."""
        marked = [bool(one.spans) for one, _ in self.found]
        names = [
            str(sum(marked[: place + 1])) if self.numbered else what(one) for place, (one, _) in enumerate(self.found)
        ]
        return [name if has else "" for name, has in zip(names, marked, strict=True)]

    def lines(self, numbered: bool = True) -> list[str]:
        """A line each, with its number where it has one, and how many more there are."""
        numbers = [f"{label}  " if label and numbered and self.numbered else "" for label in self.labels]
        lines = [f"{number}{line}" for number, (_, line) in zip(numbers, self.found, strict=True)]
        lines += [f"and {self.more} more decisions and shocks"] if self.more else []
        return [*(["Shaded: the past, which is the same in all of them"] if self.past else []), *lines]

    def spans(self, weeks: int) -> list[tuple[int, int, str]]:
        """First week, week after the last, and label of all that is marked within so many weeks; as long as nothing
        for what happens once."""
        out = []
        for label, (one, _line) in zip(self.labels, self.found, strict=True):
            shown = one.spans if len(one.spans) <= ACTED else (one.spans[0], one.spans[-1])
            for begin, end in shown:
                if begin < weeks:
                    out.append((begin, begin if one.once else weeks if end is None else min(end, weeks), label))
        return sorted(out)

    def draw(self, ax: Axes, calendar: Calendar, labelled: bool = True, inside: bool = False) -> None:
        """Mark them on a time axis, but where several starts stand together; the labels stand between the axes and
        their title, or `inside` the axes."""
        marked = self.spans(calendar.weeks) if calendar.start != SEVERAL else []
        if self.past:
            first, today = calendar.at([0, self.past]).tolist()
            ax.axvspan(first, today, gid="past", **SHADE)
            ax.axvline(today, zorder=0.8, gid="today", color=SOFT, linewidth=0.9)
        for begin, end, _label in marked:
            first, last = calendar.at([begin, end]).tolist()
            ax.axvline(first, zorder=0.8, gid="decided", **LOOK)
            if begin < end < calendar.weeks:
                ax.axvspan(first, last, gid="held", **SHADE)
        if not labelled or not marked:
            return
        if not inside:
            ax.set_title(ax.get_title(loc="left"), pad=PAD)
        a_letter = LETTER / inches_of(ax) * calendar.weeks  # in weeks
        for begin, label in _apart(marked, a_letter):
            side = "left" if self.numbered or begin < calendar.weeks / 2 else "right"
            aside, up = 1.5 if side == "left" else -1.5, -3 if inside else 2
            _write(ax, label, (float(calendar.at(begin)), 1), (aside, up), xycoords=("data", "axes fraction"), ha=side,
                   va="top" if inside else "bottom", annotation_clip=False)  # fmt: skip

    def draw_on_rows(self, ax: Axes, weeks: int) -> None:
        """Mark where they begin on axes that have a row a year and a column a week."""
        for begin, label in _apart(self.spans(weeks), 1):
            row, week = divmod(begin, WEEKS_A_YEAR)
            ax.plot([week + 0.5] * 2, [row + 0.5, row + 1.5], gid="decided", **LOOK)
            side = "left" if week < WEEKS_A_YEAR / 2 else "right"
            _write(ax, label, (week + 0.5, row + 1), (3 if side == "left" else -3, 0), ha=side, va="center")


def _is_over(one: Decided, past: int) -> bool:
    """Whether it began in a past of so many weeks."""
    return bool(one.spans) and max(begin for begin, _end in one.spans) < past


def _apart(spans: Sequence[tuple[int, int, str]], a_letter: float) -> list[tuple[int, str]]:
    """Weeks and labels, where those that would lie on each other stand together."""
    out: list[tuple[int, list[str]]] = []
    for week, _end, label in spans:
        if out and week - out[-1][0] < a_letter * (2 + len(", ".join(out[-1][1]))):
            out[-1][1].append(label)
        else:
            out.append((week, [label]))
    return [(week, ", ".join(sorted(set(labels)))) for week, labels in out]


def _write(ax: Axes, label: str, place: tuple[float, float], off: tuple[float, float], **look: Any) -> None:
    """A small label, on paper."""
    text = ax.annotate(label, place, off, textcoords="offset points", fontsize=SMALL, color=INK, gid="mark", **look)
    text.set_path_effects([withStroke(linewidth=2, foreground=PAPER)])
