"""The start page."""

from contagion.experiments.doors.page.shipped import shipped
from contagion.experiments.doors.page.views import start
from contagion.experiments.language.numbers import number
from tests.helpers.html import checked


def test_the_answer_is_one_sentence_with_at_most_four_numbers_before_anything_else(context, french):
    html = start.page(context())
    told = checked(html)
    people = shipped()["participants"]
    assert number(round(people["p25"], -1), ",.0f").replace("\u202f", " ") in told
    assert len(start.numbers(shipped())) == 4
    assert "<form" not in html
    assert html.index('class="answer"') < html.index('class="doors"')


def test_three_questions_a_story_and_all_doors(context, french):
    html = start.page(context())
    assert len(start.questions("fr")) == 3
    for page in ("compare", "money", "measure", "method"):
        assert f'href="/fr/{page}' in html
    assert "#report" in html  # where it can be asked for once the comparison is made
    assert f"/fr/facilitator/{shipped()['story']['number']}" in html
