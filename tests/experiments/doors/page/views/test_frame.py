"""What all pages have around them."""

from contagion.experiments.doors.page.views import frame, method


def test_the_language_link_keeps_the_view(context, french):
    html = method.method(context())
    assert 'href="/en/method?set=training.places%3D30&amp;years=2" hreflang="en" lang="en"' in html


def test_what_a_form_does_not_ask_for_goes_along(asked):
    assert frame.pairs(asked, without=("years",)) == [("set", "training.places=30")]
