"""The note for a council: question, answer, options, what they cost, what is sure, what to decide and what to count; as
blocks, of which HTML, paper, a document and a workbook are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.doors.briefing.by_structure import of_briefing
from contagion.experiments.doors.charts.shortages import mostly
from contagion.experiments.doors.report.blocks import Block, Code, Grid, Heading, Note, Picture, Points, Text
from contagion.experiments.doors.report.figure import people_figure, png
from contagion.experiments.doors.report.noted import FIGURES, Asked, right_elsewhere
from contagion.experiments.doors.words import note as words
from contagion.experiments.doors.words.answers import NONE, description, place
from contagion.experiments.doors.words.charts import item, payer, short_told
from contagion.experiments.doors.words.money import at_placeholders
from contagion.experiments.doors.words.told import title
from contagion.experiments.ensembles.calibration import RULE
from contagion.experiments.ensembles.ensemble import under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.ensembles.words_of_ensembles import other_reading
from contagion.experiments.ensembles.words_of_readings import under_in_words
from contagion.experiments.lab.decided import by_date
from contagion.experiments.lab.prices import placeholders_paid
from contagion.experiments.language.decided import planned
from contagion.experiments.language.languages import FRENCH, spoken
from contagion.experiments.language.numbers import in_print, rounded, two_digits
from contagion.experiments.language.sentences import _, between, counted, in_a_row, said
from contagion.experiments.language.territory import source_in_words
from contagion.experiments.verbs.compare.footprint import avoided_by_scenario
from contagion.models.runs.cases import in_force
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import by_set, ratio_of_differences
from contagion.sim.statistics.spread import spread

if TYPE_CHECKING:
    from contagion.experiments.lab.decided import Decided
    from contagion.experiments.verbs.spend.elsewhere import Action
    from contagion.models.scenarios.scenario import Scenario

WORST = "nothing-lasts"
ITEMS_NAMED, DECISIONS_NAMED = 3, 4


@in_print()
def note(asked: Asked) -> Note:
    """The note, in the language that is spoken."""
    where = place(asked.territory)
    question = words.question(asked.labels, where, asked.years, asked.first)
    blocks = [
        *_question(asked, question), *_answer(asked), *_options(asked), *_money(asked), *_sure(asked), *_next(asked),
        *_method(asked),
    ]  # fmt: skip
    kind, called = _("Note for the council"), _("{place}: which way to go on?", place=where)
    about = {"date": words.day(asked.date) if asked.date else "", "name": asked.name, "logo": asked.logo}
    return Note(kind, called, question, where, spoken(), blocks, _tables(asked), **about)


def _question(asked: Asked, question: str) -> list[Block]:
    ensemble = asked.briefing.worlds.ensemble
    before = [*other_reading(ensemble.about), *under_in_words(ensemble)]
    return [Heading(_("The question")), *(Text(line, strong=True) for line in before), Text(question)]


def _answer(asked: Asked) -> list[Block]:
    best, *others = asked.rows
    row, labels, people = asked.rows[best]["people"], asked.labels, asked.ends["people"]
    inside, facts = right_elsewhere()
    lines = [words.more_in(row, asked.briefing.worlds.above)]
    lines += [words.tie(people[best] - people[other], labels[best], labels[other]) for other in others]
    lines += [*asked.readings, words.known_here(asked.known, asked.briefing.elsewhere)]
    return [
        Heading(_("The answer")),
        Text(words.answer(row, labels[best], asked.years), strong=True),
        Text(" ".join(lines)),
        Text(words.right_elsewhere(inside, facts)),
    ]


def _options(asked: Asked) -> list[Block]:
    base, labels, briefing = asked.base.name, asked.labels, asked.briefing
    sets = briefing.worlds.sets(asked.ends.index)

    def as_it_is(name: str, each: float = 1.0) -> str:
        return words.in_all(spread(asked.ends[name][base].to_numpy(float), sets=sets), each)

    rows = [[labels[base], *map(as_it_is, FIGURES), as_it_is("cost_total", asked.years), NONE]]
    tonnes = briefing.avoided.set_index("scenario")
    for name, figures in asked.rows.items():
        cells = [words.more(figures[figure]) for figure in FIGURES]
        saved = between(*(two_digits(tonnes.loc[name, f"difference_{end}"], "+") for end in ("p5", "p95")))
        rows.append([labels[name], *cells, words.more(figures["cost_total"], asked.years), saved])
    euros = (asked.ends["cost_total"][asked.best] - asked.ends["cost_total"][base]).mean()
    if asked.elsewhere and euros > 0:
        rows.append([_("Something else"), NONE, NONE, NONE, _("as many"), _tonnes_elsewhere(asked.elsewhere, euros)])
    heads = [_("option"), _("people who come"), _("people who finish"), _("communes with a group"), _("€ a year")]
    heads.append(_("tonnes of CO₂e less"))
    caption = _("What each option brings in {years}, in 9 cases out of 10", years=counted(asked.years, "year"))
    bullets = [_("“{name}”: {what}", name=labels[one.name], what=_what(one)) for one in briefing.scenarios]
    picture = Picture(
        png(people_figure(briefing, labels)), _shown(asked),
        _("Lines: the middle of the cases; bands: 9 cases out of 10. The band is doubt, not what happens in a year."),
    )  # fmt: skip
    return [Heading(_("The options")), Grid(caption, heads, rows), Points(bullets), picture]


def _tonnes_elsewhere(some: Sequence[Action], euros: float) -> str:
    """Tonnes for so many euros by other actions, from the dearest to the cheapest."""
    low, high = min(one.low for one in some), max(one.high for one in some)
    return between(two_digits(euros / high), two_digits(euros / low)) if low > 0 else NONE


def _elsewhere(some: Sequence[Action]) -> Grid:
    """What a tonne costs in other local actions."""
    french = spoken() == FRENCH
    rows = [
        [
            (one.fr if french else "") or one.name,
            between(rounded(one.low), rounded(one.high)),
            (one.whose_fr if french else "") or one.whose,
            one.grade,
        ]
        for one in some
    ]
    heads = [_("something else"), _("euros a tonne"), _("whose euros"), _("evidence")]
    return Grid(_("What a tonne costs in other local actions, from case to case"), heads, rows)


def _what(one: Scenario) -> str:
    """What an option is: what it says of itself, else what it decides ahead."""
    if one.past and not any(_ahead(one)):
        now = in_force(one.parameters, one.past)
        return words.as_last({name: now.get(name) for name in words.WENT_ON})
    if text := description(one):
        return text if text.endswith((".", "!", "?")) else f"{text}."
    lines = [planned(row, one.parameters.calendar.start) for row in _ahead(one)[:DECISIONS_NAMED]]
    return f"{in_a_row(lines or [title(one)])}."


def _ahead(one: Scenario) -> list[Decided]:
    """What is decided, or befalls it, after its past."""
    now, rows = WEEKS_A_YEAR * one.past, by_date(one.parameters)
    return [row for row in rows if row.spans and max(begin for begin, _end in row.spans) >= now]


def _shown(asked: Asked) -> str:
    """The picture for those who do not see it."""
    end = asked.briefing.course
    end = end[(end["figure"] == "people") & (end["year"] == asked.briefing.years)].set_index("scenario")
    parts = [
        _("{name}: {middle} ({low} to {high})", name=label,
          **{key: rounded(end.loc[name, of]) for key, of in (("middle", "p50"), ("low", "p5"), ("high", "p95"))})
        for name, label in asked.labels.items()
    ]  # fmt: skip
    return _("People who came to a group since the start, at the end: {parts}.", parts=in_a_row(parts))


def _money(asked: Asked) -> list[Block]:
    briefing, labels, base = asked.briefing, asked.labels, asked.base.name
    own = briefing.costs[briefing.costs["scenario"] == base].sort_values("share", ascending=False)
    most = [item(one) for one in own["item"][:ITEMS_NAMED]]
    lines = [words.as_it_is(asked.ends["cost_total"][base].median() / asked.years, most)]
    paying = briefing.funding[(briefing.funding["scenario"] == base) & (briefing.funding["share"] > 0)]
    of = [payer(row["payer"], 100 * row["share"]) for row in paying.to_dict("records")]
    lines.append(_("Who pays it, an assumption until agreements are known: {shares}.", shares=in_a_row(of)))
    lines += [words.for_each(labels[name], *_each(asked, name)) for name in asked.rows]
    lines.append(_tonne(asked))
    if placeholders := at_placeholders(placeholders_paid(briefing.costs, asked.given), briefing.costs["item"].unique()):
        lines.append(placeholders.removeprefix("* "))
    beside = [_elsewhere(asked.elsewhere)] if asked.elsewhere else []
    return [Heading(_("What it costs, and who pays")), Points(lines), _by_item(asked), *beside]


def _by_item(asked: Asked) -> Grid:
    """Euros a year, in the middle of the cases: those of the first, and by how much the others' middles differ."""
    costs = asked.briefing.costs.pivot(index="item", columns="scenario", values="p50") / asked.years
    order, base = [*asked.briefing.costs["item"].unique()], costs[asked.base.name]
    apart = costs[list(asked.rows)].sub(base, axis=0)
    paid = [one for one in order if round(base[one]) or apart.loc[one].round().any()]
    rows = [[item(one), rounded(base[one]), *map(_apart, apart.loc[one])] for one in paid]
    heads = [_("item"), asked.labels[asked.base.name], *(asked.labels[name] for name in asked.rows)]
    return Grid(_("By item, € a year: the middle of the cases, and what is more"), heads, rows)


def _apart(euros: float) -> str:
    return two_digits(euros, "+") if round(euros) else "0"


def _each(asked: Asked, name: str) -> tuple[float, float]:
    """Euros for each person more who comes, and who finishes; NaN where that is not told from none."""
    sets, found = asked.briefing.worlds.sets(asked.ends.index), []
    for figure in ("people", "completers"):
        both = (asked.ends[of] for of in ("cost_total", figure))
        pairs = np.column_stack([of[name] - of[asked.base.name] for of in both]).astype(float)
        value, low, _high = ratio_of_differences(*by_set(pairs, sets).T)
        found.append(value if low > 0 and pairs[:, 1].mean() > 0 else np.nan)  # of fewer for less there is no price
    return found[0], found[1]


def _tonne(asked: Asked) -> str:
    briefing, ensemble = asked.briefing, asked.briefing.worlds.ensemble
    row = briefing.avoided.set_index("scenario").loc[asked.best]
    otherwise = []
    if ensemble.reading is None:
        one = READINGS[WORST]
        table = avoided_by_scenario(briefing.runs, briefing.scenarios, under(ensemble, one)).set_index("scenario")
        otherwise = [(one.title, *_prices(table.loc[asked.best]))]
    return words.a_tonne(asked.labels[asked.best], _prices(row), otherwise)


def _prices(row: Any) -> tuple[float, float]:
    return row["euros_per_tonne_more_p5"], row["euros_per_tonne_more_p95"]


def _sure(asked: Asked) -> list[Block]:
    briefing, best, labels = asked.briefing, asked.best, asked.labels
    short = briefing.short[briefing.short["scenario"] == asked.base.name]
    causes = [(where, cause, 100 * share) for where, cause, share in mostly(short)]
    table = briefing.runs.table
    personal = float(table.loc[table["scenario"] == asked.base.name, "r_participants"].mean())
    titles = {one.sets[RULE]: said(one.title) for one in READINGS.values() if RULE in one.sets}
    lines = [
        words.heard(personal),
        *(_("What holds it back: {short}", short=short_told([one])) for one in causes),
        words.comes_of(asked.rows[best]["people"], labels[best]),
        *words.by_account(of_briefing(briefing), best, labels[best], titles),
    ]
    return [Heading(_("What is sure, and what is not")), Points(lines)]


def _next(asked: Asked) -> list[Block]:
    row, people = asked.rows[asked.best]["people"], asked.ends["people"]
    tied = [
        asked.labels[one] for one in asked.rows if one != asked.best and words.is_tie(people[asked.best] - people[one])
    ]
    blocks: list[Block] = [
        Heading(_("What to decide now, and what to count")),
        Text(words.decide(asked.labels[asked.best], asked.first, row["p5"] > 0, tied)),
        Text(_("What to count in the next year, so that the answer can be corrected:")),
        Points([_(line) for line in words.TO_COUNT]),
    ]
    if asked.command:
        again = asked.again or _("With these figures in the file of the programme, this gives the answer anew:")
        blocks += [Text(again), Code(asked.command)]
    return blocks


def _method(asked: Asked) -> list[Block]:
    briefing, ensemble = asked.briefing, asked.briefing.worlds.ensemble
    told = briefing.lived, str(ensemble.about.get("title", ensemble.name)), briefing.runs.store.about
    lines = words.method(*told, asked.territory.checksum, source_in_words(asked.territory.source))
    return [Heading(_("How it was worked out")), *(Text(line, small=True) for line in lines)]


def _tables(asked: Asked) -> dict[str, pd.DataFrame]:
    """The sheets of the workbook."""
    briefing = asked.briefing
    return {
        _("differences"): briefing.table,
        _("year by year"): briefing.course,
        _("costs"): briefing.costs,
        _("who pays"): briefing.funding,
        _("tonnes"): briefing.avoided,
        _("communes"): briefing.communes[briefing.communes["year"] == briefing.years],
        _("each case"): briefing.ends,
    }
