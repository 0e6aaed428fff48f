"""How many answered each question of the workshop right: `python -m contagion.experiments.workshop.score answers.csv`.

A row of the file is a person, with columns `number` and `q1` to `q12`; a letter each, or nothing. No name is asked for.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pandas as pd

from contagion.experiments.workshop.sheets import LETTERS, said
from contagion.sim.errors import InputError
from contagion.sim.files.tables import csv_of
from contagion.sim.reading import MEGABYTE, content_of
from contagion.sim.statistics.spread import interval_of_share


def scored(answers: pd.DataFrame) -> pd.DataFrame:
    """Answers held against what is right.

    Returns
    -------
    DataFrame, a row a question
        question; right, of, how many, no answer counted as none; share, with its 95 % interval from low to high; and
        mostly, what was answered most often by those who were wrong.

    Raises
    ------
    InputError
        For a column that is missing, and a letter that is none of the choices.
    """
    rows = []
    for place, one in enumerate(said()["question"], 1):
        name = f"q{place}"
        if name not in answers:
            raise InputError(f"answers: no column {name}; the columns are number, q1, q2 and so on")
        given = answers[name].fillna("").astype(str).str.strip().str.lower()
        if len(wrong := given[~given.isin({"", *LETTERS})]):
            line = int(wrong.index[0]) + 2
            raise InputError(f"line {line}, {name} = {wrong.iloc[0]!r}: must be a, b, c, d or nothing")
        right, number = int((given == one["right"]).sum()), len(given)
        low, high = interval_of_share(right / number, number) if number else (float("nan"), float("nan"))
        others = given[(given != one["right"]) & (given != "")]
        mostly = others.mode().iloc[0] if len(others) else ""
        share = right / number if number else float("nan")
        row = {"question": place, "right": right, "of": number, "share": share, "low": low, "high": high}
        rows.append({**row, "mostly": mostly})
    return pd.DataFrame(rows)


def answers_of(file: Path) -> pd.DataFrame:
    """A file of answers.

    Raises
    ------
    InputError
        Where it cannot be read as CSV.
    """
    try:
        answers = pd.read_csv(BytesIO(content_of(file, MEGABYTE)), dtype=str)
        if not isinstance(answers.index, pd.RangeIndex):  # pandas takes the first cell of each row for its name
            raise ValueError("each row has more cells than the first line")
        return answers
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(f"{file}: cannot be read as CSV ({why})") from None


if __name__ == "__main__":
    try:
        if len(sys.argv) != 2:
            raise InputError("score: give a file of answers, and nothing else")
        print(csv_of(scored(answers_of(Path(sys.argv[1]))).round(2)), end="")
    except InputError as mistake:
        print(mistake, file=sys.stderr)
        sys.exit(2)
