"""The note for a council: what it is made of, its picture and sheets, and its blocks, in order: question, answer,
options, what they cost, what is sure, what to decide and what to count.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO
from math import inf, isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.costs import avoided_by_scenario
from contagion.experiments.evidence.agreeing import observed_of
from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import certain_of, under
from contagion.experiments.evidence.lived import START, is_without
from contagion.experiments.evidence.readings import NOTHING_LASTS, READINGS
from contagion.experiments.evidence.words_of_programmes import known_in_words
from contagion.experiments.evidence.words_of_worlds import other_reading, under_in_words
from contagion.experiments.interfaces import words
from contagion.experiments.interfaces.briefing import of_briefing
from contagion.experiments.interfaces.report.edited import (
    Block,
    Cell,
    Code,
    Grid,
    Heading,
    Note,
    Picture,
    Points,
    Sheet,
    Text,
)
from contagion.experiments.interfaces.words import (
    COMES_OF,
    IN_SENTENCES,
    as_last,
    description,
    over_time,
    place,
    put_in,
    unit_on_the_map,
)
from contagion.experiments.say import differences
from contagion.experiments.say.asked import by_date, elsewhere, month_of, planned, source_in_words, title
from contagion.experiments.say.asked import labels as labels_of
from contagion.experiments.say.charts.axes import Calendar, Marks, band
from contagion.experiments.say.charts.style import counts, label_ends, scenario_look, styled, svg
from contagion.experiments.say.differences import (
    NONE,
    PAYERS,
    above_in_words,
    answer,
    item,
    verdict_on,
    verdict_that_there_is_more,
)
from contagion.experiments.say.languages import spoken
from contagion.experiments.say.levers import BY_NAME, HEADLINE, WENT_ON, setting_in_words
from contagion.experiments.say.sentences import (
    _,
    counted,
    in_a_row,
    in_full,
    in_print,
    looked_up,
    rounded,
    said,
    two_digits,
)
from contagion.models.parameters import describe
from contagion.models.parameters.effort import EFFORT
from contagion.models.parameters.sections.money import FUNDERS
from contagion.models.runs.figures import price_of_each
from contagion.models.runs.study import in_force, placeholders_paid
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import ENDS, FEW, difference

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.work import Action
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.briefing import Briefing
    from contagion.experiments.say.asked import Decided
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory


FINDINGS = Path(__file__).resolve().parents[2] / "findings"
CHECKED = FINDINGS / "validate.csv"
CHANCE = "by_chance"  # what is held against chance is no fact
FIGURES = ("people", "completers", "communes_reached")
HELD = 86
"""Of 100 made-up programmes, how many had the truth in the 90 % range of people foretold, with new chance (edition 3, 1
December 2026; `models/ODD.md`, *An ensemble of what agrees*)."""


@dataclass(frozen=True)
class Basis:
    """What a note is made of."""

    briefing: Briefing  # of two scenarios or more; the first is what the others are compared with
    territory: Territory
    given: Mapping[str, Collection[str]] = field(default_factory=dict)  # by scenario (`models.runs.study.Priced`)
    elsewhere: Sequence[Action] = ()  # what a tonne costs in other local actions
    programme: Programme | None = None  # of which the worlds agree with what is known
    readings: Sequence[str] = ()  # in how many what is told first stands, a line each, if that was asked
    command: str = ""  # what makes the note
    date: str = ""
    name: str = ""
    logo: bytes = b""

    @property
    def base(self) -> Scenario:
        return self.briefing.scenarios[0]

    @property
    def going(self) -> Scenario:
        """The programme as it is, or as it would begin."""
        return next(one for one in self.briefing.scenarios if not is_without(one))

    @property
    def years(self) -> int:
        """Looked ahead."""
        return self.briefing.years - self.base.past

    @property
    def first(self) -> str:
        """The year from which on options differ; empty where there is no past."""
        start = int(self.base.parameters.calendar.start[:4] or 0)
        return str(start + self.base.past) if self.base.past else ""

    @cached_property
    def labels(self) -> dict[str, str]:
        return labels_of(self.briefing.scenarios)

    @cached_property
    def rows(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Of each option, by name, its figures: rows of `Briefing.table`; those with the most people first."""
        found: dict[str, dict[str, dict[str, Any]]] = {one.name: {} for one in self.briefing.scenarios[1:]}
        for row in self.briefing.table.to_dict("records"):
            found[row["scenario"]][row["indicator"]] = row
        return dict(sorted(found.items(), key=lambda one: -one[1]["people"]["p50"]))

    @cached_property
    def ends(self) -> pd.DataFrame:
        """The figures at the end, a row a world and a column a figure and scenario."""
        return self.briefing.ends.pivot(index="world", columns="scenario", values=[*FIGURES, "cost_total"])

    def ahead(self, other: str) -> dict[str, Any]:
        """By how many people the best option is ahead of another (`sim.statistics.spread.difference`)."""
        people = self.ends["people"]
        return difference(people[self.best] - people[other], self.briefing.worlds.sets(self.ends.index))

    @property
    def sets(self) -> list[int]:
        """Which of these worlds are of one set of values, as a number that they share."""
        return self.briefing.worlds.sets(self.ends.index)

    @property
    def best(self) -> str:
        return next(iter(self.rows))


def right_elsewhere() -> tuple[int, int]:
    """Of the facts held out that the model predicts (`contagion question validate`): how many lie in nine tenths of its
    worlds, and how many there are."""
    table = pd.read_csv(CHECKED)
    held = table[(table["mark"] == "held out") & table["p50"].notna() & ~table["figure"].str.contains(CHANCE)]
    return int(held["verdict"].str.startswith("inside").sum()), len(held)


class Checked(NamedTuple):
    """What the checks of the model came to: parameters, and how many are assumed; published patterns, and how many most
    worlds show in full; how often the range of nine worlds in ten held what was the truth, of 100."""

    numbers: int
    assumed: int
    patterns: int
    shown: int
    held: int


def what_was_checked() -> Checked:
    """As the parameters are declared, as the question `patterns` found, and `HELD`."""
    grades = [row["grade"] for row in describe()]
    table = pd.read_csv(FINDINGS / "patterns.csv")
    table = table[(table["case"] == "worlds") & table["in_bounds"].notna()]
    least = table["in_bounds"].groupby(table["what"].str.partition(" ")[0]).min()  # of the figures of a pattern
    return Checked(len(grades), grades.count("D"), len(least), int((least > 0.5).sum()), HELD)


SIZE, DPI = (6.7, 2.7), 220  # inches, of a page's text
LINE = 0.17 / 2.1  # of a line of labels, as a share of the axis
LETTERS = 24  # of a line of a label


@styled
def people_figure(briefing: Briefing, labels: Mapping[str, str]) -> Figure:
    """The median and the 90 % range of each option, from the end of the past on."""
    calendar = Calendar.of_scenarios(briefing.scenarios, briefing.years)
    figure = Figure(figsize=SIZE)
    ax, ends = figure.subplots(), []
    rows = briefing.course[briefing.course["figure"] == "people"]
    for number, (name, label) in enumerate(labels.items()):
        course = rows[rows["scenario"] == name].set_index("year")
        colour, line = scenario_look(number)
        end = band(ax, course.rename(columns={"p5": "low", "p50": "mean", "p95": "high"}), colour, line, True, calendar)
        ends.append((end, textwrap.fill(_("{name}: {people}", name=label, people=rounded(end)), LETTERS), colour))
    calendar.draw(ax, briefing.past)
    counts(ax, 5)
    Marks.of_scenarios(briefing.scenarios).draw(ax, calendar, labelled=False)
    ax.set_title(over_time(briefing.since))
    label_ends(ax, ends, LINE)
    return figure


def png(figure: Figure) -> bytes:
    """A figure as a picture; the same figure gives the same bytes."""
    made = BytesIO()
    figure.savefig(made, format="png", dpi=DPI, metadata={"Software": None})
    return made.getvalue()


SHARE, EUROS, WHOLE, TENTH, PLAIN = "0 %", '#,##0 "€"', "#,##0", "#,##0.0", "0"
SHARES = {
    *("share", "above", "above_zero", "below_zero", "from_assumptions", "with_people", "with_group", "everywhere"),
    *COMES_OF,
}
NAMED = {"scenario", "figure", "item", "payer", "commune", "name"}
NUMBERED = {"year", "world"}


def sheets(basis: Basis) -> dict[str, Sheet]:
    """The sheets by their names; years are those of the calendar, from the end of the past on."""
    briefing, few = basis.briefing, basis.briefing.lived < FEW
    before = int(basis.base.parameters.calendar.start[:4]) - 1

    def dated(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["year"] > briefing.past].assign(year=table["year"] + before)

    communes = briefing.communes[briefing.communes["year"] == briefing.years]
    apart = {end: f"difference_{end}" for end in (*ENDS, "p50_error")}
    return {
        _("differences"): _sheet(basis, briefing.table.rename(columns=apart | {"indicator": "figure"}), few),
        _("year by year"): _sheet(basis, dated(briefing.course), few),
        _("costs"): _sheet(basis, briefing.costs, few),
        _("who pays"): _sheet(basis, briefing.funding, few),
        _("tonnes"): _sheet(basis, briefing.avoided, few=False),
        _("communes"): _sheet(basis, dated(communes), few),
        _("each case"): _sheet(basis, briefing.ends, few),
    }


def _sheet(basis: Basis, table: pd.DataFrame, few: bool) -> Sheet:
    heads = _heads(basis, few)
    shown = [name for name in table if name in heads]
    rows = [[_cell(basis, name, row) for name in shown] for row in table[shown].to_dict("records")]
    return Sheet([heads[name] for name in shown], rows)


def _heads(basis: Basis, few: bool) -> dict[str, str]:
    """The head of each column; that of an error says what it is the error of. `few`: the outermost of the values are
    the lowest and the highest."""
    first, above = basis.labels[basis.base.name], basis.briefing.worlds.above
    ends = {
        "p5": _("lowest") if few else _("low end of the 90 % range"),
        "p25": _("low end of the 50 % range"),
        "p50": _("median"),
        "p75": _("high end of the 50 % range"),
        "p95": _("highest") if few else _("high end of the 90 % range"),
    }
    heads = {
        **ends,
        **{f"difference_{end}": _("difference: {of}", of=told) for end, told in ends.items()},
        **{f"euros_per_tonne_{end}": _("€ for each tonne: {of}", of=told) for end, told in ends.items()},
        **{f"euros_per_tonne_more_{end}": _("€ for each tonne more: {of}", of=told) for end, told in ends.items()},
        "base": _("median with “{name}”", name=first),
        "value": _("median with this option"),
    }
    heads |= {
        f"{name}_error": _("{of} (standard error of the Monte-Carlo estimate)", of=told) for name, told in heads.items()
    }
    if above:
        heads["above"] = _("simulations with more than {above:,g} more", above=above)
    return {
        **heads,
        **{name: _figure(name) for name in HEADLINE},
        **{name: _("share of the uncertainty: {cause}", cause=_(cause)) for name, cause in COMES_OF.items()},
        "scenario": _("option"),
        "figure": _("indicator"),
        "year": _("end of the year"),
        "above_zero": _("simulations with more than with “{name}”", name=first),
        "below_zero": _("simulations with less than with “{name}”", name=first),
        "worlds": _("number of simulations"),
        "world": _("simulation"),
        "item": _("item"),
        "payer": _("who pays"),
        "share": _("share"),
        "from_assumptions": _("share of the uncertainty: assumptions"),
        "commune": _("INSEE code"),
        "name": _("commune"),
        "per_1000": unit_on_the_map(basis.briefing.since),
        "groups": _("groups started there (median)"),
        "facilitators": _("active facilitators who live there (median)"),
        "with_people": _("simulations in which somebody from there came to a group"),
        "with_group": _("simulations in which a group met there"),
        "everywhere": _("simulations in which somebody from each commune came"),
    }


def _figure(name: str) -> str:
    return _(HEADLINE[name].title) if name in HEADLINE else _("groups started")


def _cell(basis: Basis, column: str, row: Mapping[str, Any]) -> Cell:
    value = row[column]
    if column in NAMED:
        return Cell(_named(basis, column, value))
    if not isfinite(value):
        return Cell(rounded(value) if value == inf else None)
    if column in NUMBERED:
        return Cell(value, PLAIN)
    if column in SHARES:
        return Cell(round(value, 2), SHARE)
    if "item" in row or any(name.startswith(("cost", "euros")) for name in (column, row.get("figure", ""))):
        return Cell(round(value), EUROS)
    whole = abs(value) >= 9.95 or value == round(value)
    return Cell(round(value), WHOLE) if whole else Cell(round(value, 1), TENTH)


def _named(basis: Basis, column: str, value: str) -> str:
    match column:
        case "scenario":
            return basis.labels[value]
        case "figure":
            return _figure(value)
        case "item":
            return item(value)
        case "payer":
            return _(PAYERS[value])
    return value


ITEMS_NAMED, DECISIONS_NAMED = 3, 4
FAMILY = "Liberation Sans, Arial, sans-serif"  # of the note, which its picture does not inherit


@in_print()
def note(basis: Basis) -> Note:
    """The note, in the language that is spoken."""
    where = place(basis.territory)
    question = words.question(basis.labels, where, basis.years, basis.first)
    blocks = [
        *_question(basis, question), *_answer(basis), *_options(basis), *_money(basis), *_sure(basis), *_next(basis),
        *_method(basis),
    ]  # fmt: skip
    kind, called = _("Note for the council"), _("{place}: which option to choose?", place=where)
    day = in_full(date.fromisoformat(basis.date)) if basis.date else ""
    return Note(kind, called, question, spoken(), blocks, sheets(basis), day, basis.name, basis.logo)


def _question(basis: Basis, question: str) -> list[Block]:
    ensemble = basis.briefing.worlds.ensemble
    before = [*other_reading(ensemble.about), *under_in_words(ensemble)]
    facts = known_in_words(basis.programme) if basis.programme else ()
    known = [Heading(_("What is known of the programme")), Text(" ".join(facts))] if facts else []
    return [Heading(_("The question")), *(Text(line, strong=True) for line in before), Text(question), *known]


def _answer(basis: Basis) -> list[Block]:
    best, *others = basis.rows
    row, labels = basis.rows[best]["people"], basis.labels
    inside, facts = right_elsewhere()
    lines = above_in_words(row, basis.briefing.worlds.above)
    lines += [answer(basis.ahead(other), labels[best], labels[other], basis.years) for other in others]
    near, known = basis.briefing.worlds.ensemble.in_reach, observed_of(basis.programme) if basis.programme else ()
    lines += [*basis.readings, words.known_here(len(known), basis.briefing.elsewhere, near)]
    return [
        Heading(_("The answer")),
        Text(answer(row, labels[best], labels[basis.base.name], basis.years), strong=True),
        Text(" ".join(lines)),
        Text(words.right_elsewhere(inside, facts)),
    ]


def _options(basis: Basis) -> list[Block]:
    base, labels, briefing = basis.base.name, basis.labels, basis.briefing

    def as_it_is(name: str, each: float = 1.0) -> str:
        return words.in_all(difference(basis.ends[name][base], basis.sets), each)

    rows = [[labels[base], *map(as_it_is, FIGURES), as_it_is("cost_total", basis.years), NONE]]
    tonnes = briefing.avoided.set_index("scenario")
    for name, figures in basis.rows.items():
        cells = [words.more(figures[figure]) for figure in FIGURES]
        saved = words.tonnes(tonnes.loc[name])
        rows.append([labels[name], *cells, words.more(figures["cost_total"], basis.years), saved])
    euros = (basis.ends["cost_total"][basis.best] - basis.ends["cost_total"][base]).mean()
    if basis.elsewhere and euros > 0:
        lowest, highest = min(one.low for one in basis.elsewhere), max(one.high for one in basis.elsewhere)
        saved = differences.tonnes_for(euros, lowest, highest)
        rows.append([_("Other local actions"), NONE, NONE, NONE, _("as many"), saved])
    heads = [_("option"), _("people who come"), _("people who finish"), _("communes with a group"), _("€ a year")]
    heads.append(_("tonnes of CO₂e less"))
    caption = _("What each option brings in {years}: median (90 % range)", years=counted(basis.years, "year"))
    bullets = [
        _("“{name}”: {what}", name=labels[one.name], what=what_it_is(one, basis.going))
        for one in briefing.scenarios
        if not is_without(one)
    ]
    bands = _("Lines: medians; bands: 90 % ranges. The band shows uncertainty, not what happens in a year.")
    began = basis.programme
    before = words.before(briefing.before, began.began.year, began.came_before) if began else ""
    figure, shown, caption = people_figure(briefing, labels), _shown(basis), f"{bands} {before}".rstrip()
    picture = Picture(
        png(figure), svg(figure, "people", over_time(briefing.since), shown, family=FAMILY), shown, caption
    )
    return [Heading(_("The options")), Grid(caption, heads, rows), Points(bullets), picture]


def _elsewhere(some: Sequence[Action]) -> Grid:
    """What a tonne costs in other local actions."""
    table = differences.actions_in_words(some)
    caption = _("What a tonne costs in other local actions, from case to case (evidence: B published, D our division)")
    return Grid(caption, [_("something else"), *table.columns[1:]], table.to_numpy().tolist())


def what_it_is(one: Scenario, base: Scenario) -> str:
    """What an option is: the effort that it decides ahead, in numbers; else what it says of itself, or decides."""
    own = [row for row in _ahead(one) if one is base or row not in _ahead(base)]
    if (one.past or title(one) in START) and not own:
        now = in_force(one.parameters, one.past)
        values = {name: now.get(name) for name in WENT_ON}
        return as_last(values) if one.past else put_in(values, as_elsewhere=True)
    if (one.past or elsewhere(one)) and any(EFFORT.keys() & row.row.get("set", {}).keys() for row in own):
        if len(own) == 1 and _is_plain(own[0]):
            told = in_a_row(setting_in_words(f"{name}={value}") for name, value in own[0].row["set"].items())
            return words.decided(told, month_of(own[0].spans[0][0], one.parameters.calendar.start))
    elif text := description(one):
        return text if text.endswith((".", "!", "?")) else f"{text}."
    lines = [planned(row, one.parameters.calendar.start) for row in own[:DECISIONS_NAMED]]
    return f"{in_a_row(lines or [title(one)])}."


def _is_plain(decision: Decided) -> bool:
    """Whether it sets what has a name for people, for everybody, once and for all."""
    for_good = [end for _begin, end in decision.spans] == [None]
    return for_good and decision.row.keys() <= {"title", "from", "set"} and decision.row["set"].keys() <= BY_NAME.keys()


def _ahead(one: Scenario) -> list[Decided]:
    """What is decided, or befalls it, after its past; rules on the state of the programme with it."""
    now, rows = WEEKS_A_YEAR * one.past, by_date(one.parameters)
    return [row for row in rows if not row.spans or max(begin for begin, _end in row.spans) >= now]


def _shown(basis: Basis) -> str:
    """The picture for those who do not see it."""
    end = basis.briefing.course
    end = end[(end["figure"] == "people") & (end["year"] == basis.briefing.years)].set_index("scenario")
    parts = [
        _("{name}: {middle} ({low} to {high})", name=label,
          **{key: rounded(end.loc[name, of]) for key, of in (("middle", "p50"), ("low", "p5"), ("high", "p95"))})
        for name, label in basis.labels.items()
    ]  # fmt: skip
    return _("{what}, at the end: {parts}.", what=over_time(basis.briefing.since), parts=in_a_row(parts))


def _money(basis: Basis) -> list[Block]:
    briefing, labels, base, going = basis.briefing, basis.labels, basis.base.name, basis.going.name
    own = briefing.costs[briefing.costs["scenario"] == going].sort_values("share", ascending=False)
    most = [differences.item(one) for one in own["item"][:ITEMS_NAMED]]
    spent = difference(basis.ends["cost_total"][going], basis.sets)
    lines = [differences.as_it_is(labels[going], spent, basis.years), _("Above all for {items}.", items=in_a_row(most))]
    euros, came = (basis.ends[of][going].to_numpy(float) for of in ("cost_total", "people"))
    lines += filter(None, [differences.a_person(euros, came, basis.sets)])
    people = basis.ends["people"]
    priced = [name for name in basis.rows if (people[name] - people[base]).quantile(0.95) >= 0]  # fewer have no price
    lines += [differences.for_each(labels[name], *_each(basis, name)) for name in priced]
    if (basis.ends["cost_total"][basis.best] - basis.ends["cost_total"][base]).mean() > 0:
        lines.append(_tonne(basis))
    if placeholders := differences.at_placeholders(
        placeholders_paid(briefing.costs, basis.given), briefing.costs["item"].unique()
    ):
        lines.append(placeholders.removeprefix("* "))
    beside = [_elsewhere(basis.elsewhere)] if basis.elsewhere else []
    return [Heading(_("What it costs, and who pays")), Points(lines), _by_item(basis), _by_payer(basis), *beside]


def _by_item(basis: Basis) -> Grid:
    """Euros a year, in the middle of the cases: those of the first, and by how much the others' middles differ."""
    costs = basis.briefing.costs.pivot(index="item", columns="scenario", values="p50") / basis.years
    order, base = [*basis.briefing.costs["item"].unique()], costs[basis.base.name]
    apart = costs[list(basis.rows)].sub(base, axis=0)
    paid = [one for one in order if round(base[one]) or apart.loc[one].round().any()]
    rows = [[differences.item(one), rounded(base[one]), *map(_apart, apart.loc[one])] for one in paid]
    heads = [_("item"), basis.labels[basis.base.name], *(basis.labels[name] for name in basis.rows)]
    return Grid(_("By item, € a year: the median, and what is more"), heads, rows)


def _by_payer(basis: Basis) -> Grid:
    """Euros a year by who pays, in shares that are assumed and the same in all scenarios."""
    base, euros = basis.ends["cost_total"][basis.base.name].median() / basis.years, []
    more = [basis.rows[name]["cost_total"]["p50"] / basis.years for name in basis.rows]
    for name, share in zip(FUNDERS, basis.base.parameters.costs.funding, strict=True):
        euros.append([differences.payer(name, share), rounded(share * base), *(_apart(share * one) for one in more)])
    heads = [_("who pays"), basis.labels[basis.base.name], *(basis.labels[name] for name in basis.rows)]
    return Grid(looked_up(differences.BY_PAYER), heads, euros)


def _apart(euros: float) -> str:
    return two_digits(euros, "+") if round(euros) else "0"


def _each(basis: Basis, name: str) -> tuple[float, float]:
    """Euros for each person more who comes, and who finishes; NaN where that is not told from none."""
    found = []
    for figure in ("people", "completers"):
        euros, had = (basis.ends[of][name] - basis.ends[of][basis.base.name] for of in ("cost_total", figure))
        value, low, _high = price_of_each(euros, had, basis.briefing.worlds.sets)
        found.append(value if low > 0 and had.mean() > 0 else nan)  # of fewer for less there is no price
    return found[0], found[1]


def _tonne(basis: Basis) -> str:
    briefing, ensemble = basis.briefing, basis.briefing.worlds.ensemble
    row = briefing.avoided.set_index("scenario").loc[basis.best]
    otherwise = []
    if not certain_of(ensemble, basis.base):
        worst = under(ensemble, NOTHING_LASTS)
        table = avoided_by_scenario(briefing.runs, briefing.scenarios, worst).set_index("scenario")
        otherwise = [(NOTHING_LASTS.title, *_prices(table.loc[basis.best]))]
    return differences.a_tonne(basis.labels[basis.best], _prices(row), otherwise)


def _prices(row: Any) -> tuple[float, float]:
    return row["euros_per_tonne_more_p5"], row["euros_per_tonne_more_p95"]


def _sure(basis: Basis) -> list[Block]:
    briefing, best, labels = basis.briefing, basis.best, basis.labels
    titles = {one.sets[RULE]: said(one.title) for one in READINGS.values() if RULE in one.sets}
    lines = [
        *as_it_goes_on(briefing),
        words.comes_of(basis.rows[best]["people"], labels[best]),
        *words.by_account(of_briefing(briefing), best, labels[best], titles),
    ]
    return [Heading(_("What is sure, and what is not")), Points(lines)]


def as_it_goes_on(briefing: Briefing) -> list[str]:
    """By whom people come in the first scenario that is a programme, and what holds it back."""
    base, table = next(one.name for one in briefing.scenarios if not is_without(one)), briefing.runs.table
    ahead = briefing.short[(briefing.short["scenario"] == base) & (briefing.short["year"] > briefing.past)]
    short = ahead.groupby(["where", "cause"], sort=False)["share"].mean()
    mostly = short[short > 0].groupby("where", sort=False).idxmax()
    personal = float(table.loc[table["scenario"] == base, "r_participants"].mean())
    return [
        *([words.heard(personal)] if personal >= 0 else []),  # nobody has come yet
        *(words.holds_back(IN_SENTENCES[cause], short[cause], briefing.lived) for cause in mostly),
    ]


def _next(basis: Basis) -> list[Block]:
    best, *others = basis.rows
    more = verdict_that_there_is_more(basis.rows[best]["people"])
    tied = [basis.labels[one] for one in others if verdict_on(basis.ahead(one)) == "none"]
    return [
        Heading(_("What to decide now, and what to count")),
        Text(words.decide(basis.labels[best], basis.first, more, tied)),
        Text(_("What to count in the next year, so that the answer can be corrected:")),
        Points([_(line) for line in words.TO_COUNT]),
    ]


def _method(basis: Basis) -> list[Block]:
    briefing, ensemble = basis.briefing, basis.briefing.worlds.ensemble
    told = briefing.lived, str(ensemble.about.get("title", ensemble.name)), briefing.runs.store.about
    lines = words.method(*told, basis.territory.checksum, source_in_words(basis.territory.source), ensemble.in_reach)
    checks = words.checked(**what_was_checked()._asdict())
    anew = _("With these figures in the file of the programme, this gives the new answer:")
    again = [Text(anew, small=True), Code(basis.command)] if basis.command else []
    return [
        Heading(_("How it was worked out")),
        *(Text(line, small=True) for line in lines),
        *again,
        Heading(_("What was checked, and what was not")),
        *(Text(line, small=True) for line in checks),
    ]
