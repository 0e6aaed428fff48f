"""The pages without an answer."""

from dataclasses import replace
from pathlib import Path

from contagion.experiments.doors.page.context import Context
from contagion.experiments.doors.page.mistakes import Mistake
from contagion.experiments.doors.page.views import method
from contagion.experiments.ensembles.ensemble_files import as_written
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.models.parameters import describe
from tests.helpers.calibration_by_hand import PREDICTED
from tests.helpers.html import checked


def test_all_numbers_are_counted_by_their_grade(context, french):
    html = method.method(context())
    checked(html)
    assert f'<td class="number">{sum(row["grade"] == "D" for row in describe())}</td>' in html


def test_what_the_worlds_make_of_what_was_observed_stands_there_in_french(context, french, monkeypatch):
    shipped, file = as_written(Path(ENSEMBLE))
    for rows, there in ((PREDICTED, True), (None, False)):
        about = {key: value for key, value in shipped.about.items() if key != "predicted"} | {"predicted": rows}
        monkeypatch.setattr(method, "as_written", lambda _asked, about=about: (replace(shipped, about=about), file))
        html = method.method(context())
        told = checked(html)
        assert ("Ce que les mondes donnent de ce qui a été observé" in told) == there
        assert ('<td class="number">251</td>' in html) == there
        assert ("les 300 personnes comptées dans les groupes" in told) == there


def test_the_statement_is_a_draft_and_says_so(context, french):
    told = checked(method.accessibility(context()))
    assert "projet à compléter" in told
    assert "[Nom de la collectivité]" in told


def test_a_mistake_is_text_and_never_html(context, asked, french):
    html = method.error(Context("fr", asked, mistakes=(Mistake("<b>x</b>"),)))
    checked(html)
    assert "&lt;b&gt;x" in html


def test_a_page_that_is_not_there_is_no_computation_and_no_place_of_the_list(asked, french):
    html = method.error(Context("fr", asked, mistakes=(Mistake("Cette page n’existe pas."),)))
    told = checked(html)
    assert told.count("Cette page n’existe pas.") == 1
    assert "calculée" not in told
    assert "aria-current" not in html
