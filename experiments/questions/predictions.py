"""What came of what was predicted before it was known?

Files of `experiments/predictions` say what will be counted of programmes that go on, and are sealed: a digest tells
whether they were changed. What is found out goes into `facts.csv` beside them, and this question scores what was
sealed, the sheet's (`experiments.evidence.sheet`) beside ours. Each statement is lived anew as well, which shows
whether the model would say the same today; a new file takes its figures from that table.
"""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.predictions import (
    BY,
    OPEN,
    VOID,
    Statement,
    all_facts,
    all_statements,
    is_the_same,
    made_anew,
)
from contagion.experiments.evidence.validation import WELL, WITHIN, held
from contagion.experiments.questions.against_the_sheet import share_of
from contagion.experiments.questions.asking import Asking, over_an_ensemble
from contagion.experiments.questions.publishing import Finding, Number
from contagion.models.runs.how_much import WORLDS
from contagion.sim.statistics.spread import ENDS

WORLDS_QUICK = 2
SHOWN = "p50", "p5", "p95"


def main(asking: Asking, worlds: int = WORLDS) -> Finding:
    """Every statement, with what is known of it."""
    statements, number = all_statements(), asking.much(worlds, WORLDS_QUICK)
    with asking.lab.staffed():
        now = made_anew(asking.lab, statements, asking.ensemble, number)
    facts = all_facts({one.name: one for one in statements})
    made = pd.DataFrame([row_of(one, facts.get(one.name), now[one.name]) for one in statements])
    return answered(made, asking.ensemble, number)


def row_of(one: Statement, fact: dict[str, Any] | None, now: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A statement, the fact, how the two agree, and what would be said today."""
    known = fact or {}
    about = {
        "series": one.name,
        "text": one.text,
        "due": str(one.due),
        "low": known.get("low"),
        "high": known.get("high"),
    }
    sealed = {f"{who}_{end}": getattr(getattr(one, who), end, None) for who in BY for end in ENDS}
    same = all(is_the_same(getattr(one, who), now[who]) for who in BY)
    today = {f"now_{who}_{name}": of for who in BY for name, of in now[who].items()}
    return about | sealed | one.of(fact) | {"same": same} | today | {"source": known.get("source", "")}


def answered(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> Finding:
    """How many hit, who scores better, and what is open."""
    known = made[~made["verdict"].isin((OPEN, VOID))]
    left, over = made[made["verdict"] == OPEN], held(made)
    hits = share_of(int(known["verdict"].isin((WELL, WITHIN)).sum()), len(known))
    error = "" if isnan(over.error) else f" (± {over.error:.3f})"
    first = f"the first is due on {left['due'].min()}" if len(left) else "none is open"
    said, sure = f"Nothing is judged yet: {len(made)} predictions are sealed, {first}", "no fact is known"
    sentence = f"{said}."
    if len(known):
        said = f"{hits} in nine tenths; score {over.first:.3f}, the sheet's {over.second:.3f}"
        sure = f"over {over.facts} facts that both predict; {over.difference:+.3f}{error}"
        sentence = (
            f"Of the predictions that can be judged, {hits} lie in the interval of 90 %. Over {over.facts} that both "
            f"predict the model scores {over.first:.3f} and the sheet {over.second:.3f} (lower is better); {first}."
        )
    return Finding(
        answer=said,
        sure=sure,
        sentence=sentence,
        follows="What the model says of a programme can be held against what comes of it. Whoever counts participants, "
        "groups or facilitators of one of these and writes it down with its source makes the next answer better.",
        rows=pd.DataFrame([_shown(row) for row in made.to_dict("records")]),
        overturns="A fact: each of these has one that would lie outside its interval.",
        method=(
            f"What was sealed is scored: the mean quantile score of logarithms over 5, 25, 50, 75 and 95 of 100, half "
            f"the weighted interval score. {int(made['same'].sum())} of {len(made)} statements come to the same today, "
            f"in {worlds} worlds of the ensemble {ensemble.name}."
        ),
        table=made,
    )


def _shown(row: dict[str, Any]) -> dict[str, str]:
    said = {who: _interval(*(row[f"{who}_{end}"] for end in SHOWN)) for who in BY}
    fact = "–" if row["low"] is None or isnan(row["low"]) else f"{_short(row['low'])} to {_short(row['high'])}"
    return {"statement": row["series"], "due": row["due"], **said, "fact": fact, "verdict": row["verdict"]}


def _interval(middle: float | None, low: float | None, high: float | None) -> str:
    if middle is None or low is None or high is None or isnan(middle):
        return "–"
    return f"{_short(middle)} ({_short(low)} to {_short(high)})"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.3g}"


QUESTION = over_an_ensemble(
    main,
    numbers=(Number("worlds", WORLDS, 1, "Sets of the ensemble, each with a seed of its own."),),
    asked=lambda worlds: (10 * worlds, 8),
)
