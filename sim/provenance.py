"""What a result was made with: code, data, libraries, machine kind, date."""

from __future__ import annotations

import os
import platform
import subprocess
import tokenize
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

LIBRARIES = ("mesa", "networkx", "numba", "numpy", "pandas", "scipy", "matplotlib", "pydantic", "pyarrow")
ROOT = Path(__file__).resolve().parents[1]
_KEPT = Path(__file__).with_name("__pycache__")
_PASSED_OVER = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING)


def digest_of(root: Path, places: Iterable[str]) -> str:
    """SHA-256 of what Python sources say, with their names: files, or folders with all that is below them. Comments,
    docstrings, blank lines and how far a block is set in are no part of it.

    To read them takes a fifth of a second, so what was found is kept by their bytes, where something can be.
    """
    files = [file for place in places for file in _files(root / place)]
    texts = [(file.relative_to(root).as_posix().encode(), file.read_bytes()) for file in files]
    kept = _KEPT / f"says-{_sha256(chain.from_iterable(texts))}"
    with suppress(OSError):
        return kept.read_text(encoding="ascii")
    found = _sha256(part for name, text in texts for part in (name, "\0".join(_words(text)).encode()))
    with suppress(OSError):
        _KEPT.mkdir(exist_ok=True)
        new = kept.with_name(f"{kept.name}-{os.getpid()}")
        new.write_text(found, encoding="ascii")
        new.replace(kept)
    return found


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


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
    """All of it for a package, and what the caller adds."""
    return {
        "package": package,
        "version": version(package),
        "commit": commit(),
        **more,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: version(name) for name in LIBRARIES},
    }


@lru_cache
def version(package: str) -> str | None:
    """Installed version of a package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
