"""`models/ODD.md` says what the code does: rule files, stages, parameters, patterns."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from experiments import patterns
from models.parameters import describe
from models.parameters.document import ODD, refreshed
from models.programme import ConversationModel

RULES = sorted(path.stem for path in (ODD.parent / "rules").glob("*.py") if path.stem != "__init__")
TEXT = ODD.read_text(encoding="utf-8")
FULL_TABLE = re.compile(r"<!-- parameters: \* -->.*?<!-- end of parameters -->", re.DOTALL)


def sections_of_rules(text: str) -> list[str]:
    return re.findall(r"^### rules/(\w+)\.py: \S", text, re.MULTILINE)


def stages(text: str) -> list[tuple[int, str, str]]:
    """Number, name and rules of each stage in the table of section 3."""
    (section,) = re.findall(r"^## 3\. .*?(?=^## 4\. )", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    return [(int(number), name, rules) for number, name, rules in rows]


def missing(text: str, names: list[str]) -> list[str]:
    return [name for name in names if f"`{name}`" not in text]


def parameters() -> list[str]:
    return [row["name"] for row in describe()]


def in_code() -> list[tuple[int, str, str]]:
    return [
        (
            number,
            stage.name,
            ", ".join(
                f"`{rule.__module__.rpartition('.')[2]}.{getattr(rule, '__name__', rule)}`" for rule in stage.rules
            )
            or "no rule yet",
        )
        for number, stage in enumerate(ConversationModel.STAGES, start=1)
    ]


def test_every_rule_file_has_its_section():
    assert RULES
    assert sections_of_rules(TEXT) == RULES


def test_the_stages_are_those_of_the_code():
    assert stages(TEXT) == in_code()
    assert len(in_code()) == 16


def test_every_parameter_stands_in_the_full_table_and_with_its_submodel():
    (table,) = FULL_TABLE.findall(TEXT)
    assert missing(table, parameters()) == []
    assert missing(FULL_TABLE.sub("", TEXT), parameters()) == []


def test_no_other_parameter_is_named():
    sections = "|".join(sorted({name.partition(".")[0] for name in parameters()})).replace("[]", r"\[\]")
    named = set(re.findall(rf"`((?:{sections})\.\w+)`", TEXT))
    rules = {name for _, _, rules in in_code() for name in re.findall(r"`(.+?)`", rules)}
    assert {name for name in named if not name.endswith(".py")} - set(parameters()) - rules == set()


def test_the_tables_of_parameters_are_current():
    assert refreshed(TEXT) == TEXT, "run `python -m models.parameters.document`"


def test_the_streams_named_are_those_of_the_code():
    """What is drawn, by the names in the code, in the sections of the submodels."""
    (section,) = re.findall(r"^## 7\. .*?(?=^## 8\. )", TEXT, re.MULTILINE | re.DOTALL)
    assert streams()
    assert missing(" ".join(section.split()), streams()) == []


def streams() -> list[str]:
    names = ("population", "organisations", "contacts", "programme", "outcomes/cohorts")
    files = [ODD.parent / f"{name}.py" for name in names]
    source = "\n".join(path.read_text(encoding="utf-8") for path in [*files, *(ODD.parent / "rules").glob("*.py")])
    return sorted(set(re.findall(r'\.stream\("([^"]+)"\)', source)))


# Each check is shown to bite.


def test_a_lost_section_is_seen():
    assert sections_of_rules(TEXT.replace("### rules/pairing.py:", "### pairing:")) != RULES


def test_stages_out_of_order_are_seen():
    swapped = TEXT.replace("| 7 | attrition |", "| 7 | partners |").replace("| 8 | partners |", "| 8 | attrition |")
    assert stages(swapped) != in_code()


def test_a_lost_parameter_is_seen():
    assert missing(TEXT.replace("`group.size`", "size"), parameters()) == ["group.size"]


def test_a_lost_stream_is_seen():
    text = " ".join(TEXT.replace("`takes a group`", "a draw").split())
    assert missing(text, streams()) == ["takes a group"]


def test_a_stale_table_is_seen_and_refreshed():
    stale = TEXT.replace("| `group.quorum` | 6 |", "| `group.quorum` | 5 |")
    assert stale != TEXT
    assert refreshed(stale) == TEXT


def test_a_marker_that_names_no_parameter_is_refused():
    with pytest.raises(ValueError, match=r"group\.siez is no parameter"):
        refreshed("<!-- parameters: group.siez -->\n<!-- end of parameters -->\n")


# The patterns.


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """The table of the quick run, the file of its runs, and what it printed."""
    file = tmp_path_factory.mktemp("patterns") / "runs.csv"
    return patterns.main(quick=True, out=file), file


def test_the_patterns_are_worked_out(quick):
    made, file = quick
    measures = made["measure"].unique()
    assert set(patterns.NAMES) < set(measures)
    assert len(made) == len(patterns.CASES) * len(measures)
    assert np.isfinite(made[["mean", "sd", "se"]].to_numpy()).all()
    assert len(Path(file).read_text().splitlines()) == 1 + patterns.SEEDS_QUICK * len(patterns.CASES)


def test_what_must_hold_in_any_seed(quick):
    """Bounds that do not depend on luck: places cap the trained, parts add up."""
    made = quick[0].set_index(["case", "measure"])["mean"]
    for case in patterns.CASES:
        assert made[case, "reached_3"] == pytest.approx(made[case, "participants_3"] + made[case, "trained_3"])
        yearly = sum(made[case, f"flow_{year}"] for year in range(1, patterns.YEARS + 1))
        assert yearly == pytest.approx(made[case, "participants_10"])
        assert 6 <= made[case, "registered"] <= 10
    assert made["reference", "trained_3"] <= 30
    assert made["without the outreach factor", "participants_3"] < made["reference", "participants_3"]
    assert made["without a limit on places", "trained_3"] > made["reference", "trained_3"]


def test_the_table_of_patterns_can_be_written(quick):
    made = quick[0]
    text = patterns.documented(TEXT, made, 5, date(2026, 11, 24))
    (table,) = re.findall(r"<!-- patterns -->\n(.*?)<!-- end of patterns -->", text, re.DOTALL)
    assert "2026-11-24" in table
    assert missing_rows(table) == []
    assert patterns.documented(text, made, 5, date(2026, 11, 24)) == text


def test_the_document_has_the_patterns():
    (table,) = re.findall(r"<!-- patterns -->\n(.*?)<!-- end of patterns -->", TEXT, re.DOTALL)
    assert missing_rows(table) == []
    assert f"{patterns.SEEDS} seeds" in table


def missing_rows(table: str) -> list[str]:
    return [words for words in patterns.NAMES.values() if f"| {words} |" not in table]
