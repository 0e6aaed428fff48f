"""Alternative programmes: what is handed over follows from the runs."""

import pytest

from experiments.questions import x14_alternatives
from models.parameters import Parameters
from models.runs.cases import case


def test_every_split_is_tried_once():
    made = x14_alternatives.splits()
    assert len(made) == len(set(made)) == 15
    assert {sum(quarters) for quarters in made} == {4}
    assert made[0] == (4, 0, 0)


@pytest.mark.parametrize("quarters", [(4, 0, 0), (2, 1, 1), (0, 3, 1), (0, 0, 4)])
def test_money_posts_letters_and_events_are_split_and_not_made(quarters):
    made, whole = x14_alternatives.split(*quarters), Parameters()
    rows = made.alternative
    assert [row.kind for row in rows] == [
        kind for kind, n in zip(("team challenge", "workshop"), quarters[1:], strict=True) if n
    ]
    assert [row.budget_share for row in rows] == [n / 4 for n in quarters[1:] if n]
    posts = made.partners.coordinators + sum(row.coordinators for row in rows)
    letters = made.outreach.letters * 4 + sum(row.letters_per_year for row in rows)
    events = made.outreach.events_per_year + sum(row.events_per_year for row in rows)
    assert (posts, letters, events) == (1, 10_000, 12)
    assert made.outreach.letters == whole.outreach.letters * quarters[0] / 4
    assert made.budget.per_year == 80_000


def test_the_table_is_that_of_the_runs(lab):
    finding = x14_alternatives.main(quick=True, lab=lab)
    table = finding.table.set_index(list(x14_alternatives.PROGRAMMES))
    assert len(table) == 3
    alone, mixed, workshop = (table.loc[key] for key in ((1, 0, 0), (0.5, 0.5, 0), (0, 0, 1)))
    assert alone["participants_team_challenge"] == alone["participants_workshop"] == 0
    assert mixed["participants_team_challenge"] > 0 == mixed["participants_workshop"]
    assert workshop["participants_workshop"] > 0 == workshop["participants_team_challenge"]
    own = lab.run([case(x14_alternatives.split(0, 0, 4))], [1, 2], 2).table  # kept
    assert workshop["participants_workshop"] == own["alternative_participants"].mean()
    assert workshop["hours"] == (own["participant_hours"] + own["alternative_hours"]).mean()
    assert 160 >= alone["spent"] > workshop["spent"] > 100  # thousand euros of two years
    assert mixed["spent"] <= 160
    assert (alone[["tco2e_change_p5", "tco2e_change_p95"]] == 0).all()
    assert workshop["tco2e_p5"] < workshop["tco2e_p50"] < workshop["tco2e_p95"]
