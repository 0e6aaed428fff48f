"""A program of two compiled functions: for tests, which put it in places of all kinds and let it run there.

It prints what the two give, and how many of them it found compiled. Run with the name of one, it makes that part: after
`WAIT` seconds, or, if it is to be `KILLED`, not. With `PARTS=1` one process makes both.
"""

import os
import signal
import sys
import time
from pathlib import Path

from contagion.sim.core.machine_code import MachineCode

CODE = MachineCode("toy", Path(__file__).resolve().parent, ("toy_code.py",), "made")
PARTS = [["double", "half"]] if os.environ.get("PARTS") == "1" else [["double"], ["half"]]


@CODE.entry
def double(n):
    return 2 * n


@CODE.entry
def half(n):
    return n / 2


if __name__ == "__main__":
    if sys.argv[1:]:
        if wait := float(os.environ.get("WAIT", "0")):
            print(sys.argv[1], "waits", file=sys.stderr, flush=True)
            time.sleep(wait)
        if os.environ.get("KILLED") == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGKILL)
        for part in sys.argv[1:]:
            globals()[part](1)
        CODE.end_part()
    CODE.make([[sys.executable, __file__, *part] for part in PARTS], "Compiling a toy")
    print(double(21), half(18), sum(len(of.stats.cache_hits) for of in (double, half)))
