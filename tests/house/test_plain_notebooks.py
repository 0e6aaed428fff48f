"""The notebooks that ask are for whoever has pandas and a question: short cells, a sentence before each, one door."""

import ast
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
OF_INSIDE = ("rule", "mesa", "who_told")  # who writes rules or graphs looks at the model itself
ASKING = [path for path in sorted(NOTEBOOKS.glob("*.py")) if not any(word in path.stem for word in OF_INSIDE)]
MOST_LINES = 9
OF_THE_PROJECT = ("contagion.models", "contagion.experiments", "contagion.sim")


def cells(path: Path) -> list[tuple[str, str]]:
    import jupytext  # a second, for those who run these tests

    return [(cell["cell_type"], cell["source"]) for cell in jupytext.read(path)["cells"]]


def faults(found: list[tuple[str, str]]) -> list[str]:
    """What is not plain in the cells of a notebook."""
    out = []
    for number, (kind, source) in enumerate(found):
        if kind != "code":
            continue
        if not number or found[number - 1][0] != "markdown":
            out.append(f"no sentence before: {source.splitlines()[0]}")
        if (lines := sum(bool(line) for line in source.splitlines())) > MOST_LINES:
            out.append(f"{lines} lines: {source.splitlines()[0]}")
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Import(names=names):
                    modules = [one.name for one in names]
                case ast.ImportFrom(module=module):
                    modules = [str(module)]
                case _:
                    continue
            out += [f"import of {name}" for name in modules if name.startswith(OF_THE_PROJECT)]
    return out


def test_eight_ask():
    assert sorted(int(path.stem.partition("_")[0]) for path in ASKING) == [1, 2, 3, 4, 5, 6, 10, 11]


def test_they_are_plain():
    assert {path.stem: told for path in ASKING if (told := faults(cells(path)))} == {}


@pytest.mark.parametrize(
    "cell, told",
    [
        (("code", "x = 1"), "no sentence before: x = 1"),
        (("code", "x = 1\n" * 10), "10 lines: x = 1"),
        (("code", "import contagion.models.records"), "import of contagion.models.records"),
        (("code", "from contagion.experiments.language import names"), "import of contagion.experiments.language"),
    ],
)
def test_what_is_not_plain_would_be_found(cell, told):
    before = [] if told.startswith("no") else [("markdown", "A sentence.")]
    assert faults([*before, cell]) == [told]
