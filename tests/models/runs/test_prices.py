"""Your own prices: read over a scenario, and what is still a placeholder."""

import pytest

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import priced
from contagion.models.scenario import read
from contagion.sim.errors import InputError


def file_of(folder, text):
    (folder / "prices.toml").write_text(text)
    return folder / "prices.toml"


def test_prices_of_a_file_stand_over_the_scenario(tmp_path):
    found = priced(read(), file_of(tmp_path, "[costs]\nseat = 640\nletter = 0.5\n"))
    assert found.scenario.parameters.costs.seat == 640
    assert found.scenario.parameters.costs.kit == read().parameters.costs.kit
    assert set(ITEMS) - set(found.placeholders) == {"seat", "letter"}  # given, be it what it was


def test_a_price_that_the_scenario_sets_is_none_to_wait_for():
    assert priced(read()).placeholders == ITEMS
    assert "kit" not in priced(read(None, ["costs.kit=80"])).placeholders
    assert "kit" not in priced(read(None, ["costs.kit=150"])).placeholders  # as usual, but set


def written(folder, text):
    (folder / "mine.toml").write_text(text)
    return read(folder / "mine.toml")


def test_a_price_that_the_file_of_a_scenario_says_is_given_whatever_it_is(tmp_path):
    as_usual = written(tmp_path, "[costs]\nseat = 700\nkit = 80\n")
    assert as_usual.parameters.costs.seat == read().parameters.costs.seat
    assert priced(as_usual).given == {"seat", "kit"}


def test_a_scenario_that_is_written_out_and_read_again_has_the_same_placeholders(tmp_path):
    first = priced(written(tmp_path, "[costs]\nseat = 700\n"), file_of(tmp_path, "[costs]\nletter = 0.5\n")).scenario
    again = written(tmp_path, first.text())
    assert again.parameters == first.parameters
    assert again.given == first.given == {"seat", "letter"}
    dearer = written(tmp_path, first.text().replace("kit = 150.0", "kit = 151.0"))
    assert "kit" in dearer.given  # your own price takes the place of a placeholder, without a further word


@pytest.mark.parametrize("given", ["3", '"seat"', '["seet"]', "[3]"])
def test_placeholders_that_are_no_prices_are_refused(tmp_path, given):
    with pytest.raises(InputError, match=r"placeholder_prices = .*: must be a list of prices, as in"):
        written(tmp_path, f"placeholder_prices = {given}\n")


@pytest.mark.parametrize(
    "text, said",
    [
        ("[costs]\nseet = 640\n", "unknown parameter 'costs.seet'. Did you mean 'costs.seat'?"),
        ("[costs]\nseat = -5\n", "costs.seat = -5: must be"),
        ("[costs]\nseat = 'dear'\n", "costs.seat = 'dear': must be"),
        ("seat = 640\n", "'seat': a file of prices has the section [costs] alone"),
        ("[training]\nplaces = 3\n", "'training': a file of prices has the section [costs] alone"),
        ("", "must have a section [costs] with a line a price, as in seat = 640"),
        ("costs = 3\n", "must have a section [costs]"),
        ("[costs\n", "not valid TOML"),
    ],
)
def test_what_is_no_price_is_refused_in_one_line(tmp_path, text, said):
    with pytest.raises(InputError) as refused:
        priced(read(), file_of(tmp_path, text))
    assert said in str(refused.value)
    assert "prices.toml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.toml: no such file of prices"):
        priced(read(), tmp_path / "nowhere.toml")
