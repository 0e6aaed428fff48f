"""What programmes cost and avoid, as the page says it."""

import re
from dataclasses import replace

from contagion.experiments.doors.page.views import costs
from tests.helpers.briefing_by_hand import BASE, MORE, by_hand
from tests.helpers.html import checked


def test_euros_are_placeholders_until_prices_are_given(briefing, asked, french):
    assert "prix provisoires" in checked(str(costs.costs(briefing, asked)))


def test_each_price_is_judged_by_its_own_scenario(asked, french):
    ours = by_hand(scenarios=(replace(BASE, set_over=("costs.seat",)), MORE))
    rows = re.findall(r"<tr>.*?</tr>", str(costs.costs(ours, asked)), re.DOTALL)
    given = ["prix donné" in row for row in rows if "places de formation" in row]
    assert given == [True, False]
    assert ["prix donné" in row for row in rows if "salles des groupes" in row] == [False, False]
    assert "prix provisoires (D)" in checked(str(costs.costs(ours, asked)))


def test_emissions_have_ranges_and_their_caution(briefing, asked, french):
    told = checked(costs.emissions(briefing, asked))
    assert told.startswith("Ce n’est pas une mesure.")
    assert " à " in told
    assert "–" in told.split("Référence")[1]  # it has no difference from itself
