"""The compare page, whole."""

from dataclasses import replace

from experiments.planners.page.views import compare
from tests.helpers.html import checked


def test_the_page_stands_before_there_is_an_answer(context, french):
    told = checked(compare.page(context(compare=None)))
    assert "La première réponse vient en une seconde environ." in told
    assert told.index("La première réponse") < told.index("Leviers") < told.index("Hypothèses") < told.index("Le monde")


def test_answers_are_in_the_page_without_a_script(context, briefing, french):
    html = compare.page(context(compare=briefing))
    told = checked(html)
    assert "S’affiche avec la première réponse." not in told
    assert "Calculer ce qui aurait aidé" in told
    assert html.count("<svg") >= 6
    assert '<noscript><meta http-equiv="refresh"' in html


def test_a_job_fills_its_regions_alone(context, briefing, asked, french):
    made = context(compare=briefing, limits=None)
    parts = {kind: compare.parts(job, asked) for kind, job in made.jobs.items()}
    assert parts["compare"].keys() == compare.REGIONS.keys()
    assert parts["limits"] == {}


def test_what_takes_long_is_asked_for(asked):
    assert compare.wanted(asked) == ("compare",)
    assert compare.wanted(replace(asked, ask=("limits",))) == ("compare", "limits")


def test_what_was_set_goes_along_in_the_forms(context, briefing, french):
    html = compare.page(context(compare=briefing))
    world = html[html.index("data-keeps") :]
    assert 'name="set" value="training.places=30" data-kept' in world[: world.index("</form>")]
