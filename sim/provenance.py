"""What a result was made with: code, data, libraries, machine kind, date."""

from __future__ import annotations

import ast
import os
import platform
import subprocess
import tokenize
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

LIBRARIES = ("mesa", "networkx", "numba", "numpy", "pandas", "scipy", "matplotlib", "pydantic", "duckdb")
ROOT = Path(__file__).resolve().parents[1]
_KEPT = Path(__file__).with_name("__pycache__")
_PASSED_OVER = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING)


def digest_of(root: Path, places: Iterable[str], apart: str = "") -> str:
    """SHA-256 of what Python sources say, with their names: files, or folders with all that is below them. Comments,
    docstrings, blank lines and how far a block is set in are no part of it; nor are functions that are marked by the
    decorator `apart`, each of which has a digest of its own (`digests_of_marked`).

    To read them takes a fifth of a second, so what was found is kept by their bytes, where something can be.
    """
    texts = [(file.relative_to(root).as_posix().encode(), file.read_bytes()) for file in _all_files(root, places)]
    kept = _KEPT / f"says-{_sha256([apart.encode(), *chain.from_iterable(texts)])}"
    with suppress(OSError):
        return kept.read_text(encoding="ascii")
    said = [(name, _apart(text, apart)[0] if apart else text) for name, text in texts]
    found = _sha256(part for name, text in said for part in (name, _says(text)))
    with suppress(OSError):
        _KEPT.mkdir(exist_ok=True)
        new = kept.with_name(f"{kept.name}-{os.getpid()}")
        new.write_text(found, encoding="ascii")
        new.replace(kept)
    return found


def digests_of_marked(root: Path, places: Iterable[str], mark: str) -> dict[str, str]:
    """SHA-256 of what each function says that is marked by a decorator, and those marked ones in its file that it
    calls; by its name. What its decorator says is no part of it."""
    found = {}
    for file in _all_files(root, places):
        marked = _apart(file.read_bytes(), mark)[1]
        for name in marked:
            reached, ahead = set[str](), [name]
            while ahead:
                reached.add(one := ahead.pop())
                ahead += [other for other in marked[one].names & marked.keys() if other not in reached]
            found[name] = _sha256(_says(marked[one].text) for one in [name, *sorted(reached - {name})])
    return found


@dataclass(frozen=True)
class _Marked:
    """The text of a function below its decorators, and the names in it."""

    text: bytes
    names: frozenset[str]


def _apart(text: bytes, mark: str) -> tuple[bytes, dict[str, _Marked]]:
    """A source without the functions at its top that are marked by a decorator, and these by name."""
    if f"@{mark}(".encode() not in text:
        return text, {}
    lines, marked = text.splitlines(keepends=True), {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and any(_is_call_of(one, mark) for one in node.decorator_list):
            first, end = node.decorator_list[0].lineno - 1, node.end_lineno or node.lineno
            names = frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name))
            marked[node.name] = _Marked(b"".join(lines[node.lineno - 1 : end]), names)
            lines[first:end] = [b""] * (end - first)
    return b"".join(lines), marked


def _is_call_of(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _all_files(root: Path, places: Iterable[str]) -> list[Path]:
    some = (root / place for place in places)
    return [file for place in some for file in ([place] if place.is_file() else sorted(place.rglob("*.py")))]


def _says(text: bytes) -> bytes:
    return "\0".join(_words(text)).encode()


def _sha256(parts: Iterable[bytes]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(part + b"\0")
    return digest.hexdigest()


def _words(text: bytes) -> list[str]:
    """Those of a source that Python does not pass over: a line that is a string is passed over, as a comment is."""
    words: list[str] = []
    line: list[tuple[int, str]] = []
    for kind, word, *_ in tokenize.tokenize(BytesIO(text).readline):
        if kind in (tokenize.INDENT, tokenize.DEDENT):
            words.append(tokenize.tok_name[kind])
        elif kind == tokenize.NEWLINE:
            if [one for one, _ in line] != [tokenize.STRING]:
                words += [*(one for _, one in line), "\n"]
            line = []
        elif kind not in _PASSED_OVER:
            line.append((kind, word))
    return words


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


@lru_cache(maxsize=1)
def commit() -> str | None:
    """The commit that is checked out, with a plus sign if files differ from it; None outside a checkout.

    It is asked for once: what this process runs does not change later.
    """
    if not (ROOT / ".git").exists():
        return None
    try:
        return _git("rev-parse", "HEAD") + ("+" if _git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def provenance(package: str, **more: Any) -> dict[str, Any]:
    """All of it for a package, and what the caller adds; of the libraries those that are here."""
    return {
        "package": package,
        "version": version(package),
        "commit": commit(),
        **more,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: found for name in LIBRARIES if (found := version(name))},
    }


@lru_cache
def version(package: str) -> str | None:
    """Installed version of a package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
