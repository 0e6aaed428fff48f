"""Templates: what they are given is escaped, said in the language that is spoken, and has to be there."""

import pytest
from jinja2 import DictLoader, UndefinedError

from contagion.experiments.interfaces.page import templating
from contagion.experiments.interfaces.page.templating import environment, render
from contagion.experiments.say import update
from contagion.experiments.say.languages import speaking


@pytest.fixture
def template(monkeypatch):
    """One template in the place of all."""

    def given(text):
        made = environment().overlay()
        made.loader = DictLoader({"one.j2": text})
        monkeypatch.setattr(templating, "environment", lambda: made)

    return given


def test_what_is_given_is_no_html(template):
    template("<p>{{ name }}</p>")
    assert render("one", name="<b>&") == "<p>&lt;b&gt;&amp;</p>"


def test_sentences_are_said_in_the_language_that_is_spoken(template):
    template('{{ _("training places") }}, {{ number(1234) }}')
    assert render("one") == "training places, 1,234"
    with speaking("fr"):
        assert render("one") == "places de formation, 1\u202f234"


def test_a_name_that_is_not_there_is_an_error(template):
    template("{{ nobody }}")
    with pytest.raises(UndefinedError, match="nobody"):
        render("one")


def test_what_templates_say_is_in_the_catalogue(tmp_path, monkeypatch):
    folder = tmp_path / "experiments" / "interfaces" / "page"
    folder.mkdir(parents=True)
    (folder / "one.j2").write_text('{{ _("said in a template") }}', encoding="utf-8")
    monkeypatch.setattr(update, "ROOT", tmp_path)
    assert update.of_the_code()["said in a template"].locations == [("experiments/interfaces/page/one.j2", 0)]
