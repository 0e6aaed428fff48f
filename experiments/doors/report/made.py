"""The report as HTML: one file that holds all it needs, the same for the same runs to the last letter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.briefing.by_structure import of_briefing
from contagion.experiments.doors.report import compared, places, sureness
from contagion.experiments.doors.report.drawn import charts, year_names
from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words import answers as planners_answers
from contagion.experiments.doors.words import evidence as planners_evidence
from contagion.experiments.doors.words import limits as planners_limits
from contagion.experiments.doors.words import money as planners_money
from contagion.experiments.doors.words import report as planners_report
from contagion.experiments.doors.words.charts import item
from contagion.experiments.doors.words.told import labels as labels_of
from contagion.experiments.doors.words.told import quoted
from contagion.experiments.ensembles.words import error_of_middle, how_many, reservations
from contagion.experiments.ensembles.words_of_ensembles import other_reading, targets_in_short
from contagion.experiments.ensembles.words_of_readings import under_in_words
from contagion.experiments.ensembles.words_of_structures import structures_in_words
from contagion.experiments.lab.prices import placeholders_paid
from contagion.experiments.language.decided import planned
from contagion.experiments.language.numbers import in_print
from contagion.experiments.language.sentences import _, counted
from contagion.experiments.language.territory import source_in_words
from contagion.experiments.verbs.worth_knowing.to_ask import TO_ASK
from contagion.sim.statistics.spread import FEW

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.verbs.limits.work import Limits
    from contagion.models.territory.territory import Territory

type Given = Mapping[str, Collection[str]]

NOTHING_GIVEN: Given = MappingProxyType({})
MOST_SETTINGS = 12  # of a scenario that are listed


@in_print()
def html(
    briefing: Briefing,
    territory: Territory,
    *,
    short: bool,
    limits: Sequence[Limits] = (),
    given: Given = NOTHING_GIVEN,
    command: str = "",
    again: str = "",
    date: str = "",
    readings: Sequence[str] = (),
) -> str:
    """A report, in the language that is spoken.

    Parameters
    ----------
    briefing : Briefing
        Of two scenarios or more.
    short : bool
        The summary of two pages alone.
    limits : sequence of Limits
        What would have helped, over worlds, in those scenarios of which it was asked.
    given : mapping of collections of str
        By scenario, the items whose price somebody gave (`experiments.lab.prices.Priced.given`); all others are
        placeholders.
    command : str
        What makes this report.
    again : str
        What has to be said of that, where it does not give this report to the last letter.
    date : str
        Of the report, as in 2026-11-26; none is printed without.
    readings : sequence of str
        In how many readings what is told first stands, a line each, if that was asked.
    """
    values = _summary(briefing, territory, short, given) | ({} if short else _whole(briefing, territory, limits, given))
    said = {"short": short, "command": command, "again": again, "date": date, "readings": readings}
    return render("report", "report", **values, **said)


def _summary(briefing: Briefing, territory: Territory, short: bool, given: Given) -> dict[str, Any]:
    """What the summary tells, and the full report as well."""
    base, *others = briefing.scenarios
    place, labels = planners_answers.place(territory), labels_of(briefing.scenarios)
    answers, without = compared.answers(briefing), placeholders_paid(briefing.costs, given)
    numbers, avoided = sureness.numbers(briefing), briefing.avoided.to_dict("records")
    graded = planners_evidence.graded(briefing.elsewhere)
    left_out = [(labels[row["scenario"].name], row) for row in places.left_out(briefing)]
    return {
        "place": place,
        "title": _("{place}: what would the programme bring?", place=place),
        "question": question(labels, place, briefing.years),
        "briefing": briefing,
        "reading": other_reading(briefing.worlds.ensemble.about),
        "base": base,
        "others": others,
        "labels": labels,
        "above": briefing.worlds.above,
        "under": under_in_words(briefing.worlds.ensemble),
        "few": FEW,
        "answers": answers,
        "base_figures": next(iter(answers.values())),
        "placeholders": without,
        "at_placeholders": planners_money.at_placeholders(without, briefing.costs["item"].unique()),
        "shortest": [planners_limits.shortest(compared.short(briefing, name), label) for name, label in labels.items()],
        "left_out": [planners_report.left_out(row, label, len(territory)) for label, row in left_out],
        "avoided": avoided,
        "tonnes": [planners_money.avoided(row, labels[row["scenario"]], briefing.years) for row in avoided],
        "comes_of": [planners_report.comes_of(of["people"], labels[name]) for name, of in answers.items()],
        "by_rule": structures_in_words(
            of_briefing(briefing), {name: quoted([label]) for name, label in labels.items()}
        ),
        "numbers": numbers,
        "to_ask": TO_ASK,
        "size": places.size(territory),
        "chart": charts(briefing, territory, labels, short=short),
        "dots_captions": [planners_report.dots(labels[one.name], labels[base.name]) for one in others],
        "words": planners_answers,
        "says": planners_report,
        "money": planners_money,
        "limiting": planners_limits,
        "graded": graded | {"euros": graded["assumed" if any(without.values()) else "counted"]},
        "legend": planners_evidence.legend(briefing.elsewhere),
        "how_many": how_many,
        "error_of_middle": error_of_middle,
    }


def question(labels: dict[str, str], place: str, years: int) -> str:
    """What the report is about."""
    first, *rest = labels.values()
    return _(
        "What would change in {place} over {years} with {others}, compared with {first}?",
        place=place,
        years=counted(years, "year"),
        others=quoted(rest),
        first=quoted([first]),
    )


def _whole(briefing: Briefing, territory: Territory, limits: Sequence[Limits], given: Given) -> dict[str, Any]:
    """What the full report tells beside the summary."""
    labels = labels_of(briefing.scenarios)
    ensemble, scenarios = briefing.worlds.ensemble, briefing.scenarios
    seeds, told = briefing.runs.labels["seed"], reservations(ensemble, briefing.runs.store.about)
    return {
        "told": compared.scenarios(briefing),
        "efforts": planners_report.efforts(scenarios, labels),
        "sourced": source_in_words,
        "reservations": [line for line in told if line not in under_in_words(ensemble)],
        "sets_itself": [one.name for one in scenarios if ensemble.left_to(one)],
        "mean": compared.means(briefing),
        "told_apart": places.told_apart(briefing),
        "least_reached": places.least_reached(briefing, territory),
        "helped": [(labels[one.scenario.name], one, compared.helped(one)) for one in limits],
        "spans": planners_limits.spans(limits[0], year_names(briefing)) if limits else [],
        "no_limit": planners_limits.no_limit(limits, labels),
        "totals": compared.totals(briefing),
        "costs": compared.by_scenario(briefing.costs, "item"),
        "funding": compared.by_scenario(briefing.funding, "payer"),
        "observed": {
            "title": ensemble.about.get("title", ensemble.name),
            "beside": targets_in_short(ensemble.about),
            "sets": len(ensemble),
            "numbers": ensemble.table.shape[1],
            "elsewhere": briefing.elsewhere,
            "used": len({briefing.worlds.set_of(seed) for seed in seeds}),
        },
        "settings": sureness.set_apart(briefing, given),
        "provenance": provenance(briefing, territory),
        "courses_captions": planners_report.courses(labels),
        "maps_captions": planners_report.maps_apart(labels),
        "shortages_captions": [planners_limits.short_by_year(label) for label in labels.values()],
        "planned": planned,
        "item": item,
        "most_settings": MOST_SETTINGS,
    }


def provenance(briefing: Briefing, territory: Territory) -> Sequence[tuple[str, str]]:
    """What the runs were made with, but for when: name and value."""
    about, seeds = briefing.runs.store.about, briefing.runs.labels["seed"]
    rows = [
        (_("worlds"), f"{seeds.min()}–{seeds.max()}"),
        (_("ensemble"), briefing.worlds.ensemble.name),
        (_("version"), about.get("version")),
        (_("edition of the model"), about.get("edition")),
        (_("code (commit)"), about.get("commit")),
        (_("code of the model (SHA-256)"), about.get("code_sha256")),
        (_("data (SHA-256)"), territory.checksum),
        (_("source of the data"), source_in_words(territory.source)),
    ]
    return [(name, str(value)) for name, value in rows if value is not None]
