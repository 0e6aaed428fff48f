"""The report on paper: a tagged PDF of its HTML, made by WeasyPrint where that and Pango are installed."""

from __future__ import annotations

import os
from typing import Any

from contagion.experiments.language.sentences import _
from contagion.sim.errors import InputError

VARIANT = "pdf/ua-1"
EPOCH = "SOURCE_DATE_EPOCH"  # which date fonts in a PDF bear
ANY_DATE = "1577836800"  # 1 January 2020: whatever it is, it has to be the same in each making


def pdf(html: str) -> bytes:
    """A report as a tagged PDF; the same report gives the same bytes.

    Raises
    ------
    InputError
        Where WeasyPrint or Pango is missing, in one line that says what to install.
    """
    weasyprint = _weasyprint()
    os.environ.setdefault(EPOCH, ANY_DATE)
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=("data",))  # a report has all that it needs within
    return weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant=VARIANT)


def must_print() -> None:
    """Refuse to begin what could not be printed at the end.

    Raises
    ------
    InputError
        As of `pdf`.
    """
    _weasyprint()


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as missing:  # Pango is looked for when WeasyPrint is loaded
        what = _("WeasyPrint (pip install contagion-programme[pdf])")
        if isinstance(missing, OSError):
            what = _("Pango (on Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0)")
        raise InputError(
            _("a PDF needs {what}; the HTML of the report prints well from any browser", what=what)
        ) from None
    return weasyprint
