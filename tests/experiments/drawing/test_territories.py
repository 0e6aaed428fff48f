"""Territories by name, kind, codes and file."""

import contagion as ct


def test_territories_by_name_kind_and_codes(at_work):
    dinan = ct.territory("Dinan Agglomération")
    assert len(dinan) == 65
    assert ct.territory("Doubs", kind="department").name == "Doubs (department 25)"
    assert len(ct.territory(["22050", "35288"])) == 2
    assert ct.territory("Grand Besançon").path is None  # its own table, contours included
    again = ct.Territory.from_dataframe(dinan.communes)
    assert again.model.population.tolist() == dinan.model.population.tolist()
    assert ct.run("ref", years=1, territory=dinan).scenario.effort_for == dinan.residents
    as_written = ct.run("ref", years=1, territory="Dinan Agglomération", effort="as-written").scenario
    assert as_written.parameters.training.places == 10


def test_a_file_that_changes_is_another_territory(at_work, towns):
    towns.to_csv("changing.csv", index=False)
    before = ct.many("ref", seeds=1, years=1, territory="changing.csv").scenario.effort_for
    towns.iloc[1:].to_csv("changing.csv", index=False)
    assert ct.many("ref", seeds=1, years=1, territory="changing.csv").scenario.effort_for < before


def test_a_territory_of_ones_own(at_work, done, towns):
    towns.to_csv("mine.csv", index=False)
    left = done("a territory of one's own")
    assert len(left["here"]) == len(towns)
    assert left["here"].model.population.sum() == towns["population"].astype(int).sum()
    assert left["runs"].scenario.effort_for == left["here"].residents  # scaled to it
    assert left["here"].path.is_file()


NEEDED = ["insee_code", "name", "population", "area_km2", "latitude", "longitude"]


def test_what_was_filled_in_is_said_and_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = ct.territory()
    ages = [name for name in whole.communes if name.startswith("age_")]
    table = whole.communes[[*NEEDED, *ages]].assign(source="mine").dropna()
    bare = ct.Territory.from_dataframe(table)
    assert [line.partition(":")[0] for line in bare.filled] == ["households", "jobs", "establishments", "seats"]
    assert len(bare.filled) > len(whole.filled)
    assert f"Filled in: {bare.filled[0]}" in bare._repr_html_()
