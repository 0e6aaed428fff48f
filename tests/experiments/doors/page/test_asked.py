"""What an address says: one form, bounds, levers apart from assumptions, and the scenarios that come of it."""

from urllib.parse import parse_qsl

import pytest

from contagion.experiments.doors.page.asked import MOST, Asked
from contagion.experiments.language.languages import speaking
from contagion.experiments.language.levers import LEVERS
from contagion.sim.errors import InputError

TWENTY = ("set", "training.places=20")


def test_an_address_says_the_view_and_gives_it_again(asked):
    given = [("scenario", "ref"), ("scenario", "campaign"), TWENTY, ("assume", "registering.letter=0.02")]
    view = asked(*given, ("years", "5"), ("above", "50"), ("figure", "ref:groups"), ("year", "3"), ("ask", "limits"))
    assert (view.scenario, view.set, view.years, view.year) == (("ref", "campaign"), ("training.places=20",), 5, 3)
    assert Asked.of("en", parse_qsl(view.query()), view.kept) == view
    assert asked().query() == ""
    assert view.query(years=7).count("years=7") == 1


def test_a_form_says_a_number_in_a_field_of_its_name(asked):
    assert asked(("set.training.places", "20"), ("set.outreach.letters", "")).set == ("training.places=20",)


def test_what_holds_anyway_is_no_setting(asked):
    usual = asked().scenarios()[0].parameters
    view = asked(("set.training.places", f"{usual.training.places}"), ("assume.registering.letter", "0.02"), TWENTY)
    assert (view.set, view.assume) == (("training.places=20",), ("registering.letter=0.02",))


def test_levers_are_one_more_scenario_over_the_first_and_assumptions_are_of_all(asked):
    view = asked(("scenario", "ref"), ("scenario", "campaign"), TWENTY, ("assume", "registering.letter=0.02"))
    first, second, levers = view.scenarios()
    assert [one.name for one in (first, second, levers)] == ["ref", "campaign", "training.places=20"]
    assert levers.parameters == first.parameters.with_values({"training.places": 20})
    assert {one.parameters.registering.letter for one in (first, second, levers)} == {0.02}


def test_prices_that_were_entered_are_those_of_all_scenarios(asked):
    view = asked(TWENTY)
    view.kept.keep_prices({"seat": 640.5})
    assert {one.parameters.costs.seat for one in view.scenarios()} == {640.5}


def test_a_territory_is_named_or_numbered_and_has_its_own_effort(asked):
    named, numbered = asked(("epci", "Dinan Agglomération")), asked(("epci", "200068989"))
    assert named == numbered
    assert named.query() == "epci=200068989"
    assert len(named.territory.codes) == 65
    here, there = asked().scenarios()[0], named.scenarios()[0]
    assert there.parameters.training.places < here.parameters.training.places
    assert "scaled" in there.effort


def test_grand_besancon_by_its_name_is_what_is_there_anyway(asked):
    assert asked(("epci", "Grand Besançon Métropole")) == asked()


@pytest.mark.parametrize(
    "given, words",
    [
        (
            ("years", "400"),
            "years = 400: must be a whole number from 1 to 30; the command `contagion compare` goes further.",
        ),
        (("years", "ten"), "years = ten: must be a whole number"),
        (("above", "-1"), "above = -1: must be a whole number from 0"),
        (("euros", "1"), "euros = 1: must be a whole number from 1,000"),
        (("scenario", "../../etc/passwd"), "../../etc/passwd: there is no such scenario in the library"),
        (("scenario", "own-0123456789ab"), "own-0123456789ab: there is no such scenario in the library"),
        (("set", "training.places"), "set = training.places: must have the form name=value"),
        (("set", "training.placs=3"), "set: there is no number called training.placs."),
        (("set", "registering.letter=0.02"), "registering.letter: is no lever but an assumption"),
        (("assume", "training.places=20"), "training.places: is a lever"),
        (("set", "training.places=many"), "set: training.places = 'many'"),
        (("figure", "<b>"), "figure = <b>: must be a short name"),
        (("commune", "x" * 300), "commune: is too long; at most 200 characters are taken."),
        (("epci", "Atlantis"), "“Atlantis”: no intercommunal authority has this name or number"),
        (("epci", "200054781"), "Métropole du Grand Paris"),
    ],
)
def test_a_mistake_is_one_line(asked, given, words):
    with pytest.raises(InputError) as error:
        asked(given).scenarios()
    assert str(error.value).startswith(words)
    assert "\n" not in str(error.value)


def test_a_large_territory_is_for_the_command(asked):
    with pytest.raises(InputError, match=r"the page answers for at most 500,000.*contagion compare"):
        asked(("epci", "200054781")).scenarios()


def test_no_more_than_a_few_of_each_are_taken(asked):
    names = ("ref", "campaign", "mentoring", "paid", "students")
    with pytest.raises(InputError, match=r"scenario: is given 5 times; at most 4"):
        asked(*(("scenario", name) for name in names))


def test_fields_of_a_form_that_hold_anyway_are_not_counted(asked, monkeypatch):
    monkeypatch.setitem(MOST, "set", 1)
    usual = asked().scenarios()[0].parameters
    held = [(f"set.{one.name}", f"{usual.get(one.name)}") for one in LEVERS]
    assert asked(*held, TWENTY).set == ("training.places=20",)
    with pytest.raises(InputError, match=r"set: is given 2 times; at most 1"):
        asked(*held, TWENTY, ("set", "outreach.letters=7"))


def test_mistakes_are_told_in_the_language_of_the_address(asked):
    with pytest.raises(InputError, match="doit être un nombre entier d’années de 1 à 30"):
        asked(("years", "400"), lang="fr")
    with pytest.raises(InputError, match="de"):
        asked(lang="de")


def test_fewer_years_than_a_programme_needs_are_said_of_the_years(desk):
    with speaking("fr"), pytest.raises(InputError) as caught:
        Asked(lang="fr", scenario=("ref", "end_of_support"), years=3, kept=desk.kept).scenarios()
    assert caught.value.field == "years"
    assert "choisissez 4 années ou plus" in str(caught.value)
    assert Asked(lang="fr", scenario=("ref", "end_of_support"), years=4, kept=desk.kept).scenarios()
