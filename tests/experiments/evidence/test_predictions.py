"""Predictions: what is sealed stays as it was, says all that is needed, is scored fairly. Facts here are made up."""

from hashlib import sha256
from math import isnan, log, nan

import pandas as pd
import pytest

from contagion.experiments.evidence.predictions import (
    COLUMNS,
    FOLDER,
    OPEN,
    VOID,
    Said,
    all_facts,
    all_statements,
    is_the_same,
    made_anew,
)
from contagion.experiments.evidence.validation import NOTHING, OUTSIDE, WELL, WITHIN
from contagion.sim.errors import InputError
from tests.helpers.even_ensemble import even
from tests.helpers.places import ROOT

SAID = Said(worlds=200, p5=10, p25=20, p50=30, p75=40, p95=60)
SHEET = Said(worlds=200, p5=1, p25=2, p50=3, p75=4, p95=6)


@pytest.fixture(scope="module")
def statements():
    return {one.name: one for one in all_statements()}


@pytest.fixture
def of_people(statements):
    """A prediction of a number of people, with other figures."""
    return statements["centre_participants"].model_copy(update={"model": SAID, "sheet": SHEET})


@pytest.fixture
def ledger(tmp_path, statements):
    """What is read of rows of a file of facts."""

    def read(*rows):
        file = tmp_path / "facts.csv"
        pd.DataFrame(rows, columns=COLUMNS).to_csv(file, index=False)
        return all_facts(statements, file)

    return read


def fact(low, high=None):
    return {"low": low, "high": low if high is None else high}


def test_what_is_sealed_has_not_changed_and_a_release_says_its_digest():
    """Never write a digest anew for a file that was sealed: a mistake makes a statement void (README there)."""
    digests = {file.name: sha256(file.read_bytes()).hexdigest() for file in FOLDER.glob("*.toml")}
    lines = (FOLDER / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    assert {name: digest for digest, name in map(str.split, lines)} == digests
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name, digest in digests.items() if digest[:16] not in changes] == []


def test_an_empty_ledger_is_a_ledger(statements, of_people):
    assert (FOLDER / "facts.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert set(all_facts(statements)) <= set(statements)
    made = of_people.of(None)
    assert made["verdict"] == OPEN
    assert isnan(made["score"])
    assert isnan(made["sheet_score"])


@pytest.mark.parametrize("people,verdict", [(30, WELL), (20, WELL), (12, WITHIN), (60, WITHIN), (61, OUTSIDE)])
def test_a_fact_hits_or_misses(of_people, people, verdict):
    assert of_people.of(fact(people))["verdict"] == verdict


def test_the_score_is_half_the_weighted_interval_score(of_people):
    """Worked out from the two intervals and the median, as Bracher et al. write it, on logarithms."""

    def interval(share, low, high, y):
        return (high - low) + 2 / share * max(low - y, 0) + 2 / share * max(y - high, 0)

    for people in (5, 30, 100):
        y, (p5, p25, p50, p75, p95) = log(people + 0.5), (log(end + 0.5) for end in (10, 20, 30, 40, 60))
        weighted = abs(y - p50) / 2 + 0.1 / 2 * interval(0.1, p5, p95, y) + 0.5 / 2 * interval(0.5, p25, p75, y)
        assert of_people.of(fact(people))["score"] == pytest.approx(weighted / 2.5 / 2)


def test_the_sheet_is_scored_beside_ours_and_where_it_says_nothing_not_at_all(of_people, statements):
    made = of_people.of(fact(4))
    assert made["verdict"] == OUTSIDE
    assert made["sheet_verdict"] == WELL
    assert made["sheet_score"] < made["score"]
    alone = statements["centre_communes"].of(fact(67))
    assert alone["verdict"] == WELL
    assert alone["sheet_verdict"] == NOTHING
    assert isnan(alone["sheet_score"])


def test_of_a_range_the_nearest_counts_and_what_did_not_come_about_is_void(of_people):
    assert of_people.of(fact(35, 80))["verdict"] == WELL
    assert of_people.of(fact(70, 80))["verdict"] == OUTSIDE
    made = of_people.of(fact(nan))
    assert made["verdict"] == VOID
    assert isnan(made["score"])


def test_facts_are_read_by_the_name_of_their_statement(ledger):
    facts = ledger(("dinan_groups", 3, 4, "2027-11-01", "made up"), ("besancon_active", None, None, "2027-11-01", "x"))
    assert facts["dinan_groups"]["low"] == 3
    assert isnan(facts["besancon_active"]["high"])


@pytest.mark.parametrize(
    "rows,message",
    [
        ([("dinan", 1, 1, "", "")], "line 2: unknown statement 'dinan'"),
        ([("dinan_groups", 2, 1, "", "")], "line 2: low = 2 lies above high = 1"),
        ([("dinan_groups", 1, 1, "", ""), ("dinan_groups", 2, 2, "", "")], "'dinan_groups' has two rows"),
        ([("dinan_groups", 4, None, "", "")], "line 2: low and high are both given, or both left empty"),
        ([("dinan_groups", "about 4", 5, "", "")], "line 2: low = 'about 4': must be a number, as in 12.5"),
        ([("dinan_groups", 4, "5,000", "", "")], "line 2: high = '5,000': must be a number"),
    ],
)
def test_a_mistake_in_a_fact_is_told(ledger, rows, message):
    with pytest.raises(InputError, match=message):
        ledger(*rows)


@pytest.mark.parametrize("content", [b"", "statement,é\n".encode("latin-1")])
def test_what_is_no_table_of_facts_is_told(content, tmp_path, statements):
    (file := tmp_path / "facts.csv").write_bytes(content)
    with pytest.raises(InputError, match="is not a table in UTF-8"):
        all_facts(statements, file)


def test_what_comes_today_is_held_against_what_was_sealed():
    assert is_the_same(SAID, SAID.model_dump())
    assert is_the_same(SAID, SAID.model_dump() | {"p95": 60.04})  # four digits are sealed
    assert not is_the_same(SAID, SAID.model_dump() | {"p95": 61})
    assert not is_the_same(SAID, SAID.model_dump() | {"worlds": 199})
    assert is_the_same(None, {"worlds": 0})
    assert not is_the_same(None, SAID.model_dump())


@pytest.mark.slow
def test_a_statement_is_lived_in_worlds_and_reckoned_on_the_sheet(lab, statements):
    """Of thirty who were trained nobody is more than active, and the sheet says nothing of communes."""
    some = [statements["besancon_active"], statements["besancon_communes"]]
    made = made_anew(lab, some, even(2), 2)
    active, communes = made["besancon_active"], made["besancon_communes"]
    assert active["model"]["worlds"] == communes["model"]["worlds"] == 2
    assert 0 <= active["model"]["p5"] <= active["model"]["p95"] <= 30
    assert active["sheet"]["worlds"] > 900
    assert communes["sheet"]["worlds"] == 0
