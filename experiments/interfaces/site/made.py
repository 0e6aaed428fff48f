"""The pages of an atlas, one after the other: what is there of the same code and question stays as it is, one that
cannot be made is said at the end, and whenever it stops the folder is whole.

The list of the pages of a folder, as the files in it say what they are of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contagion.experiments.evidence.agreeing import agreeing
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import going_on, place_of
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.carried import carried
from contagion.experiments.interfaces.page.editions import words
from contagion.experiments.interfaces.page.made import (
    HERE,
    OF_A_FOLDER,
    Asked,
    Beside,
    as_json,
    html,
    named,
    numbers_of,
    script,
    to_begin,
)
from contagion.experiments.interfaces.templating import render, write
from contagion.experiments.say.asked import time_in_words
from contagion.experiments.say.languages import ENGLISH, FRENCH, LANGUAGES, gettext, speaking
from contagion.experiments.say.languages import ngettext as plural
from contagion.experiments.say.sentences import _, in_print, said
from contagion.models.kernel import RUN_BY
from contagion.models.runs.lab import laboratory, territory_of
from contagion.models.runs.vocabulary import ENSEMBLE, KEPT_IN
from contagion.models.territory.communes import DATA
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import called_by, national_areas, national_communes
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError, Interrupted
from contagion.sim.provenance import ROOT, digest_of

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.territory.gazetteer import Perimeter


ROOM, INDEX = "site", "index.html"
SCRIPTS = HERE / "scripts" / "speaking.js", Path(__file__).resolve().parent / "scripts" / "index.js"
FIRST = 1000  # letters of a page within which it says what it is of
SAID = re.compile(r' data-(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Entry:
    """A page."""

    file: str
    name: str
    department: str
    made: date
    observed: bool  # whether anything was, there


def about_of(file: Path) -> dict[str, str]:
    """What a page says that it is of; nothing where it is none."""
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            return dict(SAID.findall(text.read(FIRST).partition("<head>")[0]))
    except OSError:
        return {}


def entries(folder: Path) -> list[Entry]:
    """The pages of a folder, by department and name."""
    areas, found = national_areas(), list[Entry]()
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
                found.append(Entry(file.name, names[code], f"{at} {departments[at]}", made, observed))
    return sorted(found, key=lambda one: (one.department, called_by(one.name)[0], one.file))


def index(folder: Path, beside: Beside) -> dict[str, bytes]:
    """The list, French as it is opened, English beside it, and its script, by the names of their files."""
    found, said, told = entries(folder), {}, {}
    departments = [(name, [*some]) for name, some in groupby(found, key=lambda one: one.department)]
    for language in (FRENCH, ENGLISH):
        with speaking(language), in_print():
            said[language] = Markup(render(ROOM, "territories", number=len(found), departments=departments))
            told[f"words-{language}"] = as_json(_words())
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


CASE = Path("besancon")  # the one programme of the project that was observed
ELSEWHERE = "elsewhere"  # than sets were observed: they know nothing of it
SAYING, TEXTS = (ROOT / "experiments", DATA), ("j2", "js", "css", "po", "toml", "csv", "geojson", "parquet")


@dataclass(frozen=True)
class Atlas:
    """What was made."""

    folder: Path
    pages: list[Path] = field(default_factory=list)  # of the territories that were asked for, made now or before
    failed: dict[str, str] = field(default_factory=dict)  # by the territory of which there is none, why

    @property
    def index(self) -> Path:
        """The list of all pages of the folder."""
        return self.folder / INDEX


@dataclass(frozen=True)
class Making:
    """How pages are made."""

    years: int  # ahead
    number: int  # of worlds
    euros: float  # more a year
    made: date
    workers: int | None = None

    @property
    def beside(self) -> Beside:
        """What all have beside them."""
        return beside_of(self.years, self.number, self.made.replace(month=1, day=1))

    def programme(self, place: Perimeter) -> Programme:
        """What a page is of: what was observed there, else what is to begin next January."""
        case = read_programme(CASE)
        return case if place.code == case.territory.code else to_begin(place.code, self.made)

    def table(self, place: Perimeter) -> Path | None:
        """The communes, under a name that tells what the table says; None for those that come with the project."""
        return extract(place).kept(KEPT_IN) if place_of(self.programme(place)) else None

    def question(self, place: Perimeter) -> str:
        """Tells a page from one of another question, or by other code or data."""
        programme, table = self.programme(place), self.table(place)
        asked = (
            *(self.years, self.number, self.euros),
            programme.next_january,
            self.made.year,
            table and table.name,
            *self.beside.contents,
            says(),
        )
        return sha256(repr(asked).encode()).hexdigest()[:16]

    def page(self, place: Perimeter) -> str:
        """The page. Its runs are not kept: those of all of France take eight gigabytes."""
        programme = self.programme(place)
        with TemporaryDirectory(ignore_cleanup_errors=True) as store:
            lab = laboratory(workers=self.workers, store=Path(store), communes=self.table(place))
            territory = territory_of(lab)
            assert territory
            base = going_on(programme, territory)
            before = read_ensemble(Path(ENSEMBLE), lab.store.folder, lab.store.about.get("data"))
            sets = agreeing(lab, programme, base, before).ensemble if programme.observed else before
            here = lab, programme, base, Worlds(sets), territory, programme.past + self.years
            asked = Asked(*here, self.number, self.made, self.euros, before)
            about = {
                "territory": place.code,
                "made": self.made.isoformat(),
                "observed": str(programme.observed),
                "question": self.question(place),
            }
            return html(asked, self.beside, INDEX, **about)


@cache
def beside_of(years: int, number: int, today: date) -> Beside:
    """What all pages have beside them: of a programme that is to begin, what no territory changes."""
    territory = Territory.from_file(None)
    programme = to_begin(read_programme(CASE).territory.code, today)
    base, sets = replace(going_on(programme, territory), territory=ELSEWHERE), read_ensemble(Path(ENSEMBLE))
    opened = own_past.opened(programme, base, Worlds(sets), sets, number, today)
    known = carried(base, Worlds(sets), territory, years, number, (), opened)
    found: dict[str, dict[str, Any]] = {"numbers": numbers_of(known)}
    for language in LANGUAGES:
        with speaking(language), in_print():
            found[f"words-{language}"] = words(base, known)
    same = (one.packed() for one in known.worlds.columns if one.name in sets.table)
    return Beside(found, [*dict.fromkeys(same)])


@cache
def says() -> str:
    """A digest of all that says what is on a page: sources, templates, scripts, catalogues, scenarios, data."""
    texts = sorted(file for ending in TEXTS for folder in SAYING for file in folder.rglob(f"*.{ending}"))
    code = digest_of(ROOT, (*RUN_BY, "experiments"))
    return sha256(b"\0".join([code.encode(), *(file.read_bytes() for file in texts)])).hexdigest()


def name_of(place: Perimeter) -> str:
    """Of its file: two may have one name, none has another's code."""
    return f"{place.slug}-{place.code}.html"


def atlas(places: Sequence[Perimeter], folder: Path, making: Making, tell: Callable[[str], None]) -> Atlas:
    """Make the pages of some territories that are not there yet, and the list of all that are.

    Raises
    ------
    InputError
        Where nothing can be written.
    Interrupted
        Where it is told to stop: what was made stays.
    """
    found = Atlas(folder)
    _write(folder, making.beside.contents)
    left = [one for one in places if about_of(folder / name_of(one)).get("question") != making.question(one)]
    found.pages.extend(folder / name_of(place) for place in places if place not in left)
    if found.pages:
        tell(f"{len(found.pages):,} of {len(places):,} pages are there already.")
    begun = monotonic()
    try:
        for number, place in enumerate(left, start=1):
            why = _made(place, found, making)
            hours = (monotonic() - begun) / number * (len(left) - number) / 3600
            line = f"{number:,} of {len(left):,}: {said(place.title)}"
            tell(f"{line} ({why})" if why else f"{line}; to go: {time_in_words(hours)}")
    except (KeyboardInterrupt, Interrupted):
        raise Interrupted(
            f"interrupted; {len(found.pages):,} pages of {len(places):,} are in {folder}, and the same command goes on"
        ) from None
    finally:
        _write(folder, index(folder, making.beside))
    return found


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    write({folder / name: content for name, content in contents.items()})


def _made(place: Perimeter, found: Atlas, making: Making) -> str:
    """Make a page, or say why there is none: the others do not wait for it."""
    try:
        text = making.page(place)
    except Interrupted:
        raise
    except Exception as wrong:  # whatever it is, it is told, and the night goes on
        why = said(wrong.line) if isinstance(wrong, InputError) else f"{type(wrong).__name__}: {wrong}"
        found.failed[said(place.title)] = why
        return why
    _write(found.folder, {name_of(place): text.encode()})
    found.pages.append(found.folder / name_of(place))
    return ""
