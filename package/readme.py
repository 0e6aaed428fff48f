"""README as an index of packages shows it, where no file lies beside it: how to install it comes first, and of links to
files the words stay."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(r"^!\[[^\]]*\]\((?!https?:)[^)]*\)\n+", re.M)
_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")
_TITLE = re.compile(r"^# .*\n")
INSTALL = """
    pip install contagion-programme
    contagion run --out results/first_run

Wheels are there for Linux, macOS and Windows. On any other system, or from the sources, the model is compiled at the
first run, which takes a minute or two and needs a compiler from two more packages:

    pip install "contagion-programme[compile]"
"""


class AlonePage(MetadataHookInterface):
    """Hatchling's hook: what packages say of themselves."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = _LINK.sub(r"\1", _PICTURE.sub("", text))
        text = _TITLE.sub(lambda title: f"{title[0]}{INSTALL}", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
