"""When training sessions were due: by the calendar, by what was decided, and as extra ones."""

import pytest

from contagion.experiments.lab.sessions import due_sessions, missed_sessions
from contagion.models.runs.simulation import simulate
from contagion.models.scenarios.scenario import read

LATER = '[[decision]]\nfrom = 20\nset = { "training.period_weeks" = 13 }\n'
EXTRA = "[[decision]]\nfrom = 33\nextra_session = true\n"


@pytest.mark.parametrize(
    "decisions, due",
    [("", [10, 30, 50]), (EXTRA, [10, 30, 33, 50]), (LATER, [10, 23, 36, 49]), (LATER + EXTRA, [10, 23, 33, 36, 49])],
    ids=["calendar", "an extra one", "more often from a week on", "both"],
)
def test_sessions_are_due_by_the_calendar_and_by_decisions(small, tmp_path, decisions, due):
    file = tmp_path / "t.toml"
    file.write_text(f"[training]\nfirst_week = 10\nperiod_weeks = 20\nplaces = 3\n{decisions}", encoding="utf-8")
    assert due_sessions(simulate(read(file), small, years=1, seed=1)) == due


def test_sessions_that_nobody_holds_are_missed(small, tmp_path):
    file = tmp_path / "t.toml"
    away = '[[shock]]\nkind = "coordinator away"\nfrom = 25\nweeks = 20\n'
    file.write_text(f"[training]\nfirst_week = 10\nperiod_weeks = 20\nplaces = 3\n{away}", encoding="utf-8")
    assert missed_sessions(simulate(read(file), small, years=1, seed=1)) == [30]
