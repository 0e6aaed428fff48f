"""Under which reading a visitor asks: told where there is none, and where it changes nothing."""

import pytest

from contagion.experiments.doors.page.accounts import some_changed
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.kinds import question
from contagion.sim.errors import InputError

TALK = "talk-informs"


def test_a_reading_that_all_programmes_set_is_told(desk):
    view = Asked.of("en", [("assume", "registering.rule=threshold"), ("reading", "rule-simple")], desk.kept)
    with pytest.raises(InputError, match=r"sets registering\.rule, which ref sets itself") as told:
        view.scenarios()
    assert told.value.field == "reading"
    assert some_changed("", ()) == ()


def test_a_reading_goes_along_in_addresses_and_makes_another_question(desk):
    usual, told = (Asked.of("en", [("reading", name)], desk.kept) for name in ("", TALK))
    assert told.query() == "reading=talk-informs"
    assert usual.query() == ""
    assert question("compare", usual) != question("compare", told)
    assert Asked.of("en", [("reading", TALK)], desk.kept) == told
