"""What the page keeps beside the store: scenarios that were dropped on it, and the prices that were entered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from contagion.experiments.doors.words.page import no_such_scenario, prices_cannot_be_read
from contagion.experiments.lab.folders import STORE
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.scenario import FOLDER
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of
from contagion.sim.toml_text import toml_of

OWN = "own-"
DIGITS = 12  # of the digest of a file, by which it is known
_LIBRARY, _OWN = re.compile(r"[a-z0-9_]{1,60}"), re.compile(rf"{OWN}[0-9a-f]{{{DIGITS}}}")


@dataclass(frozen=True)
class Kept:
    """A folder: the one that the store stands in."""

    folder: Path = STORE.parent

    @property
    def territories(self) -> Path:
        return self.folder / "territories"

    @property
    def prices_file(self) -> Path:
        return self.folder / "prices.toml"

    def scenario(self, name: str) -> Path:
        """The file of a scenario: one of the library, or one that was dropped here.

        Raises
        ------
        InputError
        """
        if _OWN.fullmatch(name):
            path = self.folder / "scenarios" / f"{name}.toml"
        elif _LIBRARY.fullmatch(name):
            path = FOLDER / f"{name}.toml"
        else:
            raise InputError(no_such_scenario(name[:60]))
        if not path.is_file():
            raise InputError(no_such_scenario(name))
        return path

    def keep(self, content: bytes) -> Path:
        """Keep a scenario file under a name that tells its content."""
        path = self.folder / "scenarios" / f"{OWN}{sha256(content).hexdigest()[:DIGITS]}.toml"
        if not path.is_file():
            _write(path, content)
        return path

    def prices(self) -> dict[str, float]:
        """The prices that were entered, by item.

        Raises
        ------
        InputError
            Where somebody has written something else into the file.
        """
        try:
            found = toml_of(content_of(self.prices_file, MEGABYTE).decode("utf-8"), self.prices_file)["costs"]
            return {item: float(found[item]) for item in ITEMS if item in found}
        except FileNotFoundError:
            return {}
        except (InputError, KeyError, TypeError, ValueError, OSError):
            raise InputError(prices_cannot_be_read(str(self.prices_file))) from None

    def keep_prices(self, prices: dict[str, float]) -> None:
        """Write the prices, as `contagion spend --prices` reads them; those of no item leave the file without any."""
        if not prices:
            self.prices_file.unlink(missing_ok=True)
            return
        lines = [f"{item} = {prices[item]!r}" for item in ITEMS if item in prices]
        _write(self.prices_file, "\n".join(["[costs]", *lines, ""]).encode())


def _write(path: Path, content: bytes) -> None:
    """A file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.partial")
    beside.write_bytes(content)
    beside.replace(path)
