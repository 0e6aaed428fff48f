"""Results of checks of the model: on published facts, on patterns, and on made-up programmes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from contagion.experiments.say.sentences import _
from contagion.models.parameters import describe

FINDINGS = Path(__file__).resolve().parents[2] / "findings"
CHANCE = "by_chance"  # a figure compared with chance is no fact
HELD = 86
"""How many of 100 made-up programmes had the truth in the predicted 90 % range of people, with new chance (edition 3, 1
December 2026; `models/ODD.md`, *An ensemble of what agrees*)."""


def right_elsewhere() -> str:
    """Write how often the model was right on held-out facts (`contagion question validate`)."""
    table = pd.read_csv(FINDINGS / "validate.csv")
    facts = table[(table["mark"] == "held out") & table["p50"].notna() & ~table["figure"].str.contains(CHANCE)]
    return _(
        "How often was the model right elsewhere? It was tried on {facts} published facts that it had not been shown. "
        "Its 90 % range ought to hold 9 of 10; it held {inside} of {facts}. So few facts are no validation, and they "
        "do not tell the model from a calculation without agents in how many people come. What the model adds is "
        "where, who, and what runs short.",
        facts=len(facts),
        inside=int(facts["verdict"].str.startswith("inside").sum()),
    )


def assurance() -> list[str]:
    """Write the statement of assurance (`models/evidence/EVALUATION.md`) in five lines."""
    grades = [row["grade"] for row in describe()]
    patterns, shown = patterns_shown()
    return [
        _(
            "It is for comparing options, and no forecast of headcounts. Of its {numbers} numbers {assumed} are "
            "assumptions.",
            numbers=len(grades),
            assumed=grades.count("D"),
        ),
        _(
            "Tests check the program: what must hold in every week, and what can be worked out without it. A "
            "simulation that is computed again comes out the same."
        ),
        _(
            "Of {patterns} facts that are known here of such programmes, most simulations show {shown}.",
            patterns=patterns,
            shown=shown,
        ),
        _(
            "On made-up programmes of which the truth is known, the 90 % range held it {held} times of 100. The model "
            "itself may be wrong. No range counts that.",
            held=HELD,
        ),
        _(
            "No independent reviewer is named yet, and nobody has signed for it. The whole statement, with what is "
            "open, comes with the program."
        ),
    ]


def patterns_shown() -> tuple[int, int]:
    """Return the number of published patterns and of those that most simulations show in full (`contagion question
    patterns`)."""
    table = pd.read_csv(FINDINGS / "patterns.csv")
    table = table[(table["case"] == "worlds") & table["in_bounds"].notna()]
    least = table["in_bounds"].groupby(table["what"].str.partition(" ")[0]).min()  # of the figures of a pattern
    return len(least), int((least > 0.5).sum())
