"""The report of a run."""

from contagion.experiments.verbs.run.words import in_words


def test_the_report_begins_with_all_participants(alone):
    results, scenario, territory = alone
    years = results.tables["alternatives"]
    people, made = years["participants"], results.summary
    assert made["participants"] == 0 < people.sum() == made["alternative_participants"]
    said = in_words(results, scenario, territory)
    rows = [line.split() for line in said.split("\n\n")[1].splitlines()]
    assert rows[0][:4] == ["year", "people", "reached", "in"]
    assert [int(row[1].replace(",", "")) for row in rows[1:]] == people.cumsum().tolist()
    assert [int(row[2].replace(",", "")) for row in rows[1:]] == people.tolist()
    plain = " ".join(said.split())
    assert f"{people.sum():,} people took part in {years['groups'].sum():,} groups of “" in plain
    assert f"{made['cost_total'] / people.sum():,.0f} € a participant" in plain
    assert "of the weeks" not in plain
    assert "What was short is told of the programme's own groups alone." in plain
