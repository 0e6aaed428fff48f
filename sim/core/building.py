"""From entries to a library: intermediate code by Numba, put together and turned into machine code by LLVM as one
whole, linked by zig; for this platform or for another."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import llvmlite.binding as llvm
from numba import types

from contagion.sim.core import numba_texts
from contagion.sim.core.library import Entry, Flags, Ints, Reals, Words, checksum_of, run_side_by_side


class Target(NamedTuple):
    """A platform to build for: of LLVM its triple and the processor's features; of zig its target and options."""

    triple: str
    features: str
    zig: str
    options: tuple[str, ...] = ("-shared", "-nostdlib")


_V2 = "+sse4.2,+popcnt"
_V3 = f"{_V2},+avx2,+bmi,+bmi2,+lzcnt,+fma,+movbe"
_V4 = f"{_V3},+avx512f,+avx512bw,+avx512cd,+avx512dq,+avx512vl"
TARGETS: Mapping[str, Target] = {
    "linux-x86_64": Target("x86_64-unknown-linux-gnu", _V2, "x86_64-linux-gnu"),
    "linux-x86_64-v3": Target("x86_64-unknown-linux-gnu", _V3, "x86_64-linux-gnu"),
    "linux-x86_64-v4": Target("x86_64-unknown-linux-gnu", _V4, "x86_64-linux-gnu"),
    "linux-aarch64": Target("aarch64-unknown-linux-gnu", "", "aarch64-linux-gnu"),
    "win-amd64": Target("x86_64-pc-windows-gnu", _V2, "x86_64-windows-gnu", ("-shared",)),
    "win-amd64-v3": Target("x86_64-pc-windows-gnu", _V3, "x86_64-windows-gnu", ("-shared",)),
    "win-amd64-v4": Target("x86_64-pc-windows-gnu", _V4, "x86_64-windows-gnu", ("-shared",)),
    "macosx-arm64": Target("arm64-apple-macosx11.0.0", "", "aarch64-macos.11.0", ("-shared",)),
    "macosx-x86_64": Target("x86_64-apple-macosx11.0.0", _V2, "x86_64-macos.11.0", ("-shared",)),
    "wasm32": Target(
        "wasm32-unknown-unknown",
        "+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals",
        "wasm32-freestanding",
        ("-Wl,--no-entry,--export-dynamic,--export=__heap_base", "-Wl,-z,stack-size=1048576"),
    ),
}
"""Platforms by name (`sim.core.library.platform`), and WebAssembly."""

_OF_WASM = """
declare i32 @llvm.wasm.memory.grow.i32(i32, i32)
define i64 @malloc(i64 %length) {{
  %more = add i64 %length, 65535
  %pages = lshr i64 %more, 16
  %few = trunc i64 %pages to i32
  %page = call i32 @llvm.wasm.memory.grow.i32(i32 0, i32 %few)
  %is_none = icmp eq i32 %page, -1
  %first = zext i32 %page to i64
  %there = shl i64 %first, 16
  %address = select i1 %is_none, i64 0, i64 %there
  ret i64 %address
}}
define i64 @version() {{
  ret i64 {version}
}}
"""
"""What WebAssembly has no system for: memory. It says its version too, since nobody knows its file by name."""

OF_NUMBA = {"NUMBA_OPT": "0", "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
"""Environment in which intermediate code is made: of no particular processor, and to be optimised as a whole."""
INLINED = 1000  # how large what is put where it is called may be: a third less code than by default, and no slower
_KINDS = {
    int: types.int64,
    bool: types.int64,
    float: types.float64,
    Ints: types.Array(types.int64, 1, "C"),
    Words: types.Array(types.uint64, 1, "C"),
    Reals: types.Array(types.float64, 1, "C"),
    Flags: types.Array(types.boolean, 1, "C"),
}
_NO_COUNTING = """
define linkonce_odr void @NRT_incref(ptr %0) { ret void }
define linkonce_odr void @NRT_decref(ptr %0) { ret void }
"""
"""The library makes no arrays, so nothing counts their holders. LLVM keeps the first of two such definitions."""
# The two patterns below are made for speed alone: llvmlite changes no instruction, and Numba has no option for either.
# Where one finds nothing, the code is slower and as right.
FROM_THE_END = re.compile(
    r"^  (%\S+) = icmp slt i64 (%\S+), 0\n  (%\S+) = add i64 \2, .*\n  (%\S+) = select i1 \1, i64 \3, i64 \2$", re.M
)
AS_IT_IS = r"  \4 = add i64 \2, 0"
"""An index below 0 counts from the end. The library means none, as its tests hold: not to look is a tenth faster."""
_UPPER_HALF = re.compile(r"(%\S+) = mul i64 (.*)$((?:\n.*){1,8}?\n.* = lshr i64 )\1, 32$", re.M)
_HIDDEN = r'\1.part = mul i64 \2\n  \1 = call i64 asm "", "=r,0"(i64 \1.part) nounwind willreturn memory(none)\3\1, 32'
"""Of a product the upper half, as in the four of `high_product`, for which LLVM takes the one that processors have.
WebAssembly has none, and would call a function: so there LLVM does not see what is halved."""


def signature_of(entry: Entry) -> Any:
    """Return the types of an entry's arguments, in Numba's terms."""
    kinds, _ = entry.kinds()
    return (types.int64, *(_KINDS[kind] for kind in kinds))


def in_this_process(entry: Entry) -> Any:
    """Compile an entry that no library has, for this process alone, and return it as a library's function. Raises
    NumbaError where it cannot be compiled."""
    name, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    machine = llvm.Target.from_default_triple().create_target_machine(cpu=name, features=features, opt=3, jit=True)
    engine = llvm.create_mcjit_compiler(
        _optimised(llvm.parse_assembly(code_of([entry])), [entry.name], machine), machine
    )
    engine.finalize_object()
    function: Any = ctypes.CFUNCTYPE(ctypes.c_int32)(engine.get_function_address(entry.name))
    function.engine = engine  # which holds its code
    return function


def code_of(entries: Iterable[Entry]) -> str:
    """Return the intermediate code of some entries and of all that they call; their functions have the entries' names.
    Raises NumbaError where there is none."""
    names = {numba_texts.compiled_of(one.function, signature_of(one)): one.name for one in entries}
    wanted, whole = set(names), llvm.parse_assembly("")
    while wanted:
        for name in sorted(wanted):
            whole.link_in(llvm.parse_assembly(numba_texts.CODE[name]()))
        wanted = {one.name for one in whole.functions if one.is_declaration} & numba_texts.CODE.keys()
    names["sqrt"] = "llvm.sqrt.f64"  # which is exact everywhere, so no call
    for one in whole.functions:
        one.name = names.get(one.name, one.name)
    return str(whole)


def object_of(code: str, names: Iterable[str], target: Target) -> bytes:
    """Machine code of some entries for a platform, optimised as one whole."""
    code = FROM_THE_END.sub(AS_IT_IS, code)
    # Numbers lie where addresses lay before, which take half the room in WebAssembly.
    code = code.replace("= alloca ptr,", "= alloca i64,")
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    wasm = target.triple.startswith("wasm")
    if wasm:
        code = _UPPER_HALF.sub(_HIDDEN, code)
    machine = llvm.Target.from_triple(target.triple).create_target_machine(
        opt=3, reloc="static" if wasm else "pic", codemodel="default" if wasm else "small", features=target.features
    )
    whole = llvm.parse_assembly(_NO_COUNTING)
    whole.link_in(llvm.parse_assembly(code))
    return machine.emit_object(_optimised(whole, names, machine))


def _optimised(whole: Any, names: Iterable[str], machine: Any) -> Any:
    whole.data_layout, whole.triple = str(machine.target_data), machine.triple
    kept = set(names)
    for one in (*whole.functions, *whole.global_variables):
        if not one.is_declaration and one.name not in kept:
            one.linkage = llvm.Linkage.internal
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.inlining_threshold = INLINED
    passes = llvm.create_pass_builder(machine, options)
    passes.getModulePassManager().run(whole, passes)
    whole.verify()
    return whole


def link(objects: Iterable[Path], target: Target, file: Path, cache: Path, version: str = "0") -> None:
    """Put objects together into a library, which is in its place once it is whole, with its checksum. What zig compiles
    of a platform's own libraries is kept in a folder for the next. WebAssembly is told its version. Raises OSError
    where that fails."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix="part-") as folder:
        part = Path(folder, file.name)
        if target.zig.startswith("wasm"):
            text = _OF_WASM.format(version=int(version, 16))
            own = Path(folder, "own.o")
            own.write_bytes(object_of(text, ["malloc", "version"], target))
            objects = [*objects, own]
        command = [sys.executable, "-m", "ziglang", "cc", "-s", "-target", target.zig, *target.options]
        environment = {**os.environ, **dict.fromkeys(("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), str(cache))}
        run_side_by_side([[*command, *map(str, objects), "-o", str(part)]], env=environment)
        content = part.read_bytes()
        checksum_of(file).write_text(sha256(content).hexdigest() + "\n")
        part.replace(file)
