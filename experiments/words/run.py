"""Results in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.studies.programmes import others_alone, others_by_year, shortages
from experiments.words.decided import in_force
from experiments.words.numbers import counted, in_lines, paragraphs, rounded, table_lines, two_digits
from models.outcomes.shortages import IN_WORDS, NOTHING, TRAINING_IN_WORDS
from models.parameters.money import Costs
from models.runs.autonomy import Autonomy
from models.scenarios.scenario import AT_HOME, FOLDER, UNFITTED

if TYPE_CHECKING:
    from models.scenarios.scenario import Scenario
    from models.territory.territory import Territory
    from sim.results import Results


def in_words(results: Results, scenario: Scenario, territory: Territory) -> str:
    """The summary of a run."""
    made = results.summary
    weeks = results.tables["weeks"]
    years = weeks.groupby(weeks["week"] // 52 + 1).last()
    columns = {
        "year": years.index,
        "people reached": years["participants"],
        "in the year": years["participants"].diff().fillna(years["participants"]).astype(int),
        "groups started": years["groups_started"],
        "trained": years["trained"],
        "active facilitators": years["active"],
        "waiting list": years["waiting"],
    }
    place = f"{counted(len(territory), 'commune')}, {int(territory.residents.sum()):,} residents aged 15 and over"
    footprint = results.tables["footprint"], made["cost_total"], bool(scenario.parameters.alternative)
    head = [scenario.title, f"{place}; {counted(made['years'], 'year')}, seed {made['seed']}"]
    head += paragraphs([*asked_in_words(scenario), *in_force(results)])
    lines = [
        "",
        *table_lines(pd.DataFrame(columns)),
        "",
        *in_lines(_story(made)),
        "",
        *in_lines(_what_it_cost(results, scenario)),
        "",
        *in_lines(_what_was_short(results, scenario)),
        "",
        *in_lines(avoided_in_words(*footprint)),
    ]
    beside = _beside(results)
    if others_alone(results):
        cost, saved = in_lines(_what_it_cost(results, scenario)), in_lines(avoided_in_words(*footprint))
        lines[1:] = [*_others(results), "", *cost, "", *saved]
    lines += [line for sentence in beside for line in ("", *in_lines(sentence))]
    return "\n".join([*head, *lines])


def asked_in_words(scenario: Scenario) -> list[str]:
    """What was set over a scenario, if anything was, and whom its effort is for, where that is not Grand Besançon."""
    values = [f"{name} = {_value(scenario.parameters.get(name))}" for name in dict.fromkeys(scenario.set_over)]
    return [*([f"Set: {', '.join(values)}."] if values else []), *effort_in_words([scenario])]


def _value(value: Any) -> str:
    if isinstance(value, bool) or value in (None, ()):
        return "on" if value else "none" if value in (None, ()) else "off"
    if isinstance(value, tuple):
        return " ".join(map(_value, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def effort_in_words(scenarios: Sequence[Scenario]) -> list[str]:
    """Whom the effort of scenarios is for, but where it is Grand Besançon's own: a line, or one each if they differ."""
    elsewhere = [scenario for scenario in scenarios if scenario.effort not in (UNFITTED, AT_HOME)]
    if len({scenario.effort for scenario in elsewhere}) == 1:
        return [f"{elsewhere[0].effort}."]
    return [f"{scenario.name}: {scenario.effort}." for scenario in elsewhere]


def _story(made: dict[str, Any]) -> str:
    words = (
        f"{made['participants']:,} people came to {made['groups_started']:,} groups in {made['communes_reached']} "
        f"communes, from {made['communes_with_participants']} communes; {made['completers']:,} completed. "
        f"{made['aspirants']:,} of them wished to facilitate. {made['facilitators_trained']:,} facilitators were "
        f"trained, {made['facilitators_from_groups']:,} of them from groups; {made['facilitators_active']:,} are "
        "active at the end."
    )
    if own := made["groups_in_house"]:
        were = "was" if own == 1 else "were"
        words += f" {own:,} of the groups {were} held inside a partner, for its own members."
    if made["groups_cancelled"]:
        words += f" {made['groups_cancelled']:,} groups that had opened found too few people and were cancelled."
    if made["r_facilitators"] is not None:
        words += f" A facilitator whose time is over gave rise to {made['r_facilitators']:.2f} others on average" + (
            " (in so short a run, times that are over are the short ones)." if made["years"] < 20 else "."
        )
    if made["r_participants"] is not None:
        words += f" {made['r_participants']:.0%} of the participants came by a personal invitation."
    if "autonomy_years" in made:
        lasts = Autonomy(made["autonomy_years"], made["autonomy_longer"])
        words += f" If outside inputs stopped now, groups would go on starting for {lasts}."
    return words


def _what_it_cost(results: Results, scenario: Scenario) -> str:
    made, costs = results.summary, scenario.parameters.costs
    whose = "placeholder prices" if costs == Costs() else "the scenario's prices"
    words = f"It cost {made['cost_total']:,.0f} € of {costs.price_year} at {whose}"
    by_head = {"participant": "a participant", "completer": "a completer"}
    by_head["active_facilitator_year"] = "for each year of an active facilitator"
    each = {words: made[f"cost_per_{name}"] for name, words in by_head.items()}
    parts = [f"{euros:,.0f} € {words}" for words, euros in each.items() if euros is not None]
    words += (": " + ", ".join(parts) if parts else "") + "."
    if costs.discount_per_year:
        words += f" Discounted at {costs.discount_per_year:.3g} a year it is {made['cost_present_value']:,.0f} €."
    words += f" Besides, unpaid leaders and participants gave {made['volunteer_hours']:,.0f} hours."
    if undone := int(results.tables["weeks"]["unpaid"].sum()):
        words += f" For want of money {undone:,} things were not done (a group that waits counts once a week)."
    return words


def _others(results: Results) -> list[str]:
    """The years of alternative programmes that take the place of the groups, and what came of them in all."""
    years = others_by_year(results)
    columns = {
        "year": years.index,
        "people reached": years["participants"].cumsum(),
        "in the year": years["participants"],
        "groups started": years["groups"].cumsum(),
        "trained": years["leaders_trained"].cumsum(),
        "active leaders": years["leaders_active"],
    }
    names = " and ".join(f"“{name}”" for name in results.tables["alternatives"]["programme"].unique())
    words = (
        f"{int(years['participants'].sum()):,} people took part in {int(years['groups'].sum()):,} groups of {names}, "
        "which took the place of the programme's own groups: there were no facilitators. What was short is told of the "
        "programme's own groups alone."
    )
    return [*table_lines(pd.DataFrame(columns)), "", *in_lines(words)]


def _what_was_short(results: Results, scenario: Scenario) -> str:
    """What was short; what would have helped is what another command says."""
    made, found = results.summary, shortages(results)
    shares = [said[said != NOTHING].value_counts(normalize=True).to_dict() for _, said in found.items()]
    sayings = [_by_share(*one) for one in zip(shares, (IN_WORDS, TRAINING_IN_WORDS), strict=True)]
    words = "What was short, week by week over the last year: " + (
        f"{sayings[0]} of the weeks." if sayings[0] else "there were neither seats in groups nor registrations."
    )
    words += f" By the sessions at the end of their periods, {sayings[1]}." if sayings[1] else ""
    if (idle := made["time_without_partner"]) is not None:
        words += f" Facilitators looked for a partner in vain for {idle:.0%} of their time."
    name = scenario.name if scenario.source in ("", str(FOLDER / f"{scenario.name}.toml")) else scenario.source
    more = " (with the same options)" if scenario.set_over or scenario.effort not in (UNFITTED, AT_HOME) else ""
    asks = f"contagion limits {name}{more}"
    return f"{words} One run is one possible course. What would have helped is another question: {asks}"


def _by_share(shares: dict[str, float], words: dict[str, str]) -> str:
    """What there was, the most of the time first; what there hardly was is left out."""
    told = sorted(((share, name) for name, share in shares.items() if share >= 0.005), reverse=True)
    return ", ".join(f"{words[name]} ({share:.0%})" for share, name in told)


def avoided_in_words(footprint: pd.DataFrame, euros: float | None = None, alternatives: bool = False) -> str:
    """What a run saved, as a range and with what it rests on, and what each tonne cost.

    Parameters
    ----------
    footprint : DataFrame
        The table `footprint` of a run.
    euros : float, optional
        What the run cost.
    alternatives : bool
        Whether there are other programmes than the groups.
    """
    last = footprint.iloc[-1]
    low, middle, high = (two_digits(last[f"cumulative_{name}"]) for name in ("p5", "p50", "p95"))
    if not last["cumulative_p95"]:
        return "Nobody has completed or left a group, so no emissions were avoided."
    others = (
        " What a participant of an alternative programme saves is an assumption throughout." if alternatives else ""
    )
    return (
        f"Emissions avoided in {counted(int(last['year']), 'year')}: {low} to {high} t CO2e (5 and 95 % of draws; half "
        f"lie above {middle}). This is no measurement: it rests on what participants said of themselves in one study "
        "with a control group, in Switzerland, and on assumptions about how much of that is real, how it fades and "
        "what is lost or added at home. The range is that of these assumptions for this one run; other runs differ "
        f"too. Emissions that fall anyway are not counted.{others}"
    ) + ("" if euros is None else _a_tonne(euros, last["cumulative_p5"], last["cumulative_p95"]))


def _a_tonne(euros: float, low: float, high: float) -> str:
    """The cost of a tonne: the more was avoided, the less it cost."""
    cheap, dear = rounded(euros / high), rounded(euros / low if low else inf)
    return f" In these years a tonne avoided cost {cheap} to {dear} € (5 and 95 %); savings go on afterwards."


def _beside(results: Results) -> list[str]:
    """A sentence for each alternative programme."""
    out = []
    for name, years in results.tables["alternatives"].groupby("programme", sort=False):
        total, by_year = years.sum(numeric_only=True), ", ".join(f"{int(n):,}" for n in years["participants"])
        out.append(
            f"Alternative programme “{name}”: {int(total['participants']):,} participants in "
            f"{int(total['groups']):,} groups ({by_year} a year), {int(total['hours']):,} hours of theirs; "
            f"{counted(int(total['leaders_trained']), 'leader')} trained, "
            f"{int(years['leaders_active'].iloc[-1]):,} active at the end."
        )
    return out
