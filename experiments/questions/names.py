"""Which questions there are, known without reading a script that loads much."""

from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Names of the questions, in order."""
    return sorted(path.stem for path in HERE.glob("*.py") if "\nQUESTION = " in path.read_text(encoding="utf-8"))
