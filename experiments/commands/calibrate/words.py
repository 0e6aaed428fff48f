"""What a calibration found, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.evidence.ensemble import predicted_of, weights_of_rules
from contagion.experiments.evidence.words_of_ensembles import beside_targets, how_to_read
from contagion.experiments.evidence.words_of_worlds import per_cent, share_in_words
from contagion.experiments.say.numbers import in_lines, number, paragraphs, table_in_words, to_its_error
from contagion.experiments.say.sentences import N_, _, between, counted, in_a_row, ngettext, said

if TYPE_CHECKING:
    from contagion.experiments.commands.calibrate.work import Calibration
    from contagion.experiments.evidence.calibration import Calibration as Known
    from contagion.experiments.evidence.calibration import OfARule

MOST_ROWS = 15  # of numbers that something is learned of
TRUSTED = 200  # independent sets, fewer of which say little of a number
NARROWED = 0.9  # and less: the targets say something of a number
NEAR = 0.05  # of the worlds, fewer of which are not near what was observed
RULES = (N_("simple"), N_("reinforced"), N_("threshold"))  # by which people decide
VARIANTS = (
    *(N_("as it was"), N_("nobody of a group wishes to lead"), N_("no place is filled from outside"), N_("neither")),
)
AS_IT_WAS, NONE_LEADS = VARIANTS[:2]


def in_words(found: Calibration) -> str:
    """Whether it takes contagion, how well the targets are met, and what they say of each number."""
    known, learned = found.known, found.learned
    lines = [*in_lines(contagion_in_words(found.without)), ""]
    lines += in_lines(
        _(
            "{title}: {sets:,} sets of {numbers} uncertain numbers were tried, each with {seeds} of its own.",
            title=said(known.targets.title),
            sets=known.sets,
            numbers=len(known.factors),
            seeds=counted(known.seeds, "seed"),
        )
    )
    told = [*weights_in_words(known), *_how_near(known)]
    lines += ["", table_in_words(_rules(known)), "", *paragraphs(told)]
    if predicted_of(found.ensemble.about):
        lines += ["", table_in_words(beside_targets(found.ensemble.about)), "", *in_lines(how_to_read())]
    fewest = min(one.tried.effective() for one in known.rules.values())
    if fewest < TRUSTED:
        few = _(
            "Under one rule the sets that agree count as no more than {fewest:,.0f} independent ones: what follows is "
            "rough. Try more of them.",
            fewest=fewest,
        )
        lines += ["", *in_lines(few)]
    lines += ["", *in_lines(_screened(found)), "", table_in_words(_moved(found)), "", *paragraphs(_left_alone(found))]
    lines += ["", *in_lines(_what_is_learned(learned)), "", table_in_words(_numbers(learned))]
    if len(found.tied):
        lines += ["", *in_lines(_pairs(found.tied))]
    lines += ["", *paragraphs(_checked(found))]
    return "\n".join(lines)


def contagion_in_words(without: pd.DataFrame) -> str:
    """Whether what was observed needs contagion: the first line."""
    people = without[without["target"].str.startswith("participants")]
    if people.empty:
        return _("None of the targets is a number of participants: whether they need contagion is not told by them.")
    shares = people.pivot_table(index="target", columns="variant", values="within", aggfunc="min")
    as_it_was, none_leads = shares[AS_IT_WAS], shares[NONE_LEADS]
    if (as_it_was < NEAR).all():
        begin = _(
            "Whether the published totals need contagion is not told: not even the sets as they are come near them."
        )
    elif ((as_it_was >= NEAR) & (none_leads < 0.5 * as_it_was)).any():
        begin = _(
            "The published totals need contagion, if this model is right, in the same worlds with one thing changed."
        )
    else:
        begin = _(
            "The published totals do not need contagion: the same worlds with one thing changed come near them too."
        )
    by_target = people.groupby("target", sort=False)
    return " ".join([begin, *(_variants(str(name), rows) for name, rows in by_target)])


def _variants(target: str, rows: pd.DataFrame) -> str:
    """How near each variant comes to a target."""
    parts = [
        _(
            "{variant}: {middle:,.0f} people ({low:,.0f} to {high:,.0f}), near what was observed in {within} of 100",
            variant=said(row["variant"]),
            middle=row["middle"],
            low=row["low"],
            high=row["high"],
            within=share_in_words(row["within"], row["count_as"]),
        )
        for row in rows.to_dict("records")
    ]
    return _("By the end of year {year}, {variants}.", year=target.rpartition("_")[2], variants=in_a_row(parts))


def _rules(known: Known) -> pd.DataFrame:
    """A row a rule of deciding."""
    rows, worth = list(known.rules.items()), weights_of_rules(known)
    return pd.DataFrame(
        {
            _("people decide by"): [said(rule) for rule, _one in rows],
            _("sets tried"): [number(len(one.tried.unit)) for _rule, one in rows],
            _("they count as"): [number(round(one.tried.effective())) for _rule, one in rows],
            _("weight, of 100"): [to_its_error(100 * worth[rule][0], 100 * worth[rule][1]) for rule, _one in rows],
            **{row.name: [_fit(one, place) for _rule, one in rows] for place, row in enumerate(known.targets.rows)},
        }
    )


def weights_in_words(known: Known) -> list[str]:
    """What the weights mean, and which rules are left out."""
    if not known.in_reach():
        return [_("Rules count alike, as no set meets all targets under any.")]
    lines = [
        _(
            "Weight: what each rule counts in the ensemble. All are as likely beforehand; what was observed speaks for "
            "each by the mean likelihood of its sets."
        )
    ]
    if out := [said(rule) for rule, (weight, _error) in weights_of_rules(known).items() if not weight]:
        lines.append(_("Left out, as no set comes within two errors of all targets: {rules}.", rules=in_a_row(out)))
    return lines


def _fit(one: OfARule, place: int) -> str:
    """What the sets that agree make of a target: 5 and 95 of 100."""
    ends = one.tried.quantiles(one.figures[:, :, place].mean(axis=1), (0.05, 0.95))
    return between(*(number(float(f"{end:.3g}"), ",g") for end in ends))


def _how_near(known: Known) -> list[str]:
    """Whether the targets can be met at all; if not, what comes nearest."""
    if known.in_reach():
        return [_("All targets are met within two errors by some sets, under one rule at least.")]
    lines = []
    for rule, one in known.rules.items():
        made = one.figures[one.nearest].mean(axis=0)
        told = in_a_row(
            _(
                "{target} {made} ({gap:+.1f} errors)",
                target=row.name,
                made=number(float(f"{value:.3g}"), ",g"),
                gap=float(gap),
            )
            for row, value, gap in zip(known.targets.rows, made, one.gaps[one.nearest], strict=True)
        )
        lines.append(_("{rule}: the nearest that can be reached is {told}.", rule=said(rule), told=told))
    return [
        _(
            "No set comes within two errors of all targets: the ensemble is of the tenth that comes nearest, and what "
            "rests on it rests on a model that does not fit."
        ),
        *lines,
    ]


def _screened(found: Calibration) -> str:
    """What the screening says."""
    table = found.screening
    steered = int(table["steered"].sum())
    return ngettext(
        "Screened first (Morris): by how many errors of a target each number moves it over its whole range, in the "
        "mean of the rules. {number:,} of {all} has {share:.0%} of the effect (of its squares); the search "
        "steers it.",
        "Screened first (Morris): by how many errors of a target each number moves it over its whole range, in the "
        "mean of the rules. {number:,} of {all} have {share:.0%} of the effect (of its squares); the search "
        "steers them.",
        steered,
        all=counted(len(table), "parameter"),
        share=float(table.loc[table["steered"], "share"].sum()),
    )


def _moved(found: Calibration) -> pd.DataFrame:
    """A row a number that is steered, and the most that any of the others does."""
    table, targets = found.screening, [row.name for row in found.known.targets.rows]
    shown = table[table["steered"]].set_index("factor")[[*targets, "share"]]
    others = table.loc[~table["steered"], shown.columns]
    if len(others):
        shown.loc[_("each of the others, at most")] = others.max()
    columns = {name: [number(value, ".2g") for value in shown[name]] for name in targets}
    parts = [number(value, ".0%") for value in shown["share"]]
    return pd.DataFrame({_("number"): shown.index, **columns, _("part of the effect"): parts})


def _left_alone(found: Calibration) -> list[str]:
    """Which numbers could be left at their defaults, and what that would cost."""
    others = found.screening.loc[~found.screening["steered"], "factor"]
    if others.empty:
        return [_("None of them can be left at its default.")]
    names = _("The others could be left at their defaults: {names}.", names=", ".join(others))
    rows = found.left_alone
    if rows["carried"].isna().all():
        return [names, _("What that would cost is not told by so few sets.")]
    told = in_a_row(
        f"{row['target']} {per_cent(row['carried'], row['error'])}" for row in rows.dropna().to_dict("records")
    )
    cost = _(
        "What that would cost: so much of the variance of a target (of its logarithm, over the ranges, without luck) "
        "they carry by themselves, and it would be taken for nothing: {told}. Here they stay free.",
        told=told,
    )
    return [names, cost]


def _what_is_learned(learned: pd.DataFrame) -> str:
    spread = learned.groupby("factor")["narrowed"].mean()
    some = int((spread < NARROWED).sum())
    return ngettext(
        "Of {all}, the targets say something of {number:,} alone (its spread is below nine tenths of what it was). "
        "Of the rest nothing is known but the range.",
        "Of {all}, the targets say something of {number:,} (their spread is below nine tenths of what it was). Of the "
        "rest nothing is known but the range.",
        some,
        all=counted(len(spread), "parameter"),
    )


def _numbers(learned: pd.DataFrame) -> pd.DataFrame:
    """The numbers that most is learned of: the posterior over all rules."""
    first = learned.groupby("factor", sort=False).agg(
        low=("low", "mean"), middle=("middle", "mean"), high=("high", "mean"), least=("least", "first"),
        most=("most", "first"), narrowed=("narrowed", "mean"),
    ).head(MOST_ROWS)  # fmt: skip
    rows = first.reset_index().to_dict("records")
    return pd.DataFrame(
        {
            _("number"): [row["factor"] for row in rows],
            _("range"): [between(number(row["least"], "g"), number(row["most"], "g")) for row in rows],
            _("5 of 100"): [number(row["low"], ".3g") for row in rows],
            _("50"): [number(row["middle"], ".3g") for row in rows],
            _("95"): [number(row["high"], ".3g") for row in rows],
            _("spread left"): [number(row["narrowed"], ".0%") for row in rows],
        }
    )


def _pairs(tied: pd.DataFrame) -> str:
    """Numbers of which more is known together than alone."""
    told = in_a_row(_("{factor} with {other} ({correlation:+.2f})", **row) for row in tied.head(6).to_dict("records"))
    return _(
        "Known together rather than alone (correlation in what agrees; where it is below nought, more of one makes up "
        "for less of the other): {told}.",
        told=told,
    )


def _checked(found: Calibration) -> list[str]:
    """Whether another way comes to the same posterior."""
    table, rules = found.checked, list(found.known.rules)
    left_out = [said(rule) for rule in rules if rule not in {*table["rule"]}]
    lines = [
        begin + _apart(table[table["luck"] == luck])
        for luck, begin in (
            ("declared", _("Checked by ABC with regression adjustment, on the same runs and with the same errors: ")),
            ("lived", _("With the luck of single runs as it was, of which the weights assume how large it is: ")),
        )
        if len(left_out) < len(rules)
    ]
    if left_out:
        lines.append(_("Under {rules} too few sets agree to be checked by ABC.", rules=in_a_row(left_out)))
    return lines


def _apart(table: pd.DataFrame) -> str:
    """How far a check is from the weights, over all numbers and rules."""
    beyond = sorted({*table.loc[table["beyond_chance"], "factor"]})
    told = _(
        "the medians of {numbers} differ by at most {middle} of the range, 5 and 95 of 100 by at most {ends}",
        numbers=counted(table["factor"].nunique(), "parameter"),
        middle=number(table["middle_more"].abs().max(), ".0%"),
        ends=number(table[["low_more", "high_more"]].abs().to_numpy().max(), ".0%"),
    )
    more = _("more than by chance: {names}", names=", ".join(beyond)) if beyond else _("none by more than chance")
    return f"{told}; {more}."
