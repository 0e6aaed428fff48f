"""`python -m contagion.experiments.interfaces.documentation.build`: the site, in results/documentation/site.

It first builds pages from the code (commands with their options, functions, scenarios, readings, events, and a page per
rule of the model: paragraph and equation from the ODD, a figure, its code, and the names of its tests), then the
interactive page, then both languages, with warnings as errors. Readers open the site from its folder; it loads nothing
from other hosts.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from posixpath import normpath

import click

import contagion as ct
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.interfaces.command.main import main as command
from contagion.models.kernel import CODE
from contagion.models.parameters import describe
from contagion.models.programme.week import STAGES
from contagion.models.records import KINDS
from contagion.models.scenario import library

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
        process = subprocess.run(
            [sys.executable, "-m", "sphinx", *options, CODE.root, folder],
            env={**os.environ, "CONTAGION_DOCS": language, "PYTHONWARNINGS": "ignore"},
            check=False,
        )
        if process.returncode:
            return process.returncode
        within = HERE.relative_to(CODE.root) / ("fr" if language == "fr" else "") / "index.html"
        (folder / "index.html").write_text(FORWARD.format(language=language, to=within.as_posix()), encoding="utf-8")
    ct.page(out=site / "page")
    print(f"The documentation is in {site / 'index.html'}.")
    return 0


def write(pages: Path) -> None:
    """Write the pages generated from the code into a folder."""
    (pages / "rules").mkdir(parents=True)
    for page in (commands, functions, scenarios, readings, events):
        (pages / f"{page.__name__}.md").write_text(page(), encoding="utf-8")
    rules(pages / "rules")


FENCE = "```"


def commands() -> str:
    """Return the page of commands, with the help of each."""
    return "\n".join(["# Commands", "", "What `contagion NAME --help` says.", "", *_help_pages(command, "contagion")])


def _help_pages(one: click.Command, path: str) -> Iterator[str]:
    with click.Context(one, info_name=path, max_content_width=100) as context:
        yield from (f"## {path}", "", f"{FENCE}text", one.get_help(context), FENCE, "")
    if isinstance(one, click.Group):
        for name in sorted(one.commands):
            yield from _help_pages(one.commands[name], f"{path} {name}")


def functions() -> str:
    """Return the page of all functions of `import contagion`, by name."""
    lines = ["# Functions", "", "All of `import contagion as ct`, by name. Tables are pandas data frames.", ""]
    for name in dir(ct):
        kind = "autoclass" if isinstance(getattr(ct, name), type) else "autofunction"
        members = [":members:", ":inherited-members: DataFrame, Exception, Model"] if kind == "autoclass" else []
        lines += [f"## {name}", "", f"{FENCE}{{eval-rst}}", f".. {kind}:: contagion.{name}"]
        lines += [*(f"   {one}" for one in members), FENCE, ""]
    return "\n".join(lines)


def scenarios() -> str:
    """Return the page of the library, one section per scenario with its description and file."""
    lines = ["# Scenarios of the library", "", "Each is a file of a few lines on top of the reference, `ref`.", ""]
    for one in library():
        lines += [f"## {one.name}", "", f"**{one.words.title}.** {one.words.description}", ""]
        lines += [f"{FENCE}toml", Path(one.source).read_text(encoding="utf-8").strip(), FENCE, ""]
    return "\n".join(lines)


def readings() -> str:
    """Return the page of readings, each with its source."""
    lines = ["# Readings", "", "Other accounts of how things work, under which a question can be asked again.", ""]
    for one in READINGS.values():
        lines += [f"## {one.name}", "", f"{one.says}. *Source:* {one.source}", ""]
    return "\n".join(lines)


EVENTS = """# Events

Every run logs these kinds of events, in `events.parquet`. An event has a week, a kind and the columns below. `who` is
the id of a person, `where` a commune (an INSEE code in files), `group` the number of a group, `detail` one of the words
of the last column, and `programme` the name of an alternative programme. "–" marks a column that does not apply; it is
−1 in tables of a run and empty in files. An alternative programme's name stands before its events ("NAME: registered").

| kind | who | where | group | other | detail |
| --- | --- | --- | --- | --- | --- |
"""


def events() -> str:
    """Return the kinds of events of a run with the meaning of their columns."""
    rows = [(one.name, one.who, one.where, one.group, one.other, ", ".join(one.details)) for one in KINDS]
    return EVENTS + "".join(f"| {' | '.join(cell or '–' for cell in row)} |\n" for row in rows)


ODD = CODE.root / "models" / "ODD.md"
SECTION = re.compile(r"^### programme/rules/(\w+)\.py: (.+?)\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
YEARS, SEEDS, POINTS = 10, 6, 5
RANGES = {
    row["name"]: (row["default"], *row["range"])
    for row in describe()
    if row["range"] and "[" not in row["name"] and row["type"] in (int, float)
}
HEAD = """# {title}

{stages}Code: `models/programme/rules/{name}.py`. In [the ODD](/models/ODD.md) all rules stand one after the other.

{text}
"""
FIGURE = """## What moving a number does

![People who came in ten years, by {parameter}]({name}.png)

`{parameter}` over its declared range, {seeds} seeds the same at each value: `ct.sweep` of the model as it is. A flat
line says that something else limits there.
"""
BEHIND = """## Its code

```{{literalinclude}} /models/programme/rules/{name}.py
:language: python
```

## What its tests promise

In `tests/models/programme/rules/test_{name}.py`:

{promises}
"""


def rules(folder: Path) -> None:
    """Write the pages of all rules, and an index of them, into a folder."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for name, title, text in SECTION.findall(ODD.read_text(encoding="utf-8")):
        sections.setdefault(name, []).append((title, text))
    for name, parts_of_rule in sections.items():
        title, text = (
            "; ".join(title for title, _ in parts_of_rule),
            "\n\n".join(text.strip() for _, text in parts_of_rule),
        )
        texts = {"title": title[0].upper() + title[1:], "stages": _stages(name), "text": _with_links(text.strip())}
        parts = [HEAD.format(name=name, **texts)]
        if parameter := next((one for one in _numbers(text) if _draw_sweep(one, folder / f"{name}.png")), ""):
            parts.append(FIGURE.format(parameter=parameter, name=name, seeds=SEEDS))
        parts.append(BEHIND.format(name=name, promises="\n".join(f"- {one}" for one in _promises(name))))
        (folder / f"{name}.md").write_text("\n".join(parts), encoding="utf-8")
    names = "\n".join(sections)
    index = f"# Rule by rule\n\n```{{toctree}}\n:maxdepth: 1\n\n{names}\n```\n"
    (folder / "index.md").write_text(index, encoding="utf-8")


def _stages(name: str) -> str:
    """Write in which stages of the week a rule acts."""
    module = f"contagion.models.programme.rules.{name}"
    stages = {n: one for n, one in enumerate(STAGES, 1) if any(rule.__module__ == module for rule in one.rules)}
    at = ", ".join(f"{n} (*{one.name}*)" for n, one in stages.items())
    return f"Of the sixteen stages of a week: {at}. " if at else ""


def _with_links(text: str) -> str:
    """Rewrite links of the ODD to start from the root of the project."""
    text = text.replace("](#", "](ODD.md#")
    return re.sub(r"\]\((?!\w+:)([^)]+)\)", lambda one: f"](/{normpath(f'models/{one[1]}')})", text)


def _numbers(text: str) -> list[str]:
    """Return the parameters of a rule that are single numbers with a range."""
    lines = re.findall(r"^\*Parameters:\* (.*?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    patterns = re.findall(r"`([^`]+)`", " ".join(lines))
    return [name for pattern in patterns for name in RANGES if fnmatchcase(name, pattern)]


def _draw_sweep(parameter: str, file: Path) -> bool:
    """Draw participants by a parameter over its range, unless other parameters make part of it invalid."""
    default, low, high = RANGES[parameter]
    values = [low + n * (high - low) / (POINTS - 1) for n in range(POINTS)]
    if isinstance(default, int):
        values = sorted({round(value) for value in values})
    try:
        grid = ct.sweep({parameter: values}, years=YEARS, seeds=SEEDS)
    except ct.InputError:
        return False
    figure = grid.plot("participants").get_figure(root=True)
    assert figure
    figure.savefig(file, dpi=90)
    return True


def _promises(name: str) -> list[str]:
    """Return the names of the tests of a rule, in words."""
    file = CODE.root / "tests" / "models" / "programme" / "rules" / f"test_{name}.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = [one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    return [one.removeprefix("test_").replace("_", " ") for one in names]


if __name__ == "__main__":
    sys.exit(main())
