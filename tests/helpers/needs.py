"""Programs of the system that some tests need. Where one is missing, the test is skipped with a line that names it."""

from __future__ import annotations

from shutil import which

import pytest

PACKAGES = {"git": "git", "chromium": "chromium", "node": "nodejs"}
"""Debian's packages by program."""
needs_git = pytest.mark.needs("git")


def skip_without(item: pytest.Item) -> None:
    """Skip a test whose marks name a program that is not here."""
    for mark in item.iter_markers("needs"):
        if missing := [one for one in mark.args if not which(one)]:
            packages = " ".join(sorted(PACKAGES[one] for one in missing))
            install = f"apt-get install --no-install-recommends {packages}"
            item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)} (Debian: {install})"))
