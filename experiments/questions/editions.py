"""Which edition of the model a finding was made with, said on the page that shows it.

Whatever writes a finding into a page writes `stamp()` beside it: the edition, which readers do not see. Once the model
is in a later edition, `python -m experiments.questions.editions` puts in front of it, on every page, that the finding
is of an earlier one; a test holds that this was done. A finding made anew brings the stamp of today, without the words.
"""

from __future__ import annotations

import re
from pathlib import Path

from models.code.provenance import EDITION

ROOT = Path(__file__).resolve().parents[2]
STAMP = re.compile(r"(?:\*\*Found with edition \d+ of the model[^*]*\*\* )?<!-- edition: (\d+) -->")


def stamp(made_with: int = EDITION, now: int = EDITION) -> str:
    """The edition that something was found with; in words that are seen if it is not the one of now. On one line, and
    without a quotation mark, so that it can stand anywhere, also in the file of a notebook."""
    kept = f"<!-- edition: {made_with} -->"
    if made_with == now:
        return kept
    return f"**Found with edition {made_with} of the model, which is now in edition {now}: to be found anew.** {kept}"


def marked(text: str, now: int = EDITION) -> str:
    """A page with all its stamps as they are to be said now."""
    return STAMP.sub(lambda found: stamp(int(found[1]), now), text)


def pages() -> list[Path]:
    """The pages that show what was found."""
    documents = (ROOT / "README.md", ROOT / "experiments" / "README.md", ROOT / "models" / "ODD.md")
    return [*documents, *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def main() -> None:
    """Say on every page what is of an earlier edition."""
    for page in pages():
        page.write_text(marked(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
