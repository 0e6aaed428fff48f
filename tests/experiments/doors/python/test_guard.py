"""A script that starts workers is told to guard what it does."""

UNGUARDED = """
import contagion as ct
print(ct.many("ref", seeds=300, years=10, workers=2).scenario.name)
"""


def test_a_script_without_the_guard_is_told_what_to_do(script, tmp_path):
    done = script(UNGUARDED)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line == (
        "contagion: study.py starts worker processes, each of which reads it again: put what it does below "
        'if __name__ == "__main__":'
    )
