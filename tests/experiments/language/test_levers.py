"""Names that people say for what can be moved."""

from contagion.experiments.language.languages import speaking
from contagion.experiments.language.levers import (
    ASSUMED,
    BY_NAME,
    LEVERS,
    ON_THE_PAGE,
    SOLD,
    levers_in_words,
    setting_in_words,
)
from contagion.models.parameters import describe
from contagion.models.parameters.declaring import LEVER

ROLES = {row["name"]: row["role"] for row in describe()}
VALID = {row["name"]: row["valid"] for row in describe()}


def test_what_is_on_the_page_or_sold_an_authority_decides_and_what_is_assumed_nobody():
    assert {ROLES[one.parameter] for one in (*ON_THE_PAGE, *SOLD)} == {LEVER}
    assert LEVER not in {ROLES[one.parameter] for one in ASSUMED}
    assert {*SOLD} <= {one for one in LEVERS if one.priced and one.times == 1}


def test_what_can_be_chosen_is_valid():
    for name, one in BY_NAME.items():
        low, high = VALID[name]
        for value in one.choices or (one.low, one.high):
            assert low <= value <= (high if high is not None else value), name
        assert not one.words or len(one.words) == len(one.choices), name


def test_a_scenario_of_levers_is_called_by_them():
    assert levers_in_words(["training.places=20", "retention.paid_share=0.5"]) == (
        "Training places at each session: 20; facilitators who are paid: 50%"
    )
    with speaking("fr"):
        assert levers_in_words(["training.period_weeks=26"]) == "Sessions de formation\u00a0: deux fois par an"


def test_what_has_no_name_for_people_stands_as_it_is():
    assert setting_in_words("group.size=9") == "group.size=9"
    assert setting_in_words("training.places=many") == "training.places=many"
