"""Files of validation, what is predicted of them, and how the two are compared."""

from math import nan

import numpy as np
import pytest

from experiments.studies.targets import FOLDER as FITTED
from experiments.studies.targets import read_targets
from experiments.studies.validation import (
    FEWEST,
    FOLDER,
    KEPT,
    NOTHING,
    OUTSIDE,
    WELL,
    WITHIN,
    Predicted,
    against_chance,
    all_series,
    compared,
    in_worlds,
    predicted,
    read_series,
    validated,
)
from models.scenarios.scenario import read
from models.territory.communes import load_communes
from sim.errors import InputError
from tests.helpers.even_ensemble import even

HEAD = 'programme = "A place"\n'
INPUT = '[[input]]\nset = "training.founders=4"\nsource = "a page"\n'
ROW = '[[predicted]]\nindicator = "participants"\nyear = 2\nvalue = 30\nsource = "a page"\n'


def written(tmp_path, text):
    file = tmp_path / "place.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def ensemble():
    return even(2)


# ---- files -----------------------------------------------------------------------------------------------------------


def test_those_of_the_project_are_short_sourced_and_about_other_things_than_the_targets():
    known = all_series()
    assert len(known) > 12
    assert sum(one.place is not None for one in known) >= 3
    for one in known:
        text = (FOLDER / f"{one.name}.toml").read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 29, one.name
        assert all("http" in row.source or "page" in row.source for row in one.rows), one.name
    fitted_to = {row.name for file in FITTED.glob("*.toml") for row in read_targets(file).rows}
    own = {row.name for one in known if one.name.startswith("besancon") for row in one.rows}
    assert own
    assert not own & fitted_to


def test_what_is_read_is_what_is_written(tmp_path):
    series = read_series(written(tmp_path, HEAD + 'place = { epci = "Dinan Agglomération" }\n' + INPUT + ROW))
    assert (series.name, series.programme, series.years) == ("place", "A place", 2)
    assert series.place is not None
    assert "Dinan" in series.place.title
    assert series.scenario.parameters.training.founders == 4
    assert series.scenario.set_over == ("training.founders",)


@pytest.mark.parametrize("other", ['place = { epci = "Dinan Agglomération" }\n', INPUT])
def test_the_same_figure_elsewhere_or_of_another_programme_is_none_that_is_fitted_to(tmp_path, other):
    assert read_series(written(tmp_path, HEAD + other + ROW.replace("year = 2", "year = 3"))).years == 3


@pytest.mark.parametrize(
    "text,said",
    [
        (HEAD, "predicted"),
        (HEAD + ROW.replace("participants", "particpants"), "predicted 1: indicator 'particpants': there is no such"),
        (HEAD + ROW.replace("year = 2", "year = 0"), "predicted 1: year = 0: must be greater than or equal to 1"),
        (HEAD + ROW.replace("year = 2", "year = 51"), "predicted 1: year = 51: must be less than or equal to 50"),
        (
            HEAD + ROW + ROW.replace("participants", "coverage").replace("2", "1"),
            "predicted 2: indicator 'coverage': is",
        ),
        (HEAD + ROW.replace("value = 30\n", ""), "predicted 1: needs value, or low and high, not nothing"),
        (HEAD + ROW + "low = 3\n", "predicted 1: needs value, or low and high, not value and low"),
        (HEAD + ROW.replace('source = "a page"\n', ""), "predicted 1: source"),
        (HEAD + ROW + 'rule = "about"\n', "predicted 1: rule = 'about': must be 'equal', 'at least' or 'at most'"),
        (HEAD + ROW + 'expected = "outside"\n', "predicted 1: expected = 'outside' needs why"),
        (HEAD + INPUT.replace("founders", "fonders") + ROW, "input: unknown parameter 'training.fonders'; did you"),
        (HEAD + INPUT.replace("=4", "=many") + ROW, "input: training.founders = 'many'"),
        (HEAD + 'place = { epci = "Atlantis" }\n' + ROW, "place: epci 'Atlantis': no EPCI has this "),
        (HEAD + 'place = { town = "Dinan" }\n' + ROW, "place.town"),
        (HEAD + 'scenario = "atlantis"\n' + ROW, "atlantis: there is no such scenario file"),
        (
            HEAD + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        (
            HEAD + 'place = { epci = "242500361" }\n' + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        (
            HEAD + INPUT.replace("training.founders=4", "costs.seat=641") + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        ("[[predicted", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path, text, said):
    with pytest.raises(InputError) as refused:
        read_series(written(tmp_path, text))
    message = str(refused.value)
    assert said in message
    assert "\n" not in message
    assert "place.toml" in message


# ---- compared --------------------------------------------------------------------------------------------------------


def row(**said):
    return Predicted.model_validate({"indicator": "participants", "year": 1, "source": "a page", **said})


EVENLY = np.arange(101.0)  # the quantiles are the numbers themselves


@pytest.mark.parametrize(
    "fact,verdict,quantile",
    [
        ({"value": 50}, WELL, 50.5 / 101),
        ({"value": 25}, WELL, 25.5 / 101),
        ({"value": 24.9}, WITHIN, 25 / 101),
        ({"value": 95}, WITHIN, 95.5 / 101),
        ({"value": 95.1}, OUTSIDE, 96 / 101),
        ({"value": -1}, OUTSIDE, 0),
        ({"low": 40, "high": 60}, WELL, 50.5 / 101),  # the median is in it
        ({"low": 80, "high": 300}, WITHIN, 80.5 / 101),
        ({"low": 200, "high": 300}, OUTSIDE, 1),
        ({"value": 200, "rule": "at most"}, KEPT, 1),
        ({"value": 2, "rule": "at most"}, OUTSIDE, 2.5 / 101),
        ({"value": 80, "rule": "at least"}, KEPT, 80.5 / 101),
        ({"value": 2, "rule": "at least"}, KEPT, 2.5 / 101),
    ],
)
def test_a_fact_is_judged_by_where_it_lies(fact, verdict, quantile):
    found = compared(row(**fact), EVENLY)
    assert (found["verdict"], found["worlds"]) == (verdict, 101)
    assert found["quantile"] == pytest.approx(quantile)
    assert [found[end] for end in ("p5", "p25", "p50", "p75", "p95")] == pytest.approx([5, 25, 50, 75, 95])


def test_worlds_that_do_not_tell_a_figure_are_left_out_and_few_say_nothing():
    some = np.append(np.full(50, nan), EVENLY)
    assert compared(row(value=30), some) == compared(row(value=30), EVENLY)
    assert compared(row(value=3), np.arange(FEWEST - 1.0))["verdict"] == NOTHING
    assert compared(row(value=3), np.arange(float(FEWEST)))["verdict"] == WELL
    none = compared(row(value=3), np.full(5, nan))
    assert (none["verdict"], none["worlds"]) == (NOTHING, 0)


# ---- predicted -------------------------------------------------------------------------------------------------------


def test_a_place_is_run_in_its_own_communes_and_its_facts_are_not_scaled(lab, ensemble, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where the table of the territory is kept
    file = written(tmp_path, HEAD + 'place = { epci = "Dinan Agglomération" }\n' + INPUT + ROW)
    trained = ROW.replace("participants", "facilitators_trained").replace("year = 2", "year = 1")
    there, here = read_series(file), read_series(written(tmp_path, HEAD + INPUT + ROW.replace("30", "31")))
    file = written(tmp_path, HEAD + 'place = { epci = "Dinan Agglomération" }\n' + INPUT + trained)
    assert (predicted(lab, read_series(file), ensemble, 2)[0] == 4).all()  # founders; the training of week 6 is theirs
    made, other = (predicted(lab, one, ensemble, 4)[0].tolist() for one in (there, here))
    assert made != other
    assert len(list((tmp_path / "results" / "territories").glob("*.csv"))) >= 1


def test_what_only_a_close_look_tells_can_be_predicted(lab, ensemble, tmp_path):
    row = ROW.replace("participants", "own_group").replace("value = 30", "value = 0.7")
    made = predicted(lab, read_series(written(tmp_path, HEAD + row)), ensemble, 6)[0]
    assert made.notna().any()
    assert made.dropna().between(-1, 1).all()


def test_the_table_has_each_fact_once_with_its_verdict(lab, ensemble):
    known = [read_series(FOLDER / f"{name}.toml") for name in ("edinburgh", "ohio_before")]
    made = validated(lab, known, ensemble, 10)
    assert made["series"].tolist() == ["edinburgh", "edinburgh", "ohio_before"]
    assert made["figure"].tolist()[0] == "groups_started / facilitators_trained, year 1"
    assert made[["low", "high"]].to_numpy().tolist() == [[0.37, 0.37], [6.7, 6.7], [0.1, 0.2]]
    assert made["worlds"].max() == 10
    again = predicted(lab, known[1], ensemble, 10)[0]
    assert made["p50"].iloc[2] == np.median(again)
    assert again.between(0, 1).all()


def test_chance_places_the_same_number_of_groups_by_population(lab, ensemble):
    """By a draw of a thousand maps, in place of the formula."""
    made = against_chance(lab, ensemble, 6, [1, 2])
    assert made["figure"].tolist() == ["communes_reached / by_chance, year 1", "communes_reached / by_chance, year 2"]
    people = load_communes()["population"].to_numpy(float)
    chance, ratios = np.random.default_rng(1), []
    years = in_worlds(lab, read(), ensemble, 6, 2).rows("years").query("year == 2 and groups_started > 0")
    for groups, reached in zip(years["groups_started"], years["communes_reached"], strict=True):
        drawn = chance.choice(len(people), (1000, groups), p=people / people.sum())
        ratios.append(reached / np.mean([len(set(one)) for one in drawn.tolist()]))
    assert made["worlds"].iloc[1] == len(ratios) > 2
    assert made["p50"].iloc[1] == pytest.approx(np.median(ratios), rel=0.05)
