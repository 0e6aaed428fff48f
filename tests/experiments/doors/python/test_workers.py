"""Workers of a script."""

GUARDED = """
import contagion as ct
if __name__ == "__main__":
    print(ct.many("ref", seeds=3, years=1, workers=2).scenario.name)
"""


def test_a_script_with_the_guard_starts_workers(script):
    done = script(GUARDED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ref\n", "")
