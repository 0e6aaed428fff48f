"""Scripts whose workers would ask for runs themselves.

A worker begins by reading the script again that it works for. What a script asks for outside of `if __name__ ==
"__main__":` would be asked for by each worker anew, and each would start workers. Such a worker ends at once, and the
script is told what to do. Nothing heavy is imported here, so that the worker ends soon.
"""

from __future__ import annotations

import os
import sys
from multiprocessing import current_process
from pathlib import Path
from typing import NoReturn

from contagion.sim.errors import InputError

OF = "CONTAGION_WORKERS_OF"  # in the environment: the process that starts workers
READS_THE_SCRIPT = 77  # exit status of a worker that is asked for runs while it begins
GUARD = 'if __name__ == "__main__":'


def must_not_begin_a_worker() -> None:
    """Called wherever runs are asked for: ends a worker that is only beginning.

    Raises
    ------
    InputError
        Where the worker is that of another program.
    """
    if not getattr(current_process(), "_inheriting", False):  # as multiprocessing itself looks at it
        return
    if os.environ.get(OF) == str(os.getppid()):
        os._exit(READS_THE_SCRIPT)
    raise InputError(unguarded())


def unguarded() -> str:
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    name = Path(script).name if script else "this script"
    return f"{name} starts worker processes, each of which reads it again: put what it does below {GUARD}"


def stop() -> NoReturn:
    """End the script with a line."""
    print(f"contagion: {unguarded()}", file=sys.stderr)
    sys.exit(2)
