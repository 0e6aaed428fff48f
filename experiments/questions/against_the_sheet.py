"""The model and the sheet of arithmetic on the same facts, in words: which is nearer, how surely."""

from __future__ import annotations

from math import isnan

import pandas as pd

from contagion.experiments.evidence.series import HELD_OUT, USED
from contagion.experiments.evidence.validation import NOTHING, OUTSIDE, WELL, WITHIN, Held, held
from contagion.experiments.say.sentences import in_a_row
from contagion.sim.statistics.spread import interval_of_share

FEW = 3  # facts, that are named
COUNTED, LOOKED_AT = (HELD_OUT,), (HELD_OUT, USED)
SAID = {COUNTED: "held out", LOOKED_AT: "held out or used"}
WHO = {"": "model", "sheet_": "sheet"}
INSIDE = {
    "inside half": ((WELL,), "half, if right"),
    "inside nine tenths": ((WELL, WITHIN), "nine in ten, if right"),
}


def marked(facts: pd.DataFrame, marks: tuple[str, ...]) -> pd.DataFrame:
    """The facts with one of these marks."""
    return facts[facts["mark"].isin(marks)]


def first_line(facts: pd.DataFrame) -> str:
    """Whether the model is at least as good as the sheet, over all facts that count."""
    over = held(marked(facts, COUNTED))
    if not over.facts:
        return (
            "Whether the model is as good as ten lines of arithmetic is not told: no fact that was held out is "
            "predicted by both."
        )
    good = "at least as good as" if over.is_as_good else "not as good as"
    return (
        f"The model is {good} ten lines of arithmetic over the {over.facts} facts held out that both predict: mean "
        f"quantile score (lower is better) {scores(over)}{_apart(over)}.{_few(marked(facts, COUNTED))}"
    )


def _few(facts: pd.DataFrame) -> str:
    """Which facts these are, where they are so few that it may be by chance."""
    of = facts.loc[facts[["score", "sheet_score"]].notna().all(axis=1), "programme"]
    return f" These few are of {in_a_row([*of.unique()])}." if len(of) <= FEW else ""


def also(facts: pd.DataFrame) -> str:
    """The same with the facts that somebody looked at."""
    over = held(marked(facts, LOOKED_AT))
    if not over.facts:
        return ""
    return f"With those that were used it is {scores(over)} over {over.facts}{_apart(over)}."


def scores(over: Held) -> str:
    """Both mean scores, and the error of their difference."""
    error = "" if isnan(over.error) else f", difference {over.difference:+.3f} (± {over.error:.3f})"
    return f"{over.first:.3f} against {over.second:.3f}{error}"


def _apart(over: Held) -> str:
    return "" if over.is_plain else ", which does not tell the two apart"


def turned(facts: pd.DataFrame) -> str:
    """Without which series the other would be ahead."""
    own = marked(facts, COUNTED)
    as_good, names = held(own).is_as_good, own["series"].unique()
    without = {name: held(own[own["series"] != name]) for name in names}
    other = [name for name, over in without.items() if over.facts and over.is_as_good != as_good]
    if not other:
        return "No single series that is left out puts the other ahead, of model and sheet."
    programmes = own.drop_duplicates("series").set_index("series")["programme"]
    ahead = "sheet" if as_good else "model"
    return f"The {ahead} would be ahead without " + ", or without ".join(
        f"{programmes[name]} ({without[name].first:.3f} against {without[name].second:.3f})" for name in other
    ) + "."  # fmt: skip


def summary(facts: pd.DataFrame) -> list[dict[str, str]]:
    """Rows of scores and of rates, for the facts that count and with those that were looked at."""
    rows = []
    for marks, said in SAID.items():
        of = marked(facts, marks)
        over = held(of)
        model, sheet = (f"{one:.3f}" if over.facts else "–" for one in (over.first, over.second))
        what = f"mean score of {over.facts} that both predict, {said}"
        rows.append({"facts": what, "model": model, "sheet": sheet, "verdict": _verdict(over)})
        for words, (verdicts, right) in INSIDE.items() if marks == COUNTED else ():
            rates = {who: rate(of, verdicts, at) for at, who in WHO.items()}
            rows.append({"facts": f"{words}, {said}", **rates, "verdict": right})
    return rows


def _verdict(over: Held) -> str:
    if not over.facts:
        return "not told"
    who = f"model ahead in {over.ahead} of {over.facts}"
    error = "" if isnan(over.error) else f"; {over.difference:+.3f} ± {over.error:.3f}"
    return f"{who}{error}"


def rate(facts: pd.DataFrame, verdicts: tuple[str, ...], at: str) -> str:
    """How many of the facts that are predicted lie there, with Wilson's interval of the share."""
    told = facts.loc[facts[f"{at}verdict"].isin((WELL, WITHIN, OUTSIDE)), f"{at}verdict"]
    return share_of(int(told.isin(verdicts).sum()), len(told))


def share_of(number: int, of: int) -> str:
    """A share with Wilson's interval."""
    if not of:
        return "–"
    low, high = interval_of_share(number / of, of)
    return f"{number} of {of} ({low:.0%} to {high:.0%})"


def unpredicted(facts: pd.DataFrame) -> str:
    """What the model alone predicts, and how often rightly."""
    alone = facts[facts["sheet_verdict"].eq(NOTHING) & facts["verdict"].isin((WELL, WITHIN, OUTSIDE))]
    return share_of(int(alone["verdict"].isin((WELL, WITHIN)).sum()), len(alone))
