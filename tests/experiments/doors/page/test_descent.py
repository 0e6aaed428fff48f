"""One course of the many: the world in the middle, and the facilitator of whom most others come."""

from contagion.experiments.doors.page.descent import descent, middle_world
from contagion.experiments.verbs.history.lives import life
from contagion.sim.files.results import Results
from tests.helpers.pages import etree


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
