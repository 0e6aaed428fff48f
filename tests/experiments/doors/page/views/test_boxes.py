"""Levers and assumptions in their fields."""

from dataclasses import replace

from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.views import boxes


def of(name, fields):
    return next(one for one in fields if one["name"] == name)


def test_a_lever_begins_at_what_it_is_in_the_programme_compared_with(asked, french):
    made = boxes.values(asked)
    places = of("training.places", made["levers"])
    assert (places["usual"], places["value"], places["moved"]) == ("10", "30", True)
    assert not of("outreach.letters", made["levers"])["moved"]
    assert len(made["levers"]) == 8
    assert {"label", "hint", "evidence"} <= places.keys()
    assert "niveau G" in places["evidence"]


def test_effort_is_scaled_to_the_territory_and_said(kept, french):
    dole = Asked.of("fr", [("epci", "200010650"), ("years", "2")], kept)
    made = boxes.values(dole)
    assert of("training.places", made["levers"])["usual"] == "3"
    assert made["effort"].startswith("Moyens ramenés à")
    assert made["written"] == "CA du Grand Dole"
    assert "CA du Grand Dole" in made["territories"]
    assert len(made["territories"]) > 1000


def test_an_assumption_is_as_it_is_known_until_it_is_set(asked, french):
    fields = boxes.values(asked)["assumptions"]
    assert {one["value"] for one in fields} == {""}
    set_so = replace(asked, assume=("retention.loss_per_year=0.4",))
    loss = of("retention.loss_per_year", boxes.values(set_so)["assumptions"])
    assert (loss["value"], loss["moved"]) == ("0.4", True)
    assert ("0.4", "environ une personne sur trois") in loss["choices"]


def test_what_has_no_field_goes_along(asked):
    more = replace(asked, set=("training.places=30", "group.size=9"), assume=("group.no_show=0.2",))
    assert boxes.others(more) == [("set", "group.size=9"), ("assume", "group.no_show=0.2")]
