"""What the processes that make runs leave to the process that started them: when to stop; and what they keep from one
run to the next: memory."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # numbers of glibc's options
KEPT, LARGEST = 1 << 30, 1 << 25  # bytes: free ones that are kept, and the largest piece that is taken from them


@contextmanager
def not_for_workers() -> Generator[None]:
    """Ctrl-C, and the end of the terminal, never come to the processes started in this (but on Windows): they are for
    the process that started them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin(parent: int, niceness: int = 0) -> None:
    """Begin a worker: it leaves Ctrl-C to its parent, does not outlive it (on Linux), and lets others on the machine go
    before it by so much (but on Windows)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    keep_memory()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


def keep_memory() -> None:
    """Keep what is free for the next run, where the C library is glibc: given back to the system after each, memory
    comes anew page by page, and cleared, which takes a fifth of the time of runs in a world of an ensemble."""
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)):
        set_option(TRIM_THRESHOLD, KEPT)
        set_option(MMAP_THRESHOLD, LARGEST)
