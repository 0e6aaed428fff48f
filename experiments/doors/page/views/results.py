"""What programmes change, as the page says and draws it: a function a region."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.doors.briefing.by_structure import of_briefing
from contagion.experiments.doors.charts import course, difference_course, dotplot, shortages
from contagion.experiments.doors.charts.dots import DOTS
from contagion.experiments.doors.charts.plot import highest, looks, reach
from contagion.experiments.doors.page.views.frame import ROOM, Figure, Table, figures, tables
from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words.answers import FIGURES
from contagion.experiments.doors.words.charts import over_time
from contagion.experiments.doors.words.evidence import counted as evidence_of_counts
from contagion.experiments.doors.words.told import form_of, half_and_most
from contagion.experiments.drawing.style import BLUE
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.ensembles.words import error_of_middle, how_many, nine_in_ten, worlds_of
from contagion.experiments.ensembles.words_of_readings import under_in_words
from contagion.experiments.ensembles.words_of_structures import structures_in_words
from contagion.experiments.language.asked import title
from contagion.experiments.language.differences import answer as answer_of
from contagion.experiments.language.differences import figure, in_most, more_in, varies
from contagion.experiments.language.levers import levers_in_words
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _, between, counted, said
from contagion.models.outcomes.shortages import IN_WORDS, TRAINING_IN_WORDS
from contagion.sim.statistics.spread import ENDS, FEW, ends_of, spread

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.doors.page.asked import Asked
    from contagion.models.scenarios.scenario import Scenario

EARLY = 40  # worlds, fewer of which are said to be few
COURSES = ("people", "facilitators_active")


def no_answer(mistaken: bool) -> str:
    return render(ROOM, "told", lived=0, rows=[], under="", mistaken=mistaken)


def answer(briefing: Briefing, asked: Asked, stopped: bool = False) -> str:
    """The difference in words and numbers, of each programme; of one alone, what it comes to."""
    told = [(one, _people_of(briefing, one)) for one in briefing.scenarios[1:]]
    rows = [{"answer": _answered(briefing, one), "more": more_in(row, briefing.worlds.above)} for one, row in told]
    return render(
        ROOM,
        "told",
        lived=briefing.lived,
        rows=rows,
        under=" ".join(under_in_words(briefing.worlds.ensemble)),
        alone=_alone(briefing),
        by_rule=by_rule(briefing),
        middle=error_of_middle() if briefing.lived >= FEW else "",
        early=briefing.lived < EARLY and not stopped,
        stopped=stopped,
        assumed=levers_in_words(asked.assume) if asked.assume else "",
        tables=tables([_main_figures(briefing, one) for one in briefing.scenarios]),
    )


def _answered(briefing: Briefing, one: Scenario) -> str:
    """How many people more a programme brings than the first."""
    return answer_of(_people_of(briefing, one), title(one), title(briefing.scenarios[0]), briefing.years)


def by_rule(briefing: Briefing) -> list[str]:
    """Whether the answer is the same under each rule of deciding."""
    return structures_in_words(
        of_briefing(briefing), {name: _("“{name}”", name=of) for name, of in _names(briefing).items()}
    )


def _alone(briefing: Briefing) -> str:
    ends, told = briefing.ends["people"], ends_of(briefing.lived)
    low, high = (ends.quantile(told[end]) for end in ("p5", "p95"))
    return _(
        "“{programme}”: between {low} and {high} people reached in {years}, {where}.",
        where=in_most(briefing.lived),
        programme=title(briefing.scenarios[0]),
        low=figure(low),
        high=figure(high),
        years=_years(briefing),
    )


def _main_figures(briefing: Briefing, one: Scenario) -> Table:
    """The main figures of the first programme, and the differences of another."""
    heads = ["", _("middle"), _("half of the worlds"), nine_in_ten(briefing.lived)]
    if one.name == briefing.scenarios[0].name:
        ends = briefing.ends[briefing.ends["scenario"] == one.name]
        spreads = {
            name: spread(ends[name], 0.0, ends_of(len(ends)), briefing.worlds.sets(ends["world"]))
            | {"above_zero": 1.0, "worlds": len(ends)}
            for name in FIGURES
        }
        rows = [[_(FIGURES[name]), *half_and_most(row, form_of(row, ""))[:3]] for name, row in spreads.items()]
        return Table(_("“{programme}”: what it comes to", programme=title(one)), heads, rows, (1, 2, 3))
    of = briefing.table[briefing.table["scenario"] == one.name].to_dict("records")
    rows = [[_(FIGURES[row["indicator"]]), *half_and_most(row, form_of(row, "+"))] for row in of]
    words = _("“{programme}”: difference, world by world", programme=title(one))
    return Table(words, [*heads, _("more in")], rows, (1, 2, 3, 4))


def dots(briefing: Briefing, asked: Asked) -> str:
    """A dot plot of the difference at the end of each programme; of one alone, of what it comes to."""
    wide = briefing.ends.pivot(index="world", columns="scenario", values="people")
    base, *others = briefing.scenarios
    apart = wide[[one.name for one in others]].sub(wide[base.name], axis=0)
    ends = reach(apart.quantile([1 / (2 * DOTS), 1 - 1 / (2 * DOTS)]))  # the outermost dots
    made = [_dots_of(briefing, one, apart[one.name], ends) for one in others] or [
        _dots_of(briefing, base, wide[base.name])
    ]
    return figures(made, asked, side=len(made) > 1)


def _dots_of(briefing: Briefing, one: Scenario, values: pd.Series, ends: tuple[float, float] | None = None) -> Figure:
    alone, above = one.name == briefing.scenarios[0].name, briefing.worlds.above
    name = f"dots-{briefing.scenarios.index(one)}"
    if alone:
        words = _("“{programme}”: people reached after {years}", programme=title(one), years=_years(briefing))
        rows = []
    else:
        row = _people_of(briefing, one)
        words = _answered(briefing, one)
        rows = [
            [_("more than {people:,}", people=0), worlds_of(row["above_zero"], row["worlds"], row["count_as"])],
            [_("more than {people:,.0f}", people=above), worlds_of(row["above"], row["worlds"], row["count_as"])],
        ]
    form = ",.0f" if alone else "+z,.0f"
    rows += [[words_of, number(values.quantile(share), form)] for words_of, share in _cut(briefing.lived)]
    return Figure(
        name,
        words,
        dotplot(
            values.to_numpy(),
            id=f"{name}-chart",
            above=0 if alone else above,
            ends=ends,
            colour=BLUE if alone else looks(briefing)[one.name].colour,
            difference=not alone,
        ),
        _("Each dot is a world.")
        if briefing.lived < FEW
        else _("Each dot stands for an equal share of the worlds. Where dots pile up, worlds are many."),
        Table(words, [_("people"), _("worlds")], rows, (1,)),
        "ends",
        evidence_of_counts(briefing.elsewhere),
    )


def _cut(worlds: int) -> list[tuple[str, float]]:
    """Which quantiles a table tells, in words."""
    if worlds < FEW:
        return [(_("lowest"), 0.0), (_("middle"), 0.5), (_("highest"), 1.0)]
    return [(_("{share:.0%} of the worlds have less than", share=share), share) for share in ENDS.values()]


def _people_of(briefing: Briefing, one: Scenario) -> dict[str, Any]:
    of = briefing.table
    return of[(of["scenario"] == one.name) & (of["indicator"] == "people")].iloc[0].to_dict()


def _years(briefing: Briefing) -> str:
    return counted(briefing.years, "year")


def _year(briefing: Briefing, number: int) -> str:
    """The name of a year as on the axes of charts; 0 is where it begins."""
    return Calendar.of_scenarios(briefing.scenarios, briefing.years).year(number) if number else _("start")


def differences(briefing: Briefing, asked: Asked) -> str:
    """The difference in people year by year, and beside it the interval of its mean."""
    if len(briefing.scenarios) == 1:
        return figures([], asked, _("There is one programme alone, and nothing that differs."))
    of = briefing.differences[briefing.differences["figure"] == "people"]
    same = not any(varies(row) for row in of.to_dict("records"))
    ends = reach(of[["p5", "p95"]])
    made = [_difference_of(briefing, one, of[of["scenario"] == one.name], ends) for one in briefing.scenarios[1:]]
    return figures(
        made, asked, _("The difference is zero in every world and year.") if same else "", side=len(made) > 1
    )


def _difference_of(briefing: Briefing, one: Scenario, rows: pd.DataFrame, ends: tuple[float, float] | None) -> Figure:
    at = briefing.scenarios.index(one)
    words = _(
        "“{programme}”: more or fewer people than “{base}”, at the end of each year",
        programme=title(one),
        base=title(briefing.scenarios[0]),
    )
    cells = [
        [
            _year(briefing, row["year"]),
            *half_and_most(row | {"worlds": briefing.lived}, "+z,.0f"),
            between(number(row["low"], "+z,.1f"), number(row["high"], "+z,.1f")) if row["low"] == row["low"] else "–",
        ]
        for row in rows[rows["year"] > 0].to_dict("records")
    ]
    heads = [
        _("year"),
        _("middle"),
        _("half of the worlds"),
        nine_in_ten(briefing.lived),
        _("more in"),
        _("interval of the mean"),
    ]
    return Figure(
        f"difference-{at}",
        words,
        difference_course(briefing, "people", one.name, id=f"difference-{at}-chart", said=_names(briefing), ends=ends),
        _how_to_read(briefing.lived),
        Table(words, heads, cells, range(1, 6)),
        "differences",
        evidence_of_counts(briefing.elsewhere),
    )


def _how_to_read(worlds: int) -> str:
    """A difference year by year."""
    if worlds < FEW:
        return _("The small mark is the 95% interval of the mean: it gets shorter with more worlds.")
    return _(
        "Bands: half of the worlds, and nine in ten. More worlds do not make them narrower: this is how much worlds "
        "differ. The small mark is another thing, the 95% interval of the mean: it gets shorter with more worlds."
    )


def _names(briefing: Briefing) -> dict[str, str]:
    return {one.name: title(one) for one in briefing.scenarios}


def courses(briefing: Briefing, asked: Asked) -> str:
    """Curves over the years: single worlds while they are few, then bands."""
    base, *others = briefing.scenarios
    shown = [(name, one) for name in COURSES for one in others or [base]]
    return figures([_course_of(briefing, name, one) for name, one in shown], asked, side=True)


def _course_of(briefing: Briefing, name: str, one: Scenario) -> Figure:
    base, at = briefing.scenarios[0], f"course-{name.replace('_', '-')}-{briefing.scenarios.index(one)}"
    both = [base] if one is base else [base, one]
    words = _("{what}: “{programme}”", what=over_time(name), programme=title(one))
    of = briefing.course[briefing.course["figure"] == name]
    rows = [
        [
            title(each),
            _year(briefing, row["year"]),
            *half_and_most(row | {"above_zero": 1.0, "worlds": briefing.lived}, ",.0f")[:3],
        ]
        for each in both
        for row in of[of["scenario"] == each.name].to_dict("records")
    ]
    heads = [_("programme"), _("year"), _("middle"), _("half of the worlds"), nine_in_ten(briefing.lived)]
    beside = None if one is base else one.name
    return Figure(
        at,
        words,
        course(briefing, name, id=f"{at}-chart", scenario=beside, highest=highest(of), said=_names(briefing)),
        _("Bands show doubt, and no range that a programme goes through. Thin lines are single worlds."),
        Table(words, heads, rows, range(1, 5)),
        "course",
        evidence_of_counts(briefing.elsewhere),
    )


def short(briefing: Briefing, asked: Asked) -> str:
    """What was short, in how many worlds, year by year."""
    made = []
    for at, one in enumerate(briefing.scenarios):
        of = briefing.short[(briefing.short["scenario"] == one.name) & (briefing.short["share"] > 0)]
        words = _("“{programme}”: what is short, in worlds of 100", programme=title(one))
        rows = [
            [said((IN_WORDS if row["where"] == "groups" else TRAINING_IN_WORDS)[row["cause"]]),
             _year(briefing, row["year"]), how_many(row["share"], briefing.lived)]
            for row in sorted(of.to_dict("records"), key=itemgetter("where", "cause", "year"))
        ]  # fmt: skip
        made.append(
            Figure(
                f"short-{at}",
                words,
                shortages(briefing, one.name, id=f"short-{at}-chart", said=_names(briefing)),
                _("What is short is not yet what would help: that is the next question."),
                Table(words, [_("what"), _("year"), _("worlds of 100")], rows, (1, 2)),
                "short",
            )
        )
    return figures(made, asked, side=True)
