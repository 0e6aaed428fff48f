"""All that is wrong with the values of a scenario."""

import pytest

from contagion.models.scenarios import mistakes
from contagion.models.scenarios.scenario import checked
from contagion.sim.errors import InputError


def test_each_thing_that_is_wrong_is_named_with_its_field():
    content = {"training": {"places": -1, "placs": 3}, "group": {"size": "ten"}, "decision": [{"from": 3, "sett": {}}]}
    with pytest.raises(InputError) as caught:
        checked(content, "here", lines=(7,))
    found = {one.field: str(one) for one in caught.value.mistakes}
    assert found["training.places"] == "here: training.places = -1: must be greater than or equal to 0"
    assert "did you mean 'training.places'" in found["training.placs"]
    assert found["group.size"] == "here: group.size = 'ten': must be a valid integer"
    assert found["decision.0.sett"].endswith("sett: did you mean 'set'?")
    assert len(found) == 4
    assert str(caught.value).endswith(" (and 3 more)")
    assert "\n" not in str(caught.value)


def test_of_thousands_of_unknown_names_some_are_looked_up_and_all_are_counted(monkeypatch):
    looked_up = []
    monkeypatch.setattr(mistakes, "get_close_matches", lambda name, *_, **__: looked_up.append(name) or [])
    with pytest.raises(InputError) as caught:
        checked({"training": {f"placs_{n}": 1 for n in range(3000)}}, "here")
    assert str(caught.value).endswith("(and 2999 more)")
    assert len(looked_up) < 300


def test_one_alone_is_no_more_than_its_line():
    with pytest.raises(InputError) as caught:
        checked({"training": {"accept": 3}}, "here")
    assert [str(one) for one in caught.value.mistakes] == [str(caught.value)]
