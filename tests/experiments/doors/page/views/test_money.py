"""The page on money."""

from dataclasses import replace

from contagion.experiments.doors.page.context import Context
from contagion.experiments.doors.page.views import money
from contagion.models.parameters.sections.money import ITEMS
from tests.helpers.html import checked
from tests.helpers.spent_by_hand import by_hand, ensemble


def test_the_answer_comes_first_and_says_that_prices_are_placeholders(french):
    told = checked(money.bought(by_hand(ensemble())))
    assert told.startswith("10 000 € de plus par an")
    assert "prix provisoires" in told
    assert "Façons de dépenser" in told


def test_it_says_how_many_prices_are_placeholders(french):
    found = by_hand(ensemble())
    assert "Chaque euro repose ici" in checked(money.bought(found))
    some = checked(money.bought(replace(found, priced=replace(found.priced, given=frozenset({"seat", "letter"})))))
    assert "Chaque euro repose ici" not in some
    assert "2 des 3 prix qui comptent ici sont provisoires" in some
    own = checked(money.bought(replace(found, priced=replace(found.priced, given=frozenset(ITEMS)))))
    assert "provisoire" not in own


def test_it_is_worked_out_where_it_is_asked_for(asked, context, french):
    assert money.wanted(asked) == ()
    assert money.wanted(replace(asked, ask=("spend",))) == ("spend",)
    html = money.page(context())
    checked(html)
    assert "data-stream" not in html
    assert 'name="set" value="training.places=30"' in html  # the view goes along


def test_prices_that_were_given_are_in_their_fields(asked, french):
    html = money.page(Context("fr", asked, {}, prices={"seat": 700.0}))
    assert 'name="seat" value="700"' in html
    assert 'name="kit" value=""' in html
    assert html.count("provisoire</span>") >= 10
