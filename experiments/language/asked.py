"""What was asked for, in words: the title of a scenario, what was set over it, whom its effort is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from contagion.experiments.language.languages import FRENCH, spoken, typeset
from contagion.experiments.language.levers import levers_in_words
from contagion.experiments.language.sentences import _, counted, listed, said
from contagion.models.scenarios.scenario import AT_HOME, UNFITTED
from contagion.models.scenarios.text import Words

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario


def words_of(scenario: Scenario) -> Words:
    """Title and description of a scenario in the language that is spoken; in English where its file has no other."""
    if spoken() == FRENCH and scenario.french:
        return Words(*(typeset(text, FRENCH) for text in (scenario.french.title, scenario.french.description)))
    return scenario.words


def title(scenario: Scenario) -> str:
    """What a scenario is called: its title, up to a colon; where that is settings, what people call them."""
    words = words_of(scenario).title
    settings = words.split(" + ")
    return levers_in_words(settings) if all("=" in one for one in settings) else words.partition(":")[0].strip()


def labels(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """The labels of scenarios by their names; with the name where two have the same."""
    said = {one.name: title(one) for one in scenarios}
    twice = [one for one in said.values() if list(said.values()).count(one) > 1]
    return {
        name: _("{name} ({title})", name=words, title=name) if words in twice else words for name, words in said.items()
    }


def quoted(labels: Iterable[str]) -> str:
    """Names of scenarios within a sentence."""
    return listed(_("“{name}”", name=label) for label in labels)


def shown(scenario: Scenario) -> str:
    """What a scenario is called in a figure: as it is typed; with a past by its title, as what goes on never is."""
    return quoted([title(scenario)]) if scenario.past else scenario.name


def by_the_end(scenario: Scenario, years: int) -> str:
    """When a run of so many years is over: by the calendar where some of them are over already."""
    if not scenario.past:
        return f"after {counted(years, 'year')}"
    return f"at the end of {int(scenario.parameters.calendar.start[:4]) + years - 1}"


def named(scenario: Scenario) -> str:
    """A scenario by its name and, in brackets, its title."""
    return _("{name} ({title})", name=scenario.name, title=words_of(scenario).title)


def asked_in_words(scenario: Scenario) -> list[str]:
    """What was set over a scenario, if anything was, and whom its effort is for, where that is not Grand Besançon."""
    values = [f"{name} = {typed(scenario.parameters.get(name))}" for name in dict.fromkeys(scenario.set_over)]
    return [*([f"Set: {', '.join(values)}."] if values else []), *effort_in_words([scenario])]


def since_when(scenario: Scenario, years: int) -> list[str]:
    """Where a scenario has a past: which years lie ahead, from when on what is varied holds, and since when totals are
    counted; `years` are those of the run."""
    if not scenario.past:
        return []
    first = int(scenario.parameters.calendar.start[:4])
    return [
        (
            f"The {counted(years - scenario.past, 'year')} that lie ahead are those from January "
            f"{first + scenario.past} to the end of {first + years - 1}. What is varied holds "
            f"from then on, until something else is decided on it; totals are counted since {first}."
        )
    ]


def typed(value: Any) -> str:
    """The value of a parameter, as it may be typed."""
    if isinstance(value, bool) or value in (None, ()):
        return _("on") if value else _("none") if value in (None, ()) else _("off")
    if isinstance(value, tuple):
        return " ".join(map(typed, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def elsewhere(scenario: Scenario) -> bool:
    """Whether the effort of a scenario is other than Grand Besançon's own."""
    return scenario.effort not in (UNFITTED, AT_HOME)


def effort_in_words(scenarios: Sequence[Scenario]) -> list[str]:
    """Whom the effort of scenarios is for, but where it is Grand Besançon's own: a line, or one each if they differ."""
    others = [scenario for scenario in scenarios if elsewhere(scenario)]
    if len({scenario.effort for scenario in others}) == 1:
        return [f"{said(others[0].effort)}."]
    return [f"{one.name}: {said(one.effort)}." for one in others]
