"""Councillors: what is handed over follows from the runs."""

import pytest

from experiments.questions import x12_officials
from experiments.studies.lab import close_up
from models.runs.cases import case
from tests.helpers.table_rows import only


def test_what_councillors_change_is_that_of_the_runs(made, lab):
    finding = made(x12_officials)
    assert x12_officials.as_strong_as_an_invitation() == pytest.approx(0.37 * 1.6 / (0.01 * 2.5))
    asked = x12_officials.cases(1088)[x12_officials.IN_PERSON].decision[0]
    assert asked.set["outreach.letters"] == 272
    assert asked.target_groups == ("elected officials",)
    assert only(finding.table, case=x12_officials.BASE, indicator="communes_opened")["mean"] == 0
    wide = only(finding.table, case=x12_officials.WIDE, indicator="communes_opened")
    assert wide["mean"] > only(finding.table, case=x12_officials.PLAIN, indicator="communes_opened")["mean"]
    runs = close_up(lab).run([case(x12_officials.cases(1088)[x12_officials.WIDE])], [1, 2], 3)
    assert wide["mean"] == pytest.approx(runs.table["communes_opened"].mean())
    last = runs.rows("years").query("year == 3")
    hosted = (last["groups_started"] - last["quantity_room"]).mean()
    assert only(finding.table, case=x12_officials.WIDE, indicator="hosted")["mean"] == pytest.approx(hosted)
