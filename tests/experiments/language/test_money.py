"""What planners are told of money: what is known, and how far."""

from contagion.experiments.language import money


def test_what_each_person_costs_is_told_where_it_is_known():
    assert money.for_each("A", 112.0, 171.0) == (
        "“A”: each additional person who comes costs about 110 €, each who finishes about 170 €."
    )
    for each in ((float("nan"), 171.0), (112.0, float("nan"))):
        assert money.for_each("A", *each) == "“A”: what each additional person costs is not known."


def test_a_tonne_has_its_accounts():
    line = money.a_tonne("A", (41.2, 163.0), [("nothing lasts", 1_234.0, float("inf"))])
    assert "costs 41 to 160 €, depending on" in line
    assert line.endswith("It costs 1,200 to no end € if nothing lasts.")
