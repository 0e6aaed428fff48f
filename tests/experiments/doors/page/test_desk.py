"""The desk: who asks the same shares a job, answers get better, and what nobody waits for is put down."""

import time
from threading import Thread

import pytest

from contagion.experiments.doors.page import desk as desks
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.bench import Mishap
from contagion.experiments.doors.page.desk import MOST_EACH, MOST_WAITING, Busy, Desk
from contagion.sim.errors import InputError


def wait_for(what, seconds=90):
    """Until something is so; a job that is looked at has a reader."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def places(desk, number, years=1, **more):
    return Asked(lang="en", set=(f"training.places={number}",), years=years, kept=desk.kept, **more)


def test_ten_who_ask_the_same_share_a_job(desk):
    found = []
    askers = [Thread(target=lambda: found.append(desk.job("compare", places(desk, 20)))) for _ in range(10)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(found) == 10
    assert len(set(map(id, found))) == 1


def test_what_is_looked_at_and_in_which_language_makes_no_other_question(desk):
    one = desk.job("compare", places(desk, 20))
    looks = Asked.of("fr", [("set", "training.places=20"), ("years", "1"), ("year", "3")], desk.kept)
    assert desk.job("compare", looks) is one
    assert desk.job("compare", places(desk, 21)) is not one
    assert desk.job("limits", places(desk, 20)) is not one


def test_other_prices_make_another_question(desk):
    one = desk.job("compare", places(desk, 20))
    desk.kept.keep_prices({"seat": 640.0})
    assert desk.job("compare", places(desk, 20)) is not one


def test_so_many_wait_and_no_more(desk):
    for number in range(MOST_WAITING):
        desk.job("compare", places(desk, 100 + number))
    with pytest.raises(Busy, match=f"{MOST_WAITING} questions are waiting already"):
        desk.job("compare", places(desk, 99))
    assert desk.job("compare", places(desk, 100))


def test_a_visitor_gives_up_the_oldest_question(desk):
    jobs = [desk.job("compare", places(desk, 30 + number), visitor="a") for number in range(MOST_EACH)]
    shared = desk.job("compare", places(desk, 30), visitor="b")
    desk.job("compare", places(desk, 50), visitor="a")
    desk.job("compare", places(desk, 51), visitor="a")
    assert [job.ended for job in jobs] == [False, True, *[False] * (MOST_EACH - 2)]
    assert not shared.ended


def test_what_nobody_looks_at_is_put_down(desk, monkeypatch):
    job, read = desk.job("compare", places(desk, 20)), desk.job("compare", places(desk, 21))
    read.readers += 1
    monkeypatch.setattr(desks, "GONE_SECONDS", -1.0)
    assert list(desk._waiting()) == [read]
    assert (job.ended, job.stopped) == (True, True)
    assert desk.job("compare", places(desk, 20)) is not job  # asked again, it goes on


def test_who_has_no_answer_goes_first_and_of_these_who_is_read(desk):
    answered, forsaken, read = (desk.job("compare", places(desk, number)) for number in (20, 21, 22))
    answered.version, answered.readers, read.readers = 1, 1, 1
    assert desk._first() is read
    read.ended = True
    assert desk._first() is forsaken


def test_it_is_crowded_where_others_wait_for_a_first_answer_that_takes_seconds(desk):
    desk._at, other = (desk.job("compare", places(desk, number)) for number in (20, 21))
    desk.job("spend", places(desk, 22))
    assert desk._crowded()
    other.version = 1
    assert not desk._crowded()
    other.version, other.ended = 0, True
    assert not desk._crowded()


def test_a_mistake_is_said_to_whoever_asks(desk):
    with pytest.raises(InputError, match="places"):
        desk.job("compare", Asked(lang="en", set=("training.places=-3",), kept=desk.kept))


@pytest.mark.slow
def test_an_answer_of_few_worlds_comes_first_and_better_ones_follow(working_desk):
    job, worlds = working_desk.job("compare", places(working_desk, 20)), []
    job.readers += 1
    while not job.ended:
        wait_for(lambda: job.ended or job.version > len(worlds))
        worlds.append(job.answer.lived)
    assert (worlds[0], worlds[-1], job.error) == (5, 200, None)
    assert worlds == sorted(worlds)
    assert (job.done, job.total) == (480, 480)
    assert [one.name for one in job.answer.scenarios] == ["ref", "training.places=20"]


@pytest.mark.slow
def test_what_is_kept_answers_at_once(working_desk):
    first = working_desk.job("compare", places(working_desk, 20))
    first.readers += 1
    wait_for(lambda: first.ended)
    del working_desk._jobs[first.id]
    told = []
    working_desk.rings = lambda: told.append(1)
    again = working_desk.job("compare", places(working_desk, 20))
    again.readers += 1
    wait_for(lambda: again.ended)
    assert again.answer.ends.equals(first.answer.ends)
    assert again.answer.runs.table["seconds"].equals(first.answer.runs.table["seconds"])  # no run was made again


@pytest.mark.slow
def test_a_stopped_job_keeps_its_answer_and_is_taken_up_again(working_desk):
    job = working_desk.job("compare", places(working_desk, 24, years=2))
    job.readers += 1
    wait_for(lambda: job.version)
    job.stop()
    wait_for(lambda: working_desk._first() is None)
    again = working_desk.job("compare", places(working_desk, 24, years=2))
    assert again is not job
    assert again.answer is job.answer
    again.readers += 1
    wait_for(lambda: again.ended)
    assert again.answer.lived == 200


@pytest.mark.slow
def test_of_visitors_who_come_at_once_each_has_an_answer_before_any_has_a_better_one(working_desk, monkeypatch):
    jobs, seen = [], []
    monkeypatch.setattr(working_desk, "rings", lambda: seen.append([job.version for job in jobs]))
    for number in range(4):
        jobs.append(working_desk.job("compare", places(working_desk, 60 + number), visitor=str(number)))
        jobs[-1].readers += 1
    wait_for(lambda: max(job.version for job in jobs) > 1)
    for job in jobs:
        job.stop()
    assert all(min(versions) > 0 for versions in seen if max(versions, default=0) > 1)


def test_what_takes_seconds_goes_before_what_takes_minutes(desk):
    study, comparison = desk.job("spend", places(desk, 20)), desk.job("compare", places(desk, 20))
    study.readers, comparison.readers, comparison.version = 1, 1, 3
    assert desk._first() is comparison
    assert desk._is_over(study)
    comparison.ended = True
    assert desk._first() is study


def failing(monkeypatch, error, *answers):
    made = []

    def work(_bench, _asked, _known):
        made.append(1)
        yield from answers
        if error:
            raise error

    monkeypatch.setitem(desks.KINDS, "compare", work)
    return made


@pytest.mark.parametrize("error", [OSError("No space left on device"), Mishap("a worker died")])
def test_what_met_with_a_mishap_can_be_asked_anew(desk, monkeypatch, error):
    made = failing(monkeypatch, error)
    job = desk.job("compare", places(desk, 20))
    desk._further(job)
    assert isinstance(job.error, Mishap)
    assert desk.job("compare", places(desk, 20)) is job  # or a page that is loaded anew by itself never told it
    monkeypatch.setattr(job, "again", time.monotonic() - 1)
    again = desk.job("compare", places(desk, 20))
    assert (again is job, again.ended, again.error) == (False, False, None)
    assert len(made) == 1


def test_what_is_wrong_in_what_is_asked_stays_so(desk, monkeypatch):
    failing(monkeypatch, InputError("must be otherwise"))
    job = desk.job("compare", places(desk, 20))
    desk._further(job)
    assert job.again == float("inf")
    assert desk.job("compare", places(desk, 20)) is job


def test_what_came_to_its_end_has_no_runs_left(desk, monkeypatch):
    failing(monkeypatch, None, "answer")
    job = desk.job("compare", places(desk, 20))
    job.done, job.total = 66, 2442
    desk._further(job)
    assert (job.ended, job.done, job.total) == (True, 2442, 2442)


def test_a_store_that_is_none_is_refused_before_anything_begins(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "letter.txt").write_text("no store")
    with pytest.raises(InputError, match="store"):
        Desk(tmp_path / "store")
