"""The page for planners: one file with the model, the intercommunalities of France and a known programme, whose scripts
compute everything else in the reader's browser.

It holds two cases in numbers: that programme, and one that will begin where nothing was observed, which scripts turn
into the programme of any other territory (`scripts/territory.js`). Data common to both are stored once.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import accumulate
from math import gcd
from pathlib import Path
from typing import Any

from markupsafe import Markup

from contagion.experiments.evidence import short_model
from contagion.experiments.evidence.lived import as_option
from contagion.experiments.interfaces.page import money, own_past
from contagion.experiments.interfaces.page.asked import Asked, elsewhere
from contagion.experiments.interfaces.page.editions import (
    BETTER,
    SELDOM,
    edition,
    words,
    words_elsewhere,
    words_of_programme,
)
from contagion.experiments.interfaces.page.national import national, rules
from contagion.experiments.interfaces.page.pictures import SMALL, WIDE, ground, paint
from contagion.experiments.interfaces.page.templating import render
from contagion.experiments.say.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.say.sentences import in_print
from contagion.models.kernel import BROWSERS, CODE
from contagion.models.scenario import Words
from contagion.sim.files import write_whole
from contagion.sim.statistics.compare import Precision
from contagion.sim.statistics.spread import CLEAR, LIKELY

HERE = Path(__file__).resolve().parent
KERNEL = CODE.root / "sim" / "core" / "kernel.js"
OF_BOTH = ("elementary", "cases", "keys", "chance")  # first in the page, which hands them to its workers
OF_WORKERS = ("savings", "worker")
OF_THE_PAGE = (
    *("speaking", "territory", "image", "words", "data", "choosing"),
    *("statistics", "charts", "maps", "worlds", "kept", "accounts", "places", "money", "spend", "short", "why"),
    *("options", "facts", "agreeing", "own", "foreseen", "glossary", "document", "note", "csv", "seen", "dossier"),
    "page",
)
WORKER = tuple(HERE / "scripts" / f"{name}.js" for name in OF_WORKERS)
PAGE = (KERNEL, *(HERE / "scripts" / f"{name}.js" for name in (*OF_BOTH, *OF_THE_PAGE)))
COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""A comment on lines of its own: 40 kB that no reader of the page needs."""
POLICY = (
    "default-src 'none'; script-src {script} 'wasm-unsafe-eval'; style-src {style}; worker-src blob:; "
    "img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
FILE = "contagion.html"


def page(asked: Asked, folder: Path) -> Path:
    """Write the page of a programme into a folder.

    Raises
    ------
    InputError
        Where it cannot be written.
    """
    file = folder / FILE
    write_whole(file, html(asked).encode())
    return file


def html(asked: Asked) -> str:
    """Return the page in French and English; it opens in French."""
    others = elsewhere(asked.years - asked.base.past, asked.number, asked.made)
    both = (asked, others)
    rows = [one.carried.worlds.rows() for one in both]
    every = [*dict.fromkeys(row for some in rows for row in some)]
    at = dict(zip(every, accumulate(map(len, every), initial=0), strict=False))
    step = gcd(*at.values()) or 1
    numbers = [
        _numbers(one) | {"first": [at[row] // step for row in some]} for one, some in zip(both, rows, strict=True)
    ]
    own = {"numbers": shared(numbers) | {"rules": rules(), "step": step}}
    said = {}
    for language in (FRENCH, ENGLISH):
        with speaking(language), in_print():
            said[language] = Markup(edition(asked.made))
            own[f"words-{language}"] = {**words(), **shared([words_of_programme(asked), words_elsewhere(others)])}
    contents = {
        "library": CODE.library(BROWSERS).read_bytes(),
        "national": national().content,
        "worlds": b"".join([*(one.carried.image for one in both), *every]),
    }
    with speaking(FRENCH):
        return render(
            "page",
            inside=within(),
            editions=said,
            own={name: as_json(one) for name, one in own.items()},
            packed={name: packed(content) for name, content in contents.items()},
        )


def shared(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the values that all cases share, and under "cases" the others of each."""
    first, *others = cases
    same = {key: one for key, one in first.items() if all(key in other and other[key] == one for other in others)}
    left = [{key: one for key, one in case.items() if key not in same} for case in cases]
    return {**same, "cases": left}


def within() -> dict[str, Markup]:
    """Return style, script and workers, and the security policy with the digests of style and script."""
    found = {"style": _joined([HERE / "templates" / "page.css"]), "script": script(PAGE), "worker": _joined(WORKER)}
    policy = POLICY.format(script=_hash(found["script"]), style=_hash(found["style"]))
    return {name: Markup(one) for name, one in {**found, "policy": policy}.items()}


def script(files: Iterable[Path]) -> str:
    """Join scripts into one asynchronous function with its own names. If they stop before all is ready, the page
    shows again its content for readers without scripts."""
    ends = '.finally(() => document.documentElement.classList.remove("scripting"))'
    return f'"use strict";\n(async () => {{\n{_joined(files)}}})(){ends};\n'


def packed(content: bytes) -> str:
    return b64encode(gzip.compress(content, 9, mtime=0)).decode()


def as_json(told: Mapping[str, Any]) -> Markup:
    """Write numbers and texts as JSON that cannot open or close a tag."""
    return Markup(json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _joined(files: Iterable[Path]) -> str:
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return COMMENT.sub("", text).replace("\nexport ", "\n")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _numbers(asked: Asked) -> dict[str, Any]:
    """Return the data of a programme for scripts."""
    known, territory, programme = asked.carried, asked.territory, asked.programme
    to_be_named = replace(asked.base, words=Words("OPTION", ""), french=None)  # scripts write another title there
    return {
        **known.about,
        "image": len(known.image),
        "worlds": known.worlds.numbers(),
        "told": known.worlds.told,
        "sets": list(known.sets),
        "levers": [
            {"name": one.parameter, "low": one.low, "high": one.high, "choices": one.choices} for one in known.levers
        ],
        "usual": known.usual,
        "accounts": [
            {"rule": one.rule, "words": [[place, str(word)] for place, word in one.words.items()]}
            for one in known.accounts
        ],
        "channels": [[*one.items()] for one in known.channels],
        "seldom": SELDOM,
        "better": BETTER,
        "bounds": {"clear": CLEAR, "likely": LIKELY},
        "student": [Precision().quantile(freedom) for freedom in range(1, asked.number)],
        "paint": paint(),
        "wide": WIDE,
        "parts": [one.parameter for one in known.levers if isinstance(known.usual[one.parameter], float)],
        "money": money.numbers(asked.base),
        "short_model": short_model.numbers(asked.base, asked.worlds, asked.years),
        "own": known.opened and own_past.numbers(known.opened, asked.base, territory),
        "tried": [one.numbers for one in asked.tried],
        "code": programme.territory.code,
        "observed": programme.observed,
        "codes": territory.codes,
        "names": territory.names,
        "ground": ground(territory),
        "adults": territory.residents.sum(axis=1).tolist(),
        "establishments": float(territory.establishments.sum()),
        "fewest": SMALL,
        "start": int(asked.base.parameters.calendar.start[:4]),
        "since": programme.next_january,
        "to_begin": programme.to_begin,
        "came_before": programme.came_before,
        "file": as_option(asked.base, territory, to_be_named, known.usual).text(),
        "made": asked.made.isoformat(),
    }
