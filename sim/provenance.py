"""What a result was made with: code, data, libraries, machine kind, date."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

LIBRARIES = ("mesa", "networkx", "numba", "numpy", "pandas", "scipy", "matplotlib", "pydantic", "pyarrow")
ROOT = Path(__file__).resolve().parents[1]


def digest_of(root: Path, places: Iterable[str]) -> str:
    """SHA-256 of Python sources, with their names: files, or folders with all that is below them."""
    digest = sha256()
    for place in places:
        path = root / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


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
