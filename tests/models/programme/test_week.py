"""The week of the alternative programmes: from their beginning to their end."""

from contagion.models.programme.layout import ACTIVE_FACILITATORS
from tests.helpers.alternative_programmes import (
    FEEDS_NOTHING,
    UNLIMITED,
    WORKSHOP,
    by_year,
    listed,
    of,
    programme_of,
)
from tests.helpers.what_happened import log


def test_nothing_before_the_beginning_and_an_end_after_the_end(lived_with):
    plain = lived_with(years=3)
    dated = lived_with(WORKSHOP | {"from": 60, "until": 110, "telling": 1.0}, years=3)
    until = [event for event in log(dated) if event.week < 60]
    assert until == [event for event in log(plain) if event.week < 60]
    weeks = {what: [week for week, kind, *_ in of(dated, "fresk") if kind.startswith(f"fresk: {what}")] for what in
             ("registered: ", "group opened", "leads", "stopped", "group started")}  # fmt: skip
    assert min(weeks["leads"]) == 60 <= min(weeks["registered: "]) < 70
    assert max(weeks["registered: "] + weeks["group opened"] + weeks["leads"]) < 110
    assert max(weeks["stopped"]) <= 110 + 4
    assert not listed(dated, ACTIVE_FACILITATORS)


def test_what_a_programme_did_is_written_down_each_year_and_at_the_end_of_the_run(lived_with):
    """Totals of the state, told year by year in the table; a year and a half are two rows."""
    model = lived_with(WORKSHOP | {"initial_leaders": 3}, settings=UNLIMITED, years=1.5)
    rows, programme = model.rows("alternative_years"), programme_of(model)
    assert rows["year"].tolist() == [1, 2]
    assert rows["programme"].tolist() == [1, 1]
    assert rows["participants"][1] == programme["participants"] > rows["participants"][0] > 0
    assert by_year(model).tolist() == [rows["participants"][0], rows["participants"][1] - rows["participants"][0]]
    assert by_year(model).sum() == sum(kind == "fresk: started" for _, kind, *_ in log(model))
    assert rows["leaders_active"][1] == len(listed(model, ACTIVE_FACILITATORS))


def test_programmes_live_their_week_one_after_the_other_in_the_order_of_their_rows(lived_with):
    rows = {"fresk": WORKSHOP | FEEDS_NOTHING, "second": WORKSHOP | FEEDS_NOTHING | {"name": "second"}}
    for names in (["fresk", "second"], ["second", "fresk"]):
        weeks = {}
        for week, kind, *_ in log(lived_with(*(rows[name] for name in names), settings=UNLIMITED, years=0.5)):
            name = kind.partition(":")[0]
            if name in rows:
                weeks.setdefault(week, []).append(names.index(name))
        assert all(order == sorted(order) for order in weeks.values())
        assert sum(set(order) == {0, 1} for order in weeks.values()) > 10
