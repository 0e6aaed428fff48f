"""Ends the process in which a test hangs: by the time of the processor, as a busy machine is no mistake."""

import signal

import pytest

SECONDS = 60


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of its signal the process dies, in compiled code too
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
