"""The notebooks run anywhere, answer, and are kept with their outputs."""

import json
import re
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from contagion.models.kernel import EDITION
from tests.helpers.places import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"), key=lambda path: int(path.stem.partition("_")[0]))
MOST_BYTES = 600_000
MACHINE = re.compile(r"(?<![\w./-])/(?:home|Users|root|work|tmp|private|var|opt|usr)/|\b[A-Z]:\\\\")
ANSWER = re.compile(r"9[05] % (interval|range).*?\d|\d.*?9[05] % (interval|range)", re.DOTALL)

each = pytest.mark.parametrize("script", NOTEBOOKS, ids=lambda path: path.stem)


def kept(script: Path) -> Any:
    """The notebook as it is shipped."""
    import nbformat  # a second, for those who run these tests

    return nbformat.read(script.with_suffix(".ipynb"), as_version=4)


def images(notebook: Any) -> int:
    return sum("image/png" in output.get("data", {}) for cell in code(notebook) for output in cell["outputs"])


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def answer(notebook: Any) -> str:
    (output,) = notebook["cells"][-1]["outputs"]
    return output["data"]["text/markdown"]


def complaints(notebook: Any) -> list[Any]:
    outputs = [output for cell in code(notebook) for output in cell["outputs"]]
    return [out for out in outputs if out["output_type"] == "error" or out.get("name") == "stderr"]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory) -> Generator[Any]:
    """A kernel for one notebook after the other, which then need not import everything anew."""
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

    made = AsyncKernelManager(kernel_name="python3")
    with quick(tmp_path_factory.mktemp("kernel")):
        yield made
        run_sync(made.shutdown_kernel)(now=True)


@contextmanager
def quick(folder: Path) -> Generator[None]:
    """Kernels that start meanwhile make runs of few years, and keep their own files here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTAGION_QUICK", "1")
        patch.setenv("TQDM_DISABLE", "1")
        for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
            patch.setenv(name, str(folder / name))
        yield


def live(script: Path, folder: Path, kernel: Any) -> None:
    """Run a notebook in a folder that has nothing of the project, and look at what it leaves."""
    import nbformat
    from nbclient import NotebookClient

    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    notebook = nbformat.read(shutil.copy(script.with_suffix(".ipynb"), folder), as_version=4)
    for cell in code(notebook):
        cell["outputs"] = []
    how: dict[str, Any] = {"timeout": 120, "resources": {"metadata": {"path": elsewhere}}}
    first = f"%reset -f\nimport os; os.chdir({str(elsewhere)!r}); del os"
    notebook["cells"].insert(0, nbformat.v4.new_code_cell(first))
    client = NotebookClient(notebook, km=kernel, **how)
    try:
        client.execute()
    finally:
        if client.kc:
            client.kc.stop_channels()
    del notebook["cells"][0]
    assert complaints(notebook) == []
    assert images(notebook) == images(kept(script)) > 0
    assert f"<!-- edition: {EDITION} -->" in json.dumps(notebook)
    assert ANSWER.search(answer(notebook))
    assert answer(notebook) != answer(kept(script))  # the quick one is of fewer years
    assert {path.name for path in elsewhere.iterdir()} <= {"results"}  # where runs and territories are kept


OF_KERNELS = ("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning")


FIRST = NOTEBOOKS[0]
"""The others are like it; they are asked for with the slow tests."""


@pytest.mark.parametrize(
    "script",
    [pytest.param(one, marks=[pytest.mark.slow] * (one != FIRST), id=one.stem) for one in NOTEBOOKS],
)
@pytest.mark.filterwarnings(*OF_KERNELS)
def test_it_runs_from_top_to_bottom_in_any_folder(script, tmp_path, kernel):
    live(script, tmp_path, kernel)


@each
def test_the_pair_is_in_step(script):
    import jupytext

    ours, theirs = jupytext.read(script), kept(script)
    assert [(c["cell_type"], c["source"]) for c in ours["cells"]] == [
        (c["cell_type"], c["source"]) for c in theirs["cells"]
    ]
    assert theirs["metadata"]["kernelspec"]["name"] == "python3"


@each
def test_it_is_kept_with_the_outputs_of_a_whole_run(script):
    notebook = kept(script)
    assert [cell["execution_count"] for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    assert complaints(notebook) == []
    assert images(notebook) > 0
    assert "10 years" in answer(notebook)
    assert script.with_suffix(".ipynb").stat().st_size < MOST_BYTES


@each
def test_it_names_no_place_on_a_machine(script):
    notebook = kept(script)
    for cell in code(notebook):
        for output in cell["outputs"]:
            output.get("data", {}).pop("image/png", None)
    text = json.dumps(notebook)
    assert MACHINE.findall(text) == []
    assert not any(place in text for place in (str(ROOT), sys.prefix, str(Path.home())) if len(place) > 1)
