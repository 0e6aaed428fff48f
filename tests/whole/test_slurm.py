"""The commands for SLURM of `sim/laboratory/README.md`, but for numbers, on a real SLURM of one machine."""

import getpass
import os
import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests.helpers.dask_processes import free_port
from tests.helpers.laboratory_toys import within
from tests.helpers.needs import PATH, needs_slurm
from tests.helpers.places import ROOT

pytestmark = needs_slurm
CONFIGURATION = """\
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.socket
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    """The environment of a shell that has SLURM."""
    folder = tmp_path_factory.mktemp("slurm")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o400)
    words = {"host": socket.gethostname().partition(".")[0], "user": getpass.getuser()}
    (folder / "slurm.conf").write_text(
        CONFIGURATION.format(folder=folder, ports=[free_port(), free_port()], **words), encoding="utf-8"
    )
    (folder / "cgroup.conf").write_text("CgroupPlugin=disabled\n", encoding="utf-8")
    environment = {**os.environ, "PATH": PATH, "SLURM_CONF": str(folder / "slurm.conf"), "PYTHONPATH": str(ROOT)}
    its_own = {"socket": "socket", "key": "key-file", "log": "log-file", "pid": "pid-file", "seed": "seed-file"}
    munge = [f"--{option}={folder}/munge.{name}" for name, option in its_own.items()]
    with ExitStack() as stack:
        for command in (["munged", "-F", "--force", *munge], ["slurmctld", "-D"], ["slurmd", "-D"]):
            log = stack.enter_context((folder / f"{command[0]}.out").open("wb"))
            daemon = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
            stack.callback(ended, daemon)
            if command[0] == "munged":
                assert within(30, (folder / "munge.socket").exists)
        assert within(60, lambda: said(environment, "sinfo", "-h", "-o", "%t") == "idle")
        yield environment
        said(environment, "scancel", f"--user={words['user']}")
        within(20, lambda: not said(environment, "squeue", "-h"))


def ended(daemon):
    """End a daemon. A slurmd waits for its jobs, at times for longer than they last."""
    daemon.terminate()
    try:
        daemon.wait(timeout=10)
    except subprocess.TimeoutExpired:
        daemon.kill()
        daemon.wait()


def said(environment, *command):
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=30, check=False
    ).stdout.strip()


@pytest.fixture
def place(tmp_path):
    """A folder with what the commands expect in a checkout."""
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return tmp_path


def page(begins, **numbers):
    """The commands of the page that begin so, with other numbers."""
    blocks = (ROOT / "sim" / "laboratory" / "README.md").read_text(encoding="utf-8").split("\n\n")
    (text,) = [block for block in blocks if block.startswith(f"    {begins}")]
    for there, here in numbers.values():
        assert there in text
        text = text.replace(there, here)
    return text


def shell(text, environment, folder, end=""):
    """Run commands in a shell of a machine that is called by its address; it takes what it began in the background with
    it."""
    begin = "hostname() { echo 127.0.0.1; }; trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
    command = ["bash", "-euc", begin + text + end]
    with (folder / "said.txt").open("w") as out:
        done = subprocess.run(command, env=environment, cwd=folder, stdout=out, stderr=out, timeout=300, check=False)
    words = (folder / "said.txt").read_text()
    assert done.returncode == 0, words
    return words


FEW = {"replicates": ("--replicates 1000", "--replicates 2 --years 1")}


@pytest.mark.slow
def test_tasks_of_a_job_array_share_a_sweep(slurm, place):
    array = {"array": ("--array=1-20", "--array=1-3"), "parts": ("/20", "/3")}
    *begin, last = page("sbatch", **FEW, **array).splitlines()
    afterwards = 'while [ -n "$(squeue -h)" ]; do sleep 0.2; done'
    words = shell("\n".join([*begin, afterwards, last]), slurm, place)
    logs = [path.read_text() for path in sorted(place.glob("slurm-*_*.out"))]
    assert all(
        f"shard {number} of 3: 2 of 6 runs are done and kept in results/store;" in " ".join(log.split())
        for number, log in enumerate(logs, 1)
    )
    assert "\n3 points: " in words
    assert "means of 2 simulations at each point" in " ".join(words.split())


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["tcp", "tls"])
def test_tasks_of_a_job_array_are_workers_of_dask(slurm, place, scheme):
    numbers = {
        "array": ("--array=1-40", "--array=1-2"),
        "port": ("8786", str(free_port())),
        "dashboard": ("8787", str(free_port())),
        "scheme": ("tcp:", f"{scheme}:"),
    }
    commands = page(".venv/bin/dask scheduler", **FEW, **numbers)
    first = page("openssl") if scheme == "tls" else ""
    *begin, sweep = commands.splitlines()
    registered = 'until [ "$(grep -sl "Registered to" slurm-*_*.out | wc -l)" -eq 2 ]; do sleep 0.2; done'
    stranger = f"\nunset DASK_CONFIG\n{sweep} --replicates 3 || echo status $?"
    words = shell("\n".join([first, *begin, registered, sweep]), slurm, place, stranger if scheme == "tls" else "")
    assert "\n3 points: " in words
    assert "means of 2 simulations at each point" in " ".join(words.split())
    assert "Traceback" not in words
    if scheme == "tls":
        assert "\ncontagion: --scheduler tls://127.0.0.1:" in words
        assert "\nstatus 2\n" in words
