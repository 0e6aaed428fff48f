"""Names of places as people write them."""

import unicodedata


def plain(name: str) -> str:
    """A name in small letters, words apart, without accents, hyphens and apostrophes."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters.replace("œ", "oe")).split())
