"""The list of the pages of a folder, as the files in it say what they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from contagion.experiments.doors.page.parts import HERE, OF_A_FOLDER, Beside, as_json, named, script
from contagion.experiments.doors.templating import render
from contagion.experiments.language.languages import ENGLISH, FRENCH, gettext, speaking
from contagion.experiments.language.languages import ngettext as plural
from contagion.experiments.language.numbers import in_print
from contagion.experiments.language.sentences import _
from contagion.models.territory.national.tables import called_by, national_areas, national_communes

ROOM, INDEX = "site", "index.html"
SCRIPTS = HERE / "scripts" / "speaking.js", Path(__file__).resolve().parent / "scripts" / "index.js"
FIRST = 1000  # letters of a page within which it says what it is of
SAID = re.compile(r' data-(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Entry:
    """A page.

    Attributes
    ----------
    file, name, department : str
    made : date
    observed : bool
        Whether anything was observed there.
    """

    file: str
    name: str
    department: str
    made: date
    observed: bool


def about_of(file: Path) -> dict[str, str]:
    """What a page says that it is of; nothing where it is none."""
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            return dict(SAID.findall(text.read(FIRST).partition("<head>")[0]))
    except OSError:
        return {}


def entries(folder: Path) -> list[Entry]:
    """The pages of a folder, by department and name."""
    return sorted(_entries(folder), key=lambda one: (one.department, called_by(one.name)[0], one.file))


def _entries(folder: Path) -> Iterator[Entry]:
    areas = national_areas()
    names, departments = (
        dict(areas.loc[areas["kind"] == kind, ["code", "name"]].to_numpy()) for kind in ("epci", "department")
    )
    where = national_communes().groupby("epci")["department"].agg(lambda some: some.mode()[0])
    for file in sorted(folder.glob("*.html")):
        about = about_of(file)
        if (code := about.get("territory")) in names and about.keys() >= {"made", "observed"}:
            at, observed = where[code], about["observed"] == str(True)
            with suppress(ValueError):  # no page of ours
                made = date.fromisoformat(about["made"])
                yield Entry(file.name, names[code], f"{at} {departments[at]}", made, observed)


def index(folder: Path, beside: Beside) -> dict[str, bytes]:
    """The list, French as it is opened, English beside it, and its script, by the names of their files."""
    found, said, told = entries(folder), {}, {}
    for language in (FRENCH, ENGLISH):
        with speaking(language), in_print():
            said[language], told[f"words-{language}"] = Markup(_list(found)), as_json(_words())
    name, content = named("index.js", script(SCRIPTS))
    with speaking(FRENCH):
        text = render(
            ROOM,
            "index",
            policy=OF_A_FOLDER,
            files={"style": beside.files["style"], "script": name},
            editions=said,
            own=told,
            title=_title(),
        )
    return {name: content, INDEX: text.encode()}


def _list(found: list[Entry]) -> str:
    by_department = groupby(found, key=lambda one: one.department)
    return render(
        ROOM,
        "territories",
        number=len(found),
        departments=[(name, [*some]) for name, some in by_department],
    )


def _title() -> str:
    return _("From person to person: the territories")


def _words() -> dict[str, Any]:
    """What the script says."""
    return {
        "title": _title(),
        "name": gettext("From person to person"),
        "skip": gettext("Go to the content"),
        "none": gettext("No territory is called so. The beginning of a word of its name is enough, or a department."),
        "one": plural("{number} territory", "{number} territories", 1),
        "many": plural("{number} territory", "{number} territories", 2),
    }
