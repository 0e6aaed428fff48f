"""The page at which a report is waited for."""

from dataclasses import replace

from contagion.experiments.doors.page.context import Context
from contagion.experiments.doors.page.views import report
from tests.helpers.html import checked


def test_it_says_which_programme_is_worked_out_and_goes_on_to_the_report(context, asked, french):
    html = report.page(replace(context("pdf", limits=None), asked=replace(asked, helped=1)))
    told = checked(html)
    assert "2 sur 2" in told
    assert 'data-stream="limits"' in html
    then = "/fr/report.pdf?set=training.places%3D30&amp;years=2&amp;limits=1"
    assert f'data-then="{then}"' in html
    assert f'content="3; url={then}"' in html  # without a script
    assert f'href="{then.removesuffix("&amp;limits=1")}"' in html


def test_a_report_is_a_page_unless_it_is_asked_for_on_paper(asked, french):
    assert 'data-then="/fr/report.html?' in report.page(Context("fr", asked, {}, "x"))
