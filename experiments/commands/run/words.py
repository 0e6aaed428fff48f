"""One run in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.say.asked import asked_in_words, elsewhere, in_force
from contagion.experiments.say.differences import prices
from contagion.experiments.say.sentences import counted, in_lines, listed, paragraphs, table_lines, two_digits
from contagion.models.outcomes.frames import IN_WORDS, NOTHING, TRAINING_IN_WORDS
from contagion.models.parameters.sections.money import Costs
from contagion.models.runs.figures import others_alone, others_by_year, shortages
from contagion.models.scenario import FOLDER

if TYPE_CHECKING:
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory as OfTheModel
    from contagion.sim.files import Results as Output


IT_RESTS_ON = (
    "This is no measurement: it rests on what participants said of themselves in one study with a control group, in "
    "Switzerland, and on assumptions about how much of that is real, how it fades and what is lost or added at home. "
    "The range is that of these assumptions for this one run; other runs differ too. Emissions that fall anyway are "
    "not counted."
)


def in_words(results: Output, scenario: Scenario, territory: OfTheModel) -> str:
    """Summarise a run for the terminal."""
    summary = results.summary
    place = (
        f"{counted(len(territory), 'commune')}, {territory.residents.sum():,} residents aged 15 and over; "
        f"{counted(summary['years'], 'year')}, seed {summary['seed']}"
    )
    head = [scenario.title, place, *paragraphs([*asked_in_words(scenario), *in_force(results)])]
    cost, alternatives = what_it_cost(results, scenario), bool(scenario.parameters.alternative)
    avoided = avoided_in_words(results.tables["footprint"], summary["cost_total"], alternatives)
    if others_alone(results):
        table, texts = _years_of_others(results), [others_in_words(results), cost, avoided]
    else:
        table, texts = _years(results), [story(summary), cost, what_was_short(results, scenario), avoided]
    texts += _beside(results)
    return "\n".join([*head, "", *table, *(line for text in texts for line in ("", *in_lines(text)))])


def _years(results: Output) -> list[str]:
    """Tabulate the years of the programme's own groups."""
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


def _years_of_others(results: Output) -> list[str]:
    """Tabulate the years of alternative programmes that replace the groups."""
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


def others_in_words(results: Output) -> str:
    """Summarise alternative programmes that replace the groups, over all years."""
    years = others_by_year(results)
    people, groups = years["participants"].sum(), counted(int(years["groups"].sum()), "group")
    names = listed(f"“{name}”" for name in results.tables["alternatives"]["programme"].unique())
    return (
        f"{people:,} {'person' if people == 1 else 'people'} took part in {groups} of {names}, which took the place of "
        "the programme's own groups: there were no facilitators. Limits are said of the programme's own groups "
        "alone."
    )


def _beside(results: Output) -> list[str]:
    """Describe each alternative programme in one sentence."""
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


def people_in_words(summary: Mapping[str, Any]) -> str:
    """How many came, finished, wished to facilitate and were trained."""
    people, facilitators = summary["participants"], summary["facilitators_trained"]
    groups, communes = counted(summary["groups_started"], "group"), counted(summary["communes_reached"], "commune")
    homes = counted(summary["communes_with_participants"], "commune")
    return (
        f"{people:,} {'person' if people == 1 else 'people'} came to {groups} in {communes}, from {homes}; "
        f"{summary['completers']:,} completed. {summary['aspirants']:,} of them wished to facilitate. "
        f"{counted(facilitators, 'facilitator')} {_were(facilitators)} trained, "
        f"{summary['facilitators_from_groups']:,} of them from groups; "
        f"{summary['facilitators_active']:,} are active at the end."
    )


def story(summary: dict[str, Any]) -> str:
    """Describe the people of a run: reached, wishing to facilitate, trained, active."""
    texts = [people_in_words(summary)]
    if own := summary["groups_in_house"]:
        texts.append(f"{own:,} of the groups {_were(own)} held inside a partner, for its own members.")
    if cancelled := summary["groups_cancelled"]:
        texts.append(
            f"{counted(cancelled, 'group')} that had opened found too few people and {_were(cancelled)} cancelled."
        )
    texts += descent_in_words(summary)
    if (share := summary["r_participants"]) is not None:
        texts.append(f"{share:.0%} of the participants came by a personal invitation.")
    if (years := summary.get("autonomy_years")) is not None:
        time = f"more than {years:g} years" if summary["autonomy_longer"] else f"{years:.1f} years"
        texts.append(f"If outside inputs stopped now, groups would go on starting for {time}.")
    return " ".join(texts)


def descent_in_words(summary: Mapping[str, Any]) -> list[str]:
    """State R in a sentence, and what it means; nothing where it does not exist."""
    if (number := summary["reproduction_number"]) is None:
        return []
    verb = "replace themselves" if number >= 1 else "do not replace themselves"
    return [f"Facilitators {verb} (R = {number:.2g}): so many descend from each trained five years before the end."]


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def total_cost_in_words(results: Output, scenario: Scenario) -> str:
    """State the cost of a run, and at whose prices."""
    costs = scenario.parameters.costs
    whose = "at placeholder prices" if costs == Costs() else "at the scenario's prices"
    return f"It cost {results.summary['cost_total']:,.0f} € of {costs.price_year} {whose}"


def what_it_cost(results: Output, scenario: Scenario) -> str:
    """State the cost of a run, also per person, the time given, and how often money was lacking."""
    summary, costs = results.summary, scenario.parameters.costs
    each = {
        "a participant": summary["cost_per_participant"],
        "a completer": summary["cost_per_completer"],
        "for each year of an active facilitator": summary["cost_per_active_facilitator_year"],
    }
    for_each = ", ".join(f"{euros:,.0f} € {of}" for of, euros in each.items() if euros is not None)
    cost = total_cost_in_words(results, scenario)
    texts = [f"{cost}: {for_each}." if for_each else f"{cost}."]
    if costs.discount_per_year:
        texts.append(
            f"Discounted at {costs.discount_per_year:.3g} a year it is {summary['cost_present_value']:,.0f} €."
        )
    texts.append(f"Besides, volunteers and participants gave {summary['volunteer_hours']:,.0f} hours.")
    if undone := results.tables["weeks"]["unpaid"].sum():
        things = f"{undone:,} {'thing' if undone == 1 else 'things'} {_were(undone)} not done"
        texts.append(f"For want of money {things} (a group that waits counts once a week).")
    return " ".join(texts)


def shortages_in_words(results: Output) -> str:
    """State the bottlenecks of groups, by their share of weeks."""
    groups = _by_share(_shares(shortages(results).iloc[:, 0]), IN_WORDS)
    return f"What was short, in % of the weeks of the last year: {groups or 'neither seats nor registrations'}."


def _shares(short: pd.Series) -> dict[str, float]:
    """Return the share of the time of each bottleneck."""
    return short[short != NOTHING].value_counts(normalize=True).to_dict()


def what_was_short(results: Output, scenario: Scenario) -> str:
    """Describe what was short, and name the command that says what would have helped."""
    texts = [shortages_in_words(results)]
    if training := _by_share(_shares(shortages(results).iloc[:, 1]), TRAINING_IN_WORDS):
        texts.append(f"By the sessions at the end of their periods, {training}.")
    if (idle := results.summary["time_without_partner"]) is not None:
        texts.append(f"Facilitators looked for a partner in vain for {idle:.0%} of their time.")
    shipped = scenario.source in ("", str(FOLDER / f"{scenario.name}.toml"))
    command = f"contagion limits {scenario.name if shipped else scenario.source}"
    same = " (with the same options)" if scenario.set_over or elsewhere(scenario) else ""
    texts.append(f"One run is one possible course. What would have helped is another question: {command}{same}")
    return " ".join(texts)


def _by_share(shares: dict[str, float], words: dict[str, str]) -> str:
    """List what occurred, the largest share of time first, without what hardly occurred."""
    pairs = sorted(((share, name) for name, share in shares.items() if share >= 0.005), reverse=True)
    return ", ".join(f"{words[name]} ({share:.0%})" for share, name in pairs)


def avoided_in_words(footprint: pd.DataFrame, euros: float, alternatives: bool = False) -> str:
    """Describe the emissions avoided by a run that cost so many euros, as a range and with what it rests on, and the
    cost per tonne; `alternatives`: whether there are programmes other than the groups."""
    last = footprint.iloc[-1]
    if not last["cumulative_p95"]:
        return "Nobody has completed or left a group, so no emissions were avoided."
    ends = [last[f"cumulative_{name}"] for name in ("p5", "p50", "p95")]
    low, middle, high = map(two_digits, ends)
    years = counted(int(last["year"]), "year")
    texts = [
        f"Emissions avoided in {years}: {low} to {high} t CO2e (5 and 95 % of draws; half lie above {middle}).",
        IT_RESTS_ON,
    ]
    if alternatives:
        texts.append("What a participant of an alternative programme saves is an assumption throughout.")
    tonne = prices(*(euros / saved if saved else inf for saved in (ends[2], ends[0])))  # the more saved, the cheaper
    texts.append(f"In these years a tonne avoided cost {tonne} € (5 and 95 %); savings go on afterwards.")
    return " ".join(texts)
