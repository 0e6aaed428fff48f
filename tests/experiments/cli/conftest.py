"""What tests of the commands share: figures that are made, and not drawn where a test is of something else."""

from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure


@pytest.fixture
def undrawn(monkeypatch):
    """What is kept of a figure are its title and its foot."""

    def words(figure: Figure, path: Path, **_: Any) -> None:
        path.write_text(f"{figure.get_suptitle()}\n{figure.get_supxlabel()}", encoding="utf-8")

    monkeypatch.setattr(Figure, "savefig", words)


@pytest.fixture
def drawn_once(monkeypatch):
    """Figures are drawn as pictures of few dots, and not as SVG too."""
    save: Any = Figure.savefig

    def picture(figure: Figure, path: Path, **how: Any) -> None:
        path.touch() if path.suffix == ".svg" else save(figure, path, **{**how, "dpi": 30})

    monkeypatch.setattr(Figure, "savefig", picture)
