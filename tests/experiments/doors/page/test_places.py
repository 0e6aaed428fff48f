"""The list of communes before anything is moved, and what scripts draw a map from."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.page.pictures import SMALL
from contagion.experiments.doors.page.places import cases, few, named_in_a_row, never, out_of, rows
from contagion.experiments.language.languages import ENGLISH, speaking


@pytest.mark.parametrize(
    ("share", "worlds", "told"),
    [
        (0, 200, "0"),
        (0.005, 200, "< 1"),
        (0.05, 200, "0"),
        (0.06, 200, "1"),
        (0.25, 200, "2"),
        (0.35, 200, "4"),
        (0.5, 200, "5"),
        (0.951, 200, "> 9"),
        (1, 200, "10"),
        (0.25, 8, "2"),
        (1, 8, "8"),
    ],
)
def test_a_share_of_cases_is_told_of_ten_and_of_few_as_so_many_of_them(share, worlds, told):
    assert cases(share, worlds) == told
    assert out_of(worlds) == (10 if worlds == 200 else 8)


def test_communes_stand_there_with_those_first_that_are_reached_least_often(asked):
    table = asked.briefing.communes
    last = table[table["year"] == asked.years].set_index("commune")
    found = rows(asked.briefing)
    shares = [last.loc[row["code"], "with_people"] for row in found]
    assert {row["code"] for row in found} == {*asked.territory.codes}
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]
    assert [row["never"] for row in found] == [str(round((1 - share) * 4)) for share in shares]


def test_those_that_are_not_reached_in_half_of_the_cases_are_named(asked):
    some, codes = asked.briefing.communes.copy(), asked.territory.codes
    some["with_people"] = 1.0
    with speaking(ENGLISH):
        for code, share in ((codes[3], 0.5), (codes[5], 0.25), (codes[7], 0.51)):
            some.loc[some["commune"] == code, "with_people"] = share
        told = never(replace(asked.briefing, communes=some))
    assert told.startswith("From 2020 on nobody takes part from 2 communes")
    assert told.endswith(f": {asked.territory.names[5]}, {asked.territory.names[3]}.")


def test_many_names_are_cut_short():
    with speaking(ENGLISH):
        assert named_in_a_row(list("abcdef")) == "a, b, c, d, e, f"
        assert named_in_a_row(list("abcdefg")) == "a, b, c, d, e, f and 1 other"


def test_where_each_is_reached_it_is_said_how_often_all_are(asked):
    """Each in most cases, and yet all together in few: of four cases, in one."""
    some, codes = asked.briefing.communes.assign(with_people=1.0, everywhere=0.25), asked.territory.codes
    with speaking(ENGLISH):
        together = "No commune is left out in 1 of 4 simulations."
        assert never(replace(asked.briefing, communes=some)).endswith(together)
        some.loc[some["commune"].isin([codes[3], codes[5]]), "with_people"] = 0.75
        told = never(replace(asked.briefing, communes=some))
    names = asked.territory.names
    assert told.startswith("From 2020 on each commune, taken one at a time, sends somebody in more than half of the ")
    assert told.endswith(f"{together} Most often left out: {names[3]} (1 of 4 simulations), {names[5]} (1).")


def test_grey_is_explained_where_there_are_so_few_residents(asked):
    residents = asked.territory.residents.sum(axis=1)
    assert residents.min() < SMALL
    with speaking(ENGLISH):
        assert f"fewer than {SMALL} residents" in few(asked.territory)
        assert not few(replace(asked.territory, residents=asked.territory.residents + SMALL))
