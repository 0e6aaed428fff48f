"""A run in plain words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.lab.programmes import others_alone, others_by_year
from contagion.experiments.language.asked import asked_in_words, words_of
from contagion.experiments.language.decided import in_force
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_lines
from contagion.experiments.language.sentences import _, counted, listed, ngettext, said
from contagion.experiments.verbs.run.words_in_sentences import avoided_in_words, story, what_it_cost, what_was_short

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.files.results import Results


def in_words(results: Results, scenario: Scenario, territory: Territory) -> str:
    """The summary of a run."""
    made = results.summary
    place = _(
        "{communes}, {residents:,} residents aged 15 and over; {years}, seed {seed}",
        communes=counted(len(territory), "commune"),
        residents=int(territory.residents.sum()),
        years=counted(made["years"], "year"),
        seed=made["seed"],
    )
    head = [words_of(scenario).title, place, *paragraphs([*asked_in_words(scenario), *in_force(results)])]
    cost = what_it_cost(results, scenario)
    avoided = avoided_in_words(
        results.tables["footprint"], made["cost_total"], alternatives=bool(scenario.parameters.alternative)
    )
    if others_alone(results):
        table, told = _years_of_others(results), [_others_alone(results), cost, avoided]
    else:
        table, told = _years(results), [story(made), cost, what_was_short(results, scenario), avoided]
    told += _beside(results)
    return "\n".join([*head, "", *table, *(line for text in told for line in ("", *in_lines(text)))])


def _years(results: Results) -> list[str]:
    """The years of the programme's own groups."""
    weeks = results.tables["weeks"]
    years = weeks.groupby(weeks["week"] // 52 + 1).last()
    columns = {
        _("year"): years.index,
        _("people reached"): years["participants"],
        _("in the year"): years["participants"].diff().fillna(years["participants"]).astype(int),
        _("groups started"): years["groups_started"],
        _("trained"): years["facilitators_trained"],
        _("active facilitators"): years["facilitators_active"],
        _("waiting list"): years["waiting"],
    }
    return table_lines(pd.DataFrame(columns))


def _years_of_others(results: Results) -> list[str]:
    """The years of alternative programmes that take the place of the groups."""
    years = others_by_year(results)
    columns = {
        _("year"): years.index,
        _("people reached"): years["participants"].cumsum(),
        _("in the year"): years["participants"],
        _("groups started"): years["groups"].cumsum(),
        _("trained"): years["leaders_trained"].cumsum(),
        _("active leaders"): years["leaders_active"],
    }
    return table_lines(pd.DataFrame(columns))


def _others_alone(results: Results) -> str:
    """What came of alternative programmes that take the place of the groups, in all."""
    years = others_by_year(results)
    names = (_("“{name}”", name=said(name)) for name in results.tables["alternatives"]["programme"].unique())
    return ngettext(
        "{number:,} person took part in {groups} of {names}, which took the place of the programme's own groups: there "
        "were no facilitators. What was short is told of the programme's own groups alone.",
        "{number:,} people took part in {groups} of {names}, which took the place of the programme's own groups: there "
        "were no facilitators. What was short is told of the programme's own groups alone.",
        int(years["participants"].sum()),
        groups=counted(int(years["groups"].sum()), "group"),
        names=listed(names),
    )


def _beside(results: Results) -> list[str]:
    """A sentence for each alternative programme."""
    out = []
    for name, years in results.tables["alternatives"].groupby("programme", sort=False):
        total, by_year = years.sum(numeric_only=True), ", ".join(number(int(n)) for n in years["participants"])
        out.append(
            _(
                "Alternative programme “{name}”: {participants} in {groups} ({by_year} a year), {hours} of theirs; "
                "{leaders}, {active:,} active at the end.",
                name=said(str(name)),
                participants=counted(int(total["participants"]), "participant"),
                groups=counted(int(total["groups"]), "group"),
                by_year=by_year,
                hours=counted(int(total["hours"]), "hour"),
                leaders=ngettext(
                    "{number:,} leader trained", "{number:,} leaders trained", int(total["leaders_trained"])
                ),
                active=int(years["leaders_active"].iloc[-1]),
            )
        )
    return out
