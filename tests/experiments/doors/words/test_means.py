"""What is put in each year, in words."""

from contagion.experiments.doors.words import means as words


def test_what_is_as_it_was_has_no_nothing():
    values = dict.fromkeys(words.WENT_ON, 0.0) | {"training.places": 5, "training.period_weeks": 26}
    values |= {"outreach.letters": 2500}  # that are in no mailing
    assert words.as_last(values) == "as it was last: 10 training places a year."
    assert words.as_last(values | {"training.places": 0}) == "as it was last: nothing."


def test_what_is_put_in_is_said_in_one_voice():
    values = dict(zip(words.WENT_ON, (10, 52, 1.0, 12, 2500, 4), strict=True))
    told = "10 training places a year, 1 post, 12 public events, 4 mailings of 2,500 letters."
    assert words.put_in(values, as_elsewhere=False) == f"Each year: {told}"
    half = values | {"partners.coordinators": 0.5, "outreach.campaigns_per_year": 1, "training.places": 1}
    assert words.put_in(half, as_elsewhere=True) == (
        "If it is done as in Besançon, in proportion to the residents: 1 training place a year, half a post, "
        "12 public events, 1 mailing of 2,500 letters."
    )
    assert "0.51 post," in words.means(values | {"partners.coordinators": 0.51})


def test_sessions_that_fill_no_year_leave_no_row_of_digits():
    values = dict.fromkeys(words.WENT_ON, 0.0)
    told = [
        words.means(values | {"training.places": places, "training.period_weeks": weeks})
        for places, weeks in ((20, 17), (1, 78), (3, 39))
    ]
    assert told == ["61.2 training places a year", "0.7 training place a year", "4 training places a year"]
