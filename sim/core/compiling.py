"""One text, two speeds: functions that Numba compiles, and that plain Python runs as they stand
(`NUMBA_DISABLE_JIT=1`).

`compiled` marks a function that only compiled code calls, `inlined` one whose text is put where it is called. One that
Python calls is an entry, whose machine code is kept on disk (`sim.core.machine_code`). The functions of
`sim.elementary`, `sim.powers` and `sim.angles` are called by all.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import numba
import numpy as np
from llvmlite.binding import Linkage
from numba import njit, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.extending import intrinsic, overload

from contagion.sim import angles, elementary, powers  # noqa: F401 - they add to the texts

config: Any = numba.config
PLAIN = bool(config.DISABLE_JIT)
"""Whether plain Python runs what is otherwise compiled."""
HOW: dict[str, Any] = {"error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}


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
    always given is put in its place, and nobody looks whether those failed that cannot.

    They have names of their own: LLVM finds functions of other libraries by name, even internal ones, and what fits
    here would not fit there.
    """

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.linkonce_odr:
                function.linkage, function.name = Linkage.internal, f"{self.name}.{uuid4().hex}"
        super()._optimize_final_module()


class _EntryCompiler(Compiler):
    """Numba's way from Python to code, of an entry."""

    def compile_extra(self, func: Any) -> Any:
        self.state.library = _Whole(self.state.targetctx.codegen(), func.__qualname__)
        self.state.library.enable_object_caching()
        return super().compile_extra(func)


_FOR_ALL: dict[str, Any] = {
    **HOW,
    "no_cpython_wrapper": True,
    "_nrt": False,
    "pipeline_class": _IngredientCompiler,
}
compiled = njit(**_FOR_ALL)
inlined = njit(**_FOR_ALL, forceinline=True)
ENTRY: dict[str, Any] = {**HOW, "pipeline_class": _EntryCompiler}
"""How an entry is compiled."""


# ---- functions that give the same bits on every machine --------------------------------------------------------------


def _bitwise(given: Any, found: Any) -> Any:
    """A function of compiled code that takes the bits of a number as they are, as a number of another type."""

    @intrinsic
    def same_bits(typingctx: Any, x: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bitcast(args[0], context.get_value_type(found))

        return found(given), codegen

    return same_bits


def _known(function: Any, text: Any) -> None:
    """Let compiled code call a function, which has this text there."""
    options: Any = _FOR_ALL
    overload(function, jit_options=options, strict=False)(lambda *x: text)


_to_bits, _to_real = _bitwise(types.float64, types.int64), _bitwise(types.int64, types.float64)
_known(elementary.real, lambda x: np.float64(x))  # noqa: PLW0108 - Numba compiles functions written in Python alone
_known(elementary.bits_of, lambda x: _to_bits(x))  # noqa: PLW0108 - the same
_known(elementary.of_bits, lambda bits: _to_real(bits))  # noqa: PLW0108 - the same
_known(elementary.choose, lambda which, one, other: one if which else other)
_known(elementary.every, lambda which: which)
for _function in elementary.TEXTS:
    _known(*_function)
