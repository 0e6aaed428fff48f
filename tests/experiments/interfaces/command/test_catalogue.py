"""What there is to choose from, as the command lists it."""

import json
from dataclasses import replace
from pathlib import Path

from contagion.experiments.evidence.ensemble import as_written, write
from tests.helpers.calibration_by_hand import PREDICTED
from tests.helpers.command import contagion


def test_the_schema_is_a_schema_of_scenarios():
    made = json.loads(contagion("schema").stdout)
    places = made["$defs"]["Training"]["properties"]["places"]
    assert places["unit"] == "seats"
    assert made["additionalProperties"] is False


def test_parameters_are_found_by_words_in_name_or_meaning():
    found = contagion("parameters", "training", "places").stdout
    assert "training.places" in found
    assert "retention.loss_per_year" not in found


def test_indicators_are_printed_or_handed_over_as_json():
    assert "coverage" in contagion("indicators", "coverage").stdout
    said = contagion("indicators", "coverage_gini", "--json").stdout
    rows = json.loads(said)
    assert said.endswith("]\n")
    assert not said.endswith("\n\n")
    assert [row["name"] for row in rows] == ["coverage_gini"]


def test_ensembles_are_told_with_what_they_make_of_what_was_observed(tmp_path):
    write(
        replace(as_written(Path("besancon"))[0], about={"title": "Dinan", "predicted": PREDICTED}),
        tmp_path / "d.parquet",
    )
    done = contagion("ensembles", tmp_path / "d.parquet")
    assert done.stdout.startswith("d: Dinan. 3,000 sets of values.")
    assert "participants, year 3" in done.stdout
    shipped = contagion("ensembles").stdout
    assert shipped.startswith("besancon: Grand Besançon 2017-2019, 300 people counted in groups.")
    assert "besancon_tasters: Grand Besançon 2017-2019, 300 people with facilitators and tasters." in shipped


def test_the_library_and_the_readings_are_listed():
    assert "doi 10.1038/s41467-019-12457-2" in contagion("readings").stdout
    assert "Double the training places from 2020 on" in contagion("scenarios").stdout
