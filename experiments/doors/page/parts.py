"""What all pages are made of but their own text, worlds and numbers: kernel, scripts, style. A page alone has it
within; pages of a folder have it beside them, once, with what scripts say and values that no territory changes.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from markupsafe import Markup

from contagion.models.code.kernel import BROWSERS, CODE, library_for

HERE = Path(__file__).resolve().parent
KERNEL = CODE.root / "sim" / "core" / "kernel.js"
WORKER = (KERNEL, *(HERE / "scripts" / f"{name}.js" for name in ("cases", "keys", "chance", "savings", "worker")))
SCRIPTS = (
    *("speaking", "data", "statistics", "words", "charts", "cases", "worlds", "kept", "accounts", "places", "money"),
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
    that is opened by double click, so names of files tell what they say, and the policy takes those of the folder.

    Attributes
    ----------
    told : mapping
        By the name under which a page has them, words that scripts say, and numbers.
    rows : sequence of bytes
        The values of columns of worlds (`numbered`).
    """

    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rows: Sequence[bytes] = ()

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
    return (HERE / "templates" / "page.css").read_text(encoding="utf-8")


def script(files: Iterable[Path]) -> str:
    """Scripts as one, whose names are its own."""
    return f'"use strict";\n{{\n{_joined(files)}}}\n'


def worker() -> str:
    return _joined(WORKER).replace("\nexport ", "\n")


def library() -> str:
    return packed(library_for(BROWSERS).read_bytes())


def packed(content: bytes) -> str:
    return b64encode(gzip.compress(content, 9, mtime=0)).decode()


def as_json(told: Mapping[str, Any]) -> Markup:
    """Numbers and texts as JSON in which no tag can begin or end."""
    return Markup(json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _joined(files: Iterable[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
