"""How an answer gets into its page: in place of the former one, with the edition that it was found with."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.questions import publishing
from experiments.questions.editions import marked, stamp
from experiments.questions.publishing import Finding
from models.code.provenance import EDITION


def test_scripts_stamp_what_they_write(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "README", tmp_path / "README.md")
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path / "findings")
    old = marked("<!-- finding: x02 -->\n<!-- edition: 1 -->\n\nOld.\n<!-- end of finding -->\n", EDITION + 1)
    Path(tmp_path / "README.md").write_text(old, encoding="utf-8")
    found = Finding("All is well.", pd.DataFrame({"a": [1]}), Figure())
    publishing.publish("x02", found, {"commit": None, "version_sha256": "0" * 64})
    assert (
        (tmp_path / "README.md")
        .read_text(encoding="utf-8")
        .startswith(f"<!-- finding: x02 -->\n{stamp()}\n\nAll is well.\n")
    )
    around = ("Before.\n<!-- finding: agreement -->\n", "<!-- end of finding -->\nAfter.\n")
    page = tmp_path / "findings" / "agreement.md"
    page.write_text(f"{around[0]}{stamp(1, 2)}\n{around[1]}", "utf-8")
    table = pd.DataFrame({"scenario": ["ref"]})
    publishing.publish("agreement", Finding("All agree.", table, lines=publishing.rows_of(table)), {})
    said = f"{date.today()}, `contagion question agreement --document`. All agree."
    made = f"{around[0]}{stamp()}\n\n{said}\n\n| scenario |\n| --- |\n| ref |\n{around[1]}"
    assert page.read_text(encoding="utf-8") == made
    shown = Finding("All agree.", table, Figure(), publishing.rows_of(table))
    publishing.publish("agreement", shown, {})
    assert "![agreement](agreement.png)\n\n| scenario |" in page.read_text(encoding="utf-8")
    assert (tmp_path / "findings" / "agreement.png").stat().st_size > 0
    with pytest.raises(ValueError, match=r"patterns\.md has no place for patterns"):
        publishing.publish("patterns", Finding("", table, lines=["x"]), {})
