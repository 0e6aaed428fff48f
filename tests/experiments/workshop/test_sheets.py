"""The sheets and guides of the workshop: in step with what they are made of, the page and the data of the cases."""

import re
import subprocess
import sys

import pandas as pd
import pytest

from contagion.experiments.say.languages import ENGLISH, FRENCH
from contagion.experiments.workshop.score import scored
from contagion.experiments.workshop.sheets import FILES, HERE, said, sheets
from contagion.sim.errors import InputError
from tests.house.test_shown import faults

GUIDES = {FRENCH: HERE / "ATELIER.md", ENGLISH: HERE / "WORKSHOP.md"}
CODE = re.compile(r"^        .*$|^    \.venv.*$|`[^`]*`|\]\([^)]*\)", re.MULTILINE)

each = pytest.mark.parametrize("language", [FRENCH, ENGLISH])


def guide(language: str) -> str:
    return GUIDES[language].read_text(encoding="utf-8")


@each
def test_sheets_are_those_of_what_is_said(language):
    assert FILES[language].read_text(encoding="utf-8") == sheets(language)


def test_the_french_guide_and_sheets_are_well_set():
    lines = [CODE.sub("·", line) for line in guide(FRENCH).splitlines()]
    lines += re.sub(r"<style>.*?</style>", "", FILES[FRENCH].read_text(encoding="utf-8"), flags=re.DOTALL).split(">")
    assert [(found, line) for line in lines if (found := faults(line.partition("<")[0]))] == []


# ---- how many answered right -----------------------------------------------------------------------------------------

RIGHT = {f"q{place}": one["right"] for place, one in enumerate(said()["question"], 1)}


def answered(*changes: dict[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame([{"number": str(n), **RIGHT, **one} for n, one in enumerate(changes)])


def test_answers_are_counted_by_hand():
    wrong = next(letter for letter in "abc" if letter != RIGHT["q1"])
    made = scored(answered({}, {"q1": wrong}, {"q1": wrong.upper()}, {"q1": None})).set_index("question")
    assert made.loc[1, ["right", "of", "share", "mostly"]].tolist() == [1, 4, 0.25, wrong]
    assert made.loc[1, "low"] == pytest.approx(0.046, abs=0.001)  # Wilson's score for 1 of 4
    assert made.loc[1, "high"] == pytest.approx(0.699, abs=0.001)
    assert (made.loc[2:, "share"] == 1).all()
    assert (made.loc[2:, "mostly"] == "").all()


def test_what_is_no_answer_is_refused_in_a_line():
    with pytest.raises(InputError, match="line 2, q3 = 'x': must be a, b, c, d or nothing"):
        scored(answered({"q3": "x"}))
    with pytest.raises(InputError, match="no column q12"):
        scored(answered({}).drop(columns="q12"))


def test_a_file_is_scored(tmp_path):
    file = tmp_path / "answers.csv"
    answered({}, {"q4": ""}).to_csv(file, index=False)
    how = [sys.executable, "-m", "contagion.experiments.workshop.score", str(file)]
    done = subprocess.run(how, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.splitlines()[4].startswith("4,1,2,0.5,")


@pytest.mark.slow
@pytest.mark.parametrize(
    "content, said",
    [
        (None, "cannot be read as CSV (No such file or directory)"),
        (b"", "cannot be read as CSV (No columns"),
        (b"\x89PNG\r\n\x1a\n\0", "cannot be read as CSV ("),
        (b"number,q1\n1,a,b,c\n1,a\n2,a,b,c,d\n", "cannot be read as CSV ("),
        (b"number,q1\nanna,z,\n", "cannot be read as CSV (each row has more cells than the first line)"),
        (b"number,q1\n1,z\n", "line 2, q1 = 'z': must be a, b, c, d or nothing"),
        (bytes(1_000_001), "is larger than 1 MB, the most that is read of such a file"),
    ],
)
def test_a_file_that_is_no_answers_gets_a_line(content, said, tmp_path):
    file = tmp_path / "answers.csv"
    if content is not None:
        file.write_bytes(content)
    how = [sys.executable, "-m", "contagion.experiments.workshop.score", str(file)]
    done = subprocess.run(how, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
