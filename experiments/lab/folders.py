"""Where runs and territories are kept, unless somebody says otherwise."""

from pathlib import Path

STORE = Path("results/store")
KEPT_IN = Path("results/territories")
