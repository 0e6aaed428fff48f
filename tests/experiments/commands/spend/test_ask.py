"""`contagion spend`: what it writes, and what it answers to mistakes."""

import json

import pandas as pd
import pytest

from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import Ensemble, write
from contagion.models.kernel import EDITION
from contagion.sim.files import read_parquet
from tests.helpers.command import complaint, contagion

QUICK = ("--quick", "--over", "ref", "--engine", "serial")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """Six sets of values."""
    file = tmp_path_factory.mktemp("sets") / "six.parquet"
    table = pd.DataFrame({RULE: [*RULES, *RULES], "receptivity.share": [0.1, 0.12, 0.15, 0.2, 0.25, 0.3]})
    write(Ensemble("six", table, {"edition": EDITION}), file)
    return file


@pytest.mark.slow
def test_the_command_writes_tables_scenarios_and_a_figure(tmp_path, store, sets):
    out = tmp_path / "out"
    prices = tmp_path / "prices.toml"
    prices.write_text("[costs]\nseat = 640\n")
    words = ("spend", 20_000, *QUICK, "--ensemble", sets, "--prices", prices, "--store", store, "--above", 3)
    done = contagion(*words, "--out", out)
    assert done.exit_code == 0, done.output
    assert "To make, at most about: " in done.stderr
    assert "What 20,000 € more a year would buy on top of “Reference”" in done.stdout
    files = {path.name for path in out.iterdir()}
    mixes = {name for name in files if name.startswith("ref_")}
    assert mixes
    assert files - mixes == {
        "portfolios.csv", "costs.csv", "overturned.csv", "tried.csv", "worlds.parquet", "scenario.toml",
        "provenance.json", "spend.png", "spend.svg", "tonnes.csv", "elsewhere.csv",
    }  # fmt: skip
    table, tried = pd.read_csv(out / "portfolios.csv"), pd.read_csv(out / "tried.csv")
    assert len(table) == len(mixes)
    assert "above 3 in" in done.stdout
    lived = read_parquet(out / "worlds.parquet").pivot(index="seed", columns="scenario", values="people")
    gained = lived[table["mix"]].sub(lived["nothing more"], axis=0)
    assert table["gained_above"].tolist() == (gained > 3).mean().tolist()
    assert (table["euros"] <= 20_000).all()
    assert (tried["euros"] <= 20_000).all()
    costs = pd.read_csv(out / "costs.csv").set_index("item")
    assert not costs.loc["seat", "placeholder"].any()
    assert (costs.loc["seat", "price"] == 640).all()
    assert costs.loc["kit", "placeholder"].all()
    about = json.loads((out / "provenance.json").read_text())
    assert about["seeds"] == "5 to 12"  # not those of the search
    assert about["ensemble"] == {"name": "six", "edition": EDITION}
    again = contagion(*words)
    assert "To make" not in again.stderr  # all is in the store


def test_a_sum_for_the_whole_programme_is_split_over_its_years(store):
    done = contagion("spend", 10_000, *QUICK, "--single", "--per", "programme", "--store", store)
    assert done.exit_code == 0, done.output
    assert "What 5,000 € more a year would buy" in done.stdout
    assert "simulations of one set of values, each with a seed of its own" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "given, words",
    [
        ((0,), "EUROS 0: must be a sum in euros above 0"),
        (("nan",), "EUROS nan: must be a sum in euros above 0"),
        (("much",), "'much' is not a valid float"),
        ((100, "--single", *QUICK), "100.00 € a year pay for nothing that has a price; the cheapest, 1 training place"),
        ((900, "--worlds", 3), "--worlds 3: must be a whole number from 20 on"),
        ((900, "--years", 0), "--years 0: must be a whole number from 1 to 100"),
        ((900, "--over", "reff", "--single"), "did you mean 'ref'?"),
        ((900, "--single", "--prices", "nowhere.toml"), "nowhere.toml: there is no such file of prices"),
        ((900, "--ensemble", "atlantis"), "atlantis: there is no such ensemble"),
        ((900, "--set", "training.place=3", "--single"), "did you mean 'training.places'?"),
    ],
)
def test_bad_input_is_answered_by_one_line(given, words, store):
    said = contagion("spend", *given, "--store", store).stderr.strip().splitlines()[-1]
    assert words in said


def test_a_bad_sum_is_refused_before_anything_is_read():
    assert complaint("spend", "--", -5) == "contagion: EUROS -5: must be a sum in euros above 0\n"
