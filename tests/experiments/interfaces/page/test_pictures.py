"""Pictures of the page read back: courses on the calendar, lines of descent, a path a commune in its colour."""

from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.commands.history.lives import life, line
from contagion.experiments.interfaces.page.editions import cases, few, never, out_of, rows
from contagion.experiments.interfaces.page.pictures import (
    FEW,
    FILLS,
    SMALL,
    WIDE,
    Classes,
    commune_map,
    course,
    descent,
    family,
    ground,
    middle_world,
)
from contagion.experiments.interfaces.words import value_of_a_commune
from contagion.experiments.say.charts.axes import Calendar
from contagion.experiments.say.charts.style import EDGE, INK
from contagion.experiments.say.languages import ENGLISH, speaking
from contagion.sim.files import Results
from tests.helpers.briefing_by_hand import (
    BASE,
    NUMBER,
    SINCE,
    SVG,
    YEARS,
    by_hand,
    communes,
    inside,
    places,
    texts,
    tree,
)
from tests.helpers.pages import etree


def paths(chart, **having):
    return [
        one for one in tree(chart).iter(f"{SVG}path") if all(one.get(name) == value for name, value in having.items())
    ]


# ---- courses ---------------------------------------------------------------------------------------------------------


def areas(chart):
    """How dark each band is, and its highest point at each place."""
    found = []
    for one in paths(chart, fill="#555555"):
        if one.get("fill-opacity"):
            up = float(NUMBER.findall(str(one.get("transform")))[1])
            points = [(x, y + up) for x, y in places(str(one.get("d")))]
            ends = {x: [y for at, y in points if at == x] for x, _ in points}
            found.append((float(str(one.get("fill-opacity"))), {x: (min(ys), max(ys)) for x, ys in ends.items()}))
    return found


def test_few_worlds_are_drawn_one_by_one_and_many_in_bands():
    few, many = (course(by_hand(worlds), "name", id="c") for worlds in (FEW, FEW + 1))
    assert areas(few) == []
    assert len(paths(few, **{"stroke-width": "1.2"})) == FEW + 1  # one in the legend
    assert len(areas(many)) == 2
    assert len(paths(many, **{"stroke-opacity": "0.6"})) == 3
    assert f"each line is one of {FEW} cases" in texts(few)


def test_values_are_at_their_heights_and_years_at_their_places():
    told = by_hand()
    chart = course(told, "name", id="c")
    (_, outer), _ = areas(chart)
    rows = told.course[(told.course["scenario"] == BASE.name) & (told.course["figure"] == "people")]
    ticks = {one.text: float(str(one.get("y"))) for one in tree(chart).iter(f"{SVG}text") if one.get("y")}
    unit, zero = (ticks["0"] - ticks["100"]) / 100, max(y for ends in outer.values() for y in ends)
    for (high, _), value in zip(outer.values(), rows["p95"], strict=True):
        assert high == pytest.approx(zero - unit * value, abs=0.2)
    start = int(BASE.parameters.calendar.start[:4])
    years = {one.text: float(str(one.get("x"))) for one in tree(chart).iter(f"{SVG}text") if one.get("x")}
    first, _, third, *_ = outer
    assert first == years[str(start)]
    assert third == pytest.approx(years[str(start + 2)], abs=0.11)


def test_the_axis_ends_as_the_text_says_it():
    """A curve to the end of 2029 does not seem to go on into 2030."""
    start, said = int(BASE.parameters.calendar.start[:4]), texts(course(by_hand(), "name", id="c"))
    assert f"end of {start + YEARS - 1}" in said
    assert str(start + YEARS) not in said


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("worlds", "years"), [(1, 4), (2, 4), (12, 1), (12, 40)])
def test_few_worlds_short_runs_and_long_ones_have_their_words_inside(language, worlds, years):
    with speaking(language):
        chart = course(by_hand(worlds, years=years), "Le programme de référence tel qu’il est conduit", id="c")
    inside(chart)
    assert " nan" not in chart


# ---- lines of descent ------------------------------------------------------------------------------------------------

CALENDAR = Calendar("2017-01", 520)
ROWS = [  # number, source, parents, trained, active, left
    (101, "founder", -1, -1, 6, True, -1),
    (102, "founder", -1, -1, 6, False, 50),
    (103, "founder", -1, -1, 6, False, -1),
    (104, "participant", 101, 102, 58, True, -1),
    (105, "partner", -1, -1, 58, True, -1),
    (106, "participant", 104, 105, 110, False, 300),
    (107, "participant", 106, 106, 200, True, -1),
    (108, "participant", 103, 105, 200, True, -1),
]
TABLE = pd.DataFrame(
    ROWS, columns=["facilitator", "source", "parent_a", "parent_b", "trained_week", "active", "left_week"]
)


def test_a_line_is_of_those_before_and_after():
    """The fourth comes of the first two; of its groups came the sixth, and of those of the sixth the seventh."""
    assert line(TABLE, 4) == [1, 2, 4, 6, 7]
    assert line(TABLE, 3) == [3, 8]
    assert line(TABLE, 7) == [1, 2, 4, 5, 6, 7]


def test_each_has_a_mark_at_its_date_and_no_number_that_nobody_explains():
    chart = family(TABLE, 4, id="f", calendar=CALENDAR)
    assert not [words for words in texts(chart) if words in "12345678"]
    assert len(paths(chart, stroke="#9a9a9a")) == 4
    marks = [one for one in paths(chart) if one.get("transform")]
    assert len(marks) == 4 + 5  # in the legend, and facilitators
    assert len(paths(chart, **{"stroke-width": "2", "fill": "none"})) == 1  # a ring about the one that it is of
    assert "2 facilitators before, 2 facilitators after" in str(tree(chart)[1].text)
    inside(chart)


# ---- maps ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def frame(territory):
    return communes(territory.codes, territory.names)


def drawn(chart):
    return {one.get("data-commune"): one for one in paths(chart) if one.get("data-commune")}


def middles(chart):
    """Of the commune's path, east and south of the corner."""
    points = {code: places(str(one.get("d"))) for code, one in drawn(chart).items()}
    return {code: tuple(sum(one) / len(one) for one in zip(*found, strict=True)) for code, found in points.items()}


def test_none_is_a_class_of_its_own_and_classes_rise():
    made = Classes((2, 5, 10))
    assert [made.number(value) for value in (0, 0.1, 1.9, 2, 4, 5, 50)] == [0, 1, 1, 2, 2, 3, 4]
    assert made.number(float("nan")) == 0
    assert made.scale == ["0", "> 0", "≥ 2", "≥ 5", "≥ 10"]


def test_classes_fit_all_years_together():
    some = communes("ABCDEF", "ABCDEF")
    made = Classes.of(some, "per_1000")
    assert made.bounds == (2, 4, 6, 8)
    assert [made.number(value) for value in some["per_1000"]][:6] == [0, 1, 2, 2, 3, 3]
    assert Classes.of(some, "groups").bounds == ()
    many = Classes.of(pd.DataFrame({"groups": [0.0, 1, 3, 7, 300]}), "groups")
    assert many.bounds == (10, 20, 50, 100, 200)
    assert len(many.scale) == len(FILLS)


def test_each_commune_is_a_path_in_the_colour_of_its_class_and_tells_its_value(frame, territory):
    chart = commune_map(frame, territory, SINCE, id="m")
    found, last = drawn(chart), frame[frame["year"] == 2].set_index("commune")
    classes, residents = Classes.of(frame, "per_1000"), territory.residents.sum(axis=1)
    assert set(found) == set(territory.codes)
    assert 1 < (residents < SMALL).sum() < 34
    for code, one in found.items():
        value, enough = last.loc[code, "per_1000"], residents[territory.index[code]] >= SMALL
        expected = FILLS[classes.number(value)] if enough else EDGE  # a hamlet has not the colour of a town
        assert one.get("fill") == expected
        assert one.findtext(f"{SVG}title") == f"{last.loc[code, 'name']}: {value_of_a_commune('per_1000', value)}"


def test_north_is_up_and_communes_stand_below_the_legend(frame, territory):
    chart, here = commune_map(frame, territory, SINCE, id="m"), ground(territory)
    at, height = middles(chart), float(str(tree(chart).get("height")))
    north, south = (territory.codes[at] for at in (territory.latlon[:, 0].argmax(), territory.latlon[:, 0].argmin()))
    east, west = (territory.codes[at] for at in (territory.latlon[:, 1].argmax(), territory.latlon[:, 1].argmin()))
    assert height - here["tall"] < at[north][1] < at[south][1] < height
    assert 0 < at[west][0] < at[east][0] < WIDE
    km, long = here["bar"]
    assert (km, here["wide"]) == (5, WIDE)
    assert 0 < long <= WIDE / 5


def test_without_contours_a_commune_is_a_circle(frame, territory):
    chart = commune_map(frame, replace(territory, contours=None), SINCE, id="m")
    assert len(drawn(chart)) == len(territory)
    assert "its area in proportion to its inhabitants; the smallest are enlarged" in " ".join(texts(chart))
    assert {one.get("stroke") for one in drawn(chart).values()} == {INK}
    inside(chart)


def test_it_says_where_there_is_most(frame, territory):
    assert territory.names[-1] in str(tree(commune_map(frame, territory, SINCE, id="m"))[1].text)
    one = frame.assign(per_1000=frame["groups"])
    alone = tree(commune_map(one, territory, SINCE, id="m"))[1].text
    assert alone == f"Most: {territory.names[-1]} (1). In 67 of 68 communes there is nothing."
    with speaking("fr"):
        assert "Dans 67 communes sur 68" in str(tree(commune_map(one, territory, SINCE, id="m"))[1].text)


# ---- one course of the many: the world in the middle, and the facilitator of whom most others come -------------------


def test_the_course_is_that_of_the_world_in_the_middle(asked):
    people = asked.briefing.ends.set_index("world")["people"]
    world = middle_world(asked.briefing)
    assert abs(people[world] - people.median()) == (people - people.median()).abs().min()
    assert people.nunique() > 2
    by_year = asked.one_course.tables["communes"].groupby("year")["participants"].sum()
    assert by_year[by_year.index > asked.base.past].sum() == people[world]


def test_nobody_has_more_descendants_than_whose_story_is_told(asked):
    run, start = asked.one_course, asked.base.parameters.calendar.start
    found = descent(run, start)
    lives = [life(run, row + 1) for row in range(len(run.tables["facilitators"]))]
    assert found["after"] == max(one.after for one in lives) > 0
    assert str(found["after"]) in " ".join(found["story"])
    picture = etree.fromstring(str(found["family"]))
    assert picture.get("role") == "img"
    chosen = next(one for one in lives if one.after == found["after"])
    assert f"{chosen.number}" in picture.findtext("{*}title")
    assert len(found["children"]) == min(len(chosen.children), 12)


def test_where_nobody_came_of_anybody_there_is_no_line(asked):
    run = asked.one_course
    table = run.tables["facilitators"]
    for some in (table.iloc[:0], table[table["source"] == "founder"]):
        alone = Results({**run.tables, "facilitators": some}, run.summary, run.provenance, run.texts)
        assert descent(alone, "2017-01") == {}


# ---- the list of communes before anything is moved, and what scripts draw a map from ---------------------------------


@pytest.mark.parametrize(
    ("share", "worlds", "told"),
    [
        (0, 200, "0"),
        (0.005, 200, "< 1"),
        (0.05, 200, "0"),
        (0.06, 200, "1"),
        (0.25, 200, "2"),
        (0.35, 200, "4"),
        (0.5, 200, "5"),
        (0.951, 200, "> 9"),
        (1, 200, "10"),
        (0.25, 8, "2"),
        (1, 8, "8"),
    ],
)
def test_a_share_of_cases_is_told_of_ten_and_of_few_as_so_many_of_them(share, worlds, told):
    assert cases(share, worlds) == told
    assert out_of(worlds) == (10 if worlds == 200 else 8)


def test_communes_stand_there_with_those_first_that_are_reached_least_often(asked):
    table = asked.briefing.communes
    last = table[table["year"] == asked.years].set_index("commune")
    found = rows(asked.briefing)
    shares = [last.loc[row["code"], "with_people"] for row in found]
    assert {row["code"] for row in found} == {*asked.territory.codes}
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]
    assert [row["never"] for row in found] == [str(round((1 - share) * 4)) for share in shares]


def test_those_that_are_not_reached_in_half_of_the_cases_are_named(asked):
    some, codes = asked.briefing.communes.copy(), asked.territory.codes
    some["with_people"] = 1.0
    with speaking(ENGLISH):
        for code, share in ((codes[3], 0.5), (codes[5], 0.25), (codes[7], 0.51)):
            some.loc[some["commune"] == code, "with_people"] = share
        told = never(replace(asked.briefing, communes=some))
    assert told.startswith("From 2020 on nobody takes part from 2 communes")
    assert told.endswith(f": {asked.territory.names[5]}, {asked.territory.names[3]}.")


def test_where_each_is_reached_it_is_said_how_often_all_are(asked):
    """Each in most cases, and yet all together in few: of four cases, in one."""
    some, codes = asked.briefing.communes.assign(with_people=1.0, everywhere=0.25), asked.territory.codes
    with speaking(ENGLISH):
        together = "No commune is left out in 1 of 4 simulations."
        assert never(replace(asked.briefing, communes=some)).endswith(together)
        some.loc[some["commune"].isin([codes[3], codes[5]]), "with_people"] = 0.75
        told = never(replace(asked.briefing, communes=some))
    names = asked.territory.names
    assert told.startswith("From 2020 on each commune, taken one at a time, sends somebody in more than half of the ")
    assert told.endswith(f"{together} Most often left out: {names[3]} (1 of 4 simulations), {names[5]} (1).")


def test_grey_is_explained_where_there_are_so_few_residents(asked):
    residents = asked.territory.residents.sum(axis=1)
    assert residents.min() < SMALL
    with speaking(ENGLISH):
        assert f"fewer than {SMALL} residents" in few(asked.territory)
        assert not few(replace(asked.territory, residents=asked.territory.residents + SMALL))
