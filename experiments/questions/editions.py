"""Which edition of the model a finding was made with, said on the page that shows it.

Whatever writes a finding into a page writes `stamp()` beside it: the edition, which readers do not see. Once the model
is in a later edition, `python -m contagion.experiments.questions.editions` puts in front of it, on every page, that the
finding is of an earlier one; a test holds that this was done. A finding made anew brings the stamp of today, without
the words.
"""

from __future__ import annotations

from pathlib import Path

from contagion.experiments.language.editions import STAMP, stamp
from contagion.models.code.provenance import EDITION

ROOT = Path(__file__).resolve().parents[2]


def marked(text: str, now: int = EDITION) -> str:
    """A page with all its stamps as they are to be said now."""
    return STAMP.sub(lambda found: stamp(int(found[1]), now), text)


def pages() -> list[Path]:
    """The pages that show what was found."""
    documents = (ROOT / "README.md", ROOT / "experiments" / "README.md", ROOT / "models" / "ODD.md")
    answers = (ROOT / "experiments" / "findings").glob("*.md")
    return [*documents, *sorted(answers), *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def main() -> None:
    """Say on every page what is of an earlier edition."""
    for page in pages():
        page.write_text(marked(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
