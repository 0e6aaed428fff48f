"""Whether processes have ended."""

import os
import time


def gone(process: int) -> bool:
    """Whether a process ends within ten seconds."""
    for _ in range(500):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
