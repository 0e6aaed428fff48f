"""One name for one thing, in every table."""

import contagion as ct


def test_columns_have_one_name(at_work):
    results = ct.run("ref", years=1)
    many = ct.many("ref", seeds=[1], years=1)
    tables = [results.weeks, results.years, results.communes, results.tables["communes"], many.table, many.years]
    for table in [*tables, many.weeks]:
        assert "facilitators_active" in table
        assert "active" not in table
    last = results.weeks.iloc[-1]
    for name in ("facilitators_active", "facilitators_trained", "aspirants", "aspirants_waiting", "partners_active"):
        assert last[name] == many.years[name].iloc[-1] == results.years[name].iloc[-1], name
    assert results.summary["aspirants"] == last["aspirants"]
    assert results.communes["participants"].sum() == results.summary["participants"]
