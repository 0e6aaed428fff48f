"""Questions put to the model, the command line, and what an analyst gets."""

import sys
from importlib.util import find_spec
from pathlib import Path


def _hidden() -> str:
    """What hides a package of this project, in a line; nothing where none does.

    `models` and `sim` are names that many a file has, and Python takes the first that it finds.
    """
    home = Path(__file__).resolve().parents[1]
    for name in ("models", "sim"):
        loaded = sys.modules.get(name)
        spec = loaded.__spec__ if loaded else find_spec(name)
        if spec is None:
            continue
        places = [Path(place).resolve() for place in spec.submodule_search_locations or ()]
        if home / name not in places:
            place = spec.origin or (places[0] if places else name)
            return f"{place} hides the package {name!r} of contagion: rename it, or work in another folder"
    return ""


if _words := _hidden():
    if hasattr(sys, "ps1"):  # whoever types at a prompt, or in a notebook, goes on
        raise ImportError(_words)
    print(f"contagion: {_words}", file=sys.stderr)
    sys.exit(2)
