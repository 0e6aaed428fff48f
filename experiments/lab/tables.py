"""Tables that are handed to analysts."""

from __future__ import annotations

import shutil

import pandas as pd


class WholeTable(pd.DataFrame):
    """A data frame that prints all of its columns, in several blocks where a terminal is narrow; what is derived from
    it is a plain data frame."""

    def __repr__(self) -> str:
        return self.to_string(max_rows=pd.options.display.max_rows, line_width=shutil.get_terminal_size().columns)
