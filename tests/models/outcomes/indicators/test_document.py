"""The table of `models/outcomes/indicators/README.md` is current."""

from contagion.models.outcomes.indicators.document import PAGE, refreshed


def test_the_table_of_indicators_is_current():
    text = PAGE.read_text(encoding="utf-8")
    assert refreshed(text) == text, "run `python -m contagion.models.outcomes.indicators.document`"
    assert refreshed(text.replace("| `coverage` | people per 1,000 |", "| `coverage` | people |")) == text
