"""Decisions and shocks are marked where they lie on a time axis, and told underneath by the same numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from contagion.experiments.drawing.marks import TOLD, Marks
from contagion.experiments.drawing.time_axis import SEVERAL, Calendar
from contagion.experiments.language.decided import in_force
from contagion.experiments.verbs.run.family_tree import family_tree
from contagion.experiments.verbs.run.figure import stock_and_flow, what_was_short
from contagion.experiments.verbs.run.yearly_maps import map_by_year
from contagion.models.parameters import Parameters
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
from contagion.sim.toml_text import toml_of
from tests.helpers.drawn import axes, unreadable, written

PLACES = (
    '[[decision]]\ntitle = "Twenty places"\nfrom = "2018-07"\nuntil = "2019-07"\nset = { "training.places" = 20 }\n'
)
LETTERS = '[[decision]]\ntitle = "Letters"\nfrom = "2020-01"\nset = { "outreach.letters" = 5000 }\n'
SESSION = '[[decision]]\ntitle = "A session more"\nfrom = "2020-01"\nextra_session = true\n'
RULE = '[[decision]]\ntitle = "Rule"\nwhen = { queue = { above = 2 } }\nextra_session = true\n'
LOST = '[[shock]]\nkind = "facilitators lost"\nfrom = "2019-01"\nshare = 0.3\n'


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A run of a scenario of these rows, and its territory."""
    made: dict[tuple, Any] = {}

    def run(*rows: str, years: int = 4, settings: tuple[str, ...] = ()) -> Any:
        if (rows, years, settings) not in made:
            path = tmp_path_factory.mktemp("scenario") / "made.toml"
            path.write_text("".join(rows))
            scenario = read(path, settings)
            territory = territory_for(scenario)
            made[rows, years, settings] = simulate(scenario, territory, years=years), territory
        return made[rows, years, settings]

    return run


def scenario_of(tmp_path, name: str, *rows: str) -> Any:
    path = tmp_path / f"{name}.toml"
    path.write_text("".join(rows))
    return read(path)


def placed(ax: Any, what: str) -> list[float]:
    """Where there are lines (decided), or from where to where there are shades (held)."""
    if what == "decided":
        return [float(line.get_xdata()[0]) for line in ax.lines if line.get_gid() == what]
    shades = [shade.get_bbox() for shade in ax.patches if shade.get_gid() == what]
    return [end for box in shades for end in (box.x0, box.x1)]


def labels(figure: Figure) -> list[str]:
    return [text.get_text() for text in written(figure) if text.get_gid() == "mark"]


def foot(figure: Figure) -> list[str]:
    return figure.get_supxlabel().splitlines()[1:]


def test_one_decision_has_its_name_and_a_shade_as_long_as_it_holds(lived):
    run = lived(PLACES)
    figure = stock_and_flow(*run)
    for ax in axes(figure):
        assert placed(ax, "decided") == pytest.approx([2018.5])
        assert placed(ax, "held") == pytest.approx([2018.5, 2019.5])
    assert labels(figure) == ["Twenty places"]  # above the first panel alone
    assert foot(figure) == in_force(run[0]) == ["Decision: Twenty places, from 2018-07 until 2019-07"]
    assert not unreadable(figure)


def test_several_have_numbers_that_the_lines_underneath_explain(lived):
    run = lived(PLACES, LETTERS, LOST)
    for draw in (stock_and_flow, what_was_short, family_tree):
        figure = draw(*run)
        assert sorted(labels(figure)) == ["1", "2", "3"]
        assert foot(figure)[-3:] == [f"{number}  {line}" for number, line in enumerate(in_force(run[0]), 1)]
        assert not unreadable(figure)
    stock = axes(stock_and_flow(*run))[0]
    assert placed(stock, "decided") == pytest.approx([2018.5, 2019, 2020])
    assert placed(stock, "held") == pytest.approx([2018.5, 2019.5])  # nothing for what has no end, or happens once
    assert foot(map_by_year(*run))[-3:] == in_force(run[0])  # no axis, no numbers


def test_what_is_decided_at_one_time_has_one_mark(lived):
    figure = stock_and_flow(*lived(LETTERS, SESSION))
    assert labels(figure) == ["1, 2"]
    assert placed(axes(figure)[0], "decided") == pytest.approx([2020, 2020])


def test_marks_of_a_strip_lie_in_the_week(lived):
    """The row is the year, the column the week of the year."""
    strip = axes(what_was_short(*lived(PLACES)))[0]
    (line,) = (line for line in strip.lines if line.get_gid() == "decided")
    assert line.get_ydata().tolist() == [1.5, 2.5]
    assert line.get_xdata().tolist() == [26.5, 26.5]


def test_a_rule_that_acted_often_has_its_first_and_last_time(lived):
    results, territory = lived(RULE, settings=("volunteering.wish=1",))
    noted = results.tables["decisions"].query("what == 'begins'")["week"].tolist()
    assert len(noted) > 3
    stock = axes(stock_and_flow(results, territory))[0]
    assert placed(stock, "decided") == pytest.approx([2017 + week / 52 for week in (noted[0], noted[-1])])


def test_a_rule_that_never_acted_is_told_and_not_marked(lived):
    never = '[[decision]]\ntitle = "Stop"\nwhen = { queue = { above = 9999 } }\nset = { "training.places" = 0 }\n'
    figure = stock_and_flow(*lived(never, LETTERS))
    assert labels(figure) == ["Letters"]
    assert foot(figure) == ["Decision: Stop, never called for", "Decision: Letters, from 2020-01"]


def test_at_most_a_few_are_told(tmp_path):
    rows = [LETTERS.replace("2020", str(year)) for year in range(2018, 2018 + TOLD + 2)]
    marks = Marks.of_scenarios([scenario_of(tmp_path, "many", *rows)])
    assert len(marks.spans(52 * 20)) == TOLD
    assert marks.lines()[-1] == "and 2 more decisions and shocks"
    assert len(marks.lines()) == TOLD + 1
    one_more = Marks.of_scenarios([scenario_of(tmp_path, "one_more", *rows[:-1])])
    assert len(one_more.lines()) == TOLD + 1 == len(one_more.spans(52 * 20))


def test_scenarios_side_by_side_say_whose_it_is(tmp_path):
    one, both, rule = (
        scenario_of(tmp_path, *made) for made in (("one", LETTERS), ("both", LETTERS, PLACES), ("rule", RULE))
    )
    marks = Marks.of_scenarios([one, both, rule])
    assert marks.lines() == [
        "1  Decision: Letters, from 2020-01 (one, both)",
        "2  Decision: Twenty places, from 2018-07 until 2019-07 (both)",
        "Decision: Rule, when queue > 2, from 2017-01 (rule)",
    ]
    assert Marks.of_scenarios([one]).lines() == ["Decision: Letters, from 2020-01"]
    ax = Figure().subplots()
    marks.draw(ax, Calendar("2017-01", 52 * 5))
    assert placed(ax, "decided") == pytest.approx([2018.5, 2020])


def test_where_several_starts_stand_together_nothing_is_marked(tmp_path):
    marks = Marks.of_scenarios([scenario_of(tmp_path, "one", LETTERS, PLACES)])
    ax = Figure().subplots()
    marks.draw(ax, Calendar(SEVERAL, 52 * 5))
    assert not placed(ax, "decided")
    assert all(line.startswith("Decision: ") for line in marks.lines(numbered=False))


def test_of_a_past_what_was_decided_is_not_told_and_its_end_is_marked():
    decided = toml_of(PLACES + LETTERS, "rows")["decision"]
    here = replace(read(), parameters=Parameters.model_validate({"decision": decided}), past=3)
    marks, ax = Marks.of_scenarios([here]), Figure().subplots()
    calendar = Calendar.of_scenarios([here], 6)
    calendar.draw(ax)
    marks.draw(ax, calendar)
    (shade,) = [patch for patch in ax.patches if patch.get_gid() == "past"]
    ends = shade.get_extents().transformed(ax.transData.inverted()).intervalx
    assert list(ends) == pytest.approx([2017, 2020])
    assert [np.asarray(line.get_xdata()).tolist() for line in ax.lines if line.get_gid() == "today"] == [[2020, 2020]]
    shaded, *lines = marks.lines()
    assert shaded == "Shaded: the past, which is the same in all of them"
    assert len(lines) == 1
    assert "Letters" in lines[0]


def test_of_a_run_of_a_programme_what_is_over_is_shaded_and_not_told(lived):
    """Two years are over; of two decisions the first was in them."""
    results, territory = lived(PLACES.replace('until = "2019-07"\n', ""), LETTERS)
    begun = replace(results, provenance={**results.provenance, "past_years": 2})
    marks = Marks.of_run(begun)
    assert (marks.past, [line for _, line in marks.found]) == (104, ["Decision: Letters, from 2020-01"])
    figure = stock_and_flow(begun, territory)
    (shade,) = [patch.get_bbox() for patch in axes(figure)[0].patches if patch.get_gid() == "past"]
    assert (shade.x0, shade.x1) == pytest.approx((2017.0, 2019.0))
    assert Marks.of_run(results).past == 0
