"""What a result was made with: code, data, libraries, machine kind, date."""

from __future__ import annotations

import ast
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

LIBRARIES = ("mesa", "networkx", "numba", "numpy", "pandas", "scipy", "matplotlib", "pydantic", "duckdb")
ROOT = Path(__file__).resolve().parents[1]
_CACHE = Path(__file__).with_name("__pycache__")


def digest_of(root: Path, places: Iterable[str], texts: Mapping[str, int] = {}) -> str:
    """SHA-256 of what Python sources do, with their names: files, or folders with all that is below them. Layout,
    comments and docstrings are no part of it; nor are descriptions: keyword arguments of that name, and in calls of
    some functions (`texts`) those arguments that are strings, from a place on.

    To read them takes a second, so the digest is kept by their bytes, where something can be.
    """
    some = (root / place for place in places)
    files = [file for place in some for file in ([place] if place.is_file() else sorted(place.rglob("*.py")))]
    sources = [(file.relative_to(root).as_posix(), file.read_bytes()) for file in files]
    cache = _CACHE / f"does-{_sha256(repr((sorted(texts.items()), sources)))}"
    with suppress(OSError):
        return cache.read_text(encoding="ascii")
    digest = _sha256(repr([(name, _without_text(ast.parse(text), texts)) for name, text in sources]))
    with suppress(OSError):
        _CACHE.mkdir(exist_ok=True)
        new = cache.with_name(f"{cache.name}-{os.getpid()}")
        new.write_text(digest, encoding="ascii")
        new.replace(cache)
    return digest


def _sha256(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _without_text(node: object, texts: Mapping[str, int]) -> object:
    """Return a syntax tree as tuples, the same for every Python, without what only people read."""
    if isinstance(node, list):
        return [_without_text(one, texts) for one in node if not _is_for_people(one)]
    if not isinstance(node, ast.AST):
        return node
    parts = dict(ast.iter_fields(node))
    if isinstance(node, ast.Call) and (first := texts.get(getattr(node.func, "id", ""))) is not None:
        parts["args"] = [one for place, one in enumerate(node.args) if place < first or not _is_text(one)]
        parts["keywords"] = [one for one in node.keywords if not _is_text(one.value)]
    there = [(name, _without_text(part, texts)) for name, part in parts.items()]
    return (type(node).__name__, *((name, part) for name, part in there if part not in (None, [])))


def _is_for_people(node: object) -> bool:
    """Return whether a node is a docstring, or an argument that describes."""
    is_docstring = isinstance(node, ast.Expr) and _is_text(node.value)
    return is_docstring or (isinstance(node, ast.keyword) and node.arg == "description")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


@lru_cache(maxsize=1)
def commit() -> str | None:
    """Return the commit that is checked out, with a plus sign if files differ from it; None outside a checkout.

    It is looked up once: what this process runs does not change later.
    """
    if not (ROOT / ".git").exists():
        return None
    try:
        return _git("rev-parse", "HEAD") + ("+" if _git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def provenance(package: str, **more: Any) -> dict[str, Any]:
    """Describe the provenance of a package, with what the caller adds; of the libraries, those that are installed."""
    return {
        "package": package,
        "version": version(package),
        "commit": commit(),
        **more,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: installed for name in LIBRARIES if (installed := version(name))},
    }


@lru_cache
def version(package: str) -> str | None:
    """Installed version of a package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
