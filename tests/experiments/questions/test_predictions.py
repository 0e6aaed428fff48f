"""What the question says of predictions, as long as nothing is known and when facts come. The facts are made up."""

from typing import Any

import pandas as pd

from contagion.experiments.evaluation.predictions import BY, all_statements
from contagion.experiments.questions.predictions import answered, row_of
from tests.helpers.even_ensemble import even

FACT = {"known_on": "2028-01-01", "source": "made up"}


def table(**known: float | None) -> pd.DataFrame:
    """All statements, with these facts; what comes today is what was sealed."""
    rows = []
    for one in all_statements():
        fact: dict[str, Any] | None = None
        if one.name in known:
            fact = FACT | {"low": known[one.name], "high": known[one.name]}
        now: dict[str, dict[str, Any]] = {}
        for who in BY:
            said = getattr(one, who)
            now[who] = said.model_dump() if said else {"worlds": 0}
        rows.append(row_of(one, fact, now))
    return pd.DataFrame(rows)


def test_before_anything_is_known_it_says_so_and_when_something_will_be():
    found = answered(table(), even(1), 200)
    assert found.answer == "Nothing is judged yet: 10 predictions are sealed, the first is due on 2027-03-31"
    assert found.sure == "no fact is known"
    assert {*found.rows["verdict"]} == {"not known yet"}
    assert {*found.rows["fact"]} == {"–"}
    assert "10 of 10 statements come to the same today, in 200 worlds of the ensemble even." in found.method


def test_facts_are_scored_with_the_sheet_beside_the_model():
    made = table(centre_participants=996, centre_communes=10, dinan_groups=30, besancon_active=float("nan"))
    found = answered(made, even(1), 200)
    scores = made.set_index("series")
    ours, theirs = (scores.loc[["centre_participants", "dinan_groups"], of].mean() for of in ("score", "sheet_score"))
    assert found.answer.startswith("1 of 3 (")  # two of which the sheet predicts as well; one is void
    assert found.answer.endswith(f"in nine tenths; score {ours:.3f}, the sheet's {theirs:.3f}")
    assert found.sure.startswith(f"over 2 facts that both predict; {ours - theirs:+.3f} (± ")
    assert "the first is due on 2027-05-16" in found.sentence
    verdicts = found.rows.set_index("statement")["verdict"]
    assert verdicts["centre_participants"] == "inside 50 %"
    assert verdicts["centre_communes"] == verdicts["dinan_groups"] == "outside"
    assert verdicts["besancon_active"] == "void"
    shown = found.rows.set_index("statement").loc["centre_participants"]
    assert shown["model"] == "996 (579 to 1,535)"
    assert shown["fact"] == "996 to 996"


def test_what_the_model_would_say_otherwise_today_is_counted():
    made = table()
    assert "9 of 10 statements come" in answered(made.assign(same=made["series"] != "dinan_groups"), even(1), 9).method
