"""The same scenario and seed give the same results as before, to the last digit: digests of all tables of a panel.

A change that is meant to leave results as they are leaves `same_results.json` as it is. One that is meant to change
them writes it anew, `python -m tests.whole.test_same_results --write`, and says so in the changelog. A new indicator
changes no digest until the file, which names its figures, is written anew.
"""

import json
import sys
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes import costs
from contagion.models.outcomes.frames import frames
from contagion.models.outcomes.record import Record
from contagion.models.outcomes.summary import summary
from contagion.models.records import AT_EVENT, HAS_REGISTERED, KINDS, LETTER, NONE
from contagion.models.runs.simulation import record_of_run
from contagion.sim.provenance import commit
from tests.helpers.inspected import InspectedRun
from tests.helpers.same_results_scenarios import LABELS, model_of

SHORT = ["short", "short_in_training"]
FILE = Path(__file__).with_name("same_results.json")
SEEDS = (1, 2, 3)
TABLES = ("communes", "groups", "facilitators", "participants", "alternatives", "posts", "decisions")


OLD_COLUMNS = ("week", "kind", "who", "where", "group", "other")


def old_words(record: Record) -> list[Sequence[Any]]:
    """The event log in the words of the file, one to one. There, the kind of an event was one text with the name of an
    alternative programme before it and the detail after it; and what told somebody who registered, where it was an
    event or a letter and nobody, was a number below 0 (of the groups: less twice the week)."""
    nobody = {AT_EVENT: (-2, -3), LETTER: (-3, -2)}  # of the groups, of alternative programmes
    names = ["", *(f"{row.name}: " for row in record.parameters.alternative)]
    out = []
    for week, number, who, where, group, other, detail, programme in record.events.tolist():
        kind = KINDS[number]
        said = detail != NONE and not (programme and number == HAS_REGISTERED)
        text = f"{names[programme]}{kind.name}" + (f": {kind.details[detail]}" if said else "")
        if number == HAS_REGISTERED and detail in nobody:
            other = nobody[detail][1] if programme else nobody[detail][0] - 2 * week
        out.append((week, text, who, where, group, other))
    return out


# ---- a table as text -------------------------------------------------------------------------------------------------


def said(value: Any) -> str:
    """A value as text, whatever type holds it."""
    if type(value) in (int, str):  # nearly all are
        return str(value)
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    return str(value)


def column(values: Iterable[Any]) -> list[str]:
    """A column as text. What is missing is NaN among numbers, and empty among words."""
    made = list(values)
    if any(isinstance(value, str) for value in made):
        return [value if isinstance(value, str) else "" for value in made]
    return [said(value) for value in made]


def digest(names: Sequence[str], columns: Iterable[Iterable[Any]]) -> str:
    """A digest of the names and values of a table."""
    rows = zip(*map(column, columns), strict=True)
    return sha256("\n".join(map("\t".join, (names, *rows))).encode()).hexdigest()[:16]


def of_table(table: pd.DataFrame) -> str:
    names = [str(name) for name in table.columns]
    return digest(names, (table[name].tolist() for name in names))


def flat(values: dict[str, Any], before: str = "") -> dict[str, str]:
    """The values of a summary as text, those within others by dotted name."""
    out: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            out |= flat(value, f"{before}{name}.")
        elif isinstance(value, list | tuple):
            out[before + name] = ", ".join(map(said, value))
        else:
            out[before + name] = said(value)
    return out


def figures_of(record: Record) -> dict[str, Any]:
    """The figures of a run, but for the digest of its events."""
    figures = summary(record) | costs.figures(record)
    return {name: value for name, value in figures.items() if name != "event_log_sha256"}


def digests(model: InspectedRun, names: Collection[str] | None = None) -> dict[str, str]:
    """A digest of each table of a run, and of its figures, or of those of these names."""
    record = record_of_run(model)
    made = frames(record)
    figures = {name: value for name, value in figures_of(record).items() if names is None or name in names}
    made["quantities"], made["ledger"] = costs.quantities(record), costs.ledger(record)
    events = old_words(record)
    return {
        "events": digest(OLD_COLUMNS, zip(*events, strict=True) if events else ()),
        "weeks": of_table(made["weeks"].drop(columns=SHORT)),
        "short": of_table(made["weeks"][["week", *SHORT]]),
        **{name: of_table(made[name]) for name in (*TABLES, "quantities", "ledger")},
        "summary": digest(("name", "value"), zip(*flat(figures).items(), strict=True)),
    }


# ---- the panel -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def before():
    """The digests of the file, and the figures that they are of."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def test_the_file_is_of_these_scenarios(before):
    assert {label: list(of_seed) for label, of_seed in before["digests"].items()} == {
        label: [*map(str, SEEDS)] for label in LABELS
    }


@pytest.mark.parametrize("seeds", [SEEDS[:1], pytest.param(SEEDS[1:], marks=pytest.mark.slow)], ids=str)
@pytest.mark.parametrize("label", LABELS)
def test_results_are_the_same(label, seeds, before):
    now = {str(seed): digests(model_of(label, seed), before["figures"]) for seed in seeds}
    then = {seed: before["digests"][label][seed] for seed in now}
    changed = {
        seed: [name for name in of_seed if of_seed[name] != then[seed].get(name)] for seed, of_seed in now.items()
    }
    assert not any(changed.values()), f"{label}: these tables have changed, by seed: {changed}"
    assert now == then


def write() -> None:
    """Write the file anew, with the commit that it was made from (a plus sign: and changes to it)."""
    lines, names = [], list(figures_of(record_of_run(model_of(LABELS[0], SEEDS[0]))))
    for label in LABELS:
        print(label, file=sys.stderr)
        of_seed = [f"   {json.dumps(str(seed))}: {json.dumps(digests(model_of(label, seed), names))}" for seed in SEEDS]
        lines.append(f"  {json.dumps(label, ensure_ascii=False)}: {{\n" + ",\n".join(of_seed) + "\n  }")
    text = (
        f'{{\n "made_from": {json.dumps(commit())},\n "figures": {json.dumps(names)},\n "digests": {{\n'
        + ",\n".join(lines)
        + "\n }\n}\n"
    )
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("python -m tests.whole.test_same_results --write   writes same_results.json anew")
    write()
