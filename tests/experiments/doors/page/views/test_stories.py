"""Stories of a commune and of a facilitator."""

import pytest

from contagion.experiments.doors.page.views import measure, money, stories
from contagion.experiments.verbs.history.lives import life
from contagion.sim.errors import InputError
from tests.helpers.html import checked

BESANCON = "25056"


def test_a_commune_in_all_worlds_and_in_one(context, briefing, one_run, french):
    html = stories.commune(context(BESANCON, compare=briefing, run=one_run))
    told = checked(html)
    assert "Besançon : qui est touché, quand, par qui" in told
    assert "Quelqu’un d’ici participe dans 100 mondes sur 100" in told
    assert "/fr/facilitator/1?" in html
    assert "Un déroulement de «" in told


def test_a_facilitator_with_the_line_of_descent(context, one_run, french):
    html = stories.facilitator(context("1", run=one_run))
    told = checked(html)
    assert "est parmi les premières à animer" in told
    assert "<svg" in html
    assert "N° 1" in told
    after = life(one_run, 1).after
    assert f"avant elle, 0 personne qui anime ; après elle, {after}" in told.replace("\u202f", " ")


def test_one_who_is_not_there_is_said(context, one_run, french):
    assert "9999" in checked(stories.facilitator(context("9999", run=one_run)))
    with pytest.raises(InputError, match="x"):
        stories.facilitator(context("x"))
    with pytest.raises(InputError, match="00000"):
        stories.commune(context("00000"))


def test_a_story_that_was_stopped_before_it_was_there_can_be_taken_up(context, asked, french):
    for kind, region in (("compare", "commune"), ("run", "run")):
        job = context(**{kind: None}).jobs[kind]
        assert stories.parts_of_commune(job, asked, BESANCON) == {}
        job.stopped = True
        assert f"/fr/commune/{BESANCON}?" in stories.parts_of_commune(job, asked, BESANCON)[region]
    assert "/fr/facilitator/1?" in stories.parts_of_facilitator(job, asked, "1")["life"]
    for page, name, region in ((money, "money", "bought"), (measure, "measure", "worth")):
        job = context(**{name: None}).jobs[name]
        assert page.parts(job, asked) == {}
        job.stopped = True
        assert f"/fr/{name}?" in page.parts(job, asked)[region]
