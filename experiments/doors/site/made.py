"""The pages of an atlas, one after the other: what is there of the same code and question stays as it is, one that
cannot be made is said at the end, and whenever it stops the folder is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.page import own
from contagion.experiments.doors.page.carried import carried
from contagion.experiments.doors.page.editions import words
from contagion.experiments.doors.page.made import Asked, html, numbers_of, to_begin
from contagion.experiments.doors.page.parts import Beside
from contagion.experiments.doors.report.ask import write
from contagion.experiments.doors.site.listed import INDEX, about_of, index
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.folders import KEPT_IN
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.lab.lab import laboratory, territory_of
from contagion.experiments.language.languages import LANGUAGES, speaking
from contagion.experiments.language.numbers import in_print
from contagion.experiments.language.sentences import _, said
from contagion.experiments.language.work import time_in_words
from contagion.experiments.programmes.agreeing import agreeing
from contagion.experiments.programmes.asked import place_of
from contagion.experiments.programmes.lived import going_on
from contagion.experiments.programmes.programme import read_programme
from contagion.models.code.provenance import RUN_BY
from contagion.models.territory.communes import DATA
from contagion.models.territory.extract import extract
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError, Interrupted
from contagion.sim.provenance import ROOT, digest_of

if TYPE_CHECKING:
    from contagion.experiments.programmes.programme import Programme
    from contagion.models.territory.gazetteer import Perimeter

CASE = Path("besancon")  # the one programme of the project that was observed
ELSEWHERE = "elsewhere"  # than sets were observed: they know nothing of it
SAYING, TEXTS = (ROOT / "experiments", DATA), ("j2", "js", "css", "po", "toml", "csv", "geojson", "parquet")


@dataclass(frozen=True)
class Size:
    """Of what each page is told: years ahead, worlds, euros more a year."""

    years: int
    number: int
    euros: float


@dataclass(frozen=True)
class Atlas:
    """What was made.

    Attributes
    ----------
    folder : Path
    pages : list of Path
        Of the territories that were asked for, made now or before.
    failed : mapping of str to str
        By the territory of which there is none, why.
    """

    folder: Path
    pages: list[Path] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def index(self) -> Path:
        """The list of all pages of the folder."""
        return self.folder / INDEX


@dataclass(frozen=True)
class Making:
    """How pages are made: of what size, on which day, in how many threads."""

    size: Size
    made: date
    workers: int | None = None

    @property
    def beside(self) -> Beside:
        """What all have beside them."""
        return beside_of(self.size.years, self.size.number, self.made.replace(month=1, day=1))

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
            asdict(self.size),
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
            years, size = programme.past + self.size.years, self.size
            here = lab, programme, base, Worlds(sets), territory, years
            asked = Asked(*here, size.number, self.made, size.euros, before)
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
    opened = own.opened(programme, base, Worlds(sets), sets, number, today)
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
    left = [place for place in places if not _is_there(folder / name_of(place), making.question(place))]
    found.pages.extend(folder / name_of(place) for place in places if place not in left)
    if found.pages:
        tell(_("{number:,} of {all:,} pages are there already.", number=len(found.pages), all=len(places)))
    begun = monotonic()
    try:
        for number, place in enumerate(left, start=1):
            why = _made(place, found, making)
            hours = (monotonic() - begun) / number * (len(left) - number) / 3600
            line = _("{number:,} of {all:,}: {place}", number=number, all=len(left), place=said(place.title))
            tell(f"{line} ({why})" if why else _("{line}; to go: {time}", line=line, time=time_in_words(hours)))
    except (KeyboardInterrupt, Interrupted):
        raise Interrupted(
            f"interrupted; {len(found.pages):,} pages of {len(places):,} are in {folder}, and the same command goes on"
        ) from None
    finally:
        _write(folder, index(folder, making.beside))
    return found


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    write({folder / name: content for name, content in contents.items()})


def _is_there(file: Path, question: str) -> bool:
    return about_of(file).get("question") == question


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
