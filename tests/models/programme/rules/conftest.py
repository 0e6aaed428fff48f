"""Groups that ended, for the laws of what happens in one."""

import pytest

from tests.helpers.settings import SOLO


@pytest.fixture(scope="package")
def ended(run):
    """Some 2,500 ended groups of eight with the default attendance and wish, each led by one."""
    settings = [*SOLO, "retention.loss_per_year=0", "training.places=0"]
    models = [run(settings, 1.6, seed, "kernel.toml", checked=False) for seed in range(6)]
    return [group for model in models for group in model.groups if group.state == "finished"]
