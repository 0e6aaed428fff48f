"""What the doors say in French stands in the catalogue."""

import re
from gettext import NullTranslations

import pytest

from contagion.experiments.say.languages import FRENCH, catalogue


class _Missing(NullTranslations):
    def gettext(self, message: str) -> str:
        if "<script>" in message or not re.search("[a-z]", re.sub("{[^}]*}", "", message)):
            return message  # what a user wrote, or places alone
        raise LookupError(f"not said in French: {message!r}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise LookupError(f"not said in French: {msgid1!r}, {msgid2!r}")


@pytest.fixture(scope="module", autouse=True)
def all_in_french():
    """A text that the catalogue lacks is an error, and not English on a French page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue(FRENCH), "_fallback", _Missing())
        yield
