"""One text, two speeds: functions that Numba compiles, and that plain Python runs as they stand
(`NUMBA_DISABLE_JIT=1`).

`compiled` marks a function that only compiled code calls, `inlined` one whose text is put where it is called; `entry`
one that Python calls, and whose machine code is kept on disk, in a folder of its own for each version of the sources:
beside them if they can be written to, else in the user's cache, else in a temporary folder.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from llvmlite.binding import Linkage
from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

ROOT = Path(__file__).resolve().parents[1]
config: Any = numba.config
PLAIN = bool(config.DISABLE_JIT)
"""Whether plain Python runs what is otherwise compiled."""
GIVEN = "CONTAGION_COMPILED"
"""Variable of the environment that names the folder for machine code, if it is another."""
COMPILED_FROM = ("sim", "models/parameters", "models/programme", "models/records.py", "models/world")


def _version() -> str:
    """What tells the sources of compiled functions, and the compiler, from others."""
    digest = sha256(numba.__version__.encode())
    for place in COMPILED_FROM:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _places() -> list[Path]:
    """Where machine code may be kept, the first choice first."""
    places = [ROOT / "models" / "__pycache__"]
    with suppress(RuntimeError):  # without a home
        places.append(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "contagion")
    return places


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _folder() -> Path:
    """The folder for machine code; a process hands the one it has made to those it starts."""
    if given := os.environ.get(GIVEN):
        return Path(given)
    version = f"compiled-{_version()}"
    for place in _places():
        if _can_be_written(place / version):
            return place / version
    os.environ[GIVEN] = tempfile.mkdtemp(prefix="contagion-")  # nobody else can put code there
    return Path(os.environ[GIVEN])


FOLDER = None if PLAIN else _folder()
if FOLDER:
    config.CACHE_DIR = str(FOLDER)

_HOW: dict[str, Any] = {"error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}


class _Ingredient(JITCodeLibrary):
    """The code of a function that only compiled code calls: it is tidied, and left to be optimised and turned into
    machine code as part of what calls it. (Numba would do all that for each function, with all that it calls.)"""

    def _optimize_final_module(self) -> None:
        codegen = self._codegen
        passes, builder = codegen._module_pass_manager(loop_vectorize=False, slp_vectorize=False, opt=0, cost="cheap")
        passes.run(self._final_module, builder)

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


class _IngredientCompiler(Compiler):
    """Numba's way from Python to code, up to where an ingredient is left."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.state.flags.no_compile = True
        self.state.library = _Ingredient(self.state.targetctx.codegen(), "ingredient")

    def compile_extra(self, func: Any) -> Any:
        made = super().compile_extra(func)._replace(entry_point=[].append)  # known by a function that nobody calls
        self.state.targetctx.insert_user_function(made.entry_point, made.fndesc, [made.library])
        return made


class _Whole(JITCodeLibrary):
    """The code of an entry with all its ingredients. Nobody else uses these, so they are made to fit: what they are
    always given is put in its place, and nobody looks whether those failed that cannot."""

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.linkonce_odr:
                function.linkage = Linkage.internal
        super()._optimize_final_module()


class _EntryCompiler(Compiler):
    """Numba's way from Python to code, of an entry."""

    def compile_extra(self, func: Any) -> Any:
        self.state.library = _Whole(self.state.targetctx.codegen(), func.__qualname__)
        self.state.library.enable_object_caching()
        return super().compile_extra(func)


compiled = njit(**_HOW, no_cpython_wrapper=True, _nrt=False, pipeline_class=_IngredientCompiler)
inlined = njit(**_HOW, no_cpython_wrapper=True, _nrt=False, pipeline_class=_IngredientCompiler, forceinline=True)
entry = njit(**_HOW, cache=True, pipeline_class=_EntryCompiler)
