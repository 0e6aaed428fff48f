"""What holds the programme back, on weekly tables made by hand and in the kernel (section 4.9, headline 3)."""

import numpy as np
import pytest
import records_by_hand as by_hand
from what_happened import log, summary_of, tables_of

from models.outcomes.bottleneck import BEFORE_START, CONSTRAINTS
from models.outcomes.record import Places
from models.records import NONE
from models.scenarios import read

WEEKS = 130
ADULTS = 10_000


def weeks(**columns):
    """The weeks of a run: zeros, but for the columns given as numbers or as functions of the week."""
    return by_hand.weeks_of(WEEKS, **columns)


def sessions(*lengths):
    """Queues found at the sessions in weeks 6, 58, 110."""
    return [(6 + 52 * n, "training session", NONE, NONE, n + 1, length) for n, length in enumerate(lengths)]


def bound(table, queues, settings=(), adults=ADULTS):
    """What binds in each week."""
    places = Places(("A",), ("Ay",), np.array([2 * adults]), np.array([adults]), np.array([np.nan]))
    parameters = read(None, settings).parameters
    return by_hand.bound(by_hand.record(table, events=queues, parameters=parameters, places=places))


def joined(per_week):
    return lambda week: per_week * (week + 1)


def test_before_the_first_session_nothing_binds():
    found = bound(weeks(), sessions(0, 5, 5))
    assert set(found[:6]) == {BEFORE_START}
    assert BEFORE_START not in set(found[6:])
    later = bound(weeks(), sessions(0), ["training.first_week=20"])
    assert set(later[:20]) == {BEFORE_START}
    assert BEFORE_START not in set(later[20:])


def test_few_aspirants():
    """Eight in ten accept: twelve in the queue give 9.6 takers for ten places."""
    assert set(bound(weeks(aspirants=12), sessions(0, 12, 12))[6:110]) == {"aspirants"}


def test_few_places():
    assert set(bound(weeks(aspirants=13), sessions(0, 13, 13))[6:110]) == {"places"}
    assert set(bound(weeks(aspirants=13), sessions(0, 13, 13), ["training.places=20"])[6:110]) == {"aspirants"}


def test_each_period_is_judged_by_the_session_at_its_end():
    found = bound(weeks(aspirants=20), sessions(0, 5, 30))
    assert set(found[6:59]) == {"aspirants"}
    assert set(found[59:111]) == {"places"}


def test_the_last_period_is_judged_by_the_queue_so_far():
    """Twenty weeks into a year, five aspirants are on the way to thirteen."""
    assert set(bound(weeks(aspirants=5), sessions(0, 30, 30))[111:]) == {"places"}
    assert set(bound(weeks(aspirants=3), sessions(0, 30, 30))[111:]) == {"aspirants"}


def test_pairs():
    """Enough are ready for a group, and nobody is matched: distance, times or pools keep them apart."""
    assert set(bound(weeks(ready=2, aspirants=20), sessions(0, 20, 20))[6:]) == {"pairs"}
    assert "pairs" not in bound(weeks(ready=1, aspirants=20), sessions(0, 20, 20))
    alone = bound(weeks(ready=1, aspirants=20), sessions(0, 20, 20), ["facilitation.leaders=1"])
    assert set(alone[6:]) == {"pairs"}


def test_demand():
    """Two groups have sixteen seats to fill in ten weeks; one person a week joins."""
    table = weeks(recruiting=2, enrolments=joined(1), ready=2)
    assert set(bound(table, sessions(0, 20, 20))[6:]) == {"demand"}
    enough = bound(weeks(recruiting=2, enrolments=joined(2), aspirants=20), sessions(0, 20, 20))
    assert "demand" not in enough[20:]
    assert set(enough[20:]) == {"places"}


def test_pool():
    """A tenth of the receptive 1,500 are left, less than the share of seats that are filled; or more."""
    table = weeks(recruiting=2, enrolments=joined(1), participants=1350)
    assert set(bound(table, sessions(0, 20, 20))[20:]) == {"pool"}
    assert set(bound(table, sessions(0, 20, 20), adults=100_000)[20:]) == {"demand"}
    nobody = bound(table, sessions(0, 20, 20), ["receptivity.share=0"])
    assert set(nobody[20:]) == {"pool"}
    over = bound(weeks(recruiting=2, participants=5000), sessions(0, 20, 20))
    assert set(over[6:]) <= {"pool", "demand"}


def test_money():
    """In week 30 a group could not be paid; at the session of week 58 three seats."""
    short = weeks(aspirants=20, unpaid=lambda week: 1 * (week == 30))
    found = bound(short, sessions(0, 20, 20))
    assert np.flatnonzero(found == "money").tolist() == [30]
    seats = {"unpaid_seats": lambda week: 3 * (week == 58), "unpaid": lambda week: 3 * (week == 58)}
    found = bound(weeks(aspirants=20, **seats), sessions(0, 20, 20))
    assert np.flatnonzero(found == "money").tolist() == list(range(7, 59))
    found = bound(weeks(aspirants=20, ready=2, **seats), sessions(0, 20, 20))
    assert np.flatnonzero(found == "money").tolist() == [58]
    found = bound(weeks(aspirants=20, **seats), sessions(0, 20))
    assert np.flatnonzero(found == "money").tolist() == list(range(7, 130)), "after the last session, as at the last"


def test_no_session_and_no_place():
    assert set(bound(weeks(), sessions())) <= {BEFORE_START, *CONSTRAINTS}
    assert set(bound(weeks(aspirants=1), sessions(0, 1, 1), ["training.places=0"])[6:]) == {"places"}
    assert set(bound(weeks(aspirants=9), sessions(0, 9, 9), ["training.places=inf"])[6:]) == {"aspirants"}


@pytest.mark.parametrize("scenario", ["ref.toml", "kernel.toml"])
def test_shares_add_up(run, scenario):
    model = run([], 5, 2, scenario)
    table = tables_of(model)["weeks"]
    shares = summary_of(model)["binding"]
    assert tuple(shares) == CONSTRAINTS
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["places"] == pytest.approx((table["binding"][6:] == "places").mean())


def test_nothing_is_shared_before_the_start(run):
    model = run([], 4 / 52, 1)
    shares = summary_of(model)["binding"]
    assert shares == dict.fromkeys(CONSTRAINTS, 0.0)


def test_aspirants_bind_first_and_places_afterwards(run):
    """Headline 3: about seven aspirants at the second training, more than places can take from the fourth year on."""
    early, late, second = [], [], []
    for seed in range(20):
        model = run([], 8, seed, "kernel.toml")
        table = tables_of(model)
        by_week = table["weeks"]["binding"].to_numpy()
        early.append((by_week[6:58] == "aspirants").mean())
        late.append((by_week[156:] == "places").mean())
        second.append(next(other for week, kind, *_, other in log(model) if kind == "training session" and week == 58))
        assert set(by_week[6:]) <= {"aspirants", "places", "pairs"}
    assert np.mean(early) > 0.75
    assert np.mean(late) > 0.9
    assert abs(np.mean(second) - 7) < 2
