"""What a calibration found, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.evidence.ensemble import predicted_of, weights_of_rules
from contagion.experiments.evidence.words_of_ensembles import beside_targets, how_to_read
from contagion.experiments.evidence.words_of_worlds import per_cent, share_in_words
from contagion.experiments.say.numbers import blocks, number, to_its_error
from contagion.experiments.say.sentences import between, counted

if TYPE_CHECKING:
    from contagion.experiments.commands.calibrate.work import Calibration
    from contagion.experiments.evidence.calibration import Calibration as Known
    from contagion.experiments.evidence.calibration import OfARule

MOST_ROWS = 15  # of numbers that something is learned of
TRUSTED = 200  # independent sets, fewer of which say little of a number
NARROWED = 0.9  # and less: the targets say something of a number
NEAR = 0.05  # of the worlds, fewer of which are not near what was observed
AS_IT_WAS, NONE_LEADS = "as it was", "nobody of a group wishes to lead"


def in_words(found: Calibration) -> str:
    """Whether it takes contagion, how well the targets are met, and what they say of each number."""
    known, learned = found.known, found.learned
    tried = (
        f"{known.targets.title}: {known.sets:,} sets of {len(known.factors)} uncertain numbers were tried, each with "
        f"{counted(known.seeds, 'seed')} of its own."
    )
    parts: list[list[str] | pd.DataFrame] = [
        [contagion_in_words(found.without)],
        [tried],
        _rules(known),
        [*weights_in_words(known), *_how_near(known)],
    ]
    if predicted_of(found.ensemble.about):
        parts += [beside_targets(found.ensemble.about), [how_to_read()]]
    if (fewest := min(one.tried.effective() for one in known.rules.values())) < TRUSTED:
        few = f"Under one rule the sets that agree count as no more than {fewest:,.0f} independent ones: what follows "
        parts.append([f"{few}is rough. Try more of them."])
    parts += [[_screened(found)], _moved(found), _left_alone(found), [_what_is_learned(learned)], _numbers(learned)]
    if len(found.tied):
        parts.append([_pairs(found.tied)])
    parts.append(_checked(found))
    return blocks(parts)


def contagion_in_words(without: pd.DataFrame) -> str:
    """Whether what was observed needs contagion: the first line."""
    people = without[without["target"].str.startswith("participants")]
    if people.empty:
        return "None of the targets is a number of participants: whether they need contagion is not told by them."
    shares = people.pivot_table(index="target", columns="variant", values="within", aggfunc="min")
    as_it_was, none_leads = shares[AS_IT_WAS], shares[NONE_LEADS]
    if (as_it_was < NEAR).all():
        begin = "Whether the published totals need contagion is not told: not even the sets as they are come near them."
    elif ((as_it_was >= NEAR) & (none_leads < 0.5 * as_it_was)).any():
        begin = (
            "The published totals need contagion, if this model is right, in the same worlds with one thing changed."
        )
    else:
        begin = "The published totals do not need contagion: the same worlds with one thing changed come near them too."
    by_target = people.groupby("target", sort=False)
    return " ".join([begin, *(_variants(str(name), rows) for name, rows in by_target)])


def _variants(target: str, rows: pd.DataFrame) -> str:
    """How near each variant comes to a target."""
    parts = [
        f"{row['variant']}: {row['middle']:,.0f} people ({row['low']:,.0f} to {row['high']:,.0f}), near what was "
        f"observed in {share_in_words(row['within'], row['count_as'])} of 100"
        for row in rows.to_dict("records")
    ]
    return f"By the end of year {target.rpartition('_')[2]}, {'; '.join(parts)}."


def _rules(known: Known) -> pd.DataFrame:
    """A row a rule of deciding."""
    rows, worth = list(known.rules.items()), weights_of_rules(known)
    return pd.DataFrame(
        {
            "people decide by": list(known.rules),
            "sets tried": [f"{len(one.tried.unit):,}" for _rule, one in rows],
            "they count as": [f"{round(one.tried.effective()):,}" for _rule, one in rows],
            "weight, of 100": [to_its_error(100 * worth[rule][0], 100 * worth[rule][1]) for rule, _one in rows],
            **{row.name: [_fit(one, place) for _rule, one in rows] for place, row in enumerate(known.targets.rows)},
        }
    )


def weights_in_words(known: Known) -> list[str]:
    """What the weights mean, and which rules are left out."""
    if not known.in_reach():
        return ["Rules count alike, as no set meets all targets under any."]
    weight = "Weight: what each rule counts in the ensemble. All are as likely beforehand; what was observed speaks for"
    lines = [f"{weight} each by the mean likelihood of its sets."]
    if out := [rule for rule, (weight, _error) in weights_of_rules(known).items() if not weight]:
        lines.append(f"Left out, as no set comes within two errors of all targets: {'; '.join(out)}.")
    return lines


def _three_digits(value: float) -> str:
    return number(float(f"{value:.3g}"), ",g")


def _fit(one: OfARule, place: int) -> str:
    """What the sets that agree make of a target: 5 and 95 of 100."""
    return between(*map(_three_digits, one.tried.quantiles(one.figures[:, :, place].mean(axis=1), (0.05, 0.95))))


def _how_near(known: Known) -> list[str]:
    """Whether the targets can be met at all; if not, what comes nearest."""
    if known.in_reach():
        return ["All targets are met within two errors by some sets, under one rule at least."]
    begin = "No set comes within two errors of all targets: the ensemble is of the tenth that comes nearest, and what"
    lines = [f"{begin} rests on it rests on a model that does not fit."]
    for rule, one in known.rules.items():
        made = zip(known.targets.rows, one.figures[one.nearest].mean(axis=0), one.gaps[one.nearest], strict=True)
        told = "; ".join(f"{row.name} {_three_digits(value)} ({gap:+.1f} errors)" for row, value, gap in made)
        lines.append(f"{rule}: the nearest that can be reached is {told}.")
    return lines


def _screened(found: Calibration) -> str:
    """What the screening says."""
    table = found.screening
    steered, share = table["steered"].sum(), table.loc[table["steered"], "share"].sum()
    has, them = ("has", "it") if steered == 1 else ("have", "them")
    return (
        "Screened first (Morris): by how many errors of a target each number moves it over its whole range, in the "
        f"mean of the rules. {steered:,} of {counted(len(table), 'parameter')} {has} {share:.0%} of the effect (of its "
        f"squares); the search steers {them}."
    )


def _moved(found: Calibration) -> pd.DataFrame:
    """A row a number that is steered, and the most that any of the others does."""
    table, targets = found.screening, [row.name for row in found.known.targets.rows]
    shown = table[table["steered"]].set_index("factor")[[*targets, "share"]]
    others = table.loc[~table["steered"], shown.columns]
    if len(others):
        shown.loc["each of the others, at most"] = others.max()
    columns = {name: [f"{value:.2g}" for value in shown[name]] for name in targets}
    parts = [f"{value:.0%}" for value in shown["share"]]
    return pd.DataFrame({"number": shown.index, **columns, "part of the effect": parts})


def _left_alone(found: Calibration) -> list[str]:
    """Which numbers could be left at their defaults, and what that would cost."""
    others, rows = found.screening.loc[~found.screening["steered"], "factor"], found.left_alone
    if others.empty:
        return ["None of them can be left at its default."]
    names = f"The others could be left at their defaults: {', '.join(others)}."
    if rows["carried"].isna().all():
        return [names, "What that would cost is not told by so few sets."]
    told = "; ".join(
        f"{row['target']} {per_cent(row['carried'], row['error'])}" for row in rows.dropna().to_dict("records")
    )
    cost = (
        "What that would cost: so much of the variance of a target (of its logarithm, over the ranges, without luck) "
        f"they carry by themselves, and it would be taken for nothing: {told}. Here they stay free."
    )
    return [names, cost]


def _what_is_learned(learned: pd.DataFrame) -> str:
    spread = learned.groupby("factor")["narrowed"].mean()
    some = (spread < NARROWED).sum()
    alone, whose = (" alone", "its") if some == 1 else ("", "their")
    return (
        f"Of {counted(len(spread), 'parameter')}, the targets say something of {some:,}{alone} ({whose} spread is "
        "below nine tenths of what it was). Of the rest nothing is known but the range."
    )


def _numbers(learned: pd.DataFrame) -> pd.DataFrame:
    """The numbers that most is learned of: the posterior over all rules."""
    how = dict.fromkeys(("low", "middle", "high", "narrowed"), "mean") | dict.fromkeys(("least", "most"), "first")
    rows = learned.groupby("factor", sort=False).agg(how).head(MOST_ROWS).reset_index().to_dict("records")
    return pd.DataFrame(
        {
            "number": [row["factor"] for row in rows],
            "range": [between(number(row["least"], "g"), number(row["most"], "g")) for row in rows],
            "5 of 100": [f"{row['low']:.3g}" for row in rows],
            "50": [f"{row['middle']:.3g}" for row in rows],
            "95": [f"{row['high']:.3g}" for row in rows],
            "spread left": [f"{row['narrowed']:.0%}" for row in rows],
        }
    )


def _pairs(tied: pd.DataFrame) -> str:
    """Numbers of which more is known together than alone."""
    rows = tied.head(6).to_dict("records")
    told = "; ".join(f"{row['factor']} with {row['other']} ({row['correlation']:+.2f})" for row in rows)
    return (
        "Known together rather than alone (correlation in what agrees; where it is below nought, more of one makes up "
        f"for less of the other): {told}."
    )


def _checked(found: Calibration) -> list[str]:
    """Whether another way comes to the same posterior."""
    table, rules = found.checked, list(found.known.rules)
    left_out = [rule for rule in rules if rule not in {*table["rule"]}]
    begins = {
        "declared": "Checked by ABC with regression adjustment, on the same runs and with the same errors: ",
        "lived": "With the luck of single runs as it was, of which the weights assume how large it is: ",
    }
    some = len(left_out) < len(rules)
    lines = [begin + _apart(table[table["luck"] == luck]) for luck, begin in begins.items() if some]
    if left_out:
        lines.append(f"Under {'; '.join(left_out)} too few sets agree to be checked by ABC.")
    return lines


def _apart(table: pd.DataFrame) -> str:
    """How far a check is from the weights, over all numbers and rules."""
    beyond = sorted({*table.loc[table["beyond_chance"], "factor"]})
    middle, ends = table["middle_more"].abs().max(), table[["low_more", "high_more"]].abs().to_numpy().max()
    more = f"more than by chance: {', '.join(beyond)}" if beyond else "none by more than chance"
    return (
        f"the medians of {counted(table['factor'].nunique(), 'parameter')} differ by at most {middle:.0%} of the range,"
        f" 5 and 95 of 100 by at most {ends:.0%}; {more}."
    )
