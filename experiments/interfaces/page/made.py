"""The page of a territory, as one file: what is known before anything is moved, and what a browser needs to go on.

What all pages are made of but their own text, worlds and numbers: kernel, scripts, style. A page alone has it
within; pages of a folder have it beside them, once, with what scripts say and values that no territory changes.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contagion.experiments.commands.options import FEWEST
from contagion.experiments.commands.spend.mixes import Design, Trials
from contagion.experiments.commands.spend.work import read_elsewhere, spent
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import as_option, going_on
from contagion.experiments.evidence.programme import checked, read_programme
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.briefing import Briefing, inquiry
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.carried import Carried, carried
from contagion.experiments.interfaces.page.editions import BETTER, SELDOM, edition
from contagion.experiments.interfaces.page.money import Money, bought_ahead
from contagion.experiments.interfaces.page.own_past import Tried, tried
from contagion.experiments.interfaces.page.pictures import APART, SMALL, Classes, course_in_the_middle, ground
from contagion.experiments.interfaces.templating import render, write
from contagion.experiments.say.charts.style import EDGE, GRID, INK, PAPER, SOFT
from contagion.experiments.say.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.say.sentences import in_print
from contagion.models.kernel import BROWSERS, CODE
from contagion.models.runs.study import priced
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.models.scenario import Words
from contagion.models.territory.territory import Territory
from contagion.sim.statistics.spread import CLEAR, LIKELY

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.work import Spending
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.scenario import Scenario
    from contagion.sim.files import Results
    from contagion.sim.laboratory.laboratory import Laboratory


HERE = Path(__file__).resolve().parent
KERNEL = CODE.root / "sim" / "core" / "kernel.js"
CASE = Path("besancon")  # the one programme of the project that was observed
WORKER = (KERNEL, *(HERE / "scripts" / f"{name}.js" for name in ("cases", "keys", "chance", "savings", "worker")))
SCRIPTS = (
    *(
        "speaking",
        "data",
        "elementary",
        "statistics",
        "words",
        "charts",
        "cases",
        "worlds",
        "kept",
        "accounts",
        "places",
        "money",
    ),
    *("options", "chance", "facts", "agreeing", "own", "glossary", "document", "note", "seen", "page"),
)
PAGE = tuple(HERE / "scripts" / f"{name}.js" for name in SCRIPTS)
SHARED = "shared"  # the folder of what stands beside pages
POLICY = (
    "default-src 'none'; script-src {script} 'wasm-unsafe-eval'; style-src {style}; worker-src blob:; "
    "img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
OF_A_FOLDER = POLICY.format(script="'self'", style="'self'")


@dataclass(frozen=True)
class Beside:
    """What stands beside the pages of a folder; of a page alone, nothing. A browser takes an `integrity` from no file
    that is opened by double click, so names of files tell what they say, and the policy takes those of the folder."""

    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # words that scripts say, and numbers, by name
    rows: Sequence[bytes] = ()  # the values of columns of worlds (`numbered`)

    @cached_property
    def contents(self) -> dict[str, bytes]:
        """The files, by their names within the folder."""
        held = {"library": library(), "worker": worker(), "rows": packed(b"".join(self.rows))}
        beside = f'"use strict";\nvar beside = {as_json({**held, **self.told})};\n'
        found = {"beside.js": beside, "page.js": script(PAGE), "page.css": style()}
        return dict(named(name, text) for name, text in found.items())

    @cached_property
    def files(self) -> dict[str, str]:
        """How a page calls them."""
        return dict(zip(("beside", "script", "style"), self.contents, strict=True))

    def left(self, name: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """What of it a page has to bring itself."""
        same = self.told.get(name, {})
        return {key: one for key, one in told.items() if key not in same or same[key] != one}

    def taken(self, rows: Sequence[bytes]) -> tuple[list[int], bytes]:
        """At which byte each row of a page begins, of those that are beside it and then its own; and its own."""
        every = [*dict.fromkeys([*self.rows, *rows])]
        at = dict(zip(every, accumulate(map(len, every), initial=0), strict=False))
        return [at[row] for row in rows], b"".join(every[len(self.rows) :])


def within() -> dict[str, Markup]:
    """The same as a page alone has it within, and the policy that names its one script and its one style."""
    found = {"style": style(), "script": script(PAGE), "worker": worker(), "library": library()}
    policy = POLICY.format(script=_hash(found["script"]), style=_hash(found["style"]))
    return {name: Markup(one) for name, one in {**found, "policy": policy}.items()}


def named(name: str, text: str) -> tuple[str, bytes]:
    """A file of the shared folder, under a name that tells what it says; and that."""
    content, (stem, _, ending) = text.encode(), name.partition(".")
    return f"{SHARED}/{stem}-{sha256(content).hexdigest()[:8]}.{ending}", content


def style() -> str:
    return _joined([HERE / "templates" / "page.css"])


def script(files: Iterable[Path]) -> str:
    """Scripts as one, whose names are its own."""
    return f'"use strict";\n{{\n{_joined(files)}}}\n'


def worker() -> str:
    return _joined(WORKER).replace("\nexport ", "\n")


def library() -> str:
    return packed(CODE.library(BROWSERS).read_bytes())


def packed(content: bytes) -> str:
    return b64encode(gzip.compress(content, 9, mtime=0)).decode()


def as_json(told: Mapping[str, Any]) -> Markup:
    """Numbers and texts as JSON in which no tag can begin or end."""
    return Markup(json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _joined(files: Iterable[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


ROOM = "page"
JUDGED = 40  # worlds in which mixes are judged, at the most: with the search under a minute for Grand Besançon


@dataclass(frozen=True)
class Asked:
    """What a page is of."""

    lab: Laboratory
    programme: Programme
    base: Scenario  # it, as it goes on
    worlds: Worlds
    territory: Territory
    years: int  # of each run, its past among them
    number: int  # of worlds
    made: date
    euros: float = 0  # a year more, of which mixes are told; 0 for none
    before: Ensemble | None = None  # that was weighed by what is known of the programme; by default that of `worlds`

    @cached_property
    def briefing(self) -> Briefing:
        """What is known before anything is moved."""
        return inquiry([self.base], self.worlds, self.territory, self.years, self.number).last(self.lab)

    @cached_property
    def one_course(self) -> Results:
        """A run of it in the middle of what is known."""
        return course_in_the_middle(self.briefing, self.territory)

    @cached_property
    def tried(self) -> list[Tried]:
        """Options that others have tried."""
        return list(tried(self.programme, self.territory, self.base))

    @cached_property
    def carried(self) -> Carried:
        mixes = [one.values for one in (*self.money.mixes, *self.tried)]
        return carried(self.base, self.worlds, self.territory, self.years, self.number, mixes, self.opened)

    @cached_property
    def opened(self) -> own_past.Opened | None:
        """A past that can be told in place of that which is known."""
        before = self.before or self.worlds.ensemble
        return own_past.opened(self.programme, self.base, self.worlds, before, self.number, self.made)

    @cached_property
    def money(self) -> Money:
        past, ends = self.base.past, self.briefing.ends
        bought = bought_ahead(self.briefing.runs, self.years, past).loc[self.base.name].loc[ends["world"]]
        sets = self.worlds.sets(ends["world"])
        return Money(self.base, self.years - past, bought, ends["people"], sets, self._spent() if self.euros else None)

    def _spent(self) -> Spending:
        trials = Trials(self.lab, self.base, self.worlds.ensemble, self.years)
        found = spent(trials, priced(self.base), self.euros, Design(judged(self.number)))
        return replace(found, actions=read_elsewhere())


def to_begin(code: str, today: date) -> Programme:
    """A programme of an EPCI that begins next January, of which nothing is known."""
    return checked({"territory": code, "began": f"{today.year + 1}-01", "today": today.isoformat()}, ROOM)


ELSEWHERE = "elsewhere"  # than sets were observed: they know nothing of it


def elsewhere(years: int, number: int, today: date) -> Carried:
    """A programme that is to begin where nothing was observed. The territory is that of the case study; scripts put
    others in its place."""
    territory, sets = Territory.from_file(None), read_ensemble(Path(ENSEMBLE))
    programme = to_begin(read_programme(CASE).territory.code, today)
    base = replace(going_on(programme, territory), territory=ELSEWHERE)
    opened = own_past.opened(programme, base, Worlds(sets), sets, number, today)
    return carried(base, Worlds(sets), territory, years, number, (), opened)


def judged(number: int) -> int:
    """In how many worlds mixes are judged, where the page is told of so many."""
    return min(max(number, FEWEST), JUDGED)


def page(asked: Asked, folder: Path) -> Path:
    """Write the page into a folder, under the name of its territory.

    Raises
    ------
    InputError
        Where it cannot be written, or runs failed.
    """
    file = folder / f"{asked.programme.territory.slug}.html"
    write({file: html(asked).encode()})
    return file


def html(asked: Asked, beside: Beside | None = None, home: str = "", **about: str) -> str:
    """The page: French as it is opened, English beside it.

    Parameters
    ----------
    beside : Beside, optional
        What stands beside it; by default all is within.
    home : str
        The file that lists the pages of its folder.
    about : str
        What it is of, for whoever reads the folder.
    """
    # In whoever asks' language, before another is spoken.
    told = asked.briefing, asked.territory, asked.carried, asked.one_course, asked.money, asked.tried
    said = {}
    for language in (FRENCH, ENGLISH):
        with speaking(language), in_print():
            said[language] = edition(asked.programme, *told, asked.made.isoformat(), home)
    same = beside or Beside()
    first, rows = same.taken(asked.carried.worlds.rows())
    told_of = {f"words-{language}": one.words for language, one in said.items()}
    step = gcd(*first) or 1
    told_of["numbers"] = {**_numbers(asked), "first": [at // step for at in first], "step": step}
    with speaking(FRENCH):
        return render(
            ROOM,
            "page",
            about=about,
            policy=OF_A_FOLDER,
            inside=None if beside else within(),
            files=same.files if beside else {},
            editions=said,
            own={name: as_json(same.left(name, one)) for name, one in told_of.items()},
            worlds=packed(asked.carried.image + rows),
        )


def _numbers(asked: Asked) -> dict[str, Any]:
    """What scripts are told, in numbers."""
    known, codes = asked.carried, asked.territory.codes
    to_be_named = replace(asked.base, words=Words("OPTION", ""), french=None)  # scripts write another title there
    return {
        **numbers_of(known),
        "money": asked.money.numbers(),
        "own": known.opened and own_past.numbers(known.opened, asked.base, asked.territory),
        "tried": [one.values for one in asked.tried],
        "codes": codes,
        "names": asked.territory.names,
        **ground(asked.territory),
        "adults": asked.territory.residents.sum(axis=1).tolist(),
        "classes": {name: Classes.of(asked.briefing.communes, name).bounds for name in ("per_1000", "groups")},
        "fewest": SMALL,
        "start": int(asked.base.parameters.calendar.start[:4]),
        "since": asked.programme.next_january,
        "to_begin": asked.programme.to_begin,
        "file": as_option(asked.base, asked.territory, to_be_named, known.usual).text(),
        "made": asked.made.isoformat(),
    }


def numbers_of(known: Carried) -> dict[str, Any]:
    """The same of its worlds and levers, whatever is told of them."""
    return {
        **known.about,
        "image": len(known.image),
        "worlds": known.worlds.numbers(),
        "told": known.worlds.told,
        "sets": list(known.sets),
        "levers": [
            {"name": one.parameter, "low": one.low, "high": known.most(one), "choices": known.choices(one)}
            for one in known.levers
        ],
        "usual": known.usual,
        "accounts": [
            {"rule": one.rule, "words": [[place, str(word)] for place, word in one.words.items()]}
            for one in known.accounts
        ],
        "seldom": SELDOM,
        "better": BETTER,
        "bounds": {"clear": CLEAR, "likely": LIKELY},
        "paint": {"lines": [INK, SOFT, GRID, EDGE, PAPER], "classes": [APART[3:0:-1], APART[0], APART[4:]]},
        "parts": [one.parameter for one in known.levers if isinstance(known.usual[one.parameter], float)],
    }
