"""`python -m contagion.experiments.interfaces.documentation.build`: the site, in results/documentation/site.

Pages that are made of the code come first, then the page that readers play with, then both languages, with warnings as
errors. The site asks nothing of any host, and is read from its folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import contagion as ct
from contagion.experiments.interfaces.documentation.look_up import commands, functions, readings, rules, scenarios
from contagion.models.code.kernel import CODE

HERE = Path(__file__).resolve().parent
OUT = CODE.root / "results" / "documentation"
FORWARD = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={to}">
<title>contagion</title></head><body><p><a href="{to}">contagion</a></p></body></html>
"""


def main() -> int:
    pages, site = OUT / "pages", OUT / "site"
    for folder in (pages, site):
        shutil.rmtree(folder, ignore_errors=True)
    write(pages)
    for language, folder in (("en", site), ("fr", site / "fr")):
        options = ("-q", "-W", "--keep-going", "-b", "html", "-c", HERE, "-d", OUT / f"trees-{language}")
        built = subprocess.run(
            [sys.executable, "-m", "sphinx", *options, CODE.root, folder],
            env={**os.environ, "CONTAGION_DOCS": language, "PYTHONWARNINGS": "ignore"},
            check=False,
        )
        if built.returncode:
            return built.returncode
        within = HERE.relative_to(CODE.root) / ("fr" if language == "fr" else "") / "index.html"
        (folder / "index.html").write_text(FORWARD.format(language=language, to=within.as_posix()), encoding="utf-8")
    ct.page(euros=0, out=site / "page")
    print(f"The documentation is in {site / 'index.html'}.")
    return 0


def write(pages: Path) -> None:
    """Write the pages that are made of the code into a folder."""
    (pages / "rules").mkdir(parents=True)
    for name, text in {
        "commands": commands,
        "functions": functions,
        "scenarios": scenarios,
        "readings": readings,
    }.items():
        (pages / f"{name}.md").write_text(text(), encoding="utf-8")
    rules(pages / "rules")


if __name__ == "__main__":
    sys.exit(main())
