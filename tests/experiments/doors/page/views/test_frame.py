"""What all pages have around them."""

import pytest

from contagion.experiments.doors.page.views import PAGES, frame, method, page
from contagion.experiments.language.languages import LANGUAGES, speaking
from tests.helpers.html import checked

WITHOUT_ANSWERS = sorted(set(PAGES) - {"commune", "facilitator"})


@pytest.mark.parametrize("name", WITHOUT_ANSWERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_page_is_whole_and_says_its_language(asked, name, lang):
    from dataclasses import replace

    from contagion.experiments.doors.page.context import Context

    with speaking(lang):
        html = page(name, Context(lang, replace(asked, lang=lang)))
    checked(html)
    assert f'<html lang="{lang}">' in html
    for part in ('class="skip" href="#main"', '<main id="main"', '<nav class="places" aria-label=', 'role="status"'):
        assert part in html
    assert "http://" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "https://" not in html


def test_the_language_link_keeps_the_view(context, french):
    html = method.method(context())
    assert 'href="/en/method?set=training.places%3D30&amp;years=2" hreflang="en" lang="en"' in html


def test_what_a_form_does_not_ask_for_goes_along(asked):
    assert frame.pairs(asked, without=("years",)) == [("set", "training.places=30")]
