"""Programs of the system that some tests need. Where one is missing, the test is skipped with a line that names it."""

from __future__ import annotations

import os
from shutil import which

import pytest

PACKAGES = {"git": "git", "chromium": "chromium", "node": "nodejs", "firefox": "firefox-esr"}
"""Debian's packages by program; those of SLURM come together."""
OF_SLURM = ("munged", "slurmctld", "slurmd", "sbatch")
needs_git, needs_slurm = pytest.mark.needs("git"), pytest.mark.needs(*OF_SLURM)
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def skip_without(item: pytest.Item) -> None:
    """Skip a test whose marks name a program that is not here."""
    for mark in item.iter_markers("needs"):
        if missing := [one for one in mark.args if not any(which(name, path=PATH) for name in (one, f"{one}-esr"))]:
            packages = sorted({PACKAGES.get(one, "slurm-wlm munge") for one in missing})
            install = f"apt-get install --no-install-recommends {' '.join(packages)}"
            item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)} (Debian: {install})"))
