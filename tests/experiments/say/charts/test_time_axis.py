"""Time axes: the calendar where there is one."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

import contagion as ct
from contagion.experiments.commands.run.figure import map_by_year, stock_and_flow, what_was_short
from contagion.experiments.commands.run.tree import family_tree
from contagion.experiments.say.asked import in_force
from contagion.experiments.say.charts.axes import SEVERAL, Calendar, Marks
from contagion.experiments.say.charts.maps import LARGEST, SMALLEST, TOUCHING, draw_territory, projection, radii
from contagion.models.parameters import Parameters
from contagion.models.parameters.declaring import week_of
from contagion.models.runs.lab import FromRuns
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import read
from contagion.models.territory.territory import Territory
from contagion.sim.reading import toml_of
from tests.helpers.drawn import axes, unreadable, written


def axis(start: str, years: float, inches: float = 8.0) -> Any:
    ax = Figure(figsize=(inches, 3)).add_axes((0, 0.2, 1, 0.7))
    Calendar(start, round(52 * years)).draw(ax)
    return ax


def ticks(ax: Any) -> dict[str, float]:
    return {label.get_text(): place for place, label in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)}


def test_years_stand_at_their_beginning():
    ax = axis("2017-01", 5)
    assert ticks(ax) == {str(year): year for year in range(2017, 2023)}
    assert ax.get_xlim() == (2017, 2022)
    assert ax.get_xlabel() == ""


@pytest.mark.parametrize("years, inches, every", [(20, 8, 2), (40, 8, 5), (100, 8, 10), (10, 3, 2), (10, 8, 1)])
def test_there_are_as_many_years_as_there_is_room_for(years, inches, every):
    shown = [int(name) for name in ticks(axis("2017-01", years, inches))]
    assert set(np.diff(shown)) == {every}
    assert all(year % every == 0 for year in shown)


@pytest.mark.parametrize("start, years, shown", [
    ("2017-01", 1, ["2017-01", "2017-02", "2017-03"]),
    ("2018-09", 2, ["2018-10", "2019-01", "2019-04"]),
])  # fmt: skip
def test_short_runs_have_months(start, years, shown):
    found = ticks(axis(start, years, 10 if years == 1 else 7))
    assert list(found)[:3] == shown
    assert found["2019-01" if years == 2 else "2017-02"] == pytest.approx(2019 if years == 2 else 2017 + 1 / 12)


@pytest.mark.parametrize("start", ["2017-01", "2018-09"])
def test_a_date_lies_where_it_was_written(start):
    calendar = Calendar(start, 520)
    for year, month in ((2019, 1), (2020, 1), (2020, 7), (2021, 11)):
        place = float(calendar.at(week_of(f"{year}-{month:02}", start)))
        assert place == pytest.approx(year + (month - 1) / 12, abs=1 / 52)


def test_where_scenarios_start_differently_years_are_counted():
    def scenario(start: str) -> Any:
        return SimpleNamespace(parameters=Parameters.model_validate({"calendar": {"start": start}}))

    same = Calendar.of_scenarios([scenario("2017-01"), scenario("2017-01")], 4)
    assert (same.start, same.weeks) == ("2017-01", 208)
    other = Calendar.of_scenarios([scenario("2017-01"), scenario("2019-01")], 4)
    assert other.start == SEVERAL
    assert [other.year(number) for number in (1, 4)] == ["1", "4"]
    ax = Figure().subplots()
    other.draw(ax)
    assert ax.get_xlabel() == "years since the start"
    assert ax.get_xlim() == (0, 4)


# ---- what a map holds: values, hatching, names, scale bar, source ----------------------------------------------------


@pytest.fixture(scope="module")
def territory() -> Territory:
    return Territory.from_file()


def test_maps_show_what_is_given(territory):
    values = {code: float(row) for row, code in enumerate(territory.codes[:60])}
    ax = draw_territory(territory, values, label="groups", title="Groups by commune")
    coloured, hatched = ax.collections
    assert len(coloured.get_paths()) == 60
    assert len(hatched.get_paths()) == 8
    assert hatched.get_hatch()
    written = [text.get_text() for text in ax.texts]
    assert "Besançon" in written
    assert "5 km" in written
    assert any("Licence Ouverte" in text for text in written)
    assert ax.figure.axes[1].get_ylabel() == "groups"
    assert ax.get_aspect() == 1


def test_names_on_a_map_do_not_overlap(territory):
    ax = draw_territory(territory, territory.population, names=40)
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in territory.names]
    assert len(boxes) > 10
    assert not any(a.overlaps(b) for at, a in enumerate(boxes) for b in boxes[:at])


@pytest.mark.parametrize("alike", [False, True])
def test_areas_of_circles_are_as_populations_and_hardly_any_touch(territory, alike):
    """As they are, and were all alike."""
    if alike:
        territory = replace(territory, population=np.ones_like(territory.population))
    to_km = projection(territory)
    found, enlarged = radii(territory, to_km)
    extent = np.ptp(to_km(territory.latlon[:, ::-1]), axis=0).max()
    per_head = found**2 / territory.population
    assert per_head[~enlarged] == pytest.approx(per_head[~enlarged][0])
    assert found[enlarged] == pytest.approx(SMALLEST * extent)
    assert found.max() <= LARGEST * extent
    places = to_km(territory.latlon[:, ::-1])
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    touching = (found[:, None] + found[None] > apart * (1 + 1e-9)) & ~np.eye(len(territory), dtype=bool)
    assert touching[~enlarged][:, ~enlarged].any(axis=1).mean() <= 2 * TOUCHING


# ---- answers of the front door that were worked out from runs of one scenario know what these were made with ---------


def test_an_answer_knows_its_scenario_and_what_its_runs_were_made_with():
    found = ct.sweep({"training.places": [5, 10]}, seeds=1, years=1)
    assert isinstance(found, FromRuns)
    assert (found.scenario.name, found.provenance["runs"], found.provenance["seeds"]) == ("ref", 2, "1 to 1")


# ---- territories by name, kind, codes and file -----------------------------------------------------------------------


def test_territories_by_name_kind_and_codes(at_work):
    dinan = ct.territory("Dinan Agglomération")
    assert len(dinan) == 65
    assert ct.territory("Doubs", kind="department").name == "Doubs (department 25)"
    assert len(ct.territory(["22050", "35288"])) == 2
    assert ct.territory("Grand Besançon").path is None  # its own table, contours included
    again = ct.Territory.from_dataframe(dinan.communes)
    assert again.model.population.tolist() == dinan.model.population.tolist()
    assert ct.run("ref", years=1, territory=dinan).scenario.effort_for == dinan.residents
    as_written = ct.run("ref", years=1, territory="Dinan Agglomération", effort="as-written").scenario
    assert as_written.parameters.training.places == 10


def test_a_file_that_changes_is_another_territory(at_work, towns):
    towns.to_csv("changing.csv", index=False)
    before = ct.many("ref", seeds=1, years=1, territory="changing.csv").scenario.effort_for
    towns.iloc[1:].to_csv("changing.csv", index=False)
    assert ct.many("ref", seeds=1, years=1, territory="changing.csv").scenario.effort_for < before


def test_a_territory_of_ones_own(at_work, done, towns):
    towns.to_csv("mine.csv", index=False)
    left = done("your own territory")
    assert len(left["here"]) == len(towns)
    assert left["here"].model.population.sum() == towns["population"].astype(int).sum()
    assert left["runs"].scenario.effort_for == left["here"].residents  # scaled to it
    assert left["here"].path.is_file()


NEEDED = ["insee_code", "name", "population", "area_km2", "latitude", "longitude"]


def test_what_was_filled_in_is_said_and_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = ct.territory()
    ages = [name for name in whole.communes if name.startswith("age_")]
    table = whole.communes[[*NEEDED, *ages]].assign(source="mine").dropna()
    bare = ct.Territory.from_dataframe(table)
    assert [line.partition(":")[0] for line in bare.filled] == ["households", "jobs", "establishments", "seats"]
    assert len(bare.filled) > len(whole.filled)
    assert f"Filled in: {bare.filled[0]}" in bare._repr_html_()


# ---- decisions and shocks are marked where they lie on a time axis, and told underneath by the same numbers ----------

PLACES = (
    '[[decision]]\ntitle = "Twenty places"\nfrom = "2018-07"\nuntil = "2019-07"\nset = { "training.places" = 20 }\n'
)
LETTERS = '[[decision]]\ntitle = "Letters"\nfrom = "2020-01"\nset = { "outreach.letters" = 5000 }\n'
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


def test_a_rule_that_acted_often_has_its_first_and_last_time(lived):
    results, territory = lived(RULE, settings=("volunteering.wish=1",))
    noted = results.tables["decisions"].query("what == 'begins'")["week"].tolist()
    assert len(noted) > 3
    stock = axes(stock_and_flow(results, territory))[0]
    assert placed(stock, "decided") == pytest.approx([2017 + week / 52 for week in (noted[0], noted[-1])])


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
