"""What tests of the commands share: figures that are made, and not drawn where a test is of something else."""

from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from tests.helpers.drawn import words_alone


@pytest.fixture
def undrawn(monkeypatch):
    """What is kept of a figure are its title and its foot."""
    monkeypatch.setattr(Figure, "savefig", words_alone)


@pytest.fixture
def drawn_once(monkeypatch):
    """Figures are drawn as pictures of few dots, and not as SVG too."""
    save: Any = Figure.savefig

    def picture(figure: Figure, path: Path, **how: Any) -> None:
        path.touch() if path.suffix == ".svg" else save(figure, path, **{**how, "dpi": 30})

    monkeypatch.setattr(Figure, "savefig", picture)
