"""Known facts of programmes compared with the model: held-out facts, and sealed predictions."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import Any

import pandas as pd
from scipy.stats import binom

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
from contagion.experiments.evidence.targets import HELD_OUT, INPUT, USED, all_series
from contagion.experiments.evidence.validation import (
    AS_IT_IS,
    CHANCE,
    KEPT,
    NOTHING,
    OUTSIDE,
    WELL,
    WITHIN,
    Held,
    against_chance,
    held,
    is_bound,
    starts,
    validated,
    validation_figure,
)
from contagion.experiments.questions.asking import Asking, Finding, share_of
from contagion.experiments.questions.publishing import rows_of
from contagion.experiments.say.sentences import in_a_row, listed
from contagion.models.runs.vocabulary import WORLDS
from contagion.sim.statistics.spread import ENDS

# ---- validate --------------------------------------------------------------------------------------------------------

FEW = 3  # facts, that are named
COUNTED, LOOKED_AT = (HELD_OUT,), (HELD_OUT, USED)
SAID = {COUNTED: "held out", LOOKED_AT: "held out or used"}
WHO = {"": "model", "sheet_": "short model"}
INSIDE = {
    "inside half": ((WELL,), "half, if right"),
    "inside nine tenths": ((WELL, WITHIN), "nine in ten, if right"),
}
FACTS_QUICK = 3
MISSED = 0.1  # of facts, by a right model: outside nine tenths of the worlds
NAMED = 3  # programmes that were missed
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five")
ENOUGH = 20  # held-out facts: a 90 % range that is right holds 16 or more of them in 95 of 100 cases
YEARS = (3, 10)  # in which the map is held against chance
SCORE = (
    "The score is the mean quantile score of logarithms over 5, 25, 50, 75 and 95 of 100; errors are from leaving out "
    "one series after the other."
)
MARKS = (
    f"A fact is *{HELD_OUT}* and counts unless it was *{USED}* (looked at for a rule or a range) or is an *{INPUT}* in "
    "disguise."
)


def validate(asking: Asking) -> Finding:
    """Does the model predict what it was not fitted to: other places, other programmes, chance?

    Each file of `experiments/validation` describes a programme: facts that the model is given, and facts that it must
    predict in each simulation of an ensemble. The short model gets the same inputs. Patterns P5 to P7 are among the
    facts, and so is a null model: groups placed at random by population. Nothing is fitted to any of it and failures
    stay in the table. Facts that were looked at while the model was made, or that are inputs in disguise, are marked
    and do not count. `--document` also rewrites its page, `experiments/findings/validate.md`.
    """
    lab, ensemble, number = asking.lab, asking.ensemble, asking.much(WORLDS, FACTS_QUICK)
    with lab.keep_workers():
        facts = validated(lab, all_series(), ensemble, number)
        made = pd.concat([facts, against_chance(lab, ensemble, number, YEARS)], ignore_index=True)
        begun = starts(lab, all_series(), ensemble, number)
    return replace(of_facts(made, ensemble, number), lines=of_starts(begun))


def of_facts(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> Finding:
    """Answer whether the model is at least as good as the short model, how many facts lie in its 90 % range, and
    whether a right model would miss as many. Bounds are counted separately."""
    facts, chance = (made[(made["series"] == CHANCE) == null] for null in (False, True))
    known, bounds = (facts[(facts["verdict"] != NOTHING) & (is_bound(facts) == bound)] for bound in (False, True))
    told, over = marked(known, COUNTED), held(marked(facts, COUNTED))
    inside = int(told["verdict"].isin((WELL, WITHIN)).sum())
    odds = float(binom.sf(len(told) - inside - 1, len(told), MISSED))  # of a right model, of so many misses or more
    unexpected = known["expected"].eq("") & known["verdict"].eq(OUTSIDE)
    rows = summary(facts)
    rows.append(_row("outside, and not expected to be, of all", share_of(int(unexpected.sum()), len(known))))
    if len(bounds):
        rows.append(_row("bounds that are kept", share_of(int((bounds["verdict"] == KEPT).sum()), len(bounds))))
    rows += [
        _row(
            f"communes with a group over those by chance, {row['figure'].split(', ')[-1]}",
            f"{row['p50']:.2f} ({row['p5']:.2f} to {row['p95']:.2f})",
            "no better than chance" if row["p5"] <= 1 <= row["p95"] else "differs from chance",
        )
        for row in chance.to_dict("records")
    ]
    hit = f"{inside} of {len(told)} facts held out"
    return Finding(
        answer=f"{number_of_facts(len(told))}; {inside} in the 90 % range",
        sure=f"the short model: {scores(over)}, over {over.facts} facts" if over.facts else "no comparison: too few",
        sentence=" ".join(
            [*no_validation(len(told)), f"{hit} lie in the 90 % range.", first_line(facts), *also(facts)]
        ),
        follows=_follows(facts, known),
        rows=pd.DataFrame(rows),
        overturns=turned(facts),
        method=f"{in_words(made, ensemble, worlds)} A right model would miss so many in roughly {odds:.1%} of cases.",
        table=made,
        figure=validation_figure(made),
    )


def of_starts(begun: pd.DataFrame) -> list[str]:
    """Write whether a candidate for what the model lacks in first years comes nearer to facts, and the table behind
    it."""
    names, at = list(begun["candidate"].unique()), ["programme", "figure", "fact", "mark"]
    scores_of = begun.pivot(index=at, columns="candidate", values="score").reset_index()
    against = {
        name: held(scores_of.rename(columns={"programme": "series"}), name, AS_IT_IS)
        for name in names
        if name != AS_IT_IS
    }
    scored = in_a_row(f"“{name}” {one.difference:+z.3f} (± {one.error:.3f})" for name, one in against.items())
    nearer, further = (
        in_a_row([f"“{name}”" for name, one in against.items() if one.is_plain and one.is_as_good is good] or ["none"])
        for good in (True, False)
    )
    said = (
        f"{len(against)} candidates were run on {len(scores_of)} facts about first years. Clearly nearer to them than "
        f"the model as it is: {nearer}; clearly further off: {further}. Mean "
        f"scores less that of the model (lower is nearer; ± is the standard error): {scored}. "
        f"{int((scores_of['mark'] == HELD_OUT).sum())} of these facts are held out; the others were used for a rule or "
        "a range, or are inputs in disguise. Needed are dates and lists of the first groups of a place, with who asked "
        "whom."
    )
    ends = begun[["p50", "p5", "p95"]].to_numpy()
    shown = begun.assign(range=[f"{p50:.2f} ({p5:.2f} to {p95:.2f})" for p50, p5, p95 in ends])
    rows = shown.pivot(index=at[:3], columns="candidate", values="range")[names].reset_index()
    return ["## Starts: what first years may lack", "", said, "", *rows_of(rows)]


def number_of_facts(held_out: int) -> str:
    """Write, for example, "Two held-out facts are no validation"; of enough facts, their number alone."""
    number = NUMBERS[held_out] if held_out < len(NUMBERS) else f"{held_out}"
    facts, are = ("fact", "is") if held_out == 1 else ("facts", "are")
    return f"{number} held-out {facts}{f' {are} no validation' if held_out < ENOUGH else ''}"


def no_validation(held_out: int) -> list[str]:
    """State that so few facts are no validation, and what would be one; nothing of enough facts."""
    if held_out >= ENOUGH:
        return []
    would_be = f"{ENOUGH} or more held-out facts of similar programmes, yearly records of a second territory"
    return [f"{number_of_facts(held_out)}. These would be: {would_be}, or sealed predictions that come true."]


def _follows(facts: pd.DataFrame, known: pd.DataFrame) -> str:
    over = held(marked(facts, COUNTED))
    ahead = "is nearer" if over.is_as_good else "is further off"
    both = (
        f"Over held-out facts the model {ahead} than the short model."
        if over.facts and over.is_plain
        else ("No held-out facts tell the model from the short model in groups and people.")
    )
    programmes = [*known.loc[known["verdict"] == OUTSIDE, "programme"].unique()]
    others = [f"{len(programmes) - NAMED} more"] if len(programmes) > NAMED else []
    missed = listed([*programmes[:NAMED], *others]) if programmes else "nothing"
    alone = rate(known[known["sheet_verdict"].eq(NOTHING)], (WELL, WITHIN), "")
    return f"{both} Of facts that the model alone predicts, {alone} lie in 90 % of simulations. It missed {missed}."


def _row(what: str, model: str, verdict: str = "–") -> dict[str, str]:
    return {"facts": what, "model": model, "short model": "–", "verdict": verdict}


def in_words(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> str:
    """Write how many facts are predicted and missed, and how the scores are computed."""
    facts = made[made["series"] != CHANCE]
    count = facts["verdict"].value_counts()
    told = len(facts) - count.get(NOTHING, 0)
    missed = facts[facts["verdict"] == OUTSIDE]
    expected = int(missed["expected"].ne("").sum())
    return (
        f"{worlds} simulations of the ensemble {ensemble.name} ({ensemble.about.get('title', 'untitled')}). Of "
        f"{len(facts)} facts to which nothing is fitted, {told} are predicted by ten simulations or more; "
        f"{len(missed)} lie outside, of which {expected} were expected to. {MARKS} The short model "
        f"(`models/theory/stock_and_flow.py`) is over the declared ranges, weighted by the same totals. {SCORE} "
        "Sources, and what may be why one was missed, are in the table."
    )


# ---- the model and the short model on the same facts, in words: which is nearer, how surely ------------------


def marked(facts: pd.DataFrame, marks: tuple[str, ...]) -> pd.DataFrame:
    """Return the facts with one of these marks."""
    return facts[facts["mark"].isin(marks)]


def first_line(facts: pd.DataFrame) -> str:
    """Write whether the model is at least as good as the short model over all facts that count."""
    own = marked(facts, COUNTED)
    over, of = held(own), own.loc[own[["score", "sheet_score"]].notna().all(axis=1), "programme"]
    if not over.facts:
        return (
            "Whether the model is as good as the short model is not known: no fact that was held out is "
            "predicted by both."
        )
    few = f" These few are of {in_a_row([*of.unique()])}." if len(of) <= FEW else ""
    good = f"{'at least' if over.is_as_good else 'not'} as good as"
    return (
        f"The model is {good} the short model over the {over.facts} facts held out that both predict: mean "
        f"quantile score (lower is better) {scores(over)}.{few}"
    )


def also(facts: pd.DataFrame) -> list[str]:
    """Write the same for held-out and used facts together."""
    over = held(marked(facts, LOOKED_AT))
    return [f"With those that were used it is {scores(over, f' over {over.facts}')}."] if over.facts else []


def scores(over: Held, of: str = "") -> str:
    """Write both mean scores, the error of their difference, and whether the difference is clear."""
    error = "" if isnan(over.error) else f", difference {over.difference:+.3f} (± {over.error:.3f})"
    apart = "" if over.is_plain else ", which does not tell the two apart"
    return f"{over.first:.3f} against {over.second:.3f}{error}{of}{apart}"


def turned(facts: pd.DataFrame) -> str:
    """Write which series, if left out, would put the other model ahead."""
    own = marked(facts, COUNTED)
    as_good, names = held(own).is_as_good, own["series"].unique()
    without = {name: held(own[own["series"] != name]) for name in names}
    other = [name for name, over in without.items() if over.facts and over.is_as_good != as_good]
    if not other:
        return "No single series that is left out puts the other ahead, of the two models."
    programmes = own.drop_duplicates("series").set_index("series")["programme"]
    ahead = "short model" if as_good else "model"
    return f"The {ahead} would be ahead without " + ", or without ".join(
        f"{programmes[name]} ({without[name].first:.3f} against {without[name].second:.3f})" for name in other
    ) + "."  # fmt: skip


def summary(facts: pd.DataFrame) -> list[dict[str, str]]:
    """Return rows of scores and rates, for the facts that count and together with those that were used."""
    rows = []
    for marks, said in SAID.items():
        of = marked(facts, marks)
        over = held(of)
        model, short = (f"{one:.3f}" if over.facts else "–" for one in (over.first, over.second))
        what = f"mean score of {over.facts} that both predict, {said}"
        error = "" if isnan(over.error) else f"; {over.difference:+.3f} ± {over.error:.3f}"
        verdict = f"model ahead in {over.ahead} of {over.facts}{error}" if over.facts else "not known"
        rows.append({"facts": what, "model": model, "short model": short, "verdict": verdict})
        for words, (verdicts, right) in INSIDE.items() if marks == COUNTED else ():
            rates = {who: rate(of, verdicts, at) for at, who in WHO.items()}
            rows.append({"facts": f"{words}, {said}", **rates, "verdict": right})
    return rows


def rate(facts: pd.DataFrame, verdicts: tuple[str, ...], at: str) -> str:
    """Write how many predicted facts have these verdicts, with Wilson's interval of the share."""
    told = facts.loc[facts[f"{at}verdict"].isin((WELL, WITHIN, OUTSIDE)), f"{at}verdict"]
    return share_of(int(told.isin(verdicts).sum()), len(told))


# ---- predictions -----------------------------------------------------------------------------------------------------

STATEMENTS_QUICK = 2


def predictions(asking: Asking) -> Finding:
    """Did what was predicted come true?

    Files of `experiments/predictions` say what will be counted of programmes that go on, and are sealed: a digest shows
    whether they were changed. Facts go into `facts.csv` in the same folder, and this question scores what was sealed,
    the short model's predictions as well as ours. Each statement is also simulated again, which shows whether the model
    would say the same today; a new file takes its figures from that table.
    """
    statements, number = all_statements(), asking.much(WORLDS, STATEMENTS_QUICK)
    with asking.lab.keep_workers():
        now = made_anew(asking.lab, statements, asking.ensemble, number)
    facts = all_facts({one.name: one for one in statements})
    made = pd.DataFrame([row_of(one, facts.get(one.name), now[one.name]) for one in statements])
    return of_statements(made, asking.ensemble, number)


def row_of(one: Statement, fact: dict[str, Any] | None, now: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a statement, its fact, how the two agree, and today's prediction, as one row."""
    known = fact or {}
    about = {"series": one.name, "text": one.text, "due": str(one.due)} | {
        end: known.get(end) for end in ("low", "high")
    }
    sealed = {f"{who}_{end}": getattr(getattr(one, who), end, None) for who in BY for end in ENDS}
    same = all(is_the_same(getattr(one, who), now[who]) for who in BY)
    today = {f"now_{who}_{name}": of for who in BY for name, of in now[who].items()}
    return about | sealed | one.of(fact) | {"same": same} | today | {"source": known.get("source", "")}


def of_statements(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> Finding:
    """Answer how many statements hit, which model scores better, and which are open."""
    known = made[~made["verdict"].isin((OPEN, VOID))]
    left, over = made[made["verdict"] == OPEN], held(made)
    hits = share_of(int(known["verdict"].isin((WELL, WITHIN)).sum()), len(known))
    error = "" if isnan(over.error) else f" (± {over.error:.3f})"
    first = f"the first is due on {left['due'].min()}" if len(left) else "none is open"
    said, sure = f"Nothing is judged yet: {len(made)} predictions are sealed, {first}", "no fact is known"
    sentence = f"{said}."
    if len(known):
        said = f"{hits} in nine tenths; score {over.first:.3f}, the short model's {over.second:.3f}"
        sure = f"over {over.facts} facts that both predict; {over.difference:+.3f}{error}"
        sentence = (
            f"Of the predictions that can be judged, {hits} lie in the interval of 90 %. Over {over.facts} that both "
            f"predict the model scores {over.first:.3f}, the short model {over.second:.3f} (lower is better); {first}."
        )
    return Finding(
        answer=said,
        sure=sure,
        sentence=sentence,
        follows="What the model says of a programme can be compared with what happens. If you count participants, "
        "groups or facilitators of one of these, write the figures down with their source: the next answer is better.",
        rows=pd.DataFrame([_shown(row) for row in made.to_dict("records")]),
        overturns="A fact: each of these has one that would lie outside its interval.",
        method="What was sealed is scored: the mean quantile score of logarithms over 5, 25, 50, 75 and 95 of 100, "
        f"half the weighted interval score. {int(made['same'].sum())} of {len(made)} statements come to the same "
        f"today, in {worlds} simulations of the ensemble {ensemble.name}.",
        table=made,
    )


def _shown(row: dict[str, Any]) -> dict[str, str]:
    def told(form: str, *names: str) -> str:
        return "–" if pd.isna(row[names[0]]) else form.format(*(_short(row[name]) for name in names))

    said = {who: told("{} ({} to {})", *(f"{who}_{end}" for end in ("p50", "p5", "p95"))) for who in BY}
    fact = told("{} to {}", "low", "high")
    return {"statement": row["series"], "due": row["due"], **said, "fact": fact, "verdict": row["verdict"]}


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.3g}"
