"""A run in plain words, for the terminal."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.say.asked import asked_in_words, elsewhere, in_force
from contagion.experiments.say.money import prices
from contagion.experiments.say.numbers import in_lines, paragraphs, table_lines, two_digits
from contagion.experiments.say.sentences import counted, listed
from contagion.models.outcomes.shortages import IN_WORDS, NOTHING, TRAINING_IN_WORDS
from contagion.models.parameters.sections.money import Costs
from contagion.models.runs.figures import others_alone, others_by_year, shortages
from contagion.models.scenarios.scenario import FOLDER

if TYPE_CHECKING:
    from contagion.models.runs.simulation import Again
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory as OfTheModel
    from contagion.sim.files import Results as Made

IT_RESTS_ON = (
    "This is no measurement: it rests on what participants said of themselves in one study with a control group, in "
    "Switzerland, and on assumptions about how much of that is real, how it fades and what is lost or added at home. "
    "The range is that of these assumptions for this one run; other runs differ too. Emissions that fall anyway are "
    "not counted."
)
LONG = 20  # years from which on times that are over are not the short ones alone


def in_words(results: Made, scenario: Scenario, territory: OfTheModel) -> str:
    """The summary of a run."""
    made = results.summary
    place = (
        f"{counted(len(territory), 'commune')}, {territory.residents.sum():,} residents aged 15 and over; "
        f"{counted(made['years'], 'year')}, seed {made['seed']}"
    )
    head = [scenario.title, place, *paragraphs([*asked_in_words(scenario), *in_force(results)])]
    cost, alternatives = what_it_cost(results, scenario), bool(scenario.parameters.alternative)
    avoided = avoided_in_words(results.tables["footprint"], made["cost_total"], alternatives)
    if others_alone(results):
        table, told = _years_of_others(results), [_others_alone(results), cost, avoided]
    else:
        table, told = _years(results), [story(made), cost, what_was_short(results, scenario), avoided]
    told += _beside(results)
    return "\n".join([*head, "", *table, *(line for text in told for line in ("", *in_lines(text)))])


def _years(results: Made) -> list[str]:
    """The years of the programme's own groups."""
    weeks = results.tables["weeks"]
    years = weeks.groupby(weeks["week"] // 52 + 1).last()
    columns = {
        "year": years.index,
        "people reached": years["participants"],
        "in the year": years["participants"].diff().fillna(years["participants"]).astype(int),
        "groups started": years["groups_started"],
        "trained": years["facilitators_trained"],
        "active facilitators": years["facilitators_active"],
        "waiting list": years["waiting"],
    }
    return table_lines(pd.DataFrame(columns))


def _years_of_others(results: Made) -> list[str]:
    """The years of alternative programmes that take the place of the groups."""
    years = others_by_year(results)
    columns = {
        "year": years.index,
        "people reached": years["participants"].cumsum(),
        "in the year": years["participants"],
        "groups started": years["groups"].cumsum(),
        "trained": years["leaders_trained"].cumsum(),
        "active leaders": years["leaders_active"],
    }
    return table_lines(pd.DataFrame(columns))


def _others_alone(results: Made) -> str:
    """What came of alternative programmes that take the place of the groups, in all."""
    years = others_by_year(results)
    people, groups = years["participants"].sum(), counted(int(years["groups"].sum()), "group")
    names = listed(f"“{name}”" for name in results.tables["alternatives"]["programme"].unique())
    return (
        f"{people:,} {'person' if people == 1 else 'people'} took part in {groups} of {names}, which took the place of "
        "the programme's own groups: there were no facilitators. What was short is told of the programme's own groups "
        "alone."
    )


def _beside(results: Made) -> list[str]:
    """A sentence for each alternative programme."""
    out = []
    for name, years in results.tables["alternatives"].groupby("programme", sort=False):
        total, by_year = years.sum(numeric_only=True), ", ".join(f"{people:,}" for people in years["participants"])
        people, groups, hours = (counted(int(total[f"{one}s"]), one) for one in ("participant", "group", "hour"))
        leaders, active = counted(int(total["leaders_trained"]), "leader"), years["leaders_active"].iloc[-1]
        out.append(
            f"Alternative programme “{name}”: {people} in {groups} ({by_year} a year), {hours} of theirs; "
            f"{leaders} trained, {active:,} active at the end."
        )
    return out


def story(made: dict[str, Any]) -> str:
    """The people of a run: reached, wishing to facilitate, trained, active."""
    people, trained = made["participants"], made["facilitators_trained"]
    groups, communes = counted(made["groups_started"], "group"), counted(made["communes_reached"], "commune")
    homes = counted(made["communes_with_participants"], "commune")
    told = [
        f"{people:,} {'person' if people == 1 else 'people'} came to {groups} in {communes}, from {homes};",
        f"{made['completers']:,} completed. {made['aspirants']:,} of them wished to facilitate.",
        f"{counted(trained, 'facilitator')} {_were(trained)} trained, {made['facilitators_from_groups']:,} of them",
        f"from groups; {made['facilitators_active']:,} are active at the end.",
    ]
    if own := made["groups_in_house"]:
        told.append(f"{own:,} of the groups {_were(own)} held inside a partner, for its own members.")
    if cancelled := made["groups_cancelled"]:
        told.append(
            f"{counted(cancelled, 'group')} that had opened found too few people and {_were(cancelled)} cancelled."
        )
    if (others := made["r_facilitators"]) is not None:
        short = " (in so short a run, times that are over are the short ones)" if made["years"] < LONG else ""
        told.append(f"A facilitator whose time is over gave rise to {others:.2f} others on average{short}.")
    if (share := made["r_participants"]) is not None:
        told.append(f"{share:.0%} of the participants came by a personal invitation.")
    if (years := made.get("autonomy_years")) is not None:
        time = f"more than {years:g} years" if made["autonomy_longer"] else f"{years:.1f} years"
        told.append(f"If outside inputs stopped now, groups would go on starting for {time}.")
    return " ".join(told)


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def what_it_cost(results: Made, scenario: Scenario) -> str:
    """The cost of a run, for each person as well, the time that was given, and what there was no money for."""
    made, costs = results.summary, scenario.parameters.costs
    whose = "at placeholder prices" if costs == Costs() else "at the scenario's prices"
    each = {
        "a participant": made["cost_per_participant"],
        "a completer": made["cost_per_completer"],
        "for each year of an active facilitator": made["cost_per_active_facilitator_year"],
    }
    for_each = ", ".join(f"{euros:,.0f} € {of}" for of, euros in each.items() if euros is not None)
    cost = f"It cost {made['cost_total']:,.0f} € of {costs.price_year} {whose}"
    told = [f"{cost}: {for_each}." if for_each else f"{cost}."]
    if costs.discount_per_year:
        told.append(f"Discounted at {costs.discount_per_year:.3g} a year it is {made['cost_present_value']:,.0f} €.")
    told.append(f"Besides, volunteers and participants gave {made['volunteer_hours']:,.0f} hours.")
    if undone := results.tables["weeks"]["unpaid"].sum():
        things = f"{undone:,} {'thing' if undone == 1 else 'things'} {_were(undone)} not done"
        told.append(f"For want of money {things} (a group that waits counts once a week).")
    return " ".join(told)


def what_was_short(results: Made, scenario: Scenario) -> str:
    """What was short; what would have helped is what another command says."""
    found = shortages(results)
    shares = [short[short != NOTHING].value_counts(normalize=True).to_dict() for _column, short in found.items()]
    groups, training = (_by_share(*one) for one in zip(shares, (IN_WORDS, TRAINING_IN_WORDS), strict=True))
    groups = f"{groups} of the weeks" if groups else "there were neither seats in groups nor registrations"
    told = [f"What was short, week by week over the last year: {groups}."]
    if training:
        told.append(f"By the sessions at the end of their periods, {training}.")
    if (idle := results.summary["time_without_partner"]) is not None:
        told.append(f"Facilitators looked for a partner in vain for {idle:.0%} of their time.")
    shipped = scenario.source in ("", str(FOLDER / f"{scenario.name}.toml"))
    command = f"contagion limits {scenario.name if shipped else scenario.source}"
    same = " (with the same options)" if scenario.set_over or elsewhere(scenario) else ""
    told.append(f"One run is one possible course. What would have helped is another question: {command}{same}")
    return " ".join(told)


def _by_share(shares: dict[str, float], words: dict[str, str]) -> str:
    """What there was, the most of the time first; what there hardly was is left out."""
    told = sorted(((share, name) for name, share in shares.items() if share >= 0.005), reverse=True)
    return ", ".join(f"{words[name]} ({share:.0%})" for share, name in told)


def avoided_in_words(footprint: pd.DataFrame, euros: float, alternatives: bool = False) -> str:
    """What a run saved, as a range and with what it rests on, and what each tonne cost.

    Parameters
    ----------
    footprint : DataFrame
        The table `footprint` of a run.
    euros : float
        What the run cost.
    alternatives : bool
        Whether there are other programmes than the groups.
    """
    last = footprint.iloc[-1]
    if not last["cumulative_p95"]:
        return "Nobody has completed or left a group, so no emissions were avoided."
    ends = [last[f"cumulative_{name}"] for name in ("p5", "p50", "p95")]
    low, middle, high = map(two_digits, ends)
    years = counted(int(last["year"]), "year")
    told = [
        f"Emissions avoided in {years}: {low} to {high} t CO2e (5 and 95 % of draws; half lie above {middle}).",
        IT_RESTS_ON,
    ]
    if alternatives:
        told.append("What a participant of an alternative programme saves is an assumption throughout.")
    tonne = prices(*(euros / saved if saved else inf for saved in (ends[2], ends[0])))  # the more saved, the cheaper
    told.append(f"In these years a tonne avoided cost {tonne} € (5 and 95 %); savings go on afterwards.")
    return " ".join(told)


def differences_in_words(again: Again) -> str:
    """A line for each figure that differs, or one that says that none does."""
    names = again.differing
    if not names:
        return f"All {len(again.now)} figures are what they were."
    rows = [(name, _said(again.before.get(name)), _said(again.now[name])) for name in names if name != "footprint"]
    rows.insert(0, ("figure", "before", "now"))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"{name:{wide[0]}}  {before:>{wide[1]}}  {now:>{wide[2]}}" for name, before, now in rows]
    more = "; the yearly footprint differs as well" if "footprint" in names else ""
    return "\n".join((*lines, "", f"The other {len(again.now) - len(names)} figures are what they were{more}."))


def _said(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(part)}" for name, part in value.items())
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
