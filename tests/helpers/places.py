"""Where things lie, whichever folder the test that asks for them is in."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
