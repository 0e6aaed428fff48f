"""In how many readings an answer stands (`questions/in_readings.py`)."""

from dataclasses import replace

from contagion.experiments.ensembles.calibration import RULE
from contagion.experiments.ensembles.ensemble import under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.questions.in_readings import readings_of, standing
from tests.helpers.asked import by_world as difference
from tests.helpers.even_ensemble import even


def test_an_answer_stands_where_its_middle_is_on_the_same_side():
    found = standing(
        difference(1, 2, 3), {"talk-informs": difference(-9, 1, 9), "rule-threshold": difference(-5, 0, 3)}
    )
    assert found.fallen == ["rule-threshold"]
    assert str(found) == "stands in 1 of 2 readings, not in “a number of sources is needed” (+0)"
    down = standing(difference(-2), {"talk-informs": difference(-1), "rule-threshold": difference(4)})
    assert down.fallen == ["rule-threshold"]
    assert str(standing(difference(1), {"talk-informs": difference(2)})) == "stands in 1 of 1 readings"


def test_those_furthest_away_are_named_first_and_the_others_counted():
    names = ["talk-informs", "rule-simple", "rule-reinforced", "rule-threshold"]
    found = standing(difference(1), {name: difference(-size) for size, name in enumerate(names, start=1)})
    assert str(found).endswith("(-4); “being told by several reinforces” (-3); 2 more")


def test_no_difference_has_nothing_that_could_stand():
    assert "no difference" in str(standing(difference(0), {"talk-informs": difference(1)}))
    assert "no other reading" in str(standing(difference(1), {}))


def test_only_readings_that_say_something_of_it_are_asked():
    of_people, of_tonnes = readings_of(even(2)), readings_of(even(2), of_emissions=True)
    assert set(of_people) == {name for name, one in READINGS.items() if not one.of_emissions_alone}
    assert set(of_tonnes) == set(READINGS)
    assert of_people["rule-threshold"].table[RULE].unique().tolist() == ["threshold"]
    assert readings_of(under(even(2), READINGS["talk-informs"])) == {}
    one_rule = replace(even(2), table=even(2).table[lambda rows: rows[RULE] == "simple"])
    assert not {"rule-threshold", "rule-reinforced"} & set(readings_of(one_rule))
