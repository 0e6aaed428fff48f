"""The compare page, whole."""

from dataclasses import replace

from contagion.experiments.doors.page.views import compare
from tests.helpers.html import checked


def test_the_page_stands_before_there_is_an_answer(context, french):
    told = checked(compare.page(context(compare=None)))
    assert "La première réponse vient en une seconde environ." in told
    assert told.index("La première réponse") < told.index("Leviers") < told.index("Hypothèses") < told.index("Le monde")


def test_answers_are_in_the_page_without_a_script(context, briefing, french):
    html = compare.page(context(compare=briefing))
    told = checked(html)
    assert "S’affiche avec la première réponse." not in told
    assert "Calculer ce qui aurait aidé : Référence Places à chaque session de formation" in told
    assert html.count("<svg") >= 6
    assert '<noscript><meta http-equiv="refresh"' in html


def test_a_job_fills_its_regions_alone(context, briefing, asked, french):
    made = context(compare=briefing, limits=None)
    parts = {kind: compare.parts(job, asked) for kind, job in made.jobs.items()}
    assert parts["compare"].keys() == {"answer", *compare.REGIONS}
    assert parts["limits"] == {}


def test_what_would_have_helped_is_asked_for_a_programme_at_a_time(asked):
    each = compare._helps(asked)
    assert [one["add"] for one in each] == ["ask=limits&helped=0", "ask=limits&helped=1"]
    (other,) = compare._helps(replace(asked, ask=("limits",), helped=1))
    assert other["href"].endswith("&ask=limits")


def test_what_was_stopped_says_what_it_rests_on(context, briefing, asked, french):
    job = context(compare=briefing).jobs["compare"]
    job.stopped = job.ended = True
    told = checked(compare.parts(job, asked)["answer"])
    assert "Le calcul a été arrêté. Cette réponse repose sur 6 mondes." in told
    assert "jusqu" not in told


def test_what_was_stopped_before_an_answer_says_so_and_can_be_taken_up(context, asked, french):
    made = context(compare=None)
    made.jobs["compare"].stopped = made.jobs["compare"].ended = True
    html = compare.page(made)
    told = checked(html)
    assert "La première réponse vient" not in told
    assert "S’affiche avec la première réponse" not in told[: told.index("Qu’est-ce qui aurait aidé")]
    assert told.count("Rien n’a été calculé.") == 1 + len(compare.REGIONS)
    assert '<a data-keep href="/fr/compare?set=training.places%3D30&amp;years=2">Reprendre le calcul</a>' in html
    limits = context(limits=None).jobs["limits"]
    limits.stopped = True
    assert "Reprendre le calcul" in compare.parts(limits, asked)["helped"]


def test_what_takes_long_is_asked_for(asked):
    assert compare.wanted(asked) == ("compare",)
    assert compare.wanted(replace(asked, ask=("limits",))) == ("compare", "limits")


def test_what_was_set_goes_along_in_the_forms(context, briefing, french):
    html = compare.page(context(compare=briefing))
    world = html[html.index("data-keeps>") :]
    assert 'name="set" value="training.places=30" data-kept' in world[: world.index("</form>")]
