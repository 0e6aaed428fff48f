"""What is wrong in an address is left out, and told with its field; all else stays."""

import re

import pytest

from contagion.experiments.doors.page.mistakes import as_far, mistakes_of
from contagion.experiments.language.languages import speaking
from contagion.experiments.language.levers import ASSUMPTIONS, LEVERS
from contagion.sim.errors import InputError, several


def test_what_is_right_stays_and_all_that_is_wrong_is_told(desk):
    query = [("years", "0"), ("above", "7"), ("set.training.places", "-3"), ("set.outreach.letters", "900"),
             ("epci", "Nowhere at all")]  # fmt: skip
    view, mistakes = as_far("en", query, desk.kept)
    assert (view.above, view.years, view.set) == (7, 10, ("outreach.letters=900",))
    assert {one.field: one.given for one in mistakes} == {
        "years": "0",
        "training.places": "-3",
        "epci": "Nowhere at all",
    }
    assert "must be greater than or equal to 0" in next(one.words for one in mistakes if one.field == "training.places")


@pytest.mark.parametrize("pair", [("set", "training.places=-3"), ("set.training.places", "-3")])
def test_a_setting_is_known_however_it_is_written(desk, pair):
    view, (mistake,) = as_far("fr", [pair, ("set", "outreach.letters=900")], desk.kept)
    assert (mistake.field, mistake.given, view.set) == ("training.places", "-3", ("outreach.letters=900",))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "“Training places at each session” = -3: must be greater than or equal to 0"),
        ("fr", "« Places à chaque session de formation » = -3 : doit être au moins égal à 0"),
    ],
)
def test_a_number_is_called_by_the_label_of_its_field(desk, lang, words):
    _view, (mistake,) = as_far(lang, [("set", "training.places=-3")], desk.kept)
    assert re.sub(r"\s", " ", mistake.words) == words


def test_no_number_is_called_by_its_code(desk):
    for one in (*LEVERS, *ASSUMPTIONS):
        key = "set" if one in LEVERS else "assume"
        _view, (mistake,) = as_far("en", [(key, f"{one.name}=much")], desk.kept)
        assert one.name not in mistake.words


def test_what_cannot_be_placed_gives_the_usual_view(desk):
    desk.kept.prices_file.parent.mkdir(parents=True, exist_ok=True)
    desk.kept.prices_file.write_text("nonsense", encoding="utf-8")
    view, (mistake,) = as_far("en", [("years", "3")], desk.kept)
    assert (view.query(), mistake.field) == ("", "")


def test_each_is_said_in_the_language_that_is_spoken():
    error = several([InputError("must be {expected}", expected=3).at("years"), InputError("<b>")])
    with speaking("fr"):
        told = mistakes_of(error, {"years": "4"})
    assert [(one.words, one.field, one.given) for one in told] == [("doit être 3", "years", "4"), ("<b>", "", "")]


@pytest.mark.parametrize(
    ("pair", "label"),
    [
        (("reading", "talk-inform"), "reading talk-inform: there is no such reading; did you mean 'talk-informs'?"),
        (("euros", "abc"), "“Euros more each year” = abc: must be"),
        (("above", "abc"), "“How many more people would matter to you?” = abc: must be"),
        (("world", "0"), "“Another world, from 1 to 200” = 0: must be"),
        (("years", "0"), "“Years from the start” = 0: must be"),
    ],
)
def test_fields_of_the_page_are_called_by_their_labels(desk, pair, label):
    _view, (mistake,) = as_far("en", [pair], desk.kept)
    assert mistake.words.startswith(label)


def test_a_price_is_called_by_its_item():
    (mistake,) = mistakes_of(InputError("seat = -5: must be more").at("seat"))
    assert mistake.words == "“training seats” = -5: must be more"
